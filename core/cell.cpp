// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cell.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <string>

namespace crease {
namespace {

using kernel::Cell;
using kernel::kInflate;
using kernel::kUnderflow;
using kernel::kUnit;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// Integral generators stay below this one-norm, so that products with small rows stay exact.
constexpr double kLargestIntegral = 0x1p45;

int highest_slot(const ExactCell& cell) {
  std::size_t slots = 0;
  for (const ExactGenerator& generator : cell.generators()) {
    for (std::size_t k = 0; k < generator.tight.size(); ++k) {
      if (generator.tight[k]) slots = std::max(slots, k + 1);
    }
  }
  return static_cast<int>(slots);
}

double one_norm(const Cell& cell, int g) {
  double sum = 0;
  for (int j = 0; j < cell.m; ++j) sum += std::fabs(cell.x[j * cell.stride + g]);
  return sum;
}

/// Columns past the last generator repeat the first, so that vector loops see nothing new in them.
void fill_padding(Cell& cell) {
  for (int g = cell.size; g < cell.stride; ++g) {
    for (int j = 0; j < cell.m; ++j) cell.x[j * cell.stride + g] = cell.x[j * cell.stride];
    cell.s[g] = cell.s[0];
    cell.e[g] = cell.e[0];
  }
}

/// Sets s of an approximate generator; numbers that could overflow later, or are not numbers, give way to a generator
/// about which nothing is known.
void finish_approximate(Cell& cell, int g, bool homogeneous) {
  cell.s[g] = one_norm(cell, g) * kInflate + kUnderflow;
  // The negated comparison also catches NaN.
  if (!(cell.s[g] < kernel::kLargestGenerator && cell.e[g] < kernel::kLargestGenerator)) {
    for (int j = homogeneous ? 0 : 1; j < cell.m; ++j) cell.x[j * cell.stride + g] = 0;
    cell.s[g] = kernel::kLargestGenerator;
    cell.e[g] = kInfinity;
  }
}

/// Where the edge from generator p (value above zero) to n (value below) crosses the row, in integers; false when the
/// numbers grow too large.
bool interpolate_integral(const Cell& from, int p, int n, const double* values, Cell& to, int g) {
  auto a = static_cast<std::int64_t>(values[p]);
  auto b = static_cast<std::int64_t>(-values[n]);
  if (a != 1 && b != 1) {
    const std::int64_t divisor = std::gcd(a, b);
    a /= divisor;
    b /= divisor;
  }
  const auto weight_n = static_cast<double>(a);
  const auto weight_p = static_cast<double>(b);
  if (weight_n * from.s[n] + weight_p * from.s[p] >= kernel::kExactLimit) return false;
  std::int64_t divisor = 0;
  for (int j = 0; j < from.m; ++j) {
    const double x = weight_n * from.x[j * from.stride + n] + weight_p * from.x[j * from.stride + p];
    to.x[j * to.stride + g] = x;
    if (divisor != 1) divisor = std::gcd(divisor, static_cast<std::int64_t>(x));
  }
  if (divisor > 1) {
    const auto d = static_cast<double>(divisor);
    for (int j = 0; j < from.m; ++j) to.x[j * to.stride + g] /= d;
  }
  to.e[g] = 0;
  to.s[g] = one_norm(to, g);
  return to.s[g] < kLargestIntegral;
}

void set_bit(Cell& cell, int g, int slot) {
  cell.tight[(slot / 64) * cell.stride + g] |= std::uint64_t{1} << (slot % 64);
}

/// The ends of the edges in the form the kernels want: positive ones, then negative ones, each padded to the stride.
const std::int32_t* ends_of(CellArena& arena, std::span<const kernel::Edge> edges, int stride) {
  auto* ends = arena.allocate<std::int32_t>(2 * static_cast<std::size_t>(stride));
  for (int i = 0; i < stride; ++i) {
    const kernel::Edge& edge = edges[i < static_cast<int>(edges.size()) ? static_cast<std::size_t>(i) : 0];
    ends[i] = edge.positive;
    ends[stride + i] = edge.negative;
  }
  return ends;
}

double largest_norm(const Cell& cell) { return *std::max_element(cell.s, cell.s + cell.size); }

}  // namespace

/// Moves to a block with room for so many bytes.
void CellArena::next_block(std::size_t bytes) {
  while (at_.block < blocks_.size() && at_.used + bytes > blocks_[at_.block].size) at_ = {at_.block + 1, 0};
  if (at_.block < blocks_.size()) return;
  Block block;
  block.size = std::max<std::size_t>(bytes, std::size_t{1} << 18);
  block.bytes = std::make_unique_for_overwrite<std::byte[]>(block.size + 64);
  const auto address = reinterpret_cast<std::uintptr_t>(block.bytes.get());
  block.begin = block.bytes.get() + ((address + 63) / 64 * 64 - address);
  blocks_.push_back(std::move(block));
}

kernel::Cell CellArena::allocate_cell(int m, int words, int size) {
  if (words > kernel::kMaxWords) {
    throw std::length_error("a cell has more than " + std::to_string(64 * kernel::kMaxWords) + " facets");
  }
  Cell cell;
  cell.m = m;
  cell.words = words;
  cell.size = size;
  cell.stride = kernel::padded(size);
  const auto stride = static_cast<std::size_t>(cell.stride);
  const std::size_t doubles = static_cast<std::size_t>(m + 2) * stride;
  const std::size_t sets = static_cast<std::size_t>(words) * stride;
  // Vector stores may run up to kLanes doubles past the last column.
  auto* memory = allocate<std::byte>((doubles + sets + kernel::kLanes) * 8 + stride * sizeof(std::int32_t));
  cell.x = reinterpret_cast<double*>(memory);
  cell.s = cell.x + static_cast<std::size_t>(m) * stride;
  cell.e = cell.s + stride;
  cell.tight = reinterpret_cast<std::uint64_t*>(cell.e + stride);
  cell.exact = reinterpret_cast<std::int32_t*>(cell.tight + sets);
  return cell;
}

void copy_column(const kernel::Cell& from, int i, kernel::Cell& to, int k) {
  for (int j = 0; j < from.m; ++j) to.x[j * to.stride + k] = from.x[j * from.stride + i];
  to.s[k] = from.s[i];
  to.e[k] = from.e[i];
  to.exact[k] = from.exact[i];
  for (int w = 0; w < from.words; ++w) to.tight[w * to.stride + k] = from.tight[w * from.stride + i];
}

kernel::Cell make_cell(CellArena& arena, ExactVectors& exact, const ExactCell& source, bool homogeneous,
                       bool integral) {
  const auto& generators = source.generators();
  const int words = std::max(1, (highest_slot(source) + 63) / 64);
  Cell cell = arena.allocate_cell(source.m(), words, static_cast<int>(generators.size()));
  std::fill_n(cell.tight, static_cast<std::size_t>(words * cell.stride), 0);
  for (int g = 0; g < cell.size; ++g) {
    const ExactGenerator& generator = generators[static_cast<std::size_t>(g)];
    for (std::size_t k = 0; k < generator.tight.size(); ++k) {
      if (generator.tight[k]) set_bit(cell, g, static_cast<int>(k));
    }
    cell.exact[g] = -1;
    cell.e[g] = 0;
    for (int j = 0; j < cell.m; ++j) {
      const fmpz* entry = generator.vector[static_cast<std::size_t>(j)];
      integral = integral && fmpz_bits(entry) < 40;
      cell.x[j * cell.stride + g] = integral ? static_cast<double>(fmpz_get_si(entry)) : 0;
    }
    cell.s[g] = one_norm(cell, g);
  }
  cell.integral = integral;
  cell.s_max = integral ? largest_norm(cell) : kInfinity;
  if (!integral) {
    for (int g = 0; g < cell.size; ++g) {
      cell.exact[g] = static_cast<std::int32_t>(exact.size());
      exact.push_back(generators[static_cast<std::size_t>(g)].vector);
      set_from_exact(cell, g, exact.back(), homogeneous);
    }
  }
  fill_padding(cell);
  return cell;
}

void set_from_exact(kernel::Cell& cell, int g, const IntegerVector& vector, bool homogeneous) {
  const bool point = !homogeneous && !fmpz_is_zero(vector[0]);
  slong exponent = 0;
  double divisor = 1;
  if (point) {
    divisor = fmpz_get_d_2exp(&exponent, vector[0]);
  } else {
    for (std::size_t j = 0; j < vector.size(); ++j) {
      exponent = std::max(exponent, static_cast<slong>(fmpz_bits(vector[j])));
    }
  }
  double largest = 0;
  for (int j = 0; j < cell.m; ++j) {
    const double x = scaled_double(vector[static_cast<std::size_t>(j)], exponent) / divisor;
    cell.x[j * cell.stride + g] = x;
    largest = std::max(largest, std::fabs(x));
  }
  set_radius(cell, g, largest * 16 * kUnit, homogeneous);
}

void set_radius(kernel::Cell& cell, int g, double radius, bool homogeneous) {
  cell.e[g] = radius + kUnderflow;
  finish_approximate(cell, g, homogeneous);
  if (g == 0) fill_padding(cell);
}

kernel::Cell make_approximate(CellArena& arena, const kernel::Cell& cell, bool homogeneous) {
  Cell out = copy_cell(arena, cell);
  if (!cell.integral) return out;
  out.integral = false;
  out.s_max = kInfinity;
  for (int g = 0; g < out.size; ++g) {
    const double x0 = homogeneous ? 0 : out.x[g];
    double largest = 0;
    for (int j = 0; j < out.m; ++j) {
      double& entry = out.x[j * out.stride + g];
      if (x0 != 0) entry /= x0;
      largest = std::max(largest, std::fabs(entry));
    }
    out.e[g] = x0 != 0 ? 2 * kUnit * largest + kUnderflow : 0;
    finish_approximate(out, g, homogeneous);
  }
  fill_padding(out);
  return out;
}

kernel::Cell copy_cell(CellArena& arena, const kernel::Cell& cell) {
  Cell out = arena.allocate_cell(cell.m, cell.words, cell.size);
  out.s_max = cell.s_max;
  out.integral = cell.integral;
  const auto stride = static_cast<std::size_t>(cell.stride);
  std::copy_n(cell.x, static_cast<std::size_t>(cell.m) * stride, out.x);
  std::copy_n(cell.s, stride, out.s);
  std::copy_n(cell.e, stride, out.e);
  std::copy_n(cell.tight, static_cast<std::size_t>(cell.words) * stride, out.tight);
  std::copy_n(cell.exact, cell.size, out.exact);
  return out;
}

int free_slot(const kernel::Cell& cell) {
  for (int w = 0; w < cell.words; ++w) {
    std::uint64_t used = 0;
    for (int g = 0; g < cell.size; ++g) used |= cell.tight[w * cell.stride + g];
    if (~used != 0) return w * 64 + std::countr_one(used);
  }
  return cell.words * 64;
}

kernel::Cell widen(CellArena& arena, const kernel::Cell& cell) {
  Cell out = arena.allocate_cell(cell.m, cell.words + 1, cell.size);
  out.s_max = cell.s_max;
  out.integral = cell.integral;
  std::fill_n(out.tight, static_cast<std::size_t>(out.words * out.stride), 0);
  for (int g = 0; g < cell.size; ++g) copy_column(cell, g, out, g);
  fill_padding(out);
  return out;
}

kernel::Cell cross(CellArena& arena, const kernel::Kernel& kernel, const kernel::Cell& cell, bool homogeneous,
                   const double* values, const double* bounds, std::span<const kernel::Edge> edges, int slot) {
  Cell fresh = arena.allocate_cell(cell.m, cell.words, static_cast<int>(edges.size()));
  fresh.s_max = kInfinity;
  const std::int32_t* ends = ends_of(arena, edges, fresh.stride);
  kernel.cross_edges(cell, ends, ends + fresh.stride, values, bounds, homogeneous, fresh);
  kernel.mark_fresh(cell, ends, ends + fresh.stride, slot, fresh);
  return fresh;
}

bool cross_integral(CellArena& arena, const kernel::Kernel& kernel, const kernel::Cell& cell, const double* values,
                    std::span<const kernel::Edge> edges, int slot, kernel::Cell& fresh) {
  fresh = arena.allocate_cell(cell.m, cell.words, static_cast<int>(edges.size()));
  fresh.integral = true;
  for (int i = 0; i < fresh.size; ++i) {
    const auto [p, n] = edges[static_cast<std::size_t>(i)];
    if (!interpolate_integral(cell, p, n, values, fresh, i)) return false;
  }
  fill_padding(fresh);
  fresh.s_max = largest_norm(fresh);
  const std::int32_t* ends = ends_of(arena, edges, fresh.stride);
  kernel.mark_fresh(cell, ends, ends + fresh.stride, slot, fresh);
  return true;
}

kernel::Cell assemble(CellArena& arena, const kernel::Kernel& kernel, const kernel::Cell& cell,
                      std::span<const std::int32_t> own, std::span<const std::int32_t> zero, const kernel::Cell& fresh,
                      int slot) {
  const auto num_kept = static_cast<int>(own.size() + zero.size());
  Cell out = arena.allocate_cell(cell.m, cell.words, num_kept + fresh.size);
  out.integral = cell.integral;
  auto* kept = arena.allocate<std::int32_t>(static_cast<std::size_t>(kernel::padded(num_kept)));
  std::int32_t* end = std::copy(own.begin(), own.end(), kept);
  end = std::copy(zero.begin(), zero.end(), end);
  std::fill(end, kept + kernel::padded(num_kept), kept[0]);
  kernel.assemble(cell, kept, num_kept, fresh, out);
  for (int k = static_cast<int>(own.size()); k < num_kept; ++k) set_bit(out, k, slot);
  out.s_max = cell.integral ? largest_norm(out) : kInfinity;
  return out;
}

}  // namespace crease
