// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace crease::benchmarks {

/// Registers the benchmarks of complexes and what is made of them.
void add_complex_benchmarks();

}  // namespace crease::benchmarks
