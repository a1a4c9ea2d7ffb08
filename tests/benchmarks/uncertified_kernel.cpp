// SPDX-License-Identifier: GPL-3.0-or-later
// The kernel without its bounds: doubles taken at their word. It says what certification costs, and nothing else.
#include "core/lanes_avx512.h"

namespace {
constexpr bool kCertified = false;
}

#include "core/cell_kernel_loops.h"

namespace crease::kernel {
extern const Kernel kUncertifiedAvx512;
const Kernel kUncertifiedAvx512 = make_kernel("avx512, uncertified");
}  // namespace crease::kernel
