// SPDX-License-Identifier: GPL-3.0-or-later
// Counting speed on random networks (box [-1,1]^d) and on arrangements with known counts; compare regions/s.
#include <benchmark/benchmark.h>

#include <functional>
#include <string>
#include <vector>

#include "algorithms/count.h"
#include "tests/support/arrangements.h"
#include "tests/support/networks.h"
#include "tests/support/random.h"
#include "tests/support/random_networks.h"

using namespace crease;

namespace {

struct Work {
  std::string name;
  std::function<Network()> network;
  std::function<Domain(std::size_t)> domain;
};

Domain unit_box(std::size_t n0) { return Domain::box(n0, -1, 1); }

Work he(int d, const std::vector<int>& widths) {
  std::string name = "he/" + std::to_string(d);
  for (const int width : widths) name += "-" + std::to_string(width);
  const auto network = [=] {
    testing::Random random(testing::test_seed());
    return testing::he_network(random, d, widths);
  };
  return {name, network, unit_box};
}

std::vector<Work> all_work() {
  return {
      he(2, {64, 64, 64, 1}),
      he(2, {32, 32, 32, 1}),
      he(3, {32, 32, 1}),
      he(5, {16, 16, 1}),
      {"resonance/6", [] { return testing::to_network(testing::resonance(6)); }, Domain::all},
      {"threshold/6", [] { return testing::to_network(testing::threshold(6)); }, Domain::all},
      {"zigzag/2-2-10", [] { return testing::zigzag(2, 2, 10); }, unit_box},
  };
}

void count(benchmark::State& state, const Work& work) {
  const Network network = work.network();
  const Domain domain = work.domain(network.input_dim());
  EnumerateOptions options;
  options.threads = static_cast<int>(state.range(0));
  RegionCount result;
  for (auto _ : state) result = count_regions(network, domain, options);
  const auto regions = static_cast<double>(result.activation_regions);
  state.counters["regions"] = regions;
  state.counters["regions/s"] = benchmark::Counter(regions, benchmark::Counter::kIsIterationInvariantRate);
}

}  // namespace

int main(int argc, char** argv) {
  for (const Work& work : all_work()) {
    benchmark::RegisterBenchmark(work.name.c_str(), [work](benchmark::State& state) { count(state, work); })
        ->ArgName("threads")
        ->Arg(1)
        ->Arg(2)
        ->UseRealTime()
        ->Unit(benchmark::kMillisecond);
  }
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::RunSpecifiedBenchmarks();
}
