// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "algorithms/linear_regions.h"
#include "core/complex.h"

namespace crease {

/// What one unit does for the network in a domain.
///
/// Laws: affine implies stable; constant implies stable and dead; a stable unit bends nowhere, and a unit that bends
/// the network bends somewhere; bending_facets <= crease_facets.
struct UnitReport {
  UnitId unit;
  bool is_affine = false;    ///< its activation has no breakpoint
  bool is_constant = false;  ///< its pre-activation is one number on the whole domain
  bool is_dead = false;      ///< its output is
  /// A piece that is right on all regions, so that the unit could be affine. Where it sits on a breakpoint, both pieces
  /// beside that are right; the one to the right is told when it does so on the whole domain.
  std::optional<std::size_t> stable_piece;
  std::size_t crease_facets = 0;   ///< facets in the interior on which it is at a breakpoint, but not on all around
  std::size_t bending_facets = 0;  ///< those on whose two sides no piece is right for both
  /// On some of these the network's map differs, too: alone or together with other units, this one bends it. (A unit
  /// can fail to: others cancel it, or later layers do not listen.)
  bool bends_network = false;
  /// The first unit that is at a breakpoint on exactly the same facets: itself, where it is the first; none without
  /// facets.
  std::optional<UnitId> same_facets_as;
};

/// A report per unit, layer by layer. Of a complex that is not complete it tells what holds on the part that is there,
/// which need not hold in the domain.
///
/// Pre: `labels` is linear_regions(complex). Complexity: the tables once; and, for units that have no crease in
/// the domain, an exact forward pass per region until one is found on which the pre-activation is not constant. (That
/// is nearly always the first: units whose inputs are all constant are known before.)
std::vector<UnitReport> report_units(const Complex& complex, const LinearRegions& labels);

}  // namespace crease
