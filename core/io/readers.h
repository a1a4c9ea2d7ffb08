// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/io/network_file.h"

namespace crease {

/// The source of a network that was written in decimal text, but for its SHA-256.
NetworkSource text_source(NetworkFormat format, DecimalPolicy decimals);

/// The readers behind parse_network, one per format. Each fills the source but for its SHA-256; `path` is for
/// messages, `name` becomes the network's name.
NetworkFile parse_network_json(const std::string& bytes, const std::string& path, const std::string& name,
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

}  // namespace crease
