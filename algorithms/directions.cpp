// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/directions.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "core/affine_map.h"

namespace crease {
namespace {

bool is_zero(std::span<const Rational> vector) {
  return std::ranges::all_of(vector, [](const Rational& entry) { return entry == 0; });
}

/// Calls see(gradient) for what a unit bends by: its pre-activation, or the differences between the greatest argument
/// of a max group and the others. None for an affine unit.
template <typename See>
void for_each_gradient(const Layer& layer, std::size_t unit, std::size_t greatest, const AffineMap& z, const See& see) {
  if (layer.is_affine(unit)) return;
  const std::size_t first = layer.first_row(unit);
  if (!layer.is_group(unit)) return see(std::vector<Rational>(z.A.row(first).begin(), z.A.row(first).end()));
  for (std::size_t other = first; other < layer.first_row(unit + 1); ++other) {
    if (other == first + greatest) continue;
    std::vector<Rational> row;
    for (std::size_t j = 0; j < z.A.cols(); ++j) row.push_back(z.A(first + greatest, j) - z.A(other, j));
    see(std::move(row));
  }
}

/// normal_of(k) is the inward normal of the k-th facet.
template <typename NormalOf>
std::vector<Normal> normals_of(const Complex& complex, RegionId region, bool with_domain, const NormalOf& normal_of) {
  std::vector<Normal> normals;
  const auto facets = complex.facets(region);
  for (std::size_t k = 0; k < facets.size(); ++k) {
    const bool is_domain = complex.is_boundary(facets[k]);
    if (is_domain && !with_domain) continue;
    Normal& normal = normals.emplace_back();
    normal.vector = normal_of(k);
    if (!is_domain) normal.unit = complex.units(facets[k]).front();
  }
  return normals;
}

}  // namespace

std::vector<Normal> facet_normals(const Complex& complex, RegionId region, bool with_domain) {
  return normals_of(complex, region, with_domain,
                    [&](std::size_t k) { return inward_row(complex, region, complex.facets(region)[k]).normal; });
}

std::vector<Normal> facet_normals(const Complex& complex, const FacetRows& rows, RegionId region, bool with_domain) {
  const std::vector<IntegerVector> inward = rows.inward(region);
  return normals_of(complex, region, with_domain, [&](std::size_t k) {
    std::vector<Rational> normal;
    for (std::size_t j = 0; j < complex.dim(); ++j) normal.emplace_back(inward[k].get(j));
    return normal;
  });
}

std::vector<Normal> unit_normals(const Complex& complex, RegionId region) {
  std::vector<Normal> normals;
  const std::vector<AffineMap> maps = pre_activations(complex, region);
  for (std::uint32_t l = 0; l < maps.size(); ++l) {
    const Layer& layer = complex.network().layers()[l];
    for (std::uint32_t u = 0; u < layer.num_units(); ++u) {
      for_each_gradient(layer, u, complex.symbol(region, {l, u}).piece, maps[l], [&](std::vector<Rational> row) {
        if (!is_zero(row)) normals.push_back({std::move(row), UnitId{l, u}});
      });
    }
  }
  return normals;
}

std::vector<NormalPair> pairwise_cosines(std::span<const Normal> normals) {
  std::vector<Direction> directions;
  for (const Normal& normal : normals) directions.emplace_back(normal.vector);
  std::vector<NormalPair> pairs;
  for (std::size_t i = 0; i < normals.size(); ++i) {
    for (std::size_t j = i + 1; j < normals.size(); ++j) {
      pairs.push_back({i, j, cosine(directions[i], directions[j])});
    }
  }
  return pairs;
}

bool is_within_layer(std::span<const Normal> normals, const NormalPair& pair) {
  const auto &first = normals[pair.first].unit, &second = normals[pair.second].unit;
  return first && second && first->layer == second->layer;
}

std::vector<BentUnit> cosines_across(const Complex& complex, FacetId facet) {
  if (!complex.is_interior(facet)) {
    throw std::invalid_argument(to_string(facet) + " has a region on one side only, and nothing crosses it");
  }
  const auto [first, second] = complex.sides(facet);
  const std::vector<AffineMap> here = pre_activations(complex, first), there = pre_activations(complex, second);
  std::vector<BentUnit> bent;
  for (std::uint32_t l = complex.units(facet).front().layer + 1; l < here.size(); ++l) {
    const Layer& layer = complex.network().layers()[l];
    for (std::uint32_t u = 0; u < layer.num_units(); ++u) {
      // The same comparisons on both sides, those with the argument that is the greatest on the first.
      const std::size_t piece = complex.symbol(first, {l, u}).piece;
      std::vector<std::vector<Rational>> a, b;
      for_each_gradient(layer, u, piece, here[l], [&](std::vector<Rational> row) { a.push_back(std::move(row)); });
      for_each_gradient(layer, u, piece, there[l], [&](std::vector<Rational> row) { b.push_back(std::move(row)); });
      for (std::size_t i = 0; i < a.size(); ++i) {
        if (!is_zero(a[i]) && !is_zero(b[i])) bent.push_back({{l, u}, cosine(a[i], b[i])});
      }
    }
  }
  return bent;
}

MeanCosine::MeanCosine(std::vector<Cosine> cosines) : cosines_(std::move(cosines)) {
  if (cosines_.empty()) throw std::invalid_argument("the mean of no cosines");
  constexpr unsigned kBits = 64;
  bounds_ = enclosure(kBits);
}

Enclosure MeanCosine::enclosure(unsigned bits) const {
  Enclosure sum;
  for (const Cosine& cosine : cosines_) {
    const Enclosure size = sqrt_enclosure(cosine.squared, bits);
    sum.lo += size.lo;
    sum.hi += size.hi;
  }
  const Rational count(cosines_.size());
  return {sum.lo / count, sum.hi / count};
}

RootQuotient MeanCosine::exact() const {
  // sqrt(p / q) = sqrt(p q) / q.
  Integer denominator = 1;
  for (const Cosine& cosine : cosines_) {
    mpz_lcm(denominator.get_mpz_t(), denominator.get_mpz_t(), cosine.squared.get_den_mpz_t());
  }
  RootSum sum;
  for (const Cosine& cosine : cosines_) {
    const Integer &p = cosine.squared.get_num(), &q = cosine.squared.get_den();
    sum.add(denominator / q, p * q);
  }
  return {std::move(sum), RootSum(denominator * cosines_.size())};
}

double nearest_double(const MeanCosine& mean) {
  const double lo = nearest_double(mean.bounds_.lo);
  return lo == nearest_double(mean.bounds_.hi) ? lo : nearest_double(mean.exact());
}

int compare(const MeanCosine& a, const MeanCosine& b) {
  if (a.bounds_.hi < b.bounds_.lo) return -1;
  if (a.bounds_.lo > b.bounds_.hi) return 1;
  if (a.bounds_.is_exact() && b.bounds_.is_exact()) return 0;
  return compare(a.exact(), b.exact());
}

int compare(const MeanCosine& a, const Rational& b) {
  if (a.bounds_.hi < b) return -1;
  if (a.bounds_.lo > b) return 1;
  return a.bounds_.is_exact() ? 0 : compare(a.exact(), RootQuotient(b));
}

std::string to_string(const MeanCosine& mean) {
  const auto value = mean.exact().rational();
  return value ? to_string(*value) : "";
}

}  // namespace crease
