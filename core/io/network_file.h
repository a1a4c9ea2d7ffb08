// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <iosfwd>
#include <map>
#include <string>

#include "core/network.h"
#include "core/numbers.h"
#include "core/preprocess.h"

namespace crease {

enum class NetworkFormat { kJson, kOnnx, kNnet };

/// "json", "onnx", "nnet".
std::string to_string(NetworkFormat format);

/// How a file is read.
struct ReadOptions {
  DecimalPolicy decimals = DecimalPolicy::kExact;  ///< for text formats
  bool raw = false;                                ///< .nnet: ignore the normalisation
};

/// Where a network came from.
struct NetworkSource {
  NetworkFormat format = NetworkFormat::kJson;
  std::string sha256;       ///< of the file's bytes, lower-case hexadecimal
  std::string weight_type;  ///< "float32", "float64", "float32, float64" or "decimal"
  DecimalPolicy decimals = DecimalPolicy::kExact;
  std::map<std::string, std::size_t> operators;  ///< ONNX: operator -> number of nodes
  /// ONNX: how many numbers are not the exact ones but the doubles nearest to them: the factors of BatchNormalization.
  std::size_t rounded = 0;
  /// ONNX: the Softmax, LogSoftmax or ArgMax the graph ends with, or "". The network's outputs are the scores it takes.
  std::string head;
  Preprocessing preprocessing;  ///< what was done to the network since, by preprocessed()
};

struct NetworkFile {
  Network network;
  NetworkSource source;
};

/// Reads a network; the format is told by the extension (.json, .onnx, .nnet), or, for "-" (standard input) and
/// other extensions, by the first bytes. The network's name is the file's stem ("stdin" for "-").
/// Throws FileError, ParseError, UnsupportedOperator, InvalidNetwork; every message names the file, the place and the
/// cause, and what to do next.
NetworkFile read_network(const std::string& path, const ReadOptions& options = {});

/// As read_network, from bytes that were already read; `path` is only for messages, name and format.
NetworkFile parse_network(const std::string& bytes, const std::string& path, const ReadOptions& options = {});

/// The file with its network preprocessed, and that on record. Pre: it was not yet.
NetworkFile preprocessed(NetworkFile file, Preprocessing preprocessing);

/// Writes the JSON network format, one line per row of weights: {"format": "crease-network/1", "input_dim": 2,
/// "layers":
/// [{"weights": [[1, "1/2"], ...], "bias": [0, ...], "activation": "relu"}, ...]}. A missing bias reads as zeros, and
/// "activations" lists one activation per unit. Numbers that are not small integers are written as "p/q".
/// Law: reading the text gives back `network`, under every decimal policy. The same network gives the same bytes.
void write_network_json(const Network& network, std::ostream& out);

/// Writes an ONNX model of opset 13: Gemm, and Relu, Abs, PRelu or Clip, for each layer; float32 when all numbers are,
/// else float64. Throws InputError, naming the place, for a number that is no float64 or activations that no operator
/// has. Law: reading the bytes gives the same function, and the same layers but for affine ones before another one.
void write_network_onnx(const Network& network, std::ostream& out);

/// Writes the .nnet format, without normalisation. Throws InputError, naming the place, for a number that is no finite
/// decimal and for activations other than ReLU before and none in the last layer.
/// Law: reading the text, with exact decimals, gives back `network`.
void write_network_nnet(const Network& network, std::ostream& out);

}  // namespace crease
