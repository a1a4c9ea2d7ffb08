// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/branch.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <tuple>
#include <utility>

#include "core/refine.h"

namespace crease {
namespace {

using kernel::Cell;

/// A new generator with a radius beyond this part of its size is of no use: it is computed anew from its rows, first in
/// doubles, then in integers.
constexpr double kUseless = 0x1p-10;

/// Where a sign is uncertain, a generator with a radius beyond this part of its size is computed anew in doubles first.
constexpr double kBlunt = 0x1p-44;

/// An integer row in the form of kernel.h.
void set_row(const IntegerVector& vector, std::span<double> row) {
  const std::size_t m = vector.size();
  slong exponent = 0;
  for (std::size_t j = 0; j < m; ++j) exponent = std::max(exponent, static_cast<slong>(fmpz_bits(vector[j])));
  double norm = 0;
  for (std::size_t j = 0; j < m; ++j) {
    row[j] = scaled_double(vector[j], exponent);
    norm += std::fabs(row[j]);
  }
  row[m] = static_cast<double>(m + 6) * kernel::kUnit;
  row[m + 1] = 2 * norm;
  row[m + 2] = std::numeric_limits<double>::infinity();
}

/// Value and bound as Kernel::evaluate gives them, at one generator of an approximate cell.
std::pair<double, double> row_at_generator(const double* row, const Cell& cell, int g) {
  double value = 0;
  for (int j = 0; j < cell.m; ++j) value += row[j] * cell.x[j * cell.stride + g];
  return {value, row[cell.m] * cell.s[g] + row[cell.m + 1] * cell.e[g]};
}

}  // namespace

Branch::Branch(const ScaledNetwork& network, const kernel::Kernel& kernel)
    : network_(network),
      kernel_(kernel),
      layers_(network, kernel),
      slots_(64),
      infinity_row_(static_cast<std::size_t>(network.chart().m)),
      domain_rows_(network.chart().domain_rows.size() + 1,
                   static_cast<std::size_t>(network.chart().m + kernel::kRowExtra)) {
  fmpz_one(infinity_row_[0]);
  for (std::size_t i = 0; i < chart().domain_rows.size(); ++i) set_row(chart().domain_rows[i], domain_rows_.row(i));
  set_row(infinity_row_, domain_rows_.row(domain_rows_.rows() - 1));
}

Branch::Branch(const Branch& other)
    : network_(other.network_),
      kernel_(other.kernel_),
      layers_(other.layers_),
      slots_(other.slots_),
      infinity_row_(other.infinity_row_),
      domain_rows_(other.domain_rows_) {}

BoundingRow Branch::exchange_slot(int slot, BoundingRow row) {
  const auto index = static_cast<std::size_t>(slot);
  if (index >= slots_.size()) slots_.resize(index + 64);
  return std::exchange(slots_[index], row);
}

void Branch::copy_row(const BoundingRow& row, double* out) const {
  if (row.layer >= 0) return layers_.copy_row(row.layer, row.index, out);
  std::ranges::copy(domain_rows_.row(row.layer == BoundingRow::kDomain ? row.index : domain_rows_.rows() - 1), out);
}

// ------------------------------------------------------------------------------------------------------------------
// Integers.

const IntegerVector& Branch::exact_row(const BoundingRow& row) {
  if (row.layer == BoundingRow::kInfinity) return infinity_row_;
  if (row.layer == BoundingRow::kDomain) return chart().domain_rows[row.index];
  return layers_.exact_row(row.layer, row.index);
}

const IntegerVector& Branch::exact_generator(const Cell& cell, int g, const Cell& context) {
  if (cell.exact[g] >= 0) return exact_[static_cast<std::size_t>(cell.exact[g])];
  const auto m = static_cast<std::size_t>(cell.m);
  IntegerVector vector(m);
  if (cell.integral) {
    for (int j = 0; j < cell.m; ++j) {
      fmpz_set_si(vector[static_cast<std::size_t>(j)], static_cast<slong>(cell.x[j * cell.stride + g]));
    }
  } else {
    std::vector<const IntegerVector*> rows;
    int off = -1;  // a slot whose row does not vanish at g
    for (int w = 0; w < cell.words; ++w) {
      const std::uint64_t tight = cell.tight[w * cell.stride + g];
      for (std::uint64_t bits = tight; bits != 0; bits &= bits - 1) {
        rows.push_back(&exact_row(bounding_row(w * 64 + std::countr_zero(bits))));
      }
      std::uint64_t used = 0;
      if (w < context.words) {
        for (int i = 0; i < context.size; ++i) used |= context.tight[w * context.stride + i];
      }
      if ((used & ~tight) != 0) off = w * 64 + std::countr_zero(used & ~tight);
    }
    vector = nullspace_vector(rows, m);
    // The nullspace is a line; the cell lies on one side of it.
    int sign = chart().homogeneous ? 0 : fmpz_sgn(vector[0]);
    if (sign == 0) sign = bounding_row(off).side * sign_of_dot(exact_row(bounding_row(off)), vector);
    if (sign < 0) vector.negate();
  }
  cell.exact[g] = static_cast<std::int32_t>(exact_.size());
  exact_.push_back(std::move(vector));
  if (!cell.integral) {
    Cell writable = cell;
    set_from_exact(writable, g, exact_.back(), chart().homogeneous);
  }
  return exact_.back();
}

int Branch::exact_sign(const Cell& cell, int g, const CreaseRow& crease) {
  ++signs_.exact;
  const IntegerVector& row = layers_.exact_row(crease.layer, crease.crease);
  if (row.is_zero()) return 0;
  return sign_of_dot(row, exact_generator(cell, g));
}

// ------------------------------------------------------------------------------------------------------------------
// Signs.

Evaluation Branch::triage_evaluate(const Cell& cell, const double* row) {
  const auto stride = static_cast<std::size_t>(cell.stride);
  const std::size_t words = (stride + 63) / 64;
  auto* numbers = arena_.allocate<double>(2 * stride);
  auto* masks = arena_.allocate<std::uint64_t>(3 * words);
  const Evaluation at{numbers, numbers + stride, masks, masks + words, masks + 2 * words};
  kernel_.evaluate(row, cell, at.values, at.bounds, at.positive, at.negative, at.uncertain);
  signs_.tests += static_cast<std::uint64_t>(cell.size);
  return at;
}

const std::uint64_t* Branch::doubtful_zeros(const Cell& cell, int l) {
  const kernel::LayerRows rows = layers_.rows(l);
  const int words = (rows.size + 63) / 64;
  auto* zeros = arena_.allocate<std::uint64_t>(static_cast<std::size_t>(words) * static_cast<std::size_t>(cell.size));
  std::fill_n(zeros, words * cell.size, 0);
  kernel_.find_near_zero(rows, cell, zeros, words);
  signs_.tests += static_cast<std::uint64_t>(rows.size) * static_cast<std::uint64_t>(cell.size);
  for (int w = 0; w < cell.words; ++w) {
    for (int g = 0; g < cell.size; ++g) {
      for (std::uint64_t bits = cell.tight[w * cell.stride + g]; bits != 0; bits &= bits - 1) {
        const BoundingRow& row = bounding_row(w * 64 + std::countr_zero(bits));
        if (row.layer != l) continue;
        zeros[g * words + static_cast<int>(row.index / 64)] &= ~(std::uint64_t{1} << (row.index % 64));
      }
    }
  }
  return zeros;
}

bool Branch::is_generic(const Cell& cell, int l) {
  const CellArena::Mark mark = arena_.mark();
  const std::uint64_t* zeros = doubtful_zeros(cell, l);
  const auto words = (static_cast<std::ptrdiff_t>(layers_.layer(l).num_rows()) + 63) / 64 * cell.size;
  const bool none = std::all_of(zeros, zeros + words, [](std::uint64_t word) { return word == 0; });
  arena_.release(mark);
  return none;
}

int Branch::sign(const Cell& cell, int g, const CreaseRow& crease) {
  ++signs_.tests;
  const auto [value, bound] = row_at_generator(crease.row, cell, g);
  const bool is_exact = cell.integral && crease.row[cell.m + 2] * cell.s_max < kernel::kExactLimit;
  if (is_exact) return (value > 0) - (value < 0);
  if (value > bound) return 1;
  if (value < -bound) return -1;
  return sign_beyond_triage(cell, g, crease);
}

/// The certain sign of a row at a generator where the filter could not tell.
int Branch::sign_beyond_triage(const Cell& cell, int g, const CreaseRow& crease) {
  if (!cell.integral && cell.exact[g] < 0 && cell.e[g] > kBlunt * cell.s[g]) {
    Cell writable = cell;
    if (refine(writable, g)) {
      const auto [value, bound] = row_at_generator(crease.row, cell, g);
      if (value > bound) return 1;
      if (value < -bound) return -1;
    }
  }
  return exact_sign(cell, g, crease);
}

/// The same; brings the evaluation up to date.
int Branch::sign_of_uncertain(const Cell& cell, int g, const CreaseRow& crease, Evaluation& at) {
  const int sign = sign_beyond_triage(cell, g, crease);
  std::tie(at.values[g], at.bounds[g]) = row_at_generator(crease.row, cell, g);
  return sign;
}

Evaluation Branch::evaluate(const Cell& cell, const CreaseRow& crease) {
  Evaluation at = triage_evaluate(cell, crease.row);
  for_each_bit(at.uncertain, cell.size, [&](int g) {
    const int sign = sign_of_uncertain(cell, g, crease, at);
    if (sign > 0) at.positive[g / 64] |= std::uint64_t{1} << (g % 64);
    if (sign < 0) at.negative[g / 64] |= std::uint64_t{1} << (g % 64);
  });
  return at;
}

std::uint8_t Branch::sides(const Cell& cell, const CreaseRow& crease) {
  const CellArena::Mark mark = arena_.mark();
  Evaluation at = triage_evaluate(cell, crease.row);
  std::uint8_t status = 0;
  for_each_bit(at.positive, cell.size, [&](int) { status |= kernel::kPositive; });
  for_each_bit(at.negative, cell.size, [&](int) { status |= kernel::kNegative; });
  for_each_bit(at.uncertain, cell.size, [&](int g) {
    if (status == kernel::kCuts) return;
    const int sign = sign_of_uncertain(cell, g, crease, at);
    if (sign > 0) status |= kernel::kPositive;
    if (sign < 0) status |= kernel::kNegative;
  });
  arena_.release(mark);
  return status;
}

SignLists Branch::sign_lists(const Cell& cell, const Evaluation& at) {
  SignLists lists;
  std::int32_t* end = arena_.allocate<std::int32_t>(static_cast<std::size_t>(cell.size));
  const auto list = [&](std::span<const std::int32_t>& out, auto&& word_of) {
    std::int32_t* begin = end;
    for (int w = 0; w * 64 < cell.size; ++w) {
      for (std::uint64_t bits = word_of(w); bits != 0; bits &= bits - 1) *end++ = w * 64 + std::countr_zero(bits);
    }
    out = {begin, end};
  };
  list(lists.positive, [&](int w) { return at.positive[w]; });
  list(lists.negative, [&](int w) { return at.negative[w]; });
  list(lists.zero, [&](int w) {
    const int in_word = std::min(64, cell.size - w * 64);
    return ~(at.positive[w] | at.negative[w]) & (~std::uint64_t{0} >> (64 - in_word));
  });
  return lists;
}

bool Branch::refine(Cell& cell, int g) {
  const CellArena::Mark mark = arena_.mark();
  const auto length = static_cast<std::size_t>(cell.m + kernel::kRowExtra);
  const std::size_t most = static_cast<std::size_t>(cell.words) * 64;
  auto* rows = arena_.allocate<const double*>(most);
  std::size_t size = 0;
  for (int w = 0; w < cell.words; ++w) {
    for (std::uint64_t bits = cell.tight[w * cell.stride + g]; bits != 0; bits &= bits - 1) {
      auto* entries = arena_.allocate<double>(length);
      copy_row(bounding_row(w * 64 + std::countr_zero(bits)), entries);
      rows[size++] = entries;
    }
  }
  const bool refined = refine_generator(cell, g, {rows, size}, chart().homogeneous);
  arena_.release(mark);
  return refined;
}

// ------------------------------------------------------------------------------------------------------------------
// Cuts.

std::span<const kernel::Edge> Branch::edges(const Cell& cell, const SignLists& lists) {
  const std::size_t pairs = lists.positive.size() * lists.negative.size();
  auto* sets = arena_.allocate<std::uint64_t>(lists.negative.size());
  auto* edges = arena_.allocate<kernel::Edge>(pairs + kernel::kLanes);
  const int count = kernel_.find_edges(cell, lists.positive.data(), static_cast<int>(lists.positive.size()),
                                       lists.negative.data(), static_cast<int>(lists.negative.size()), sets, edges);
  return {edges, static_cast<std::size_t>(count)};
}

Cut Branch::cut(const Cell& cell, const CreaseRow& crease) {
  const bool homogeneous = chart().homogeneous;
  Cut cut;
  cut.cell = cell;
  cut.at = evaluate(cell, crease);
  cut.lists = sign_lists(cell, cut.at);
  cut.slot = free_slot(cell);
  if (cut.slot == cell.words * 64) cut.cell = widen(arena_, cell);
  if (static_cast<std::size_t>(cut.slot) >= slots_.size()) slots_.resize(static_cast<std::size_t>(cut.slot) + 64);
  const std::span<const kernel::Edge> edges = this->edges(cut.cell, cut.lists);
  if (cell.integral) {
    const bool row_is_exact = crease.row[cell.m + 2] * cell.s_max < kernel::kExactLimit;
    if (row_is_exact && cross_integral(arena_, kernel_, cut.cell, cut.at.values, edges, cut.slot, cut.fresh))
      return cut;
    cut.cell = make_approximate(arena_, cut.cell, homogeneous);
    // The signs are known; values and bounds of the new representation are wanted.
    const Evaluation at = triage_evaluate(cut.cell, crease.row);
    cut.at.values = at.values;
    cut.at.bounds = at.bounds;
  }
  cut.fresh = cross(arena_, kernel_, cut.cell, homogeneous, cut.at.values, cut.at.bounds, edges, cut.slot);
  sharpen(cut, crease);
  return cut;
}

/// Gives new generators a radius that is good for something.
void Branch::sharpen(Cut& cut, const CreaseRow& crease) {
  const BoundingRow before = exchange_slot(cut.slot, {crease.layer, crease.crease, 1});
  for (int i = 0; i < cut.fresh.size; ++i) {
    if (cut.fresh.e[i] <= kUseless * cut.fresh.s[i]) continue;
    refine(cut.fresh, i);
    if (cut.fresh.e[i] > kUseless * cut.fresh.s[i]) exact_generator(cut.fresh, i, cut.cell);
  }
  exchange_slot(cut.slot, before);
}

Cell Branch::assemble(const Cut& cut, int side) {
  return crease::assemble(arena_, kernel_, cut.cell, side > 0 ? cut.lists.positive : cut.lists.negative, cut.lists.zero,
                          cut.fresh, cut.slot);
}

}  // namespace crease
