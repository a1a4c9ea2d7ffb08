// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <CGAL/Arr_segment_traits_2.h>
#include <CGAL/Arrangement_2.h>
#include <CGAL/Exact_predicates_exact_constructions_kernel.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>
#include <sstream>
#include <utility>
#include <vector>

#include "core/domain.h"
#include "core/network.h"
#include "tests/support/random.h"

/// A network's creases in a rectangle of the plane as an arrangement that CGAL cuts layer by layer, knowing the
/// network's values alone.
namespace crease::testing {

using Kernel = CGAL::Exact_predicates_exact_constructions_kernel;
using Arrangement = CGAL::Arrangement_2<CGAL::Arr_segment_traits_2<Kernel>>;
using Segment = Arrangement::X_monotone_curve_2;
using Vector = std::vector<Rational>;

inline Kernel::FT to_cgal(const Rational& x) { return Kernel::FT(Kernel::FT::ET(x.get_mpq_t())); }
inline Kernel::Point_2 to_cgal(const Vector& y) { return {to_cgal(y[0]), to_cgal(y[1])}; }

/// By way of text, as CGAL's exact number type depends on how it was built.
inline Rational from_cgal(const Kernel::FT& x) {
  std::ostringstream text;
  text << CGAL::exact(x);
  return parse_rational(text.str());
}
inline Vector from_cgal(const Kernel::Point_2& p) { return {from_cgal(p.x()), from_cgal(p.y())}; }

/// Corners of a face in order.
inline std::vector<Vector> corners(const Arrangement::Face_const_handle& face) {
  std::vector<Vector> result;
  auto edge = face->outer_ccb();
  const auto end = edge;
  do {
    result.push_back(from_cgal(edge->target()->point()));
  } while (++edge != end);
  return result;
}

inline Vector mean(const std::vector<Vector>& points) {
  Vector sum(2);
  for (const Vector& p : points) {
    for (std::size_t i = 0; i < 2; ++i) sum[i] += p[i] / static_cast<unsigned long>(points.size());
  }
  return sum;
}

/// All units' pre-activations at a point of the domain, layer by layer.
inline std::vector<Vector> preactivations_at(const Network& network, const Domain& domain, const Vector& y) {
  std::vector<Vector> result;
  Vector h = domain.to_input(y);
  for (const Layer& layer : network.layers()) {
    Vector z = layer.bias;
    for (std::size_t u = 0; u < z.size(); ++u) {
      for (std::size_t j = 0; j < h.size(); ++j) z[u] += layer.weights(u, j) * h[j];
    }
    result.push_back(z);
    for (std::size_t u = 0; u < z.size(); ++u) z[u] = layer.activations[u](z[u]);
    h = std::move(z);
  }
  return result;
}

/// Where an affine function with these values at a polygon's corners vanishes inside: two points on its boundary, or
/// nothing when the function does not take both signs.
inline std::vector<Vector> zero_segment(const std::vector<Vector>& polygon, const Vector& values) {
  if (*std::min_element(values.begin(), values.end()) >= 0 || *std::max_element(values.begin(), values.end()) <= 0) {
    return {};
  }
  std::set<Vector> ends;
  for (std::size_t i = 0; i < polygon.size(); ++i) {
    const std::size_t j = (i + 1) % polygon.size();
    if (values[i] == 0) ends.insert(polygon[i]);
    if (values[i] * values[j] >= 0) continue;
    const Rational t = values[i] / (values[i] - values[j]);
    Vector p(2);
    for (std::size_t k = 0; k < 2; ++k) p[k] = polygon[i][k] + t * (polygon[j][k] - polygon[i][k]);
    ends.insert(p);
  }
  return {ends.begin(), ends.end()};
}

/// The rectangle of a domain given by its corners, cut by layer after layer: on a face of what the layers before cut,
/// pre-activations are affine, so that their values at its corners say where they vanish inside.
inline Arrangement cut_by_layers(const Network& network, const Domain& domain, const std::vector<Vector>& rectangle) {
  Arrangement arrangement;
  for (std::size_t i = 0; i < 4; ++i) {
    CGAL::insert(arrangement, Segment(to_cgal(rectangle[i]), to_cgal(rectangle[(i + 1) % 4])));
  }
  for (std::size_t l = 0; l < network.layers().size(); ++l) {
    const Layer& layer = network.layers()[l];
    std::vector<Segment> segments;
    for (auto face = arrangement.faces_begin(); face != arrangement.faces_end(); ++face) {
      if (face->is_unbounded()) continue;
      const std::vector<Vector> polygon = corners(face);
      std::vector<Vector> z;
      for (const Vector& y : polygon) z.push_back(preactivations_at(network, domain, y)[l]);
      for (std::size_t u = 0; u < layer.num_units(); ++u) {
        for (const Rational& breakpoint : layer.activations[u].breakpoints()) {
          Vector values;
          for (const Vector& at : z) values.push_back(at[u] - breakpoint);
          const std::vector<Vector> ends = zero_segment(polygon, values);
          if (ends.empty()) continue;
          REQUIRE(ends.size() == 2);
          segments.emplace_back(to_cgal(ends[0]), to_cgal(ends[1]));
        }
      }
    }
    CGAL::insert(arrangement, segments.begin(), segments.end());
  }
  return arrangement;
}

/// A rectangle of the plane, or of a plane in the input space, and its corners in order.
inline std::pair<Domain, std::vector<Vector>> random_rectangle(Random& random, std::size_t input_dim) {
  const Rational x0(random.integer(-4, 0)), x1(random.integer(1, 4)), y0(random.integer(-4, 0)),
      y1(random.integer(1, 4));
  const std::vector<Vector> rectangle{{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}};
  if (input_dim == 2) {
    const Vector lo{x0, y0}, hi{x1, y1};
    return {Domain::box(lo, hi), rectangle};
  }
  Slice slice{Vector(input_dim), Matrix<Rational>(input_dim, 2)};
  for (std::size_t i = 0; i < input_dim; ++i) {
    slice.point[i] = Rational(random.integer(-2, 2)) / 2;
    for (Rational& x : slice.directions.row(i)) x = random.integer(-1, 2);
  }
  for (std::size_t k = 0; k < 2; ++k) slice.directions(k, k) += 5;
  Matrix<Rational> rows(4, 2);
  rows(0, 0) = rows(1, 1) = 1;
  rows(2, 0) = rows(3, 1) = -1;
  const Vector offsets{-x0, -y0, x1, y1};
  return {Domain::all(input_dim).sliced(slice).with_slice_rows(rows, offsets), rectangle};
}

}  // namespace crease::testing
