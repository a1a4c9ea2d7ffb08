// SPDX-License-Identifier: GPL-3.0-or-later
// Order statistics against sorting and counting, histograms against sums, means against exact sums.
#include "algorithms/distribution.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "algorithms/cosine.h"
#include "tests/support/random.h"

using namespace crease;
using namespace crease::testing;

namespace {

Rational power_of_two(int exponent) {
  Rational value = 1;
  if (exponent >= 0) mpq_mul_2exp(value.get_mpq_t(), value.get_mpq_t(), static_cast<mp_bitcnt_t>(exponent));
  if (exponent < 0) mpq_div_2exp(value.get_mpq_t(), value.get_mpq_t(), static_cast<mp_bitcnt_t>(-exponent));
  return value;
}

Rational order(const Distribution& distribution, std::size_t k) {
  REQUIRE(distribution.order[k]);
  REQUIRE(distribution.order[k]->bounds.is_exact());
  return distribution.order[k]->bounds.lo;
}

}  // namespace

TEST_CASE("order statistics are values, and the definition counts them", "[distribution]") {
  const std::uint64_t seed = test_seed();
  for (int index = 0; index < scaled_cases(300); ++index) {
    CAPTURE(seed, index);
    Random random(seed, static_cast<std::uint64_t>(index));
    const int n = random.integer(1, 30), infinite = random.chance(0.3) ? random.integer(0, 20) : 0;
    std::vector<Rational> values;
    Sample<Rational> sample;
    for (int i = 0; i < n; ++i) {
      values.emplace_back(random.integer(0, 10), random.integer(1, 4));
      values.back().canonicalize();
      if (random.chance(0.1)) values.back() *= power_of_two(random.integer(-1000, 1000));
      sample.add(values.back());
    }
    for (int i = 0; i < infinite; ++i) sample.add(std::optional<Rational>());
    sample.add_missing();
    const Distribution distribution = sample.distribution({});
    const auto total = static_cast<std::size_t>(n + infinite);
    CHECK(distribution.count == total);
    CHECK(distribution.infinite == static_cast<std::size_t>(infinite));
    CHECK(distribution.missing == 1);
    for (std::size_t k = 0; k <= 4; ++k) {
      // The least value with at least k/4 of all values up to it.
      std::optional<Rational> expected;
      for (const Rational& value : values) {
        const auto below = static_cast<std::size_t>(
            std::count_if(values.begin(), values.end(), [&](const Rational& other) { return other <= value; }));
        if (4 * below >= k * total && (!expected || value < *expected)) expected = value;
      }
      REQUIRE(distribution.order[k].has_value() == expected.has_value());
      if (!expected) continue;
      CHECK(order(distribution, k) == *expected);
      CHECK(distribution.order[k]->exact == to_string(*expected));
    }
    Rational sum = 0;
    for (const Rational& value : values) sum += value;
    REQUIRE(distribution.mean.has_value() == (infinite == 0));
    if (infinite == 0) CHECK(distribution.mean->bounds == Enclosure{sum / n, sum / n});

    std::size_t counted = 0;
    for (const Bin& bin : distribution.histogram) {
      CHECK((bin.hi == 2 * bin.lo));
      const auto inside = std::count_if(values.begin(), values.end(), [&](const Rational& value) {
        return bin.lo == 0 ? value == 0 : bin.lo <= value && value < bin.hi;
      });
      CHECK(bin.count == static_cast<std::size_t>(inside));
      CHECK(bin.count > 0);
      counted += bin.count;
    }
    CHECK(counted == static_cast<std::size_t>(n));
  }
}

TEST_CASE("bins of one width: a value on an edge is in the bin above, the last edge in the last", "[distribution]") {
  Sample<Cosine> sample;
  // cos = -1, -1/2, 0, 1/2, 1 lie on edges; sqrt(1/4 +- tiny) beside one.
  const Rational tiny = power_of_two(-400);
  for (const Cosine& cosine : std::vector<Cosine>{{1, Rational(1, 4)},
                                                  {1, 1},
                                                  {-1, 1},
                                                  {0, 0},
                                                  {-1, Rational(1, 4)},
                                                  {1, Rational(1, 4) - tiny},
                                                  {1, Rational(1, 4) + tiny},
                                                  {-1, Rational(1, 4) + tiny}}) {
    sample.add(cosine);
  }
  const Distribution distribution = sample.distribution({Binning::Kind::kEqual, -1, 1, 4});
  REQUIRE(distribution.histogram.size() == 4);
  std::vector<std::size_t> counts;
  for (const Bin& bin : distribution.histogram) counts.push_back(bin.count);
  CHECK(counts == std::vector<std::size_t>{2, 1, 2, 3});
  CHECK(order(distribution, 0) == -1);
  CHECK(distribution.order[2]->bounds == Enclosure{0, 0});
  CHECK(order(distribution, 4) == 1);
  const Enclosure mean = distribution.mean->bounds;
  CHECK(mean.lo < mean.hi);
  CHECK(mean.lo <= Rational(1, 16));
  CHECK(mean.hi >= Rational(1, 16));
  CHECK(distribution.mean->exact.empty());
}

TEST_CASE("integers have a bin each", "[distribution]") {
  Sample<Rational> sample;
  for (const int value : {3, 3, 4, 7, 3}) sample.add(Rational(value));
  const Distribution distribution = sample.distribution({Binning::Kind::kIntegers, 0, 1, 0});
  CHECK(distribution.histogram == std::vector<Bin>{{3, 4, 3}, {4, 5, 1}, {7, 8, 1}});
}

TEST_CASE("parts put together tell what the whole does, and values of one double are told apart", "[distribution]") {
  const std::uint64_t seed = test_seed();
  const Rational tiny = power_of_two(-400);
  for (int index = 0; index < scaled_cases(100); ++index) {
    CAPTURE(seed, index);
    Random random(seed, static_cast<std::uint64_t>(index));
    Sample<Cosine> whole, parts[3];
    std::vector<Cosine> values;
    for (int i = random.integer(1, 40); i > 0; --i) {
      const Rational squared = Rational(random.integer(1, 3)) / 4 + tiny * random.integer(-2, 2);
      values.push_back({random.chance(0.5) ? 1 : -1, squared});
      whole.add(values.back());
      parts[random.integer(0, 2)].add(values.back());
    }
    parts[1].add_infinite();
    whole.add_infinite();
    parts[2].add_missing();
    whole.add_missing();
    for (int i : {1, 2}) parts[0].append(std::move(parts[i]));
    const Binning binning{Binning::Kind::kEqual, -1, 1, 4};
    const Distribution expected = whole.distribution(binning), found = parts[0].distribution(binning);
    CHECK(found.histogram == expected.histogram);
    CHECK((found.count == expected.count && found.infinite == 1 && found.missing == 1));
    std::sort(values.begin(), values.end(), [](const Cosine& a, const Cosine& b) { return compare(a, b) < 0; });
    for (std::size_t k = 0; k <= 4; ++k) {
      const std::size_t place = std::max<std::size_t>((expected.count * k + 3) / 4, 1) - 1;
      REQUIRE(found.order[k].has_value() == (place < values.size()));
      if (found.order[k]) CHECK(found.order[k]->exact == to_string(values[place]));
    }
  }
}

TEST_CASE("nothing, and only infinity", "[distribution]") {
  Sample<Rational> empty;
  empty.add_missing();
  const Distribution none = empty.distribution({});
  CHECK((none.count == 0 && none.missing == 1));
  CHECK_FALSE((none.order[0] || none.mean));
  Sample<Rational> far;
  far.add_infinite();
  const Distribution infinite = far.distribution({});
  CHECK((infinite.count == 1 && infinite.infinite == 1 && infinite.histogram.empty()));
  CHECK_FALSE((infinite.order[0] || infinite.mean));
}

TEST_CASE("values that are found when bounds do not tell", "[distribution]") {
  const std::uint64_t seed = test_seed();
  std::size_t found = 0, all = 0;
  for (int index = 0; index < scaled_cases(300); ++index) {
    CAPTURE(seed, index);
    Random random(seed, static_cast<std::uint64_t>(index));
    const Binning binning = random.pick(std::vector<Binning>{{}, {Binning::Kind::kEqual, 0, 4, 8}});
    std::vector<Rational> values;
    Sample<Rational> exact, bounded;
    for (int i = random.integer(1, 60); i > 0; --i) {
      // Some are equal, some lie on the edges of bins, some close to these.
      Rational value = Rational(random.integer(0, 16)) / 4;
      if (random.chance(0.3) && value < 4) value += Rational(1, 30);
      if (random.chance(0.2) && value > 0 && value < 4) value += power_of_two(-400) * random.integer(-2, 2);
      values.push_back(value);
      exact.add(value);
      DoubleBounds bounds = double_bounds(value);
      // Bounds that say less than they might.
      const double slack = random.pick(std::vector{0.0, 1e-12, 1e-3, 1.0, HUGE_VAL});
      if (slack > 0) bounds = {bounds.lo - slack * random.unit(), bounds.hi + slack * random.unit()};
      if (random.chance(0.8)) {
        bounded.add(bounds, values.size() - 1);
      } else {
        bounded.add(value);
      }
    }
    if (random.chance(0.2)) {
      exact.add_infinite();
      bounded.add_infinite();
    }
    const auto find = [&](std::uint64_t key) {
      ++found;
      return values[key];
    };
    all += values.size();
    const Distribution expected = exact.distribution(binning);
    const Distribution same = bounded.distribution(binning, {}, find);
    CHECK(same.count == expected.count);
    CHECK(same.histogram == expected.histogram);
    const Precision rough{64, [](const Enclosure& e) { return e.hi - e.lo <= Rational(1, 1000); }};
    const Distribution rounded = bounded.distribution(binning, rough, find);
    CHECK(rounded.histogram == expected.histogram);
    const auto check = [&](const std::optional<RealNumber>& told, const std::optional<RealNumber>& is) {
      REQUIRE(told.has_value() == is.has_value());
      if (!told) return;
      CHECK(told->bounds.lo <= is->bounds.lo);
      CHECK(told->bounds.hi >= is->bounds.hi);
      CHECK(rough.enough(told->bounds));
      CHECK((told->exact.empty() || told->exact == is->exact));
    };
    for (std::size_t k = 0; k <= 4; ++k) {
      CHECK(same.order[k].has_value() == expected.order[k].has_value());
      if (same.order[k]) CHECK(same.order[k]->exact == expected.order[k]->exact);
      check(rounded.order[k], expected.order[k]);
    }
    if (expected.mean) CHECK(same.mean->bounds == expected.mean->bounds);
    check(rounded.mean, expected.mean);
  }
  // Twice all values would be found for the means alone if bounds told nothing.
  CHECK(found < 4 * all);
  CHECK(found > 0);
}

TEST_CASE("bounds that tell everything leave nothing to find", "[distribution]") {
  Sample<Cosine> sample;
  for (int i = 0; i < 1000; ++i) {
    const double x = (i + 0.5) / 1000;
    sample.add(DoubleBounds{x - 1e-9, x + 1e-9}, static_cast<std::uint64_t>(i));
  }
  const auto find = [](std::uint64_t) -> Cosine { throw std::logic_error("there is no need for it"); };
  const Precision rough{64, [](const Enclosure& e) { return e.hi - e.lo <= Rational(1, 100000); }};
  const Distribution told = sample.distribution({Binning::Kind::kEqual, 0, 1, 20}, rough, find);
  for (const Bin& bin : told.histogram) CHECK(bin.count == 50);
  CHECK(told.order[2]->exact.empty());
  CHECK(nearest_double(told.order[2]->bounds.lo) == Approx(0.4995).margin(1e-8));
  CHECK(nearest_double(told.mean->bounds.hi) == Approx(0.5).margin(1e-8));
}

TEST_CASE("a mean that is too long is enclosed", "[distribution]") {
  const std::uint64_t seed = test_seed();
  CAPTURE(seed);
  Random random(seed);
  std::vector<Enclosure> numbers;
  Rational sum = 0;
  for (int i = 0; i < 600; ++i) {
    Rational value(random.integer(-1000000, 1000000), random.integer(1000000, 2000000) * 2 + 1);
    value.canonicalize();
    value *= power_of_two(random.integer(-300, 10));
    numbers.push_back({value, value});
    sum += value;
  }
  const Enclosure mean = mean_of(numbers, 80);
  CHECK_FALSE(mean.is_exact());
  CHECK(mean.lo <= sum / 600);
  CHECK(mean.hi >= sum / 600);
  CHECK(mean.hi - mean.lo <= power_of_two(20 - 80));
  CHECK(mpz_sizeinbase(mean.lo.get_den_mpz_t(), 2) < 1000);
  numbers.resize(20);
  CHECK(mean_of(numbers, 80).is_exact());
}
