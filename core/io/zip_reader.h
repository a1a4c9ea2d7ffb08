// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace crease {

/// The members of a ZIP archive, one after the other; stored or compressed. Throws ParseError for what is no archive,
/// or a damaged one.
class ZipReader {
 public:
  explicit ZipReader(const std::string& path);
  /// An archive in memory, which must outlive the reader; `path` is for messages.
  ZipReader(std::string_view bytes, const std::string& path);
  ~ZipReader();
  ZipReader(const ZipReader&) = delete;
  ZipReader& operator=(const ZipReader&) = delete;

  /// The name of the next member; nothing at the end.
  std::optional<std::string> next();
  /// Copies up to `size` bytes of the member and says how many; fewer only at its end.
  std::size_t read(char* bytes, std::size_t size);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace crease
