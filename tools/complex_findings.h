// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

#include "algorithms/build_complex.h"
#include "algorithms/complex_bounds.h"
#include "algorithms/decision_cells.h"
#include "algorithms/distances.h"
#include "algorithms/facet_row.h"
#include "algorithms/insphere.h"
#include "algorithms/insphere_triage.h"
#include "algorithms/linear_regions.h"
#include "algorithms/measures.h"
#include "algorithms/output_rows.h"

namespace crease::tools {

/// Bounds in doubles, from which few exact values remain to be found.
struct FoundBounds {
  ComplexBounds geometry;
  /// Per region: of the square of the gradient's norm.
  std::vector<DoubleBounds> squared_gradient_norm;
};

/// What is found for all regions of a complex together, or once for several quantities.
struct ComplexFindings {
  /// Refers to the complex. With bounds where its linear regions are given. Side by side on the cores this thread may
  /// use. The pieces are not counted yet.
  ComplexFindings(const Complex& seen, const LinearRegions* linear);

  const Complex& complex;
  FacetRows rows;
  std::shared_ptr<const OutputNetwork> outputs;
  std::optional<FoundBounds> bounds;
  std::vector<std::size_t> decision_pieces;  ///< see count_decision_pieces()
};

/// Per region: the pieces of the decision boundary inside it (see decision_boundary.h).
std::vector<std::size_t> count_decision_pieces(const Complex& complex, const DecisionCells& cells);

/// The findings with these counts, for the greatest output, or the sign of the only one.
ComplexFindings find_in_complex(const ComplexResult& result, bool with_bounds);

/// What was found of the region asked for last.
template <typename T>
class OfLastRegion {
 public:
  template <typename Find>
  const T& get(RegionId region, const Find& find) {
    if (region_ != region) {
      value_ = find();
      region_ = region;
    }
    return value_;
  }

 private:
  RegionId region_;
  T value_;
};

/// A complex whose regions are looked at one after the other, by one thread: what several quantities of a region are
/// made of is found once. All that is returned by reference is valid until another region is asked for.
class SeenComplex {
 public:
  /// Refers to the findings.
  explicit SeenComplex(const ComplexFindings& found) : complex(found.complex), findings(found) {}

  const Complex& complex;
  const ComplexFindings& findings;

  /// Moved to the region.
  OutputRows& outputs(RegionId region);
  const RegionMeasure& measure(RegionId region);
  /// From the centroid. Pre: the region is bounded.
  const InnerDistances& distances(RegionId region);
  const Insphere& insphere(RegionId region);

  /// Pre for these: findings.bounds; and the region is bounded.
  const ComplexBounds::Measure& measure_bounds(RegionId region);
  const ComplexBounds::Distances& distances_bounds(RegionId region);
  /// Pre: findings.bounds.
  const TriagedInsphere& insphere_bounds(RegionId region);

 private:
  std::optional<OutputRows> outputs_;
  OfLastRegion<RegionMeasure> measure_;
  OfLastRegion<InnerDistances> distances_;
  OfLastRegion<Insphere> insphere_;
  OfLastRegion<ComplexBounds::Measure> measure_bounds_;
  OfLastRegion<ComplexBounds::Distances> distances_bounds_;
  OfLastRegion<TriagedInsphere> insphere_bounds_;
  InsphereTriage triage_;
  RowEnclosures rows_;
};

}  // namespace crease::tools
