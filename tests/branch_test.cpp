// SPDX-License-Identifier: GPL-3.0-or-later
// Random descents through the cells of a network; at every cell all that doubles claim is held against integers.
#include "core/branch.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <numeric>

#include "algorithms/walk.h"
#include "tests/support/exact_checks.h"
#include "tests/support/networks.h"
#include "tests/support/random_networks.h"

using namespace crease;
using namespace crease::testing;

namespace {

using kernel::Cell;

struct Seen {
  int cells = 0, integral = 0, generators = 0, certain = 0, uncertain = 0, doubtful = 0, ruled_out = 0;
};

/// Is bit g set?
bool has(const std::uint64_t* mask, int g) { return (mask[g / 64] >> (g % 64) & 1) != 0; }

/// One random path from the domain to a cell of the last layer.
class Descent {
 public:
  Descent(const ScaledNetwork& network, const kernel::Kernel& kernel, Random& random, Seen& seen)
      : branch_(network, kernel), random_(random), seen_(seen) {}

  void run() {
    ExactCell cell = domain_cell();
    for (int l = 0; l < branch_.layers().num_layers(); ++l) {
      branch_.layers().enter(l);
      std::vector<std::uint32_t> creases(branch_.layers().layer(l).creases.size());
      std::iota(creases.begin(), creases.end(), 0u);
      while (!(creases = creases_that_cut(cell, l, creases)).empty()) {
        if (cell.is_pointed() && cell.m() > 1) return run(cell, l, creases);
        cell = random_half(cell, l, creases);
      }
    }
  }

 private:
  ExactCell domain_cell() {
    const Chart& chart = branch_.chart();
    ExactCell cell = chart.homogeneous ? ExactCell::whole_space(chart.m) : ExactCell::affine_space(chart.m);
    for (std::size_t i = 0; i < chart.domain_rows.size(); ++i) {
      const auto sides = cell.sides(chart.domain_rows[i]);
      if (!sides.negative) continue;
      REQUIRE(sides.positive);
      const std::size_t slot = cell.free_slot();
      branch_.exchange_slot(static_cast<int>(slot), {BoundingRow::kDomain, static_cast<std::uint32_t>(i), 1});
      cell = cell.half(chart.domain_rows[i], 1, slot);
    }
    return cell;
  }

  std::vector<std::uint32_t> creases_that_cut(const ExactCell& cell, int l, const std::vector<std::uint32_t>& creases) {
    std::vector<std::uint32_t> cutting;
    for (const std::uint32_t c : creases) {
      const auto sides = cell.sides(branch_.layers().exact_row(l, c));
      if (sides.positive && sides.negative) {
        cutting.push_back(c);
      } else {
        set_sign(l, c, sides.positive - sides.negative);
      }
    }
    return cutting;
  }

  void set_sign(int l, std::uint32_t c, int sign) {
    branch_.layers().signs(l)[c] = sign > 0 ? CreaseSign::kAbove : sign < 0 ? CreaseSign::kBelow : CreaseSign::kZero;
  }

  ExactCell random_half(const ExactCell& cell, int l, const std::vector<std::uint32_t>& cutting) {
    const std::uint32_t crease = random_.pick(cutting);
    const int side = random_.chance(0.5) ? 1 : -1;
    const std::size_t slot = cell.free_slot();
    branch_.exchange_slot(static_cast<int>(slot), {l, crease, side});
    set_sign(l, crease, side);
    return cell.half(branch_.layers().exact_row(l, crease), side, slot);
  }

  void run(const ExactCell& start, int l, std::vector<std::uint32_t> creases) {
    Cell cell = make_cell(branch_.arena(), branch_.exact_vectors(), start, branch_.chart().homogeneous,
                          branch_.layers().layer(l).integral && random_.chance(0.9));
    while (true) {
      const std::vector<IntegerVector> truth = check_generators(cell);
      std::vector<std::uint32_t> cutting;
      for (const std::uint32_t c : creases) {
        const int sign = check_signs(cell, truth, l, c);
        if (sign == kBoth) {
          cutting.push_back(c);
        } else {
          set_sign(l, c, sign);
        }
      }
      check_classified(cell, truth, l);
      for (int k = 0; k <= l; ++k) check_zeros(cell, truth, k);
      if (cutting.empty()) {
        if (++l == branch_.layers().num_layers()) return;
        branch_.layers().enter(l);
        creases.resize(branch_.layers().layer(l).creases.size());
        std::iota(creases.begin(), creases.end(), 0u);
      } else {
        cell = cut(cell, l, cutting);
        creases = std::move(cutting);
      }
    }
  }

  /// The cell's generators from their rows, whatever its doubles say.
  Cell forget(const Cell& cell) {
    Cell bare = copy_cell(branch_.arena(), cell);
    bare.integral = false;
    std::fill_n(bare.exact, bare.size, -1);
    return bare;
  }

  std::vector<IntegerVector> check_generators(const Cell& cell) {
    ++seen_.cells;
    seen_.integral += cell.integral;
    CHECK(padding_repeats_first(cell));
    const Cell bare = forget(cell);
    std::vector<IntegerVector> truth;
    for (int g = 0; g < cell.size; ++g) {
      ++seen_.generators;
      truth.push_back(branch_.exact_generator(bare, g));
      CHECK(generator_holds(cell, g, to_rationals(truth.back()), branch_.chart().homogeneous));
      if (!cell.integral && cell.exact[g] >= 0) CHECK(branch_.exact_generator(cell, g) == truth.back());
    }
    for (int slot = 0; slot < cell.words * 64; ++slot) check_slot(cell, truth, slot);
    return truth;
  }

  void check_slot(const Cell& cell, const std::vector<IntegerVector>& truth, int slot) {
    const auto tight = [&](int g) { return (cell.tight[slot / 64 * cell.stride + g] >> (slot % 64) & 1) != 0; };
    bool used = false;
    for (int g = 0; g < cell.size; ++g) used |= tight(g);
    if (!used) return;
    const BoundingRow& row = branch_.bounding_row(slot);
    for (int g = 0; g < cell.size; ++g) {
      const int sign = row.side * sign_of_dot(branch_.exact_row(row), truth[static_cast<std::size_t>(g)]);
      CHECK(sign == !tight(g));
    }
  }

  static constexpr int kBoth = 2;

  /// The side of the cell with respect to a crease, or kBoth.
  int check_signs(const Cell& cell, const std::vector<IntegerVector>& truth, int l, std::uint32_t c) {
    std::vector<double> row(static_cast<std::size_t>(cell.m + kernel::kRowExtra));
    branch_.layers().copy_row(l, c, row.data());
    const CreaseRow crease{l, c, row.data()};
    const IntegerVector exact_row = branch_.layers().exact_row(l, c);
    const Cell bare = forget(cell), probed = copy_cell(branch_.arena(), cell), asked = copy_cell(branch_.arena(), cell);
    const Evaluation triage = branch_.triage_evaluate(cell, row.data());
    const Evaluation certain = branch_.evaluate(probed, crease);
    unsigned status = 0;
    for (int g = 0; g < cell.size; ++g) {
      const int sign = sign_of_dot(exact_row, truth[static_cast<std::size_t>(g)]);
      status |= sign > 0 ? kernel::kPositive : sign < 0 ? kernel::kNegative : 0;
      CHECK(branch_.exact_sign(bare, g, crease) == sign);
      CHECK(has(certain.positive, g) - has(certain.negative, g) == sign);
      const bool uncertain = has(triage.uncertain, g);
      CHECK(has(triage.positive, g) + has(triage.negative, g) + uncertain <= 1);
      if (!uncertain) CHECK(has(triage.positive, g) - has(triage.negative, g) == sign);
      ++(uncertain ? seen_.uncertain : seen_.certain);
      // An uncertain sign may have made the generator sharper.
      CHECK(generator_holds(probed, g, to_rationals(truth[static_cast<std::size_t>(g)]), branch_.chart().homogeneous));
    }
    CHECK(branch_.sides(asked, crease) == status);
    return status == kernel::kCuts ? kBoth : status == kernel::kPositive ? 1 : status == kernel::kNegative ? -1 : 0;
  }

  unsigned status_of(const Cell& cell, const std::vector<IntegerVector>& truth, int l, std::uint32_t c) {
    unsigned status = 0;
    for (int g = 0; g < cell.size; ++g) {
      const int sign = sign_of_dot(branch_.layers().exact_row(l, c), truth[static_cast<std::size_t>(g)]);
      status |= sign > 0 ? kernel::kPositive : sign < 0 ? kernel::kNegative : 0;
    }
    return status;
  }

  /// What the filter says of a cell as a whole.
  static void check_status(unsigned said, unsigned status) {
    CHECK((said & kernel::kCuts & ~status) == 0);
    if ((said & kernel::kUncertain) == 0) CHECK(said == status);
  }

  void check_classified(const Cell& cell, const std::vector<IntegerVector>& truth, int l) {
    const kernel::LayerRows rows = branch_.layers().rows(l);
    std::vector<std::uint8_t> status(static_cast<std::size_t>(rows.stride), 0xff);
    branch_.kernel().classify_layer(rows, cell, status.data());
    for (int c = 0; c < rows.size; ++c) {
      check_status(status[static_cast<std::size_t>(c)], status_of(cell, truth, l, static_cast<std::uint32_t>(c)));
    }
  }

  /// Zeros of a layer's creases at the generators: in a slot, or among the doubtful ones.
  void check_zeros(const Cell& cell, const std::vector<IntegerVector>& truth, int l) {
    const auto creases = static_cast<std::uint32_t>(branch_.layers().layer(l).creases.size());
    const auto words = static_cast<std::ptrdiff_t>((creases + 63) / 64);
    const std::uint64_t* zeros = branch_.doubtful_zeros(cell, l);
    const Cell asked = copy_cell(branch_.arena(), cell);
    std::vector<double> row(static_cast<std::size_t>(cell.m + kernel::kRowExtra));
    bool any = false;
    for (int g = 0; g < cell.size; ++g) {
      std::vector<bool> stands(creases);
      for (int slot = 0; slot < cell.words * 64; ++slot) {
        const BoundingRow& bounding = branch_.bounding_row(slot);
        const bool tight = (cell.tight[slot / 64 * cell.stride + g] >> (slot % 64) & 1) != 0;
        if (tight && bounding.layer == l) stands[bounding.index] = true;
      }
      for (std::uint32_t c = 0; c < creases; ++c) {
        const int sign = sign_of_dot(branch_.layers().exact_row(l, c), truth[static_cast<std::size_t>(g)]);
        const bool doubtful = has(zeros + g * words, static_cast<int>(c));
        if (sign == 0) CHECK(doubtful == !stands[c]);
        any = any || doubtful;
        branch_.layers().copy_row(l, c, row.data());
        CHECK(branch_.sign(asked, g, {l, c, row.data()}) == sign);
        seen_.doubtful += doubtful;
        seen_.ruled_out += !doubtful && !stands[c];
      }
    }
    CHECK(branch_.is_generic(cell, l) == !any);
  }

  Cell cut(const Cell& cell, int l, std::vector<std::uint32_t>& cutting) {
    random_.shuffle(cutting);
    const std::uint32_t chosen = cutting.back();
    cutting.pop_back();
    const auto length = static_cast<std::size_t>(cell.m + kernel::kRowExtra);
    std::vector<double> entries((cutting.size() + 1) * length);
    std::vector<const double*> rows;
    for (std::size_t i = 0; i < cutting.size(); ++i) {
      branch_.layers().copy_row(l, cutting[i], &entries[i * length]);
      rows.push_back(&entries[i * length]);
    }
    double* row = &entries[cutting.size() * length];
    branch_.layers().copy_row(l, chosen, row);
    const Cut cut = branch_.cut(cell, {l, chosen, row});
    CHECK(padding_repeats_first(cut.fresh));
    std::vector<std::uint8_t> above(cutting.size()), below(cutting.size());
    branch_.kernel().classify_halves(rows.data(), static_cast<int>(rows.size()), cut.cell, cut.at.positive,
                                     cut.at.negative, cut.fresh, above.data(), below.data());
    const int side = random_.chance(0.5) ? 1 : -1;
    Cell result;
    for (const int s : {-side, side}) {
      branch_.exchange_slot(cut.slot, {l, chosen, s});
      set_sign(l, chosen, s);
      result = branch_.assemble(cut, s);
      const std::vector<IntegerVector> truth = check_generators(result);
      for (std::size_t i = 0; i < cutting.size(); ++i) {
        check_status((s > 0 ? above : below)[i], status_of(result, truth, l, cutting[i]));
      }
    }
    return result;
  }

  Branch branch_;
  Random& random_;
  Seen& seen_;
};

void descend(const Network& network, const Domain& domain, Random& random, int times, Seen& seen) {
  CAPTURE(to_text(network), to_text(domain));
  const ScaledNetwork scaled(network, domain);
  const kernel::Kernel* kernels[3];
  const int num_kernels = kernel::available_kernels(kernels, 3);
  for (int k = 0; k < times; ++k) {
    Descent(scaled, *kernels[random.integer(0, num_kernels - 1)], random, seen).run();
  }
}

SignStatistics statistics(const Network& network, const Domain& domain) {
  WalkOutput output;
  REQUIRE(walk(network, domain, {}, output) == StopReason::kFinished);
  return output.signs;
}

}  // namespace

TEST_CASE("what doubles claim of cells and signs is true, whatever a network suffers from", "[branch]") {
  const std::uint64_t seed = test_seed();
  Seen seen;
  for (int d = 0; d <= static_cast<int>(Degeneracy::kEverything); ++d) {
    const auto degeneracy = static_cast<Degeneracy>(d);
    for (int i = 0; i < scaled_cases(100); ++i) {
      Random random(seed, static_cast<std::uint64_t>(1000 * d + i));
      CAPTURE(seed, to_string(degeneracy), i);
      const RandomCase test = random_case(random, random.integer(1, 4), degeneracy, 16);
      descend(test.network, test.domain, random, 3, seen);
    }
  }
  CHECK(seen.integral > 0);
  CHECK(seen.integral < seen.cells);
  CHECK(seen.certain > 0);
  CHECK(seen.uncertain > 0);
  CHECK(seen.doubtful > 0);
  CHECK(seen.ruled_out > 0);
}

TEST_CASE("what doubles claim is true in deep generic networks", "[branch]") {
  const std::uint64_t seed = test_seed();
  Seen seen;
  for (int i = 0; i < scaled_cases(30); ++i) {
    Random random(seed, static_cast<std::uint64_t>(i));
    CAPTURE(seed, i);
    const int d = random.integer(2, 5);
    const Network network = he_network(random, d, {10, 10, 10, 10});
    const auto n = static_cast<std::size_t>(d);
    descend(network, random.chance(0.5) ? Domain::all(n) : Domain::box(n, -1, 1), random, 1, seen);
  }
  CHECK(seen.uncertain <= seen.certain / 50);
  CHECK(seen.doubtful <= seen.ruled_out / 50);
}

TEST_CASE("small integers: cells stay integral, and no sign needs big integers", "[branch]") {
  const std::uint64_t seed = test_seed();
  Seen seen;
  for (std::uint32_t i = 0; i < static_cast<std::uint32_t>(scaled_cases(20)); ++i) {
    Random random(seed, i);
    CAPTURE(seed, i);
    const Network network = golden(i + 1, 2, {5, 4});
    CHECK(statistics(network, Domain::box(2, -3, 3)).exact == 0);
    descend(network, Domain::box(2, -3, 3), random, 2, seen);
  }
  // One in ten begins in doubles.
  CHECK(seen.integral > seen.cells / 2);
}

TEST_CASE("generic networks are decided in doubles", "[branch]") {
  SignStatistics signs;
  for (int i = 0; i < scaled_cases(5); ++i) {
    Random random(test_seed(), static_cast<std::uint64_t>(i));
    signs += statistics(he_network(random, 3, {10, 10}), Domain::box(3, -2, 2));
  }
  CHECK(signs.tests > 0);
  CHECK(signs.exact <= signs.tests / 100000);
}

TEST_CASE("slivers and extreme scales reach the integers", "[branch]") {
  // y = 0 and y = 1e-40 x meet at the origin; which of them comes first at the sides no double can say.
  const Network slivers = from_text(
      "2: relu[0 1 0] relu[1/10000000000000000000000000000000000000000 1 0] relu[1 1 -1/3] / relu[1 1 1 -1/7]");
  CHECK(statistics(slivers, Domain::box(2, -1, 1)).exact > 0);
  SignStatistics signs;
  for (int i = 0; i < 20; ++i) {
    Random random(test_seed(), static_cast<std::uint64_t>(i));
    const RandomCase test = random_case(random, 2, Degeneracy::kExtremeScales, 16);
    signs += statistics(test.network, test.domain);
  }
  CHECK(signs.exact > 0);
}
