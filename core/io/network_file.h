// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <iosfwd>
#include <map>
#include <string>
#include <vector>

#include "core/network.h"
#include "core/numbers.h"
#include "core/preprocess.h"

namespace crease {

enum class NetworkFormat { kJson, kOnnx, kNnet, kNpz, kNpyDirectory, kSafetensors, kText };

/// "json", "onnx", "nnet", "npz", "npy directory", "safetensors", "text".
std::string to_string(NetworkFormat format);

/// What the rows and columns of a matrix of weights stand for in formats that do not say (see named_arrays.h): what
/// fits, rows for outputs and columns for inputs, or rows for inputs and columns for outputs.
enum class WeightShape { kByFit, kOutIn, kInOut };

/// How a file is read.
struct ReadOptions {
  DecimalPolicy decimals = DecimalPolicy::kExact;  ///< for text formats
  bool raw = false;                                ///< .nnet: ignore the normalisation
  WeightShape weights = WeightShape::kByFit;       ///< arrays and plain text
  std::string checkpoint;                          ///< which network of a file that holds several; empty: the only one
};

/// Where a network came from.
struct NetworkSource {
  NetworkFormat format = NetworkFormat::kJson;
  /// Of the file's bytes, lower-case hexadecimal; of a directory, that of what sha256sum says of its .npy files.
  std::string sha256;
  std::string weight_type;  ///< "float32", "float64", "float32, float64", ..., or "decimal"
  DecimalPolicy decimals = DecimalPolicy::kExact;
  std::map<std::string, std::size_t> operators;  ///< ONNX: operator -> number of nodes
  /// ONNX: how many numbers are not the exact ones but the doubles nearest to them: the factors of BatchNormalization.
  std::size_t rounded = 0;
  /// ONNX: the Softmax, LogSoftmax or ArgMax the graph ends with, or "". The network's outputs are the scores it takes.
  std::string head;
  Preprocessing preprocessing;  ///< what was done to the network since, by preprocessed()
  /// Which network of a file of several it is, or "".
  std::string checkpoint;
};

struct NetworkFile {
  Network network;
  NetworkSource source;
};

/// Reads a network; the format is told by the extension (.json, .onnx, .nnet, .npz, .safetensors, .txt), or, for "-"
/// (standard input) and other extensions, by the first bytes; a directory is one of .npy files. The network's name is
/// the file's stem ("stdin" for "-"), and, where the file holds several, '#' and the name of the checkpoint. Throws
/// FileError, ParseError, UnsupportedOperator, InvalidNetwork; every message names the file, the place and the cause,
/// and what to do next. A file of several networks is refused with their names unless one is asked for.
NetworkFile read_network(const std::string& path, const ReadOptions& options = {});

/// All networks of a file, or the one that is asked for: checkpoints of one training, members of a collection. They are
/// "checkpoints" in JSON, and arrays whose names begin with the same part (named_arrays.h).
std::vector<NetworkFile> read_networks(const std::string& path, const ReadOptions& options = {});

/// As read_network and read_networks, from bytes that were already read; `path` is only for messages, name and format.
NetworkFile parse_network(const std::string& bytes, const std::string& path, const ReadOptions& options = {});
std::vector<NetworkFile> parse_networks(const std::string& bytes, const std::string& path,
                                        const ReadOptions& options = {});

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

/// Writes a .npz file: for each layer l, counted from 0, the float64 arrays "l.weight" (outputs, inputs) and "l.bias",
/// and "activations", a text per layer: a name, or the JSON of an activation, or of a list of them, one per unit. The
/// same network gives the same bytes. Throws InputError, naming the place, for a number that is no float64.
/// Law: reading the bytes gives back `network`.
void write_network_npz(const Network& network, std::ostream& out);

}  // namespace crease
