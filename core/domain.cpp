// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "core/errors.h"
#include "core/linear_algebra.h"

namespace crease {
namespace {

/// The matrix with the rows of `below` under those of `above`. Pre: equally many columns.
Matrix<Rational> stacked(const Matrix<Rational>& above, const Matrix<Rational>& below) {
  Matrix<Rational> result(above.rows() + below.rows(), above.cols());
  for (std::size_t i = 0; i < result.rows(); ++i) {
    const auto source = i < above.rows() ? above.row(i) : below.row(i - above.rows());
    std::copy(source.begin(), source.end(), result.row(i).begin());
  }
  return result;
}

std::string box_label(std::span<const Rational> lo, std::span<const Rational> hi) {
  const auto all_equal = [](std::span<const Rational> v) {
    return std::all_of(v.begin(), v.end(), [&](const Rational& x) { return x == v[0]; });
  };
  const std::size_t shown = all_equal(lo) && all_equal(hi) ? 1 : lo.size();
  std::string label = "box:";
  for (std::size_t i = 0; i < shown; ++i) {
    if (i > 0) label += ';';
    label += to_string(lo[i]);
    label += ',';
    label += to_string(hi[i]);
  }
  return label;
}

void require_rows(const std::string& what, const Matrix<Rational>& rows, std::size_t offsets, std::size_t dim) {
  if (rows.rows() != 0 && rows.cols() != dim) {
    throw InvalidDomain(what + ": its rows have " + std::to_string(rows.cols()) + " entries in dimension " +
                        std::to_string(dim) + ". Give one entry per coordinate");
  }
  if (rows.rows() != offsets) {
    throw InvalidDomain(what + ": it has " + std::to_string(rows.rows()) + " rows but " + std::to_string(offsets) +
                        " offsets. Give one offset per row");
  }
}

}  // namespace

Domain::Domain(std::size_t n0, std::string label) : ambient_dim_(n0), label_(std::move(label)), rows_(0, n0) {
  if (n0 == 0) throw InvalidDomain("domain " + label_ + ": its dimension is 0. Give at least one coordinate");
}

Domain Domain::all(std::size_t n0) { return Domain(n0, "all"); }

Domain Domain::box(std::span<const Rational> lo, std::span<const Rational> hi) {
  if (lo.size() != hi.size()) {
    throw InvalidDomain("domain box: " + std::to_string(lo.size()) + " lower but " + std::to_string(hi.size()) +
                        " upper bounds. Give both for every coordinate");
  }
  if (lo.empty()) throw InvalidDomain("domain box: its dimension is 0. Give at least one coordinate");
  for (std::size_t i = 0; i < lo.size(); ++i) {
    if (lo[i] >= hi[i]) {
      throw InvalidDomain("domain box: the lower bound " + to_string(lo[i]) + " of coordinate " +
                          std::to_string(i + 1) + " is not below its upper bound " + to_string(hi[i]) +
                          ". A box needs an interior: use a slice to fix a coordinate");
    }
  }
  Domain domain(lo.size(), box_label(lo, hi));
  domain.rows_ = Matrix<Rational>(2 * lo.size(), lo.size());
  domain.offsets_.resize(2 * lo.size());
  for (std::size_t i = 0; i < lo.size(); ++i) {
    domain.rows_(2 * i, i) = 1;
    domain.offsets_[2 * i] = -lo[i];
    domain.rows_(2 * i + 1, i) = -1;
    domain.offsets_[2 * i + 1] = hi[i];
  }
  return domain;
}

Domain Domain::box(std::size_t n0, const Rational& lo, const Rational& hi) {
  return box(std::vector<Rational>(n0, lo), std::vector<Rational>(n0, hi));
}

Domain Domain::polytope(const Matrix<Rational>& G, std::span<const Rational> g) {
  Domain domain(G.cols(), "polytope");
  require_rows("domain polytope", G, g.size(), G.cols());
  domain.rows_ = G;
  domain.offsets_.assign(g.begin(), g.end());
  return domain;
}

Domain Domain::sliced(Slice slice) const {
  if (slice_) throw InvalidDomain("slice: the domain is a slice already. Give one slice only");
  const std::string n0 = std::to_string(ambient_dim_);
  if (slice.point.size() != ambient_dim_) {
    throw InvalidDomain("slice: its point has " + std::to_string(slice.point.size()) + " coordinates, the input has " +
                        n0 + ". Give one per input");
  }
  if (slice.directions.cols() == 0) throw InvalidDomain("slice: it has no direction. Give at least one");
  if (slice.directions.rows() != ambient_dim_) {
    throw InvalidDomain("slice: its directions have " + std::to_string(slice.directions.rows()) +
                        " coordinates, the input has " + n0 + ". Give one per input");
  }
  const std::size_t spanned = rank(slice.directions);
  if (spanned != slice.directions.cols()) {
    throw InvalidDomain("slice: its " + std::to_string(slice.directions.cols()) + " directions span only " +
                        std::to_string(spanned) + " dimensions. Give linearly independent directions");
  }

  Domain result = *this;
  result.rows_ = multiply(rows_, slice.directions);
  for (std::size_t i = 0; i < rows_.rows(); ++i) {
    for (std::size_t j = 0; j < ambient_dim_; ++j) result.offsets_[i] += rows_(i, j) * slice.point[j];
  }
  result.slice_ = std::move(slice);
  return result;
}

Domain Domain::with_slice_rows(const Matrix<Rational>& S, std::span<const Rational> s) const {
  if (!slice_) throw std::logic_error("Domain::with_slice_rows: the domain has no slice");
  require_rows("slice", S, s.size(), dim());
  Domain result = *this;
  result.rows_ = stacked(rows_, S);
  result.offsets_.insert(result.offsets_.end(), s.begin(), s.end());
  return result;
}

Domain Domain::labelled(std::string label) const {
  Domain result = *this;
  result.label_ = std::move(label);
  return result;
}

Domain Domain::noted(std::vector<std::string> notes) const {
  Domain result = *this;
  result.notes_ = std::move(notes);
  return result;
}

std::vector<Rational> Domain::to_input(std::span<const Rational> y) const {
  if (y.size() != dim()) {
    throw std::invalid_argument("Domain::to_input: a point of dimension " + std::to_string(y.size()) +
                                " in a domain of dimension " + std::to_string(dim()));
  }
  if (!slice_) return {y.begin(), y.end()};
  std::vector<Rational> x = slice_->point;
  for (std::size_t i = 0; i < x.size(); ++i) {
    for (std::size_t k = 0; k < y.size(); ++k) x[i] += slice_->directions(i, k) * y[k];
  }
  return x;
}

}  // namespace crease
