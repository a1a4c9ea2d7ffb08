// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "core/cell_kernel.h"
#include "core/exact_cell.h"
#include "core/integer_vector.h"

namespace crease {

/// Memory for the cells of one branch: taken in order, given back in reverse order.
class CellArena {
 public:
  struct Mark {
    std::size_t block = 0;
    std::size_t used = 0;
  };

  CellArena() = default;
  CellArena(const CellArena&) = delete;
  CellArena& operator=(const CellArena&) = delete;

  Mark mark() const { return at_; }
  void release(Mark mark) { at_ = mark; }

  void* allocate(std::size_t bytes) {
    bytes = (bytes + 63) / 64 * 64;
    if (at_.block == blocks_.size() || at_.used + bytes > blocks_[at_.block].size) next_block(bytes);
    std::byte* result = blocks_[at_.block].begin + at_.used;
    at_.used += bytes;
    return result;
  }

  /// `count` uninitialised values, aligned for any vector instruction.
  template <typename T>
  T* allocate(std::size_t count) {
    return static_cast<T*>(allocate(count * sizeof(T)));
  }

  /// A cell with room for `size` generators and their padding.
  kernel::Cell allocate_cell(int m, int words, int size);

 private:
  struct Block {
    std::unique_ptr<std::byte[]> bytes;
    std::byte* begin = nullptr;
    std::size_t size = 0;
  };
  void next_block(std::size_t bytes);

  std::vector<Block> blocks_;
  Mark at_;
};

/// Exact vectors of generators, addressed by Cell::exact; grows with a branch and shrinks when it is left.
using ExactVectors = std::vector<IntegerVector>;

/// Which generators of a cell lie where with respect to a row.
struct SignLists {
  std::span<const std::int32_t> positive, negative, zero;
};

/// A pointed cell in integers as a cell in doubles: integral when its numbers are small and `integral` is asked for,
/// otherwise approximate, with its exact vectors appended to `exact`.
kernel::Cell make_cell(CellArena& arena, ExactVectors& exact, const ExactCell& cell, bool homogeneous, bool integral);

/// The cell with every generator approximate.
kernel::Cell make_approximate(CellArena& arena, const kernel::Cell& cell, bool homogeneous);

/// The same cell in another arena.
kernel::Cell copy_cell(CellArena& arena, const kernel::Cell& cell);

/// Generator i of one cell as generator k of another.
void copy_column(const kernel::Cell& from, int i, kernel::Cell& to, int k);

/// A slot no generator is tight on, or 64 words when all are taken.
int free_slot(const kernel::Cell& cell);

/// The cell with room for 64 more slots.
kernel::Cell widen(CellArena& arena, const kernel::Cell& cell);

/// The generators that a row standing in `slot` makes where it crosses the edges of an approximate cell: values and
/// bounds are those of Kernel::evaluate, the edges those of Kernel::find_edges.
kernel::Cell cross(CellArena& arena, const kernel::Kernel& kernel, const kernel::Cell& cell, bool homogeneous,
                   const double* values, const double* bounds, std::span<const kernel::Edge> edges, int slot);

/// The same for an integral cell and exact values; false when the numbers grow too large, `fresh` is then of no use.
bool cross_integral(CellArena& arena, const kernel::Kernel& kernel, const kernel::Cell& cell, const double* values,
                    std::span<const kernel::Edge> edges, int slot, kernel::Cell& fresh);

/// One half of a cut: the generators `own` on one side, those in `zero` on the row, and the `fresh` ones.
kernel::Cell assemble(CellArena& arena, const kernel::Kernel& kernel, const kernel::Cell& cell,
                      std::span<const std::int32_t> own, std::span<const std::int32_t> zero, const kernel::Cell& fresh,
                      int slot);

/// Gives an approximate generator, whose entries were just set, its radius.
void set_radius(kernel::Cell& cell, int g, double radius, bool homogeneous);

/// Entry j of generator g as a double that approximates `vector` in the scaling of kernel::Cell.
void set_from_exact(kernel::Cell& cell, int g, const IntegerVector& vector, bool homogeneous);

}  // namespace crease
