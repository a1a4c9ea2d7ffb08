// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <CGAL/Interval_nt.h>

#include <cmath>

#include "core/double_bounds.h"

namespace crease {

/// Interval arithmetic in doubles, for implementations (public headers speak of DoubleBounds). Only where an
/// UpwardRounding is alive, in which nothing else is computed that rounds.
using RoundedInterval = CGAL::Interval_nt<false>;
using UpwardRounding = CGAL::Protect_FPU_rounding<true>;

inline RoundedInterval to_interval(const DoubleBounds& bounds) { return {bounds.lo, bounds.hi}; }

/// An overflow may leave what is no number: anything then.
inline DoubleBounds to_bounds(const RoundedInterval& x) {
  return std::isnan(x.inf()) || std::isnan(x.sup()) ? DoubleBounds{} : DoubleBounds{x.inf(), x.sup()};
}

}  // namespace crease
