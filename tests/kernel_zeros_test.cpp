// SPDX-License-Identifier: GPL-3.0-or-later
// find_near_zero of every kernel, against rationals and against what Kernel::evaluate says of one row.
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "core/cell_kernel.h"
#include "tests/support/kernel_arrays.h"

using namespace crease;
using namespace crease::testing;

namespace {

using kernel::Cell;
using kernel::Kernel;

/// Bits of all rows at all generators, with a word behind the last one that is not to be touched.
class NearZero {
 public:
  NearZero(const Kernel& kernel, const kernel::LayerRows& rows, const Cell& cell, int words)
      : words_(static_cast<std::size_t>(words)), bits_(words_ * static_cast<std::size_t>(cell.size) + 1, 0) {
    kernel.find_near_zero(rows, cell, bits_.data(), words);
  }
  bool operator()(int c, int g) const {
    const auto k = static_cast<std::size_t>(c);
    return (bits_[static_cast<std::size_t>(g) * words_ + k / 64] >> (k % 64) & 1) != 0;
  }
  bool last_is_untouched() const { return bits_.back() == 0; }

 private:
  std::size_t words_;
  std::vector<std::uint64_t> bits_;
};

}  // namespace

TEST_CASE("rows that a kernel does not call near zero are not zero, and few others are", "[kernel]") {
  const std::uint64_t seed = test_seed();
  for (const Kernel* kernel : kernels()) {
    int near = 0, far = 0;
    for (int i = 0; i < scaled_cases(48); ++i) {
      Random random(seed, static_cast<std::uint64_t>(i));
      const auto values = static_cast<Values>(i % 3);
      const bool homogeneous = random.chance(0.3);
      const int m = random.integer(2, 11), size = random.integer(1, 20), num_rows = 1 + 3 * i;  // up to three words
      const int words = (num_rows + 63) / 64 + random.integer(0, 1);
      CAPTURE(kernel->name, seed, i, m, size, num_rows, words);
      CellArena arena;
      poison(arena);
      const Cell cell = random_cell(random, arena, m, size, values, homogeneous);
      RandomRows rows(random, *kernel, m, num_rows, values, homogeneous);
      const NearZero found(*kernel, rows.rows, cell, words);
      CHECK(found.last_is_untouched());
      std::vector<double> at(static_cast<std::size_t>(cell.stride)), bounds(at.size());
      std::vector<std::uint64_t> masks(3);
      for (int c = 0; c < num_rows; ++c) {
        kernel->evaluate(rows.row(c).data(), cell, at.data(), bounds.data(), &masks[0], &masks[1], &masks[2]);
        for (int g = 0; g < size; ++g) {
          const double value = std::fabs(at[static_cast<std::size_t>(g)]), bound = bounds[static_cast<std::size_t>(g)];
          if (cell.integral) {
            CHECK(found(c, g) == (value == 0));
          } else if (found(c, g)) {
            // Loops of one kernel may round differently.
            CHECK(value <= bound * (1 + 0x1p-30) + 0x1p-40 * value);
          } else {
            const auto [low, high] = value_range(rows, c, cell, g, homogeneous);
            CHECK((low > 0 || high < 0));
          }
          ++(found(c, g) ? near : far);
        }
      }
      // Behind the last row nothing is said.
      for (int c = num_rows; c < 64 * words; ++c) {
        for (int g = 0; g < size; ++g) CHECK_FALSE(found(c, g));
      }
    }
    CHECK(near > scaled_cases(300));
    CHECK(far > scaled_cases(1000));
  }
}

TEST_CASE("an integral row at an approximate cell: a zero is never ruled out", "[kernel]") {
  const std::uint64_t seed = test_seed();
  for (const Kernel* kernel : kernels()) {
    int zeros = 0;
    for (int i = 0; i < scaled_cases(60); ++i) {
      Random random(seed, static_cast<std::uint64_t>(i));
      const int m = random.integer(2, 9), size = random.integer(1, 20), num_rows = random.integer(1, 30);
      CAPTURE(kernel->name, seed, i, m, size, num_rows);
      CellArena arena;
      const Cell integral = random_cell(random, arena, m, size, Values::kIntegral, true);
      const Cell cell = make_approximate(arena, integral, true);
      const RandomRows rows(random, *kernel, m, num_rows, Values::kIntegral, true);
      const NearZero at_integral(*kernel, rows.rows, integral, 1), at_approximate(*kernel, rows.rows, cell, 1);
      for (int c = 0; c < num_rows; ++c) {
        for (int g = 0; g < size; ++g) {
          if (at_integral(c, g)) CHECK(at_approximate(c, g));
          zeros += at_integral(c, g);
        }
      }
    }
    CHECK(zeros > scaled_cases(100));
  }
}

TEST_CASE("rows with numbers too large, or none, are near zero everywhere", "[kernel]") {
  const double infinity = std::numeric_limits<double>::infinity();
  for (const Kernel* kernel : kernels()) {
    for (const double bad : {1e300, -1e200, infinity, -infinity, std::nan("")}) {
      for (int c = 0; c < 11; ++c) {
        CAPTURE(kernel->name, bad, c);
        Random random(1, static_cast<std::uint64_t>(c));
        RandomRows rows(random, *kernel, 4, 11, Values::kApproximate, false);
        rows.a[static_cast<std::size_t>((1 + c % 3) * rows.stride + c)] = bad;
        kernel->bound_rows(rows.rows, rows.radius.data(), false, 1, rows.rho.data(), rows.alpha.data(),
                           rows.magnitude.data());
        CellArena arena;
        const Cell cell = random_cell(random, arena, 4, 13, Values::kApproximate, false);
        const NearZero found(*kernel, rows.rows, cell, 1);
        for (int g = 0; g < 13; ++g) CHECK(found(c, g));
      }
    }
  }
}
