// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

#include "core/complex.h"
#include "core/numbers.h"
#include "core/preprocess.h"

namespace crease {

/// What a complex file says before its tables, besides what the complex itself knows.
struct ComplexHeader {
  std::string tool_version;
  std::string sha256;  ///< of the network's file
  DecimalPolicy decimals = DecimalPolicy::kExact;
  std::string reason = "finished";  ///< why the walk ended
  std::uint64_t linear_regions = 0;
  std::uint64_t affine_pieces = 0;
  Preprocessing preprocessing;  ///< what was done to that network; the complex is of the result
  bool operator==(const ComplexHeader&) const = default;
};

/// The header of a complex file, the text of a JSON object for write_json(); data/schemas/complex.schema.json describes
/// its members. It holds all that the tables need to be understood: the exact network, the exact domain, the lineality
/// space.
std::string complex_header_json(const Complex& complex, const ComplexHeader& header);

}  // namespace crease
