// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/distances.h"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <utility>

#include "algorithms/facet_row.h"
#include "algorithms/locate.h"
#include "algorithms/nearest_facets.h"

namespace crease {
namespace {

Rational value_at(const FacetRow& row, std::span<const Rational> y) {
  Rational value = row.offset;
  for (std::size_t j = 0; j < y.size(); ++j) value += row.normal[j] * y[j];
  return value;
}

void require_dimension(const Complex& complex, std::span<const Rational> y) {
  if (y.size() == complex.dim()) return;
  throw std::invalid_argument("a point of dimension " + std::to_string(y.size()) + " in a complex of dimension " +
                              std::to_string(complex.dim()));
}

/// A region as seen from a point.
class View {
 public:
  View(const Complex& complex, RegionId region, std::span<const Rational> y)
      : complex_(complex),
        facets_(complex.facets(region)),
        rows_(inward_rows(complex, region)),
        y_(y.begin(), y.end()) {
    require_dimension(complex, y);
    for (const FacetRow& row : rows_) {
      values_.push_back(value_at(row, y));
      Rational norm = 0;
      for (const Rational& entry : row.normal) norm += entry * entry;
      norms_.push_back(std::move(norm));
    }
  }

  std::size_t size() const { return rows_.size(); }
  FacetId facet(std::size_t i) const { return facets_[i]; }
  bool contains_point() const {
    return std::ranges::all_of(values_, [](const Rational& value) { return value >= 0; });
  }
  Rational squared_to_hyperplane(std::size_t i) const { return values_[i] * values_[i] / norms_[i]; }

  NearestPoint nearest_on(std::size_t i) const {
    NearestPoint foot{y_, squared_to_hyperplane(i)};
    const Rational step = values_[i] / norms_[i];
    for (std::size_t j = 0; j < y_.size(); ++j) foot.point[j] -= step * rows_[i].normal[j];
    const auto is_inside = [&](const FacetRow& row) { return value_at(row, foot.point) >= 0; };
    if (std::ranges::all_of(rows_, is_inside)) return foot;
    return nearest_on_facet(complex_, facet(i), y_);
  }

 private:
  const Complex& complex_;
  std::span<const FacetId> facets_;
  std::vector<FacetRow> rows_;
  std::vector<Rational> y_;
  std::vector<Rational> values_, norms_;  ///< per row: at y, of the normal squared
};

/// The nearest of the facets that are wanted. Hyperplanes are no farther than their facets: in the order of their
/// distances, the first one that is farther than the best facet ends the search.
template <typename Wanted>
std::optional<NearestFacets> nearest_of(const Complex& complex, RegionId region, std::span<const Rational> y,
                                        Wanted&& is_wanted) {
  const View view(complex, region, y);
  if (!view.contains_point()) throw std::invalid_argument("the point lies outside " + to_string(region));
  std::vector<std::pair<Rational, std::size_t>> order;
  for (std::size_t i = 0; i < view.size(); ++i) {
    if (is_wanted(view.facet(i))) order.emplace_back(view.squared_to_hyperplane(i), i);
  }
  std::ranges::sort(order);
  std::optional<NearestFacets> best;
  std::vector<std::pair<FacetId, std::vector<Rational>>> found;
  for (const auto& [bound, i] : order) {
    if (best && bound > best->squared) break;
    NearestPoint nearest = view.nearest_on(i);
    if (best && nearest.squared_distance > best->squared) continue;
    if (!best || nearest.squared_distance < best->squared) {
      best = NearestFacets{nearest.squared_distance, {}, {}, {}};
      found.clear();
    }
    found.emplace_back(view.facet(i), std::move(nearest.point));
  }
  std::ranges::sort(found, {}, [](const auto& item) { return item.first; });
  for (auto& [facet, foot] : found) {
    best->facets.push_back(facet);
    best->feet.push_back(std::move(foot));
    if (!complex.is_boundary(facet)) std::ranges::copy(complex.units(facet), std::back_inserter(best->units));
  }
  if (best) {
    std::ranges::sort(best->units);
    best->units.erase(std::ranges::unique(best->units).begin(), best->units.end());
  }
  return best;
}

/// Joins what two regions that share the point say.
void join(NearestFacets& all, const NearestFacets& more) {
  for (std::size_t i = 0; i < more.facets.size(); ++i) {
    const auto place = std::ranges::lower_bound(all.facets, more.facets[i]);
    if (place != all.facets.end() && *place == more.facets[i]) continue;
    all.feet.insert(all.feet.begin() + (place - all.facets.begin()), more.feet[i]);
    all.facets.insert(place, more.facets[i]);
  }
  std::vector<UnitId> units;
  std::ranges::set_union(all.units, more.units, std::back_inserter(units));
  all.units = std::move(units);
}

}  // namespace

std::vector<FacetDistance> facet_distances(const Complex& complex, RegionId region, std::span<const Rational> y) {
  const View view(complex, region, y);
  std::vector<FacetDistance> distances;
  for (std::size_t i = 0; i < view.size(); ++i) {
    NearestPoint nearest = view.nearest_on(i);
    distances.push_back(
        {view.facet(i), std::move(nearest.squared_distance), view.squared_to_hyperplane(i), std::move(nearest.point)});
  }
  return distances;
}

std::optional<NearestFacets> nearest_boundary(const Complex& complex, RegionId region, std::span<const Rational> y) {
  return nearest_of(complex, region, y, [](FacetId) { return true; });
}

std::optional<NearestFacets> nearest_crease(const Complex& complex, RegionId region, std::span<const Rational> y) {
  return nearest_of(complex, region, y, [&](FacetId facet) { return !complex.is_boundary(facet); });
}

std::optional<NearestFacets> nearest_crease(const Complex& complex, std::span<const Rational> y) {
  const std::vector<RegionId> regions = locate(complex, y);
  if (regions.empty()) throw std::invalid_argument("no region contains the point");
  auto nearest = nearest_crease(complex, regions.front(), y);
  // In several regions the point lies on facets between them: all say 0.
  for (std::size_t i = 1; i < regions.size() && nearest; ++i) {
    if (const auto more = nearest_crease(complex, regions[i], y)) join(*nearest, *more);
  }
  return nearest;
}

InnerDistances inner_distances(const Complex& complex, const FacetRows& rows, RegionId region,
                               std::span<const Rational> y) {
  require_dimension(complex, y);
  // y over a common denominator: the square of a distance is value^2 / (denominator^2 |normal|^2).
  std::vector<Rational> homogeneous(y.begin(), y.end());
  homogeneous.emplace_back(1);
  const IntegerVector point = primitive_integers(homogeneous);
  const auto facets = complex.facets(region);
  struct Quotient {
    Integer squared_value, squared_length;
    FacetId facet;
  };
  std::optional<Quotient> nearest, nearest_crease;
  ScopedFmpz value, length;
  std::size_t k = 0;
  for (const IntegerVector& row : rows.inward(region)) {
    dot(value, row, point);
    if (fmpz_sgn(value) < 0) throw std::invalid_argument("the point lies outside " + to_string(region));
    fmpz_mul(value, value, value);
    fmpz_zero(length);
    for (std::size_t j = 0; j < y.size(); ++j) fmpz_addmul(length, row[j], row[j]);
    Quotient here{{}, {}, facets[k++]};
    fmpz_get_mpz(here.squared_value.get_mpz_t(), value);
    fmpz_get_mpz(here.squared_length.get_mpz_t(), length);
    const auto is_nearer = [&](const std::optional<Quotient>& than) {
      return !than || here.squared_value * than->squared_length < than->squared_value * here.squared_length;
    };
    if (is_nearer(nearest)) nearest = here;
    if (!complex.is_boundary(here.facet) && is_nearer(nearest_crease)) nearest_crease = here;
  }
  InnerDistances result;
  if (!nearest) return result;
  const Integer denominator = point.get(y.size());
  const auto squared = [&](const Quotient& distance) {
    Rational quotient(distance.squared_value, denominator * denominator * distance.squared_length);
    quotient.canonicalize();
    return quotient;
  };
  result.boundary = squared(*nearest);
  if (!nearest_crease) return result;
  // The nearest of all hyperplanes is met inside the region; another one's foot may lie beyond the domain.
  const bool is_nearest = nearest_crease->squared_value * nearest->squared_length ==
                          nearest->squared_value * nearest_crease->squared_length;
  if (is_nearest) {
    result.crease = result.boundary;
  } else {
    result.crease = crease::nearest_crease(complex, region, y)->squared;
  }
  return result;
}

}  // namespace crease
