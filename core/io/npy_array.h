// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/io/stored_number.h"

namespace crease {

/// Copies up to `size` bytes and says how many; fewer only at the end.
using ByteSource = std::function<std::size_t(char* bytes, std::size_t size)>;

/// What stands before the data of NumPy's .npy format, versions 1 to 3 (numpy.lib.format).
struct NpyHeader {
  std::string descr;               ///< the item type as it is written: "'<f8'"
  std::optional<StoredType> type;  ///< of numbers
  std::size_t text_width = 0;      ///< of texts (kinds U and S): characters; else 0
  std::size_t item_bytes = 0;      ///< of numbers and texts; else 0
  bool big_endian = false;
  bool fortran_order = false;
  std::vector<std::size_t> shape;
};

/// Takes the header from `source`, up to the first byte of the data. `path` is for messages. Throws ParseError.
NpyHeader read_npy_header(const ByteSource& source, const std::string& path);

/// The header of an array in C order, padded so that the data start at a multiple of 64. Pre: it takes fewer than 2^16
/// bytes.
std::string npy_header(const std::string& dtype, const std::vector<std::size_t>& shape);

}  // namespace crease
