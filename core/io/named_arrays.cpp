// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/named_arrays.h"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <utility>

#include "core/errors.h"
#include "core/io/array_layers.h"
#include "core/io/array_names.h"
#include "core/io/file_bytes.h"

namespace crease {
namespace {

using Role = ArrayName::Role;

/// A layer under construction, with what the names say of it.
struct NamedLayer {
  std::string name;
  ArrayLayer arrays;
};

/// Layers whose names differ in numbers only, in order.
using Family = std::vector<NamedLayer>;

ParseError broken(const std::string& path, const std::string& message) {
  return ParseError({path}, shortened(message));
}

void check_weights(const NamedArray& array, const std::string& path) {
  if (array.shape.size() != 2) {
    throw broken(path, "array " + in_quotes(array.name) + ": weights of shape " + shape_text(array.shape) +
                           " are no matrix; a network with other layers than dense ones is read from ONNX");
  }
  if (array.shape[0] == 0 || array.shape[1] == 0) {
    throw broken(path, "array " + in_quotes(array.name) + ": the shape " + shape_text(array.shape) +
                           " has no entries; a layer has at least one unit and one input");
  }
}

/// The layers in the order of their weights; names[i] is that of arrays[i].
std::vector<NamedLayer> layers_by_name(const std::vector<const NamedArray*>& arrays,
                                       const std::vector<ArrayName>& names, const std::string& path) {
  std::vector<NamedLayer> layers;
  std::map<std::string, std::size_t> numbers;
  const auto check_single = [&](const NamedArray* known, const NamedArray& array, const std::string& what) {
    if (known == nullptr) return;
    throw broken(path, "the arrays " + in_quotes(known->name) + " and " + in_quotes(array.name) + " are both " + what +
                           " of one layer; keep one of them");
  };
  for (std::size_t i = 0; i < arrays.size(); ++i) {
    if (names[i].role != Role::kWeights) continue;
    check_weights(*arrays[i], path);
    const auto [known, is_new] = numbers.emplace(names[i].layer, layers.size());
    if (!is_new) check_single(layers[known->second].arrays.weights, *arrays[i], "weights");
    layers.push_back({names[i].layer, {arrays[i], nullptr, names[i].is_kernel}});
  }
  for (std::size_t i = 0; i < arrays.size(); ++i) {
    if (names[i].role != Role::kBias) continue;
    const auto layer = numbers.find(names[i].layer);
    if (layer == numbers.end()) {
      throw broken(path, "array " + in_quotes(arrays[i]->name) + ": a bias without the weights of its layer; add them");
    }
    const NamedArray*& bias = layers[layer->second].arrays.bias;
    check_single(bias, *arrays[i], "the bias");
    bias = arrays[i];
  }
  return layers;
}

/// The layers of arrays that are numbered through: a matrix, and the vector behind it, if there is one. Without the
/// checkpoint the names are names[i].
std::vector<NamedLayer> layers_in_turn(const std::vector<const NamedArray*>& arrays,
                                       const std::vector<ArrayName>& names, const std::string& path) {
  std::vector<std::size_t> order(arrays.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::ranges::sort(order, [&](std::size_t i, std::size_t k) { return natural_less(names[i].layer, names[k].layer); });
  const bool from_zero = names[order.front()].layer == "0";
  std::vector<NamedLayer> layers;
  for (std::size_t i = 0; i < order.size(); ++i) {
    const NamedArray& array = *arrays[order[i]];
    const std::string number = std::to_string(from_zero ? i : i + 1);
    if (names[order[i]].layer != number) {
      throw broken(path, "array " + in_quotes(array.name) + ": number " + number + " is missing before it");
    }
    if (array.shape.size() != 1) {
      check_weights(array, path);
      layers.push_back({number, {&array, nullptr, false}});
    } else if (layers.empty() || layers.back().arrays.bias != nullptr) {
      throw broken(path, "array " + in_quotes(array.name) + ": it is no matrix, and none without a bias is before it");
    } else {
      layers.back().arrays.bias = &array;
    }
  }
  return layers;
}

/// Keras calls its layers dense, dense_1, dense_2: the first one gets its number.
void number_first_layers(std::vector<NamedLayer>& layers) {
  std::set<std::string> names, kinds;
  for (const NamedLayer& layer : layers) {
    names.insert(layer.name);
    kinds.insert(without_numbers(layer.name));
  }
  for (NamedLayer& layer : layers) {
    if (kinds.contains(without_numbers(layer.name) + "_#") && !names.contains(layer.name + "_0")) layer.name += "_0";
  }
}

std::vector<Family> families_of(const std::vector<NamedLayer>& layers) {
  std::map<std::string, Family> by_kind;
  for (const NamedLayer& layer : layers) by_kind[without_numbers(layer.name)].push_back(layer);
  std::vector<Family> families;
  for (auto& [kind, family] : by_kind) {
    std::ranges::sort(family, [](const NamedLayer& a, const NamedLayer& b) { return natural_less(a.name, b.name); });
    families.push_back(std::move(family));
  }
  return families;
}

std::vector<ArrayLayer> joined(const std::vector<Family>& families, const std::vector<std::size_t>& order) {
  std::vector<ArrayLayer> layers;
  for (const std::size_t f : order) {
    for (const NamedLayer& layer : families[f]) layers.push_back(layer.arrays);
  }
  return layers;
}

struct Arrangement {
  std::vector<ArrayLayer> layers;
  WeightShape orientation;
};

/// The order of the file, if it is one of layers.
std::optional<Arrangement> in_file_order(const std::vector<NamedLayer>& layers, WeightShape asked) {
  std::map<std::string, std::string> last_of_kind;
  for (const NamedLayer& layer : layers) {
    std::string& last = last_of_kind[without_numbers(layer.name)];
    if (!last.empty() && natural_less(layer.name, last)) return std::nullopt;
    last = layer.name;
  }
  Arrangement arrangement;
  for (const NamedLayer& layer : layers) arrangement.layers.push_back(layer.arrays);
  for (const WeightShape orientation : orientations(arrangement.layers, asked)) {
    arrangement.orientation = orientation;
    if (misfit(arrangement.layers, orientation).empty()) return arrangement;
  }
  return std::nullopt;
}

/// The one order of the families in which shapes follow one another.
Arrangement by_shapes(const std::vector<Family>& families, WeightShape asked, const std::string& path) {
  constexpr std::size_t kMaxFamilies = 6;
  constexpr const char* kAdvice = "; number the layers in order: 0.weight, 0.bias, 1.weight, ...";
  if (families.size() > kMaxFamilies) {
    throw broken(path, "the names of the arrays do not tell the order of the layers" + std::string(kAdvice));
  }
  std::vector<std::size_t> order(families.size());
  for (std::size_t f = 0; f < order.size(); ++f) order[f] = f;
  const std::vector<ArrayLayer> first = joined(families, order);
  const std::vector<WeightShape> candidates = orientations(first, asked);
  for (const WeightShape orientation : candidates) {
    std::optional<Arrangement> found;
    do {
      std::vector<ArrayLayer> layers = joined(families, order);
      if (!misfit(layers, orientation).empty()) continue;
      if (found) {
        throw broken(path, "neither the names of the arrays nor their shapes tell whether " +
                               in_quotes(found->layers.front().weights->name) + " or " +
                               in_quotes(layers.front().weights->name) + " comes first" + kAdvice);
      }
      found = Arrangement{std::move(layers), orientation};
    } while (std::ranges::next_permutation(order).found);
    if (found) return *std::move(found);
  }
  throw broken(path, misfit(first, candidates.front()) + (families.size() > 1 ? kAdvice : "; check the arrays"));
}

Arrangement arranged(std::vector<NamedLayer> layers, bool in_order, WeightShape asked, const std::string& path) {
  number_first_layers(layers);
  const std::vector<Family> families = families_of(layers);
  if (families.size() > 1 && in_order) {
    if (std::optional<Arrangement> arrangement = in_file_order(layers, asked)) return *std::move(arrangement);
  }
  return by_shapes(families, asked, path);
}

/// A checkpoint's arrays and their names without it; all arrays for "".
class Checkpoint {
 public:
  Checkpoint(const NamedArrays& all, const std::string& checkpoint) : all_(all), checkpoint_(checkpoint) {
    for (const NamedArray& array : all.arrays) {
      if (is_part(array.name)) arrays_.push_back(&array);
    }
  }

  NetworkFile read(NetworkFormat format, const std::string& path, const std::string& name,
                   const ReadOptions& options) const {
    const Arrangement arrangement = arranged(layers(path), all_.in_order, options.weights, path);
    std::string key = "activations";
    const std::vector<std::string>* texts = find_texts(key);
    if (texts == nullptr) texts = find_texts(key = "activation");
    static const std::vector<std::string> kDefault = {"relu"};
    const std::vector<std::string> activations =
        activation_texts(texts != nullptr ? *texts : kDefault, key, arrangement.layers.size(), path);

    NetworkSource source;
    source.format = format;
    source.decimals = options.decimals;
    std::set<std::string> types;
    for (const NamedArray* array : arrays_) types.insert(array->type);
    for (const std::string& type : types) source.weight_type += (source.weight_type.empty() ? "" : ", ") + type;
    return {network_of_layers(arrangement.layers, arrangement.orientation, activations, all_.file_bytes, path, name,
                              options.decimals),
            source};
  }

 private:
  bool is_part(const std::string& name) const {
    return checkpoint_.empty() || name.starts_with(checkpoint_ + '/') || name.starts_with(checkpoint_ + '.');
  }

  std::string_view rest(const std::string& name) const {
    return std::string_view(name).substr(checkpoint_.empty() ? 0 : checkpoint_.size() + 1);
  }

  std::vector<NamedLayer> layers(const std::string& path) const {
    if (arrays_.empty()) throw broken(path, "there are no arrays of weights in it; save weights and biases by name");
    std::vector<ArrayName> names;
    std::size_t in_turn = 0;
    for (const NamedArray* array : arrays_) {
      names.push_back(parse_array_name(rest(array->name)));
      in_turn += names.back().role == Role::kInTurn;
      if (names.back().role == Role::kUnknown) {
        throw broken(path, "array " + in_quotes(array->name) +
                               ": its name does not say whether it holds weights or a bias; call it LAYER.weight or "
                               "LAYER.bias, or leave it out");
      }
    }
    if (in_turn == 0) return layers_by_name(arrays_, names, path);
    if (in_turn < arrays_.size()) {
      throw broken(path, "some arrays are numbered through and others are called weight or bias; name all alike");
    }
    return layers_in_turn(arrays_, names, path);
  }

  const std::vector<std::string>* find_texts(const std::string& key) const {
    for (const std::string& name : {checkpoint_ + '/' + key, checkpoint_ + '.' + key, key}) {
      if (const auto texts = all_.texts.find(name); texts != all_.texts.end()) return &texts->second;
    }
    return nullptr;
  }

  const NamedArrays& all_;
  std::string checkpoint_;
  std::vector<const NamedArray*> arrays_;
};

/// {""} where the arrays are those of one network.
std::vector<std::string> checkpoints_of(const NamedArrays& arrays, const std::string& asked) {
  std::set<std::string> found;
  for (const NamedArray& array : arrays.arrays) found.insert(checkpoint_of(array.name));
  if (found.size() > 1 && !found.contains("")) {
    std::vector<std::string> names(found.begin(), found.end());
    std::ranges::sort(names, natural_less);
    return names;
  }
  const bool is_part = !asked.empty() && std::ranges::any_of(arrays.arrays, [&](const NamedArray& array) {
    return array.name.starts_with(asked + '/') || array.name.starts_with(asked + '.');
  });
  return {is_part ? asked : ""};
}

}  // namespace

NetworkList networks_of_arrays(NamedArrays arrays, NetworkFormat format, const std::string& path,
                               const std::string& name, const ReadOptions& options) {
  const auto shared = std::make_shared<const NamedArrays>(std::move(arrays));
  NetworkList list;
  list.names = checkpoints_of(*shared, options.checkpoint);
  list.read = [=, names = list.names](std::size_t index) {
    return Checkpoint(*shared, names[index]).read(format, path, checkpoint_name(name, names[index]), options);
  };
  return list;
}

}  // namespace crease
