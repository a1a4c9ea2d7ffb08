// SPDX-License-Identifier: GPL-3.0-or-later
// The loops of cell_kernel.h, written once over a vector type `V`. Included by one source per instruction set, which
// includes its V and says whether bounds are computed (kCertified: always, but in a benchmark of what they cost);
// everything lives in an anonymous namespace so that no two of them are ever merged.
#pragma once

#include "core/cell_kernel.h"
#include "core/cell_kernel_cuts.h"

namespace {

using crease::kernel::Cell;
using crease::kernel::Edge;
using crease::kernel::LayerRows;
namespace kernel = crease::kernel;

/// Calls f.template operator()<M>() with M = m for small m and 0 ("read it from the data") otherwise.
template <typename F>
inline void with_dimension(int m, F&& f) {
  switch (m) {
    case 2:
      return f.template operator()<2>();
    case 3:
      return f.template operator()<3>();
    case 4:
      return f.template operator()<4>();
    case 5:
      return f.template operator()<5>();
    case 6:
      return f.template operator()<6>();
    case 7:
      return f.template operator()<7>();
    case 8:
      return f.template operator()<8>();
    default:
      return f.template operator()<0>();
  }
}

/// rho of a row at a cell: nothing is rounded between an integral row and an integral cell.
inline double effective_rho(double rho, double magnitude, double s_max) {
  return magnitude * s_max < kernel::kExactLimit ? 0.0 : rho;
}

/// Byte k of the result is 1 where bit k is set, k < 8.
inline std::uint64_t bytes_of_bits(unsigned bits) {
  const std::uint64_t one_bit_each = (bits * 0x0101010101010101u) & 0x8040201008040201u;
  return ((one_bit_each + 0x7f7f7f7f7f7f7f7fu) >> 7) & 0x0101010101010101u;
}

/// Values and bounds of the rows c, c + 1, ... at a generator.
template <int M>
inline void block_times_generator(const LayerRows& rows, int c, V rho, V alpha, const Cell& cell, int g, V& value,
                                  V& bound) {
  const int m = M ? M : rows.m;
  value = V::load(rows.a + c) * V::set(cell.x[g]);
  for (int j = 1; j < m; ++j) {
    value = V::multiply_add(V::load(rows.a + j * rows.stride + c), V::set(cell.x[j * cell.stride + g]), value);
  }
  bound = kCertified ? V::multiply_add(alpha, V::set(cell.e[g]), rho * V::set(cell.s[g])) : V::set(0.0);
}

template <int M>
void classify_layer_m(const LayerRows& rows, const Cell& cell, std::uint8_t* status) {
  const V exact_limit = V::set(kernel::kExactLimit);
  const V s_max = V::set(cell.s_max);
  for (int c = 0; c < rows.size; c += V::kWidth) {
    const V magnitude = V::load(rows.magnitude + c);
    const V rho = V::zero_where(V::less(magnitude * s_max, exact_limit), V::load(rows.rho + c));
    const V alpha = V::load(rows.alpha + c);
    unsigned positive = 0, negative = 0, uncertain = 0;
    bool all_certain = !cell.integral;  // an integral cell has many zeros
    V value, bound;
    if (all_certain) {
      V some_sign = V::set(0.0), every_sign = V::set(-1.0);
      unsigned certain = V::kAll;
      for (int g = 0; g < cell.size; ++g) {
        block_times_generator<M>(rows, c, rho, alpha, cell, g, value, bound);
        certain &= V::bits(V::less(bound, V::absolute(value)));
        some_sign = V::bit_or(some_sign, value);
        every_sign = V::bit_and(every_sign, value);
      }
      negative = V::sign_bits(some_sign);
      positive = ~V::sign_bits(every_sign) & V::kAll;
      all_certain = certain == V::kAll;
    }
    if (!all_certain) {
      positive = negative = 0;
      for (int g = 0; g < cell.size; ++g) {
        block_times_generator<M>(rows, c, rho, alpha, cell, g, value, bound);
        const unsigned above = V::bits(V::less(bound, value));
        const unsigned below = V::bits(V::less(value, V::negated(bound)));
        positive |= above;
        negative |= below;
        uncertain |= ~(above | below) & V::bits(V::nonzero(bound)) & V::kAll;
      }
    }
    const std::uint64_t bytes = bytes_of_bits(positive) * kernel::kPositive |
                                bytes_of_bits(negative) * kernel::kNegative |
                                bytes_of_bits(uncertain) * kernel::kUncertain;
    __builtin_memcpy(status + c, &bytes, V::kWidth);
  }
}

/// One row against `V::kWidth` generators from g on.
template <int M>
inline void row_times_block(const double* row, double rho, const Cell& cell, int g, V& value, V& bound) {
  const int m = M ? M : cell.m;
  value = V::set(row[0]) * V::load(cell.x + g);
  for (int j = 1; j < m; ++j) {
    value = V::multiply_add(V::set(row[j]), V::load(cell.x + j * cell.stride + g), value);
  }
  bound = kCertified ? V::multiply_add(V::set(row[m + 1]), V::load(cell.e + g), V::set(rho) * V::load(cell.s + g))
                     : V::set(0.0);
}

template <int M>
void classify_halves_m(const double* const* rows, int count, const Cell& cell, const std::uint64_t* positive,
                       const std::uint64_t* negative, const Cell& fresh, std::uint8_t* status_positive,
                       std::uint8_t* status_negative) {
  const int m = M ? M : cell.m;
  for (int i = 0; i < count; ++i) {
    const double* row = rows[i];
    const double rho = effective_rho(row[m], row[m + 2], cell.s_max > fresh.s_max ? cell.s_max : fresh.s_max);
    const auto signs = [&](const Cell& at, int g, unsigned& above, unsigned& below, unsigned& uncertain) {
      V value, bound;
      row_times_block<M>(row, rho, at, g, value, bound);
      above = V::bits(V::less(bound, value));
      below = V::bits(V::less(value, V::negated(bound)));
      uncertain = ~(above | below) & V::bits(V::nonzero(bound)) & V::kAll;
    };
    unsigned above, below, uncertain;
    unsigned in_both = 0, in_positive = 0, in_negative = 0;
    const auto collect = [](unsigned& in, unsigned a, unsigned b, unsigned u) {
      in |= (a != 0) * kernel::kPositive | (b != 0) * kernel::kNegative | (u != 0) * kernel::kUncertain;
    };
    for (int g = 0; g < fresh.stride; g += V::kWidth) {
      signs(fresh, g, above, below, uncertain);
      collect(in_both, above, below, uncertain);
    }
    for (int g = 0; g < cell.size; g += V::kWidth) {
      signs(cell, g, above, below, uncertain);
      const unsigned valid = g + V::kWidth <= cell.size ? V::kAll : (1u << (cell.size - g)) - 1u;
      const unsigned here = valid & ~static_cast<unsigned>(negative[g / 64] >> (g % 64));
      const unsigned there = valid & ~static_cast<unsigned>(positive[g / 64] >> (g % 64));
      collect(in_positive, above & here, below & here, uncertain & here);
      collect(in_negative, above & there, below & there, uncertain & there);
    }
    status_positive[i] = static_cast<std::uint8_t>(in_both | in_positive);
    status_negative[i] = static_cast<std::uint8_t>(in_both | in_negative);
  }
}

template <int M>
void find_near_zero_m(const LayerRows& rows, const Cell& cell, std::uint64_t* bits, int words) {
  const V exact_limit = V::set(kernel::kExactLimit);
  const V s_max = V::set(cell.s_max);
  for (int c = 0; c < rows.size; c += V::kWidth) {
    const V rho = V::zero_where(V::less(V::load(rows.magnitude + c) * s_max, exact_limit), V::load(rows.rho + c));
    const V alpha = V::load(rows.alpha + c);
    const unsigned valid = c + V::kWidth <= rows.size ? V::kAll : (1u << (rows.size - c)) - 1u;
    for (int g = 0; g < cell.size; ++g) {
      V value, bound;
      block_times_generator<M>(rows, c, rho, alpha, cell, g, value, bound);
      const unsigned near = ~V::bits(V::less(bound, V::absolute(value))) & valid;
      bits[g * words + c / 64] |= static_cast<std::uint64_t>(near) << (c % 64);
    }
  }
}

template <int M>
void evaluate_m(const double* row, const Cell& cell, double* values, double* bounds, std::uint64_t* positive,
                std::uint64_t* negative, std::uint64_t* uncertain) {
  const int m = M ? M : cell.m;
  const double rho = effective_rho(row[m], row[m + 2], cell.s_max);
  for (int w = 0; w * 64 < cell.size; ++w) positive[w] = negative[w] = uncertain[w] = 0;
  for (int g = 0; g < cell.size; g += V::kWidth) {
    V value, bound;
    row_times_block<M>(row, rho, cell, g, value, bound);
    V::store(values + g, value);
    V::store(bounds + g, bound);
    const unsigned valid = g + V::kWidth <= cell.size ? V::kAll : (1u << (cell.size - g)) - 1u;
    const unsigned above = V::bits(V::less(bound, value));
    const unsigned below = V::bits(V::less(value, V::negated(bound)));
    const unsigned open = ~(above | below) & V::bits(V::nonzero(bound));
    positive[g / 64] |= static_cast<std::uint64_t>(above & valid) << (g % 64);
    negative[g / 64] |= static_cast<std::uint64_t>(below & valid) << (g % 64);
    uncertain[g / 64] |= static_cast<std::uint64_t>(open & valid) << (g % 64);
  }
}

template <int M>
void add_units_m(double* a, int m_data, int stride, int size, const std::uint32_t* inputs, const double* h, int count,
                 const double* w) {
  if constexpr (M != 0) {
    (void)m_data;
    for (int c = 0; c < size; c += V::kWidth) {
      V sums[M];
      for (int j = 0; j < M; ++j) sums[j] = V::load(a + j * stride + c);
      for (int k = 0; k < count; ++k) {
        const V weights = V::load(w + static_cast<std::uint64_t>(inputs[k]) * static_cast<std::uint64_t>(stride) + c);
        for (int j = 0; j < M; ++j) sums[j] = V::multiply_add(V::set(h[k * M + j]), weights, sums[j]);
      }
      for (int j = 0; j < M; ++j) V::store(a + j * stride + c, sums[j]);
    }
  } else {
    for (int k = 0; k < count; ++k) {
      const double* weights = w + static_cast<std::uint64_t>(inputs[k]) * static_cast<std::uint64_t>(stride);
      for (int j = 0; j < m_data; ++j) {
        for (int c = 0; c < size; c += V::kWidth) {
          double* entry = a + j * stride + c;
          V::store(entry, V::multiply_add(V::set(h[k * m_data + j]), V::load(weights + c), V::load(entry)));
        }
      }
    }
  }
}

template <int M>
double largest_entry_m(const LayerRows& rows) {
  const int m = M ? M : rows.m;
  if constexpr (!kCertified) return 0;
  // Sums carry a NaN along, maxima may lose it.
  V largest = V::set(0.0), sum = V::set(0.0);
  for (int c = 0; c < rows.size; c += V::kWidth) {
    for (int j = 0; j < m; ++j) {
      const V entry = V::absolute(V::load(rows.a + j * rows.stride + c));
      largest = V::maximum(largest, entry);
      sum = sum + entry;
    }
  }
  double result = 0;
  for (int k = 0; k < V::kWidth; ++k) {
    double lane[V::kWidth], lane_sum[V::kWidth];
    V::store(lane, largest);
    V::store(lane_sum, sum);
    if (!(lane_sum[k] <= __DBL_MAX__)) return __builtin_inf();
    if (lane[k] > result) result = lane[k];
  }
  return result;
}

template <int M>
void bound_rows_m(const LayerRows& rows, const double* radius, bool integral, int first, double* rho, double* alpha,
                  double* magnitude) {
  const int m = M ? M : rows.m;
  const V infinity = V::set(__builtin_inf());
  const V too_large = V::set(kernel::kLargestRow);
  const V exact_limit = V::set(integral ? kernel::kExactLimit : 0.0);
  const V rounding = V::set((m + 4) * kernel::kUnit);
  const V inflate = V::set(kernel::kInflate);
  const V underflow = V::set(kernel::kUnderflow);
  for (int c = 0; c < rows.size; c += V::kWidth) {
    if constexpr (!kCertified) {
      V::store(rho + c, V::set(0.0));
      V::store(alpha + c, V::set(0.0));
      V::store(magnitude + c, infinity);
      continue;
    }
    V largest = V::absolute(V::load(rows.a + c));
    V sum = first == 0 ? largest : V::set(0.0);
    for (int j = 1; j < m; ++j) {
      const V entry = V::absolute(V::load(rows.a + j * rows.stride + c));
      sum = sum + entry;
      largest = V::maximum(largest, entry);
    }
    const V r = V::load(radius + c);
    // Only numbers below the limit are taken: NaN fails every comparison.
    const typename V::Mask sound = V::less(largest + sum + r, too_large);
    V::store(rho + c,
             V::select(sound, V::multiply_add(V::multiply_add(rounding, largest, r), inflate, underflow), infinity));
    V::store(alpha + c,
             V::select(sound, V::multiply_add(V::multiply_add(V::set(m), r, sum), inflate, underflow), infinity));
    V::store(magnitude + c, V::select(V::less(largest, exact_limit), largest, infinity));
  }
}

void classify_layer(const LayerRows& rows, const Cell& cell, std::uint8_t* status) {
  with_dimension(rows.m, [&]<int M>() { classify_layer_m<M>(rows, cell, status); });
}
void classify_halves(const double* const* rows, int count, const Cell& cell, const std::uint64_t* positive,
                     const std::uint64_t* negative, const Cell& fresh, std::uint8_t* status_positive,
                     std::uint8_t* status_negative) {
  with_dimension(cell.m, [&]<int M>() {
    classify_halves_m<M>(rows, count, cell, positive, negative, fresh, status_positive, status_negative);
  });
}
void find_near_zero(const LayerRows& rows, const Cell& cell, std::uint64_t* bits, int words) {
  with_dimension(rows.m, [&]<int M>() { find_near_zero_m<M>(rows, cell, bits, words); });
}
void evaluate(const double* row, const Cell& cell, double* values, double* bounds, std::uint64_t* positive,
              std::uint64_t* negative, std::uint64_t* uncertain) {
  with_dimension(cell.m, [&]<int M>() { evaluate_m<M>(row, cell, values, bounds, positive, negative, uncertain); });
}
void cross_edges(const Cell& cell, const std::int32_t* positive, const std::int32_t* negative, const double* values,
                 const double* bounds, bool homogeneous, Cell& fresh) {
  with_dimension(cell.m,
                 [&]<int M>() { cross_edges_m<M>(cell, positive, negative, values, bounds, homogeneous, fresh); });
}
void add_units(double* a, int m, int stride, int size, const std::uint32_t* inputs, const double* h, int count,
               const double* w) {
  with_dimension(m, [&]<int M>() { add_units_m<M>(a, m, stride, size, inputs, h, count, w); });
}
double largest_entry(const LayerRows& rows) {
  double result = 0;
  with_dimension(rows.m, [&]<int M>() { result = largest_entry_m<M>(rows); });
  return result;
}
void bound_rows(const LayerRows& rows, const double* radius, bool integral, int first, double* rho, double* alpha,
                double* magnitude) {
  with_dimension(rows.m, [&]<int M>() { bound_rows_m<M>(rows, radius, integral, first, rho, alpha, magnitude); });
}

constexpr kernel::Kernel make_kernel(const char* name) {
  return {name,        classify_layer, classify_halves, find_near_zero, evaluate,      find_edges,
          cross_edges, mark_fresh,     assemble,        add_units,      largest_entry, bound_rows};
}

}  // namespace
