// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/io/network_list.h"

namespace crease {

/// The source of a network that was written in decimal text, but for its SHA-256.
NetworkSource text_source(NetworkFormat format, DecimalPolicy decimals);

/// The readers behind read_networks, one per format. Each fills the source but for its SHA-256 and checkpoint; `path`
/// is for messages, `name` becomes the network's name.
///
/// A network, or {"format": "crease-checkpoints/1", "checkpoints": [network, ...]}, each with an optional "name" and
/// without a "format"; those without a name are called by their numbers, from 1.
NetworkList open_networks_json(const std::string& bytes, const std::string& path, const std::string& name,
                               const ReadOptions& options);

/// The .nnet text format of K. Julian (sisl/NNet): after lines of comment, numbers separated by commas: the numbers of
/// layers, inputs, outputs and the largest layer; all layer sizes; an unused flag; the inputs' minima and maxima; means
/// and ranges of the inputs and, last, of the output; then per layer its weights row by row and its biases, one per
/// line. All layers are ReLU but the last.
/// Folded in: x -> (x - mean) / range before, y -> y range + mean after. Not done: clamping the inputs to their minima
/// and maxima, as the format's own evaluator does; intersect with a box domain for that.
NetworkFile parse_network_nnet(const std::string& bytes, const std::string& path, const std::string& name,
                               const ReadOptions& options);

/// ONNX graphs, opset 7 and newer: one input, one output, operators as in onnx_operators.h. The batch dimension
/// is 1. The graph is evaluated on affine forms: what lies between two activations folds into one layer, exactly, where
/// a float runtime would round each step. Where activations meet values of earlier layers (branches, residuals),
/// identity units carry those along. A weight is exactly the float that is stored. Limits: no subgraphs, no external
/// data, no sparse tensors.
NetworkFile parse_network_onnx(const std::string& bytes, const std::string& path, const std::string& name);

/// NumPy's .npz, compressed or not: arrays of floats of 2 to 8 bytes or integers, of any byte order, in C or Fortran
/// order, and of texts for activations; all called as in named_arrays.h.
NetworkList open_networks_npz(const std::string& bytes, const std::string& path, const std::string& name,
                              const ReadOptions& options);

/// A directory with such arrays in .npy files, there or one level below; other files do not matter. `sha256` becomes
/// that of the lines which sha256sum writes for them, in the order of their names' bytes.
NetworkList open_networks_npy_directory(const std::string& path, const std::string& name, const ReadOptions& options,
                                        std::string& sha256);

/// .safetensors: the length of the header, a JSON header with type, shape and offsets of every tensor, and the data.
/// Types F16, BF16, F32, F64, I8 to I64, U8 to U64; names as in named_arrays.h. "__metadata__" may have "activation", a
/// text, or "activations", a JSON list of texts.
NetworkList open_networks_safetensors(const std::string& bytes, const std::string& path, const std::string& name,
                                      const ReadOptions& options);

/// Plain text, by lines:
///   file    = { layer }
///   layer   = [ activation line ] block of weights, block of the bias
///   block   = lines with numbers, up to a blank line or the end of the file
///   line    = number { separator number }, the separator being spaces, tabs, a comma or a semicolon
/// Weights have a row per line and as many numbers in each, in either orientation (see named_arrays.h); the bias stands
/// in one line or in one column. From # on, a line is a comment; a line of nothing else is skipped, and does not end a
/// block. An activation line, a name or the JSON of an activation, replaces the default: relu, and none in the last
/// layer. Numbers are decimals or p/q.
NetworkFile parse_network_text(const std::string& bytes, const std::string& path, const std::string& name,
                               const ReadOptions& options);

}  // namespace crease
