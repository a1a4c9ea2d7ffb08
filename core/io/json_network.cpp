// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/json_network.h"

#include <memory>
#include <optional>
#include <set>
#include <utility>

#include "core/errors.h"
#include "core/io/file_bytes.h"
#include "core/io/json_activation.h"
#include "core/io/json_tree.h"
#include "core/io/readers.h"

namespace crease {
namespace {

Matrix<Rational> read_weights(JsonDocument& document, const JsonValue& value, std::size_t inputs,
                              const std::string& place) {
  const std::vector<JsonValue>& rows = document.array(value, place + ", weights");
  if (rows.empty()) document.fail(value, place + ", weights: there is no row; a layer has at least one unit");
  // Row lengths are checked before the matrix is allocated: the previous layer's size may be far from this one's.
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::string row_place = place + ", weights row " + std::to_string(i + 1);
    const std::size_t found = document.array(rows[i], row_place).size();
    if (found != inputs) {
      document.fail(rows[i], row_place + ": expected " + std::to_string(inputs) + " entries, one per input, found " +
                                 std::to_string(found));
    }
  }
  Matrix<Rational> weights(rows.size(), inputs);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::vector<Rational> row = document.numbers(rows[i], place + ", weights row " + std::to_string(i + 1));
    std::move(row.begin(), row.end(), weights.row(i).begin());
  }
  return weights;
}

std::vector<Rational> read_bias(JsonDocument& document, const JsonValue& layer, std::size_t units,
                                const std::string& place) {
  const JsonValue* value = layer.find("bias");
  if (value == nullptr) return std::vector<Rational>(units);
  std::vector<Rational> bias = document.numbers(*value, place + ", bias");
  if (bias.size() != units) {
    document.fail(*value, place + ", bias: expected " + std::to_string(units) +
                              " entries, one per row of weights, found " + std::to_string(bias.size()));
  }
  return bias;
}

/// "max": k (every unit takes the maximum of k rows) or one number per unit. Returns the units' first rows.
std::vector<std::uint32_t> read_groups(JsonDocument& document, const JsonValue& value, std::size_t rows,
                                       const std::string& place) {
  const std::string here = place + ", max";
  std::vector<std::uint32_t> first{0};
  const auto add = [&](const JsonValue& at, std::size_t size) {
    if (size == 0) document.fail(at, here + ": a maximum of nothing; give every unit at least one row");
    if (size > rows - first.back()) {
      document.fail(at, here + ": the units take more rows than the " + std::to_string(rows) + " of weights");
    }
    first.push_back(first.back() + static_cast<std::uint32_t>(size));
  };
  if (value.kind == JsonValue::Kind::kArray) {
    for (const JsonValue& item : value.items) add(item, document.size(item, here));
  } else {
    const std::size_t size = document.size(value, here);
    do add(value, size);
    while (first.back() < rows);
  }
  if (first.back() != rows) {
    document.fail(value, here + ": the units take " + std::to_string(first.back()) + " rows, and weights have " +
                             std::to_string(rows));
  }
  return first;
}

Layer read_layer(JsonDocument& document, const JsonValue& value, std::size_t inputs, const std::string& place) {
  std::vector<std::string> known = {"weights", "bias", "max", "activation", "activations"};
  if (const JsonValue* activation = value.find("activation");
      activation != nullptr && activation->kind == JsonValue::Kind::kString) {
    const std::vector<std::string>& parameters = activation_parameters(document, *activation, place + ", activation");
    known.insert(known.end(), parameters.begin(), parameters.end());
  }
  document.check_object(value, place, known);

  Layer layer;
  layer.weights = read_weights(document, document.require(value, "weights", place), inputs, place);
  layer.bias = read_bias(document, value, layer.num_rows(), place);
  const JsonValue* max = value.find("max");
  if (max != nullptr) layer.first_rows = read_groups(document, *max, layer.num_rows(), place);
  const std::size_t units = layer.num_units();

  const JsonValue* list = value.find("activations");
  if (list == nullptr && max != nullptr && value.find("activation") == nullptr) {
    layer.activations.assign(units, Activation::identity());
    return layer;
  }
  if (list == nullptr) {
    const JsonValue& activation = document.require(value, "activation", place);
    layer.activations.assign(units, read_activation(document, activation, &value, place + ", activation"));
    return layer;
  }
  if (const JsonValue* both = value.find("activation")) {
    document.fail(*both, place + ": both 'activation' and 'activations' are given; keep one");
  }
  for (const JsonValue& item : document.array(*list, place + ", activations")) {
    const std::string item_place = place + ", activations entry " + std::to_string(layer.activations.size() + 1);
    layer.activations.push_back(read_activation(document, item, nullptr, item_place));
  }
  if (layer.activations.size() != units) {
    document.fail(*list, place + ", activations: expected " + std::to_string(units) + " entries, one per unit, found " +
                             std::to_string(layer.activations.size()));
  }
  return layer;
}

/// What a network's object holds beside its format.
Network read_members(JsonDocument& document, const JsonValue& value, const std::string& self, const std::string& prefix,
                     const std::string& name) {
  const std::size_t input_dim = document.size(document.require(value, "input_dim", self), prefix + "input_dim");

  const JsonValue& list = document.require(value, "layers", self);
  std::vector<Layer> layers;
  std::size_t inputs = input_dim;
  for (const JsonValue& item : document.array(list, prefix + "layers")) {
    layers.push_back(read_layer(document, item, inputs, prefix + "layer " + std::to_string(layers.size() + 1)));
    inputs = layers.back().num_units();
  }
  if (layers.empty()) document.fail(list, prefix + "layers: the list is empty; a network has at least one layer");
  return Network(input_dim, std::move(layers), name);
}

/// The names of the items of "checkpoints": their own, or their numbers from 1.
std::vector<std::string> read_names(const JsonDocument& document, const JsonValue& list) {
  std::vector<std::string> names;
  std::set<std::string> known;
  for (const JsonValue& item : document.array(list, "checkpoints")) {
    const std::string place = "checkpoint " + std::to_string(names.size() + 1);
    document.check_object(item, place, {"name", "input_dim", "layers"});
    const JsonValue* given = item.find("name");
    names.push_back(given != nullptr ? document.string(*given, place + ", name") : std::to_string(names.size() + 1));
    if (names.back().empty()) document.fail(*given, place + ", name: it is empty; leave it out, or give a name");
    if (!known.insert(names.back()).second) {
      document.fail(item, place + ": the name " + in_quotes(names.back()) + " stands twice; give each its own");
    }
  }
  if (names.empty()) document.fail(list, "checkpoints: the list is empty; give at least one network");
  return names;
}

}  // namespace

Network read_network_value(JsonDocument& document, const JsonValue& value, const std::string& place,
                           const std::string& name) {
  const std::string self = place.empty() ? "document" : place;
  const std::string prefix = place.empty() ? "" : place + ", ";
  document.check_object(value, self, {"format", "input_dim", "layers"});
  document.check_format(value, "crease-network/1");
  return read_members(document, value, self, prefix, name);
}

NetworkList open_networks_json(const std::string& bytes, const std::string& path, const std::string& name,
                               const ReadOptions& options) {
  const auto document = std::make_shared<JsonDocument>(bytes, path, options.decimals);
  const NetworkSource source = text_source(NetworkFormat::kJson, options.decimals);
  const JsonValue* list = document->root().find("checkpoints");
  if (list == nullptr) {
    return {.read = [=](std::size_t) {
      return NetworkFile{read_network_value(*document, document->root(), "", name), source};
    }};
  }
  document->check_object(document->root(), "document", {"format", "checkpoints"});
  document->check_format(document->root(), "crease-checkpoints/1");
  const std::vector<std::string> names = read_names(*document, *list);
  return {.names = names, .read = [=](std::size_t index) {
            const std::string place = "checkpoint " + in_quotes(names[index]);
            return NetworkFile{
                read_members(*document, list->items[index], place, place + ", ", checkpoint_name(name, names[index])),
                source};
          }};
}

}  // namespace crease
