// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace crease::benchmarks {

/// Registers the benchmarks of inscribed balls.
void add_insphere_benchmarks();

}  // namespace crease::benchmarks
