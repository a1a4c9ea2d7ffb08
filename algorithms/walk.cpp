// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/walk.h"

#include <tbb/info.h>
#include <tbb/task_arena.h>

namespace crease {

StopReason walk(const Network& network, const Domain& domain, const EnumerateOptions& options, WalkOutput& output) {
  const int threads = options.threads > 0 ? options.threads : tbb::info::default_concurrency();
  const WalkInput input{network, domain, ScaledNetwork(network, domain)};
  WalkControl control(options, threads);
  Walker walker(input, control, output);
  if (threads == 1) {
    walker.walk();
  } else {
    tbb::task_arena arena(threads);
    arena.execute([&] { walker.walk(); });
  }
  return control.reason();
}

}  // namespace crease
