// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/cell.h"
#include "core/cell_kernel.h"
#include "core/layer_stack.h"
#include "core/matrix.h"
#include "core/scaled_network.h"
#include "core/sign_statistics.h"

namespace crease {

/// A row that bounds a cell: a crease of a layer, a row of the domain, or the row at infinity (x0 >= 0).
struct BoundingRow {
  static constexpr int kDomain = -1;
  static constexpr int kInfinity = -2;
  int layer = kInfinity;
  std::uint32_t index = 0;  ///< crease of the layer, or row of the domain
  int side = 1;             ///< side * row >= 0 on the cell
};

/// A crease of a layer with its row in the form of kernel.h.
struct CreaseRow {
  int layer = 0;
  std::uint32_t crease = 0;
  const double* row = nullptr;
};

/// Values, bounds and masks of a row at the generators of a cell, as Kernel::evaluate gives them.
struct Evaluation {
  double* values;
  double* bounds;
  std::uint64_t* positive;
  std::uint64_t* negative;
  std::uint64_t* uncertain;
};

/// A cell cut by a row, its halves not yet put together.
struct Cut {
  kernel::Cell cell;  ///< the cell that was cut (possibly in another representation than the one given)
  Evaluation at;      ///< the row's values there; no sign is uncertain
  SignLists lists;
  kernel::Cell fresh;  ///< the generators the cut makes
  int slot = 0;        ///< where the row stands in the halves
};

/// One branch of the walk: rows of all layers, what stands in the slots of the cells' tight sets, memory for cells and
/// exact vectors, and the predicates, in stages: triage_x() may leave a sign uncertain, exact_x() uses integers, x() is
/// certain.
class Branch {
 public:
  Branch(const ScaledNetwork& network, const kernel::Kernel& kernel);
  /// The same rows and slots, nothing in memory yet.
  Branch(const Branch& other);
  Branch& operator=(const Branch&) = delete;

  const ScaledNetwork& network() const { return network_; }
  const Chart& chart() const { return network_.chart(); }
  const kernel::Kernel& kernel() const { return kernel_; }

  LayerStack& layers() { return layers_; }
  const LayerStack& layers() const { return layers_; }
  CellArena& arena() { return arena_; }
  ExactVectors& exact_vectors() { return exact_; }
  SignStatistics& signs() { return signs_; }

  const BoundingRow& bounding_row(int slot) const { return slots_[static_cast<std::size_t>(slot)]; }
  /// Puts a row into a slot and returns what stood there.
  BoundingRow exchange_slot(int slot, BoundingRow row);
  void set_side(int slot, int side) { slots_[static_cast<std::size_t>(slot)].side = side; }

  /// The row of a bounding row (without its side) in the form of kernel.h.
  void copy_row(const BoundingRow& row, double* out) const;
  /// The row of a bounding row (without its side) as primitive integers.
  const IntegerVector& exact_row(const BoundingRow& row);
  /// Generator g in integers, from the rows that vanish on it; kept with the cell. `context` has the generators of the
  /// cell that g's cell is part of (it tells the two directions of a line apart).
  const IntegerVector& exact_generator(const kernel::Cell& cell, int g, const kernel::Cell& context);
  const IntegerVector& exact_generator(const kernel::Cell& cell, int g) { return exact_generator(cell, g, cell); }

  /// The sign of a crease at a generator, in integers.
  int exact_sign(const kernel::Cell& cell, int g, const CreaseRow& crease);

  /// The sign of a crease at a generator, certain.
  int sign(const kernel::Cell& cell, int g, const CreaseRow& crease);

  /// The creases of a layer that may vanish at a generator though they stand in none of its slots (those that vanish
  /// throughout the cell included): bit c of word w of generator g at [g * words + w], words = creases / 64, rounded
  /// up.
  const std::uint64_t* doubtful_zeros(const kernel::Cell& cell, int l);
  /// Are there none?
  bool is_generic(const kernel::Cell& cell, int l);

  /// Signs of a row at all generators, as far as the filter can tell.
  Evaluation triage_evaluate(const kernel::Cell& cell, const double* row);
  /// The same with all signs certain.
  Evaluation evaluate(const kernel::Cell& cell, const CreaseRow& crease);

  /// On which sides of a crease a cell has generators, when the filter could not tell: certain (kernel::kPositive,
  /// kNegative).
  std::uint8_t sides(const kernel::Cell& cell, const CreaseRow& crease);

  /// Cuts a cell by a crease that has generators on both sides.
  Cut cut(const kernel::Cell& cell, const CreaseRow& crease);
  /// One half of it. Pre: the row stands in cut.slot.
  kernel::Cell assemble(const Cut& cut, int side);

 private:
  int sign_beyond_triage(const kernel::Cell& cell, int g, const CreaseRow& crease);
  int sign_of_uncertain(const kernel::Cell& cell, int g, const CreaseRow& crease, Evaluation& at);
  bool refine(kernel::Cell& cell, int g);
  void sharpen(Cut& cut, const CreaseRow& crease);
  SignLists sign_lists(const kernel::Cell& cell, const Evaluation& at);
  std::span<const kernel::Edge> edges(const kernel::Cell& cell, const SignLists& lists);

  const ScaledNetwork& network_;
  const kernel::Kernel& kernel_;
  LayerStack layers_;
  std::vector<BoundingRow> slots_;
  IntegerVector infinity_row_;
  Matrix<double> domain_rows_;  ///< the domain's rows and, last, the row at infinity, in the form of kernel.h
  CellArena arena_;
  ExactVectors exact_;
  SignStatistics signs_;
};

/// Calls f(i) for every bit i of the words that hold `size` bits.
template <typename F>
void for_each_bit(const std::uint64_t* words, int size, F&& f) {
  for (int w = 0; w * 64 < size; ++w) {
    for (std::uint64_t bits = words[w]; bits != 0; bits &= bits - 1) f(w * 64 + __builtin_ctzll(bits));
  }
}

}  // namespace crease
