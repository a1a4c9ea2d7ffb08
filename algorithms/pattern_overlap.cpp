// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/pattern_overlap.h"

#include <stdexcept>

#include "algorithms/build_complex.h"
#include "algorithms/domain_cell.h"
#include "algorithms/enclosure_sum.h"
#include "algorithms/match_regions.h"
#include "algorithms/measures.h"
#include "algorithms/side_by_side.h"

namespace crease {
namespace {

/// The number of units of the first network whose creases have other signs than their twins'.
std::size_t differing_units(const Complex& complex, RegionId region) {
  std::size_t count = 0;
  const WallList& walls = complex.walls();
  const auto& layers = complex.network().layers();
  for (std::uint32_t l = 0; l < layers.size(); ++l) {
    const auto half = static_cast<std::uint32_t>(layers[l].num_units() / 2);
    for (std::uint32_t u = 0; u < half; ++u) {
      const WallId first = walls.first_crease({l, u}), twin = walls.first_crease({l, half + u});
      bool differs = false;
      for (WallId k = 0; k < walls.num_creases(UnitId{l, u}); ++k) {
        differs = differs || complex.sign(region, first + k) != complex.sign(region, twin + k);
      }
      count += differs ? 1 : 0;
    }
  }
  return count;
}

}  // namespace

PatternOverlap pattern_overlap(const Network& before, const Network& after, const Domain& domain,
                               const EnumerateOptions& walk) {
  if (!have_the_same_units(before, after)) {
    throw std::invalid_argument("pattern overlap: networks with different units");
  }
  const Complex cell = domain_cell(domain);
  if (!cell.is_bounded(RegionId(0))) throw std::invalid_argument("pattern overlap: the domain is not bounded");
  const Rational volume = *crease::volume(cell, RegionId(0));
  const ComplexResult both = build_complex(side_by_side(before, after), domain, {walk, true, true, false});
  PatternOverlap overlap;
  overlap.reason = both.reason;
  if (!overlap.complete()) return overlap;
  overlap.volume = volume;
  EnclosureSum kept, differing;
  for (const RegionId piece : both.complex.regions()) {
    const Rational size = *crease::volume(both.complex, piece);
    const std::size_t units = differing_units(both.complex, piece);
    ++overlap.pieces;
    differing.add(size * Rational(units));
    if (units > 0) continue;
    ++overlap.kept_pieces;
    kept.add(size);
  }
  overlap.kept_volume = kept.value();
  overlap.mean_hamming_distance = {differing.value().lo / volume, differing.value().hi / volume};
  return overlap;
}

}  // namespace crease
