// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/sure_winner.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "core/integer_vector.h"

namespace crease {
namespace {

constexpr double kUnit = 0x1p-53;

}  // namespace

SureWinner::SureWinner(const Complex& regions, const OutputRows& rows) : regions_(regions), rows_(rows) {
  const std::size_t m = rows.row_size();
  corners_.reserve(m * regions.num_vertices());
  for (const VertexId vertex : regions.vertices()) add_corner(vertex);
  entries_.resize(rows.num_outputs() * m + 1);
}

void SureWinner::add_corner(VertexId vertex) {
  const Chart& chart = rows_.chart();
  const std::size_t m = rows_.row_size();
  const auto y = regions_.coordinates(vertex);
  if (!chart.homogeneous && !chart.has_lineality()) {
    // The chart's coordinates are the domain's own.
    const std::size_t first = corners_.size();
    corners_.push_back(regions_.is_ray(vertex) ? 0 : 1);
    for (const Rational& x : y) corners_.push_back(nearest_double(x));
    const auto corner = std::span(corners_).subspan(first);
    double largest = 0;
    for (const double x : corner) largest = std::max(largest, std::fabs(x));
    if (!std::isfinite(largest)) return;  // then nothing is sure at it
    for (double& x : corner) x = std::ldexp(x, -std::ilogb(largest) - 1);
    return;
  }
  std::vector<Rational> point(y.begin(), y.end());
  for (std::size_t j = 0; regions_.is_ray(vertex) && j < point.size(); ++j) point[j] += chart.origin[j];
  IntegerVector v = chart.to_chart(point);
  if (regions_.is_ray(vertex) && !chart.homogeneous) fmpz_zero(v[0]);
  slong bits = 0;
  for (std::size_t j = 0; j < m; ++j) bits = std::max(bits, static_cast<slong>(fmpz_bits(v[j])));
  for (std::size_t j = 0; j < m; ++j) corners_.push_back(scaled_double(v[j], bits));
}

std::optional<std::uint32_t> SureWinner::find(RegionId region) {
  const std::size_t m = rows_.row_size(), num_outputs = rows_.num_outputs();
  values_.clear();
  margin_ = HUGE_VAL;
  rows_.enclosure(entries_);
  // |computed - true| for entries a with error r, corners v with error 4 u and |v| <= 1: every term is off by
  // r + 4 u |a| (1 + r / |a|), and rounding adds (m + 1) u of the sum of sizes; a generous constant holds all of it.
  const double radius = entries_.back();
  double widest = 0;
  for (std::size_t k = 0; k < num_outputs; ++k) {
    double size = 0;
    for (std::size_t j = 0; j < m; ++j) size += std::fabs(entries_[k * m + j]);
    const auto terms = static_cast<double>(m);
    const double error = (2 * terms * radius + (8 + 4 * terms) * kUnit * size) + 0x1p-1000;
    if (!std::isfinite(error)) return std::nullopt;
    widest = std::max(widest, error);
  }
  const auto is_apex = [&](const double* v) {
    return rows_.chart().homogeneous && std::all_of(v, v + m, [](double x) { return x == 0; });
  };
  for (const VertexId vertex : regions_.vertices(region)) {
    const double* v = corners_.data() + std::size_t{vertex.index} * m;
    // At the apex of a cone all outputs are zero; its other generators decide for all faces but the apex.
    if (is_apex(v)) {
      if (regions_.dim() - regions_.lineality_dim() == 1) return std::nullopt;
      continue;
    }
    for (std::size_t k = 0; k < num_outputs; ++k) {
      double sum = 0;
      for (std::size_t j = 0; j < m; ++j) sum += entries_[k * m + j] * v[j];
      values_.push_back(sum);
    }
  }
  margin_ = 3 * widest;
  const auto end = values_.begin() + static_cast<std::ptrdiff_t>(num_outputs);
  if (values_.empty()) return std::nullopt;
  const auto best = static_cast<std::uint32_t>(std::max_element(values_.begin(), end) - values_.begin());
  for (std::uint32_t k = 0; k < num_outputs; ++k) {
    if (k != best && !is_greater(best, k)) return std::nullopt;
  }
  return best;
}

bool SureWinner::is_greater(std::uint32_t i, std::uint32_t j) const {
  if (values_.empty()) return false;
  for (std::size_t at = 0; at < values_.size(); at += rows_.num_outputs()) {
    if (!(values_[at + i] - values_[at + j] > margin_)) return false;
  }
  return true;
}

}  // namespace crease
