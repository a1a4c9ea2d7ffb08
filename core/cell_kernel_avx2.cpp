// SPDX-License-Identifier: GPL-3.0-or-later
#include <immintrin.h>

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
  friend V operator*(V a, V b) { return {_mm256_mul_pd(a.v, b.v)}; }
  friend V operator+(V a, V b) { return {_mm256_add_pd(a.v, b.v)}; }
};

}  // namespace

#include "core/cell_kernel_loops.h"

namespace crease::kernel {
const Kernel kAvx2 = make_kernel("avx2");
}  // namespace crease::kernel
