// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/region_checks.h"

#include <algorithm>
#include <map>
#include <set>

namespace crease::testing {
namespace {

using Vector = std::vector<Rational>;

bool is_zero(const Vector& v) {
  return std::all_of(v.begin(), v.end(), [](const Rational& x) { return x == 0; });
}

std::string to_string(const Vector& v) {
  std::string result = "(";
  for (std::size_t i = 0; i < v.size(); ++i) result += (i == 0 ? "" : " ") + crease::to_string(v[i]);
  return result + ")";
}

std::string to_string(const Facet& facet) {
  std::string result = to_string(facet.normal) + " + " + crease::to_string(facet.offset) + " units";
  for (const UnitId unit : facet.units) result += " " + crease::to_string(unit);
  result += " domain rows";
  for (const std::size_t row : facet.domain_rows) result += " " + std::to_string(row);
  return result;
}

std::string to_string(const std::vector<Generator>& generators) {
  std::string result;
  for (const Generator& g : generators) result += (g.ray ? " ray" : " point") + to_string(g.coordinates);
  return result;
}

/// Vectors in reduced echelon form that span the same space.
std::vector<Vector> reduced_echelon(std::vector<Vector> vectors, std::size_t dim) {
  std::size_t done = 0;
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

std::size_t pivot_of(const Vector& v) {
  return static_cast<std::size_t>(std::find_if(v.begin(), v.end(), [](const Rational& x) { return x != 0; }) -
                                  v.begin());
}

/// A reduced echelon basis of {v : normal . v = 0 for all normals}.
std::vector<Vector> lineality(const std::vector<Vector>& normals, std::size_t dim) {
  const std::vector<Vector> echelon = reduced_echelon(normals, dim);
  std::set<std::size_t> pivots;
  for (const Vector& e : echelon) pivots.insert(pivot_of(e));
  std::vector<Vector> basis;
  for (std::size_t free = 0; free < dim; ++free) {
    if (pivots.contains(free)) continue;
    Vector v(dim);
    v[free] = 1;
    for (const Vector& e : echelon) v[pivot_of(e)] = -e[free];
    basis.push_back(std::move(v));
  }
  return reduced_echelon(basis, dim);
}

/// The representative of a generator modulo the lineality space that vanishes at the space's pivots.
Generator reduced(const Generator& g, const std::vector<Vector>& lines) {
  if (lines.empty()) return g;
  Generator result = g;
  for (const Vector& line : lines) {
    const Rational factor = result.coordinates[pivot_of(line)];
    for (std::size_t j = 0; j < line.size(); ++j) result.coordinates[j] -= factor * line[j];
  }
  if (result.ray) result.coordinates = primitive({result.coordinates, 0}).normal;
  return result;
}

std::vector<Generator> reduced(std::vector<Generator> generators, const std::vector<Vector>& lines) {
  for (Generator& g : generators) g = reduced(g, lines);
  std::sort(generators.begin(), generators.end(), generator_less);
  return generators;
}

bool facet_less(const Facet& a, const Facet& b) {
  return std::pair(a.normal, a.offset) < std::pair(b.normal, b.offset);
}

bool is_tight(const Facet& facet, const Generator& g) {
  const Row row{facet.normal, facet.offset};
  return row.at(g.coordinates) == (g.ray ? facet.offset : Rational(0));
}

std::string find_facet_violation(const RecordedRegion& region, const OracleRegion& expected) {
  std::vector<Facet> facets = region.facets;
  std::vector<Facet> wanted = oracle_facets(expected);
  std::sort(facets.begin(), facets.end(), facet_less);
  std::sort(wanted.begin(), wanted.end(), facet_less);
  const auto same = [](const Facet& a, const Facet& b) {
    return a.normal == b.normal && a.offset == b.offset && a.units == b.units && a.domain_rows == b.domain_rows;
  };
  if (!std::equal(facets.begin(), facets.end(), wanted.begin(), wanted.end(), same)) {
    std::string message = "facets differ:";
    for (const Facet& f : facets) message += "\n  given    " + to_string(f);
    for (const Facet& f : wanted) message += "\n  expected " + to_string(f);
    return message;
  }
  for (const Facet& facet : facets) {
    std::vector<std::size_t> tight;
    for (std::size_t i = 0; i < region.generators.size(); ++i) {
      if (is_tight(facet, region.generators[i])) tight.push_back(i);
    }
    std::vector<std::size_t> given = facet.generators;
    std::sort(given.begin(), given.end());
    if (given != tight) return "facet " + to_string(facet) + " holds other generators than those tight on it";
  }
  return "";
}

Vector image(const AffineMap& map, const Vector& y) {
  Vector result = map.c;
  for (std::size_t i = 0; i < result.size(); ++i) {
    for (std::size_t j = 0; j < y.size(); ++j) result[i] += map.A(i, j) * y[j];
  }
  return result;
}

std::string find_map_violation(const Network& network, const Domain& domain, const RecordedRegion& region) {
  std::vector<Vector> points{region.interior_point};
  for (const Generator& g : region.generators) {
    if (!g.ray) points.push_back(g.coordinates);
  }
  for (const Vector& y : points) {
    if (image(region.map, y) != evaluate(network, domain.to_input(y))) {
      return "the affine map is not f at " + to_string(y);
    }
  }
  return "";
}

Rational determinant(std::vector<Vector> m) {
  Rational result = 1;
  for (std::size_t k = 0; k < m.size(); ++k) {
    std::size_t pivot = k;
    while (pivot < m.size() && m[pivot][k] == 0) ++pivot;
    if (pivot == m.size()) return 0;
    if (pivot != k) {
      std::swap(m[pivot], m[k]);
      result = -result;
    }
    result *= m[k][k];
    for (std::size_t i = k + 1; i < m.size(); ++i) {
      const Rational factor = m[i][k] / m[k][k];
      for (std::size_t j = k; j < m.size(); ++j) m[i][j] -= factor * m[k][j];
    }
  }
  return result;
}

using Face = std::vector<std::size_t>;  // sorted indices of generators

/// The dimension of a face of a region: the affine hull of its points and rays.
int face_dimension(const Face& face, const std::vector<Generator>& generators) {
  const auto apex = std::find_if(face.begin(), face.end(), [&](std::size_t i) { return !generators[i].ray; });
  std::vector<Vector> directions;
  for (const std::size_t i : face) {
    Vector v = generators[i].coordinates;
    if (!generators[i].ray) {
      for (std::size_t j = 0; j < v.size(); ++j) v[j] -= generators[*apex].coordinates[j];
    }
    if (!is_zero(v)) directions.push_back(std::move(v));
  }
  return directions.empty() ? 0 : static_cast<int>(reduced_echelon(directions, directions[0].size()).size());
}

Face intersection(const Face& a, const Face& b) {
  Face result;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(result));
  return result;
}

std::vector<Face> facet_faces(const RecordedRegion& region) {
  std::vector<Face> result;
  for (const Facet& facet : region.facets) {
    result.push_back(facet.generators);
    std::sort(result.back().begin(), result.back().end());
  }
  return result;
}

/// Splits a face of dimension `dim` into simplices, adding each simplex' vertices (with the apexes before it).
void triangulate(const RecordedRegion& region, const std::vector<Face>& facets, const Face& face, int dim, Face apexes,
                 std::vector<Face>& simplices) {
  apexes.push_back(face[0]);
  if (dim == 0) {
    simplices.push_back(std::move(apexes));
    return;
  }
  std::set<Face> below;
  for (const Face& facet : facets) {
    Face part = intersection(face, facet);
    if (part.size() < face.size() && !part.empty() && part[0] != face[0] &&
        face_dimension(part, region.generators) == dim - 1) {
      below.insert(std::move(part));
    }
  }
  for (const Face& part : below) triangulate(region, facets, part, dim - 1, apexes, simplices);
}

}  // namespace

std::vector<std::vector<Symbol>> symbols_at(const Network& network, const Domain& domain, const Vector& y) {
  Vector h = domain.to_input(y);
  std::vector<std::vector<Symbol>> symbols;
  for (const Layer& layer : network.layers()) {
    symbols.emplace_back();
    Vector next;
    for (std::size_t u = 0; u < layer.num_units(); ++u) {
      Vector rows;
      for (std::size_t i = layer.first_row(u); i < layer.first_row(u + 1); ++i) {
        rows.push_back(layer.bias[i]);
        for (std::size_t j = 0; j < h.size(); ++j) rows.back() += layer.weights(i, j) * h[j];
      }
      Symbol symbol;
      if (layer.is_group(u)) {
        const auto greatest = std::max_element(rows.begin(), rows.end());
        symbol.piece = static_cast<std::uint16_t>(greatest - rows.begin());
        symbol.on_breakpoint = std::count(rows.begin(), rows.end(), *greatest) > 1;
        symbols.back().push_back(symbol);
        next.push_back(*greatest);
        continue;
      }
      const Rational& z = rows.front();
      for (const Rational& t : layer.activations[u].breakpoints()) {
        symbol.piece = static_cast<std::uint16_t>(symbol.piece + (z >= t ? 1 : 0));
        symbol.on_breakpoint = symbol.on_breakpoint || z == t;
      }
      symbols.back().push_back(symbol);
      next.push_back(layer.activations[u](z));
    }
    h = std::move(next);
  }
  return symbols;
}

std::string to_pattern(const std::vector<std::vector<Symbol>>& symbols) {
  std::string pattern;
  for (const auto& layer : symbols) {
    if (!pattern.empty()) pattern += '|';
    for (const Symbol& s : layer) {
      pattern += s.on_breakpoint ? '*' : static_cast<char>(s.piece < 10 ? '0' + s.piece : 'a' + (s.piece - 10));
    }
  }
  return pattern;
}

std::string find_region_violation(const Network& network, const Domain& domain, const RecordedRegion& region,
                                  const OracleRegion& expected) {
  if (region.pattern != expected.pattern) return "the pattern is not " + expected.pattern;
  if (region.bounded != oracle_is_bounded(expected)) return region.bounded ? "it is unbounded" : "it is bounded";
  if (region.interior_point.size() != domain.dim()) return "the interior point has a wrong dimension";
  for (const OwnedRow& owned : expected.rows) {
    if (owned.row.at(region.interior_point) <= 0) {
      return "the interior point " + to_string(region.interior_point) + " is not inside";
    }
  }
  const auto symbols = symbols_at(network, domain, region.interior_point);
  if (to_pattern(symbols) != region.pattern) {
    return "the interior point " + to_string(region.interior_point) + " has pattern " + to_pattern(symbols);
  }
  if (symbols != region.symbols) return "symbol() spells " + to_pattern(region.symbols);

  std::vector<Vector> normals;
  for (const OwnedRow& owned : expected.rows) normals.push_back(owned.row.normal);
  const std::vector<Vector> lines = lineality(normals, domain.dim());
  const auto given = reduced(region.generators, lines);
  const auto wanted = reduced(oracle_generators(expected), lines);
  if (given != wanted) return "generators differ:\n  given   " + to_string(given) + "\n  expected" + to_string(wanted);

  if (const std::string wrong = find_facet_violation(region, expected); !wrong.empty()) return wrong;
  return find_map_violation(network, domain, region);
}

std::string find_complex_violation(const Domain& domain, const std::vector<RecordedRegion>& regions) {
  struct Side {
    std::size_t region;
    Vector normal;
    bool on_boundary;
  };
  std::map<std::vector<std::pair<bool, Vector>>, std::vector<Side>> sides;
  for (std::size_t r = 0; r < regions.size(); ++r) {
    std::vector<Vector> normals;
    for (const Facet& facet : regions[r].facets) normals.push_back(facet.normal);
    const std::vector<Vector> lines = lineality(normals, domain.dim());
    for (const Facet& facet : regions[r].facets) {
      std::vector<std::pair<bool, Vector>> key;
      for (const std::size_t i : facet.generators) {
        const Generator g = reduced(regions[r].generators[i], lines);
        key.emplace_back(g.ray, g.coordinates);
      }
      std::sort(key.begin(), key.end());
      if (facet.units.empty() == facet.domain_rows.empty()) return "a facet has both or neither of units and rows";
      sides[key].push_back({r, facet.normal, facet.units.empty()});
    }
  }
  for (const auto& [key, at] : sides) {
    const std::string names =
        regions[at[0].region].pattern + (at.size() > 1 ? ", " + regions[at[1].region].pattern : "");
    if (at.size() != (at[0].on_boundary ? 1 : 2)) {
      return "a facet of " + names + " belongs to " + std::to_string(at.size()) + " regions";
    }
    if (at[0].on_boundary) continue;
    Vector sum = at[0].normal;
    for (std::size_t j = 0; j < sum.size(); ++j) sum[j] += at[1].normal[j];
    if (!is_zero(sum)) return "the normals of the facet between " + names + " are not opposite";
    for (const auto& [ray, y] : key) {
      if (!ray && image(regions[at[0].region].map, y) != image(regions[at[1].region].map, y)) {
        return "f jumps between " + names + " at " + to_string(y);
      }
    }
  }
  return "";
}

RecordedRegion from_oracle(const OracleRegion& region) {
  RecordedRegion result;
  result.pattern = region.pattern;
  result.bounded = oracle_is_bounded(region);
  result.generators = oracle_generators(region);
  result.facets = oracle_facets(region);
  for (Facet& facet : result.facets) {
    for (std::size_t i = 0; i < result.generators.size(); ++i) {
      if (is_tight(facet, result.generators[i])) facet.generators.push_back(i);
    }
  }
  result.interior_point = region.witness;
  return result;
}

Rational volume(const RecordedRegion& region) {
  const std::size_t dim = region.interior_point.size();
  Face all(region.generators.size());
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
  std::vector<Face> simplices;
  triangulate(region, facet_faces(region), all, static_cast<int>(dim), {}, simplices);
  Rational sum = 0;
  for (const Face& simplex : simplices) {
    std::vector<Vector> edges;
    for (std::size_t i = 1; i < simplex.size(); ++i) {
      edges.push_back(region.generators[simplex[i]].coordinates);
      for (std::size_t j = 0; j < dim; ++j) edges.back()[j] -= region.generators[simplex[0]].coordinates[j];
    }
    sum += abs(determinant(edges));
  }
  for (std::size_t k = 2; k <= dim; ++k) sum /= static_cast<unsigned long>(k);
  return sum;
}

std::vector<std::size_t> f_vector(const std::vector<RecordedRegion>& regions, std::size_t dim) {
  std::vector<std::set<std::vector<std::pair<bool, Vector>>>> faces(dim + 1);
  for (const RecordedRegion& region : regions) {
    Face all(region.generators.size());
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
    // The faces of a polyhedron are the intersections of its facets.
    const std::vector<Face> facets = facet_faces(region);
    std::set<Face> found{all};
    std::vector<Face> queue{all};
    while (!queue.empty()) {
      const Face face = std::move(queue.back());
      queue.pop_back();
      for (const Face& facet : facets) {
        Face part = intersection(face, facet);
        // Rays alone meet at infinity: no face.
        const bool real =
            std::any_of(part.begin(), part.end(), [&](std::size_t i) { return !region.generators[i].ray; });
        if (real && found.insert(part).second) queue.push_back(std::move(part));
      }
    }
    for (const Face& face : found) {
      std::vector<std::pair<bool, Vector>> key;
      for (const std::size_t i : face) key.emplace_back(region.generators[i].ray, region.generators[i].coordinates);
      std::sort(key.begin(), key.end());
      faces[static_cast<std::size_t>(face_dimension(face, region.generators))].insert(std::move(key));
    }
  }
  std::vector<std::size_t> result;
  for (const auto& each : faces) result.push_back(each.size());
  return result;
}

long euler_characteristic(const std::vector<std::size_t>& f) {
  long sum = 0;
  for (std::size_t i = 0; i < f.size(); ++i) sum += (i % 2 == 0 ? 1 : -1) * static_cast<long>(f[i]);
  return sum;
}

}  // namespace crease::testing
