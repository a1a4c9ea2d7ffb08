// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/sample_points.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "algorithms/float_polyhedron.h"

namespace crease {
namespace {

constexpr int kMostRejected = 10000;

/// Does every row bound one coordinate only?
bool is_box(const FloatRows& rows) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (std::ranges::count(rows.normal(i), 0.0) + 1 != static_cast<std::ptrdiff_t>(rows.dim)) return false;
  }
  return true;
}

}  // namespace

bool SampleBox::contains(std::span<const double> y) const {
  if (is_all) return true;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto normal = rows.normal(i);
    if (std::inner_product(normal.begin(), normal.end(), y.begin(), rows.offsets[i]) < 0) return false;
  }
  return true;
}

double SampleBox::volume() const {
  double volume = 1;
  for (std::size_t j = 0; j < lo.size(); ++j) volume *= hi[j] - lo[j];
  return volume;
}

std::optional<SampleBox> sample_box(const Domain& domain) {
  SampleBox box;
  box.rows = float_rows(domain);
  box.is_all = is_box(box.rows);
  FloatPolyhedron polyhedron(box.rows);
  for (std::size_t j = 0; j < domain.dim(); ++j) {
    const auto range = polyhedron.range(j);
    if (!range || !std::isfinite(range->hi - range->lo)) return std::nullopt;
    box.lo.push_back(range->lo);
    box.hi.push_back(range->hi);
  }
  return box;
}

std::optional<std::vector<double>> PointSampler::next() {
  std::vector<double> y(box_.lo.size());
  for (int tries = 0; tries < kMostRejected; ++tries) {
    for (std::size_t j = 0; j < y.size(); ++j) y[j] = box_.lo[j] + uniform(engine_) * (box_.hi[j] - box_.lo[j]);
    ++drawn_;
    if (box_.contains(y)) return y;
  }
  return std::nullopt;
}

void visit_grid(const SampleBox& box, std::size_t per_axis, const std::function<bool(std::span<const double>)>& visit) {
  const std::size_t dim = box.lo.size();
  std::vector<std::size_t> index(dim);
  std::vector<double> y(dim);
  while (true) {
    for (std::size_t j = 0; j < dim; ++j) {
      const double t = per_axis == 1 ? 0.5 : static_cast<double>(index[j]) / static_cast<double>(per_axis - 1);
      y[j] = index[j] + 1 == per_axis && per_axis > 1 ? box.hi[j] : box.lo[j] + t * (box.hi[j] - box.lo[j]);
    }
    if (box.contains(y) && !visit(y)) return;
    std::size_t j = 0;
    while (j < dim && ++index[j] == per_axis) index[j++] = 0;
    if (j == dim) return;
  }
}

}  // namespace crease
