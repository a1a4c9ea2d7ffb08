// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/neighborhood.h"

#include <tbb/enumerable_thread_specific.h>
#include <tbb/info.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <map>
#include <stdexcept>
#include <utility>

#include "algorithms/certified_lp.h"
#include "algorithms/local_cells.h"
#include "algorithms/walk_control.h"
#include "core/pattern_text.h"

namespace crease {
namespace {

/// Regions whose facets are looked for at once, per thread.
constexpr std::size_t kBatch = 8;

using Bits = std::vector<std::uint64_t>;

/// What is kept of a region to find its neighbours.
struct Place {
  Bits above, zero;
  InnerPoint inside;
  std::vector<Integer> gradient;
};

/// A facet, and the region behind it.
struct Crossing {
  NeighborFacet facet;
  bool through_center = false;
  std::optional<Place> beyond;
};

struct Expansion {
  bool done = false;
  std::vector<Crossing> crossings;
  FacetStages stages;
};

/// Creases that are in one of two sets, but not zero throughout both regions.
std::vector<WallId> merged(const std::vector<WallId>& a, const std::vector<WallId>& b) {
  std::vector<WallId> result;
  std::ranges::set_union(a, b, std::back_inserter(result));
  return result;
}

/// The units with a crease that has another sign.
std::vector<UnitId> flipped_units(const WallList& walls, const Place& a, const Place& b) {
  std::vector<WallId> creases;
  for (WallId crease = 0; crease < walls.num_creases(); ++crease) {
    const std::size_t w = crease / 64;
    if ((((a.above[w] ^ b.above[w]) | (a.zero[w] ^ b.zero[w])) >> (crease % 64) & 1) != 0) creases.push_back(crease);
  }
  return walls.units(creases);
}

int num_threads(const EnumerateOptions& options) {
  const int cores = tbb::info::default_concurrency();
  return options.threads > 0 ? std::min(options.threads, cores) : cores;
}

class Explorer {
 public:
  Explorer(const Network& network, const Domain& domain, std::span<const Rational> y,
           const NeighborhoodOptions& options)
      : network_(network, domain),
        control_(options.walk),
        rings_(options.rings),
        arena_(num_threads(options.walk)),
        cells_([this] { return LocalCells(network_); }),
        y_(y),
        center_(network_.to_chart(y)),
        result_{network, domain, network_.walls(), SignTable(network_.walls().num_creases()), {}, {}, {}, {}} {}

  Neighborhood run() {
    if (control_.take_regions(1) == 1) add(first_place(), 0);
    std::vector<Expansion> expansions;
    find_center(expansions);
    std::size_t begin = 0, end = places_.size();
    for (int ring = 1; ring <= rings_ && !control_.stopped(); ++ring) {
      // The facets of ring 0 are there already.
      if (ring == 1) link(begin, expansions, ring);
      for (std::size_t at = begin; ring > 1 && at < end && !control_.stopped(); at += batch_size()) {
        std::vector<Expansion> batch = expand(at, std::min(end, at + batch_size()));
        link(at, batch, ring);
      }
      begin = end;
      end = places_.size();
    }
    if (rings_ == 0 || control_.stopped()) keep_rest(expansions);
    result_.reason = control_.reason();
    return std::move(result_);
  }

 private:
  std::size_t batch_size() const { return kBatch * static_cast<std::size_t>(arena_.max_concurrency()); }

  /// The first region that contains the point: from there into the domain, then along the chart's axes.
  Place first_place() {
    std::vector<IntegerVector> germ = {center_};
    const auto& rows = network_.domain_rows();
    IntegerVector inside = network_.domain_interior();
    if (std::ranges::any_of(
            rows, [&](const IntegerVector& row) { return !row.is_zero() && sign_of_dot(row, center_) == 0; })) {
      // (inside - center) times both denominators.
      IntegerVector inward = inside;
      ScopedFmpz minus;
      fmpz_neg(minus, inside[0]);
      inward.combine(center_[0], minus, center_);
      germ.push_back(std::move(inward));
    }
    LocalCells& cells = cells_.local();
    LocalCell cell = cells.at(germ);
    InnerPoint point{center_, std::vector<Rational>(y_.begin(), y_.end())};
    if (std::ranges::any_of(cell.rows, [&](const IntegerVector& row) { return sign_of_dot(row, center_) == 0; })) {
      std::vector<Rational> homogeneous = *strictly_feasible_point(cell.rows, network_.size() - 1);
      homogeneous.insert(homogeneous.begin(), Rational(1));
      point = network_.short_point_inside(cell.rows, primitive_integers(homogeneous));
    }
    return {std::move(cell.above), std::move(cell.zero), std::move(point), cells.gradient()};
  }

  RegionId add(Place place, int ring) {
    const RegionId id(places_.size());
    ids_.emplace(std::pair(place.above, place.zero), id);
    NeighborRegion& region = result_.regions.emplace_back();
    region.ring = ring;
    region.interior_point = place.inside.own;
    result_.signs.push_back(place.above, place.zero);
    const Place& first = id.index == 0 ? place : places_.front();
    region.flipped = flipped_units(network_.walls(), first, place);
    region.similarity = map_similarity(first.gradient, place.gradient);
    const std::size_t d = network_.domain().dim();
    for (std::size_t k = 0; k < network_.num_outputs(); ++k) {
      region.output_similarity.push_back(
          map_similarity(std::span(first.gradient).subspan(k * d, d), std::span(place.gradient).subspan(k * d, d)));
    }
    places_.push_back(std::move(place));
    control_.poll(1);
    return id;
  }

  /// The region, if it is known or may be added.
  RegionId find_or_add(Place& place, int ring) {
    const auto known = ids_.find(std::pair(place.above, place.zero));
    if (known != ids_.end()) return known->second;
    if (control_.stopped() || control_.take_regions(1) == 0) return {};
    return add(std::move(place), ring);
  }

  /// Ring 0: around the point, every region is reached from every other one through facets that contain it.
  void find_center(std::vector<Expansion>& expansions) {
    for (std::size_t begin = 0; begin < places_.size() && !control_.stopped();) {
      std::vector<Expansion> batch = expand(begin, std::min(places_.size(), begin + batch_size()));
      begin += batch.size();
      for (Expansion& expansion : batch) {
        for (Crossing& crossing : expansion.crossings) {
          if (!crossing.through_center || !crossing.beyond) continue;
          crossing.facet.neighbor = find_or_add(*crossing.beyond, 0);
        }
        expansions.push_back(std::move(expansion));
      }
    }
  }

  /// Adds what is behind the facets of regions begin, begin + 1, ..., and the facets themselves.
  void link(std::size_t begin, std::vector<Expansion>& expansions, int ring) {
    for (std::size_t i = 0; i < expansions.size(); ++i) {
      if (!expansions[i].done) continue;
      for (Crossing& crossing : expansions[i].crossings) {
        if (crossing.beyond && !crossing.facet.neighbor.is_valid()) {
          crossing.facet.neighbor = find_or_add(*crossing.beyond, ring);
        }
      }
      keep(begin + i, expansions[i]);
    }
    expansions.clear();
  }

  void keep(std::size_t region, Expansion& expansion) {
    result_.regions[region].has_facets = true;
    result_.stages += expansion.stages;
    for (Crossing& crossing : expansion.crossings) {
      result_.regions[region].facets.push_back(result_.facets.size());
      result_.facets.push_back(std::move(crossing.facet));
    }
  }

  /// Of ring 0, when no more regions are wanted.
  void keep_rest(std::vector<Expansion>& expansions) {
    for (std::size_t i = 0; i < expansions.size(); ++i) {
      if (expansions[i].done) keep(i, expansions[i]);
    }
  }

  std::vector<Expansion> expand(std::size_t begin, std::size_t end) {
    std::vector<Expansion> expansions(end - begin);
    arena_.execute(
        [&] { tbb::parallel_for(begin, end, [&](std::size_t i) { expand(RegionId(i), expansions[i - begin]); }); });
    return expansions;
  }

  void expand(RegionId id, Expansion& expansion) {
    LocalCells& cells = cells_.local();
    const Place& place = places_[id.index];
    const LocalCell cell = cells.at({&place.inside.chart, 1});
    const std::vector<PolyhedronFacet> facets = polyhedron_facets(cell.rows, place.inside.chart, &expansion.stages);
    expansion.crossings.reserve(facets.size());
    for (const PolyhedronFacet& facet : facets) {
      control_.poll(0);
      if (control_.stopped()) return;
      expansion.crossings.push_back(cross(cells, place, cell, facet));
      expansion.crossings.back().facet.region = id;
    }
    expansion.done = true;
  }

  Crossing cross(LocalCells& cells, const Place& place, const LocalCell& cell, const PolyhedronFacet& facet) {
    const IntegerVector& row = cell.rows[facet.row];
    Crossing crossing;
    crossing.through_center = sign_of_dot(row, center_) == 0;
    crossing.facet.walls = cell.walls[facet.row];
    crossing.facet.normal = network_.row_to_domain(row);
    crossing.facet.offset = crossing.facet.normal.back();
    crossing.facet.normal.pop_back();
    crossing.facet.point = network_.to_domain(facet.point);
    if (network_.walls().is_domain_row(crossing.facet.walls.back())) return crossing;

    IntegerVector outward = row;
    outward.negate();
    fmpz_zero(outward[0]);
    const IntegerVector germ[] = {facet.point, std::move(outward)};
    LocalCell beyond = cells.at(germ);
    for (std::size_t i = 0; i < beyond.rows.size(); ++i) {
      // At a point inside the facet only its own hyperplane vanishes.
      if (sign_of_dot(beyond.rows[i], facet.point) == 0)
        crossing.facet.walls = merged(cell.walls[facet.row], beyond.walls[i]);
    }
    InnerPoint ahead = network_.short_point_inside(beyond.rows, point_ahead(beyond.rows, germ[0], germ[1]));
    crossing.beyond = Place{std::move(beyond.above), std::move(beyond.zero), std::move(ahead), cells.gradient()};
    crossing.facet.flipped = flipped_units(network_.walls(), place, *crossing.beyond);
    crossing.facet.jump_rank = jump_rank(place.gradient, crossing.beyond->gradient, crossing.facet.normal);
    return crossing;
  }

  LocalNetwork network_;
  WalkControl control_;
  int rings_;
  tbb::task_arena arena_;
  tbb::enumerable_thread_specific<LocalCells> cells_;
  std::span<const Rational> y_;
  IntegerVector center_;
  std::vector<Place> places_;
  std::map<std::pair<Bits, Bits>, RegionId> ids_;
  Neighborhood result_;
};

void check(const Domain& domain, std::span<const Rational> y, int rings) {
  if (rings < 0) throw std::invalid_argument("a neighborhood of less than 0 rings");
  if (y.size() != domain.dim()) {
    throw std::invalid_argument("a neighborhood of a point of dimension " + std::to_string(y.size()) +
                                " in a domain of dimension " + std::to_string(domain.dim()));
  }
  for (std::size_t i = 0; i < domain.rows().rows(); ++i) {
    Rational value = domain.offsets()[i];
    for (std::size_t j = 0; j < y.size(); ++j) value += domain.rows()(i, j) * y[j];
    if (value < 0) throw std::invalid_argument("a neighborhood of a point outside the domain");
  }
}

}  // namespace

std::string Neighborhood::pattern(RegionId region) const { return pattern_of(network, walls, signs, region.index); }

Symbol Neighborhood::symbol(RegionId region, UnitId unit) const { return symbol_of(walls, signs, region.index, unit); }

Neighborhood neighborhood(const Network& network, const Domain& domain, std::span<const Rational> y,
                          const NeighborhoodOptions& options) {
  check(domain, y, options.rings);
  return Explorer(network, domain, y, options).run();
}

}  // namespace crease
