// SPDX-License-Identifier: GPL-3.0-or-later
// The beginning of the walk, in integers: the domain, and cells that contain lines.
#include <algorithm>
#include <numeric>

#include "algorithms/region_view.h"
#include "algorithms/walker_internal.h"
#include "core/errors.h"

namespace crease {
namespace {

using kernel::Cell;

unsigned status_of(ExactCell::Sides sides) {
  return unsigned{sides.positive} * kernel::kPositive | unsigned{sides.negative} * kernel::kNegative;
}

/// In dimension 1 a homogeneous cell has one facet, which carries no generator: such cells stay in integers.
bool has_fast_walk(const ExactCell& cell) { return cell.is_pointed() && cell.m() > 1; }

}  // namespace

/// Calls f with the cell in doubles (or small integers) unless the ball misses it, and cleans up.
template <typename F>
void Walker::with_pointed(const ExactCell& cell, bool integral, F&& f) {
  CellArena& arena = branch_.arena();
  ExactVectors& exact = branch_.exact_vectors();
  const CellArena::Mark mark = arena.mark();
  const std::size_t known = exact.size();
  const Cell pointed = make_cell(arena, exact, cell, branch_.chart().homogeneous, integral);
  if (!is_missed(pointed)) f(pointed);
  exact.resize(known);
  arena.release(mark);
}

ExactCell Walker::domain_cell() {
  const Chart& chart = branch_.chart();
  ExactCell cell = chart.homogeneous ? ExactCell::whole_space(chart.m) : ExactCell::affine_space(chart.m);
  for (std::size_t i = 0; i < chart.domain_rows.size(); ++i) {
    const IntegerVector& row = chart.domain_rows[i];
    if (row.is_zero()) continue;
    const ExactCell::Sides sides = cell.sides(row);
    if (!sides.positive) {
      throw InvalidDomain("the domain has no interior (its row " + std::to_string(i + 1) +
                          " leaves nothing full-dimensional); regions are counted in a full-dimensional domain, use a "
                          "slice to look at a lower-dimensional set");
    }
    if (!sides.negative) {
      slotless_domain_rows_.push_back(static_cast<std::uint32_t>(i));
      continue;
    }
    const std::size_t slot = cell.free_slot();
    branch_.exchange_slot(static_cast<int>(slot), {BoundingRow::kDomain, static_cast<std::uint32_t>(i), 1});
    cell = cell.half(row, 1, slot);
  }
  all_bounded_ = !chart.homogeneous && !chart.has_lineality() && cell.is_pointed() &&
                 std::all_of(cell.generators().begin(), cell.generators().end(),
                             [](const ExactGenerator& g) { return !fmpz_is_zero(g.vector[0]); });
  return cell;
}

void Walker::enter_layer(const ExactCell& cell, int l) {
  if (l == branch_.layers().num_layers()) return leaf(cell);
  if (has_fast_walk(cell)) {
    return with_pointed(cell, branch_.layers().layer(l).integral,
                        [&](const Cell& pointed) { enter_layer(pointed, l); });
  }
  branch_.layers().enter(l);
  generic_[static_cast<std::size_t>(l)] = false;
  std::vector<std::uint32_t> all(branch_.layers().layer(l).num_rows());
  std::iota(all.begin(), all.end(), 0u);
  split(cell, l, creases_that_cut(cell, l, all));
}

/// Sets the signs of the creases that do not cut the cell, and returns the others.
std::vector<std::uint32_t> Walker::creases_that_cut(const ExactCell& cell, int l,
                                                    std::span<const std::uint32_t> creases) {
  std::vector<std::uint32_t> cutting;
  for (const std::uint32_t c : creases) {
    const unsigned status = status_of(cell.sides(branch_.layers().exact_row(l, c)));
    if (cuts(status)) {
      cutting.push_back(c);
    } else {
      branch_.layers().row_signs(l)[c] = sign_of_status(status);
    }
  }
  return cutting;
}

void Walker::split(const ExactCell& cell, int l, std::span<const std::uint32_t> cutting) {
  if (has_fast_walk(cell)) {
    return with_pointed(cell, branch_.layers().layer(l).integral, [&](const Cell& pointed) {
      auto* creases = branch_.arena().allocate<std::uint32_t>(cutting.size());
      std::copy(cutting.begin(), cutting.end(), creases);
      split(pointed, l, with_rows(l, creases, static_cast<int>(cutting.size())));
    });
  }
  if (cutting.empty()) {
    branch_.layers().settle(l);
    return enter_layer(cell, l + 1);
  }
  if (!keep_going() || hand_back()) return;
  std::vector<std::uint32_t> rest(cutting.begin(), cutting.end());
  if (has_groups(l) && split_group(cell, l, rest)) return;
  // Creases across a line come first: after r independent ones no line is left, and the fast walk takes over.
  auto chosen = std::find_if(rest.begin(), rest.end(), [&](std::uint32_t c) {
    return std::any_of(cell.lines().begin(), cell.lines().end(), [&](const IntegerVector& line) {
      return sign_of_dot(branch_.layers().exact_row(l, c), line) != 0;
    });
  });
  if (chosen == rest.end()) chosen = rest.begin();
  const std::uint32_t crease = *chosen;
  rest.erase(chosen);
  const IntegerVector row = branch_.layers().exact_row(l, crease);
  const auto slot = static_cast<int>(cell.free_slot());
  const BoundingRow before = branch_.exchange_slot(slot, {});
  const int only = only_side(l, crease);
  for (const int side : {-1, 1}) {
    const std::uint32_t direction = side < 0 ? 0 : 1;
    if (only == -side || !is_on_way(direction)) continue;
    branch_.exchange_slot(slot, {l, crease, side});
    branch_.layers().row_signs(l)[crease] = side < 0 ? CreaseSign::kBelow : CreaseSign::kAbove;
    const ExactCell half = cell.half(row, side, static_cast<std::size_t>(slot));
    turn(direction);
    split(half, l, creases_that_cut(half, l, rest));
    turn_back();
  }
  branch_.exchange_slot(slot, before);
}

void Walker::leaf(const ExactCell& cell) {
  if (!has_fast_walk(cell)) {
    return output_.visitor == nullptr ? count_leaf(false) : visit(RegionView(*this, cell));
  }
  with_pointed(cell, false, [&](const Cell& pointed) { leaf(pointed); });
}

}  // namespace crease
