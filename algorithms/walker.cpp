// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/walker.h"

#include <tbb/task_group.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <exception>
#include <limits>
#include <numeric>

#include "algorithms/region_view.h"
#include "core/errors.h"
#include "core/refine.h"

namespace crease {
namespace {

using kernel::Cell;

/// The clock is looked at once in so many cuts.
constexpr int kPollInterval = 512;

/// A new generator with a radius beyond this part of its size is of no use: it is computed anew from its rows, first in
/// doubles, then in integers.
constexpr double kUseless = 0x1p-10;

/// Where a sign is uncertain, a generator with a radius beyond this part of its size is computed anew in doubles first.
constexpr double kBlunt = 0x1p-44;

CreaseSign sign_of_status(std::uint8_t status) {
  if ((status & kernel::kPositive) != 0) return CreaseSign::kAbove;
  return (status & kernel::kNegative) != 0 ? CreaseSign::kBelow : CreaseSign::kZero;
}

/// An integer row in the form of kernel.h.
void set_row(const IntegerVector& vector, std::span<double> row) {
  const std::size_t m = vector.size();
  slong exponent = 0;
  for (std::size_t j = 0; j < m; ++j) exponent = std::max(exponent, static_cast<slong>(fmpz_bits(vector[j])));
  double norm = 0;
  for (std::size_t j = 0; j < m; ++j) {
    row[j] = scaled_double(vector[j], exponent);
    norm += std::fabs(row[j]);
  }
  row[m] = static_cast<double>(m + 6) * kernel::kUnit;
  row[m + 1] = 2 * norm;
  row[m + 2] = std::numeric_limits<double>::infinity();
}

/// Value and bound as Kernel::evaluate gives them, at one generator of an approximate cell.
std::pair<double, double> row_at_generator(const double* row, const Cell& cell, int g) {
  double value = 0;
  for (int j = 0; j < cell.m; ++j) value += row[j] * cell.x[j * cell.stride + g];
  return {value, row[cell.m] * cell.s[g] + row[cell.m + 1] * cell.e[g]};
}

constexpr std::uint64_t kAllPositive = 0x0101010101010101 * kernel::kPositive;
static_assert(kernel::kPositive == 1 && kernel::kNegative == 2);
static_assert(static_cast<int>(CreaseSign::kAbove) == kernel::kPositive && static_cast<int>(CreaseSign::kBelow) == 0);

/// Is every one of eight statuses just kPositive or just kNegative?
bool is_one_sided(std::uint64_t statuses) {
  return (statuses & ~(3 * kAllPositive)) == 0 && ((statuses ^ (statuses >> 1)) & kAllPositive) == kAllPositive;
}

/// The line has one cone on either side of the origin, whose only facet carries no generator: it stays in integers.
bool has_fast_walk(const ExactCell& cell) { return cell.is_pointed() && cell.m() > 1; }

template <typename F>
void for_each_bit(const std::uint64_t* words, int size, F&& f) {
  for (int w = 0; w * 64 < size; ++w) {
    for (std::uint64_t bits = words[w]; bits != 0; bits &= bits - 1) f(w * 64 + std::countr_zero(bits));
  }
}

}  // namespace

/// A walk of the half that was given away, with an output of its own.
struct Walker::Task {
  Task(const Walker& parent, const Pending& pending, std::unique_ptr<RegionVisitor> visitor_of_task);

  void run();

  std::unique_ptr<RegionVisitor> visitor;
  WalkOutput output;
  Walker walker;
  kernel::Cell half;
  int layer;
  CuttingCreases cutting;
  std::exception_ptr error;
  tbb::task_group group;
};

struct Walker::Pending {
  const kernel::Cell* half;
  int layer;
  CuttingCreases cutting;  ///< the first one is the crease that was cut
  int slot;
  BoundingRow before;  ///< what stood in the slot before
  bool begun;          ///< this thread walks it itself
  std::unique_ptr<Task> task;
};

Walker::Walker(const WalkInput& input, WalkControl& control, WalkOutput& output)
    : input_(input),
      network_(input.network),
      control_(control),
      output_(output),
      kernel_(kernel::best_kernel()),
      layers_(network_),
      infinity_row_(static_cast<std::size_t>(network_.chart().m)) {
  fmpz_one(infinity_row_[0]);
  const auto m = static_cast<std::size_t>(network_.chart().m);
  domain_rows_ = Matrix<double>(network_.chart().domain_rows.size() + 1, m + kernel::kRowExtra);
  for (std::size_t i = 0; i < domain_rows_.rows(); ++i) {
    set_row(i + 1 < domain_rows_.rows() ? network_.chart().domain_rows[i] : infinity_row_, domain_rows_.row(i));
  }
  std::size_t most_creases = 0;
  for (const ScaledLayer& layer : network_.layers()) most_creases = std::max(most_creases, layer.creases.size());
  status_.resize(static_cast<std::size_t>(kernel::padded(static_cast<int>(most_creases))));
}

Walker::~Walker() = default;

// ------------------------------------------------------------------------------------------------------------------
// The walk in integers, while cells contain lines.

void Walker::walk() {
  control_.begin_work();
  start();
  control_.end_work();
  control_.poll(output_.regions - reported_);
}

void Walker::start() {
  const Chart& chart = network_.chart();
  ExactCell cell = chart.homogeneous ? ExactCell::whole_space(chart.m) : ExactCell::affine_space(chart.m);
  slots_.assign(64, BoundingRow{});
  for (std::size_t i = 0; i < chart.domain_rows.size(); ++i) {
    const IntegerVector& row = chart.domain_rows[i];
    if (row.is_zero()) continue;
    const ExactCell::Sides sides = cell.sides(row);
    if (!sides.positive) {
      throw InvalidDomain("the domain has no interior (its row " + std::to_string(i + 1) +
                          " leaves nothing full-dimensional); regions are counted in a full-dimensional domain, use a "
                          "slice to look at a lower-dimensional set");
    }
    if (!sides.negative) continue;
    const std::size_t slot = cell.free_slot();
    if (slot >= slots_.size()) slots_.resize(slot + 64);
    slots_[slot] = {BoundingRow::kDomain, static_cast<std::uint32_t>(i), 1};
    cell = cell.half(row, 1, slot);
  }
  all_bounded_ = !chart.homogeneous && !chart.has_lineality() && cell.is_pointed() &&
                 std::all_of(cell.generators().begin(), cell.generators().end(),
                             [](const ExactGenerator& g) { return !fmpz_is_zero(g.vector[0]); });
  enter_layer(cell, 0);
}

void Walker::enter_layer(const ExactCell& cell, int l) {
  if (l == layers_.num_layers()) return leaf(cell);
  layers_.enter(l);
  std::vector<std::uint32_t> all(layers_.layer(l).creases.size());
  std::iota(all.begin(), all.end(), 0u);
  split(cell, l, creases_that_cut(cell, l, all));
}

/// Sets the signs of the creases that do not cut the cell, and returns the others.
std::vector<std::uint32_t> Walker::creases_that_cut(const ExactCell& cell, int l,
                                                    std::span<const std::uint32_t> creases) {
  std::vector<std::uint32_t> cutting;
  for (const std::uint32_t c : creases) {
    const ExactCell::Sides sides = cell.sides(layers_.exact_row(l, c));
    if (sides.positive && sides.negative) {
      cutting.push_back(c);
    } else {
      set_sign(l, c, static_cast<std::uint8_t>(sides.positive * kernel::kPositive | sides.negative * kernel::kNegative));
    }
  }
  return cutting;
}

void Walker::split(const ExactCell& cell, int l, std::span<const std::uint32_t> cutting) {
  if (has_fast_walk(cell)) {
    const CellArena::Mark mark = arena_.mark();
    const std::size_t known = exact_.size();
    const Cell pointed = make_cell(arena_, exact_, cell, network_.chart().homogeneous, layers_.layer(l).integral);
    slots_.resize(std::max<std::size_t>(slots_.size(), static_cast<std::size_t>(pointed.words) * 64));
    auto* creases = arena_.allocate<std::uint32_t>(cutting.size());
    std::copy(cutting.begin(), cutting.end(), creases);
    split(pointed, l, with_rows(l, creases, static_cast<int>(cutting.size())));
    exact_.resize(known);
    arena_.release(mark);
    return;
  }
  if (cutting.empty()) return enter_layer(cell, l + 1);
  if (!keep_going()) return;
  // Creases across a line come first: after r independent ones no line is left, and the fast walk takes over.
  std::vector<std::uint32_t> rest(cutting.begin(), cutting.end());
  auto chosen = std::find_if(rest.begin(), rest.end(), [&](std::uint32_t c) {
    return std::any_of(cell.lines().begin(), cell.lines().end(), [&](const IntegerVector& line) {
      return sign_of_dot(layers_.exact_row(l, c), line) != 0;
    });
  });
  if (chosen == rest.end()) chosen = rest.begin();
  const std::uint32_t crease = *chosen;
  rest.erase(chosen);
  const IntegerVector row = layers_.exact_row(l, crease);
  const std::size_t slot = cell.free_slot();
  if (slot >= slots_.size()) slots_.resize(slot + 64);
  const BoundingRow before = slots_[slot];
  for (const int side : {-1, 1}) {
    slots_[slot] = {l, crease, side};
    layers_.signs(l)[crease] = side < 0 ? CreaseSign::kBelow : CreaseSign::kAbove;
    const ExactCell half = cell.half(row, side, slot);
    split(half, l, creases_that_cut(half, l, rest));
  }
  slots_[slot] = before;
}

// ------------------------------------------------------------------------------------------------------------------
// The walk in doubles.

Walker::CuttingCreases Walker::with_rows(int l, const std::uint32_t* creases, int size) {
  const int length = network_.chart().m + kernel::kRowExtra;
  auto* rows = arena_.allocate<const double*>(static_cast<std::size_t>(size));
  auto* entries = arena_.allocate<double>(static_cast<std::size_t>(size * length));
  for (int i = 0; i < size; ++i) {
    rows[i] = entries + static_cast<std::size_t>(i) * static_cast<std::size_t>(length);
    layers_.copy_row(l, creases[i], entries + static_cast<std::size_t>(i) * static_cast<std::size_t>(length));
  }
  return {creases, rows, size};
}

void Walker::enter_layer(const Cell& cell, int l) {
  if (l == layers_.num_layers()) return leaf(cell);
  layers_.enter(l);
  const kernel::LayerRows rows = layers_.rows(l);
  kernel_.classify_layer(rows, cell, status_.data());
  output_.signs.tests += static_cast<std::uint64_t>(rows.size) * static_cast<std::uint64_t>(cell.size);
  const CellArena::Mark mark = arena_.mark();
  auto* cutting = arena_.allocate<std::uint32_t>(static_cast<std::size_t>(rows.size));
  int size = 0;
  double* row = nullptr;
  std::vector<CreaseSign>& signs = layers_.signs(l);
  for (std::uint32_t begin = 0; begin < static_cast<std::uint32_t>(rows.size); begin += 8) {
    // Most creases lie on one side of a cell: eight of them at a time.
    std::uint64_t block;
    std::memcpy(&block, status_.data() + begin, 8);
    if (is_one_sided(block)) {
      block &= kAllPositive;
      std::memcpy(signs.data() + begin, &block, 8);
      continue;
    }
    const std::uint32_t end = std::min(begin + 8, static_cast<std::uint32_t>(rows.size));
    for (std::uint32_t c = begin; c < end; ++c) {
      std::uint8_t status = status_[c];
      if ((status & kernel::kCuts) != kernel::kCuts && (status & kernel::kUncertain) != 0) {
        if (row == nullptr) row = arena_.allocate<double>(static_cast<std::size_t>(rows.m + kernel::kRowExtra));
        layers_.copy_row(l, c, row);
        status = resolve(cell, row, l, c);
      }
      if ((status & kernel::kCuts) == kernel::kCuts) {
        cutting[size++] = c;
      } else {
        signs[c] = sign_of_status(status);
      }
    }
  }
  split(cell, l, with_rows(l, cutting, size));
  arena_.release(mark);
}

void Walker::split(const Cell& cell, int l, CuttingCreases cutting) {
  if (cutting.size == 0) return enter_layer(cell, l + 1);
  if (!keep_going()) return;
  const std::uint32_t crease = cutting.creases[0];
  if (cutting.size == 1 && output_.visitor == nullptr && l + 1 == layers_.num_layers()) {
    return count_two_leaves(cell, cutting.rows[0], l, crease);
  }
  const CellArena::Mark mark = arena_.mark();
  const std::size_t known = exact_.size();
  int slot = 0;
  const Halves halves = cut_cell(cell, cutting.rows[0], l, crease, slot);

  Pending pending{&halves.positive, l, cutting, slot, slots_[static_cast<std::size_t>(slot)], false, nullptr};
  pending_.push_back(&pending);
  slots_[static_cast<std::size_t>(slot)] = {l, crease, -1};
  walk_half(halves.negative, l, cutting, CreaseSign::kBelow);
  slots_[static_cast<std::size_t>(slot)].side = 1;
  if (pending.task == nullptr) {
    pending.begun = true;
    walk_half(halves.positive, l, cutting, CreaseSign::kAbove);
  } else {
    control_.end_work();
    pending.task->group.wait();
    control_.begin_work();
    if (pending.task->error) std::rethrow_exception(pending.task->error);
    const WalkOutput& later = pending.task->output;
    output_.regions += later.regions;
    output_.bounded += later.bounded;
    output_.signs.tests += later.signs.tests;
    output_.signs.exact += later.signs.exact;
    reported_ += later.regions;
    if (output_.visitor != nullptr) output_.visitor->join(*pending.task->visitor);
  }
  pending_.pop_back();
  slots_[static_cast<std::size_t>(slot)] = pending.before;
  exact_.resize(known);
  arena_.release(mark);
}

/// One half of a cut: sorts out which of the remaining creases still cut it, and goes on with these.
void Walker::walk_half(const Cell& half, int l, CuttingCreases cutting, CreaseSign sign) {
  layers_.signs(l)[cutting.creases[0]] = sign;
  const CellArena::Mark mark = arena_.mark();
  const std::size_t known = exact_.size();
  const auto rest = static_cast<std::size_t>(cutting.size - 1);
  auto* creases = arena_.allocate<std::uint32_t>(rest);
  auto* rows = arena_.allocate<const double*>(rest);
  auto* status = arena_.allocate<std::uint8_t>(rest);
  kernel_.classify_rows(cutting.rows + 1, cutting.size - 1, half, status);
  output_.signs.tests += rest * static_cast<std::uint64_t>(half.size);
  CuttingCreases still{creases, rows, 0};
  for (std::size_t i = 0; i < rest; ++i) {
    const std::uint32_t c = cutting.creases[i + 1];
    const double* row = cutting.rows[i + 1];
    std::uint8_t s = status[i];
    if ((s & kernel::kCuts) != kernel::kCuts && (s & kernel::kUncertain) != 0) s = resolve(half, row, l, c);
    if ((s & kernel::kCuts) == kernel::kCuts) {
      creases[still.size] = c;
      rows[still.size++] = row;
    } else {
      set_sign(l, c, s);
    }
  }
  split(half, l, still);
  exact_.resize(known);
  arena_.release(mark);
}

Halves Walker::cut_cell(Cell cell, const double* row, int l, std::uint32_t crease, int& slot) {
  const bool homogeneous = network_.chart().homogeneous;
  Evaluation at = evaluate(cell, row, l, crease);
  const SignLists lists = sign_lists(cell, at);
  slot = free_slot(cell);
  if (slot == cell.words * 64) cell = widen(arena_, cell);
  if (static_cast<std::size_t>(slot) >= slots_.size()) slots_.resize(static_cast<std::size_t>(slot) + 64);
  const std::span<const kernel::Edge> edges = edges_between(cell, lists);
  if (cell.integral) {
    const bool row_is_exact = row[cell.m + 2] * cell.s_max < kernel::kExactLimit;
    if (row_is_exact) {
      const Halves halves = cut(arena_, kernel_, cell, homogeneous, at.values, at.bounds, lists, edges, slot);
      if (halves.positive.integral) return halves;
    }
    cell = make_approximate(arena_, cell, homogeneous);
    at = evaluate(cell, row, l, crease);
  }
  Halves halves = cut(arena_, kernel_, cell, homogeneous, at.values, at.bounds, lists, edges, slot);
  sharpen(halves, l, crease, slot);
  return halves;
}

/// Gives new generators a radius that is good for something.
void Walker::sharpen(Halves& halves, int l, std::uint32_t crease, int slot) {
  const BoundingRow before = slots_[static_cast<std::size_t>(slot)];
  slots_[static_cast<std::size_t>(slot)] = {l, crease, 1};
  for (int i = 0; i < halves.num_new; ++i) {
    const int k = halves.first_new_positive + i;
    kernel::Cell& positive = halves.positive;
    if (positive.e[k] <= kUseless * positive.s[k]) continue;
    refine(positive, k);
    if (positive.e[k] > kUseless * positive.s[k]) exact_generator(positive, k);
    copy_column(positive, k, halves.negative, halves.first_new_negative + i);
  }
  slots_[static_cast<std::size_t>(slot)] = before;
}

bool Walker::refine(Cell& cell, int g) {
  const CellArena::Mark mark = arena_.mark();
  const auto length = static_cast<std::size_t>(cell.m + kernel::kRowExtra);
  const std::size_t most = static_cast<std::size_t>(cell.words) * 64;
  auto* rows = arena_.allocate<const double*>(most);
  std::size_t size = 0;
  for (int w = 0; w < cell.words; ++w) {
    for (std::uint64_t bits = cell.tight[w * cell.stride + g]; bits != 0; bits &= bits - 1) {
      const BoundingRow& row = bounding_row(w * 64 + std::countr_zero(bits));
      if (row.layer >= 0) {
        auto* entries = arena_.allocate<double>(length);
        layers_.copy_row(row.layer, row.index, entries);
        rows[size++] = entries;
      } else {
        rows[size++] = domain_rows_.row(row.layer == BoundingRow::kDomain ? row.index : domain_rows_.rows() - 1).data();
      }
    }
  }
  const bool refined = refine_generator(cell, g, {rows, size}, network_.chart().homogeneous);
  arena_.release(mark);
  return refined;
}

std::span<const kernel::Edge> Walker::edges_between(const Cell& cell, const SignLists& lists) {
  const std::size_t pairs = lists.positive.size() * lists.negative.size();
  auto* sets = arena_.allocate<std::uint64_t>(lists.negative.size());
  auto* edges = arena_.allocate<kernel::Edge>(pairs + kernel::kLanes);
  const int count = kernel_.find_edges(cell, lists.positive.data(), static_cast<int>(lists.positive.size()),
                                       lists.negative.data(), static_cast<int>(lists.negative.size()), sets, edges);
  return {edges, static_cast<std::size_t>(count)};
}

/// Values of a row at all generators, as far as the filter can tell.
Walker::Evaluation Walker::triage_evaluate(const Cell& cell, const double* row) {
  const auto stride = static_cast<std::size_t>(cell.stride);
  const std::size_t words = (stride + 63) / 64;
  auto* numbers = arena_.allocate<double>(2 * stride);
  auto* masks = arena_.allocate<std::uint64_t>(3 * words);
  const Evaluation at{numbers, numbers + stride, masks, masks + words, masks + 2 * words};
  kernel_.evaluate(row, cell, at.values, at.bounds, at.positive, at.negative, at.uncertain);
  output_.signs.tests += static_cast<std::uint64_t>(cell.size);
  return at;
}

/// The certain sign of a row at a generator where the filter could not tell; brings the evaluation up to date.
int Walker::sign_of_uncertain(const Cell& cell, int g, const double* row, int l, std::uint32_t crease,
                              Evaluation& at) {
  const auto triage = [&] {
    const auto [value, bound] = row_at_generator(row, cell, g);
    at.values[g] = value;
    at.bounds[g] = bound;
    return value > bound ? 1 : value < -bound ? -1 : 0;
  };
  if (!cell.integral && cell.exact[g] < 0 && cell.e[g] > kBlunt * cell.s[g]) {
    Cell writable = cell;
    if (refine(writable, g)) {
      const int sign = triage();
      if (sign != 0) return sign;
    }
  }
  const int sign = exact_sign(cell, g, l, crease);
  triage();
  return sign;
}

/// Values of a row at all generators, with all signs certain.
Walker::Evaluation Walker::evaluate(const Cell& cell, const double* row, int l, std::uint32_t crease) {
  Evaluation at = triage_evaluate(cell, row);
  for_each_bit(at.uncertain, cell.size, [&](int g) {
    const int sign = sign_of_uncertain(cell, g, row, l, crease, at);
    if (sign > 0) at.positive[g / 64] |= std::uint64_t{1} << (g % 64);
    if (sign < 0) at.negative[g / 64] |= std::uint64_t{1} << (g % 64);
  });
  return at;
}

SignLists Walker::sign_lists(const Cell& cell, const Evaluation& at) {
  SignLists lists;
  std::int32_t* end = arena_.allocate<std::int32_t>(static_cast<std::size_t>(cell.size));
  const auto list = [&](std::span<const std::int32_t>& out, auto&& word_of) {
    std::int32_t* begin = end;
    for (int w = 0; w * 64 < cell.size; ++w) {
      for (std::uint64_t bits = word_of(w); bits != 0; bits &= bits - 1) *end++ = w * 64 + std::countr_zero(bits);
    }
    out = {begin, end};
  };
  list(lists.positive, [&](int w) { return at.positive[w]; });
  list(lists.negative, [&](int w) { return at.negative[w]; });
  list(lists.zero, [&](int w) {
    const int in_word = std::min(64, cell.size - w * 64);
    return ~(at.positive[w] | at.negative[w]) & (~std::uint64_t{0} >> (64 - in_word));
  });
  return lists;
}

/// The status of a crease of which the filter could not tell whether it cuts: certain.
std::uint8_t Walker::resolve(const Cell& cell, const double* row, int l, std::uint32_t crease) {
  const CellArena::Mark mark = arena_.mark();
  Evaluation at = triage_evaluate(cell, row);
  std::uint8_t status = 0;
  for_each_bit(at.positive, cell.size, [&](int) { status |= kernel::kPositive; });
  for_each_bit(at.negative, cell.size, [&](int) { status |= kernel::kNegative; });
  for_each_bit(at.uncertain, cell.size, [&](int g) {
    if (status == kernel::kCuts) return;
    const int sign = sign_of_uncertain(cell, g, row, l, crease, at);
    if (sign > 0) status |= kernel::kPositive;
    if (sign < 0) status |= kernel::kNegative;
  });
  arena_.release(mark);
  return status;
}

void Walker::set_sign(int l, std::uint32_t crease, std::uint8_t status) {
  layers_.signs(l)[crease] = sign_of_status(status);
}

// ------------------------------------------------------------------------------------------------------------------
// Integers on demand.

const IntegerVector& Walker::exact_row(const BoundingRow& row) {
  if (row.layer == BoundingRow::kInfinity) return infinity_row_;
  if (row.layer == BoundingRow::kDomain) return network_.chart().domain_rows[row.index];
  return layers_.exact_row(row.layer, row.index);
}

int Walker::exact_sign(const Cell& cell, int g, int layer, std::uint32_t crease) {
  ++output_.signs.exact;
  const IntegerVector& row = layers_.exact_row(layer, crease);
  if (row.is_zero()) return 0;
  return sign_of_dot(row, exact_generator(cell, g));
}

const IntegerVector& Walker::exact_generator(const Cell& cell, int g) {
  if (cell.exact[g] >= 0) return exact_[static_cast<std::size_t>(cell.exact[g])];
  const auto m = static_cast<std::size_t>(cell.m);
  IntegerVector vector(m);
  if (cell.integral) {
    for (std::size_t j = 0; j < m; ++j) {
      fmpz_set_si(vector[j], static_cast<slong>(cell.x[j * static_cast<std::size_t>(cell.stride) +
                                                       static_cast<std::size_t>(g)]));
    }
  } else {
    std::vector<const IntegerVector*> rows;
    int off = -1;  // a slot whose row does not vanish at g
    for (int w = 0; w < cell.words; ++w) {
      std::uint64_t used = 0;
      for (int i = 0; i < cell.size; ++i) used |= cell.tight[w * cell.stride + i];
      const std::uint64_t tight = cell.tight[w * cell.stride + g];
      for (std::uint64_t bits = tight; bits != 0; bits &= bits - 1) {
        rows.push_back(&exact_row(bounding_row(w * 64 + std::countr_zero(bits))));
      }
      if ((used & ~tight) != 0) off = w * 64 + std::countr_zero(used & ~tight);
    }
    vector = nullspace_vector(rows, m);
    // The nullspace is a line; the cell lies on one side of it.
    int sign = network_.chart().homogeneous ? 0 : fmpz_sgn(vector[0]);
    if (sign == 0) sign = bounding_row(off).side * sign_of_dot(exact_row(bounding_row(off)), vector);
    if (sign < 0) vector.negate();
  }
  cell.exact[g] = static_cast<std::int32_t>(exact_.size());
  exact_.push_back(std::move(vector));
  if (!cell.integral) {
    Cell writable = cell;
    set_from_exact(writable, g, exact_.back(), network_.chart().homogeneous);
  }
  return exact_.back();
}

// ------------------------------------------------------------------------------------------------------------------
// Leaves.

bool Walker::is_bounded(const Cell& cell) const {
  if (all_bounded_) return true;
  if (network_.chart().homogeneous || network_.chart().has_lineality()) return false;
  return std::none_of(cell.x, cell.x + cell.size, [](double x0) { return x0 == 0; });
}

void Walker::visit(const Region& region) {
  // The sibling of a region at which the walk was stopped is not visited any more.
  if (control_.stopped() || control_.take_regions(1) == 0) return;
  ++output_.regions;
  if (!output_.visitor->visit(region)) control_.stop(StopReason::kVisitor);
}

void Walker::leaf(const ExactCell& cell) {
  if (!has_fast_walk(cell)) {
    if (output_.visitor != nullptr) return visit(RegionView(*this, cell));
    output_.regions += control_.take_regions(1);
    return;
  }
  const CellArena::Mark mark = arena_.mark();
  const std::size_t known = exact_.size();
  leaf(make_cell(arena_, exact_, cell, network_.chart().homogeneous, false));
  exact_.resize(known);
  arena_.release(mark);
}

void Walker::leaf(const Cell& cell) {
  const bool bounded = is_bounded(cell);
  if (output_.visitor != nullptr) return visit(RegionView(*this, cell, bounded));
  if (control_.take_regions(1) == 0) return;
  ++output_.regions;
  output_.bounded += bounded;
}

/// The last crease of the last layer: both halves are regions, and only their boundedness is of interest.
void Walker::count_two_leaves(const Cell& cell, const double* row, int l, std::uint32_t crease) {
  const std::uint64_t granted = control_.take_regions(2);
  output_.regions += granted;
  if (is_bounded(cell)) {
    output_.bounded += granted;
    return;
  }
  if (network_.chart().homogeneous || network_.chart().has_lineality()) return;
  const CellArena::Mark mark = arena_.mark();
  const SignLists lists = sign_lists(cell, evaluate(cell, row, l, crease));
  const auto no_ray = [&](std::span<const std::int32_t> generators) {
    return std::none_of(generators.begin(), generators.end(), [&](std::int32_t g) { return cell.x[g] == 0; });
  };
  std::uint64_t bounded = 0;
  if (no_ray(lists.zero)) bounded += std::uint64_t{no_ray(lists.positive)} + std::uint64_t{no_ray(lists.negative)};
  output_.bounded += std::min(bounded, granted);
  arena_.release(mark);
}

// ------------------------------------------------------------------------------------------------------------------
// Threads.

bool Walker::keep_going() {
  if (control_.stopped()) return false;
  if (++since_poll_ >= kPollInterval) {
    since_poll_ = 0;
    control_.poll(output_.regions - reported_);
    reported_ = output_.regions;
  }
  if (control_.threads() > 1 && control_.wants_work()) give_work_away();
  return !control_.stopped();
}

void Walker::give_work_away() {
  const auto first = std::find_if(pending_.begin(), pending_.end(),
                                  [](const Pending* pending) { return pending->task == nullptr && !pending->begun; });
  if (first == pending_.end()) return;
  std::unique_ptr<RegionVisitor> visitor;
  if (output_.visitor != nullptr) {
    visitor = output_.visitor->split();
    if (visitor == nullptr) return;
  }
  Pending& pending = **first;
  pending.task = std::make_unique<Task>(*this, pending, std::move(visitor));
  // The slots as they were when the half was cut: what deeper cuts have overwritten is put back, latest first.
  Walker& walker = pending.task->walker;
  for (auto it = pending_.rbegin(); *it != &pending; ++it) {
    walker.slots_[static_cast<std::size_t>((*it)->slot)] = (*it)->before;
  }
  walker.slots_[static_cast<std::size_t>(pending.slot)] = {pending.layer, pending.cutting.creases[0], 1};
  control_.begin_work();
  pending.task->group.run([task = pending.task.get()] { task->run(); });
}

Walker::Task::Task(const Walker& parent, const Pending& pending, std::unique_ptr<RegionVisitor> visitor_of_task)
    : visitor(std::move(visitor_of_task)),
      output{visitor.get(), 0, 0, {}},
      walker(parent.input_, parent.control_, output),
      layer(pending.layer) {
  walker.layers_ = parent.layers_;
  walker.slots_ = parent.slots_;
  walker.all_bounded_ = parent.all_bounded_;
  half = copy_cell(walker.arena_, *pending.half);
  for (int g = 0; g < half.size; ++g) {
    if (half.exact[g] < 0) continue;
    walker.exact_.push_back(parent.exact_[static_cast<std::size_t>(half.exact[g])]);
    half.exact[g] = static_cast<std::int32_t>(walker.exact_.size()) - 1;
  }
  const auto size = static_cast<std::size_t>(pending.cutting.size);
  auto* creases = walker.arena_.allocate<std::uint32_t>(size);
  std::copy_n(pending.cutting.creases, size, creases);
  cutting = walker.with_rows(layer, creases, pending.cutting.size);
}

void Walker::Task::run() {
  try {
    walker.walk_half(half, layer, cutting, CreaseSign::kAbove);
    walker.control_.poll(output.regions - walker.reported_);
  } catch (...) {
    error = std::current_exception();
    walker.control_.stop(StopReason::kCancelled);
  }
  walker.control_.end_work();
}

}  // namespace crease
