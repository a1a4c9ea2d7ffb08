// SPDX-License-Identifier: GPL-3.0-or-later
// Inspheres of the regions of networks: zig-zags by closed form, random networks against linear programs on regions
// found in another way, complexes, smallest and largest regions, threads.
#include "algorithms/region_inspheres.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>

#include "algorithms/build_complex.h"
#include "tests/support/ball_oracle.h"
#include "tests/support/lp_oracle.h"
#include "tests/support/networks.h"
#include "tests/support/random_networks.h"

using namespace crease;
using namespace crease::testing;

namespace {

/// What the walk says of every region's ball, in both ways.
struct Recorded {
  InsphereBounds bounds;
  Insphere exact;
  std::vector<FacetRow> rows;
  std::string pattern;
};

class BallRecorder : public RegionVisitor {
 public:
  BallRecorder(const Network& network, const Domain& domain, BallChoice choice)
      : inspheres_(network, domain, choice), network_(network), domain_(domain) {}
  bool visit(const Region& region) override {
    regions.push_back({inspheres_.bounds(region), inspheres_.exact(region),
                       inequalities(network_, domain_, region, inspheres_.choice().rows).rows, region.pattern()});
    return true;
  }
  std::vector<Recorded> regions;

 private:
  RegionInspheres inspheres_;
  const Network& network_;
  const Domain& domain_;
};

std::vector<Recorded> record(const Network& network, const Domain& domain, BallChoice choice) {
  BallRecorder recorder(network, domain, choice);
  for_each_region(network, domain, recorder);
  return std::move(recorder.regions);
}

InsphereSummary summarise(const Network& network, const Domain& domain, BallChoice choice, int threads = 1) {
  InsphereSummary summary(network, domain, choice);
  EnumerateOptions options;
  options.threads = threads;
  for_each_region(network, domain, summary, options);
  return summary;
}

std::vector<FacetRow> without_domain(const OracleRegion& region, bool with_domain) {
  std::vector<FacetRow> rows;
  for (const OwnedRow& owned : region.rows) {
    if (owned.unit || with_domain) rows.push_back({owned.row.normal, owned.row.offset});
  }
  return rows;
}

void expect_same_answer(const Recorded& region) {
  CHECK(region.bounds.infinite == region.exact.infinite);
  if (region.exact.infinite) return;
  CHECK(region.bounds.unique == region.exact.unique);
  CHECK(compare(RootQuotient(exact_rational(region.bounds.lo)), region.exact.radius) <= 0);
  CHECK(compare(region.exact.radius, RootQuotient(exact_rational(region.bounds.hi))) <= 0);
}

/// Is there a factor > 0 that brings the exact row within the radius of the enclosure, in every entry?
bool encloses(const RowEnclosures& rows, std::size_t k, const FacetRow& exact) {
  const Rational radius = exact_rational(rows.radius[k]);
  std::optional<Rational> lo, hi;
  for (std::size_t j = 0; j <= rows.dim; ++j) {
    const Rational a = exact_rational(rows.row(k)[j]);
    const Rational& b = j == 0 ? exact.offset : exact.normal[j - 1];
    if (b == 0) {
      if (abs(a) > radius) return false;
      continue;
    }
    const Rational one = (a - radius) / b, other = (a + radius) / b;
    const Rational &least = std::min(one, other), &most = std::max(one, other);
    if (!lo || least > *lo) lo = least;
    if (!hi || most < *hi) hi = most;
  }
  return !lo || (*lo <= *hi && *hi > 0);
}

/// Holds the walk's enclosures of rows against exact ones.
class EnclosureChecker : public RegionVisitor {
 public:
  EnclosureChecker(const Network& network, const Domain& domain) : network_(network), domain_(domain) {}
  bool visit(const Region& region) override {
    RowEnclosures rows;
    if (!region.row_enclosures(RowSet::kRegion, rows)) return true;
    for (const FacetRow& facet : inequalities(network_, domain_, region, RowSet::kRegion).rows) {
      bool found = false;
      for (std::size_t k = 0; k < rows.size(); ++k) found = found || encloses(rows, k, facet);
      CHECK(found);
      ++checked;
    }
    REQUIRE(region.row_enclosures(RowSet::kUnits, rows));
    const Inequalities units = inequalities(network_, domain_, region, RowSet::kUnits);
    std::size_t wrong = 0;
    // Of a unit with several breakpoints the walk has rows that say less than others.
    for (std::size_t k = 0, unit = 0; unit < units.rows.size(); ++unit, ++k) {
      while (k < rows.size() && !encloses(rows, k, units.rows[unit])) ++k;
      wrong += k >= rows.size();
    }
    CHECK(wrong == 0);
    return true;
  }
  int checked = 0;

 private:
  const Network& network_;
  const Domain& domain_;
};

}  // namespace

TEST_CASE("the walk's rows are where their enclosures say", "[insphere][regions]") {
  const std::uint64_t seed = test_seed();
  int checked = 0;
  for (int index = 0; index < scaled_cases(60); ++index) {
    Random random(seed, static_cast<std::uint64_t>(index));
    const Degeneracy kind = random.pick(
        std::vector{Degeneracy::kNone, Degeneracy::kCancelling, Degeneracy::kExtremeScales, Degeneracy::kSlivers});
    const RandomCase now = random_case(random, 1 + index % 3, kind, 7);
    CAPTURE(seed, index, to_text(now.network), to_text(now.domain));
    if (oracle_regions(now.network, now.domain).empty()) continue;
    EnclosureChecker checker(now.network, now.domain);
    for_each_region(now.network, now.domain, checker);
    checked += checker.checked;
  }
  CHECK(checked > scaled_cases(100));
}

TEST_CASE("every radius of a zig-zag is 1/N", "[insphere][regions]") {
  for (const auto& [d, p, k] : {std::array{1, 3, 3}, std::array{2, 2, 4}, std::array{3, 2, 2}}) {
    CAPTURE(d, p, k);
    const Network network = zigzag(d, p, k);
    const Domain domain = Domain::box(static_cast<std::size_t>(d), -1, 1);
    const Rational expected = Rational(1) / Rational(static_cast<long>(std::pow(p, k)));
    for (const BallNorm norm : {BallNorm::kEuclidean, BallNorm::kMaximum}) {
      for (const Recorded& region : record(network, domain, {norm, RowSet::kRegion})) {
        REQUIRE(region.exact.radius.rational().value() == expected);
        CHECK(region.exact.unique);
        CHECK(region.exact.touching.size() == static_cast<std::size_t>(2 * d));
        expect_same_answer(region);
      }
    }
    // They are all equal: the first one is the smallest and the largest.
    const InsphereSummary summary = summarise(network, domain, {});
    REQUIRE(summary.smallest());
    CHECK(summary.smallest()->region == 0);
    CHECK(summary.largest_finite()->region == 0);
    CHECK(summary.smallest()->radius.rational().value() == expected);
    CHECK(summary.num_unique() == summary.num_regions());
  }
}

TEST_CASE("random networks against linear programs", "[insphere][regions]") {
  const std::uint64_t seed = test_seed();
  const std::vector<Degeneracy> kinds = {
      Degeneracy::kNone,      Degeneracy::kDuplicates,    Degeneracy::kParallel,   Degeneracy::kZeroBias,
      Degeneracy::kDeadLayer, Degeneracy::kConstantUnits, Degeneracy::kOnePoint,   Degeneracy::kCancelling,
      Degeneracy::kSlivers,   Degeneracy::kExtremeScales, Degeneracy::kEverything, Degeneracy::kNone,
      Degeneracy::kNone,      Degeneracy::kNone,          Degeneracy::kNone,       Degeneracy::kNone,
  };
  int regions = 0, triaged = 0, infinite = 0, rolling = 0;
  const int cases = scaled_cases(300);
  for (int index = 0; index < cases; ++index) {
    Random random(seed, static_cast<std::uint64_t>(index));
    const int d = 1 + index % 4;
    const Degeneracy degeneracy = kinds[static_cast<std::size_t>(index / 4) % kinds.size()];
    const RandomCase now = random_case(random, d, degeneracy, 9 - d);
    const bool with_domain = random.chance(0.7);
    const BallNorm norm =
        random.chance(0.7) ? BallNorm::kEuclidean : random.pick(std::vector{BallNorm::kMaximum, BallNorm::kSum});
    CAPTURE(seed, index, to_string(degeneracy), to_text(now.network), to_text(now.domain), with_domain,
            static_cast<int>(norm));
    std::map<std::string, OracleRegion> expected;
    for (OracleRegion& region : oracle_regions(now.network, now.domain)) expected.emplace(region.pattern, region);
    if (expected.empty()) continue;
    const BallChoice choice{norm, with_domain ? RowSet::kRegion : RowSet::kUnits};
    const std::vector<Recorded> found = record(now.network, now.domain, choice);
    REQUIRE(found.size() == expected.size());
    for (const Recorded& region : found) {
      CAPTURE(region.pattern);
      expect_same_answer(region);
      const OracleRadius oracle =
          oracle_radius(without_domain(expected.at(region.pattern), with_domain), now.domain.dim(), norm);
      REQUIRE(region.exact.infinite == oracle.infinite);
      ++regions;
      triaged += region.bounds.by_triage;
      infinite += oracle.infinite;
      if (oracle.infinite) continue;
      rolling += !region.exact.unique;
      CHECK(compare(RootQuotient(oracle.bounds.lo), region.exact.radius) <= 0);
      CHECK(compare(region.exact.radius, RootQuotient(oracle.bounds.hi)) <= 0);
      CHECK(ball_error(region.rows, now.domain.dim(), norm, region.exact) == "");
    }
  }
  CAPTURE(regions, triaged, infinite, rolling);
  CHECK(regions > 5 * cases);
  CHECK(triaged > regions / 3);
  CHECK(triaged < regions);
  CHECK(infinite > regions / 20);
  CHECK(rolling > regions / 50);
}

TEST_CASE("a region of a complex has the ball that the walk finds", "[insphere][regions]") {
  const std::uint64_t seed = test_seed();
  for (int index = 0; index < scaled_cases(20); ++index) {
    Random random(seed, static_cast<std::uint64_t>(index));
    const RandomCase now =
        random_case(random, 1 + index % 3, index % 2 ? Degeneracy::kNone : Degeneracy::kEverything, 6);
    CAPTURE(seed, index, to_text(now.network), to_text(now.domain));
    if (oracle_regions(now.network, now.domain).empty()) continue;
    const Complex complex = build_complex(now.network, now.domain).complex;
    for (const RowSet set : {RowSet::kRegion, RowSet::kUnits}) {
      const std::vector<Recorded> found = record(now.network, now.domain, {BallNorm::kEuclidean, set});
      REQUIRE(found.size() == complex.num_regions());
      for (const RegionId region : complex.regions()) {
        const Insphere ball = insphere(inequalities(complex, region, set).rows, complex.dim());
        const Insphere& expected = found[region.index].exact;
        REQUIRE(ball.infinite == expected.infinite);
        if (ball.infinite) continue;
        CHECK(compare(ball.radius, expected.radius) == 0);
        CHECK(ball.unique == expected.unique);
        CHECK(ball.touching.size() == expected.touching.size());
      }
    }
  }
}

TEST_CASE("generic regions are left to the filter", "[insphere][regions]") {
  Random random(test_seed());
  const Network network = he_network(random, 2, {24, 24, 24, 1});
  const Domain box = Domain::box(2, -1, 1);
  const InsphereSummary summary = summarise(network, box, {});
  CHECK(summary.num_regions() > 500);
  CHECK(summary.num_by_triage() == summary.num_regions());
  CHECK(summary.num_unique() == summary.num_regions());
  CHECK(summary.num_infinite() == 0);
  // The domain only makes regions smaller.
  struct Comparison : RegionVisitor {
    Comparison(const Network& network, const Domain& domain)
        : whole(network, domain, {BallNorm::kEuclidean, RowSet::kUnits}), inside(network, domain, {}) {}
    bool visit(const Region& region) override {
      CHECK(whole.bounds(region).hi >= inside.bounds(region).lo);
      return true;
    }
    RegionInspheres whole, inside;
  } comparison(network, box);
  for_each_region(network, box, comparison);
}

TEST_CASE("smallest and largest are exact, for any number of threads", "[insphere][regions]") {
  const std::uint64_t seed = test_seed();
  const auto expect_same = [](const std::optional<ExtremeRegion>& a, const std::optional<ExtremeRegion>& b) {
    REQUIRE(a.has_value() == b.has_value());
    if (!a) return;
    CHECK(a->region == b->region);
    CHECK(a->pattern == b->pattern);
    CHECK(compare(a->radius, b->radius) == 0);
  };
  for (int index = 0; index < scaled_cases(24); ++index) {
    Random random(seed, static_cast<std::uint64_t>(index));
    const int d = 2 + index % 2;
    const Network network = index % 3 == 0   ? golden(static_cast<std::uint32_t>(index + 1), d, {6, 6})
                            : index % 3 == 1 ? he_network(random, d, {8, 8, 1})
                                             : random_case(random, d, Degeneracy::kDuplicates, 8).network;
    const std::size_t n = network.input_dim();
    const Domain domain = index % 4 == 0 ? Domain::all(n) : Domain::box(n, -8, 8);
    CAPTURE(seed, index, to_text(network));
    const InsphereSummary one = summarise(network, domain, {});
    const InsphereSummary two = summarise(network, domain, {}, 2);
    CHECK(one.num_regions() == two.num_regions());
    CHECK(one.num_infinite() == two.num_infinite());
    CHECK(one.num_unique() == two.num_unique());
    expect_same(one.smallest(), two.smallest());
    expect_same(one.largest_finite(), two.largest_finite());
    expect_same(one.first_infinite(), two.first_infinite());
    // All pairs, exactly.
    const std::vector<Recorded> all = record(network, domain, {});
    std::size_t smallest = all.size(), largest = all.size();
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (all[i].exact.infinite) continue;
      if (smallest == all.size() || compare(all[i].exact.radius, all[smallest].exact.radius) < 0) smallest = i;
      if (largest == all.size() || compare(all[i].exact.radius, all[largest].exact.radius) > 0) largest = i;
    }
    REQUIRE(one.smallest().has_value() == (smallest < all.size()));
    if (!one.smallest()) continue;
    CHECK(one.smallest()->region == smallest);
    CHECK(one.largest_finite()->region == largest);
  }
}

TEST_CASE("regions that a reflection swaps have equal radii", "[insphere][regions]") {
  // Units come in pairs (w1, w2, b), (-w1, w2, b), so that (x, y) -> (-x, y) is a symmetry.
  const std::uint64_t seed = test_seed();
  for (int index = 0; index < scaled_cases(6); ++index) {
    Random random(seed, static_cast<std::uint64_t>(index));
    const int pairs = 4;
    Rows first, second;
    for (int u = 0; u < pairs; ++u) {
      const Rational a = exact_rational(random.gaussian()), b = exact_rational(random.gaussian()),
                     c = exact_rational(random.gaussian() / 4);
      first.push_back({a, b, c});
      first.push_back({-a, b, c});
    }
    for (int u = 0; u < pairs; ++u) {
      std::vector<Rational> row, mirrored;
      for (int i = 0; i < 2 * pairs; ++i) row.push_back(exact_rational(random.gaussian()));
      row.push_back(exact_rational(random.gaussian() / 4));
      mirrored = row;
      for (std::size_t i = 0; i + 1 < row.size(); i += 2) std::swap(mirrored[i], mirrored[i + 1]);
      second.push_back(row);
      second.push_back(mirrored);
    }
    const Network network(2, {layer(first), layer(second)});
    CAPTURE(seed, index);
    const std::vector<Recorded> all = record(network, Domain::box(2, -1, 1), {});
    std::map<std::string, const Recorded*> by_pattern;
    for (const Recorded& region : all) by_pattern[region.pattern] = &region;
    int pairs_found = 0;
    for (const Recorded& region : all) {
      std::string mirrored = region.pattern;
      for (std::size_t l : {std::size_t{0}, std::size_t(2 * pairs + 1)}) {
        for (std::size_t i = l; i < l + 2 * pairs; i += 2) std::swap(mirrored[i], mirrored[i + 1]);
      }
      REQUIRE(by_pattern.count(mirrored) == 1);
      CHECK(compare(region.exact.radius, by_pattern[mirrored]->exact.radius) == 0);
      pairs_found += mirrored != region.pattern;
    }
    CHECK(pairs_found > 10);
  }
}

TEST_CASE("a region of a network with 64 inputs, by its pattern", "[insphere][regions]") {
  Random random(test_seed());
  const Network network = he_network(random, 64, {60, 40, 1});
  const Domain box = Domain::box(64, -1, 1);
  std::vector<std::vector<Symbol>> symbols;
  std::vector<Rational> h;
  for (int j = 0; j < 64; ++j) h.push_back(exact_rational(std::ldexp(random.integer(-100, 100), -7)));
  for (const Layer& layer : network.layers()) {
    symbols.emplace_back();
    std::vector<Rational> next;
    for (std::size_t u = 0; u < layer.num_units(); ++u) {
      Rational z = layer.bias[u];
      for (std::size_t i = 0; i < h.size(); ++i) z += layer.weights(u, i) * h[i];
      symbols.back().push_back({static_cast<std::uint16_t>(z > 0 && !layer.is_affine()), false});
      next.push_back(layer.activations[u](z));
    }
    h = next;
  }
  const auto symbol_of = [&](UnitId unit) { return symbols[unit.layer][unit.unit]; };
  const Inequalities rows = inequalities(network, box, symbol_of, RowSet::kRegion);
  REQUIRE(rows.rows.size() == 100 + 128);
  CHECK(rows.owners[99].units == std::vector<UnitId>{{1, 39}});
  CHECK(rows.owners[227].domain_rows == std::vector<std::size_t>{127});
  const Insphere ball = insphere(rows.rows, 64);
  CHECK(ball.by_triage);
  CHECK(ball.unique);
  CHECK(ball.touching.size() == 65);
  CHECK(ball.support.size() == 65);
  CHECK(ball_error(rows.rows, 64, BallNorm::kEuclidean, ball) == "");
}
