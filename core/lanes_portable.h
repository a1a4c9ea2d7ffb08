// SPDX-License-Identifier: GPL-3.0-or-later
// The vector type `V` of cell_kernel_loops.h.
#pragma once

#include "core/cell_kernel.h"

namespace {

/// Two doubles without intrinsics: what any compiler makes of them on its base instruction set.
struct V {
  static constexpr int kWidth = 2;
  static constexpr unsigned kAll = 3;
  struct Mask {
    bool lane[2];
  };
  double lane[2];

  static V load(const double* p) { return {{p[0], p[1]}}; }
  static void store(double* p, V v) { p[0] = v.lane[0], p[1] = v.lane[1]; }
  static V set(double value) { return {{value, value}}; }
  static V multiply_add(V a, V b, V c) {
    return {{a.lane[0] * b.lane[0] + c.lane[0], a.lane[1] * b.lane[1] + c.lane[1]}};
  }
  static V negated(V a) { return {{-a.lane[0], -a.lane[1]}}; }
  static V absolute(V a) { return {{__builtin_fabs(a.lane[0]), __builtin_fabs(a.lane[1])}}; }
  static V maximum(V a, V b) {
    return {{a.lane[0] > b.lane[0] ? a.lane[0] : b.lane[0], a.lane[1] > b.lane[1] ? a.lane[1] : b.lane[1]}};
  }
  static Mask less(V a, V b) { return {{a.lane[0] < b.lane[0], a.lane[1] < b.lane[1]}}; }
  static Mask nonzero(V a) { return {{!(a.lane[0] == 0), !(a.lane[1] == 0)}}; }
  static V zero_where(Mask where, V v) { return {{where.lane[0] ? 0.0 : v.lane[0], where.lane[1] ? 0.0 : v.lane[1]}}; }
  static V select(Mask where, V a, V b) {
    return {{where.lane[0] ? a.lane[0] : b.lane[0], where.lane[1] ? a.lane[1] : b.lane[1]}};
  }
  static unsigned bits(Mask mask) { return unsigned{mask.lane[0]} | unsigned{mask.lane[1]} << 1; }
  static V gather(const double* p, const std::int32_t* index) { return {{p[index[0]], p[index[1]]}}; }
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
  static V minimum(V a, V b) {
    return {{a.lane[0] < b.lane[0] ? a.lane[0] : b.lane[0], a.lane[1] < b.lane[1] ? a.lane[1] : b.lane[1]}};
  }
  friend V operator-(V a, V b) { return {{a.lane[0] - b.lane[0], a.lane[1] - b.lane[1]}}; }
  friend V operator/(V a, V b) { return {{a.lane[0] / b.lane[0], a.lane[1] / b.lane[1]}}; }
  static std::uint64_t word(double a) { return __builtin_bit_cast(std::uint64_t, a); }
  static double number(std::uint64_t a) { return __builtin_bit_cast(double, a); }
  static V bit_or(V a, V b) {
    return {{number(word(a.lane[0]) | word(b.lane[0])), number(word(a.lane[1]) | word(b.lane[1]))}};
  }
  static V bit_and(V a, V b) {
    return {{number(word(a.lane[0]) & word(b.lane[0])), number(word(a.lane[1]) & word(b.lane[1]))}};
  }
  static unsigned sign_bits(V a) { return static_cast<unsigned>(word(a.lane[0]) >> 63 | (word(a.lane[1]) >> 63) << 1); }
  friend V operator*(V a, V b) { return {{a.lane[0] * b.lane[0], a.lane[1] * b.lane[1]}}; }
  friend V operator+(V a, V b) { return {{a.lane[0] + b.lane[0], a.lane[1] + b.lane[1]}}; }
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
