// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <string_view>

namespace crease::fuzzing {

/// A file in memory, for readers that take no bytes.
class MemoryFile {
 public:
  /// `ending`: of its path.
  MemoryFile(std::string_view bytes, const std::string& ending)
      : descriptor_(memfd_create("fuzz", 0)),
        path_(std::filesystem::temp_directory_path() / ("crease-fuzz-" + std::to_string(getpid()) + ending)) {
    while (!bytes.empty()) {
      const ssize_t count = write(descriptor_, bytes.data(), bytes.size());
      if (count <= 0) __builtin_trap();
      bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    std::filesystem::remove(path_);
    std::filesystem::create_symlink("/proc/self/fd/" + std::to_string(descriptor_), path_);
  }
  ~MemoryFile() {
    std::filesystem::remove(path_);
    close(descriptor_);
  }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  std::string path() const { return path_.string(); }

 private:
  int descriptor_;
  std::filesystem::path path_;
};

}  // namespace crease::fuzzing
