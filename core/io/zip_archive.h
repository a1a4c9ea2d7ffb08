// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <iosfwd>
#include <memory>
#include <string>
#include <string_view>

namespace crease {

/// A ZIP archive that is written to a stream from front to back, so that pipes do as well as files. Members are dated 1
/// January 1980; sizes beyond 4 GB use ZIP64. By libarchive: libzip and minizip go back in the file to mend the sizes.
/// Once the stream fails nothing more is written; whatever it throws passes.
class ZipArchive {
 public:
  ZipArchive(std::ostream& out, bool compress);
  ~ZipArchive();
  ZipArchive(const ZipArchive&) = delete;
  ZipArchive& operator=(const ZipArchive&) = delete;

  /// Starts a member of `size` bytes, which write() then gets. Pre: the one before is whole.
  void start_member(const std::string& name, std::uint64_t size);
  void write(std::string_view bytes);
  /// Ends the archive. Without it, what was written is no archive.
  void finish();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace crease
