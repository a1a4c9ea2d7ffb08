// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/network_file.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <optional>
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
  return std::nullopt;
}

NetworkFormat format_by_content(const std::string& bytes, const std::string& path) {
  constexpr char kOnnxVersionTag = 0x08;  // the model's first field: ir_version
  if (bytes.starts_with(kOnnxVersionTag)) return NetworkFormat::kOnnx;
  const std::size_t first = bytes.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  if (first != std::string::npos) {
    if (bytes[first] == '{') return NetworkFormat::kJson;
    if (bytes[first] == '/' || (bytes[first] >= '0' && bytes[first] <= '9')) return NetworkFormat::kNnet;
  }
  throw ParseError({path}, "neither the name nor the first bytes tell the format; crease reads .json, .onnx and .nnet");
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
  }
  return "unknown";
}

NetworkFile read_network(const std::string& path, const ReadOptions& options) {
  return parse_network(read_bytes(path), path, options);
}

NetworkFile parse_network(const std::string& bytes, const std::string& path, const ReadOptions& options) {
  if (bytes.empty()) throw ParseError({path}, "the file is empty; a network has at least one layer");
  const std::optional<NetworkFormat> by_extension = format_by_extension(path);
  const NetworkFormat format = by_extension ? *by_extension : format_by_content(bytes, path);
  const std::string name = path == "-" ? "stdin" : std::filesystem::path(path).stem().string();

  NetworkFile file = [&] {
    switch (format) {
      case NetworkFormat::kOnnx:
        return parse_network_onnx(bytes, path, name);
      case NetworkFormat::kNnet:
        return parse_network_nnet(bytes, path, name, options);
      case NetworkFormat::kJson:
        break;
    }
    return parse_network_json(bytes, path, name, options);
  }();
  file.source.sha256 = sha256(bytes);
  return file;
}

NetworkFile preprocessed(NetworkFile file, Preprocessing preprocessing) {
  file.network = preprocess(file.network, preprocessing);
  file.source.preprocessing = std::move(preprocessing);
  return file;
}

}  // namespace crease
