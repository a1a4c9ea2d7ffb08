// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/validate.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "algorithms/linear_regions.h"
#include "algorithms/validate_internal.h"
#include "tests/corruptions.h"
#include "tests/support/networks.h"
#include "tests/support/random.h"
#include "tests/support/random_networks.h"

using namespace crease;
using namespace crease::testing;

namespace {

std::string to_text(const std::vector<Violation>& violations) {
  std::string text;
  for (const Violation& violation : violations) text += to_string(violation.code) + ": " + violation.message + "\n";
  return text;
}

std::set<std::string> codes(const std::vector<Violation>& violations) {
  std::set<std::string> result;
  for (const Violation& violation : violations) result.insert(to_string(violation.code));
  return result;
}

}  // namespace

TEST_CASE("A complex that is right has no violation") {
  const std::uint64_t seed = test_seed();
  for (int index = 0; index < scaled_cases(330); ++index) {
    CAPTURE(seed, index);
    Random random(seed, static_cast<std::uint64_t>(index));
    const int d = index % 13 == 0 ? 4 : 1 + index % 3;
    const auto degeneracy = index % 2 == 0 ? Degeneracy::kNone : static_cast<Degeneracy>(1 + index / 2 % 10);
    const RandomCase random_case = crease::testing::random_case(random, d, degeneracy, d > 2 ? 6 : 9);
    CAPTURE(to_text(random_case.network), to_text(random_case.domain), to_string(degeneracy));
    const Complex complex = complex_of(random_case.network, random_case.domain);
    CHECK(to_text(validate(complex)) == "");
    CHECK(to_text(validate_linear_regions(complex, linear_regions(complex))) == "");

    if (complex.num_regions() < 2) continue;
    const auto limit = static_cast<std::uint64_t>(random.integer(1, static_cast<int>(complex.num_regions()) - 1));
    const Complex part = complex_of(random_case.network, random_case.domain, limit);
    CHECK(!part.is_complete());
    CHECK(to_text(validate(part)) == "");
    CHECK(to_text(validate_linear_regions(part, linear_regions(part))) == "");
  }
}

TEST_CASE("The first regions of a complex, said to be a part, are one") {
  for (const Complex& complex : specimens()) {
    if (complex.tables().signs.has_zeros()) continue;  // a wall may be zero throughout the region that is left
    for (std::size_t regions = 1; regions < complex.num_regions(); ++regions) {
      ComplexTables tables = complex.tables();
      truncate_regions(complex, tables, regions);
      tables.complete = false;
      CAPTURE(regions, to_text(complex.network()));
      CHECK(to_text(validate(Complex(complex.network(), complex.domain(), tables))) == "");
    }
  }
}

TEST_CASE("Every corruption of the tables is found and named") {
  const std::uint64_t seed = test_seed();
  const std::vector<Complex> all = specimens();
  for (const Complex& complex : all) {
    CAPTURE(to_text(complex.network()), to_text(complex.domain()));
    REQUIRE(to_text(validate(complex)) == "");
  }
  const std::vector<Corruption> planted = corruptions();
  for (std::size_t k = 0; k < planted.size(); ++k) {
    const Corruption& corruption = planted[k];
    int applied = 0;
    for (std::size_t i = 0; i < all.size() * 6; ++i) {
      Random random(seed, k * 1000 + i);
      const Complex& complex = all[i % all.size()];
      std::optional<ComplexTables> tables = corruption.apply(complex, random);
      if (!tables) continue;
      ++applied;
      CAPTURE(seed, i, corruption.name, corruption.code, to_text(complex.network()), to_text(complex.domain()));
      ValidateOptions options;
      options.max_violations = 100000;
      const Complex corrupt(complex.network(), complex.domain(), std::move(*tables));
      const std::vector<Violation> violations = validate(corrupt, options);
      CAPTURE(to_text(violations));
      CHECK(codes(violations).contains(corruption.code));
    }
    CAPTURE(corruption.name);
    CHECK(applied > 0);
  }
}

TEST_CASE("No entry of any table can be another one") {
  const std::uint64_t seed = test_seed();
  const std::vector<Complex> all = specimens();
  for (int index = 0; index < scaled_cases(2000); ++index) {
    CAPTURE(seed, index);
    Random random(seed, static_cast<std::uint64_t>(index));
    const Complex& complex = random.pick(all);
    CAPTURE(to_text(complex.network()), to_text(complex.domain()));
    ComplexTables tables = with_one_entry_changed(complex, random);
    CHECK(!validate(Complex(complex.network(), complex.domain(), std::move(tables))).empty());
  }
}

/// Laws 8 and 9 alone, although others are broken.
std::set<std::string> measure_codes(const Complex& complex, const ComplexTables& tables) {
  internal::ViolationList violations(100);
  internal::check_measures(Complex(complex.network(), complex.domain(), tables), true, violations);
  return codes(violations.take());
}

TEST_CASE("Volumes tell on their own that a region is missing, and the Euler characteristic that a facet is") {
  for (const Complex& complex : specimens()) {
    CAPTURE(to_text(complex.network()), to_text(complex.domain()));
    CHECK(measure_codes(complex, complex.tables()).empty());
    const bool in_box = complex.domain().rows().rows() > 0;
    ComplexTables tables = complex.tables();
    truncate_regions(complex, tables, complex.num_regions() - 1);
    CHECK(measure_codes(complex, tables).contains("volume-sum") == in_box);

    if (complex.dim() != 2 || complex.lineality_dim() != 0) continue;  // beyond, faces are looked up in the facets
    tables = complex.tables();
    drop_last_facet(complex, tables);
    CHECK(measure_codes(complex, tables).contains("euler"));
  }
  // A region squeezed flat.
  const Complex complex = complex_of(abs_1d(), Domain::box(1, -1, 1));
  ComplexTables tables = complex.tables();
  std::fill(tables.coordinates.begin(), tables.coordinates.end(), 0);
  CHECK(measure_codes(complex, tables) == std::set<std::string>{"volume", "volume-sum"});
}

TEST_CASE("Every corruption of the labels is found and named") {
  struct LabelCorruption {
    std::string code;
    std::function<void(LinearRegions&)> apply;
  };
  // 0, then x, then 2 - x, then 0 again: two linear regions on one affine piece.
  const Complex complex = complex_of(hat(), Domain::all(1));
  const LinearRegions right = linear_regions(complex);
  REQUIRE(complex.num_regions() == 4);
  REQUIRE(right.size() == 4);
  REQUIRE(right.num_affine_pieces == 3);
  REQUIRE(to_text(validate_linear_regions(complex, right)) == "");
  std::vector<std::uint32_t> flat;  // the two that share a piece
  for (std::uint32_t l = 0; l < 4; ++l) {
    for (std::uint32_t m = l + 1; m < 4; ++m) {
      if (right.affine_piece[l] == right.affine_piece[m]) flat = {l, m};
    }
  }
  REQUIRE(flat.size() == 2);
  const std::vector<LabelCorruption> all{
      {"label-tables", [](LinearRegions& t) { t.of_region.pop_back(); }},
      {"label-tables", [](LinearRegions& t) { t.bends.push_back(false); }},
      {"label-tables", [](LinearRegions& t) { t.of_region[2] = LinearRegionId(99); }},
      {"label-tables", [](LinearRegions& t) { t.of_region[2] = LinearRegionId(); }},
      {"label-tables", [](LinearRegions& t) { t.affine_piece[1] = AffinePieceId(17); }},
      {"label-tables", [](LinearRegions& t) { ++t.num_affine_pieces; }},
      {"label-tables", [](LinearRegions& t) { t.affine_piece.push_back(AffinePieceId(0)); }},
      {"label-order", [](LinearRegions& t) { std::swap(t.of_region[0], t.of_region[1]); }},
      {"label-order",
       [](LinearRegions& t) {
         for (AffinePieceId& piece : t.affine_piece) piece = AffinePieceId(2 - piece.index);
       }},
      {"linear-region-map",
       [](LinearRegions& t) {
         for (LinearRegionId& l : t.of_region) l = LinearRegionId(std::min(l.index, 2u));
         t.affine_piece.pop_back();
         t.num_affine_pieces = 3;
         t.affine_piece = {AffinePieceId(0), AffinePieceId(1), AffinePieceId(2)};
       }},
      {"linear-region-split",
       [&](LinearRegions& t) {
         for (LinearRegionId& l : t.of_region) {
           if (l.index == flat[1]) {
             l = LinearRegionId(flat[0]);
           } else if (l.index > flat[1]) {
             l = LinearRegionId(l.index - std::size_t{1});
           }
         }
         t.affine_piece.erase(t.affine_piece.begin() + flat[1]);
       }},
      {"bends", [](LinearRegions& t) { t.bends[1] = !t.bends[1]; }},
      {"affine-piece",
       [&](LinearRegions& t) {
         t.affine_piece[flat[1]] = AffinePieceId(3);
         t.num_affine_pieces = 4;
       }},
      {"affine-piece",
       [&](LinearRegions& t) {
         // The map of another one instead.
         t.affine_piece[flat[1]] = t.affine_piece[flat[0] == 0 ? 1 : 0];
       }},
  };
  for (std::size_t i = 0; i < all.size(); ++i) {
    LinearRegions labels = right;
    all[i].apply(labels);
    const std::vector<Violation> violations = validate_linear_regions(complex, labels);
    CAPTURE(i, to_text(violations));
    CHECK(codes(violations).contains(all[i].code));
  }

  // A crease that does not bend: its two sides are one linear region.
  const Complex whole = complex_of(from_text("1: relu[1 0] relu[-1 0] / identity[1 -1 3]"), Domain::all(1));
  LinearRegions labels = linear_regions(whole);
  REQUIRE(labels.size() == 1);
  labels.of_region[1] = LinearRegionId(1);
  labels.affine_piece.push_back(AffinePieceId(0));
  CHECK(codes(validate_linear_regions(whole, labels)) == std::set<std::string>{"linear-region-neighbour"});
}

TEST_CASE("Names of violations are distinct, and laws are counted from 1 to 15") {
  std::set<std::string> names;
  std::set<int> laws;
  const int last = static_cast<int>(ViolationCode::kAffinePiece);
  for (int code = 0; code <= last; ++code) {
    names.insert(to_string(static_cast<ViolationCode>(code)));
    laws.insert(law_of(static_cast<ViolationCode>(code)));
  }
  CHECK(static_cast<int>(names.size()) == last + 1);
  CHECK(laws.size() == 15);
  CHECK(*laws.rbegin() == 15);
  CHECK(to_string(ViolationCode::kIncidence) == "incidence");
  CHECK(to_string(ViolationCode::kBends) == "bends");
  CHECK(law_of(ViolationCode::kNotClosed) == 5);
}

TEST_CASE("Validation gives up after as many violations as it may") {
  const Complex complex = complex_of(golden(1, 2, {4, 4}), Domain::box(2, -8, 8));
  ComplexTables tables = complex.tables();
  for (Rational& x : tables.coordinates) x += 1;
  ValidateOptions options;
  options.max_violations = 3;
  CHECK(validate(Complex(complex.network(), complex.domain(), tables), options).size() == 3);
}

TEST_CASE("Without coordinates, signs, sides and lists are checked") {
  for (const Complex& complex : specimens()) {
    ComplexTables tables = complex.tables();
    tables.coordinates.clear();
    CHECK(to_text(validate(Complex(complex.network(), complex.domain(), tables))) == "");
    REQUIRE(complex.num_regions() > 1);
    truncate_regions(complex, tables, complex.num_regions() - 1);
    tables.coordinates.clear();
    CHECK(codes(validate(Complex(complex.network(), complex.domain(), tables))) == std::set<std::string>{"open-facet"});
  }
}
