// SPDX-License-Identifier: GPL-3.0-or-later
// The vector type `V` of cell_kernel_loops.h.
#pragma once

#include <immintrin.h>

#include "core/cell_kernel.h"

namespace {

/// Eight doubles (AVX-512 F, DQ, VL and VPOPCNTDQ).
struct V {
  static constexpr int kWidth = 8;
  static constexpr unsigned kAll = 0xff;
  using Mask = __mmask8;
  __m512d v;

  static V load(const double* p) { return {_mm512_loadu_pd(p)}; }
  static void store(double* p, V a) { _mm512_storeu_pd(p, a.v); }
  static V set(double value) { return {_mm512_set1_pd(value)}; }
  static V multiply_add(V a, V b, V c) { return {_mm512_fmadd_pd(a.v, b.v, c.v)}; }
  static V negated(V a) { return {_mm512_xor_pd(a.v, _mm512_set1_pd(-0.0))}; }
  static V absolute(V a) { return {_mm512_abs_pd(a.v)}; }
  static V maximum(V a, V b) { return {_mm512_max_pd(a.v, b.v)}; }
  static Mask less(V a, V b) { return _mm512_cmp_pd_mask(a.v, b.v, _CMP_LT_OQ); }
  static Mask nonzero(V a) { return _mm512_cmp_pd_mask(a.v, _mm512_setzero_pd(), _CMP_NEQ_UQ); }
  static V zero_where(Mask where, V a) {
    return {_mm512_maskz_mov_pd(static_cast<__mmask8>(~where), a.v)};
  }
  static V select(Mask where, V a, V b) { return {_mm512_mask_blend_pd(where, b.v, a.v)}; }
  static unsigned bits(Mask mask) { return mask; }
  static V gather(const double* p, const std::int32_t* index) {
    return {_mm512_i32gather_pd(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(index)), p, 8)};
  }
  static V minimum(V a, V b) { return {_mm512_min_pd(a.v, b.v)}; }
  friend V operator-(V a, V b) { return {_mm512_sub_pd(a.v, b.v)}; }
  friend V operator/(V a, V b) { return {_mm512_div_pd(a.v, b.v)}; }
  friend V operator*(V a, V b) { return {_mm512_mul_pd(a.v, b.v)}; }
  friend V operator+(V a, V b) { return {_mm512_add_pd(a.v, b.v)}; }
};

/// As in the other kernels, eight pairs at a time.
inline int candidate_edges(std::uint64_t t, std::int32_t p, const std::uint64_t* tight, const std::int32_t* n, int size,
                           int needed, crease::kernel::Edge* edges) {
  const __m512i set = _mm512_set1_epi64(static_cast<long long>(t));
  const __m512i enough = _mm512_set1_epi64(needed);
  const __m512i low = _mm512_set1_epi64(p);
  int count = 0;
  for (int k = 0; k < size; k += 8) {
    const __mmask8 valid = static_cast<__mmask8>(size - k >= 8 ? 0xff : (1 << (size - k)) - 1);
    const __m512i shared = _mm512_popcnt_epi64(_mm512_and_si512(set, _mm512_maskz_loadu_epi64(valid, tight + k)));
    const __mmask8 found = _mm512_mask_cmpge_epi64_mask(valid, shared, enough);
    const __m512i index = _mm512_cvtepu32_epi64(_mm256_maskz_loadu_epi32(valid, n + k));
    const __m512i pairs = _mm512_or_si512(_mm512_slli_epi64(index, 32), low);
    _mm512_mask_compressstoreu_epi64(edges + count, found, pairs);
    count += __builtin_popcount(found);
  }
  return count;
}

}  // namespace
