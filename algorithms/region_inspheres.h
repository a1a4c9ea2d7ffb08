// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "algorithms/enumerate.h"
#include "algorithms/inequalities.h"
#include "algorithms/insphere.h"
#include "algorithms/insphere_triage.h"

namespace crease {

/// Which balls are looked for.
struct BallChoice {
  BallNorm norm = BallNorm::kEuclidean;
  RowSet rows = RowSet::kRegion;  ///< kUnits: as if there were no domain
};

/// What is known of the largest balls in a region, certain but for the digits of the radius: the last ones depend on
/// the way by which the walk came to the region, and so on the number of threads.
struct InsphereBounds {
  bool infinite = false;
  double lo = 0, hi = 0;   ///< of the radius; infinite where it is
  bool unique = false;     ///< is there one ball of this radius only? Not where it is infinite
  bool by_triage = false;  ///< did the walk's doubles tell, or integers?
};

/// Inspheres of the regions of one walk, one after the other.
class RegionInspheres {
 public:
  /// Refers to the network and the domain.
  RegionInspheres(const Network& network, const Domain& domain, BallChoice choice)
      : network_(network), domain_(domain), choice_(choice) {}

  /// From the walk's own enclosures of the region's rows, where they can tell: no integer is touched then.
  InsphereBounds bounds(const Region& region);
  /// What bounds() had to compute in integers on its last call, if it had to.
  const std::optional<Insphere>& by_integers() const { return by_integers_; }
  /// All of it. Its rows are those of inequalities(network, domain, region, choice.rows).
  Insphere exact(const Region& region) const;

  const BallChoice& choice() const { return choice_; }
  const Network& network() const { return network_; }
  const Domain& domain() const { return domain_; }

 private:
  const Network& network_;
  const Domain& domain_;
  BallChoice choice_;
  RowEnclosures rows_;
  InsphereTriage triage_;
  std::optional<Insphere> by_integers_;
};

/// A region whose radius is the smallest, or the largest, of all: the first one of the walk among equals.
struct ExtremeRegion {
  std::uint64_t region = 0;  ///< its number in the order of the walk, that of a complex too
  std::string pattern;
  InsphereBounds bounds;
  RootQuotient radius;
};

/// One pass over the regions: which have the smallest and the largest insphere, by exact comparison, and how many are
/// of which kind. The answer is the same for any number of threads.
class InsphereSummary : public RegionVisitor {
 public:
  /// Refers to the network and the domain.
  InsphereSummary(const Network& network, const Domain& domain, BallChoice choice)
      : inspheres_(network, domain, choice) {}

  bool visit(const Region& region) override;
  std::unique_ptr<RegionVisitor> split() override;
  void join(RegionVisitor& later) override;

  std::uint64_t num_regions() const { return regions_; }
  std::uint64_t num_infinite() const { return infinite_; }
  /// Regions with one largest ball only.
  std::uint64_t num_unique() const { return unique_; }
  /// Regions for which the walk's doubles were enough.
  std::uint64_t num_by_triage() const { return by_triage_; }

  /// Of the regions with a finite radius; none where there are none.
  const std::optional<ExtremeRegion>& smallest() const { return smallest_; }
  const std::optional<ExtremeRegion>& largest_finite() const { return largest_; }
  /// The first region with an infinite radius.
  const std::optional<ExtremeRegion>& first_infinite() const { return first_infinite_; }

 private:
  void offer(const Region& region, const InsphereBounds& bounds);

  RegionInspheres inspheres_;
  std::uint64_t regions_ = 0, infinite_ = 0, unique_ = 0, by_triage_ = 0;
  std::optional<ExtremeRegion> smallest_, largest_, first_infinite_;
};

}  // namespace crease
