// SPDX-License-Identifier: GPL-3.0-or-later
// Complexes, with what 'crease count' makes of them: adjacency is 'crease count', faces is 'crease count --faces',
// geometry has exact coordinates and volumes. Compare regions/s with count/... in the same run.
#include "tests/benchmarks/complex_benchmark.h"

#include <benchmark/benchmark.h>

#include <string>

#include "algorithms/build_complex.h"
#include "algorithms/faces.h"
#include "algorithms/linear_regions.h"
#include "algorithms/measures.h"
#include "tests/benchmarks/work.h"

namespace crease::benchmarks {
namespace {

enum class Mode { kAdjacency, kFaces, kGeometry };

void run(benchmark::State& state, const Work& work, Mode mode) {
  ComplexOptions options;
  options.walk.threads = static_cast<int>(state.range(0));
  options.vertices = mode != Mode::kAdjacency;
  options.coordinates = mode == Mode::kGeometry;
  options.outputs = true;
  double regions = 0, bytes = 0;
  for (auto _ : state) {
    for (const Network& network : work.networks) {
      const ComplexResult result = build_complex(network, work.domain, options);
      const Complex& complex = result.complex;
      benchmark::DoNotOptimize(linear_regions(result));
      if (mode != Mode::kAdjacency) benchmark::DoNotOptimize(count_faces(complex));
      for (const RegionId region : complex.regions()) {
        if (mode == Mode::kGeometry) benchmark::DoNotOptimize(volume(complex, region));
      }
      regions += static_cast<double>(complex.num_regions());
      bytes += static_cast<double>(complex.bytes());
    }
  }
  state.counters["regions"] = regions / static_cast<double>(state.iterations());
  state.counters["regions/s"] = benchmark::Counter(regions, benchmark::Counter::kIsRate);
  state.counters["bytes/region"] = bytes / regions;
}

void add(const std::string& name, const Work& work, Mode mode, int threads) {
  benchmark::RegisterBenchmark((name + "/" + work.name).c_str(),
                               [=](benchmark::State& state) { run(state, work, mode); })
      ->ArgName("threads")
      ->Arg(threads)
      ->UseRealTime()
      ->Unit(benchmark::kMillisecond);
}

}  // namespace

void add_complex_benchmarks() {
  for (const Work& work : random_work()) {
    for (const int threads : {1, 2}) add("adjacency", work, Mode::kAdjacency, threads);
    add("faces", work, Mode::kFaces, 1);
  }
  add("geometry", he(2, {16, 16, 1}), Mode::kGeometry, 1);
  add("geometry", he(3, {8, 8, 1}), Mode::kGeometry, 1);
  const Work zigzag{"zigzag/2-2-10", {testing::zigzag(2, 2, 10)}, Domain::box(2, -1, 1)};
  for (const int threads : {1, 2}) add("adjacency", zigzag, Mode::kAdjacency, threads);
  add("faces", zigzag, Mode::kFaces, 1);
}

}  // namespace crease::benchmarks
