// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cstdint>
#include <numeric>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "algorithms/face_closure.h"
#include "algorithms/point_signs.h"
#include "algorithms/validate_internal.h"
#include "core/affine_map.h"
#include "core/linear_algebra.h"

namespace crease::internal {
namespace {

using Vector = std::vector<Rational>;
using Words = std::vector<std::uint64_t>;

bool bit(const Words& words, std::size_t i) { return (words[i / 64] >> (i % 64) & 1) != 0; }

std::string to_text(const Vector& y) {
  std::string text = "(";
  for (const Rational& x : y) text += (text.size() > 1 ? ", " : "") + to_string(x);
  return text + ")";
}

class GeometryLaws {
 public:
  GeometryLaws(const Complex& complex, ViolationList& violations)
      : complex_(complex),
        walls_(complex.walls()),
        violations_(violations),
        evaluator_(complex.network(), complex.domain()) {}

  void check() {
    if (!check_lineality()) return;  // everything else is modulo the lines
    const GeneratorRanks ranks(complex_);
    for (const VertexId v : complex_.vertices()) {
      const auto y = complex_.coordinates(v);
      at_.push_back(complex_.is_ray(v) ? evaluator_.along(y) : evaluator_.at(y));
    }
    std::vector<RegionId> first(complex_.num_vertices());
    for (const RegionId r : complex_.regions()) {
      for (const VertexId v : complex_.vertices(r)) {
        if (!first[v.index].is_valid()) first[v.index] = r;
      }
    }
    for (const VertexId v : complex_.vertices()) check_vertex(v, first[v.index]);
    check_coincidences();
    for (const RegionId r : complex_.regions()) {
      if (violations_.is_full()) return;
      check_region(r, ranks);
    }
    for (const FacetId f : complex_.facets()) {
      if (violations_.is_full()) return;
      check_facet(f, ranks);
    }
  }

 private:
  void report(ViolationCode code, std::string message, std::vector<RegionId> regions, std::vector<FacetId> facets = {},
              std::vector<VertexId> vertices = {}) {
    violations_.add({code, std::move(message), std::move(regions), std::move(facets), std::move(vertices)});
  }

  std::string wall_name(WallId wall) const {
    if (walls_.is_domain_row(wall)) return "row " + std::to_string(walls_.row_of(wall)) + " of the domain";
    if (!walls_.is_crease(wall)) return "infinity";
    const CreaseInfo& crease = walls_.crease(wall);
    return (walls_.is_argument(wall) ? "argument " : "breakpoint ") + std::to_string(crease.breakpoint) + " of " +
           to_string(crease.unit);
  }

  /// Whether the lines can be worked with.
  bool check_lineality() {
    const auto& lines = complex_.lineality();
    Matrix<Rational> rows(lines.size(), complex_.dim());
    for (std::size_t i = 0; i < lines.size(); ++i) {
      if (lines[i].size() != complex_.dim()) {
        report(ViolationCode::kLineality, "a line has " + std::to_string(lines[i].size()) + " coordinates", {});
        return false;
      }
      std::copy(lines[i].begin(), lines[i].end(), rows.row(i).begin());
      if (!evaluator_.is_line(lines[i])) {
        report(ViolationCode::kLineality, "a crease or a row of the domain changes along the line " + to_text(lines[i]),
               {});
        return false;
      }
    }
    if (rank(rows) == lines.size()) {
      lines_ = independent_lines(lines);
      return true;
    }
    report(ViolationCode::kLineality, "the lines depend on one another", {});
    return false;
  }

  /// Lines, each zero at the others' pivots and 1 at its own.
  static std::vector<std::pair<std::size_t, Vector>> independent_lines(const std::vector<Vector>& lines) {
    std::vector<std::pair<std::size_t, Vector>> result;
    for (Vector line : lines) {
      reduce(line, result);
      const auto nonzero = std::find_if(line.begin(), line.end(), [](const Rational& x) { return x != 0; });
      const auto pivot = static_cast<std::size_t>(nonzero - line.begin());
      const Rational scale = *nonzero;
      for (Rational& x : line) x /= scale;
      for (auto& [_, other] : result) reduce(other, {{pivot, line}});
      result.emplace_back(pivot, std::move(line));
    }
    return result;
  }

  static void reduce(Vector& y, const std::vector<std::pair<std::size_t, Vector>>& lines) {
    for (const auto& [pivot, line] : lines) {
      const Rational factor = y[pivot];
      if (factor == 0) continue;
      for (std::size_t j = 0; j < y.size(); ++j) y[j] -= factor * line[j];
    }
  }

  void check_vertex(VertexId v, RegionId first) {
    const PointSigns& signs = at_[v.index];
    const RegionId region = complex_.region(v);
    const std::string name = to_string(v);
    if (first != region) {
      report(ViolationCode::kVertexRegion,
             name + " is said to be first listed by " + to_string(region) + ", but is by " + to_string(first), {region},
             {}, {v});
    }
    if (v.index > 0) {
      const VertexId before(v.index - std::size_t{1});
      const auto walls = complex_.walls(v), walls_before = complex_.walls(before);
      const RegionId region_before = complex_.region(before);
      if (region < region_before ||
          (region == region_before &&
           !std::lexicographical_compare(walls_before.begin(), walls_before.end(), walls.begin(), walls.end()))) {
        report(ViolationCode::kVertexOrder, name + " does not come behind " + to_string(before), {region}, {}, {v});
      }
    }
    if (!signs.in_domain) {
      report(ViolationCode::kVertexDomain, name + (complex_.is_ray(v) ? " leaves" : " lies outside") + " the domain",
             {}, {}, {v});
    }
    auto listed = complex_.walls(v);
    for (WallId wall = 0; wall < walls_.size(); ++wall) {
      const bool on =
          bit(signs.on, wall) && !(walls_.is_crease(wall) && complex_.sign(region, wall) == CreaseSign::kZero);
      const bool is_listed = std::binary_search(listed.begin(), listed.end(), wall);
      if (on == is_listed) continue;
      report(ViolationCode::kVertexWalls,
             name + " lies " + (on ? "on " : "off ") + wall_name(wall) + ", and its list says " + (on ? "off" : "on"),
             {region}, {}, {v});
    }
    if (complex_.is_ray(v)) check_ray(v);
  }

  void check_ray(VertexId v) {
    Integer divisor = 0;
    bool integers = true;
    for (const Rational& x : complex_.coordinates(v)) {
      integers = integers && x.get_den() == 1;
      divisor = gcd(divisor, x.get_num());
    }
    if (integers && divisor == 1) return;
    report(ViolationCode::kRay, to_string(v) + " is not a primitive integer vector", {}, {}, {v});
  }

  /// The same point, or the same direction, modulo the lines.
  void check_coincidences() {
    std::vector<std::pair<bool, Vector>> places;
    for (const VertexId v : complex_.vertices()) {
      const auto y = complex_.coordinates(v);
      Vector place(y.begin(), y.end());
      reduce(place, lines_);
      if (complex_.is_ray(v)) {
        const auto nonzero = std::find_if(place.begin(), place.end(), [](const Rational& x) { return x != 0; });
        if (nonzero == place.end()) report(ViolationCode::kRay, to_string(v) + " is no direction", {}, {}, {v});
        const Rational scale = nonzero == place.end() ? Rational(1) : Rational(abs(*nonzero));
        for (Rational& x : place) x /= scale;
      }
      places.emplace_back(complex_.is_ray(v), std::move(place));
    }
    std::vector<std::uint32_t> order(places.size());
    std::iota(order.begin(), order.end(), 0);
    std::sort(order.begin(), order.end(),
              [&](std::uint32_t a, std::uint32_t b) { return places[a] != places[b] ? places[a] < places[b] : a < b; });
    for (std::size_t i = 1; i < order.size(); ++i) {
      if (places[order[i - 1]] != places[order[i]]) continue;
      const VertexId a(order[i - 1]), b(order[i]);
      report(ViolationCode::kRepeatedVertex, to_string(a) + " and " + to_string(b) + " are the same", {}, {}, {a, b});
    }
  }

  void check_region(RegionId r, const GeneratorRanks& ranks) {
    const auto vertices = complex_.vertices(r);
    const Face all(vertices.begin(), vertices.end());
    Face rays;
    std::copy_if(all.begin(), all.end(), std::back_inserter(rays), [&](VertexId v) { return complex_.is_ray(v); });
    if (rays.size() == all.size() || !ranks.at_least(all, ranks.full())) {
      report(ViolationCode::kFlatRegion, to_string(r) + " has too few vertices to be full-dimensional", {r});
      return;
    }
    if (complex_.is_bounded(r) != (rays.empty() && complex_.lineality_dim() == 0)) {
      report(ViolationCode::kBoundedness,
             to_string(r) + " is said to be " + (complex_.is_bounded(r) ? "bounded" : "unbounded") + " and has " +
                 std::to_string(rays.size()) + " rays",
             {r});
    }
    for (const VertexId v : all) check_incidence(r, v);
    check_witness(r);
    check_boundary(r, all, rays, ranks);
    check_map(r);
  }

  void check_incidence(RegionId r, VertexId v) {
    const SignTable& table = complex_.tables().signs;
    const PointSigns& signs = at_[v.index];
    for (std::size_t word = 0; word < table.words(); ++word) {
      const std::uint64_t above = table.above(r.index)[word];
      const std::uint64_t zero = table.has_zeros() ? table.zero(r.index)[word] : 0;
      const std::uint64_t below = ~(signs.above[word] | signs.zero[word]);
      if (((signs.above[word] & ~above) | (below & (above | zero))) == 0) continue;
      report(ViolationCode::kIncidence, to_string(v) + " has signs that are not on the closure of " + to_string(r), {r},
             {}, {v});
      return;
    }
  }

  void check_witness(RegionId r) {
    const SignTable& table = complex_.tables().signs;
    const Vector y = complex_.interior_point(r);
    const PointSigns signs = evaluator_.at(y);
    if (!signs.in_domain || signs.on_domain_row) {
      report(ViolationCode::kWitness, to_string(r) + ": " + to_text(y) + " is not inside the domain", {r});
    }
    const auto above = table.above(r.index);
    bool same = std::equal(above.begin(), above.end(), signs.above.begin());
    if (table.has_zeros()) {
      const auto zero = table.zero(r.index);
      same = same && std::equal(zero.begin(), zero.end(), signs.zero.begin());
    } else {
      same = same && std::all_of(signs.zero.begin(), signs.zero.end(), [](std::uint64_t word) { return word == 0; });
    }
    if (!same) {
      report(ViolationCode::kWitness,
             to_string(r) + ": at " + to_text(y) + " the network has another pattern than " + complex_.pattern(r), {r});
    }
  }

  void check_boundary(RegionId r, const Face& all, const Face& rays, const GeneratorRanks& ranks) {
    std::vector<Face> facets;
    for (const FacetId f : complex_.facets(r)) {
      const auto vertices = complex_.vertices(f);
      facets.emplace_back(vertices.begin(), vertices.end());
    }
    facets.push_back(rays);
    if (const std::optional<Face> gap = find_gap(all, facets, ranks)) {
      report(ViolationCode::kNotClosed,
             to_string(r) + " is not closed by its facets" +
                 (gap->empty() ? std::string() : ": there is a gap at " + to_string(gap->front())),
             {r}, {}, *gap);
    }
    for (const VertexId v : all) {
      Face common = all;
      for (const Face& facet : facets) {
        if (!std::binary_search(facet.begin(), facet.end(), v)) continue;
        std::erase_if(common, [&](VertexId w) { return !std::binary_search(facet.begin(), facet.end(), w); });
      }
      if (common.size() > 1) {
        report(ViolationCode::kNotExtreme, to_string(v) + " is not extreme in " + to_string(r), {r}, {}, {v});
      }
    }
  }

  void check_map(RegionId r) {
    const AffineMap map = affine_map(complex_, r);
    const auto image = [&](std::span<const Rational> y, bool is_point) {
      Vector value(map.c.size(), Rational(0));
      if (is_point) value = map.c;
      for (std::size_t i = 0; i < value.size(); ++i) {
        for (std::size_t j = 0; j < y.size(); ++j) value[i] += map.A(i, j) * y[j];
      }
      return value;
    };
    for (const VertexId v : complex_.vertices(r)) {
      if (image(complex_.coordinates(v), !complex_.is_ray(v)) == at_[v.index].output) continue;
      report(ViolationCode::kContinuity,
             "the affine map of " + to_string(r) + " is not the network's at " + to_string(v), {r}, {}, {v});
    }
    for (const Vector& line : complex_.lineality()) {
      if (image(line, false) == evaluator_.along(line).output) continue;
      report(ViolationCode::kContinuity, "the affine map of " + to_string(r) + " is not the network's along a line",
             {r});
    }
  }

  bool lies_on_all(VertexId v, std::span<const WallId> walls) const {
    return std::all_of(walls.begin(), walls.end(), [&](WallId wall) { return bit(at_[v.index].on, wall); });
  }

  void check_facet(FacetId f, const GeneratorRanks& ranks) {
    const auto sides = complex_.sides(f);
    const auto vertices = complex_.vertices(f);
    const auto walls = complex_.walls(f);
    for (const RegionId r : sides) {
      if (!r.is_valid()) continue;
      Face expected;
      for (const VertexId v : complex_.vertices(r)) {
        if (lies_on_all(v, walls)) expected.push_back(v);
      }
      if (std::equal(expected.begin(), expected.end(), vertices.begin(), vertices.end())) continue;
      report(ViolationCode::kFacetVertices,
             to_string(f) + " does not have the vertices of " + to_string(r) + " that lie on its walls", {r}, {f});
    }
    // On a supporting hyperplane there is room for dim() - 1 dimensions at most, unless the whole region lies in it.
    if (vertices.size() >= complex_.vertices(sides[0]).size() || !ranks.at_least(vertices, ranks.full() - 1) ||
        std::all_of(vertices.begin(), vertices.end(), [&](VertexId v) { return complex_.is_ray(v); })) {
      report(ViolationCode::kFacetDimension, to_string(f) + " does not have dimension dim - 1", {sides[0]}, {f});
      return;
    }
    Words on = at_[vertices.front().index].on;
    for (const VertexId v : vertices) {
      for (std::size_t word = 0; word < on.size(); ++word) on[word] &= at_[v.index].on[word];
    }
    for (WallId wall = 0; wall < walls_.infinity(); ++wall) {
      const bool everywhere = walls_.is_crease(wall) && std::all_of(sides.begin(), sides.end(), [&](RegionId r) {
                                return !r.is_valid() || complex_.sign(r, wall) == CreaseSign::kZero;
                              });
      const bool is_wall = bit(on, wall) && !everywhere && !is_lone_greatest(on, wall, sides[0]);
      if (is_wall == std::binary_search(walls.begin(), walls.end(), wall)) continue;
      report(ViolationCode::kFacetWalls,
             to_string(f) + " lies " + (is_wall ? "on " : "off ") + wall_name(wall) + ", and its list says " +
                 (is_wall ? "off" : "on"),
             {sides[0]}, {f});
    }
  }

  /// Is the wall that of an argument which is greater than all others in the region, and is no other one of its group
  /// as great on all of a face? Its vertices may lie there because of one argument each.
  bool is_lone_greatest(const Words& on, WallId wall, RegionId region) const {
    if (!walls_.is_crease(wall) || !walls_.is_argument(wall) || complex_.sign(region, wall) != CreaseSign::kAbove)
      return false;
    const UnitId unit = walls_.crease(wall).unit;
    for (WallId k = walls_.first_crease(unit); k < walls_.first_crease(unit) + walls_.num_creases(unit); ++k) {
      if (k != wall && bit(on, k)) return false;
    }
    return true;
  }

  const Complex& complex_;
  const WallList& walls_;
  ViolationList& violations_;
  PointEvaluator evaluator_;
  std::vector<std::pair<std::size_t, Vector>> lines_;  ///< a basis in reduced echelon form, with the pivots
  std::vector<PointSigns> at_;                         ///< per vertex and ray
};

}  // namespace

void check_geometry(const Complex& complex, ViolationList& violations) { GeometryLaws(complex, violations).check(); }

}  // namespace crease::internal
