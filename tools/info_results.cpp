// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/info_results.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "tools/text.h"

namespace crease::tools {
namespace {

/// The units of a layer that share an activation, or take the maximum of so many rows.
struct ActivationGroup {
  Activation activation;
  std::size_t arguments;
  std::size_t units;
  std::string name() const { return arguments > 1 ? "max" : activation.name(); }
};

/// In the order of each group's first unit.
std::vector<ActivationGroup> groups_of(const Layer& layer) {
  std::vector<ActivationGroup> groups;
  for (std::size_t u = 0; u < layer.num_units(); ++u) {
    const Activation& activation = layer.activations[u];
    const auto known = std::find_if(groups.begin(), groups.end(), [&](const ActivationGroup& group) {
      return group.arguments == layer.num_arguments(u) && group.activation.name() == activation.name() &&
             group.activation == activation;
    });
    if (known == groups.end()) {
      groups.push_back({activation, layer.num_arguments(u), 1});
    } else {
      ++known->units;
    }
  }
  return groups;
}

std::size_t num_parameters(const Network& network) {
  std::size_t count = 0;
  for (const Layer& layer : network.layers()) count += layer.num_rows() * (layer.num_inputs() + 1);
  return count;
}

Json to_json(const Layer& layer) {
  Json json;
  json["inputs"] = layer.num_inputs();
  json["units"] = layer.num_units();
  json["activations"] = Json::array();
  for (const ActivationGroup& group : groups_of(layer)) {
    const Activation& activation = group.activation;
    if (group.arguments > 1) {
      json["activations"].push_back({{"name", "max"}, {"units", group.units}, {"arguments", group.arguments}});
      continue;
    }
    std::vector<Rational> slopes;
    for (std::size_t p = 0; p < activation.num_pieces(); ++p) slopes.push_back(activation.slope(p));
    json["activations"].push_back({{"name", activation.name()},
                                   {"units", group.units},
                                   {"breakpoints", rationals_json(activation.breakpoints())},
                                   {"slopes", rationals_json(slopes)}});
  }
  return json;
}

/// What there is to say of each of several networks.
Json members_of(const NetworkFile& file) {
  const Network& network = file.network;
  Json json;
  json["weight_type"] = file.source.weight_type;
  json["input_dim"] = network.input_dim();
  json["output_dim"] = network.output_dim();
  json["bending_units"] = network.num_bending_units();
  json["parameters"] = num_parameters(network);
  json["layers"] = Json::array();
  for (const Layer& layer : network.layers()) json["layers"].push_back(to_json(layer));
  return json;
}

/// "16 relu", "8 relu, 8 leaky_relu (slopes 1/10, 1)".
std::string activations_in_words(const Layer& layer) {
  constexpr std::size_t kMaxGroups = 4;
  const std::vector<ActivationGroup> groups = groups_of(layer);
  std::string words;
  for (std::size_t g = 0; g < std::min(groups.size(), kMaxGroups); ++g) {
    const Activation& activation = groups[g].activation;
    words += fmt::format("{}{} {}", g == 0 ? "" : ", ", groups[g].units, groups[g].name());
    if (groups[g].arguments > 1) words += fmt::format(" of {}", groups[g].arguments);
    if (activation.name() == "leaky_relu") words += " with slope " + to_string(activation.slope(0));
  }
  if (groups.size() > kMaxGroups) words += fmt::format(", {} more kinds", groups.size() - kMaxGroups);
  return words;
}

}  // namespace

Json info_json(const NetworkFile& file) {
  Json json = result_header("crease-info/1", file);
  json["format"] = to_string(file.source.format);
  json.update(members_of(file));
  json["operators"] = Json::object();
  for (const auto& [name, count] : file.source.operators) json["operators"][name] = count;
  json["head"] = file.source.head;
  return json;
}

Json info_json(const std::vector<NetworkFile>& files, const std::string& name) {
  const NetworkSource& source = files.front().source;
  Json json = result_header("crease-info/1", files.front());
  json["network"]["name"] = name;
  json["format"] = to_string(source.format);
  json["checkpoints"] = Json::array();
  for (const NetworkFile& file : files) {
    Json checkpoint = {{"name", file.source.checkpoint}};
    checkpoint.update(members_of(file));
    json["checkpoints"].push_back(std::move(checkpoint));
  }
  return json;
}

std::string info_in_words(const NetworkFile& file) {
  const Network& network = file.network;
  const NetworkSource& source = file.source;
  std::vector<std::pair<std::string, std::string>> lines = {
      {"network", network.name()},
      {"format", to_string(source.format)},
      {"sha256", source.sha256},
      {"weights", source.weight_type == "decimal" ? fmt::format("decimal, read as {}", to_string(source.decimals))
                                                  : source.weight_type},
      {"parameters", with_commas(num_parameters(network))},
      {"shape", shape_of(network)},
      {"bending units", with_commas(network.num_bending_units())},
  };
  for (std::size_t l = 0; l < network.layers().size(); ++l) {
    lines.emplace_back(fmt::format("layer {}", l + 1), activations_in_words(network.layers()[l]));
  }
  if (!source.operators.empty()) {
    std::string operators;
    for (const auto& [name, count] : source.operators) {
      operators += fmt::format("{}{} {}", operators.empty() ? "" : ", ", count, name);
    }
    lines.emplace_back("operators", operators);
  }
  if (!source.head.empty()) {
    lines.emplace_back("head", fmt::format("{}, left out: the outputs are the scores it takes", source.head));
  }
  if (source.preprocessing.input) lines.emplace_back("inputs", "an affine map before the first layer, merged into it");
  if (!source.preprocessing.outputs.empty()) {
    lines.emplace_back("outputs", fmt::format("{} of the file", fmt::join(source.preprocessing.outputs, ", ")));
  }
  if (source.rounded > 0) {
    lines.emplace_back(
        "rounded", fmt::format("{} of BatchNormalization, to the nearest float64", counted(source.rounded, "factor")));
  }
  return aligned(lines);
}

std::string info_in_words(const std::vector<NetworkFile>& files, const std::string& name) {
  const NetworkSource& source = files.front().source;
  std::vector<std::pair<std::string, std::string>> lines = {
      {"networks", fmt::format("{} in {}; --checkpoint NAME takes one of them", files.size(), name)},
      {"format", to_string(source.format)},
      {"sha256", source.sha256}};
  for (const NetworkFile& file : files) lines.emplace_back(file.source.checkpoint, shape_of(file.network));
  return aligned(lines);
}

}  // namespace crease::tools
