// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "core/io/network_list.h"
#include "core/io/stored_number.h"

namespace crease {

/// An array of numbers, left in its bytes until it is asked.
struct NamedArray {
  std::string name;
  std::vector<std::size_t> shape;
  std::string type;  ///< "float32", ...
  /// The entry with this number in C order. Throws std::domain_error for NaN and infinities.
  std::function<Rational(std::size_t)> at;
};

/// What .npz files, directories of .npy and .safetensors files hold.
struct NamedArrays {
  std::vector<NamedArray> arrays;
  /// Whether they stand in the order in which they were given to the writer.
  bool in_order = false;
  /// Arrays of texts, and metadata.
  std::map<std::string, std::vector<std::string>> texts;
  std::size_t file_bytes = 0;
};

/// Networks from arrays that are told apart by their names.
///
/// Which array is what, with . / or _ as separators and without regard to a ":0" at the end:
///   LAYER.weight, LAYER/kernel, LAYER_W, ...      weights (weight, weights, kernel, W, w) and
///   LAYER.bias, LAYER_b, ...                      bias (bias, biases, B, b) of a layer;
///   weight_0, bias_0, W1, b1, layers.W_2          the same, the layer being a number;
///   arr_0, arr_1, ... or 0, 1, ...                in turn, weights where it is a matrix, else the bias of those
///   before.
/// A layer without a bias has the bias 0. Arrays called otherwise are refused.
///
/// Order of layers: by the numbers in their names (fc2 before fc10; dense, dense_1, dense_2). Where the names differ in
/// more (hidden, output), the order of the file, if it is the writer's and increases where only numbers differ, and the
/// shapes follow one another; else the one order of such groups in which they do, if it is one.
///
/// Orientation: (outputs, inputs), as PyTorch has it, if shapes and biases follow one another that way, else (inputs,
/// outputs); the other way round where all weights are called kernel, as in Keras. Both may fit (all layers square, no
/// help from biases): ReadOptions::weights decides.
///
/// Activations: relu, and none in the last layer. A text "activation" is that of all layers but the last; "activations"
/// has one per layer, or one per layer but the last. Each is a name or the JSON of an activation (json_activation.h),
/// or a JSON list of these, one per unit.
///
/// Checkpoints: names that begin with a part up to the first '/', or up to the first '.' where it consists of one of
/// the words checkpoint, ckpt, epoch, fold, iter, iteration, model, net, network, run, seed, step, trial, and a number,
/// are those of a checkpoint, when all arrays have such a part, there are at least two of these, and what is left still
/// names a layer. A checkpoint that is asked for may be any such part, up to '/' or '.'.
///
/// `path` is for messages, `name` becomes the network's. The readers of the list throw ParseError, InvalidNetwork.
NetworkList networks_of_arrays(NamedArrays arrays, NetworkFormat format, const std::string& path,
                               const std::string& name, const ReadOptions& options);

}  // namespace crease
