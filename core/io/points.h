// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>

#include "core/numbers.h"

namespace crease {

struct PointsOptions {
  std::size_t dim = 0;                             ///< numbers per point
  DecimalPolicy decimals = DecimalPolicy::kExact;  ///< of .csv files
  std::string array;                               ///< the array of a .npz file; empty: its only one
};

/// Gets one point after the other, with its place in the file for messages. Returning false ends the reading.
using PointVisitor = std::function<bool(std::span<const Rational> point, const std::string& place)>;

/// Reads the points of a data file one by one; memory for one of them, whatever the size of the file. By extension:
///   .npz, .npy  an array of shape (points, dim), or (points,) where dim is 1, in C order, of floats or integers of up
///               to 8 bytes and either byte order: exactly the numbers that are stored. A .npz may be compressed.
///   all others, and - for standard input: text. A line per point, `dim` numbers separated by commas, as parse_rational
///               takes them, each in quotes or not. Empty lines are skipped, and so is the first line where none of its
///               fields is a number (names of columns).
/// Returns how many points there were. A file without points is fine.
/// Throws FileError, ParseError (malformed files, NaN, infinity, another number of columns; with line and column, or
/// the array's row and column, counted from 1).
std::size_t for_each_point(const std::string& path, const PointsOptions& options, const PointVisitor& visit);

}  // namespace crease
