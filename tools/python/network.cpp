// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/network.h"

#include <fmt/format.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <filesystem>
#include <ostream>
#include <sstream>
#include <utility>

#include "core/errors.h"
#include "core/io/file_bytes.h"
#include "core/io/json_activation.h"
#include "core/io/json_tree.h"
#include "core/io/network_file.h"
#include "core/io/preprocessing.h"
#include "tools/options.h"
#include "tools/output.h"
#include "tools/python/bindings.h"
#include "tools/python/exact_numbers.h"
#include "tools/python/loaded_network.h"

namespace crease::python {
namespace {

DecimalPolicy decimal_policy(const std::string& text) {
  for (const DecimalPolicy policy : {DecimalPolicy::kExact, DecimalPolicy::kFloat64, DecimalPolicy::kFloat32}) {
    if (to_string(policy) == text) return policy;
  }
  throw InputError(fmt::format("decimals: '{}' is not exact, float64 or float32", text));
}

WeightShape weight_shape(const std::string& text) {
  if (text.empty()) return WeightShape::kByFit;
  if (text == "out,in") return WeightShape::kOutIn;
  if (text == "in,out") return WeightShape::kInOut;
  throw InputError(fmt::format("weights: '{}' is not out,in or in,out", text));
}

std::vector<LoadedNetwork> load(const std::string& path, const std::string& decimals, bool raw,
                                const std::string& weights, const std::string& checkpoint,
                                const std::string& preprocess, const std::string& outputs, bool all) {
  const tools::NetworkOptions options{
      path, {decimal_policy(decimals), raw, weight_shape(weights), checkpoint}, preprocess, outputs};
  std::vector<NetworkFile> files;
  if (all) {
    files = tools::read_networks(options);
  } else {
    files.push_back(tools::read_network(options));
  }
  std::vector<LoadedNetwork> result;
  for (NetworkFile& file : files) {
    result.push_back({std::move(file), options});
    result.back().options.read.checkpoint = result.back().source.checkpoint;
  }
  return result;
}

std::string json_of(const Network& network) {
  std::ostringstream out;
  write_network_json(network, out);
  return out.str();
}

/// An activation by the text of its name or of its JSON.
Activation activation_of(const std::string& text, const std::string& place) {
  const bool is_json = text.starts_with('{');
  JsonDocument document(is_json ? text : fmt::format("\"{}\"", text), place, DecimalPolicy::kExact);
  return read_activation(document, document.root(), nullptr, "activation");
}

/// A layer by its weights, bias or None, one text of an activation or one per unit, and the numbers of arguments of its
/// max groups, if it has any.
Layer layer_of(nb::handle weights, nb::handle bias, const std::vector<std::string>& activations,
               const std::vector<std::size_t>& arguments, const std::string& place) {
  Layer layer;
  layer.weights = to_matrix(weights, place + ", weights");
  layer.bias = bias.is_none() ? std::vector<Rational>(layer.weights.rows()) : to_rationals(bias, place + ", bias");
  if (!arguments.empty()) {
    layer = make_max_layer(std::move(layer.weights), std::move(layer.bias), arguments);
  }
  const std::size_t units = layer.num_units();
  if (activations.size() != 1 && activations.size() != units) {
    throw InvalidNetwork(
        fmt::format("{}: {} activations for {} units. Give one, or one per unit", place, activations.size(), units));
  }
  layer.activations.clear();
  for (const std::string& text : activations) layer.activations.push_back(activation_of(text, place));
  while (layer.activations.size() < units) layer.activations.push_back(layer.activations.front());
  return layer;
}

NetworkFile from_layers(nb::list layers, const std::string& name, const std::string& weight_type) {
  std::vector<Layer> result;
  for (std::size_t l = 0; l < layers.size(); ++l) {
    const nb::object layer = layers[l];
    result.push_back(layer_of(layer[0], layer[1], nb::cast<std::vector<std::string>>(layer[2]),
                              nb::cast<std::vector<std::size_t>>(layer[3]), fmt::format("layer {}", l + 1)));
  }
  const std::size_t inputs = result.empty() ? 0 : result.front().num_inputs();
  NetworkFile file{Network(inputs, std::move(result), name), {}};
  file.source.sha256 = sha256(json_of(file.network));
  file.source.weight_type = weight_type;
  return file;
}

/// Layers as from_layers() takes them.
nb::list layers_of(const NetworkFile& file) {
  nb::list result;
  for (const Layer& layer : file.network.layers()) {
    nb::list activations, arguments;
    for (const Activation& activation : layer.activations) activations.append(activation_json(activation));
    for (std::size_t u = 0; layer.has_groups() && u < layer.num_units(); ++u) arguments.append(layer.num_arguments(u));
    result.append(nb::make_tuple(to_python(layer.weights), to_python(std::span(layer.bias)), activations, arguments));
  }
  return result;
}

void save(const NetworkFile& file, const std::string& path) {
  const std::string extension = std::filesystem::path(path).extension().string();
  const auto write = extension == ".json"   ? write_network_json
                     : extension == ".onnx" ? write_network_onnx
                     : extension == ".nnet" ? write_network_nnet
                     : extension == ".npz"  ? write_network_npz
                                            : nullptr;
  if (write == nullptr) {
    throw InputError(fmt::format("{}: '{}' is no format that networks are written in. Use .json, .onnx, .nnet or .npz",
                                 path, extension));
  }
  tools::write_output(path, [&](std::ostream& out) { write(file.network, out); });
}

/// What a pickle keeps beside the network, and how it comes back.
nb::tuple state_of(const NetworkFile& file) {
  Json preprocessing = Json::object();
  add_preprocessing(preprocessing, file.source.preprocessing);
  return nb::make_tuple(json_of(file.network), file.network.name(), static_cast<int>(file.source.format),
                        file.source.sha256, file.source.weight_type, to_string(file.source.decimals),
                        file.source.rounded, file.source.checkpoint, file.source.head, preprocessing.dump());
}

NetworkFile from_state(nb::tuple state) {
  NetworkFile file = parse_network(nb::cast<std::string>(state[0]), "pickle.json");
  const auto text = [&](std::size_t i) { return nb::cast<std::string>(state[i]); };
  const Network& read = file.network;
  file.network = Network(read.input_dim(), read.layers(), text(1));
  file.source.format = static_cast<NetworkFormat>(nb::cast<int>(state[2]));
  file.source.sha256 = text(3);
  file.source.weight_type = text(4);
  file.source.decimals = decimal_policy(text(5));
  file.source.rounded = nb::cast<std::size_t>(state[6]);
  file.source.checkpoint = text(7);
  file.source.head = text(8);
  JsonDocument document(text(9), "pickle", DecimalPolicy::kExact);
  file.source.preprocessing = read_preprocessing(document, document.root(), file.network.input_dim());
  return file;
}

}  // namespace

void bind_network(nb::module_& module) {
  nb::class_<NetworkFile>(module, "NetworkFile")
      .def_prop_ro("name", [](const NetworkFile& file) { return file.network.name(); })
      .def_prop_ro("input_dim", [](const NetworkFile& file) { return file.network.input_dim(); })
      .def_prop_ro("output_dim", [](const NetworkFile& file) { return file.network.output_dim(); })
      .def_prop_ro("widths",
                   [](const NetworkFile& file) {
                     std::vector<std::size_t> widths;
                     for (const Layer& layer : file.network.layers()) widths.push_back(layer.num_units());
                     return widths;
                   })
      .def_prop_ro("sha256", [](const NetworkFile& file) { return file.source.sha256; })
      .def_prop_ro("decimals", [](const NetworkFile& file) { return to_string(file.source.decimals); })
      .def_prop_ro("weight_type", [](const NetworkFile& file) { return file.source.weight_type; })
      .def_prop_ro("rounded_factors", [](const NetworkFile& file) { return file.source.rounded; })
      .def("layers", &layers_of)
      .def("json", [](const NetworkFile& file) { return json_of(file.network); })
      .def("save", &save, nb::arg("path"))
      .def("state", &state_of)
      .def(
          "equals", [](const NetworkFile& file, const NetworkFile& other) { return file.network == other.network; },
          nb::arg("other"))
      .def(
          "evaluate",
          [](const NetworkFile& file, nb::handle x) {
            const std::vector<Rational> point = to_rationals(x, "x");
            return to_python(std::span<const Rational>(evaluate(file.network, point)));
          },
          nb::arg("x"));
  nb::class_<LoadedNetwork, NetworkFile>(module, "LoadedNetwork");
  module.def("load", &load, nb::arg("path"), nb::arg("decimals"), nb::arg("raw"), nb::arg("weights"),
             nb::arg("checkpoint"), nb::arg("preprocess"), nb::arg("outputs"), nb::arg("all"));
  module.def(
      "parse_onnx",
      [](const nb::bytes& bytes, const std::string& name) {
        return parse_network(std::string(bytes.c_str(), bytes.size()), name + ".onnx");
      },
      nb::arg("bytes"), nb::arg("name"));
  module.def("from_layers", &from_layers, nb::arg("layers"), nb::arg("name"), nb::arg("weight_type"));
  module.def("network_from_state", &from_state, nb::arg("state"));
}

}  // namespace crease::python
