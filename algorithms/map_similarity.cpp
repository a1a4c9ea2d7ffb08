// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/map_similarity.h"

#include <algorithm>

namespace crease {
namespace {

Integer product(std::span<const Integer> a, std::span<const Integer> b) {
  Integer sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) mpz_addmul(sum.get_mpz_t(), a[i].get_mpz_t(), b[i].get_mpz_t());
  return sum;
}

Rational quotient(const Integer& numerator, const Integer& denominator) {
  Rational value(numerator, denominator);
  value.canonicalize();
  return value;
}

}  // namespace

MapSimilarity map_similarity(std::span<const Integer> a, std::span<const Integer> b) {
  const Integer aa = product(a, a), ab = product(a, b), bb = product(b, b);
  MapSimilarity result;
  if (aa != 0 && bb != 0) {
    result.cos_sign = sgn(ab);
    result.cos_squared = quotient(ab * ab, aa * bb);
  }
  if (aa != 0) {
    result.squared_difference = quotient(aa - 2 * ab + bb, aa);
  } else if (bb == 0) {
    result.squared_difference = 0;
  }
  return result;
}

std::optional<int> jump_rank(std::span<const Integer> a, std::span<const Integer> b, std::span<const Rational> normal) {
  const std::size_t d = normal.size();
  const auto pivot =
      static_cast<std::size_t>(std::ranges::find_if(normal, [](const Rational& x) { return x != 0; }) - normal.begin());
  int rank = 0;
  Integer at_pivot, jump, left, right;
  for (std::size_t begin = 0; begin < a.size(); begin += d) {
    at_pivot = b[begin + pivot] - a[begin + pivot];
    for (std::size_t j = 0; j < d; ++j) {
      jump = b[begin + j] - a[begin + j];
      if (jump != 0) rank = 1;
      left = jump * normal[pivot].get_num();
      right = at_pivot * normal[j].get_num();
      if (left != right) return std::nullopt;
    }
  }
  return rank;
}

}  // namespace crease
