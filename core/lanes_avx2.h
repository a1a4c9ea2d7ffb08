// SPDX-License-Identifier: GPL-3.0-or-later
// The vector type `V` of cell_kernel_loops.h.
#pragma once

#include <immintrin.h>

#include "core/cell_kernel.h"

namespace {

/// Four doubles (AVX2 and FMA).
struct V {
  static constexpr int kWidth = 4;
  static constexpr unsigned kAll = 0xf;
  using Mask = __m256d;
  __m256d v;

  static V load(const double* p) { return {_mm256_loadu_pd(p)}; }
  static void store(double* p, V a) { _mm256_storeu_pd(p, a.v); }
  static V set(double value) { return {_mm256_set1_pd(value)}; }
  static V multiply_add(V a, V b, V c) { return {_mm256_fmadd_pd(a.v, b.v, c.v)}; }
  static V negated(V a) { return {_mm256_xor_pd(a.v, _mm256_set1_pd(-0.0))}; }
  static V absolute(V a) { return {_mm256_andnot_pd(_mm256_set1_pd(-0.0), a.v)}; }
  static V maximum(V a, V b) { return {_mm256_max_pd(a.v, b.v)}; }
  static Mask less(V a, V b) { return _mm256_cmp_pd(a.v, b.v, _CMP_LT_OQ); }
  static Mask nonzero(V a) { return _mm256_cmp_pd(a.v, _mm256_setzero_pd(), _CMP_NEQ_UQ); }
  static V zero_where(Mask where, V a) { return {_mm256_andnot_pd(where, a.v)}; }
  static V select(Mask where, V a, V b) { return {_mm256_blendv_pd(b.v, a.v, where)}; }
  static unsigned bits(Mask mask) { return static_cast<unsigned>(_mm256_movemask_pd(mask)); }
  static V gather(const double* p, const std::int32_t* index) {
    return {_mm256_i32gather_pd(p, _mm_loadu_si128(reinterpret_cast<const __m128i*>(index)), 8)};
  }
  /// From a row of `stride` doubles.
  static V pick(const double* row, int, const std::int32_t* index) { return gather(row, index); }
  /// Special ways for cells that fit into registers: none here.
  static bool mark_small(const crease::kernel::Cell&, const std::int32_t*, const std::int32_t*, int,
                         crease::kernel::Cell&) {
    return false;
  }
  static bool assemble_small(const crease::kernel::Cell&, const std::int32_t*, int, const crease::kernel::Cell&,
                             crease::kernel::Cell&) {
    return false;
  }
  static V minimum(V a, V b) { return {_mm256_min_pd(a.v, b.v)}; }
  friend V operator-(V a, V b) { return {_mm256_sub_pd(a.v, b.v)}; }
  friend V operator/(V a, V b) { return {_mm256_div_pd(a.v, b.v)}; }
  static V bit_or(V a, V b) { return {_mm256_or_pd(a.v, b.v)}; }
  static V bit_and(V a, V b) { return {_mm256_and_pd(a.v, b.v)}; }
  static unsigned sign_bits(V a) { return static_cast<unsigned>(_mm256_movemask_pd(a.v)); }
  friend V operator*(V a, V b) { return {_mm256_mul_pd(a.v, b.v)}; }
  friend V operator+(V a, V b) { return {_mm256_add_pd(a.v, b.v)}; }
};

/// Writes those pairs (p, n_k), k < size, whose sets t and tight[k] share at least `needed` rows; returns their number.
/// `edges` has room for `size` of them.
inline int candidate_edges(std::uint64_t t, std::int32_t p, const std::uint64_t* tight, const std::int32_t* n, int size,
                           int needed, crease::kernel::Edge* edges) {
  int count = 0;
  for (int k = 0; k < size; ++k) {
    edges[count] = {p, n[k]};
    count += __builtin_popcountll(t & tight[k]) >= needed;
  }
  return count;
}

}  // namespace
