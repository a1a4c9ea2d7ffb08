// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/region_inspheres.h"

#include <cmath>

namespace crease {
namespace {

/// More than a double holds.
constexpr unsigned kBits = 60;

/// -1 or 1 where the bounds alone tell which radius is smaller.
int compare_bounds(const InsphereBounds& a, const InsphereBounds& b) { return a.hi < b.lo ? -1 : a.lo > b.hi ? 1 : 0; }

void shift(std::optional<ExtremeRegion>& extreme, std::uint64_t regions) {
  if (extreme) extreme->region += regions;
}

/// Keeps the smaller one (side = 1) or the larger one (side = -1), the first where they are equal.
void keep_better(std::optional<ExtremeRegion>& best, const std::optional<ExtremeRegion>& later, int side) {
  if (!later) return;
  if (best) {
    const int by_bounds = compare_bounds(best->bounds, later->bounds);
    if (side * (by_bounds != 0 ? by_bounds : compare(best->radius, later->radius)) <= 0) return;
  }
  best = later;
}

}  // namespace

InsphereBounds RegionInspheres::bounds(const Region& region) {
  InsphereBounds result{true, HUGE_VAL, HUGE_VAL, false, true};
  by_integers_.reset();
  if (region.is_cone()) return result;
  if (region.row_enclosures(choice_.rows, rows_)) {
    const TriagedInsphere& ball = triage_(rows_, choice_.norm);
    if (ball.kind == TriagedInsphere::Kind::kInfinite) return result;
    if (ball.kind == TriagedInsphere::Kind::kFinite) return {false, ball.lo, ball.hi, true, true};
  }
  const Insphere& ball = by_integers_.emplace(exact(region));
  result.by_triage = false;
  if (ball.infinite) return result;
  const Enclosure radius = ball.radius.enclosure(kBits);
  return {false, std::nextafter(nearest_double(radius.lo), -HUGE_VAL),
          std::nextafter(nearest_double(radius.hi), HUGE_VAL), ball.unique, false};
}

Insphere RegionInspheres::exact(const Region& region) const {
  return insphere(inequalities(network_, domain_, region, choice_.rows).rows, domain_.dim(), choice_.norm);
}

bool InsphereSummary::visit(const Region& region) {
  const InsphereBounds bounds = inspheres_.bounds(region);
  unique_ += bounds.unique;
  by_triage_ += bounds.by_triage;
  infinite_ += bounds.infinite;
  if (!bounds.infinite) {
    offer(region, bounds);
  } else if (!first_infinite_) {
    first_infinite_ = {regions_, region.pattern(), bounds, {}};
  }
  ++regions_;
  return true;
}

void InsphereSummary::offer(const Region& region, const InsphereBounds& bounds) {
  std::optional<ExtremeRegion> candidate;
  const auto offer_to = [&](std::optional<ExtremeRegion>& best, int side) {
    if (best && side * compare_bounds(best->bounds, bounds) < 0) return;
    if (!candidate) {
      const auto& known = inspheres_.by_integers();
      candidate = {regions_, region.pattern(), bounds, known ? known->radius : inspheres_.exact(region).radius};
    }
    keep_better(best, candidate, side);
  };
  offer_to(smallest_, 1);
  offer_to(largest_, -1);
}

std::unique_ptr<RegionVisitor> InsphereSummary::split() {
  return std::make_unique<InsphereSummary>(inspheres_.network(), inspheres_.domain(), inspheres_.choice());
}

void InsphereSummary::join(RegionVisitor& other) {
  auto& later = dynamic_cast<InsphereSummary&>(other);
  for (auto* extreme : {&later.smallest_, &later.largest_, &later.first_infinite_}) shift(*extreme, regions_);
  keep_better(smallest_, later.smallest_, 1);
  keep_better(largest_, later.largest_, -1);
  if (!first_infinite_) first_infinite_ = later.first_infinite_;
  regions_ += later.regions_;
  infinite_ += later.infinite_;
  unique_ += later.unique_;
  by_triage_ += later.by_triage_;
}

}  // namespace crease
