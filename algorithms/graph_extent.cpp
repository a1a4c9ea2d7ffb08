// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/graph_extent.h"

#include <algorithm>
#include <limits>
#include <vector>

#include "algorithms/breadth_first.h"

namespace crease {
namespace {

constexpr std::uint32_t kInfinite = std::numeric_limits<std::uint32_t>::max();

/// Bounds of all eccentricities, and what follows for their largest and smallest.
class Eccentricities {
 public:
  explicit Eccentricities(std::size_t num_regions) : bounds_(num_regions, {0, kInfinite}) {}

  void tighten(const BreadthFirst& search) {
    const std::uint32_t e = search.eccentricity();
    DistanceBounds diameter, radius{kInfinite, kInfinite};
    for (std::size_t w = 0; w < bounds_.size(); ++w) {
      const std::uint32_t d = search.distances()[w];
      auto& [lo, hi] = bounds_[w];
      lo = std::max({lo, d, e - d});
      hi = std::min(hi, e + d);
      diameter = {std::max(diameter.lo, lo), std::max(diameter.hi, hi)};
      radius = {std::min(radius.lo, lo), std::min(radius.hi, hi)};
    }
    // Each of the two bounds the other: radius <= diameter <= 2 radius.
    diameter_ = {diameter.lo, std::min(diameter.hi, 2 * radius.hi)};
    radius_ = {std::max(radius.lo, diameter.lo / 2 + diameter.lo % 2), radius.hi};
  }

  const DistanceBounds& diameter() const { return diameter_; }
  const DistanceBounds& radius() const { return radius_; }

  /// A region far out (a candidate for the diameter; what shrinks other lower bounds' gaps) or far in (shrinks the
  /// upper bounds). Pre: some region's bounds differ, which is so while the diameter or the radius is open.
  RegionId next(bool far_out, const AdjacencyGraph& graph) const {
    std::size_t best = bounds_.size();
    const auto better = [&](std::size_t v, std::size_t w) {
      const DistanceBounds &a = bounds_[v], &b = bounds_[w];
      if (far_out && a.hi != b.hi) return a.hi > b.hi;
      if (!far_out && a.lo != b.lo) return a.lo < b.lo;
      return out_degree(static_cast<std::uint32_t>(v), graph) > out_degree(static_cast<std::uint32_t>(w), graph);
    };
    for (std::size_t v = 0; v < bounds_.size(); ++v) {
      if (!bounds_[v].is_exact() && (best == bounds_.size() || better(v, best))) best = v;
    }
    return RegionId(best);
  }

 private:
  std::vector<DistanceBounds> bounds_;
  DistanceBounds diameter_{0, kInfinite}, radius_{0, kInfinite};
};

}  // namespace

std::optional<GraphExtent> graph_extent(const AdjacencyGraph& graph, const ExtentOptions& options) {
  const std::size_t n = num_vertices(graph);
  if (n == 0) return std::nullopt;
  Eccentricities eccentricities(n);
  BreadthFirst search(graph);
  GraphExtent extent;
  std::uint64_t arcs_left = options.max_arcs;
  do {
    search.reset();
    search.search(eccentricities.next(extent.searches % 2 == 1, graph));
    if (search.reached().size() < n) return std::nullopt;
    eccentricities.tighten(search);
    ++extent.searches;
    arcs_left -= std::min<std::uint64_t>(arcs_left, num_edges(graph));
    extent.diameter = eccentricities.diameter();
    extent.radius = eccentricities.radius();
  } while (!(extent.diameter.is_exact() && extent.radius.is_exact()) && arcs_left >= num_edges(graph));
  return extent;
}

}  // namespace crease
