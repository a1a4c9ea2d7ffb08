// SPDX-License-Identifier: GPL-3.0-or-later
// Bounds in doubles against the exact numbers: they hold, and are close where nothing is degenerate.
#include "algorithms/complex_bounds.h"

#include <catch2/catch.hpp>

#include "algorithms/build_complex.h"
#include "algorithms/directions.h"
#include "algorithms/distances.h"
#include "algorithms/insphere.h"
#include "algorithms/insphere_triage.h"
#include "algorithms/measures.h"
#include "tests/support/networks.h"
#include "tests/support/random_networks.h"

using namespace crease;
using namespace crease::testing;

namespace {

bool is_at_least(const Rational& value, double lo) { return lo == -HUGE_VAL || value >= exact_rational(lo); }
bool is_at_most(const Rational& value, double hi) { return hi == HUGE_VAL || value <= exact_rational(hi); }
bool holds(const DoubleBounds& bounds, const Rational& value) {
  return is_at_least(value, bounds.lo) && is_at_most(value, bounds.hi);
}
bool holds(const DoubleBounds& bounds, const Cosine& cosine) {
  return compare(cosine, exact_rational(bounds.lo)) >= 0 && compare(cosine, exact_rational(bounds.hi)) <= 0;
}
bool is_close(const DoubleBounds& bounds) { return bounds.hi - bounds.lo <= 1e-6 * std::fabs(bounds.hi); }

/// How many bounds were close.
struct Tally {
  int close = 0, all = 0;
  void add(const DoubleBounds& bounds) {
    close += is_close(bounds);
    ++all;
  }
};

void check_measure(const ComplexBounds& bounds, const Complex& complex, RegionId region, Tally& tally) {
  const RegionMeasure exact = measure_region(complex, region);
  const ComplexBounds::Measure found = bounds.measure(region);
  CHECK(holds(found.volume, exact.volume.value()));
  tally.add(found.volume);
  REQUIRE(found.centroid.size() == complex.dim());
  for (std::size_t j = 0; j < complex.dim(); ++j) {
    CHECK(holds(found.centroid[j], exact.centroid.value()[j]));
    CHECK(holds(found.sides[j], Rational(exact.box[j].hi.value() - exact.box[j].lo.value())));
    tally.add(found.sides[j]);
  }
}

void check_distances(const ComplexBounds& bounds, const Complex& complex, const FacetRows& rows, RegionId region,
                     Tally& tally) {
  const InnerDistances exact = inner_distances(complex, rows, region, centroid(complex, region).value());
  const ComplexBounds::Distances found = bounds.inner_distances(region, bounds.measure(region).centroid);
  REQUIRE(found.boundary.has_value() == exact.boundary.has_value());
  REQUIRE(found.crease.has_value() == exact.crease.has_value());
  if (found.boundary) CHECK(holds(*found.boundary, *exact.boundary));
  if (!found.crease) return;
  if (found.crease_is_known) {
    CHECK(holds(*found.crease, *exact.crease));
    tally.add(*found.crease);
  } else {
    // The hyperplane is no farther away than the crease on it.
    CHECK(is_at_least(*exact.crease, found.crease->lo));
  }
}

void check_cosines(const ComplexBounds& bounds, const Complex& complex, RegionId region, Tally& tally) {
  const std::vector<NormalPair> exact = pairwise_cosines(facet_normals(complex, region, true));
  if (exact.empty()) return;
  const ComplexBounds::Cosines found = bounds.cosines(region, complex.facets(region));
  REQUIRE(found.pairs.size() == exact.size());
  std::vector<Cosine> cosines;
  Rational squares = 0;
  for (std::size_t k = 0; k < exact.size(); ++k) {
    CHECK(holds(found.pairs[k], exact[k].cosine));
    CHECK(found.pairs[k].lo >= -1);
    CHECK(found.pairs[k].hi <= 1);
    cosines.push_back(exact[k].cosine);
    squares += exact[k].cosine.squared;
  }
  CHECK(holds(found.mean_squared, Rational(squares / Rational(exact.size()))));
  const MeanCosine mean(std::move(cosines));
  CHECK(compare(mean, exact_rational(found.mean_absolute.lo)) >= 0);
  CHECK(compare(mean, exact_rational(found.mean_absolute.hi)) <= 0);
  tally.add(found.mean_squared);
}

/// The largest ball of rows in doubles is that of the exact ones.
int check_rows(const ComplexBounds& bounds, const Complex& complex, const FacetRows& rows, RegionId region) {
  RowEnclosures enclosures;
  enclosures.dim = complex.dim();
  bounds.append_rows(region, enclosures);
  InsphereTriage triage;
  const TriagedInsphere& found = triage(enclosures, BallNorm::kEuclidean);
  if (found.kind == TriagedInsphere::Kind::kUncertain) return 0;
  const Insphere exact = insphere(rows.inward(region), complex.dim());
  REQUIRE(exact.infinite == (found.kind == TriagedInsphere::Kind::kInfinite));
  if (exact.infinite) return 1;
  CHECK(compare(exact.radius, RootQuotient(exact_rational(found.lo))) >= 0);
  CHECK(compare(exact.radius, RootQuotient(exact_rational(found.hi))) <= 0);
  return 1;
}

}  // namespace

TEST_CASE("bounds of random complexes hold", "[complex_bounds]") {
  const std::uint64_t seed = test_seed();
  Tally generic;
  int regions = 0, bounded = 0, balls = 0;
  for (int index = 0; index < scaled_cases(200); ++index) {
    Random random(seed, static_cast<std::uint64_t>(index));
    const bool is_generic = index % 4 == 0;
    const Degeneracy kind =
        is_generic
            ? Degeneracy::kNone
            : random.pick(std::vector{Degeneracy::kDuplicates, Degeneracy::kParallel, Degeneracy::kOnePoint,
                                      Degeneracy::kSlivers, Degeneracy::kExtremeScales, Degeneracy::kEverything});
    const RandomCase now = random_case(random, 1 + index % 3, kind, 6);
    CAPTURE(seed, index, to_text(now.network), to_text(now.domain));
    const Complex complex = build_complex(now.network, now.domain).complex;
    const FacetRows rows(complex);
    const ComplexBounds bounds(complex, rows);
    Tally degenerate;
    Tally& tally = is_generic ? generic : degenerate;
    for (const RegionId region : complex.regions()) {
      CAPTURE(region.index);
      ++regions;
      check_cosines(bounds, complex, region, tally);
      balls += check_rows(bounds, complex, rows, region);
      if (!complex.is_bounded(region)) continue;
      ++bounded;
      check_measure(bounds, complex, region, tally);
      check_distances(bounds, complex, rows, region, tally);
    }
  }
  CAPTURE(regions, bounded, balls, generic.close, generic.all);
  CHECK(bounded > scaled_cases(200));
  CHECK(balls > regions / 2);
  CHECK(generic.close > generic.all * 9 / 10);
}

TEST_CASE("doubles around numbers", "[complex_bounds]") {
  const std::uint64_t seed = test_seed();
  for (int index = 0; index < scaled_cases(2000); ++index) {
    CAPTURE(seed, index);
    Random random(seed, static_cast<std::uint64_t>(index));
    Rational value(random.integer(-1000000, 1000000), random.chance(0.5) ? 1 : random.integer(1, 1000000));
    value.canonicalize();
    const int shift = random.pick(std::vector{0, 60, -60, 1000, -1060, 3000, -3000});
    Integer power = 1;
    power <<= static_cast<unsigned long>(std::abs(shift));
    value = shift > 0 ? Rational(value * power) : Rational(value / power);
    const DoubleBounds bounds = double_bounds(value);
    CHECK(holds(bounds, value));
    if (bounds.is_exact()) CHECK(exact_rational(bounds.lo) == value);
    CHECK(bounds.is_exact() == is_float64(value));

    const slong exponent = random.integer(-1100, 1100);
    ScopedFmpz integer;
    fmpz_set_mpz(integer, value.get_num_mpz_t());
    Rational scaled(value.get_num());
    power = 1;
    power <<= static_cast<unsigned long>(std::abs(exponent));
    scaled = exponent > 0 ? Rational(scaled / power) : Rational(scaled * power);
    const DoubleBounds of_integer = double_bounds(integer, exponent);
    CHECK(holds(of_integer, scaled));
    if (of_integer.is_exact()) CHECK(exact_rational(of_integer.lo) == scaled);
  }
  // Rounded up to the least normal number.
  ScopedFmpz below;
  fmpz_set_ui(below, (1ul << 53) - 1);
  CHECK_FALSE(double_bounds(below, 1075).is_exact());
  fmpz_set_ui(below, 3);
  CHECK(double_bounds(below, 1) == DoubleBounds{1.5, 1.5});
}
