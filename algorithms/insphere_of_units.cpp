// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/insphere_of_units.h"

#include <vector>

#include "algorithms/insphere_triage.h"
#include "algorithms/interval.h"
#include "algorithms/unit_rows.h"
#include "core/double_bounds.h"

namespace crease {
namespace {

/// The inequalities of a region's units: all in doubles, and as integers where asked for.
class UnitInequalities {
 public:
  explicit UnitInequalities(OutputRows& rows) : rows_(rows) {
    enclosures_.dim = rows.row_size() - 1;
    append_unit_rows(rows.layers(), rows.num_layers(), enclosures_, unit_rows_);
  }

  const RowEnclosures& enclosures() const { return enclosures_; }
  std::size_t size() const { return unit_rows_.size(); }

  /// The normal, then the offset, in coprime integers.
  IntegerVector exact(std::size_t k) const {
    const UnitRow& unit_row = unit_rows_[k];
    const IntegerVector& row = rows_.exact_row(unit_row.layer, unit_row.row);
    IntegerVector inequality(row.size());
    for (std::size_t j = 0; j < enclosures_.dim; ++j) fmpz_set(inequality[j], row[j + 1]);
    fmpz_set(inequality[enclosures_.dim], row[0]);
    inequality.make_primitive();
    if (unit_row.side < 0) inequality.negate();
    return inequality;
  }

  /// The largest ball between some of them.
  Insphere insphere(std::span<const std::size_t> some) const {
    std::vector<IntegerVector> inequalities;
    for (const std::size_t k : some) inequalities.push_back(exact(k));
    return crease::insphere(inequalities, enclosures_.dim);
  }

  /// Does the ball surely not reach the k-th hyperplane?
  bool is_beyond(std::size_t k, std::span<const double> center, double radius) const {
    using Interval = RoundedInterval;
    const auto around = [](double x) { return to_interval(neighbours(x)); };
    const double* row = enclosures_.row(k);
    const double error = enclosures_.radius[k];
    if (!(error < HUGE_VAL)) return false;
    const UpwardRounding upward;
    const Interval off(-error, error);
    Interval slack = Interval(row[0]) + off, squared_length = 0;
    for (std::size_t j = 0; j < enclosures_.dim; ++j) {
      const Interval entry = Interval(row[j + 1]) + off;
      slack += entry * around(center[j]);
      squared_length += square(entry);
    }
    return (slack - around(radius) * sqrt(squared_length)).inf() > 0;
  }

 private:
  OutputRows& rows_;
  RowEnclosures enclosures_;
  std::vector<UnitRow> unit_rows_;
};

/// Cutting planes: the largest ball between a few of them, until it surely reaches no other one.
Insphere insphere_among(const UnitInequalities& inequalities, std::vector<std::size_t> some) {
  std::vector<bool> is_in(inequalities.size(), false);
  for (const std::size_t k : some) is_in[k] = true;
  for (;;) {
    const Insphere ball = inequalities.insphere(some);
    std::vector<double> center;
    double radius = 0;
    if (!ball.infinite) {
      center = ball.center.nearest_doubles();
      radius = nearest_double(ball.radius);
    }
    const std::size_t before = some.size();
    for (std::size_t k = 0; k < inequalities.size(); ++k) {
      if (is_in[k] || (!ball.infinite && inequalities.is_beyond(k, center, radius))) continue;
      is_in[k] = true;
      some.push_back(k);
    }
    if (some.size() == before) return ball;
  }
}

}  // namespace

std::optional<Insphere> insphere_of_units(OutputRows& rows) {
  const Chart& chart = rows.chart();
  // Else the chart's coordinates are not those of the domain.
  if (chart.homogeneous || chart.has_lineality()) return std::nullopt;
  const UnitInequalities inequalities(rows);
  InsphereTriage triage;
  const TriagedInsphere& ball = triage(inequalities.enclosures(), BallNorm::kEuclidean);
  switch (ball.kind) {
    case TriagedInsphere::Kind::kUncertain:
      return insphere_among(inequalities, ball.basis);
    case TriagedInsphere::Kind::kInfinite: {
      Insphere result;
      result.infinite = true;
      return result;
    }
    case TriagedInsphere::Kind::kFinite:
      // The others are farther away: the ball between these is the whole region's.
      return inequalities.insphere(ball.basis);
  }
  return std::nullopt;
}

}  // namespace crease
