// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <istream>
#include <string>

#include "core/io/npy_array.h"
#include "core/io/points.h"

namespace crease {

/// The readers behind for_each_point, one per format; `path` is for messages.
std::size_t for_each_text_point(std::istream& in, const std::string& path, const PointsOptions& options,
                                const PointVisitor& visit);
std::size_t for_each_npy_point(const ByteSource& source, const std::string& path, const PointsOptions& options,
                               const PointVisitor& visit);
/// Opens the file itself.
std::size_t for_each_npz_point(const std::string& path, const PointsOptions& options, const PointVisitor& visit);

}  // namespace crease
