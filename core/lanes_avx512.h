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
  static V zero_where(Mask where, V a) { return {_mm512_maskz_mov_pd(static_cast<__mmask8>(~where), a.v)}; }
  static V select(Mask where, V a, V b) { return {_mm512_mask_blend_pd(where, b.v, a.v)}; }
  static unsigned bits(Mask mask) { return mask; }
  static V gather(const double* p, const std::int32_t* index) {
    return {_mm512_i32gather_pd(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(index)), p, 8)};
  }
  /// From a row of `stride` doubles.
  static V pick(const double* row, int stride, const std::int32_t* index) {
    if (stride != kWidth) return gather(row, index);
    return {_mm512_permutexvar_pd(lanes(index), _mm512_loadu_pd(row))};
  }
  static __m512i lanes(const std::int32_t* index) {
    return _mm512_cvtepi32_epi64(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(index)));
  }

  /// mark_fresh for a cell of at most eight generators.
  static bool mark_small(const crease::kernel::Cell& cell, const std::int32_t* positive, const std::int32_t* negative,
                         int slot, crease::kernel::Cell& fresh) {
    if (cell.stride != kWidth || fresh.stride != kWidth || cell.words != 1) return false;
    const __m512i tight = _mm512_loadu_si512(cell.tight);
    const __m512i common = _mm512_and_si512(_mm512_permutexvar_epi64(lanes(positive), tight),
                                            _mm512_permutexvar_epi64(lanes(negative), tight));
    _mm512_storeu_si512(fresh.tight, _mm512_or_si512(common, _mm512_set1_epi64(static_cast<long long>(1ull << slot))));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(fresh.exact), _mm256_set1_epi32(-1));
    return true;
  }

  /// assemble for cells of at most eight generators: every row is one permutation of two registers and one store.
  static bool assemble_small(const crease::kernel::Cell& cell, const std::int32_t* kept, int num_kept,
                             const crease::kernel::Cell& fresh, crease::kernel::Cell& to) {
    if (cell.stride != kWidth || fresh.stride != kWidth || to.stride != kWidth || cell.words != 1) return false;
    // Lane k takes generator kept[k], then the fresh ones (8, 9, ...), then the first once more.
    const __m512i iota = _mm512_set_epi64(7, 6, 5, 4, 3, 2, 1, 0);
    const __m512i first_fresh = _mm512_set1_epi64(num_kept);
    const __m512i from_fresh = _mm512_add_epi64(_mm512_sub_epi64(iota, first_fresh), _mm512_set1_epi64(kWidth));
    __m512i index = _mm512_mask_mov_epi64(lanes(kept), _mm512_cmpge_epi64_mask(iota, first_fresh), from_fresh);
    const __mmask8 past_the_end = _mm512_cmpge_epi64_mask(iota, _mm512_set1_epi64(to.size));
    index = _mm512_mask_mov_epi64(index, past_the_end, _mm512_set1_epi64(kept[0]));
    const auto merge = [&](const double* a, const double* b, double* out) {
      _mm512_storeu_pd(out, _mm512_permutex2var_pd(_mm512_loadu_pd(a), index, _mm512_loadu_pd(b)));
    };
    for (int j = 0; j < cell.m; ++j) merge(cell.x + j * kWidth, fresh.x + j * kWidth, to.x + j * kWidth);
    merge(cell.s, fresh.s, to.s);
    merge(cell.e, fresh.e, to.e);
    _mm512_storeu_si512(
        to.tight, _mm512_permutex2var_epi64(_mm512_loadu_si512(cell.tight), index, _mm512_loadu_si512(fresh.tight)));
    const __m256i exact = _mm256_permutex2var_epi32(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(cell.exact)),
                                                    _mm512_cvtepi64_epi32(index),
                                                    _mm256_loadu_si256(reinterpret_cast<const __m256i*>(fresh.exact)));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(to.exact), exact);
    return true;
  }

  static V minimum(V a, V b) { return {_mm512_min_pd(a.v, b.v)}; }
  friend V operator-(V a, V b) { return {_mm512_sub_pd(a.v, b.v)}; }
  friend V operator/(V a, V b) { return {_mm512_div_pd(a.v, b.v)}; }
  static V bit_or(V a, V b) { return {_mm512_or_pd(a.v, b.v)}; }
  static V bit_and(V a, V b) { return {_mm512_and_pd(a.v, b.v)}; }
  static unsigned sign_bits(V a) { return _mm512_movepi64_mask(_mm512_castpd_si512(a.v)); }
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
