// SPDX-License-Identifier: GPL-3.0-or-later
// The walk as such: order, threads, limits, cancellation, errors, and which stage decided the signs.
#include "algorithms/enumerate.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <stop_token>

#include "core/errors.h"
#include "tests/support/arrangements.h"
#include "tests/support/expect_counts.h"
#include "tests/support/networks.h"
#include "tests/support/random_networks.h"
#include "tests/support/recorder.h"

using namespace crease;
using namespace crease::testing;
using namespace std::chrono_literals;

namespace {

std::vector<std::string> patterns(const Network& network, const Domain& domain, int threads = 1) {
  PatternRecorder recorder;
  EnumerateOptions options;
  options.threads = threads;
  const EnumerateResult result = for_each_region(network, domain, recorder, options);
  CHECK(result.complete());
  CHECK(result.regions == recorder.patterns.size());
  return recorder.patterns;
}

Domain polytope(const Rows& rows) {
  const Layer shaped = layer(rows);
  return Domain::polytope(shaped.weights, shaped.bias);
}

/// Never splits, ends the walk after `limit` regions.
class Stopper : public RegionVisitor {
 public:
  explicit Stopper(std::uint64_t limit) : limit_(limit) {}
  bool visit(const Region&) override { return ++seen < limit_; }
  std::uint64_t seen = 0;

 private:
  std::uint64_t limit_;
};

const Network& many_regions() {
  static const Network network = zigzag(2, 2, 12);  // 16 million
  return network;
}

}  // namespace

TEST_CASE("the order of the regions depends on the input alone", "[enumerate]") {
  const std::uint64_t seed = test_seed();
  for (int index = 0; index < scaled_cases(60); ++index) {
    Random random(seed, static_cast<std::uint64_t>(index));
    const auto [network, domain] = random_case(random, random.integer(1, 4), static_cast<Degeneracy>(index % 11), 14);
    CAPTURE(seed, index, to_text(network), to_text(domain));
    const auto serial = patterns(network, domain);
    CHECK(patterns(network, domain) == serial);
    CHECK(patterns(network, domain, 2) == serial);
    CHECK(patterns(network, domain, 3) == serial);
  }
}

TEST_CASE("many threads give the regions of one, in its order", "[enumerate]") {
  Random random(test_seed());
  for (const auto& [network, domain] :
       {std::pair{zigzag(2, 2, 6), Domain::box(2, -1, 1)}, std::pair{to_network(resonance(5)), Domain::all(5)},
        std::pair{he_network(random, 2, {24, 24, 1}), Domain::all(2)},
        std::pair{he_network(random, 3, {12, 12, 1}), Domain::box(3, -1, 1)}}) {
    const auto serial = patterns(network, domain);
    CHECK(serial.size() > 500);
    for (const int threads : {2, 4, 0}) {
      CAPTURE(threads);
      CHECK(patterns(network, domain, threads) == serial);
      EnumerateOptions options;
      options.threads = threads;
      const RegionCount count = count_regions(network, domain, options);
      CHECK(count.activation_regions == serial.size());
    }
  }
}

TEST_CASE("no region is handed out twice", "[enumerate]") {
  Random random(test_seed());
  auto all = patterns(he_network(random, 3, {10, 10, 10, 1}), Domain::all(3), 2);
  std::sort(all.begin(), all.end());
  CHECK(std::adjacent_find(all.begin(), all.end()) == all.end());
}

TEST_CASE("max_regions stops after that many, and serially they are the first", "[enumerate]") {
  const Network network = zigzag(2, 2, 5);
  const Domain box = Domain::box(2, -1, 1);
  const auto serial = patterns(network, box);
  for (const std::uint64_t limit : {1ull, 2ull, 17ull, 1023ull}) {
    for (const int threads : {1, 2}) {
      CAPTURE(limit, threads);
      EnumerateOptions options;
      options.threads = threads;
      options.max_regions = limit;
      PatternRecorder recorder;
      const EnumerateResult result = for_each_region(network, box, recorder, options);
      CHECK(result.reason == StopReason::kMaxRegions);
      CHECK_FALSE(result.complete());
      CHECK(result.regions == limit);
      REQUIRE(recorder.patterns.size() == limit);
      if (threads == 1) CHECK(std::equal(recorder.patterns.begin(), recorder.patterns.end(), serial.begin()));
      const RegionCount count = count_regions(network, box, options);
      CHECK(count.reason == StopReason::kMaxRegions);
      CHECK(count.activation_regions == limit);
      CHECK(count.bounded_regions == limit);
    }
  }
  EnumerateOptions roomy;
  roomy.max_regions = 1025;
  CHECK(count_regions(network, box, roomy).complete());
}

TEST_CASE("a visitor ends the walk", "[enumerate]") {
  for (const std::uint64_t limit : {1ull, 5ull}) {
    Stopper stopper(limit);
    const EnumerateResult result = for_each_region(zigzag(2, 2, 5), Domain::box(2, -1, 1), stopper);
    CHECK(result.reason == StopReason::kVisitor);
    CHECK(result.regions == limit);
    CHECK(stopper.seen == limit);
  }
}

TEST_CASE("a visitor that does not split sees every region from any number of threads", "[enumerate]") {
  Stopper counter(1u << 30);
  EnumerateOptions options;
  options.threads = 2;
  CHECK(for_each_region(zigzag(2, 2, 5), Domain::box(2, -1, 1), counter, options).complete());
  CHECK(counter.seen == 1024);
}

TEST_CASE("a timeout gives a partial count", "[enumerate]") {
  for (const int threads : {1, 2}) {
    CAPTURE(threads);
    EnumerateOptions options;
    options.threads = threads;
    options.timeout = 50ms;
    const auto start = std::chrono::steady_clock::now();
    const RegionCount count = count_regions(many_regions(), Domain::box(2, -1, 1), options);
    CHECK(std::chrono::steady_clock::now() - start < 5s);
    CHECK(count.reason == StopReason::kTimeout);
    CHECK_FALSE(count.complete());
    CHECK(count.activation_regions < 16777216);
    CHECK(count.bounded_regions == count.activation_regions);
  }
}

TEST_CASE("cancellation gives a partial count", "[enumerate]") {
  std::stop_source source;
  EnumerateOptions options;
  options.stop = source.get_token();
  std::uint64_t reported = 0;
  options.progress = [&](const Progress& progress) {
    reported = progress.regions;
    CHECK(progress.elapsed.count() > 0);
    source.request_stop();
  };
  const RegionCount count = count_regions(many_regions(), Domain::box(2, -1, 1), options);
  CHECK(count.reason == StopReason::kCancelled);
  CHECK(count.activation_regions >= reported);
  CHECK(count.activation_regions < 16777216);

  // Requested beforehand.
  options.progress = nullptr;
  CHECK(count_regions(many_regions(), Domain::box(2, -1, 1), options).reason == StopReason::kCancelled);
}

TEST_CASE("domains that do not fit or have no interior are refused", "[enumerate]") {
  Stopper visitor(10);
  const Network network = xor_2d();
  CHECK_THROWS_AS(for_each_region(network, Domain::all(3), visitor), InvalidDomain);
  CHECK_THROWS_AS(count_regions(network, Domain::box(1, 0, 1)), InvalidDomain);
  for (const Rows& rows : {Rows{{1, 0, 0}, {-1, 0, 0}}, Rows{{1, 0, -1}, {-1, 0, 0}}, Rows{{0, 0, -1}},
                           Rows{{1, 0, 0}, {0, 1, 0}, {-1, -1, 0}}, Rows{{1, 0, 0}, {0, 1, 0}, {-1, -1, -1}},
                           Rows{{1, 1, 1}, {-2, -2, -2}, {1, 0, 5}}}) {
    CHECK_THROWS_AS(for_each_region(network, polytope(rows), visitor), InvalidDomain);
    CHECK_THROWS_AS(count_regions(network, polytope(rows)), InvalidDomain);
    // Without a unit that bends, too.
    CHECK_THROWS_AS(count_regions(from_text("2: identity[1 1 0]"), polytope(rows)), InvalidDomain);
  }
  Slice outside{{2, 0}, Matrix<Rational>(2, 1)};
  outside.directions(1, 0) = 1;
  CHECK_THROWS_AS(count_regions(network, Domain::box(2, -1, 1).sliced(outside)), InvalidDomain);
  CHECK(visitor.seen == 0);
  // A thin interior is an interior.
  const Rational thin = exact_rational(1e-300);
  CHECK(count_regions(network, polytope({{1, 0, 0}, {-1, 0, thin}})).activation_regions == 3);
}

TEST_CASE("the filter decides generic inputs, integers decide built ones", "[enumerate]") {
  Random random(test_seed());
  const RegionCount generic = count_regions(he_network(random, 2, {24, 24, 1}), Domain::box(2, -1, 1));
  CHECK(generic.signs.tests > 0);
  CHECK(generic.signs.exact * 1000 < generic.signs.tests);

  Integer power;
  mpz_ui_pow_ui(power.get_mpz_t(), 10, 40);
  const RegionCount thin = count_regions(sliver(Rational(Integer(1), power)), Domain::all(2));
  CHECK(thin.signs.exact > 0);

  const Rational huge = exact_rational(1e300), tiny = exact_rational(1e-300);
  const Network extreme(2, {layer({{huge, tiny, 1}, {tiny, huge, -1}, {huge, huge, tiny}})});
  CHECK(count_regions(extreme, Domain::all(2)).signs.exact > 0);
}

TEST_CASE("stop reasons have names", "[enumerate]") {
  CHECK(to_string(StopReason::kFinished) == "finished");
  CHECK(to_string(StopReason::kMaxRegions) == "max-regions");
  CHECK(to_string(StopReason::kTimeout) == "timeout");
  CHECK(to_string(StopReason::kCancelled) == "cancelled");
  CHECK(to_string(StopReason::kVisitor) == "visitor");
}
