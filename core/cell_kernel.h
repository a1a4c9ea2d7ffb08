// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

/// The inner loops of the engine over plain arrays, compiled once per instruction set and chosen at run time.
/// No function here allocates, and none includes a standard container: code compiled for a newer instruction set
/// must not leak into inline functions that the linker may share with the rest of the program.
namespace crease::kernel {

/// Arrays are padded to a multiple of this many entries.
inline constexpr int kLanes = 8;

inline constexpr int padded(int n) { return (n + kLanes - 1) / kLanes * kLanes; }

/// Unit round-off of IEEE double.
inline constexpr double kUnit = 0x1p-53;

/// Integers up to here are exact doubles, and so are sums of products bounded by it.
inline constexpr double kExactLimit = 0x1p53;

/// The generators of a pointed cone in R^m, one column each. Entry j of generator g is x[j * stride + g].
///
/// A cell is either *integral* (every entry an integer; s_max < 2^53; e = 0; generators are primitive vectors) or
/// *approximate* (the first entry is exactly 0 or 1 unless the cone is homogeneous; every other entry is within
/// e[g] of the true one, in the scaling where the first entry is as stated).
struct Cell {
  int m = 0;       ///< entries of a generator
  int words = 0;   ///< 64-bit words of a tight set
  int size = 0;    ///< generators
  int stride = 0;  ///< padded(size); columns past `size` repeat column 0
  double* x = nullptr;
  double* s = nullptr;             ///< upper bound of the one-norm
  double* e = nullptr;             ///< radius (maximum norm)
  std::uint64_t* tight = nullptr;  ///< word w of generator g: tight[w * stride + g]; bit k: row in slot k vanishes
  std::int32_t* exact = nullptr;   ///< index of the exact vector, or -1
  double s_max = 0;                ///< largest s when integral, +infinity otherwise
  bool integral = false;
};

/// A row a with its certified bounds, m + 3 doubles: a_0..a_(m-1), rho, alpha, magnitude.
///   |a*.x* - fl(a.x)| <= rho s + alpha e    (a*, x* the true ones), and
///   magnitude = max |a_j| when the entries are exact integers, +infinity otherwise.
/// A product of an integral row with an integral generator is exact when magnitude * s < 2^53.
inline constexpr int kRowExtra = 3;

/// Products that underflow are off by up to 2^-1074 each; numbers are scaled near 1, so this covers any number of them.
inline constexpr double kUnderflow = 0x1p-960;

/// Entries beyond this could overflow inside a dot product; such rows are left to integers.
inline constexpr double kLargestRow = 0x1p480;

/// Generators beyond this size are left to integers too.
inline constexpr double kLargestGenerator = 0x1p400;

/// The widest tight sets.
inline constexpr int kMaxWords = 1024;

/// Covers the rounding of a bound's own computation.
inline constexpr double kInflate = 1 + 0x1p-40;

/// The rows of a whole layer, column-major: entry j of row c is a[j * stride + c].
struct LayerRows {
  int m = 0;
  int size = 0;
  int stride = 0;
  const double* a = nullptr;
  const double* rho = nullptr;
  const double* alpha = nullptr;
  const double* magnitude = nullptr;
};

/// Bits of a status: some generator is certainly on the positive side, on the negative side, or undecided.
enum : std::uint8_t { kPositive = 1, kNegative = 2, kUncertain = 4, kCuts = kPositive | kNegative };

/// A pair of generators, one on each side, that span an edge (a two-dimensional face of the cone).
struct Edge {
  std::int32_t positive;
  std::int32_t negative;
};

struct Kernel {
  const char* name;

  /// status[c] for every row of a layer.
  void (*classify_layer)(const LayerRows& rows, const Cell& cell, std::uint8_t* status);

  /// For rows[i], i < count: the status on either half of a cut of the cell, whose generators are those not in
  /// `negative` (or not in `positive`) and the fresh ones.
  void (*classify_halves)(const double* const* rows, int count, const Cell& cell, const std::uint64_t* positive,
                          const std::uint64_t* negative, const Cell& fresh, std::uint8_t* status_positive,
                          std::uint8_t* status_negative);

  /// Sets bit c of the words from bits + g * words on, which are zero, for every row c of a layer that is not certainly
  /// nonzero at generator g.
  void (*find_near_zero)(const LayerRows& rows, const Cell& cell, std::uint64_t* bits, int words);

  /// values and bounds of a row at every generator, and bit masks (size / 64 words, rounded up) of the generators
  /// that are certainly positive, certainly negative, undecided. In none of the masks: certainly zero.
  void (*evaluate)(const double* row, const Cell& cell, double* values, double* bounds, std::uint64_t* positive,
                   std::uint64_t* negative, std::uint64_t* uncertain);

  /// The edges between generators of the two index lists, written to `edges`; their number is returned. `edges` has
  /// room for all pairs and kLanes more; `sets` is scratch for num_negative tight sets.
  int (*find_edges)(const Cell& cell, const std::int32_t* positive, int num_positive, const std::int32_t* negative,
                    int num_negative, std::uint64_t* sets, Edge* edges);

  /// Where a row with these values and bounds (see evaluate) crosses the edges of an approximate cell: x, s and e of
  /// generator i of `fresh` for edge i, padding included. `positive` and `negative` are the ends of the edges,
  /// fresh.stride of them, the first edge repeated at the end.
  void (*cross_edges)(const Cell& cell, const std::int32_t* positive, const std::int32_t* negative,
                      const double* values, const double* bounds, bool homogeneous, Cell& fresh);

  /// Tight sets of the generators made on these edges (given as in cross_edges): both ends' rows and the one in `slot`.
  /// Their exact vectors are unknown.
  void (*mark_fresh)(const Cell& cell, const std::int32_t* positive, const std::int32_t* negative, int slot,
                     Cell& fresh);

  /// Generators of `cell` with the given indices (padded like above), then those of `fresh`, padding included.
  void (*assemble)(const Cell& cell, const std::int32_t* kept, int num_kept, const Cell& fresh, Cell& to);

  /// a[j][c] += sum_k h[k * m + j] w[inputs[k] * stride + c] for k < count, j < m, c < size: contributions of units to
  /// all rows of the next layer.
  void (*add_units)(double* a, int m, int stride, int size, const std::uint32_t* inputs, const double* h, int count,
                    const double* w);

  /// max |a[j][c]|; infinity when an entry is not finite (or the sum of all overflows).
  double (*largest_entry)(const LayerRows& rows);

  /// rho, alpha and magnitude of all rows: radius[c] bounds the error of every entry of row c and is 0 where the rows
  /// are `integral`; the one-norm in alpha counts the entries from `first` on.
  void (*bound_rows)(const LayerRows& rows, const double* radius, bool integral, int first, double* rho, double* alpha,
                     double* magnitude);
};

/// The kernel for this machine.
const Kernel& best_kernel();

/// All kernels this machine can run, the portable one first (tests compare them).
int available_kernels(const Kernel** kernels, int capacity);

extern const Kernel kPortable;
#ifdef CREASE_X86_KERNELS
extern const Kernel kAvx2;
extern const Kernel kAvx512;
#endif

}  // namespace crease::kernel
