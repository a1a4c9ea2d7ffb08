// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/numbers.h"

namespace crease {

/// A real number sum_i c_i sqrt(n_i) with integers c_i != 0 and n_i > 0, exactly. The n_i are different, but their
/// roots need not be independent: sqrt(8) - 2 sqrt(2) is a sum of two terms until somebody asks for its sign.
class RootSum {
 public:
  struct Term {
    Integer coefficient, radicand;
    bool operator==(const Term&) const = default;
  };

  /// Zero.
  RootSum() = default;
  explicit RootSum(const Integer& value) { add(value, 1); }

  /// Adds coefficient sqrt(radicand). Throws std::domain_error for a negative radicand.
  void add(const Integer& coefficient, const Integer& radicand);
  /// Adds factor * other.
  void add(const Integer& factor, const RootSum& other);

  /// In order of the radicands.
  const std::vector<Term>& terms() const { return terms_; }

  /// The same terms, not only the same number.
  bool operator==(const RootSum&) const = default;

 private:
  std::vector<Term> terms_;
};

/// The terms of a b are the products of theirs.
RootSum operator*(const RootSum& a, const RootSum& b);
RootSum operator-(const RootSum& a, const RootSum& b);

/// -1, 0 or 1.
/// Laws: sign(a - a) == 0; sign(a - b) == -sign(b - a); sign(a * b) == sign(a) sign(b).
/// Stages: triage_sign() in doubles; where it cannot tell, exact_sign(): roots of integers whose product is no square
/// are independent over the rationals, so the sum is zero iff the terms of every class of such roots cancel; if they do
/// not, rational bounds of doubling precision (integer square roots) find its sign.
/// Complexity: quadratic in the number of terms.
int sign(const RootSum& sum);

/// The sign, or nothing where rounding leaves it open.
std::optional<int> triage_sign(const RootSum& sum);
int exact_sign(const RootSum& sum);

/// The same number with independent roots: no product of two radicands is a square, and it is zero iff there are no
/// terms. Squares are taken out of a radicand where greatest common divisors show them, not by factoring.
RootSum independent(const RootSum& sum);

/// sqrt(n) = factor sqrt(radicand).
struct Root {
  Integer factor, radicand;
};

/// The roots of the given numbers > 0, such that different radicands are independent: no product of two is a square.
std::vector<Root> independent_roots(std::span<const Integer> numbers);

/// Integers lo and hi with lo <= 2^bits sum <= hi; hi - lo is at most the sum of all |c_i|, and lo == hi where every
/// radicand is a square.
std::pair<Integer, Integer> scaled_bounds(const RootSum& sum, unsigned long bits);

/// "3 - sqrt(5)", "7*sqrt(2)", "0": radicands without the squares of small primes, the rational part first.
std::string to_string(const RootSum& sum);

/// What to_string() writes: independent roots without the squares of small primes.
RootSum simplified(const RootSum& sum);

}  // namespace crease
