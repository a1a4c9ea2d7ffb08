// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "algorithms/enumerate.h"
#include "algorithms/open_ball.h"
#include "algorithms/walk_control.h"
#include "core/branch.h"
#include "core/exact_cell.h"

namespace crease {

/// A wall and the generators of a cell that lie on it, as bits.
struct TightWall {
  WallId wall = 0;
  bool stands_in_slot = false;  ///< else it is tangent to the cell, or a copy of one that does
  std::uint64_t* generators = nullptr;
  /// Of the greatest argument of a max group: where the group's walls begin and end. Generators may lie on it because
  /// of different arguments, so a face lies on it only with another one of these.
  WallId group_begin = 0, group_end = 0;
};

/// What RegionView::incidence needs again and again.
struct IncidenceScratch {
  std::vector<TightWall> tight_walls;
  std::vector<WallId> first_crease;           ///< of every layer; last, the first row of the domain
  std::vector<std::uint32_t> wall_of_crease;  ///< of one layer: where it stands in tight_walls
};

/// The way to a node of the walk: at every cut whose two sides are walked 0 for the one below and 1 for the one above,
/// at every max group that is split the number of its greatest argument. The walk is the same on every machine, so that
/// a part of it that one process leaves can be found again by another.
using Turns = std::vector<std::uint32_t>;

/// Where a walk begins, and when it hands back what is left; it makes one cut at least.
struct SubtreeInput {
  Turns turns;  ///< empty: the beginning
  WalkBudget budget = {};
};

/// What is walked.
struct WalkInput {
  const Network& original;
  const Domain& domain;
  ScaledNetwork network;
  const kernel::Kernel& kernel;
  std::optional<IntegerVector> through;  ///< in the chart: only regions around this point are walked
  /// Only regions that meet this ball are walked, and cells may extend beyond their regions where they are outside of
  /// it.
  std::optional<OpenBall> ball;
  SubtreeInput subtree = {};
};

/// What becomes of the regions.
struct WalkOutput {
  RegionVisitor* visitor = nullptr;  ///< gets every region; without one they are only counted
  std::uint64_t regions = 0;         ///< how many were handed out or counted
  std::uint64_t bounded = 0;         ///< without a visitor: how many are bounded
  SignStatistics signs;
  std::vector<Turns> rest;  ///< with a budget: where the walk has not been
};

/// The depth-first walk over the cells of a network: enters layer after layer and cuts with crease after crease.
///
/// On entering a layer all its creases are classified on the cell at once; only those that cut it are carried down, and
/// a crease that does not cut a cell is never looked at again below it. A thread that runs out of work is given the
/// shallowest half that another one has not begun; outputs are joined in the order of the serial walk.
class Walker {
 public:
  Walker(const WalkInput& input, WalkControl& control, WalkOutput& output);
  ~Walker();

  /// Walks everything. Throws InvalidDomain when the domain's interior is empty, std::invalid_argument when there is no
  /// subtree where the input's turns lead.
  void walk();

  const WalkInput& input() const { return input_; }
  Branch& branch() { return branch_; }
  /// Rows of the domain that never cut on the way to its cell: they may touch it, but stand in no slot.
  const std::vector<std::uint32_t>& slotless_domain_rows() const { return slotless_domain_rows_; }
  /// Is it certain, of the cell at hand, that creases of layer l vanish only at generators in whose tight sets they
  /// stand, or throughout? Then it holds for every cell inside it.
  bool is_generic(int l) const { return generic_[static_cast<std::size_t>(l)]; }
  IncidenceScratch& scratch() { return scratch_; }

 private:
  /// Creases of one layer that cut the cell at hand, with their rows in the form of kernel.h. With max groups: rows of
  /// the layer (CutRow), and those of groups may be of no account.
  struct CuttingCreases {
    const std::uint32_t* creases = nullptr;
    const double* const* rows = nullptr;
    int size = 0;
  };
  struct Half;
  struct Pending;
  struct Task;

  /// Walks the half of a task that was given away; the branch is that of `giver` where the half was cut.
  Walker(Walker& giver, const Pending& pending, WalkOutput& output);

  ExactCell domain_cell();
  template <typename F>
  void with_pointed(const ExactCell& cell, bool integral, F&& f);
  void enter_layer(const ExactCell& cell, int l);
  void split(const ExactCell& cell, int l, std::span<const std::uint32_t> cutting);
  std::vector<std::uint32_t> creases_that_cut(const ExactCell& cell, int l, std::span<const std::uint32_t> creases);

  void enter_layer(const kernel::Cell& cell, int l);
  void set_generic(int l, bool generic) { generic_[static_cast<std::size_t>(l)] = generic; }
  CuttingCreases classify(const kernel::Cell& cell, int l);
  CuttingCreases with_rows(int l, const std::uint32_t* creases, int size);
  void split(const kernel::Cell& cell, int l, CuttingCreases cutting);

  // Balls.
  CuttingCreases without_missed(int l, CuttingCreases cutting);
  bool is_missed(const kernel::Cell& cell);

  // Max groups.
  bool has_groups(int l) const { return branch_.layers().layer(l).has_groups(); }
  struct Contest;
  Contest contest(int l, std::span<const std::uint32_t> cutting);
  void award(int l, const Contest& contest);
  bool split_group(const kernel::Cell& cell, int l, CuttingCreases& cutting);
  bool split_group(const ExactCell& cell, int l, std::vector<std::uint32_t>& cutting);
  void split_off(const kernel::Cell& cell, int l, std::uint32_t winner, const Contest& contest, CuttingCreases rest);
  void split_off(const ExactCell& cell, int l, std::uint32_t winner, const Contest& contest,
                 std::span<const std::uint32_t> rest);

  void sort_out(const Cut& cut, int l, CuttingCreases cutting, Half& negative, Half& positive);
  void prepare(Half& half, const Cut& cut, int l, CuttingCreases cutting, int side);
  void walk(const Half& half, int l, CuttingCreases cutting, CreaseSign sign);
  void join(Pending& pending);

  /// Are regions counted without being looked at?
  bool only_counts() const { return output_.visitor == nullptr && !input_.through && !input_.ball; }
  /// The side of a crease on which all of the walk is to stay, or 0.
  int only_side(int l, std::uint32_t crease);
  bool is_last(int l) const { return l + 1 == branch_.layers().num_layers(); }
  bool is_bounded(const kernel::Cell& cell) const;
  void leaf(const ExactCell& cell);
  void leaf(const kernel::Cell& cell);
  void count_leaf(bool bounded);
  void count_two_leaves(const kernel::Cell& cell, const CreaseRow& crease);
  void visit(const Region& region);

  bool keep_going();
  void give_work_away();

  // Subtrees.
  bool is_on_way(std::uint32_t turn) const {
    const Turns& turns = input_.subtree.turns;
    return path_.size() >= turns.size() || turns[path_.size()] == turn;
  }
  void turn(std::uint32_t turn);
  void arrive();
  void turn_back() { path_.pop_back(); }
  bool hand_back();

  const WalkInput& input_;
  WalkControl& control_;
  WalkOutput& output_;
  Branch branch_;
  bool all_bounded_ = false;  ///< the domain is bounded, so every region is
  std::vector<std::uint32_t> slotless_domain_rows_;
  std::vector<bool> generic_;  ///< per layer, see is_generic()
  IncidenceScratch scratch_;
  BallScratch ball_scratch_;
  std::vector<std::uint8_t> status_;
  std::vector<Pending*> pending_;
  Turns path_;                ///< to the cell at hand
  bool has_arrived_ = false;  ///< at the subtree
  std::uint64_t poll_interval_ = 0;
  std::uint64_t since_poll_ = 0;
  std::uint64_t reported_ = 0;
};

}  // namespace crease
