// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/hamming_distance.h"

#include <algorithm>
#include <bit>
#include <random>
#include <set>
#include <vector>

#include "algorithms/breadth_first.h"

namespace crease {
namespace {

bool has_one_crease_per_unit(const WallList& walls) {
  for (WallId crease = 0; crease < walls.num_creases(); ++crease) {
    if (walls.crease(crease).breakpoint > 0) return false;
  }
  return true;
}

/// The number of units with a crease among the set bits, which are creases `first`, `first` + 1, ...; `last` is the
/// unit of the last one found before.
std::size_t count_units(std::uint64_t bits, WallId first, const WallList& walls, UnitId& last) {
  std::size_t count = 0;
  for (; bits != 0; bits &= bits - 1) {
    const UnitId unit = walls.crease(first + static_cast<WallId>(std::countr_zero(bits))).unit;
    count += unit != last;
    last = unit;
  }
  return count;
}

std::size_t hamming(const Complex& complex, RegionId a, RegionId b, bool one_crease_per_unit) {
  // A unit's signs and its symbol tell one another: above its breakpoints up to one, perhaps zero there, below the
  // others.
  const SignTable& signs = complex.tables().signs;
  const auto above_a = signs.above(a.index), above_b = signs.above(b.index);
  std::size_t count = 0;
  UnitId last{static_cast<std::uint32_t>(-1), 0};
  for (std::size_t w = 0; w < signs.words(); ++w) {
    std::uint64_t bits = above_a[w] ^ above_b[w];
    if (signs.has_zeros()) bits |= signs.zero(a.index)[w] ^ signs.zero(b.index)[w];
    count += one_crease_per_unit ? static_cast<std::size_t>(std::popcount(bits))
                                 : count_units(bits, static_cast<WallId>(64 * w), complex.walls(), last);
  }
  return count;
}

/// All regions, or `size` different ones, increasing.
std::vector<RegionId> choose_sources(std::size_t num_regions, std::size_t size, std::uint64_t seed) {
  std::vector<RegionId> sources;
  if (size == num_regions) {
    for (const RegionId region : IdRange<RegionId>(num_regions)) sources.push_back(region);
    return sources;
  }
  // R. Floyd's sample without replacement. The standard's distributions differ between libraries; its engine does not.
  std::mt19937_64 random(seed);
  std::set<std::size_t> chosen;
  for (std::size_t last = num_regions - size; last < num_regions; ++last) {
    const std::size_t region = random() % (last + 1);
    if (!chosen.insert(region).second) chosen.insert(last);
  }
  for (const std::size_t region : chosen) sources.emplace_back(region);
  return sources;
}

}  // namespace

std::size_t hamming_distance(const Complex& complex, RegionId a, RegionId b) {
  return hamming(complex, a, b, has_one_crease_per_unit(complex.walls()));
}

DistanceComparison compare_distances(const Complex& complex, const AdjacencyGraph& graph,
                                     const ComparisonOptions& options) {
  const std::uint64_t n = complex.num_regions();
  DistanceComparison result;
  result.exhaustive = n < 2 || n * (n - 1) / 2 <= options.max_pairs;
  result.sources = result.exhaustive ? n : std::max<std::uint64_t>(1, options.max_pairs / (n - 1));
  const bool one_crease_per_unit = has_one_crease_per_unit(complex.walls());

  BreadthFirst search(graph);
  std::vector<bool> done(n);
  Integer sum = 0;
  for (const RegionId source : choose_sources(n, result.sources, options.seed)) {
    done[source.index] = true;
    search.reset();
    search.search(source);
    std::int64_t sum_here = 0;
    for (const RegionId target : complex.regions()) {
      if (done[target.index]) continue;
      if (search.distances()[target.index] == kUnreachable) {
        ++result.unreachable;
        continue;
      }
      const std::int64_t excess = static_cast<std::int64_t>(search.distances()[target.index]) -
                                  static_cast<std::int64_t>(hamming(complex, source, target, one_crease_per_unit));
      result.min_excess = result.pairs == 0 ? excess : std::min(result.min_excess, excess);
      result.max_excess = result.pairs == 0 ? excess : std::max(result.max_excess, excess);
      result.differing += excess != 0;
      ++result.pairs;
      sum_here += excess;
    }
    sum += sum_here;
  }
  if (result.pairs > 0) {
    result.mean_excess = Rational(sum, Integer(result.pairs));
    result.mean_excess.canonicalize();
  }
  return result;
}

}  // namespace crease
