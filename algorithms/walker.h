// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "algorithms/enumerate.h"
#include "algorithms/walk_control.h"
#include "core/cell.h"
#include "core/exact_cell.h"
#include "core/layer_stack.h"
#include "core/scaled_network.h"

namespace crease {

/// A row that bounds a cell: a crease of a layer, a row of the domain, or the row at infinity (x0 >= 0).
struct BoundingRow {
  static constexpr int kDomain = -1;
  static constexpr int kInfinity = -2;
  int layer = kInfinity;
  std::uint32_t index = 0;  ///< crease of the layer, or row of the domain
  int side = 1;             ///< side * row >= 0 on the cell
};

/// What is walked.
struct WalkInput {
  const Network& original;
  const Domain& domain;
  ScaledNetwork network;
};

/// What becomes of the regions: exactly one of the two.
struct WalkOutput {
  RegionVisitor* visitor = nullptr;  ///< gets every region, geometry included
  std::uint64_t regions = 0;         ///< how many were handed out or counted
  std::uint64_t bounded = 0;         ///< without a visitor: how many are bounded
  SignStatistics signs;
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

  /// Walks everything. Throws InvalidDomain when the domain's interior is empty.
  void walk();

  // What a region needs to know about the leaf the walk stands at.
  const Network& original() const { return input_.original; }
  const Domain& domain() const { return input_.domain; }
  const ScaledNetwork& network() const { return network_; }
  LayerStack& layers() { return layers_; }
  const kernel::Kernel& kernel() const { return kernel_; }
  const BoundingRow& bounding_row(int slot) const { return slots_[static_cast<std::size_t>(slot)]; }
  /// The inward or outward row (up to `side`) as primitive integers.
  const IntegerVector& exact_row(const BoundingRow& row);
  /// Generator g in integers.
  const IntegerVector& exact_generator(const kernel::Cell& cell, int g);
  /// The exact sign of a crease at a generator.
  int exact_sign(const kernel::Cell& cell, int g, int layer, std::uint32_t crease);

 private:
  /// Creases of one layer that cut the cell at hand, with their rows in the form of kernel.h.
  struct CuttingCreases {
    const std::uint32_t* creases = nullptr;
    const double* const* rows = nullptr;
    int size = 0;
  };
  /// The half of a cut that is walked second, while the first is being walked.
  struct Pending;
  struct Task;

  void enter_layer(const ExactCell& cell, int l);
  void split(const ExactCell& cell, int l, std::span<const std::uint32_t> cutting);
  std::vector<std::uint32_t> creases_that_cut(const ExactCell& cell, int l, std::span<const std::uint32_t> creases);
  void enter_layer(const kernel::Cell& cell, int l);
  void split(const kernel::Cell& cell, int l, CuttingCreases cutting);
  void walk_half(const kernel::Cell& half, int l, CuttingCreases cutting, CreaseSign sign);

  CuttingCreases with_rows(int l, const std::uint32_t* creases, int size);
  void start();
  void leaf(const ExactCell& cell);
  void leaf(const kernel::Cell& cell);
  void count_two_leaves(const kernel::Cell& cell, const double* row, int l, std::uint32_t crease);
  void visit(const Region& region);
  bool is_bounded(const kernel::Cell& cell) const;

  struct Evaluation {
    double* values;
    double* bounds;
    std::uint64_t* positive;
    std::uint64_t* negative;
    std::uint64_t* uncertain;
  };
  Evaluation triage_evaluate(const kernel::Cell& cell, const double* row);
  int sign_of_uncertain(const kernel::Cell& cell, int g, const double* row, int l, std::uint32_t crease,
                        Evaluation& evaluation);
  Evaluation evaluate(const kernel::Cell& cell, const double* row, int l, std::uint32_t crease);
  SignLists sign_lists(const kernel::Cell& cell, const Evaluation& evaluation);
  std::uint8_t resolve(const kernel::Cell& cell, const double* row, int l, std::uint32_t crease);
  void sharpen(Halves& halves, int l, std::uint32_t crease, int slot);
  bool refine(kernel::Cell& cell, int g);
  Halves cut_cell(kernel::Cell cell, const double* row, int l, std::uint32_t crease, int& slot);
  void set_sign(int l, std::uint32_t crease, std::uint8_t status);
  std::span<const kernel::Edge> edges_between(const kernel::Cell& cell, const SignLists& lists);

  void give_work_away();
  bool keep_going();

  const WalkInput& input_;
  const ScaledNetwork& network_;
  WalkControl& control_;
  WalkOutput& output_;
  const kernel::Kernel& kernel_;
  LayerStack layers_;
  CellArena arena_;
  ExactVectors exact_;
  std::vector<BoundingRow> slots_;
  std::vector<std::uint8_t> status_;
  std::vector<Pending*> pending_;
  IntegerVector infinity_row_;
  Matrix<double> domain_rows_;  ///< the domain's rows and, last, the row at infinity, in the form of kernel.h
  bool all_bounded_ = false;  ///< the domain is bounded, so every region is
  int since_poll_ = 0;
  std::uint64_t reported_ = 0;
};

}  // namespace crease
