// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/reference_complex.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "core/linear_algebra.h"
#include "tests/support/lp_oracle.h"
#include "tests/support/recorder.h"

namespace crease::testing {
namespace {

using Vector = std::vector<Rational>;
using Walls = std::vector<WallId>;

/// A point or a ray, modulo the lineality space.
using Place = std::pair<bool, Vector>;

std::size_t pivot_of(const Vector& v) {
  return static_cast<std::size_t>(std::find_if(v.begin(), v.end(), [](const Rational& x) { return x != 0; }) -
                                  v.begin());
}

/// row . y + offset at a point, row . y along a ray.
Rational value_at(const Row& row, const Generator& g) {
  return g.ray ? Rational(row.at(g.coordinates) - row.offset) : row.at(g.coordinates);
}

/// Pre-activation minus breakpoint of every crease on a region, in the domain's own coordinates.
std::vector<Row> crease_rows(const Network& network, const Domain& domain, const RecordedRegion& region) {
  const std::size_t dim = domain.dim();
  std::vector<Row> h(network.input_dim());
  for (std::size_t i = 0; i < h.size(); ++i) {
    h[i].normal.resize(dim);
    if (domain.slice()) {
      const auto direction = domain.slice()->directions.row(i);
      h[i] = {{direction.begin(), direction.end()}, domain.slice()->point[i]};
    } else {
      h[i].normal[i] = 1;
    }
  }
  std::vector<Row> result;
  for (std::size_t l = 0; l < network.layers().size(); ++l) {
    const Layer& layer = network.layers()[l];
    std::vector<Row> next;
    for (std::size_t u = 0; u < layer.num_units(); ++u) {
      Row z{Vector(dim), layer.bias[u]};
      for (std::size_t j = 0; j < h.size(); ++j) {
        for (std::size_t k = 0; k < dim; ++k) z.normal[k] += layer.weights(u, j) * h[j].normal[k];
        z.offset += layer.weights(u, j) * h[j].offset;
      }
      const Activation& activation = layer.activations[u];
      for (const Rational& t : activation.breakpoints()) result.push_back({z.normal, z.offset - t});
      const std::size_t piece = region.symbols[l][u].piece;
      for (Rational& x : z.normal) x *= activation.slope(piece);
      z.offset = activation.slope(piece) * z.offset + activation.intercept(piece);
      next.push_back(std::move(z));
    }
    h = std::move(next);
  }
  return result;
}

/// All walls but infinity, as rows; those that are zero throughout a region stand for no wall there.
std::vector<Row> wall_rows(const Network& network, const Domain& domain, const RecordedRegion& region) {
  std::vector<Row> rows = crease_rows(network, domain, region);
  for (std::size_t i = 0; i < domain.rows().rows(); ++i) {
    const auto normal = domain.rows().row(i);
    rows.push_back({{normal.begin(), normal.end()}, domain.offsets()[i]});
  }
  return rows;
}

class Builder {
 public:
  Builder(const Network& network, const Domain& domain) : network_(network), domain_(domain), walls_(network, domain) {}

  Complex build(std::optional<std::uint64_t> max_regions) {
    Recorder recorder(network_);
    EnumerateOptions options;
    options.max_regions = max_regions;
    tables_.complete = for_each_region(network_, domain_, recorder, options).complete();
    tables_.signs = SignTable(walls_.num_creases());
    find_lineality(recorder.regions);
    for (const RecordedRegion& region : recorder.regions) add(region);
    for (const Walls& walls : facet_walls_) tables_.facet_walls.push_list(walls);
    return Complex(network_, domain_, std::move(tables_));
  }

 private:
  void find_lineality(const std::vector<RecordedRegion>& regions) {
    std::vector<Vector> normals{Vector(domain_.dim())};
    for (const RecordedRegion& region : regions) {
      for (const Facet& facet : region.facets) normals.push_back(facet.normal);
    }
    normals = reduced_echelon(std::move(normals));
    Matrix<Rational> N(normals.size(), domain_.dim());
    for (std::size_t i = 0; i < normals.size(); ++i) std::copy(normals[i].begin(), normals[i].end(), N.row(i).begin());
    const Matrix<Rational> lines = transpose(normals.empty() ? identity_matrix(domain_.dim()) : nullspace(N));
    for (std::size_t i = 0; i < lines.rows(); ++i) {
      tables_.lineality.emplace_back(lines.row(i).begin(), lines.row(i).end());
    }
    lines_ = reduced_echelon(tables_.lineality);
  }

  Place place(const Generator& g) const {
    Vector y = reduced_modulo(g.coordinates, lines_);
    if (g.ray) y = primitive({y, 0}).normal;
    return {g.ray, y};
  }

  void add(const RecordedRegion& region) {
    const RegionId id(tables_.signs.size());
    const std::vector<Row> rows = wall_rows(network_, domain_, region);
    add_signs(rows, region.interior_point);
    tables_.bounded.push_back(region.bounded);
    add_vertices(id, region, rows);
    add_facets(id, region, rows);
  }

  void add_signs(const std::vector<Row>& rows, const Vector& inside) {
    std::vector<std::uint64_t> above(tables_.signs.words()), zero(tables_.signs.words());
    for (std::size_t c = 0; c < walls_.num_creases(); ++c) {
      const Rational value = rows[c].at(inside);
      if (value > 0) above[c / 64] |= std::uint64_t{1} << (c % 64);
      if (value == 0) zero[c / 64] |= std::uint64_t{1} << (c % 64);
    }
    tables_.signs.push_back(above, zero);
  }

  /// The walls on which all these generators lie.
  static Walls common_walls(const std::vector<Row>& rows, const std::vector<Generator>& generators) {
    Walls walls;
    for (std::size_t w = 0; w < rows.size(); ++w) {
      if (rows[w].is_constant() && rows[w].offset == 0) continue;
      if (std::all_of(generators.begin(), generators.end(),
                      [&](const Generator& g) { return value_at(rows[w], g) == 0; })) {
        walls.push_back(static_cast<WallId>(w));
      }
    }
    return walls;
  }

  void add_vertices(RegionId id, const RecordedRegion& region, const std::vector<Row>& rows) {
    std::map<Walls, const Generator*> added;
    for (const Generator& g : region.generators) {
      if (vertex_at_.contains(place(g))) continue;
      Walls walls = common_walls(rows, {g});
      if (g.ray) walls.push_back(walls_.infinity());
      added.emplace(std::move(walls), &g);
    }
    for (const auto& [walls, g] : added) {
      vertex_at_.emplace(place(*g), VertexId(tables_.vertex_region.size()));
      tables_.vertex_region.push_back(id);
      tables_.vertex_walls.push_list(walls);
      tables_.coordinates.insert(tables_.coordinates.end(), g->coordinates.begin(), g->coordinates.end());
    }
    std::set<VertexId> vertices;
    for (const Generator& g : region.generators) vertices.insert(vertex_at_.at(place(g)));
    tables_.region_vertices.push_list(std::vector<VertexId>(vertices.begin(), vertices.end()));
  }

  void add_facets(RegionId id, const RecordedRegion& region, const std::vector<Row>& rows) {
    std::set<FacetId> facets;
    std::map<Walls, std::set<VertexId>> added;
    for (const Facet& facet : region.facets) {
      std::vector<Generator> on;
      std::set<VertexId> vertices;
      for (const std::size_t g : facet.generators) {
        on.push_back(region.generators[g]);
        vertices.insert(vertex_at_.at(place(on.back())));
      }
      const Walls walls = common_walls(rows, on);
      const auto known = facet_at_.find(vertices);
      if (known == facet_at_.end()) {
        added.emplace(walls, vertices);
        continue;
      }
      facets.insert(known->second);
      tables_.sides[known->second.index][1] = id;
      // What is zero throughout the first region may bend here.
      Walls& all = facet_walls_[known->second.index];
      Walls both;
      std::set_union(all.begin(), all.end(), walls.begin(), walls.end(), std::back_inserter(both));
      all = std::move(both);
    }
    for (const auto& [walls, vertices] : added) {
      const FacetId facet(tables_.sides.size());
      facet_at_.emplace(vertices, facet);
      facets.insert(facet);
      tables_.sides.push_back({id, RegionId()});
      facet_walls_.push_back(walls);
      tables_.facet_vertices.push_list(std::vector<VertexId>(vertices.begin(), vertices.end()));
    }
    tables_.region_facets.push_list(std::vector<FacetId>(facets.begin(), facets.end()));
  }

  const Network& network_;
  const Domain& domain_;
  WallList walls_;
  ComplexTables tables_;
  std::vector<Vector> lines_;
  std::map<Place, VertexId> vertex_at_;
  std::map<std::set<VertexId>, FacetId> facet_at_;
  std::vector<Walls> facet_walls_;
};

}  // namespace

std::vector<std::vector<Rational>> reduced_echelon(std::vector<std::vector<Rational>> vectors) {
  std::size_t done = 0;
  const std::size_t dim = vectors.empty() ? 0 : vectors[0].size();
  for (std::size_t column = 0; column < dim && done < vectors.size(); ++column) {
    std::size_t pivot = done;
    while (pivot < vectors.size() && vectors[pivot][column] == 0) ++pivot;
    if (pivot == vectors.size()) continue;
    std::swap(vectors[pivot], vectors[done]);
    const Rational scale = vectors[done][column];
    for (Rational& x : vectors[done]) x /= scale;
    for (std::size_t i = 0; i < vectors.size(); ++i) {
      const Rational factor = vectors[i][column];
      if (i == done || factor == 0) continue;
      for (std::size_t j = 0; j < dim; ++j) vectors[i][j] -= factor * vectors[done][j];
    }
    ++done;
  }
  vectors.resize(done);
  return vectors;
}

std::vector<Rational> reduced_modulo(std::vector<Rational> y, const std::vector<std::vector<Rational>>& basis) {
  for (const Vector& line : basis) {
    const Rational factor = y[pivot_of(line)];
    for (std::size_t j = 0; j < line.size(); ++j) y[j] -= factor * line[j];
  }
  return y;
}

Complex reference_complex(const Network& network, const Domain& domain, std::optional<std::uint64_t> max_regions) {
  return Builder(network, domain).build(max_regions);
}

std::string find_difference(const Complex& given, const Complex& expected) {
  const ComplexTables& a = given.tables();
  const ComplexTables& b = expected.tables();
  if (a.complete != b.complete) return "completeness";
  if (!(a.signs == b.signs)) return "signs";
  if (a.bounded != b.bounded) return "boundedness";
  if (a.vertex_region != b.vertex_region) return "number or first regions of the vertices";
  if (!(a.vertex_walls == b.vertex_walls)) return "walls of the vertices";
  if (!(a.region_vertices == b.region_vertices)) return "vertices of the regions";
  if (a.sides != b.sides) return "number or sides of the facets";
  if (!(a.facet_walls == b.facet_walls)) return "walls of the facets";
  if (!(a.facet_vertices == b.facet_vertices)) return "vertices of the facets";
  if (!(a.region_facets == b.region_facets)) return "facets of the regions";
  const std::vector<Vector> lines = reduced_echelon(a.lineality);
  if (a.lineality.size() != b.lineality.size() || lines != reduced_echelon(b.lineality)) return "lineality";
  if (a.coordinates.size() != b.coordinates.size()) return "number of coordinates";
  if (!given.has_coordinates()) return "";
  for (const VertexId v : given.vertices()) {
    const auto coordinates = [&](const Complex& complex) {
      const auto y = complex.coordinates(v);
      const Vector representative = reduced_modulo(Vector(y.begin(), y.end()), lines);
      return lines.empty() || !complex.is_ray(v) ? representative : primitive({representative, 0}).normal;
    };
    if (coordinates(given) != coordinates(expected)) return "coordinates of " + to_string(v);
  }
  return "";
}

}  // namespace crease::testing
