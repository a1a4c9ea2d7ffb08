// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/polyhedron_facets.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <stdexcept>

#include "algorithms/certified_lp.h"
#include "algorithms/float_simplex.h"
#include "algorithms/implied_triage.h"
#include "algorithms/scaled_rows.h"

namespace crease {
namespace {

constexpr std::size_t kNone = static_cast<std::size_t>(-1);

/// A point so far beyond a row, in units of the inner point's distance from it, is proof enough for doubles.
constexpr double kBeyond = 0x1p-10;

class FacetSearch {
 public:
  FacetSearch(std::span<const IntegerVector> rows, const IntegerVector& inside)
      : rows_(rows),
        inside_(inside),
        values_(rows.size()),
        scaled_(scale_rows(rows, inside)),
        simplex_(scaled_.values, scaled_.normals),
        is_decided_(rows.size(), false) {
    for (std::size_t i = 0; i < rows.size(); ++i) {
      dot(values_[i], rows[i], inside);
      if (fmpz_sgn(values_[i]) <= 0) throw std::invalid_argument("the facets of a polyhedron: the point is not inside");
    }
  }

  std::vector<PolyhedronFacet> run() {
    if (scaled_.finite) shoot();
    for (std::size_t row = 0; row < rows_.size(); ++row) {
      if (!is_decided_[row]) decide(row);
    }
    std::ranges::sort(facets_, {}, &PolyhedronFacet::row);
    return std::move(facets_);
  }

  const FacetStages& stages() const { return stages_; }

 private:
  /// Along the normals of all rows, towards them: whatever is hit first is a facet, if nothing else is hit there.
  void shoot() {
    std::vector<double> direction(simplex_.dim());
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      if (is_decided_[i]) continue;
      for (std::size_t j = 0; j < direction.size(); ++j) direction[j] = -scaled_.normals(i, j);
      const std::size_t first = first_hit(direction);
      if (first != kNone && !is_decided_[first] && certify(first, direction)) ++stages_.shots;
    }
  }

  std::size_t first_hit(std::span<const double> direction) const {
    std::size_t first = kNone;
    double nearest = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      double slope = 0;
      for (std::size_t j = 0; j < direction.size(); ++j) slope += scaled_.normals(i, j) * direction[j];
      if (slope < 0 && scaled_.values[i] / -slope < nearest) {
        nearest = scaled_.values[i] / -slope;
        first = i;
      }
    }
    return first;
  }

  bool certify(std::size_t row, std::span<const double> direction) {
    const auto exact = scaled_.to_integers(direction);
    return exact && certify(row, *exact);
  }

  /// Is `row` the only one that the ray from the inner point in this direction (behind a denominator) hits first? Then
  /// it hits a facet there.
  bool certify(std::size_t row, IntegerVector direction) {
    fmpz_zero(direction[0]);
    ScopedFmpz slope, other, product;
    dot(slope, rows_[row], direction);
    if (fmpz_sgn(slope) >= 0) return false;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      if (i == row) continue;
      dot(other, rows_[i], direction);
      if (fmpz_sgn(other) >= 0) continue;
      // value / -slope < value_i / -slope_i.
      fmpz_mul(product, values_[row], other);
      fmpz_submul(product, values_[i], slope);
      if (fmpz_sgn(product) <= 0) return false;
    }
    fmpz_neg(slope, slope);
    PolyhedronFacet facet{row, inside_};
    facet.point.combine(slope, values_[row], direction);
    facet.point.make_primitive();
    facets_.push_back(std::move(facet));
    is_decided_[row] = true;
    return true;
  }

  void decide(std::size_t row) {
    std::vector<std::size_t> tight;
    if (scaled_.finite) {
      const FloatSimplex::Outcome outcome = simplex_.minimize(row, -kBeyond * scaled_.values[row]);
      const bool optimal = outcome == FloatSimplex::Outcome::kOptimal;
      if (outcome == FloatSimplex::Outcome::kEnough || (optimal && simplex_.constant(row) < 0)) {
        if (certify(row, simplex_.point())) {
          ++stages_.points;
          return;
        }
      }
      if (optimal) {
        if (triage_implied(simplex_, row)) {
          ++stages_.triage;
          return give_up(row);
        }
        for (const std::size_t variable : simplex_.nonbasic()) {
          if (variable < rows_.size() && variable != row) tight.push_back(variable);
        }
        if (implied_by(rows_, tight, rows_[row])) {
          ++stages_.basis;
          return give_up(row);
        }
      }
    }
    ++stages_.programs;
    decide_exactly(row, tight);
  }

  void decide_exactly(std::size_t row, std::span<const std::size_t> tight) {
    std::vector<IntegerVector> others(rows_.begin(), rows_.end());
    others[row] = IntegerVector(rows_[row].size());
    IntegerVector beyond = rows_[row];
    beyond.negate();
    const LpResult best = solve_lp(others, beyond, tight);
    if (best.status == LpStatus::kOptimal && best.value <= 0) return give_up(row);
    std::vector<Rational> direction = {0};
    for (std::size_t j = 1; j < inside_.size(); ++j) {
      direction.push_back(best.status == LpStatus::kUnbounded
                              ? best.ray[j - 1]
                              : best.point[j - 1] - Rational(inside_.get(j)) / Rational(inside_.get(0)));
    }
    if (!certify(row, primitive_integers(direction)))
      throw std::logic_error("a row is violated alone, but hit by no ray");
  }

  /// The row has no facet.
  void give_up(std::size_t row) {
    is_decided_[row] = true;
    simplex_.drop(row);
  }

  std::span<const IntegerVector> rows_;
  const IntegerVector& inside_;
  IntegerVector values_;
  ScaledRows scaled_;
  FloatSimplex simplex_;
  std::vector<bool> is_decided_;
  std::vector<PolyhedronFacet> facets_;
  FacetStages stages_;
};

}  // namespace

FacetStages& FacetStages::operator+=(const FacetStages& other) {
  shots += other.shots;
  points += other.points;
  triage += other.triage;
  basis += other.basis;
  programs += other.programs;
  return *this;
}

std::vector<PolyhedronFacet> polyhedron_facets(std::span<const IntegerVector> rows, const IntegerVector& inside,
                                               FacetStages* stages) {
  if (rows.empty()) return {};
  FacetSearch search(rows, inside);
  std::vector<PolyhedronFacet> facets = search.run();
  if (stages != nullptr) *stages += search.stages();
  return facets;
}

}  // namespace crease
