// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/unit_report.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "algorithms/build_complex.h"
#include "core/affine_map.h"
#include "tests/support/networks.h"
#include "tests/support/random.h"
#include "tests/support/random_networks.h"

using namespace crease;
using namespace crease::testing;

namespace {

std::vector<UnitReport> reports_of(const Network& network, const Domain& domain) {
  const Complex complex = build_complex(network, domain).complex;
  return report_units(complex, linear_regions(complex));
}

/// "u1.0 constant dead stable 1" or "u0.1 creases 4 bends 2 network as u0.0".
std::string to_text(const UnitReport& report) {
  std::string text = to_string(report.unit);
  if (report.is_affine) text += " affine";
  if (report.is_constant) text += " constant";
  if (report.is_dead) text += " dead";
  if (report.stable_piece) text += " stable " + std::to_string(*report.stable_piece);
  if (report.crease_facets > 0) text += " creases " + std::to_string(report.crease_facets);
  if (report.bending_facets > 0) text += " bends " + std::to_string(report.bending_facets);
  if (report.bends_network) text += " network";
  if (report.same_facets_as) text += " as " + to_string(*report.same_facets_as);
  return text;
}

std::vector<std::string> texts_of(const Network& network, const Domain& domain) {
  std::vector<std::string> texts;
  for (const UnitReport& report : reports_of(network, domain)) texts.push_back(to_text(report));
  return texts;
}

using Texts = std::vector<std::string>;

/// The unit alone as the network's output, before or after its activation.
Network up_to(const Network& network, UnitId unit, bool activated) {
  std::vector<Layer> layers(network.layers().begin(), network.layers().begin() + unit.layer);
  const Layer& last = network.layers()[unit.layer];
  Layer row{Matrix<Rational>(1, last.num_inputs()), {last.bias[unit.unit]}, {Activation::identity()}};
  for (std::size_t i = 0; i < last.num_inputs(); ++i) row.weights(0, i) = last.weights(unit.unit, i);
  if (activated) row.activations = {last.activations[unit.unit]};
  layers.push_back(row);
  return Network(network.input_dim(), std::move(layers));
}

/// Is it the same constant on all regions?
bool is_constant(const Complex& complex, UnitId unit, bool activated) {
  const Network alone = up_to(complex.network(), unit, activated);
  std::set<std::string> values;
  for (const RegionId r : complex.regions()) {
    const AffineMap map = affine_map(alone, complex.domain(), [&](UnitId u) -> std::size_t {
      if (u.layer < unit.layer) return complex.symbol(r, u).piece;
      return activated ? complex.symbol(r, unit).piece : 0;
    });
    const Symbol symbol = complex.symbol(r, unit);
    if (activated && symbol.on_breakpoint) {
      // Its map tells nothing of the breakpoint, which holds on the region.
      const auto& activation = complex.network().layers()[unit.layer].activations[unit.unit];
      values.insert(to_string(activation(activation.breakpoints()[symbol.piece - std::size_t{1}])));
      continue;
    }
    for (std::size_t j = 0; j < map.A.cols(); ++j) {
      if (map.A(0, j) != 0) return false;
    }
    values.insert(to_string(map.c[0]));
  }
  return values.size() == 1;
}

/// The pieces that are right on a region.
std::set<std::size_t> right_pieces(const Complex& complex, RegionId r, UnitId unit) {
  const Symbol symbol = complex.symbol(r, unit);
  std::set<std::size_t> pieces{symbol.piece};
  if (symbol.on_breakpoint) pieces.insert(symbol.piece - std::size_t{1});
  return pieces;
}

std::set<std::size_t> common(const std::set<std::size_t>& a, const std::set<std::size_t>& b) {
  std::set<std::size_t> result;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::inserter(result, result.end()));
  return result;
}

std::vector<FacetId> facets_of(const Complex& complex, UnitId unit) {
  std::vector<FacetId> facets;
  for (const FacetId f : complex.facets()) {
    const std::vector<UnitId> units = complex.units(f);
    if (complex.is_interior(f) && std::count(units.begin(), units.end(), unit) > 0) facets.push_back(f);
  }
  return facets;
}

/// The report from its definitions, unit by unit.
UnitReport expected_report(const Complex& complex, const LinearRegions& labels, UnitId unit) {
  UnitReport report;
  report.unit = unit;
  report.is_affine = complex.network().layers()[unit.layer].activations[unit.unit].breakpoints().empty();
  report.is_constant = is_constant(complex, unit, false);
  report.is_dead = is_constant(complex, unit, true);
  std::set<std::size_t> right = right_pieces(complex, RegionId(0), unit);
  for (const RegionId r : complex.regions()) right = common(right, right_pieces(complex, r, unit));
  if (!right.empty()) report.stable_piece = *right.rbegin();
  const std::vector<FacetId> facets = facets_of(complex, unit);
  report.crease_facets = facets.size();
  for (const FacetId f : facets) {
    const auto [a, b] = complex.sides(f);
    if (!common(right_pieces(complex, a, unit), right_pieces(complex, b, unit)).empty()) continue;
    ++report.bending_facets;
    if (labels.bends[f.index]) report.bends_network = true;
  }
  for (std::uint32_t l = 0; l <= unit.layer && !facets.empty(); ++l) {
    for (std::uint32_t u = 0; u < complex.network().layers()[l].num_units(); ++u) {
      if (!report.same_facets_as && facets_of(complex, {l, u}) == facets) report.same_facets_as = UnitId{l, u};
    }
  }
  return report;
}

}  // namespace

TEST_CASE("Units that bend, together or alone") {
  CHECK(texts_of(abs_1d(), Domain::all(1)) == Texts{"u0.0 creases 1 bends 1 network as u0.0",
                                                    "u0.1 creases 1 bends 1 network as u0.0", "u1.0 affine stable 0"});
  Texts duplicated;
  for (int u = 0; u < 5; ++u) {
    duplicated.push_back("u0." + std::to_string(u) + " creases 1 bends 1 network as u0.0");
  }
  duplicated.push_back("u1.0 affine stable 0");
  CHECK(texts_of(duplicated_units(), Domain::all(2)) == duplicated);
}

TEST_CASE("Units whose creases are cancelled bend, but not the network") {
  // relu(x) - relu(-x) + 3 = x + 3
  CHECK(texts_of(from_text("1: relu[1 0] relu[-1 0] / identity[1 -1 3]"), Domain::all(1)) ==
        Texts{"u0.0 creases 1 bends 1 as u0.0", "u0.1 creases 1 bends 1 as u0.0", "u1.0 affine stable 0"});
  // Nobody listens to the second one.
  CHECK(texts_of(from_text("1: relu[1 0] relu[1 -1] / identity[1 0 0]"), Domain::all(1)) ==
        Texts{"u0.0 creases 1 bends 1 network as u0.0", "u0.1 creases 1 bends 1 as u0.1", "u1.0 affine stable 0"});
}

TEST_CASE("A layer that is dead leaves those behind it constant") {
  CHECK(texts_of(dead_layer(), Domain::all(2)) ==
        Texts{"u0.0 creases 2 bends 2 as u0.0", "u0.1 creases 2 bends 2 as u0.1", "u1.0 dead stable 0",
              "u1.1 dead stable 0", "u2.0 constant dead stable 1", "u2.1 constant dead stable 1",
              "u3.0 affine constant dead stable 0"});
  CHECK(texts_of(dead_unit(), Domain::all(2)) ==
        Texts{"u0.0 constant dead stable 0", "u0.1 constant dead stable 1", "u0.2 constant dead stable 1",
              "u0.3 creases 1 bends 1 network as u0.3", "u1.0 affine stable 0"});
}

TEST_CASE("A pre-activation whose inputs cancel is constant") {
  // relu(x) - relu(-x) - x + 2 = 2, by nothing that weights alone tell.
  CHECK(texts_of(from_text("1: relu[1 0] relu[-1 0] identity[1 0] / relu[1 -1 -1 2] abs[1 -1 0 0] / identity[1 1 0]"),
                 Domain::all(1)) == Texts{"u0.0 creases 1 bends 1 network as u0.0",
                                          "u0.1 creases 1 bends 1 network as u0.0", "u0.2 affine stable 0",
                                          "u1.0 constant dead stable 1", "u1.1 creases 1 bends 1 network as u0.0",
                                          "u2.0 affine stable 0"});
  // The same on one half of the line only.
  CHECK(
      texts_of(from_text("1: relu[1 0] identity[1 0] / relu[1 -1 2] / identity[1 0]"), Domain::all(1)) ==
      Texts{"u0.0 creases 1 bends 1 network as u0.0", "u0.1 affine stable 0", "u1.0 stable 1", "u2.0 affine stable 0"});
}

TEST_CASE("A unit at a breakpoint on a whole region bends only where no piece is right on both sides") {
  // x, x + y; then x+ (which is zero for x < 0), and 3 x+ - 2 (x + y)+, which is zero where both are.
  CHECK(texts_of(zero_on_a_cell(), Domain::all(2)) ==
        Texts{"u0.0 creases 2 bends 2 network as u0.0", "u0.1 creases 2 bends 2 network as u0.1",
              "u1.0 stable 1 creases 2 as u0.0", "u1.1 creases 3 bends 1 network as u1.1", "u2.0 affine stable 0"});
}

TEST_CASE("A second layer that folds where the first one did") {
  // With z = x + 2 y - 1: z, -z, x - y; then z, 2 z + 1, z + (x - y)+.
  CHECK(texts_of(crease_on_crease(), Domain::all(2)) ==
        Texts{"u0.0 creases 2 bends 2 network as u0.0", "u0.1 creases 2 bends 2 network as u0.0",
              "u0.2 creases 3 bends 3 network as u0.2", "u1.0 creases 2 bends 2 network as u0.0",
              "u1.1 creases 3 bends 3 network as u1.1", "u1.2 creases 3 bends 3 network as u1.2",
              "u2.0 affine stable 0"});
}

TEST_CASE("A domain can hold a unit on one piece") {
  const Network network = from_text("1: relu[1 10] relu[1 -10] pw(-1,1;0,1,0;0)[1 5] relu[1 1] / identity[1 1 1 1 0]");
  CHECK(texts_of(network, Domain::box(1, -1, 1)) ==
        Texts{"u0.0 stable 1", "u0.1 dead stable 0", "u0.2 dead stable 2", "u0.3 stable 1", "u1.0 affine stable 0"});
}

TEST_CASE("Reports agree with their definitions") {
  const std::uint64_t seed = test_seed();
  int dead = 0, constant = 0, silent = 0, touching = 0, duplicates = 0;
  for (int index = 0; index < scaled_cases(250); ++index) {
    CAPTURE(seed, index);
    Random random(seed, static_cast<std::uint64_t>(index));
    const auto degeneracy = static_cast<Degeneracy>(index % 11);
    const RandomCase random_case = crease::testing::random_case(random, 1 + index % 3, degeneracy, 8);
    CAPTURE(to_text(random_case.network), to_text(random_case.domain));
    const Complex complex = build_complex(random_case.network, random_case.domain).complex;
    const LinearRegions labels = linear_regions(complex);
    for (const UnitReport& report : report_units(complex, labels)) {
      CHECK(to_text(report) == to_text(expected_report(complex, labels, report.unit)));
      dead += report.is_dead && !report.is_constant;
      constant += report.is_constant && report.unit.layer > 0;
      silent += report.bending_facets > 0 && !report.bends_network;
      touching += report.bending_facets < report.crease_facets;
      duplicates += report.same_facets_as && *report.same_facets_as != report.unit;
    }
  }
  // Nothing here was checked on empty sets.
  CHECK(std::min({dead, constant, silent, touching, duplicates}) > 0);
}
