// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/array_layers.h"

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <utility>

#include "core/errors.h"
#include "core/io/file_bytes.h"
#include "core/io/json_activation.h"
#include "core/io/size_budget.h"

namespace crease {
namespace {

std::size_t num_units(const ArrayLayer& layer, WeightShape orientation) {
  return layer.weights->shape[orientation == WeightShape::kOutIn ? 0 : 1];
}

std::size_t num_inputs(const ArrayLayer& layer, WeightShape orientation) {
  return layer.weights->shape[orientation == WeightShape::kOutIn ? 1 : 0];
}

std::string described(const NamedArray& array) { return in_quotes(array.name) + " " + shape_text(array.shape); }

/// The length of a vector, which may stand as a matrix with one row or column; nothing for others.
std::optional<std::size_t> vector_length(const NamedArray& array) {
  const std::vector<std::size_t>& shape = array.shape;
  if (shape.size() == 1) return shape[0];
  if (shape.size() == 2 && (shape[0] == 1 || shape[1] == 1)) return shape[0] * shape[1];
  return std::nullopt;
}

/// The place of an entry in words, counted from 1.
std::string place_of(const NamedArray& array, std::size_t entry) {
  std::string place = "array " + in_quotes(array.name);
  if (array.shape.size() != 2) return place + ", entry " + std::to_string(entry + 1);
  return place + ", row " + std::to_string(entry / array.shape[1] + 1) + ", column " +
         std::to_string(entry % array.shape[1] + 1);
}

Rational entry_of(const NamedArray& array, std::size_t entry, SizeBudget& budget, const std::string& path) {
  try {
    Rational value = array.at(entry);
    budget.spend(value);
    return value;
  } catch (const std::domain_error&) {
    throw ParseError({path},
                     place_of(array, entry) + ": NaN or infinity, which no weight is; export the network again");
  } catch (const std::length_error& error) {
    throw ParseError({path}, place_of(array, entry) + ": " + error.what());
  }
}

std::vector<Activation> read_activations(const std::string& text, std::size_t units, const std::string& place,
                                         const std::string& path, DecimalPolicy decimals) {
  const bool is_json = text.starts_with('{') || text.starts_with('[');
  if (!is_json && text.find_first_of("\"\\") != std::string::npos) {
    throw ParseError({path}, place + ": " + in_quotes(text) + " is neither a name nor JSON");
  }
  JsonDocument document(is_json ? text : '"' + text + '"', path + ", in " + in_quotes(text), decimals);
  const JsonValue& root = document.root();
  if (root.kind != JsonValue::Kind::kArray) {
    return std::vector<Activation>(units, read_activation(document, root, nullptr, place));
  }
  if (root.items.size() != units) {
    document.fail(root, place + ": expected " + std::to_string(units) + " entries, one per unit, found " +
                            std::to_string(root.items.size()));
  }
  std::vector<Activation> activations;
  for (const JsonValue& item : root.items) {
    const std::string entry = place + " entry " + std::to_string(activations.size() + 1);
    activations.push_back(read_activation(document, item, nullptr, entry));
  }
  return activations;
}

}  // namespace

std::vector<WeightShape> orientations(std::span<const ArrayLayer> layers, WeightShape asked) {
  if (asked != WeightShape::kByFit) return {asked};
  const bool kernels = std::ranges::all_of(layers, [](const ArrayLayer& layer) { return layer.is_kernel; });
  if (kernels) return {WeightShape::kInOut, WeightShape::kOutIn};
  return {WeightShape::kOutIn, WeightShape::kInOut};
}

std::string misfit(std::span<const ArrayLayer> layers, WeightShape orientation) {
  const std::string as =
      orientation == WeightShape::kOutIn ? ", read as (outputs, inputs)," : ", read as (inputs, outputs),";
  for (std::size_t l = 0; l < layers.size(); ++l) {
    const std::size_t units = num_units(layers[l], orientation);
    if (layers[l].bias != nullptr && vector_length(*layers[l].bias) != units) {
      return "the array " + described(*layers[l].weights) + as + " needs a bias of " + std::to_string(units) +
             " entries, and " + described(*layers[l].bias) + " is none";
    }
    if (l > 0 && num_inputs(layers[l], orientation) != num_units(layers[l - 1], orientation)) {
      return "the array " + described(*layers[l].weights) + as + " does not fit behind " +
             described(*layers[l - 1].weights);
    }
  }
  return "";
}

std::vector<std::string> activation_texts(const std::vector<std::string>& texts, const std::string& key,
                                          std::size_t layers, const std::string& path) {
  std::vector<std::string> result = texts;
  if (key == "activation" && texts.size() == 1) {
    result.assign(layers - 1, texts[0]);
  } else if (texts.size() == layers) {
    return texts;
  }
  if (result.size() + 1 != layers) {
    throw ParseError({path}, "'" + key + "' has " + std::to_string(texts.size()) + " entries for " +
                                 std::to_string(layers) + " layers; give one per layer, or one per layer but the last");
  }
  result.push_back("identity");
  return result;
}

Network network_of_layers(std::span<const ArrayLayer> layers, WeightShape orientation,
                          const std::vector<std::string>& activations, std::size_t file_bytes, const std::string& path,
                          const std::string& name, DecimalPolicy decimals) {
  SizeBudget budget(file_bytes);
  std::vector<Layer> result;
  for (std::size_t l = 0; l < layers.size(); ++l) {
    const NamedArray& weights = *layers[l].weights;
    const std::size_t units = num_units(layers[l], orientation), inputs = num_inputs(layers[l], orientation);
    Layer layer{Matrix<Rational>(units, inputs), std::vector<Rational>(units), {}};
    for (std::size_t u = 0; u < units; ++u) {
      for (std::size_t i = 0; i < inputs; ++i) {
        const std::size_t entry = orientation == WeightShape::kOutIn ? u * inputs + i : i * units + u;
        layer.weights(u, i) = entry_of(weights, entry, budget, path);
      }
      if (layers[l].bias != nullptr) layer.bias[u] = entry_of(*layers[l].bias, u, budget, path);
    }
    layer.activations =
        read_activations(activations[l], units, "activation of layer " + std::to_string(l + 1), path, decimals);
    result.push_back(std::move(layer));
  }
  const std::size_t inputs = num_inputs(layers.front(), orientation);
  return Network(inputs, std::move(result), name);
}

}  // namespace crease
