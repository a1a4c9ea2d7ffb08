// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/points.h"

#include <cerrno>
#include <fstream>
#include <iostream>
#include <system_error>

#include "core/errors.h"
#include "core/io/point_readers.h"

namespace crease {
namespace {

std::ifstream open(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    const std::string cause = std::generic_category().message(errno);
    throw FileError((path.empty() ? "''" : path) + ": cannot open the file: " + cause +
                    "; check the path and its permissions");
  }
  file.exceptions(std::ios::badbit);
  return file;
}

}  // namespace

std::size_t for_each_point(const std::string& path, const PointsOptions& options, const PointVisitor& visit) {
  if (path == "-") return for_each_text_point(std::cin, path, options, visit);
  std::ifstream file = open(path);
  if (path.ends_with(".npz")) return for_each_npz_point(path, options, visit);
  try {
    if (!path.ends_with(".npy")) return for_each_text_point(file, path, options, visit);
    const ByteSource source = [&file](char* bytes, std::size_t size) {
      file.read(bytes, static_cast<std::streamsize>(size));
      return static_cast<std::size_t>(file.gcount());
    };
    return for_each_npy_point(source, path, options, visit);
  } catch (const std::ios_base::failure&) {
    // A directory opens like a file, and only reading it fails.
    throw FileError(path + ": cannot read the file; check that it is a regular file");
  }
}

}  // namespace crease
