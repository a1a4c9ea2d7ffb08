// SPDX-License-Identifier: GPL-3.0-or-later
// Counting speed on random networks (He weights, biases N(0, 0.3), box [-1,1]^d) and on arrangements and deep networks
// with known counts. Every figure includes the reading of the network into the engine; compare regions/s.
#include <benchmark/benchmark.h>

#include <cstring>
#include <string>

#include "algorithms/count.h"
#include "algorithms/walk.h"
#include "tests/benchmarks/complex_benchmark.h"
#include "tests/benchmarks/insphere_benchmark.h"
#include "tests/benchmarks/work.h"

#ifdef CREASE_X86_KERNELS
namespace crease::kernel {
extern const Kernel kUncertifiedAvx512;
}
#endif

using namespace crease;
using namespace crease::benchmarks;

namespace {

class CountingVisitor : public RegionVisitor {
 public:
  bool visit(const Region&) override {
    ++regions_;
    return true;
  }
  std::unique_ptr<RegionVisitor> split() override { return std::make_unique<CountingVisitor>(); }
  void join(RegionVisitor& later) override { regions_ += static_cast<CountingVisitor&>(later).regions_; }

 private:
  std::uint64_t regions_ = 0;
};

enum class Mode { kCount, kVisit };

void run(benchmark::State& state, const Work& work, Mode mode, const kernel::Kernel& kernel) {
  EnumerateOptions options;
  options.threads = static_cast<int>(state.range(0));
  std::uint64_t regions = 0;
  SignStatistics signs;
  for (auto _ : state) {
    for (const Network& network : work.networks) {
      CountingVisitor visitor;
      WalkOutput output;
      if (mode == Mode::kVisit) output.visitor = &visitor;
      walk(network, work.domain, options, output, kernel);
      regions += output.regions;
      signs += output.signs;
    }
  }
  const auto all = static_cast<double>(regions);
  state.counters["regions"] = all / static_cast<double>(state.iterations());
  state.counters["regions/s"] = benchmark::Counter(all, benchmark::Counter::kIsRate);
  state.counters["signs/region"] = static_cast<double>(signs.tests) / all;
  state.counters["exact/million signs"] = 1e6 * static_cast<double>(signs.exact) / static_cast<double>(signs.tests);
}

void add(const std::string& name, const Work& work, Mode mode, const kernel::Kernel& kernel, int threads) {
  benchmark::RegisterBenchmark(name.c_str(), [=, &kernel](benchmark::State& state) { run(state, work, mode, kernel); })
      ->ArgName("threads")
      ->Arg(threads)
      ->UseRealTime()
      ->Unit(benchmark::kMillisecond);
}

}  // namespace

int main(int argc, char** argv) {
  const kernel::Kernel* kernels[3];
  const int num_kernels = kernel::available_kernels(kernels, 3);
  const kernel::Kernel& best = kernel::best_kernel();
  for (const Work& work : random_work()) {
    add("count/" + work.name, work, Mode::kCount, best, 1);
#ifdef CREASE_X86_KERNELS
    if (std::strcmp(best.name, "avx512") == 0) {
      add("uncertified/" + work.name, work, Mode::kCount, kernel::kUncertifiedAvx512, 1);
    }
#endif
    add("visit/" + work.name, work, Mode::kVisit, best, 1);
    add("count/" + work.name, work, Mode::kCount, best, 2);
    for (int k = 0; k + 1 < num_kernels; ++k) {
      add(std::string(kernels[k]->name) + "/" + work.name, work, Mode::kCount, *kernels[k], 1);
    }
  }
  for (const Work& work : known_work()) {
    add("count/" + work.name, work, Mode::kCount, best, 1);
    add("visit/" + work.name, work, Mode::kVisit, best, 1);
    add("count/" + work.name, work, Mode::kCount, best, 2);
  }
  add_complex_benchmarks();
  add_insphere_benchmarks();
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::RunSpecifiedBenchmarks();
}
