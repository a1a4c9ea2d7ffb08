// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lanes_portable.h"

namespace {
constexpr bool kCertified = true;
}

#include "core/cell_kernel_loops.h"

namespace crease::kernel {

const Kernel kPortable = make_kernel("portable");

int available_kernels(const Kernel** kernels, int capacity) {
  int count = 0;
  const auto add = [&](const Kernel& kernel) {
    if (count < capacity) kernels[count] = &kernel;
    ++count;
  };
  add(kPortable);
#ifdef CREASE_X86_KERNELS
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("popcnt")) {
    add(kAvx2);
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("avx512vpopcntdq")) {
      add(kAvx512);
    }
  }
#endif
  return count;
}

const Kernel& best_kernel() {
  static const Kernel& best = []() -> const Kernel& {
    const Kernel* kernels[3];
    return *kernels[available_kernels(kernels, 3) - 1];
  }();
  return best;
}

}  // namespace crease::kernel
