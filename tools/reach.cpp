// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/reach.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <span>
#include <utility>
#include <vector>

#include "core/errors.h"
#include "core/linear_algebra.h"
#include "core/matrix.h"

namespace crease::tools {
namespace {

Matrix<Rational> stacked(const std::vector<std::span<const Rational>>& rows, std::size_t columns) {
  Matrix<Rational> matrix(rows.size(), columns);
  for (std::size_t i = 0; i < rows.size(); ++i) std::copy(rows[i].begin(), rows[i].end(), matrix.row(i).begin());
  return matrix;
}

/// The linear parts of the first layer that bends, in the domain's own coordinates; no rows where none does.
Matrix<Rational> first_bending_rows(const Network& network, const Domain& domain) {
  Matrix<Rational> map = domain.slice() ? domain.slice()->directions : identity_matrix(domain.dim());
  for (const Layer& layer : network.layers()) {
    map = multiply(layer.weights, map);
    if (!layer.is_affine()) return map;
    for (std::size_t u = 0; u < layer.num_units(); ++u) {
      for (Rational& entry : map.row(u)) entry *= layer.activations[u].slope(0);
    }
  }
  return Matrix<Rational>(0, domain.dim());
}

/// In how many independent directions two rows bound the domain from both sides, as those of a box do.
std::size_t boxed_directions(const Domain& domain) {
  const Matrix<Rational>& rows = domain.rows();
  struct Sides {
    bool below = false, above = false;
  };
  std::map<std::vector<Rational>, Sides> sides;  // by the direction whose first entry that is not zero is 1
  for (std::size_t i = 0; i < rows.rows(); ++i) {
    std::vector<Rational> direction(rows.row(i).begin(), rows.row(i).end());
    const auto first = std::ranges::find_if(direction, [](const Rational& entry) { return entry != 0; });
    if (first == direction.end()) continue;
    const Rational factor = *first;
    std::for_each(first, direction.end(), [&](Rational& entry) { entry /= factor; });
    Sides& found = sides[std::move(direction)];
    (factor < 0 ? found.below : found.above) = true;
  }
  std::vector<std::span<const Rational>> both;
  for (const auto& [direction, found] : sides) {
    if (found.below && found.above) both.emplace_back(direction);
  }
  return rank(stacked(both, domain.dim()));
}

}  // namespace

void check_reach(const Network& network, const Domain& domain, bool listed) {
  const std::size_t boxed = boxed_directions(domain);
  if (boxed > kMaxCornerDimension) {
    throw InvalidDomain(
        fmt::format("domain {}: it has 2^{} corners, more than can be held (2^{}). Use --slice to look at a slice of "
                    "fewer dimensions, or "
                    "--domain all",
                    domain.label(), boxed, kMaxCornerDimension));
  }
  if (!listed) return;
  const Matrix<Rational> first = first_bending_rows(network, domain);
  std::vector<std::span<const Rational>> rows;
  for (std::size_t i = 0; i < domain.rows().rows(); ++i) rows.push_back(domain.rows().row(i));
  for (std::size_t i = 0; i < first.rows(); ++i) rows.push_back(first.row(i));
  const std::size_t varying = rank(stacked(rows, domain.dim()));
  if (varying > kMaxCornerDimension) {
    throw InvalidDomain(
        fmt::format("{}: its regions vary in {} dimensions, and what lists their corners reaches to {}. Use --slice to "
                    "look at a slice "
                    "of fewer dimensions; 'crease count' without --faces, and 'crease graph', need no corners",
                    network.name(), varying, kMaxCornerDimension));
  }
}

}  // namespace crease::tools
