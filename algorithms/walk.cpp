// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/walk.h"

#include <tbb/info.h>
#include <tbb/task_arena.h>
#include <tbb/task_group.h>

#include <algorithm>
#include <stdexcept>
#include <string>

namespace crease {

namespace {

StopReason run(const WalkInput& input, const EnumerateOptions& options, WalkOutput& output) {
  const int cores = tbb::info::default_concurrency();
  const int wanted = options.threads > 0 ? std::min(options.threads, cores) : cores;
  const int threads = options.max_regions || input.through ? 1 : wanted;
  WalkControl control(options, input.subtree.budget);
  Walker walker(input, control, output);
  if (threads == 1) {
    walker.walk();
  } else {
    tbb::task_arena arena(threads);
    arena.execute([&] {
      tbb::task_group workers;
      for (int i = 1; i < threads; ++i) workers.run([&] { control.queue().work(); });
      try {
        walker.walk();
      } catch (...) {
        control.queue().close();
        workers.wait();
        throw;
      }
      control.queue().close();
      workers.wait();
    });
  }
  return control.reason();
}

}  // namespace

WalkInput walk_input(const Network& network, const Domain& domain, const kernel::Kernel& kernel) {
  return {network, domain, ScaledNetwork(network, domain), kernel, {}, {}, {}};
}

StopReason walk(const Network& network, const Domain& domain, const EnumerateOptions& options, WalkOutput& output,
                const kernel::Kernel& kernel) {
  WalkInput input = walk_input(network, domain, kernel);
  if (options.through) {
    if (options.through->size() != domain.dim()) {
      throw std::invalid_argument("a point with " + std::to_string(options.through->size()) +
                                  " coordinates in a domain of dimension " + std::to_string(domain.dim()));
    }
    input.through = input.network.chart().to_chart(*options.through);
  }
  return run(input, options, output);
}

StopReason walk_in_ball(const Network& network, const Domain& domain, const WalkBall& ball,
                        const EnumerateOptions& options, WalkOutput& output) {
  WalkInput input = walk_input(network, domain, kernel::best_kernel());
  input.ball.emplace(input.network.chart(), ball.center, ball.radius);
  return run(input, options, output);
}

StopReason walk(const WalkInput& input, const EnumerateOptions& options, WalkOutput& output) {
  return run(input, options, output);
}

}  // namespace crease
