// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/float_search.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <random>
#include <set>
#include <unordered_set>
#include <utility>

#include "algorithms/float_polyhedron.h"
#include "algorithms/sample_points.h"

namespace crease {
namespace {

/// Nothing where the domain has no interior, as far as doubles tell.
std::optional<std::vector<double>> start_point(const FloatRows& domain, std::uint64_t seed) {
  auto ball = FloatPolyhedron(domain).largest_ball(1);
  if (!ball || ball->radius <= 0) return std::nullopt;
  std::mt19937_64 engine(seed);
  const double reach = ball->radius / 2 / std::sqrt(static_cast<double>(domain.dim));
  for (double& x : ball->center) x += reach * (2 * uniform(engine) - 1);
  return std::move(ball->center);
}

}  // namespace

FloatSearch float_search(const FloatNetwork& network, const FloatRows& domain, const FloatSearchOptions& options) {
  FloatSearch search;
  const auto start = start_point(domain, options.seed);
  if (!start) return search;
  search.patterns.insert(network.pattern_at(*start));
  std::unordered_set<PiecePattern> refused;
  std::set<std::array<std::uint32_t, 2>> edges;
  for (std::uint32_t number = 0; number < search.patterns.size(); ++number) {
    PiecePattern pattern = search.patterns[number];
    const FloatRows rows = network.rows_of(pattern, options.tolerance);
    FloatPolyhedron polyhedron(rows);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (rows.beyond[i].unit == FloatRows::Beyond::kDomain) continue;
      if (options.stop && options.stop()) {
        search.complete = false;
        search.edges.assign(edges.begin(), edges.end());
        return search;
      }
      ++search.linear_programs;
      const auto least = polyhedron.least(i);
      if (!least || *least >= -options.tolerance) continue;
      const char16_t here = std::exchange(pattern[rows.beyond[i].unit], rows.beyond[i].piece);
      if (!search.patterns.contains(pattern) && !refused.contains(pattern)) {
        ++search.linear_programs;
        const auto ball =
            FloatPolyhedron(network.rows_of(pattern, options.tolerance)).largest_ball(1 + options.tolerance);
        if (!ball || ball->radius <= options.tolerance) refused.insert(pattern);
      }
      if (!refused.contains(pattern)) {
        const std::uint32_t other = search.patterns.insert(pattern).first;
        edges.insert({std::min(number, other), std::max(number, other)});
      }
      pattern[rows.beyond[i].unit] = here;
    }
  }
  search.edges.assign(edges.begin(), edges.end());
  return search;
}

}  // namespace crease
