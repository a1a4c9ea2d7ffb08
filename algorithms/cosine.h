// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string>

#include "core/enclosure.h"
#include "core/integer_vector.h"
#include "core/numbers.h"

namespace crease {

/// The cosine of the angle between two rational vectors: sign sqrt(squared). Its square is rational, so that cosines
/// are compared exactly. Order: that of the numbers.
struct Cosine {
  int sign = 0;      ///< -1, 0 or 1
  Rational squared;  ///< in [0, 1]; 0 iff the sign is
  bool operator==(const Cosine&) const = default;
};

/// A vector for which only its direction matters, for the cosines between many.
class Direction {
 public:
  /// Throws std::invalid_argument for a zero vector, which has no direction.
  explicit Direction(std::span<const Rational> vector);

 private:
  friend Cosine cosine(const Direction& a, const Direction& b);

  IntegerVector entries_;  ///< coprime
  Integer squared_;        ///< their length
};

/// Laws: cosine(a, b) == cosine(b, a); cosine(s a, b) has the sign of s and the same square; it is 1 or -1 iff one
/// vector is a multiple of the other (Cauchy-Schwarz). In one dimension nothing else is possible.
/// Throws std::invalid_argument for a zero vector, and for vectors of different sizes.
Cosine cosine(const Direction& a, const Direction& b);
Cosine cosine(std::span<const Rational> a, std::span<const Rational> b);

/// |cos|.
Cosine abs(Cosine cosine);

/// The sign of a - b.
int compare(const Cosine& a, const Cosine& b);
int compare(const Cosine& a, const Rational& b);

/// Ties to even.
double nearest_double(const Cosine& cosine);

/// Exact where the cosine is rational, else of a relative width of at most 2^-bits.
Enclosure enclosure(const Cosine& cosine, unsigned bits);

/// "1/2", "-sqrt(1/3)".
std::string to_string(const Cosine& cosine);

}  // namespace crease
