// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <oneapi/tbb/task_arena.h>

namespace crease::tools {

/// Calls `work`, and gives what it returns; what it does side by side takes no more than so many threads (0: all).
template <typename Work>
auto with_threads(int threads, const Work& work) {
  tbb::task_arena arena(threads > 0 ? threads : tbb::task_arena::automatic);
  return arena.execute(work);
}

}  // namespace crease::tools
