// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/complex_findings.h"

#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/parallel_invoke.h>

#include <algorithm>

namespace crease::tools {
namespace {

/// Once for each linear region, on the first of its regions.
std::vector<DoubleBounds> bound_gradients(const Complex& complex, const std::shared_ptr<const OutputNetwork>& network,
                                          const LinearRegions& linear) {
  std::vector<RegionId> first(linear.size());
  for (const RegionId region : complex.regions()) {
    RegionId& own = first[linear.of_region[region.index].index];
    if (!own.is_valid()) own = region;
  }
  std::vector<DoubleBounds> of_linear_region(linear.size());
  // Stretches: a step from one region to a near one is short.
  constexpr std::size_t kStretch = 2048;
  tbb::parallel_for(std::size_t{0}, (first.size() + kStretch - 1) / kStretch, [&](std::size_t k) {
    OutputRows rows(complex, network);
    for (std::size_t i = k * kStretch; i < std::min(first.size(), (k + 1) * kStretch); ++i) {
      rows.move_to(first[i]);
      of_linear_region[i] = rows.squared_gradient_norm_bounds();
    }
  });
  std::vector<DoubleBounds> of_region;
  for (const LinearRegionId id : linear.of_region) of_region.push_back(of_linear_region[id.index]);
  return of_region;
}

}  // namespace

ComplexFindings::ComplexFindings(const Complex& seen, const LinearRegions* linear)
    : complex(seen), rows(seen), outputs(std::make_shared<OutputNetwork>(seen.network(), seen.domain())) {
  if (linear == nullptr) return;
  std::vector<DoubleBounds> gradients;
  std::optional<ComplexBounds> geometry;
  tbb::parallel_invoke([&] { gradients = bound_gradients(complex, outputs, *linear); },
                       [&] { geometry.emplace(complex, rows); });
  bounds.emplace(FoundBounds{*std::move(geometry), std::move(gradients)});
}

std::vector<std::size_t> count_decision_pieces(const Complex& complex, const DecisionCells& cells) {
  std::vector<std::size_t> pieces(complex.num_regions());
  for (const FacetId facet : cells.complex.facets()) {
    if (!cells.complex.is_interior(facet) || cells.activation_facet[facet.index].is_valid()) continue;
    const auto [a, b] = cells.complex.sides(facet);
    if (!std::ranges::equal(cells.maximizers[a.index], cells.maximizers[b.index]))
      ++pieces[cells.region[a.index].index];
  }
  return pieces;
}

ComplexFindings find_in_complex(const ComplexResult& result, bool with_bounds) {
  std::optional<ComplexFindings> findings;
  std::vector<std::size_t> pieces;
  tbb::parallel_invoke([&] { pieces = count_decision_pieces(result.complex, decision_cells(result.complex)); },
                       [&] {
                         std::optional<LinearRegions> linear;
                         if (with_bounds) linear = linear_regions(result);
                         findings.emplace(result.complex, linear ? &*linear : nullptr);
                       });
  findings->decision_pieces = std::move(pieces);
  return *std::move(findings);
}

OutputRows& SeenComplex::outputs(RegionId region) {
  if (!outputs_) outputs_.emplace(complex, findings.outputs);
  outputs_->move_to(region);
  return *outputs_;
}

const RegionMeasure& SeenComplex::measure(RegionId region) {
  return measure_.get(region, [&] { return measure_region(complex, region); });
}

const InnerDistances& SeenComplex::distances(RegionId region) {
  return distances_.get(region,
                        [&] { return inner_distances(complex, findings.rows, region, *measure(region).centroid); });
}

const Insphere& SeenComplex::insphere(RegionId region) {
  return insphere_.get(region, [&] { return crease::insphere(findings.rows.inward(region), complex.dim()); });
}

const ComplexBounds::Measure& SeenComplex::measure_bounds(RegionId region) {
  return measure_bounds_.get(region, [&] { return findings.bounds->geometry.measure(region); });
}

const ComplexBounds::Distances& SeenComplex::distances_bounds(RegionId region) {
  return distances_bounds_.get(
      region, [&] { return findings.bounds->geometry.inner_distances(region, measure_bounds(region).centroid); });
}

const TriagedInsphere& SeenComplex::insphere_bounds(RegionId region) {
  return insphere_bounds_.get(region, [&] {
    rows_.dim = complex.dim();
    rows_.entries.clear();
    rows_.radius.clear();
    findings.bounds->geometry.append_rows(region, rows_);
    return triage_(rows_, BallNorm::kEuclidean);
  });
}

}  // namespace crease::tools
