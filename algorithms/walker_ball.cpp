// SPDX-License-Identifier: GPL-3.0-or-later
// Walks inside a ball: a crease whose hyperplane misses it is on one side of it, and a cell that misses it is left.
#include "algorithms/walker_internal.h"

namespace crease {

/// Sets the signs of those that miss the ball, and returns the others. In a cell that such a hyperplane would cut, only
/// the part on the ball's side holds anything to be found.
Walker::CuttingCreases Walker::without_missed(int l, CuttingCreases cutting) {
  if (!input_.ball || cutting.size == 0) return cutting;
  const auto size = static_cast<std::size_t>(cutting.size);
  auto* creases = branch_.arena().allocate<std::uint32_t>(size);
  auto* rows = branch_.arena().allocate<const double*>(size);
  CuttingCreases met{creases, rows, 0};
  branch_.signs().tests += size;
  for (int i = 0; i < cutting.size; ++i) {
    const std::uint32_t crease = cutting.creases[i];
    std::optional<int> side = input_.ball->triage_side(cutting.rows[i]);
    if (!side) {
      ++branch_.signs().exact;
      side = input_.ball->exact_side(branch_.layers().exact_row(l, crease));
    }
    if (*side == 0) {
      creases[met.size] = crease;
      rows[met.size++] = cutting.rows[i];
    } else {
      branch_.layers().row_signs(l)[crease] = *side > 0 ? CreaseSign::kAbove : CreaseSign::kBelow;
    }
  }
  return met;
}

/// Certain; false without a ball.
bool Walker::is_missed(const kernel::Cell& cell) {
  if (!input_.ball) return false;
  ++branch_.signs().tests;
  if (const std::optional<bool> meets = input_.ball->triage_meets(cell, ball_scratch_)) return !*meets;
  ++branch_.signs().exact;
  std::vector<IntegerVector> generators;
  for (int g = 0; g < cell.size; ++g) generators.push_back(branch_.exact_generator(cell, g));
  return !input_.ball->exact_meets(generators);
}

}  // namespace crease
