// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cell.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <numeric>

namespace crease {
namespace {

using kernel::Cell;
using kernel::kInflate;
using kernel::kUnderflow;
using kernel::kUnit;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// Coordinates beyond this could overflow in a dot product; such generators are left to integers.
constexpr double kLargest = 0x1p400;

/// Integral generators stay below this one-norm, so that products with small rows stay exact.
constexpr double kLargestIntegral = 0x1p45;

/// Directions are kept between these sizes by exact powers of two.
constexpr double kSmallDirection = 0x1p-20;
constexpr double kLargeDirection = 0x1p20;

std::size_t rounded_up(std::size_t bytes) { return (bytes + 63) / 64 * 64; }

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

/// Sets s of an approximate generator and makes sure that its numbers cannot overflow later.
void finish_approximate(Cell& cell, int g) {
  const double norm = one_norm(cell, g);
  // The negated comparison also catches NaN.
  if (!(norm < kLargest && cell.e[g] < kLargest)) {
    for (int j = 0; j < cell.m; ++j) {
      double& entry = cell.x[j * cell.stride + g];
      if (!(std::fabs(entry) < kLargest)) entry = 0;
    }
    cell.s[g] = kLargest;
    cell.e[g] = kInfinity;
    return;
  }
  cell.s[g] = norm * kInflate + kUnderflow;
}

/// Scales a direction by a power of two to a size near 1.
void normalise_direction(Cell& cell, int g) {
  double largest = 0;
  for (int j = 0; j < cell.m; ++j) largest = std::max(largest, std::fabs(cell.x[j * cell.stride + g]));
  if (!(largest < kSmallDirection || largest > kLargeDirection) || largest == 0 || !(largest < kInfinity)) return;
  const int exponent = -std::ilogb(largest);
  for (int j = 0; j < cell.m; ++j) {
    double& entry = cell.x[j * cell.stride + g];
    entry = std::ldexp(entry, exponent);
  }
  cell.e[g] = std::ldexp(cell.e[g], exponent) + kUnderflow;
}

/// The place where the edge from generator p (value above zero) to n (value below) crosses the row, with its radius.
/// t = v_p / (v_p - v_n) is off by at most max(bound_p, bound_n) / (v_p - v_n).
void interpolate(const Cell& from, int p, int n, const double* values, const double* bounds, bool homogeneous,
                 Cell& to, int g) {
  const double v_p = values[p];
  const double v_n = values[n];
  const double* x_p = from.x + p;
  const double* x_n = from.x + n;
  const int m = from.m;
  const bool mixed = !homogeneous && *x_p != *x_n;
  if (!mixed) {
    // x = x_p + t (x_n - x_p); with true values marked *,
    // t - t* = ((v_n - v_n*) t* - (v_p - v_p*) (t* - 1)) / (v_p - v_n).
    const double D = v_p - v_n;
    const double t = std::clamp(v_p / D, 0.0, 1.0);
    double widest = 0, largest = 0;
    for (int j = 0; j < m; ++j) {
      const double a = x_p[j * from.stride];
      const double b = x_n[j * from.stride];
      const double step = b - a;
      to.x[j * to.stride + g] = a + t * step;
      widest = std::max(widest, std::fabs(step));
      largest = std::max(largest, std::max(std::fabs(a), std::fabs(b)));
    }
    const double t_error = std::max(bounds[p], bounds[n]) / D + 8 * kUnit;
    to.e[g] = D > 0 ? (std::max(from.e[p], from.e[n]) + t_error * widest + 4 * kUnit * largest) * kInflate + kUnderflow
                    : kInfinity;
    if (homogeneous || *x_p == 0) normalise_direction(to, g);
  } else {
    // From the point along the direction: x = x_point + t x_direction with t = |v_point| / |v_direction|.
    const bool point_is_p = *x_p != 0;
    const int point = point_is_p ? p : n;
    const int direction = point_is_p ? n : p;
    const double divisor = std::fabs(values[direction]);
    const double t = std::fabs(values[point]) / divisor;
    double longest = 0, largest = 0;
    for (int j = 0; j < m; ++j) {
      const double a = from.x[j * from.stride + point];
      const double b = from.x[j * from.stride + direction];
      const double x = a + t * b;
      to.x[j * to.stride + g] = x;
      longest = std::max(longest, std::fabs(b));
      largest = std::max(largest, std::fabs(a) + std::fabs(x));
    }
    const double slack = divisor - bounds[direction];
    const double t_error = (bounds[point] + t * bounds[direction]) / slack + 8 * kUnit * t;
    const bool sides_certain = slack > 0 && (v_p > 0) && (v_n < 0);
    to.e[g] = sides_certain ? (from.e[point] + t * from.e[direction] + t_error * (longest + from.e[direction]) +
                               4 * kUnit * largest) * kInflate + kUnderflow
                            : kInfinity;
  }
  finish_approximate(to, g);
}

/// The same in integers; false when the numbers grow too large.
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

double largest_norm(const Cell& cell) { return *std::max_element(cell.s, cell.s + cell.size); }

}  // namespace

void* CellArena::allocate(std::size_t bytes) {
  bytes = rounded_up(bytes);
  while (at_.block < blocks_.size() && at_.used + bytes > blocks_[at_.block].size) at_ = {at_.block + 1, 0};
  if (at_.block == blocks_.size()) {
    Block block;
    block.size = std::max<std::size_t>(bytes, std::size_t{1} << 18);
    block.bytes = std::make_unique_for_overwrite<std::byte[]>(block.size + 64);
    const auto address = reinterpret_cast<std::uintptr_t>(block.bytes.get());
    block.begin = block.bytes.get() + (rounded_up(address) - address);
    blocks_.push_back(std::move(block));
  }
  std::byte* result = blocks_[at_.block].begin + at_.used;
  at_.used += bytes;
  return result;
}

kernel::Cell CellArena::allocate_cell(int m, int words, int size) {
  Cell cell;
  cell.m = m;
  cell.words = words;
  cell.size = size;
  cell.stride = kernel::padded(size);
  const auto stride = static_cast<std::size_t>(cell.stride);
  const std::size_t doubles = static_cast<std::size_t>(m + 2) * stride;
  const std::size_t sets = static_cast<std::size_t>(words) * stride;
  auto* memory = allocate<std::byte>((doubles + sets) * 8 + stride * sizeof(std::int32_t));
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
  set_radius(cell, g, largest * 16 * kUnit);
}

void set_radius(kernel::Cell& cell, int g, double radius) {
  cell.e[g] = radius + kUnderflow;
  finish_approximate(cell, g);
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
    if (x0 == 0) normalise_direction(out, g);
    finish_approximate(out, g);
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

Halves cut(CellArena& arena, const kernel::Cell& cell, bool homogeneous, const double* values, const double* bounds,
           const SignLists& lists, std::span<const kernel::Edge> edges, int slot) {
  const auto num_zero = lists.zero.size();
  const auto half = [&](std::span<const std::int32_t> own) {
    Cell out = arena.allocate_cell(cell.m, cell.words, static_cast<int>(own.size() + num_zero + edges.size()));
    out.integral = cell.integral;
    int k = 0;
    for (const std::int32_t g : own) copy_column(cell, g, out, k++);
    for (const std::int32_t g : lists.zero) {
      copy_column(cell, g, out, k);
      set_bit(out, k++, slot);
    }
    return out;
  };
  Halves halves;
  halves.num_new = static_cast<int>(edges.size());
  halves.first_new_positive = static_cast<int>(lists.positive.size() + num_zero);
  halves.first_new_negative = static_cast<int>(lists.negative.size() + num_zero);
  Cell positive = half(lists.positive);
  for (int i = 0; i < halves.num_new; ++i) {
    const auto [p, n] = edges[static_cast<std::size_t>(i)];
    const int k = halves.first_new_positive + i;
    if (cell.integral) {
      if (!interpolate_integral(cell, p, n, values, positive, k)) {
        positive.integral = false;
        break;
      }
    } else {
      interpolate(cell, p, n, values, bounds, homogeneous, positive, k);
    }
    positive.exact[k] = -1;
    for (int w = 0; w < cell.words; ++w) {
      positive.tight[w * positive.stride + k] = cell.tight[w * cell.stride + p] & cell.tight[w * cell.stride + n];
    }
    set_bit(positive, k, slot);
  }
  halves.positive = positive;
  if (cell.integral && !positive.integral) return halves;

  Cell negative = half(lists.negative);
  for (int i = 0; i < halves.num_new; ++i) {
    copy_column(positive, halves.first_new_positive + i, negative, halves.first_new_negative + i);
  }
  for (Cell* side : {&positive, &negative}) {
    side->s_max = cell.integral ? largest_norm(*side) : kInfinity;
    fill_padding(*side);
  }
  halves.positive = positive;
  halves.negative = negative;
  return halves;
}

}  // namespace crease
