// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/walker.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <stdexcept>

#include "algorithms/region_view.h"
#include "algorithms/walker_internal.h"

namespace crease {
namespace {

using kernel::Cell;

/// The clock is looked at once in so many cuts.
constexpr std::uint64_t kPollInterval = 512;

/// With a budget of time, which others wait for.
constexpr std::uint64_t kBudgetInterval = 64;

std::uint64_t poll_interval(const WalkBudget& budget) {
  const std::uint64_t interval = budget.time ? kBudgetInterval : kPollInterval;
  return budget.cuts ? std::min(interval, *budget.cuts) : interval;
}

constexpr std::uint64_t kEveryByte = 0x0101010101010101;
static_assert(kernel::kPositive == 1 && kernel::kNegative == 2 && kernel::kUncertain == 4);
static_assert(static_cast<int>(CreaseSign::kAbove) == kernel::kPositive && static_cast<int>(CreaseSign::kBelow) == 0);

}  // namespace

Walker::Walker(const WalkInput& input, WalkControl& control, WalkOutput& output)
    : input_(input), control_(control), output_(output), branch_(input.network, input.kernel) {
  std::size_t most_rows = 0;
  for (const ScaledLayer& layer : input.network.layers()) most_rows = std::max(most_rows, layer.num_rows());
  status_.resize(static_cast<std::size_t>(kernel::padded(static_cast<int>(most_rows))));
  generic_.resize(input.network.layers().size());
  poll_interval_ = poll_interval(input.subtree.budget);
}

void Walker::walk() {
  if (input_.subtree.turns.empty()) arrive();
  const ExactCell cell = domain_cell();
  const auto& rows = branch_.chart().domain_rows;
  const bool outside = input_.through && std::any_of(rows.begin(), rows.end(), [&](const IntegerVector& row) {
                         return sign_of_dot(row, *input_.through) < 0;
                       });
  if (!outside) enter_layer(cell, 0);
  if (!has_arrived_ && !control_.stopped()) throw std::invalid_argument("the turns lead to no subtree of this walk");
  control_.poll(output_.regions - reported_);
  output_.signs += branch_.signs();
}

Walker::CuttingCreases Walker::with_rows(int l, const std::uint32_t* creases, int size) {
  const int length = branch_.chart().m + kernel::kRowExtra;
  auto* rows = branch_.arena().allocate<const double*>(static_cast<std::size_t>(size));
  auto* entries = branch_.arena().allocate<double>(static_cast<std::size_t>(size) * static_cast<std::size_t>(length));
  for (int i = 0; i < size; ++i, entries += length) {
    branch_.layers().copy_row(l, creases[i], entries);
    rows[i] = entries;
  }
  return {creases, rows, size};
}

void Walker::enter_layer(const Cell& cell, int l) {
  if (l == branch_.layers().num_layers()) return leaf(cell);
  const bool was_generic = l > 0 && is_generic(l - 1);
  if (l > 0 && output_.visitor != nullptr && !was_generic && !has_groups(l - 1)) {
    set_generic(l - 1, branch_.is_generic(cell, l - 1));
  }
  branch_.layers().enter(l);
  const CellArena::Mark mark = branch_.arena().mark();
  split(cell, l, classify(cell, l));
  branch_.arena().release(mark);
  if (l > 0) set_generic(l - 1, was_generic);
}

/// Sets the signs of the creases of layer l that do not cut the cell, and returns the others.
Walker::CuttingCreases Walker::classify(const Cell& cell, int l) {
  const kernel::LayerRows rows = branch_.layers().rows(l);
  branch_.kernel().classify_layer(rows, cell, status_.data());
  branch_.signs().tests += static_cast<std::uint64_t>(rows.size) * static_cast<std::uint64_t>(cell.size);
  auto* cutting = branch_.arena().allocate<std::uint32_t>(static_cast<std::size_t>(rows.size));
  int size = 0;
  double* row = nullptr;
  std::vector<CreaseSign>& signs = branch_.layers().row_signs(l);
  // Where a cell is integral the filter calls zeros certain and says nothing of them; three arguments of a group meet
  // where two comparisons vanish, and the third does with them.
  bool generic = !cell.integral && !has_groups(l);
  for (std::uint32_t begin = 0; begin < static_cast<std::uint32_t>(rows.size); begin += 8) {
    // Eight at a time, unless the filter left one open or one vanishes. Signs of creases that cut mean nothing yet.
    // Behind the last row stands what a layer before left there.
    const bool whole = begin + 8 <= static_cast<std::uint32_t>(rows.size);
    std::uint64_t block;
    std::memcpy(&block, status_.data() + begin, 8);
    const std::uint64_t above = block & kEveryByte;
    const std::uint64_t below = (block >> 1) & kEveryByte;
    const std::uint64_t open = (block >> 2) & kEveryByte;
    if (whole && ((open & ~(above & below)) | (kEveryByte & ~(above | below))) == 0) {
      std::memcpy(signs.data() + begin, &above, 8);
      for (std::uint64_t both = above & below; both != 0; both &= both - 1) {
        cutting[size++] = begin + static_cast<std::uint32_t>(std::countr_zero(both)) / 8;
      }
      continue;
    }
    const std::uint32_t end = std::min(begin + 8, static_cast<std::uint32_t>(rows.size));
    for (std::uint32_t c = begin; c < end; ++c) {
      std::uint8_t status = status_[c];
      if (is_open(status) && branch_.layers().is_surely_zero(l, c)) status = 0;
      if (is_open(status)) {
        if (row == nullptr)
          row = branch_.arena().allocate<double>(static_cast<std::size_t>(rows.m + kernel::kRowExtra));
        branch_.layers().copy_row(l, c, row);
        status = branch_.sides(cell, {l, c, row});
        generic = generic && (cuts(status) || status == 0);
      }
      if (cuts(status)) {
        cutting[size++] = c;
      } else {
        signs[c] = sign_of_status(status);
      }
    }
  }
  set_generic(l, generic);
  return without_missed(l, with_rows(l, cutting, size));
}

void Walker::split(const Cell& cell, int l, CuttingCreases cutting) {
  if (cutting.size == 0) {
    branch_.layers().settle(l);
    return enter_layer(cell, l + 1);
  }
  if (!keep_going()) return;
  if (has_groups(l) && split_group(cell, l, cutting)) return;
  const CreaseRow crease{l, cutting.creases[0], cutting.rows[0]};
  if (cutting.size == 1 && only_counts() && is_last(l)) return count_two_leaves(cell, crease);
  if (hand_back()) return;
  const int only = only_side(l, crease.crease);

  const CellArena::Mark mark = branch_.arena().mark();
  const std::size_t known = branch_.exact_vectors().size();
  const Cut cut = branch_.cut(cell, crease);
  Half negative, positive;
  const BoundingRow before = branch_.exchange_slot(cut.slot, {l, crease.crease, 1});
  sort_out(cut, l, cutting, negative, positive);

  Pending pending{&positive, l, cutting, cut.slot, before, is_generic(l), false, path_.size(), nullptr};
  pending_.push_back(&pending);
  branch_.set_side(cut.slot, -1);
  if (only <= 0) walk(negative, l, cutting, CreaseSign::kBelow);
  branch_.set_side(cut.slot, 1);
  if (pending.task == nullptr) {
    pending.begun = true;
    if (only >= 0) walk(positive, l, cutting, CreaseSign::kAbove);
  } else {
    join(pending);
  }
  pending_.pop_back();
  branch_.exchange_slot(cut.slot, before);
  branch_.exact_vectors().resize(known);
  branch_.arena().release(mark);
}

int Walker::only_side(int l, std::uint32_t crease) {
  return input_.through ? sign_of_dot(branch_.layers().exact_row(l, crease), *input_.through) : 0;
}

/// Which of the remaining creases cut which half, before the halves are put together.
void Walker::sort_out(const Cut& cut, int l, CuttingCreases cutting, Half& negative, Half& positive) {
  const int rest = cutting.size - 1;
  negative.status = branch_.arena().allocate<std::uint8_t>(static_cast<std::size_t>(rest));
  positive.status = branch_.arena().allocate<std::uint8_t>(static_cast<std::size_t>(rest));
  branch_.kernel().classify_halves(cutting.rows + 1, rest, cut.cell, cut.at.positive, cut.at.negative, cut.fresh,
                                   positive.status, negative.status);
  branch_.signs().tests +=
      static_cast<std::uint64_t>(rest) * static_cast<std::uint64_t>(cut.cell.size + cut.fresh.size);
  prepare(negative, cut, l, cutting, -1);
  prepare(positive, cut, l, cutting, 1);
}

void Walker::prepare(Half& half, const Cut& cut, int l, CuttingCreases cutting, int side) {
  const auto assemble = [&] {
    if (!half.assembled) half.cell = branch_.assemble(cut, side);
    half.assembled = true;
  };
  for (int i = 0; i < cutting.size - 1; ++i) {
    if (is_open(half.status[i])) {
      assemble();
      branch_.set_side(cut.slot, side);
      half.status[i] = branch_.sides(half.cell, {l, cutting.creases[i + 1], cutting.rows[i + 1]});
      half.doubtful = half.doubtful || !cuts(half.status[i]);
    }
    half.cutting += cuts(half.status[i]);
  }
  const bool is_counted_leaf = only_counts() && is_last(l) && !has_groups(l) && half.cutting <= (all_bounded_ ? 1 : 0);
  if (!is_counted_leaf) return assemble();
  const auto no_ray = [&](const Cell& cell, std::span<const std::int32_t> generators) {
    return std::none_of(generators.begin(), generators.end(), [&](std::int32_t g) { return cell.x[g] == 0; });
  };
  half.bounded = all_bounded_ || (!branch_.chart().homogeneous && !branch_.chart().has_lineality() &&
                                  no_ray(cut.cell, side > 0 ? cut.lists.positive : cut.lists.negative) &&
                                  no_ray(cut.cell, cut.lists.zero));
}

void Walker::walk(const Half& half, int l, CuttingCreases cutting, CreaseSign sign) {
  const std::uint32_t side = sign == CreaseSign::kAbove ? 1 : 0;
  if (!is_on_way(side)) return;
  if (!half.assembled) {
    for (int i = 0; i <= half.cutting; ++i) count_leaf(half.bounded);
    return;
  }
  if (is_missed(half.cell)) return;
  CellArena& arena = branch_.arena();
  const CellArena::Mark mark = arena.mark();
  const std::size_t known = branch_.exact_vectors().size();
  std::vector<CreaseSign>& signs = branch_.layers().row_signs(l);
  signs[cutting.creases[0]] = sign;
  auto* creases = arena.allocate<std::uint32_t>(static_cast<std::size_t>(half.cutting));
  auto* rows = arena.allocate<const double*>(static_cast<std::size_t>(half.cutting));
  CuttingCreases still{creases, rows, 0};
  for (int i = 0; i < cutting.size - 1; ++i) {
    if (cuts(half.status[i])) {
      creases[still.size] = cutting.creases[i + 1];
      rows[still.size++] = cutting.rows[i + 1];
    } else {
      signs[cutting.creases[i + 1]] = sign_of_status(half.status[i]);
    }
  }
  const bool was_generic = is_generic(l);
  set_generic(l, was_generic && !half.doubtful && !half.cell.integral);
  turn(side);
  split(half.cell, l, still);
  turn_back();
  set_generic(l, was_generic);
  branch_.exact_vectors().resize(known);
  arena.release(mark);
}

// ------------------------------------------------------------------------------------------------------------------
// Leaves.

bool Walker::is_bounded(const Cell& cell) const {
  if (all_bounded_) return true;
  if (branch_.chart().homogeneous || branch_.chart().has_lineality()) return false;
  return std::none_of(cell.x, cell.x + cell.size, [](double x0) { return x0 == 0; });
}

void Walker::visit(const Region& region) {
  if (control_.stopped() || control_.take_regions(1) == 0) return;
  ++output_.regions;
  if (!output_.visitor->visit(region)) control_.stop(StopReason::kVisitor);
}

void Walker::count_leaf(bool bounded) {
  if (control_.take_regions(1) == 0) return;
  ++output_.regions;
  output_.bounded += bounded;
}

void Walker::leaf(const Cell& cell) {
  const bool bounded = is_bounded(cell);
  if (output_.visitor == nullptr) return count_leaf(bounded);
  visit(RegionView(*this, cell, bounded));
}

/// The last crease of the last layer: both halves are regions, and only their boundedness is of interest.
void Walker::count_two_leaves(const Cell& cell, const CreaseRow& crease) {
  bool below = is_bounded(cell), above = below;
  if (!below && !branch_.chart().homogeneous && !branch_.chart().has_lineality()) {
    // Between two points there is no ray: a half has one iff one of the cell's rays lies in it.
    const CellArena::Mark mark = branch_.arena().mark();
    const Evaluation at = branch_.evaluate(cell, crease);
    below = above = true;
    for (int g = 0; g < cell.size; ++g) {
      if (cell.x[g] != 0) continue;
      below = below && (at.positive[g / 64] >> (g % 64) & 1) != 0;
      above = above && (at.negative[g / 64] >> (g % 64) & 1) != 0;
    }
    branch_.arena().release(mark);
  }
  count_leaf(below);
  count_leaf(above);
}

bool Walker::keep_going() {
  if (control_.stopped()) return false;
  if (++since_poll_ >= poll_interval_) {
    control_.spend(since_poll_);
    since_poll_ = 0;
    control_.poll(output_.regions - reported_);
    reported_ = output_.regions;
  }
  if (control_.queue().wants_work()) give_work_away();
  return !control_.stopped();
}

// ------------------------------------------------------------------------------------------------------------------
// Subtrees.

void Walker::turn(std::uint32_t turn) {
  path_.push_back(turn);
  if (path_.size() == input_.subtree.turns.size()) arrive();
}

void Walker::arrive() {
  has_arrived_ = true;
  since_poll_ = 0;
  control_.begin_budget();
}

/// Once the budget is spent: leaves the cell at hand to others. Not where the walk began, so that every walk gets on.
bool Walker::hand_back() {
  if (!control_.is_spent() || path_.size() <= input_.subtree.turns.size()) return false;
  output_.rest.push_back(path_);
  return true;
}

}  // namespace crease
