// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <istream>
#include <string>

#include "core/io/points.h"

namespace crease {

/// Copies up to `size` bytes and says how many; fewer only at the end.
using ByteSource = std::function<std::size_t(char* bytes, std::size_t size)>;

/// The readers behind for_each_point, one per format; `path` is for messages.
std::size_t for_each_text_point(std::istream& in, const std::string& path, const PointsOptions& options,
                                const PointVisitor& visit);
std::size_t for_each_npy_point(const ByteSource& source, const std::string& path, const PointsOptions& options,
                               const PointVisitor& visit);
/// Opens the file itself.
std::size_t for_each_npz_point(const std::string& path, const PointsOptions& options, const PointVisitor& visit);

}  // namespace crease
