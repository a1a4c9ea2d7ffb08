// SPDX-License-Identifier: GPL-3.0-or-later
// The part of cell_kernel_loops.h that cuts cells: edges, new generators, halves.
#pragma once

#include "core/cell_kernel.h"

namespace {

using crease::kernel::Cell;
using crease::kernel::Edge;
namespace kernel = crease::kernel;

inline bool contains(const Cell& cell, int g, const std::uint64_t* set) {
  for (int w = 0; w < cell.words; ++w) {
    if ((set[w] & ~cell.tight[w * cell.stride + g]) != 0) return false;
  }
  return true;
}

/// No generator besides p and n lies on all the rows of `common`.
inline bool spans_edge(const Cell& cell, int p, int n, const std::uint64_t* common) {
  for (int g = 0; g < cell.size; ++g) {
    if (g != p && g != n && contains(cell, g, common)) return false;
  }
  return true;
}

/// Two generators on m - 2 common rows, each on no more than m - 1 rows (so these are independent), span an edge;
/// with more rows, they do iff no third generator lies on all the common ones.
int find_edges(const Cell& cell, const std::int32_t* positive, int num_positive, const std::int32_t* negative,
               int num_negative, std::uint64_t* sets, Edge* edges) {
  const int needed = cell.m - 2;
  int count = 0;
  if (cell.words == 1) {
    const std::uint64_t* tight = cell.tight;
    bool all_simple = true;
    for (int g = 0; g < cell.size; ++g) all_simple &= __builtin_popcountll(tight[g]) == cell.m - 1;
    for (int k = 0; k < num_negative; ++k) sets[k] = tight[negative[k]];
    for (int i = 0; i < num_positive; ++i) {
      const int p = positive[i];
      Edge* found = edges + count;
      const int candidates = candidate_edges(tight[p], p, sets, negative, num_negative, needed, found);
      if (all_simple) {
        count += candidates;
        continue;
      }
      const bool simple = __builtin_popcountll(tight[p]) == cell.m - 1;
      for (int k = 0; k < candidates; ++k) {
        const int n = found[k].negative;
        const std::uint64_t common = tight[p] & tight[n];
        const bool both_simple = simple && __builtin_popcountll(tight[n]) == cell.m - 1;
        if (both_simple || spans_edge(cell, p, n, &common)) edges[count++] = {p, n};
      }
    }
    return count;
  }
  std::uint64_t common[kernel::kMaxWords];
  for (int i = 0; i < num_positive; ++i) {
    for (int k = 0; k < num_negative; ++k) {
      const int p = positive[i];
      const int n = negative[k];
      int shared = 0;
      for (int w = 0; w < cell.words; ++w) {
        common[w] = cell.tight[w * cell.stride + p] & cell.tight[w * cell.stride + n];
        shared += __builtin_popcountll(common[w]);
      }
      if (shared >= needed && spans_edge(cell, p, n, common)) edges[count++] = {p, n};
    }
  }
  return count;
}

/// One edge from a point to a direction: x = x_point + t x_direction with t = |v_point| / |v_direction|.
void cross_to_direction(const Cell& cell, int p, int n, const double* values, const double* bounds, Cell& fresh,
                        int g) {
  const bool point_is_p = cell.x[p] != 0;
  const int point = point_is_p ? p : n;
  const int direction = point_is_p ? n : p;
  const double divisor = __builtin_fabs(values[direction]);
  const double t = __builtin_fabs(values[point]) / divisor;
  double longest = 0, largest = 0, norm = 0;
  for (int j = 0; j < cell.m; ++j) {
    const double a = cell.x[j * cell.stride + point];
    const double b = cell.x[j * cell.stride + direction];
    const double x = a + t * b;
    fresh.x[j * fresh.stride + g] = x;
    if (__builtin_fabs(b) > longest) longest = __builtin_fabs(b);
    if (__builtin_fabs(a) + __builtin_fabs(x) > largest) largest = __builtin_fabs(a) + __builtin_fabs(x);
    norm += __builtin_fabs(x);
  }
  const double slack = divisor - bounds[direction];
  fresh.x[g] = cell.x[point];  // also where t is infinite
  const double t_error = (bounds[point] + t * bounds[direction]) / slack + 8 * kernel::kUnit * t;
  const bool sides_certain = slack > 0 && values[p] > 0 && values[n] < 0;
  fresh.e[g] = sides_certain ? (cell.e[point] + t * cell.e[direction] + t_error * (longest + cell.e[direction]) +
                                4 * kernel::kUnit * largest) *
                                       kernel::kInflate +
                                   kernel::kUnderflow
                             : __builtin_inf();
  fresh.s[g] = norm * kernel::kInflate + kernel::kUnderflow;
}

/// Scales a direction by a power of two to a size near 1, when it has left the range in which that is unnecessary.
void normalise_direction(Cell& cell, int g) {
  double largest = 0;
  for (int j = 0; j < cell.m; ++j) {
    const double size = __builtin_fabs(cell.x[j * cell.stride + g]);
    if (size > largest) largest = size;
  }
  if (!(largest > 0 && largest < __DBL_MAX__) || (largest > 0x1p-20 && largest < 0x1p20)) return;
  const double scale = __builtin_ldexp(1.0, -__builtin_ilogb(largest));
  if (!(scale < __DBL_MAX__)) return;
  for (int j = 0; j < cell.m; ++j) cell.x[j * cell.stride + g] *= scale;
  cell.e[g] = cell.e[g] * scale + kernel::kUnderflow;
  cell.s[g] = cell.s[g] * scale + kernel::kUnderflow;
}

/// Numbers that could overflow later, or are not numbers, give way to a generator about which nothing is known.
void make_safe(Cell& cell, int g, bool homogeneous) {
  if (cell.s[g] < kernel::kLargestGenerator && cell.e[g] < kernel::kLargestGenerator) return;
  for (int j = homogeneous ? 0 : 1; j < cell.m; ++j) cell.x[j * cell.stride + g] = 0;
  cell.s[g] = kernel::kLargestGenerator;
  cell.e[g] = __builtin_inf();
}

template <int M>
void cross_edges_m(const Cell& cell, const std::int32_t* positive, const std::int32_t* negative, const double* values,
                   const double* bounds, bool homogeneous, Cell& fresh) {
  const int m = M ? M : cell.m;
  const V unit = V::set(kernel::kUnit);
  const V inflate = V::set(kernel::kInflate);
  const V underflow = V::set(kernel::kUnderflow);
  const V zero = V::set(0.0);
  for (int i = 0; i < fresh.stride; i += V::kWidth) {
    const std::int32_t* p = positive + i;
    const std::int32_t* n = negative + i;
    const V v_p = V::pick(values, cell.stride, p);
    const V D = v_p - V::pick(values, cell.stride, n);
    // x = x_p + t (x_n - x_p), t = v_p / D. With true values marked *,
    // t - t* = ((v_n - v_n*) t* - (v_p - v_p*) (t* - 1)) / D, so |t - t*| <= max(bound_p, bound_n) / D.
    const V t = V::minimum(V::maximum(v_p / D, zero), V::set(1.0));
    V widest = zero, largest = zero, norm = zero;
    unsigned mixed = 0, directions = homogeneous ? V::kAll : 0;
    for (int j = 0; j < m; ++j) {
      const V a = V::pick(cell.x + j * cell.stride, cell.stride, p);
      const V b = V::pick(cell.x + j * cell.stride, cell.stride, n);
      if (j == 0 && !homogeneous) {
        mixed = V::bits(V::nonzero(a - b));
        directions = ~V::bits(V::nonzero(a));
      }
      const V step = b - a;
      const V x = V::multiply_add(t, step, a);
      V::store(fresh.x + j * fresh.stride + i, x);
      widest = V::maximum(widest, V::absolute(step));
      largest = V::maximum(largest, V::maximum(V::absolute(a), V::absolute(b)));
      norm = norm + V::absolute(x);
    }
    if constexpr (!kCertified) {
      V::store(fresh.e + i, zero);
      V::store(fresh.s + i, norm);
      continue;
    }
    const V t_error =
        V::maximum(V::pick(bounds, cell.stride, p), V::pick(bounds, cell.stride, n)) / D + V::set(8.0) * unit;
    const V e = V::maximum(V::pick(cell.e, cell.stride, p), V::pick(cell.e, cell.stride, n)) + t_error * widest +
                V::set(4.0) * unit * largest;
    V::store(fresh.e + i, V::select(V::less(zero, D), V::multiply_add(e, inflate, underflow), V::set(__builtin_inf())));
    V::store(fresh.s + i, V::multiply_add(norm, inflate, underflow));
    const V limit = V::set(kernel::kLargestGenerator);
    const unsigned sound =
        V::bits(V::less(V::load(fresh.s + i), limit)) & V::bits(V::less(V::load(fresh.e + i), limit));
    if (mixed == 0 && (directions & V::kAll) == 0 && sound == V::kAll) continue;
    for (int k = 0; k < V::kWidth; ++k) {
      if ((mixed >> k & 1) != 0) cross_to_direction(cell, p[k], n[k], values, bounds, fresh, i + k);
      if ((directions >> k & 1) != 0 && (mixed >> k & 1) == 0) normalise_direction(fresh, i + k);
      make_safe(fresh, i + k, homogeneous);
    }
  }
}

void mark_fresh(const Cell& cell, const std::int32_t* positive, const std::int32_t* negative, int slot, Cell& fresh) {
  if (V::mark_small(cell, positive, negative, slot, fresh)) return;
  for (int w = 0; w < cell.words; ++w) {
    const std::uint64_t* tight = cell.tight + w * cell.stride;
    const std::uint64_t bit = slot / 64 == w ? std::uint64_t{1} << (slot % 64) : 0;
    for (int i = 0; i < fresh.size; ++i) {
      fresh.tight[w * fresh.stride + i] = (tight[positive[i]] & tight[negative[i]]) | bit;
    }
  }
  for (int i = 0; i < fresh.size; ++i) fresh.exact[i] = -1;
}

void assemble(const Cell& cell, const std::int32_t* kept, int num_kept, const Cell& fresh, Cell& to) {
  if (V::assemble_small(cell, kept, num_kept, fresh, to)) return;
  // A vector store may run past what it is for; whatever it touches there is written later.
  const auto fill = [&](const double* from, const double* added, double* out) {
    for (int k = 0; k < num_kept; k += V::kWidth) V::store(out + k, V::pick(from, cell.stride, kept + k));
    for (int k = 0; k < fresh.size; k += V::kWidth) V::store(out + num_kept + k, V::load(added + k));
    for (int k = to.size; k < to.stride; ++k) out[k] = out[0];
  };
  for (int j = 0; j < cell.m; ++j) {
    fill(cell.x + j * cell.stride, fresh.x + j * fresh.stride, to.x + j * to.stride);
  }
  fill(cell.s, fresh.s, to.s);
  fill(cell.e, fresh.e, to.e);
  for (int w = 0; w < cell.words; ++w) {
    std::uint64_t* out = to.tight + w * to.stride;
    for (int k = 0; k < num_kept; ++k) out[k] = cell.tight[w * cell.stride + kept[k]];
    for (int k = 0; k < fresh.size; ++k) out[num_kept + k] = fresh.tight[w * fresh.stride + k];
  }
  for (int k = 0; k < num_kept; ++k) to.exact[k] = cell.exact[kept[k]];
  for (int k = 0; k < fresh.size; ++k) to.exact[num_kept + k] = fresh.exact[k];
}

}  // namespace
