// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lanes_avx2.h"

namespace {
constexpr bool kCertified = true;
}

#include "core/cell_kernel_loops.h"

namespace crease::kernel {
const Kernel kAvx2 = make_kernel("avx2");
}  // namespace crease::kernel
