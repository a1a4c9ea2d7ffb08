// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lanes_avx512.h"

namespace {
constexpr bool kCertified = true;
}

#include "core/cell_kernel_loops.h"

namespace crease::kernel {
const Kernel kAvx512 = make_kernel("avx512");
}  // namespace crease::kernel
