// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string>

#include "core/enclosure.h"
#include "core/numbers.h"

namespace crease {

/// The cosine of the angle between two rational vectors: sign sqrt(squared). Its square is rational, so that cosines
/// are compared exactly. Order: that of the numbers.
struct Cosine {
  int sign = 0;      ///< -1, 0 or 1
  Rational squared;  ///< in [0, 1]; 0 iff the sign is
  bool operator==(const Cosine&) const = default;
};

/// Laws: cosine(a, b) == cosine(b, a); cosine(s a, b) has the sign of s and the same square; it is 1 or -1 iff one
/// vector is a multiple of the other (Cauchy-Schwarz). In one dimension nothing else is possible.
/// Throws std::invalid_argument for a zero vector, which has no direction, and for vectors of different sizes.
Cosine cosine(std::span<const Rational> a, std::span<const Rational> b);

/// |cos|.
Cosine abs(Cosine cosine);

/// The sign of a - b.
int compare(const Cosine& a, const Cosine& b);
int compare(const Cosine& a, const Rational& b);

/// Exact where the cosine is rational, else of a relative width of at most 2^-bits.
Enclosure enclosure(const Cosine& cosine, unsigned bits);

/// "1/2", "-sqrt(1/3)".
std::string to_string(const Cosine& cosine);

}  // namespace crease
