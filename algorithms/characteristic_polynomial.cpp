// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/characteristic_polynomial.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <utility>

#include "core/integer_vector.h"

namespace crease {
namespace {

using Bits = std::vector<std::uint64_t>;
/// The normal, then the offset: primitive, the first entry that is not zero positive.
using Row = std::vector<Integer>;

bool is_subset(const Bits& a, const Bits& b) {
  for (std::size_t w = 0; w < a.size(); ++w) {
    if ((a[w] & ~b[w]) != 0) return false;
  }
  return true;
}

/// The first column with a normal's entry, or the number of these.
std::size_t pivot_of(const Row& row) {
  std::size_t j = 0;
  while (j + 1 < row.size() && row[j] == 0) ++j;
  return j;
}

void canonicalize(Row& row) {
  Integer divisor = 0;
  for (const Integer& x : row) divisor = gcd(divisor, x);
  if (divisor == 0) return;
  const auto first = std::ranges::find_if(row, [](const Integer& x) { return x != 0; });
  if (*first < 0) divisor = -divisor;
  for (Integer& x : row) x /= divisor;
}

struct Flat {
  std::vector<Row> rows;  ///< each has zeros at the pivots of those before it
  Integer mu = 0;
};

/// The row on the flat.
Row restricted(Row row, const Flat& flat) {
  for (const Row& basis : flat.rows) {
    const std::size_t pivot = pivot_of(basis);
    const Integer factor = row[pivot];
    if (factor == 0) continue;
    for (std::size_t j = 0; j < row.size(); ++j) row[j] = basis[pivot] * row[j] - factor * basis[j];
  }
  canonicalize(row);
  return row;
}

std::vector<Row> different_hyperplanes(const Matrix<Rational>& normals, std::span<const Rational> offsets) {
  std::vector<Row> rows;
  for (std::size_t i = 0; i < normals.rows(); ++i) {
    std::vector<Rational> numbers(normals.row(i).begin(), normals.row(i).end());
    numbers.push_back(offsets[i]);
    const IntegerVector primitive = primitive_integers(numbers);
    Row& row = rows.emplace_back();
    for (std::size_t j = 0; j < primitive.size(); ++j) row.push_back(primitive.get(j));
    canonicalize(row);
    if (pivot_of(row) == normals.cols()) rows.pop_back();
  }
  std::ranges::sort(rows);
  const auto same = std::ranges::unique(rows);
  rows.erase(same.begin(), same.end());
  return rows;
}

}  // namespace

Integer CharacteristicPolynomial::at(const Integer& t) const {
  Integer value = 0, power = 1;
  // Horner needs the lowest power first: the flats of full rank may be of positive dimension.
  for (std::size_t r = by_rank.size(); r < dim + 1; ++r) power *= t;
  for (std::size_t r = by_rank.size(); r-- > 0; power *= t) value += by_rank[r] * power;
  return value;
}

Integer CharacteristicPolynomial::regions() const { return abs(at(-1)); }
Integer CharacteristicPolynomial::bounded_regions() const { return abs(at(1)); }

std::optional<CharacteristicPolynomial> characteristic_polynomial(const Matrix<Rational>& normals,
                                                                  std::span<const Rational> offsets,
                                                                  std::size_t max_flats) {
  const std::vector<Row> hyperplanes = different_hyperplanes(normals, offsets);
  CharacteristicPolynomial result{normals.cols(), hyperplanes.size()};
  std::vector<std::pair<Bits, Integer>> known;  // flats of lower rank with their mu
  std::map<Bits, Flat> flats;
  flats[Bits((hyperplanes.size() + 63) / 64)];
  while (!flats.empty()) {
    std::map<Bits, Flat> next;
    Integer sum = 0;
    for (auto& [set, flat] : flats) {
      flat.mu = known.empty() ? 1 : 0;
      for (const auto& [larger, mu] : known) {
        if (is_subset(larger, set)) flat.mu -= mu;
      }
      sum += flat.mu;
      // Hyperplanes that meet the flat in the same set make one flat of the next rank.
      std::map<Row, Bits> met;
      for (std::size_t h = 0; h < hyperplanes.size(); ++h) {
        if ((set[h / 64] >> (h % 64) & 1) != 0) continue;
        Row row = restricted(hyperplanes[h], flat);
        if (pivot_of(row) == normals.cols()) continue;
        met.try_emplace(std::move(row), set).first->second[h / 64] |= std::uint64_t{1} << (h % 64);
      }
      for (auto& [row, bits] : met) {
        const auto [at, is_new] = next.try_emplace(std::move(bits), Flat{flat.rows});
        if (is_new) at->second.rows.push_back(row);
      }
      if (known.size() + flats.size() + next.size() > max_flats) return std::nullopt;
    }
    result.by_rank.push_back(sum);
    for (const auto& [set, flat] : flats) known.emplace_back(set, flat.mu);
    flats = std::move(next);
  }
  return result;
}

}  // namespace crease
