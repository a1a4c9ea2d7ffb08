// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/network_file.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

#include "core/errors.h"
#include "core/io/file_bytes.h"
#include "core/io/readers.h"

namespace crease {
namespace {

std::optional<NetworkFormat> format_by_extension(const std::string& path) {
  std::string extension = std::filesystem::path(path).extension().string();
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (extension == ".json") return NetworkFormat::kJson;
  if (extension == ".onnx") return NetworkFormat::kOnnx;
  if (extension == ".nnet") return NetworkFormat::kNnet;
  if (extension == ".npz") return NetworkFormat::kNpz;
  if (extension == ".safetensors") return NetworkFormat::kSafetensors;
  if (extension == ".txt") return NetworkFormat::kText;
  return std::nullopt;
}

NetworkFormat format_by_content(const std::string& bytes, const std::string& path) {
  constexpr char kOnnxVersionTag = 0x08;  // the model's first field: ir_version
  if (bytes.starts_with(kOnnxVersionTag)) return NetworkFormat::kOnnx;
  constexpr std::size_t kSafetensorsLength = 8;  // before the header
  if (bytes.size() > kSafetensorsLength && bytes[kSafetensorsLength] == '{' && bytes[kSafetensorsLength - 1] == '\0') {
    return NetworkFormat::kSafetensors;
  }
  if (bytes.starts_with("PK\x03\x04")) return NetworkFormat::kNpz;
  if (bytes.starts_with("\x93NUMPY")) {
    throw ParseError({path}, "a single .npy array is no network; give the directory that holds all of them, or a .npz");
  }
  const std::size_t first = bytes.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  if (first != std::string::npos) {
    if (bytes[first] == '{') return NetworkFormat::kJson;
    if (bytes[first] == '/' || (bytes[first] >= '0' && bytes[first] <= '9')) return NetworkFormat::kNnet;
    if (bytes[first] == '#') return NetworkFormat::kText;
  }
  throw ParseError({path},
                   "neither the name nor the first bytes tell the format; crease reads .json, .onnx, .nnet, .npz, "
                   ".safetensors and .txt");
}

/// In quotes, the first of them if there are many.
std::string names_of(const NetworkList& list) {
  constexpr std::size_t kMost = 12;
  std::string text;
  for (std::size_t i = 0; i < std::min(list.names.size(), kMost); ++i) {
    text += (i == 0 ? "" : ", ") + in_quotes(list.names[i]);
  }
  return text + (list.names.size() > kMost ? ", ..." : "");
}

std::string stem_of(const std::string& path) {
  if (path == "-") return "stdin";
  const std::filesystem::path file(path);
  return (file.has_filename() ? file : file.parent_path()).stem().string();
}

NetworkList open_networks(const std::string& bytes, const std::string& path, const ReadOptions& options) {
  if (bytes.empty()) throw ParseError({path}, "the file is empty; a network has at least one layer");
  const std::optional<NetworkFormat> by_extension = format_by_extension(path);
  const NetworkFormat format = by_extension ? *by_extension : format_by_content(bytes, path);
  const std::string name = stem_of(path);
  NetworkList list;
  switch (format) {
    case NetworkFormat::kOnnx:
      list.read = [=, &bytes](std::size_t) { return parse_network_onnx(bytes, path, name); };
      return list;
    case NetworkFormat::kNnet:
      list.read = [=, &bytes](std::size_t) { return parse_network_nnet(bytes, path, name, options); };
      return list;
    case NetworkFormat::kText:
      list.read = [=, &bytes](std::size_t) { return parse_network_text(bytes, path, name, options); };
      return list;
    case NetworkFormat::kNpz:
    case NetworkFormat::kNpyDirectory:
      return open_networks_npz(bytes, path, name, options);
    case NetworkFormat::kSafetensors:
      return open_networks_safetensors(bytes, path, name, options);
    case NetworkFormat::kJson:
      break;
  }
  return open_networks_json(bytes, path, name, options);
}

/// The numbers of the networks that are asked for.
std::vector<std::size_t> chosen(const NetworkList& list, const std::string& path, const std::string& checkpoint) {
  std::vector<std::size_t> numbers;
  for (std::size_t i = 0; i < list.names.size(); ++i) {
    if (checkpoint.empty() || list.names[i] == checkpoint) numbers.push_back(i);
  }
  if (!numbers.empty()) return numbers;
  if (list.names.size() == 1 && list.names.front().empty()) {
    throw ParseError({path}, "no checkpoint " + in_quotes(checkpoint) +
                                 ": the file holds one network without a name; leave the choice out");
  }
  throw ParseError({path}, "no checkpoint " + in_quotes(checkpoint) + "; choose one of " + names_of(list));
}

NetworkFile read_one(const NetworkList& list, std::size_t number, const std::string& hash) {
  NetworkFile file = list.read(number);
  file.source.sha256 = hash;
  file.source.checkpoint = list.names[number];
  return file;
}

std::vector<NetworkFile> read_all(const NetworkList& list, const std::string& path, const ReadOptions& options,
                                  const std::string& hash) {
  std::vector<NetworkFile> files;
  for (const std::size_t i : chosen(list, path, options.checkpoint)) files.push_back(read_one(list, i, hash));
  return files;
}

NetworkFile read_single(const NetworkList& list, const std::string& path, const ReadOptions& options,
                        const std::string& hash) {
  const std::vector<std::size_t> numbers = chosen(list, path, options.checkpoint);
  if (numbers.size() > 1) {
    throw ParseError({path}, "the file holds " + std::to_string(numbers.size()) +
                                 " networks; choose one by --checkpoint: " + names_of(list));
  }
  return read_one(list, numbers.front(), hash);
}

bool is_directory(const std::string& path) {
  std::error_code ignored;
  return std::filesystem::is_directory(path, ignored);
}

}  // namespace

NetworkSource text_source(NetworkFormat format, DecimalPolicy decimals) {
  NetworkSource source;
  source.format = format;
  source.weight_type = "decimal";
  source.decimals = decimals;
  return source;
}

std::string to_string(NetworkFormat format) {
  switch (format) {
    case NetworkFormat::kJson:
      return "json";
    case NetworkFormat::kOnnx:
      return "onnx";
    case NetworkFormat::kNnet:
      return "nnet";
    case NetworkFormat::kNpz:
      return "npz";
    case NetworkFormat::kNpyDirectory:
      return "npy directory";
    case NetworkFormat::kSafetensors:
      return "safetensors";
    case NetworkFormat::kText:
      return "text";
  }
  return "unknown";
}

std::string checkpoint_name(const std::string& name, const std::string& checkpoint) {
  return checkpoint.empty() ? name : name + '#' + checkpoint;
}

NetworkFile read_network(const std::string& path, const ReadOptions& options) {
  if (!is_directory(path)) return parse_network(read_bytes(path), path, options);
  std::string hash;
  const NetworkList list = open_networks_npy_directory(path, stem_of(path), options, hash);
  return read_single(list, path, options, hash);
}

std::vector<NetworkFile> read_networks(const std::string& path, const ReadOptions& options) {
  if (!is_directory(path)) return parse_networks(read_bytes(path), path, options);
  std::string hash;
  const NetworkList list = open_networks_npy_directory(path, stem_of(path), options, hash);
  return read_all(list, path, options, hash);
}

NetworkFile parse_network(const std::string& bytes, const std::string& path, const ReadOptions& options) {
  return read_single(open_networks(bytes, path, options), path, options, sha256(bytes));
}

std::vector<NetworkFile> parse_networks(const std::string& bytes, const std::string& path, const ReadOptions& options) {
  return read_all(open_networks(bytes, path, options), path, options, sha256(bytes));
}

NetworkFile preprocessed(NetworkFile file, Preprocessing preprocessing) {
  file.network = preprocess(file.network, preprocessing);
  file.source.preprocessing = std::move(preprocessing);
  return file;
}

}  // namespace crease
