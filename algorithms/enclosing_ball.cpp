// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/enclosing_ball.h"

#include <CGAL/Cartesian_d.h>
#include <CGAL/Gmpq.h>
#include <CGAL/Lazy_exact_nt.h>
#include <CGAL/Min_sphere_annulus_d_traits_d.h>
#include <CGAL/Min_sphere_d.h>

#include <stdexcept>

namespace crease {
namespace {

using Kernel = CGAL::Cartesian_d<CGAL::Lazy_exact_nt<CGAL::Gmpq>>;
using MinSphere = CGAL::Min_sphere_d<CGAL::Min_sphere_annulus_d_traits_d<Kernel>>;

Rational to_rational(const CGAL::Gmpq& value) { return Rational(value.mpq()); }

}  // namespace

std::optional<EnclosingBall> minimum_enclosing_ball(const Complex& complex, RegionId region) {
  if (!complex.has_coordinates()) throw std::invalid_argument("an enclosing ball needs a complex with coordinates");
  if (!complex.is_bounded(region)) return std::nullopt;
  const int d = static_cast<int>(complex.dim());
  std::vector<Kernel::Point_d> points;
  for (const VertexId vertex : complex.vertices(region)) {
    std::vector<CGAL::Lazy_exact_nt<CGAL::Gmpq>> coordinates;
    for (const Rational& y : complex.coordinates(vertex)) coordinates.emplace_back(CGAL::Gmpq(y.get_mpq_t()));
    points.emplace_back(d, coordinates.begin(), coordinates.end());
  }
  const MinSphere sphere(points.begin(), points.end());
  EnclosingBall ball;
  const Kernel::Point_d center = sphere.center();
  for (int j = 0; j < d; ++j) ball.center.push_back(to_rational(center.cartesian(j).exact()));
  ball.squared_radius = to_rational(sphere.squared_radius().exact());
  return ball;
}

}  // namespace crease
