// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include "core/integer_vector.h"

namespace crease {

/// An extreme ray of a cone with the slots of the rows that vanish on it.
struct ExactGenerator {
  IntegerVector vector;
  std::vector<bool> tight;
};

/// A full-dimensional polyhedral cone in R^m in integers, which may still contain lines: where the walk starts, before
/// enough rows have cut the space for every cell to be pointed (then kernel::Cell takes over, for speed).
class ExactCell {
 public:
  /// R^m, all of it lines.
  static ExactCell whole_space(int m);
  /// {x0 >= 0} in R^m with the point (1, 0, ..., 0), the remaining directions as lines; the row x0 has slot 0.
  static ExactCell affine_space(int m);

  int m() const { return m_; }
  const std::vector<IntegerVector>& lines() const { return lines_; }
  const std::vector<ExactGenerator>& generators() const { return generators_; }
  /// In which slots a row stands.
  const std::vector<bool>& slots() const { return slots_; }
  bool is_pointed() const { return lines_.empty(); }

  /// Does the row take positive, and negative, values on the cell?
  struct Sides {
    bool positive = false;
    bool negative = false;
  };
  Sides sides(const IntegerVector& row) const;

  /// A slot in which no row stands.
  std::size_t free_slot() const;

  /// The part where row >= 0 (side = 1) or row <= 0 (side = -1), the row standing in `slot`. Pre: sides() are both
  /// true.
  ExactCell half(const IntegerVector& row, int side, std::size_t slot) const;

 private:
  explicit ExactCell(int m) : m_(m) {}
  ExactCell half_across_line(const IntegerVector& row, int side, std::size_t slot, std::size_t line) const;

  void occupy(std::size_t slot);
  void release_unused_slots();

  int m_;
  std::vector<bool> slots_;
  std::vector<IntegerVector> lines_;
  std::vector<ExactGenerator> generators_;
};

}  // namespace crease
