// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/file_bytes.h"

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <iostream>
#include <iterator>
#include <stdexcept>
#include <system_error>

#include "core/io/sha256_stream.h"

namespace crease {

namespace {

/// All that is left in `stream`. A directory opens like a file, and only reading it fails.
std::string read_all(std::istream& stream, const std::string& path) {
  try {
    return {std::istreambuf_iterator<char>(stream), {}};
  } catch (const std::ios_base::failure&) {
    throw FileError(path + ": cannot read the file; check that it is a regular file");
  }
}

}  // namespace

std::string read_bytes(const std::string& path) {
  if (path == "-") return read_all(std::cin, path);
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    const std::string cause = std::generic_category().message(errno);
    throw FileError((path.empty() ? "''" : path) + ": cannot open the file: " + cause +
                    "; check the path and its permissions");
  }
  return read_all(file, path);
}

std::string sha256(std::string_view bytes) {
  Sha256Stream stream;
  stream.add(bytes);
  return stream.digest();
}

SourceLocation location_of(std::string_view bytes, std::size_t offset, const std::string& file) {
  const std::string_view before = bytes.substr(0, std::min(offset, bytes.size()));
  const std::size_t line = 1 + static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
  const std::size_t line_start = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
  return {file, line, before.size() - line_start + 1};
}

std::string in_quotes(std::string_view text) {
  constexpr std::size_t kLongest = 40;
  std::string shown(text.substr(0, kLongest));
  for (char& c : shown) {
    if (c < ' ' || c > '~') c = '?';
  }
  return "'" + shown + (text.size() > kLongest ? "...'" : "'");
}

Rational parse_number(std::string_view text, DecimalPolicy decimals) {
  if (!std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; })) {
    throw std::invalid_argument(in_quotes(text) + " is not a number: it has bytes that do not print");
  }
  return parse_rational(text, decimals);
}

std::string shortened(const std::string& message) {
  constexpr std::size_t kLongest = 400;
  return message.size() <= kLongest ? message : message.substr(0, kLongest) + "...";
}

}  // namespace crease
