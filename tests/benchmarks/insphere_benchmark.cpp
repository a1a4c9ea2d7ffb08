// SPDX-License-Identifier: GPL-3.0-or-later
// Inspheres of all regions of a network, certified, with the smallest and the largest; and of one polyhedron with many
// rows in 64 dimensions.
#include "tests/benchmarks/insphere_benchmark.h"

#include <benchmark/benchmark.h>

#include <cmath>
#include <string>
#include <vector>

#include "algorithms/region_inspheres.h"
#include "tests/benchmarks/work.h"

namespace crease::benchmarks {
namespace {

void run(benchmark::State& state, const Work& work, RowSet rows) {
  EnumerateOptions options;
  options.threads = static_cast<int>(state.range(0));
  double regions = 0, triaged = 0;
  for (auto _ : state) {
    for (const Network& network : work.networks) {
      InsphereSummary summary(network, work.domain, {BallNorm::kEuclidean, rows});
      for_each_region(network, work.domain, summary, options);
      regions += static_cast<double>(summary.num_regions());
      triaged += static_cast<double>(summary.num_by_triage());
    }
  }
  state.counters["regions"] = regions / static_cast<double>(state.iterations());
  state.counters["regions/s"] = benchmark::Counter(regions, benchmark::Counter::kIsRate);
  state.counters["by integers"] = regions - triaged;
}

void add(const std::string& name, const Work& work, RowSet rows, int threads) {
  benchmark::RegisterBenchmark((name + "/" + work.name).c_str(),
                               [=](benchmark::State& state) { run(state, work, rows); })
      ->ArgName("threads")
      ->Arg(threads)
      ->UseRealTime()
      ->Unit(benchmark::kMillisecond);
}

/// Rows with normals from a product of two layers of float weights, as those of a second layer are, around the origin,
/// and a box, without which so few rows seldom bound anything.
std::vector<FacetRow> large_polyhedron(std::size_t dim, std::size_t size) {
  testing::Random random(testing::test_seed());
  std::vector<FacetRow> rows;
  const auto weight = [&] { return exact_rational(static_cast<float>(random.gaussian())); };
  Matrix<Rational> first(dim, dim);
  for (std::size_t i = 0; i < dim; ++i) {
    for (std::size_t j = 0; j < dim; ++j) first(i, j) = weight();
  }
  for (std::size_t k = 0; k < size; ++k) {
    FacetRow& row = rows.emplace_back(FacetRow{std::vector<Rational>(dim), abs(weight())});
    for (std::size_t i = 0; i < dim; ++i) {
      const Rational w = weight();
      for (std::size_t j = 0; j < dim; ++j) row.normal[j] += w * first(i, j);
    }
  }
  for (std::size_t j = 0; j < dim; ++j) {
    for (const int side : {-1, 1}) {
      FacetRow& row = rows.emplace_back(FacetRow{std::vector<Rational>(dim), 1});
      row.normal[j] = side;
    }
  }
  return rows;
}

void add_large(std::size_t dim, std::size_t size, bool center) {
  const std::string name = "insphere/dimension-" + std::to_string(dim) + "-rows-" + std::to_string(size) + "-box" +
                           (center ? "-with-center" : "");
  benchmark::RegisterBenchmark(name.c_str(), [=](benchmark::State& state) {
    const std::vector<FacetRow> rows = large_polyhedron(dim, size);
    bool by_triage = false;
    for (auto _ : state) {
      const Insphere ball = insphere(rows, dim);
      benchmark::DoNotOptimize(ball.radius.enclosure());
      if (center) benchmark::DoNotOptimize(ball.center.coordinates());
      by_triage = ball.by_triage;
    }
    state.counters["by triage"] = by_triage;
  })->Unit(benchmark::kMillisecond);
}

}  // namespace

void add_insphere_benchmarks() {
  for (const Work& work : random_work()) {
    for (const int threads : {1, 2}) add("insphere", work, RowSet::kRegion, threads);
  }
  add("insphere-without-domain", random_work().front(), RowSet::kUnits, 1);
  add("insphere", {"zigzag/2-2-6", {testing::zigzag(2, 2, 6)}, Domain::box(2, -1, 1)}, RowSet::kRegion, 1);
  add_large(64, 100, false);
  add_large(64, 100, true);
}

}  // namespace crease::benchmarks
