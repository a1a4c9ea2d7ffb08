// SPDX-License-Identifier: GPL-3.0-or-later
// Max groups: a cell is split into one part for every argument that is the greatest somewhere, without cutting by what
// the others do among themselves.
#include <algorithm>

#include "algorithms/walker_internal.h"

namespace crease {

using kernel::Cell;

/// The arguments of a group that may be the greatest somewhere in a cell.
struct Walker::Contest {
  const MaxGroup* group = nullptr;
  std::vector<std::uint32_t> candidates;  ///< increasing; no two agree throughout the cell
  std::vector<std::uint32_t> open;        ///< rows of the group that cut the cell

  std::uint32_t row(std::uint32_t i, std::uint32_t k) const { return group->row(std::min(i, k), std::max(i, k)); }
  /// On this side of row(winner, other) the winner is greater.
  static int side(std::uint32_t winner, std::uint32_t other) { return winner < other ? 1 : -1; }
};

/// What is known of the group of the first row of a group in `cutting`; without a group when there is none.
Walker::Contest Walker::contest(int l, std::span<const std::uint32_t> cutting) {
  const ScaledLayer& layer = branch_.layers().layer(l);
  Contest contest;
  std::uint32_t index = CutRow::kNoGroup;
  for (const std::uint32_t row : cutting) {
    const std::uint32_t group = layer.cut_rows[row].group;
    if (index == CutRow::kNoGroup) index = group;
    if (group == index && group != CutRow::kNoGroup) contest.open.push_back(row);
  }
  if (index == CutRow::kNoGroup) return contest;
  const MaxGroup& group = layer.groups[index];
  contest.group = &group;
  std::vector<bool> is_open(group.size * (group.size - 1) / 2);
  for (const std::uint32_t row : contest.open) is_open[row - group.first_row] = true;
  std::vector<bool> loses(group.size);
  const std::vector<CreaseSign>& signs = branch_.layers().row_signs(l);
  std::uint32_t row = group.first_row;
  for (std::uint32_t i = 0; i < group.size; ++i) {
    for (std::uint32_t k = i + 1; k < group.size; ++k, ++row) {
      if (is_open[row - group.first_row]) continue;
      // Of two that agree throughout, the first one stands for both.
      loses[signs[row] == CreaseSign::kBelow ? i : k] = true;
    }
  }
  for (std::uint32_t k = 0; k < group.size; ++k) {
    if (!loses[k]) contest.candidates.push_back(k);
  }
  return contest;
}

/// Writes down that candidates are greater than the others: so it is in every part that a candidate wins.
void Walker::award(int l, const Contest& contest) {
  const auto is_candidate = [&](std::uint32_t k) { return std::ranges::binary_search(contest.candidates, k); };
  for (const std::uint32_t row : contest.open) {
    const CutRow& cut = branch_.layers().layer(l).cut_rows[row];
    if (is_candidate(cut.first) == is_candidate(cut.second)) continue;
    branch_.layers().row_signs(l)[row] = is_candidate(cut.first) ? CreaseSign::kAbove : CreaseSign::kBelow;
  }
}

/// Deals with the first group in `cutting`, and returns true; or, when the cell is to be cut between two of its
/// arguments, leaves no other rows of the group in `cutting`, this one first, and returns false. So it does when there
/// is no group.
bool Walker::split_group(const Cell& cell, int l, CuttingCreases& cutting) {
  const Contest contest = this->contest(l, {cutting.creases, static_cast<std::size_t>(cutting.size)});
  if (contest.group == nullptr) return false;
  award(l, contest);
  auto* creases = branch_.arena().allocate<std::uint32_t>(static_cast<std::size_t>(cutting.size));
  auto* rows = branch_.arena().allocate<const double*>(static_cast<std::size_t>(cutting.size));
  CuttingCreases rest{creases, rows, 0};
  const auto keep = [&](int i) {
    creases[rest.size] = cutting.creases[i];
    rows[rest.size++] = cutting.rows[i];
  };
  const bool is_duel = contest.candidates.size() == 2;
  for (int i = 0; is_duel && i < cutting.size; ++i) {
    if (cutting.creases[i] == contest.row(contest.candidates[0], contest.candidates[1])) keep(i);
  }
  for (int i = 0; i < cutting.size; ++i) {
    if (!std::ranges::binary_search(contest.open, cutting.creases[i])) keep(i);
  }
  if (is_duel) {
    cutting = rest;
    return false;
  }
  if (contest.candidates.size() == 1) {
    split(cell, l, rest);
  } else {
    for (const std::uint32_t winner : contest.candidates) split_off(cell, l, winner, contest, rest);
  }
  return true;
}

/// Walks the part of the cell where `winner` is the greatest, if there is one.
void Walker::split_off(const Cell& cell, int l, std::uint32_t winner, const Contest& contest, CuttingCreases rest) {
  if (!keep_going() || !is_on_way(winner)) return;
  turn(winner);
  if (hand_back()) return turn_back();
  CellArena& arena = branch_.arena();
  const CellArena::Mark mark = arena.mark();
  const std::size_t known = branch_.exact_vectors().size();
  const std::size_t pending = pending_.size();
  std::vector<CreaseSign>& signs = branch_.layers().row_signs(l);
  std::vector<Pending> cuts_made;
  cuts_made.reserve(contest.candidates.size());
  auto* entries = arena.allocate<double>(static_cast<std::size_t>(branch_.chart().m + kernel::kRowExtra));
  // A copy: what it learns of its exact generators is forgotten with them, before the next winner's turn.
  Cell part = copy_cell(arena, cell);
  bool is_empty = false;
  for (const std::uint32_t other : contest.candidates) {
    if (other == winner) continue;
    const std::uint32_t row = contest.row(winner, other);
    const int side = Contest::side(winner, other);
    branch_.layers().copy_row(l, row, entries);
    const std::uint8_t status = branch_.sides(part, {l, row, entries});
    is_empty = only_side(l, row) == -side || (status & (side > 0 ? kernel::kPositive : kernel::kNegative)) == 0;
    if (is_empty) break;
    signs[row] = side > 0 ? CreaseSign::kAbove : CreaseSign::kBelow;
    if (!cuts(status)) continue;
    const Cut cut = branch_.cut(part, {l, row, entries});
    // The other side is walked by the others' turns: for tasks this half is begun.
    cuts_made.push_back({nullptr,
                         l,
                         {},
                         cut.slot,
                         branch_.exchange_slot(cut.slot, {l, row, side}),
                         false,
                         true,
                         path_.size(),
                         nullptr});
    pending_.push_back(&cuts_made.back());
    part = branch_.assemble(cut, side);
    is_empty = is_missed(part);
    if (is_empty) break;
  }
  if (!is_empty) {
    auto* creases = arena.allocate<std::uint32_t>(static_cast<std::size_t>(rest.size));
    auto* rows = arena.allocate<const double*>(static_cast<std::size_t>(rest.size));
    CuttingCreases still{creases, rows, 0};
    for (int i = 0; i < rest.size; ++i) {
      const std::uint8_t status = branch_.sides(part, {l, rest.creases[i], rest.rows[i]});
      if (cuts(status)) {
        creases[still.size] = rest.creases[i];
        rows[still.size++] = rest.rows[i];
      } else {
        signs[rest.creases[i]] = sign_of_status(status);
      }
    }
    split(part, l, still);
  }
  turn_back();
  pending_.resize(pending);
  for (; !cuts_made.empty(); cuts_made.pop_back())
    branch_.exchange_slot(cuts_made.back().slot, cuts_made.back().before);
  branch_.exact_vectors().resize(known);
  arena.release(mark);
}

// ------------------------------------------------------------------------------------------------------------------
// The same in integers.

bool Walker::split_group(const ExactCell& cell, int l, std::vector<std::uint32_t>& cutting) {
  const Contest contest = this->contest(l, cutting);
  if (contest.group == nullptr) return false;
  award(l, contest);
  std::erase_if(cutting, [&](std::uint32_t row) { return std::ranges::binary_search(contest.open, row); });
  if (contest.candidates.size() == 2) {
    cutting.insert(cutting.begin(), contest.row(contest.candidates[0], contest.candidates[1]));
    return false;
  }
  if (contest.candidates.size() == 1) {
    split(cell, l, cutting);
  } else {
    for (const std::uint32_t winner : contest.candidates) split_off(cell, l, winner, contest, cutting);
  }
  return true;
}

void Walker::split_off(const ExactCell& cell, int l, std::uint32_t winner, const Contest& contest,
                       std::span<const std::uint32_t> rest) {
  if (!keep_going() || !is_on_way(winner)) return;
  turn(winner);
  if (hand_back()) return turn_back();
  std::vector<std::pair<int, BoundingRow>> slots_before;
  ExactCell part = cell;
  bool is_empty = false;
  for (const std::uint32_t other : contest.candidates) {
    if (other == winner) continue;
    const std::uint32_t row = contest.row(winner, other);
    const int side = Contest::side(winner, other);
    const IntegerVector& exact = branch_.layers().exact_row(l, row);
    const ExactCell::Sides sides = part.sides(exact);
    is_empty = only_side(l, row) == -side || !(side > 0 ? sides.positive : sides.negative);
    if (is_empty) break;
    branch_.layers().row_signs(l)[row] = side > 0 ? CreaseSign::kAbove : CreaseSign::kBelow;
    if (!sides.positive || !sides.negative) continue;
    const std::size_t slot = part.free_slot();
    const auto index = static_cast<int>(slot);
    slots_before.emplace_back(index, branch_.exchange_slot(index, {l, row, side}));
    part = part.half(exact, side, slot);
  }
  if (!is_empty) split(part, l, creases_that_cut(part, l, rest));
  turn_back();
  for (; !slots_before.empty(); slots_before.pop_back()) {
    branch_.exchange_slot(slots_before.back().first, slots_before.back().second);
  }
}

}  // namespace crease
