// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "algorithms/region_inspheres.h"
#include "core/enclosure.h"
#include "core/io/table.h"

namespace crease {

/// A real number for a file: bounds, which are equal where it is rational, and a closed form where that is short.
struct NumberRecord {
  Enclosure bounds;
  std::optional<std::string> exact;
};

/// width: of the bounds; none: 2^-64 of the number itself.
NumberRecord record(const RootQuotient& number, const std::optional<Rational>& width);

/// A region's largest balls for a file.
struct InsphereRecord {
  std::string pattern;
  bool infinite = false;
  bool unique = false;
  NumberRecord radius;
  std::vector<NumberRecord> center;
  /// What the ball around the centre touches, units in order, then rows of the domain: "u0.3", "u0.3+u1.2" where
  /// several units bend there, "u0.3[1]" at breakpoint 1 of a unit with several, "domain.2" on row 2 of the domain.
  /// Units are those that bend as seen from the region (Inequalities::Owners).
  std::vector<std::string> facets;
};

InsphereRecord record(const Insphere& ball, const Inequalities& inequalities, const std::optional<Rational>& width);

/// Keeps a record of every region, in the order of the walk, beside what InsphereSummary finds.
class InsphereRecorder : public RegionVisitor {
 public:
  /// Refers to the network and the domain.
  InsphereRecorder(const Network& network, const Domain& domain, BallChoice choice, std::optional<Rational> width)
      : network_(network),
        domain_(domain),
        choice_(choice),
        width_(std::move(width)),
        summary_(network, domain, choice) {}

  bool visit(const Region& region) override;
  std::unique_ptr<RegionVisitor> split() override;
  void join(RegionVisitor& later) override;

  const InsphereSummary& summary() const { return summary_; }
  const std::vector<InsphereRecord>& records() const { return records_; }

 private:
  const Network& network_;
  const Domain& domain_;
  BallChoice choice_;
  std::optional<Rational> width_;
  InsphereSummary summary_;
  std::vector<InsphereRecord> records_;
};

/// The columns of a table of regions. All numbers count from 0.
///   id, pattern
///   radius_lo, radius_hi    bounds of the radius, equal where it is rational; "inf" where it is infinite
///   radius_exact            a closed form; null where it is long or infinite
///   unique                  whether there is one largest ball only; null where the radius is infinite
///   center_lo, center_hi    bounds of the centre's coordinates; null where the radius is infinite
///   facets                  as in InsphereRecord
/// It refers to the records, which must outlive it.
Table insphere_table(const std::vector<InsphereRecord>& records);

}  // namespace crease
