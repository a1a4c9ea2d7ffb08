// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "core/io/zip_archive.h"

/// The files of NumPy and safetensors byte by byte, so that they can be wrong.
namespace crease::testing {

template <typename T>
std::string bytes_of(const std::vector<T>& values, bool swapped = false) {
  std::string bytes;
  for (const T& value : values) {
    char item[sizeof(T)];
    std::memcpy(item, &value, sizeof(T));
    if (swapped) std::reverse(item, item + sizeof(T));
    bytes.append(item, sizeof(T));
  }
  return bytes;
}

inline std::string npy(const std::string& type, const std::string& shape, const std::string& data,
                       const std::string& order = "False", char version = 1) {
  const std::string header = "{'descr': '" + type + "', 'fortran_order': " + order + ", 'shape': " + shape + ", }\n";
  std::string size(version == 1 ? 2 : 4, '\0');
  size[0] = static_cast<char>(header.size());
  return std::string("\x93NUMPY") + version + '\0' + size + header + data;
}

using Members = std::vector<std::pair<std::string, std::string>>;

inline std::string zip(const Members& members, bool compress = false) {
  std::ostringstream out;
  ZipArchive archive(out, compress);
  for (const auto& [name, bytes] : members) {
    archive.start_member(name, bytes.size());
    archive.write(bytes);
  }
  archive.finish();
  return out.str();
}

/// The numbers as float64.
inline std::string doubles(const std::string& shape, const std::vector<double>& values) {
  return npy("<f8", shape, bytes_of(values));
}

/// Texts as NumPy's kind U.
inline std::string texts(const std::vector<std::string>& values, const std::string& shape = "") {
  std::size_t width = 1;
  for (const std::string& value : values) width = std::max(width, value.size());
  std::string data;
  for (std::string value : values) {
    value.resize(width, '\0');
    for (const char c : value) data += std::string{c, '\0', '\0', '\0'};
  }
  return npy("<U" + std::to_string(width), shape.empty() ? "(" + std::to_string(values.size()) + ",)" : shape, data);
}

inline std::string safetensors(const std::string& header, const std::string& data) {
  const std::vector<std::uint64_t> length = {header.size()};
  return bytes_of(length) + header + data;
}

}  // namespace crease::testing
