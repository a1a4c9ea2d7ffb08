// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <random>
#include <span>
#include <vector>

#include "algorithms/float_network.h"
#include "core/domain.h"

namespace crease {

/// The least box that holds a bounded domain, in doubles, in the domain's own coordinates.
struct SampleBox {
  std::vector<double> lo, hi;
  FloatRows rows;       ///< of the domain
  bool is_all = false;  ///< the domain is the box

  bool contains(std::span<const double> y) const;
  double volume() const;
};

/// Nothing where the domain is not bounded, or longer than doubles reach. By two linear programs per coordinate.
std::optional<SampleBox> sample_box(const Domain& domain);

/// Random points of a bounded domain, uniform: points of its box that lie in the domain. The same seed gives the same
/// points everywhere (std::mt19937_64, whose numbers the standard fixes; its distributions are not used).
class PointSampler {
 public:
  /// Refers to the box.
  PointSampler(const SampleBox& box, std::uint64_t seed) : box_(box), engine_(seed) {}

  /// Nothing after 10,000 points of the box in a row that the domain does not hold.
  std::optional<std::vector<double>> next();
  /// Points of the box that were drawn so far.
  std::uint64_t drawn() const { return drawn_; }

 private:
  const SampleBox& box_;
  std::mt19937_64 engine_;
  std::uint64_t drawn_ = 0;
};

/// Uniform in [0, 1).
inline double uniform(std::mt19937_64& engine) { return static_cast<double>(engine() >> 11) * 0x1p-53; }

/// The points of the domain in a grid of so many points per coordinate, evenly spaced, the ends of the box among them
/// (its middle, where it is one). Returning false ends it. Pre: per_axis > 0. Complexity: O(per_axis^d).
void visit_grid(const SampleBox& box, std::size_t per_axis, const std::function<bool(std::span<const double>)>& visit);

}  // namespace crease
