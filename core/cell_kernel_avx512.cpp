// SPDX-License-Identifier: GPL-3.0-or-later
#include <immintrin.h>

namespace {

/// Eight doubles (AVX-512 F and DQ).
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
  friend V operator*(V a, V b) { return {_mm512_mul_pd(a.v, b.v)}; }
  friend V operator+(V a, V b) { return {_mm512_add_pd(a.v, b.v)}; }
};

}  // namespace

#include "core/cell_kernel_loops.h"

namespace crease::kernel {
const Kernel kAvx512 = make_kernel("avx512");
}  // namespace crease::kernel
