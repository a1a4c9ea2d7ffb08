// SPDX-License-Identifier: GPL-3.0-or-later
// Every kernel on random arrays, against rationals and definitions.
#include <catch2/catch.hpp>
#include <limits>

#include "algorithms/walk.h"
#include "core/cell_kernel.h"
#include "core/linear_algebra.h"
#include "tests/support/exact_checks.h"
#include "tests/support/kernel_arrays.h"
#include "tests/support/networks.h"
#include "tests/support/random_networks.h"
#include "tests/support/recorder.h"

using namespace crease;
using namespace crease::testing;

namespace {

using kernel::Cell;
using kernel::Kernel;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

bool has(const std::vector<std::uint64_t>& mask, int g) {
  return (mask[static_cast<std::size_t>(g / 64)] >> (g % 64) & 1) != 0;
}

struct Masks {
  std::vector<double> values, bounds;
  std::vector<std::uint64_t> positive{~0ull, ~0ull}, negative = positive, uncertain = positive;
};

Masks evaluate(const Kernel& kernel, const std::vector<double>& row, const Cell& cell) {
  Masks at;
  at.values.resize(static_cast<std::size_t>(cell.stride));
  at.bounds.resize(static_cast<std::size_t>(cell.stride));
  kernel.evaluate(row.data(), cell, at.values.data(), at.bounds.data(), at.positive.data(), at.negative.data(),
                  at.uncertain.data());
  return at;
}

/// Values, bounds and signs of one row; returns the statuses it has on the cell and without the generators of two sets.
void check_evaluated(const Masks& at, const RandomRows& rows, int c, const Cell& cell, bool homogeneous) {
  for (int g = 0; g < cell.size; ++g) {
    const auto i = static_cast<std::size_t>(g);
    const auto [low, high] = value_range(rows, c, cell, g, homogeneous);
    const Rational value = exact_rational(at.values[i]), bound = exact_rational(at.bounds[i]);
    CHECK(high - value <= bound);
    CHECK(value - low <= bound);
    if (has(at.positive, g)) CHECK(low > 0);
    if (has(at.negative, g)) CHECK(high < 0);
    const int in = has(at.positive, g) + has(at.negative, g) + has(at.uncertain, g);
    CHECK(in <= 1);
    if (in == 0) CHECK((low == 0 && high == 0 && cell.integral && rows.integral));
    if (cell.integral && rows.integral) CHECK(!has(at.uncertain, g));
  }
  for (int g = cell.size; g < (cell.size + 63) / 64 * 64; ++g) {
    CHECK_FALSE(has(at.positive, g));
    CHECK_FALSE(has(at.negative, g));
    CHECK_FALSE(has(at.uncertain, g));
  }
}

/// The status of the generators for which `in` holds.
template <typename F>
unsigned status_of(const Masks& at, int size, F&& in) {
  unsigned status = 0;
  for (int g = 0; g < size; ++g) {
    if (!in(g)) continue;
    status |= has(at.positive, g) * kernel::kPositive | has(at.negative, g) * kernel::kNegative |
              has(at.uncertain, g) * kernel::kUncertain;
  }
  return status;
}

/// The same kernel may round differently in different loops, so that a sign at the edge of its bound is certain in one
/// only.
bool agrees(unsigned found, unsigned expected, bool exact) {
  if (exact) return found == expected;
  return ((found | kernel::kUncertain) == (expected | kernel::kUncertain)) ||
         ((found | expected) & kernel::kUncertain) != 0;
}

}  // namespace

TEST_CASE("all kernels walk the same regions", "[kernel]") {
  const std::uint64_t seed = test_seed();
  const auto check = [](const Network& network, const Domain& domain) {
    CAPTURE(to_text(network), to_text(domain));
    const auto run = [&](const Kernel& kernel, RegionVisitor* visitor) {
      WalkOutput output;
      output.visitor = visitor;
      CHECK(walk(network, domain, {}, output, kernel) == StopReason::kFinished);
      return output;
    };
    PatternRecorder expected;
    run(kernel::best_kernel(), &expected);
    for (const Kernel* kernel : kernels()) {
      CAPTURE(kernel->name);
      PatternRecorder found;
      run(*kernel, &found);
      CHECK(found.patterns == expected.patterns);
      const WalkOutput counted = run(*kernel, nullptr);
      CHECK(counted.regions == expected.patterns.size());
      CHECK(static_cast<std::ptrdiff_t>(counted.bounded) ==
            std::count_if(found.patterns.begin(), found.patterns.end(), [](const auto& p) { return p.back() == '!'; }));
    }
  };
  for (int d = 0; d <= static_cast<int>(Degeneracy::kEverything); ++d) {
    for (int i = 0; i < scaled_cases(8); ++i) {
      Random random(seed, static_cast<std::uint64_t>(1000 * d + i));
      CAPTURE(seed, d, i);
      const RandomCase test = random_case(random, random.integer(1, 5), static_cast<Degeneracy>(d), 12);
      check(test.network, test.domain);
    }
  }
  for (const auto& [d, widths] :
       std::vector<std::pair<int, std::vector<int>>>{{2, {9, 6, 4}}, {3, {8, 6}}, {5, {7, 5}}, {9, {6, 4}}}) {
    CAPTURE(seed, d);
    Random random(seed, static_cast<std::uint64_t>(d));
    const auto n = static_cast<std::size_t>(d);
    check(he_network(random, d, widths), Domain::all(n));
    check(golden(static_cast<std::uint32_t>(d), d, widths), Domain::all(n));
    if (d == 9) continue;  // a box of 512 corners: slow
    check(he_network(random, d, widths), Domain::box(n, -1, 1));
    check(golden(static_cast<std::uint32_t>(d), d, widths), Domain::box(n, -4, 4));
  }
}

TEST_CASE("signs that a kernel calls certain are true, for any number of rows and generators", "[kernel]") {
  const std::uint64_t seed = test_seed();
  for (const Kernel* kernel : kernels()) {
    for (int i = 0; i < scaled_cases(140); ++i) {
      Random random(seed, static_cast<std::uint64_t>(i));
      const auto values = static_cast<Values>(i % 3);
      const bool homogeneous = random.chance(0.3);
      const int m = random.integer(2, 11), size = 1 + i / 2;
      CAPTURE(kernel->name, seed, i, m, size);
      CellArena arena;
      poison(arena);
      const Cell cell = random_cell(random, arena, m, size, values, homogeneous);
      const Cell fresh = random_cell(random, arena, m, random.integer(1, 20), values, homogeneous);
      const RandomRows rows(random, *kernel, m, random.integer(1, 20), values, homogeneous);

      std::vector<std::uint8_t> status(static_cast<std::size_t>(rows.stride), 0xff), above = status, below = status;
      kernel->classify_layer(rows.rows, cell, status.data());
      const std::vector<std::uint64_t> positive{random.bits(), random.bits()};
      const std::vector<std::uint64_t> negative{~positive[0] & random.bits(), ~positive[1] & random.bits()};
      std::vector<std::vector<double>> entries;
      std::vector<const double*> pointers;
      for (int c = 0; c < rows.rows.size; ++c) entries.push_back(rows.row(c));
      for (const auto& row : entries) pointers.push_back(row.data());
      kernel->classify_halves(pointers.data(), rows.rows.size, cell, positive.data(), negative.data(), fresh,
                              above.data(), below.data());
      for (int c = 0; c < rows.rows.size; ++c) {
        const auto k = static_cast<std::size_t>(c);
        const Masks at = evaluate(*kernel, entries[k], cell);
        check_evaluated(at, rows, c, cell, homogeneous);
        const Masks at_fresh = evaluate(*kernel, entries[k], fresh);
        check_evaluated(at_fresh, rows, c, fresh, homogeneous);
        const unsigned in_both = status_of(at_fresh, fresh.size, [](int) { return true; });
        CHECK(agrees(status[k], status_of(at, size, [](int) { return true; }), cell.integral));
        CHECK(above[k] == (in_both | status_of(at, size, [&](int g) { return !has(negative, g); })));
        CHECK(below[k] == (in_both | status_of(at, size, [&](int g) { return !has(positive, g); })));
      }
    }
  }
}

TEST_CASE("rows with numbers too large, or none, are left to integers", "[kernel]") {
  for (const Kernel* kernel : kernels()) {
    for (const double bad : {1e300, -1e200, kInfinity, -kInfinity, std::nan("")}) {
      for (int c = 0; c < 11; ++c) {
        Random random(1, static_cast<std::uint64_t>(c));
        CAPTURE(kernel->name, bad, c);
        RandomRows rows(random, *kernel, 4, 11, Values::kApproximate, false);
        rows.a[static_cast<std::size_t>((1 + c % 3) * rows.stride + c)] = bad;
        kernel->bound_rows(rows.rows, rows.radius.data(), false, 1, rows.rho.data(), rows.alpha.data(),
                           rows.magnitude.data());
        for (std::size_t k = 0; k < 11; ++k) CHECK(std::isinf(rows.rho[k]) == (k == static_cast<std::size_t>(c)));
        const double largest = kernel->largest_entry(rows.rows);
        CHECK(largest == (std::isfinite(bad) ? std::fabs(bad) : kInfinity));
        CellArena arena;
        const Cell cell = random_cell(random, arena, 4, 13, Values::kApproximate, false);
        const Masks at = evaluate(*kernel, rows.row(c), cell);
        for (int g = 0; g < 13; ++g) CHECK(has(at.uncertain, g));
        std::vector<std::uint8_t> status(16);
        kernel->classify_layer(rows.rows, cell, status.data());
        CHECK(status[static_cast<std::size_t>(c)] == kernel::kUncertain);
      }
    }
  }
}

TEST_CASE("units are added to the rows of the next layer", "[kernel]") {
  const std::uint64_t seed = test_seed();
  for (const Kernel* kernel : kernels()) {
    for (int i = 0; i < scaled_cases(60); ++i) {
      Random random(seed, static_cast<std::uint64_t>(i));
      CAPTURE(kernel->name, seed, i);
      const int m = random.integer(2, 11), size = random.integer(1, 20), stride = kernel::padded(size), units = 7;
      const auto values = i % 2 == 0 ? Values::kIntegral : Values::kApproximate;
      const auto fill = [&](int count) {
        std::vector<double> out;
        for (int k = 0; k < count; ++k) out.push_back(random_value(random, values));
        return out;
      };
      const std::vector<double> before = fill(m * stride), weights = fill(units * stride);
      std::vector<std::uint32_t> inputs;
      for (std::uint32_t u = 0; u < units; ++u) {
        if (random.chance(0.6)) inputs.push_back(u);
      }
      const std::vector<double> h = fill(static_cast<int>(inputs.size()) * m);
      std::vector<double> after = before;
      kernel->add_units(after.data(), m, stride, size, inputs.data(), h.data(), static_cast<int>(inputs.size()),
                        weights.data());
      for (int j = 0; j < m; ++j) {
        for (int c = 0; c < size; ++c) {
          const auto at = static_cast<std::size_t>(j * stride + c);
          Rational sum = exact_rational(before[at]), total = abs(sum);
          for (std::size_t k = 0; k < inputs.size(); ++k) {
            const Rational product =
                exact_rational(h[k * static_cast<std::size_t>(m) + static_cast<std::size_t>(j)]) *
                exact_rational(weights[inputs[k] * static_cast<std::size_t>(stride) + static_cast<std::size_t>(c)]);
            sum += product;
            total += abs(product);
          }
          const Rational allowed =
              values == Values::kIntegral ? Rational(0) : total * exact_rational(10 * kernel::kUnit);
          CHECK(abs(exact_rational(after[at]) - sum) <= allowed);
        }
      }
    }
  }
}

TEST_CASE("two generators span an edge iff their common rows have rank m - 2", "[kernel]") {
  const std::uint64_t seed = test_seed();
  for (int i = 0; i < scaled_cases(150); ++i) {
    Random random(seed, static_cast<std::uint64_t>(i));
    const int m = random.integer(2, 6), num_rows = m + random.integer(0, 8);
    const int spread = random.pick(std::vector<int>{1, 1, 9, 30});  // far slots need several words
    CAPTURE(seed, i, m, num_rows, spread);
    ExactCell exact = ExactCell::whole_space(m);
    std::vector<std::vector<Rational>> rows;
    for (int k = 0; k < num_rows; ++k) {
      std::vector<int> row;
      for (int j = 0; j < m; ++j) row.push_back(random.integer(-2, 2));
      const IntegerVector vector = to_integers(row);
      rows.push_back(to_rationals(vector));
      const auto sides = exact.sides(vector);
      const int side = random.chance(0.5) ? 1 : -1;
      if (sides.positive && sides.negative) exact = exact.half(vector, side, static_cast<std::size_t>(k * spread));
    }
    if (!exact.is_pointed()) continue;
    CellArena arena;
    ExactVectors vectors;
    const Cell cell = make_cell(arena, vectors, exact, true, true);
    std::vector<std::int32_t> order, positive, negative;
    for (std::int32_t g = 0; g < cell.size; ++g) (random.chance(0.5) ? positive : negative).push_back(g);

    std::vector<std::pair<std::int32_t, std::int32_t>> expected;
    for (const std::int32_t p : positive) {
      for (const std::int32_t n : negative) {
        std::vector<std::size_t> common;
        for (std::size_t k = 0; k < rows.size(); ++k) {
          const int slot = static_cast<int>(k) * spread;
          if (slot >= 64 * cell.words) continue;
          const std::uint64_t* sets = cell.tight + slot / 64 * cell.stride;
          if ((sets[p] & sets[n] & std::uint64_t{1} << (slot % 64)) != 0) common.push_back(k);
        }
        Matrix<Rational> matrix(common.size(), static_cast<std::size_t>(m));
        for (std::size_t k = 0; k < common.size(); ++k)
          std::copy(rows[common[k]].begin(), rows[common[k]].end(), matrix.row(k).begin());
        if (static_cast<int>(independent_rows(matrix).size()) == m - 2) expected.emplace_back(p, n);
      }
    }
    for (const Kernel* kernel : kernels()) {
      CAPTURE(kernel->name);
      std::vector<std::uint64_t> sets(negative.size());
      std::vector<kernel::Edge> edges(positive.size() * negative.size() + kernel::kLanes);
      const int count = kernel->find_edges(cell, positive.data(), static_cast<int>(positive.size()), negative.data(),
                                           static_cast<int>(negative.size()), sets.data(), edges.data());
      std::vector<std::pair<std::int32_t, std::int32_t>> found;
      for (int k = 0; k < count; ++k) {
        found.emplace_back(edges[static_cast<std::size_t>(k)].positive, edges[static_cast<std::size_t>(k)].negative);
      }
      CHECK(found == expected);
    }
  }
}

TEST_CASE("crossings lie within their radius, and padding repeats the first column", "[kernel]") {
  const std::uint64_t seed = test_seed();
  int crossings = 0, useful = 0;
  for (const Kernel* kernel : kernels()) {
    for (int i = 0; i < scaled_cases(200); ++i) {
      Random random(seed, static_cast<std::uint64_t>(i));
      const auto values = i % 4 == 0 ? Values::kWild : Values::kApproximate;
      const bool homogeneous = random.chance(0.3);
      const int m = random.integer(2, 11), size = random.integer(2, 40);
      CAPTURE(kernel->name, seed, i, m, size, homogeneous);
      CellArena arena;
      poison(arena);
      const Cell cell = random_cell(random, arena, m, size, values, homogeneous);
      const RandomRows rows(random, *kernel, m, 1, values, homogeneous);
      const Masks at = evaluate(*kernel, rows.row(0), cell);

      // A true cell and a true row somewhere within the radii.
      const auto near = [&](double value, double radius) {
        const int k = random.integer(-2, 2);
        return Rational(exact_rational(value) + exact_rational(radius) * k / 2);
      };
      std::vector<Rational> row(static_cast<std::size_t>(m));
      for (int j = 0; j < m; ++j)
        row[static_cast<std::size_t>(j)] = near(rows.a[static_cast<std::size_t>(j * rows.stride)], rows.radius[0]);
      std::vector<std::vector<Rational>> truth;
      std::vector<Rational> value;
      std::vector<std::int32_t> positive, negative;
      for (int g = 0; g < size; ++g) {
        auto& x = truth.emplace_back();
        value.emplace_back(0);
        for (int j = 0; j < m; ++j) {
          x.push_back(near(cell.x[j * cell.stride + g], j == 0 && !homogeneous ? 0 : cell.e[g]));
          value.back() += row[static_cast<std::size_t>(j)] * x.back();
        }
        if (value.back() > 0) positive.push_back(g);
        if (value.back() < 0) negative.push_back(g);
      }
      std::vector<kernel::Edge> edges;
      for (const std::int32_t p : positive) {
        for (const std::int32_t n : negative) {
          if (random.chance(0.2)) edges.push_back({p, n});
        }
      }
      if (edges.empty()) continue;
      const Cell fresh = cross(arena, *kernel, cell, homogeneous, at.values.data(), at.bounds.data(), edges, 3);
      CHECK(padding_repeats_first(fresh));
      for (int g = 0; g < fresh.size; ++g) {
        const auto [p, n] = edges[static_cast<std::size_t>(g)];
        CHECK(fresh.tight[g] == ((cell.tight[p] & cell.tight[n]) | 8));
        CHECK(fresh.exact[g] == -1);
        std::vector<Rational> x(static_cast<std::size_t>(m));
        const auto u = static_cast<std::size_t>(p), v = static_cast<std::size_t>(n);
        for (std::size_t j = 0; j < x.size(); ++j) x[j] = value[u] * truth[v][j] - value[v] * truth[u][j];
        CHECK(generator_holds(fresh, g, x, homogeneous));
        ++crossings;
        useful += fresh.e[g] < fresh.s[g];
      }

      std::vector<std::int32_t> own, zero;
      for (int g = 0; g < size; ++g) {
        if (random.chance(0.7)) (random.chance(0.7) ? own : zero).push_back(g);
      }
      if (own.empty()) continue;
      const Cell half = assemble(arena, *kernel, cell, own, zero, fresh, 3);
      CHECK(padding_repeats_first(half));
      std::vector<std::int32_t> kept = own;
      kept.insert(kept.end(), zero.begin(), zero.end());
      REQUIRE(half.size == static_cast<int>(kept.size()) + fresh.size);
      for (int k = 0; k < half.size; ++k) {
        const bool is_kept = k < static_cast<int>(kept.size());
        const Cell& from = is_kept ? cell : fresh;
        const int g = is_kept ? kept[static_cast<std::size_t>(k)] : k - static_cast<int>(kept.size());
        for (int j = 0; j < m; ++j) CHECK(half.x[j * half.stride + k] == from.x[j * from.stride + g]);
        CHECK(half.s[k] == from.s[g]);
        CHECK(half.e[k] == from.e[g]);
        CHECK(half.exact[k] == from.exact[g]);
        const bool on_row = is_kept && k >= static_cast<int>(own.size());
        CHECK(half.tight[k] == (from.tight[g] | (on_row ? 8 : 0)));
      }
    }
  }
  CHECK(useful > crossings / 4);
}

TEST_CASE("where a direction's value is lost to rounding, a crossing is unknown but still a point", "[kernel]") {
  for (const Kernel* kernel : kernels()) {
    for (const double value : {0.0, -0.0, -0x1p-1074, -1e-300, 1e-300}) {
      CAPTURE(kernel->name, value);
      CellArena arena;
      poison(arena);
      Random random(1);
      Cell cell = random_cell(random, arena, 3, 2, Values::kApproximate, false);
      cell.x[0] = 1;
      cell.x[1] = 0;
      std::vector<double> values(8, value), bounds(8, 1e-10);
      values[0] = 1e300;
      const std::vector<kernel::Edge> edges{{0, 1}};
      const Cell fresh = cross(arena, *kernel, cell, false, values.data(), bounds.data(), edges, 3);
      CHECK(std::isinf(fresh.e[0]));
      for (int g = 0; g < fresh.stride; ++g) {
        CHECK(fresh.x[g] == 1);
        CHECK(std::isfinite(fresh.s[g]));
        for (int j = 1; j < 3; ++j) CHECK(std::isfinite(fresh.x[j * fresh.stride + g]));
      }
    }
  }
}
