// SPDX-License-Identifier: GPL-3.0-or-later
// RegionView::incidence: on which walls the generators and facets of a leaf lie.
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

#include "algorithms/region_view.h"
#include "core/linear_algebra.h"

namespace crease {
namespace {

using kernel::Cell;
using Slot = IncidenceScratch::Slot;

/// A set of creases as bits, all layers end to end; one word more than needed, so that what straddles two words finds
/// both.
constexpr std::size_t kSpareWords = 1;

std::size_t num_creases(const LayerStack& layers) {
  std::size_t creases = 0;
  for (int l = 0; l < layers.num_layers(); ++l) creases += layers.layer(l).creases.size();
  return creases;
}

/// Ors the lowest bits, up to 64 of them, into the words from bit `at` on.
void or_bits(std::uint64_t* words, std::size_t at, std::uint64_t bits) {
  words[at / 64] |= bits << (at % 64);
  if (at % 64 != 0) words[at / 64 + 1] |= bits >> (64 - at % 64);
}

bool has_bit(const std::uint64_t* words, std::size_t bit) { return (words[bit / 64] >> (bit % 64) & 1) != 0; }
void set_bit(std::uint64_t* words, std::size_t bit) { words[bit / 64] |= std::uint64_t{1} << (bit % 64); }

bool is_subset(const std::uint64_t* a, const std::uint64_t* b, int words) {
  for (int w = 0; w < words; ++w) {
    if ((a[w] & ~b[w]) != 0) return false;
  }
  return true;
}

/// A proper subset of another slot's generators means a face of lower dimension.
bool is_facet(const Slot& slot, const std::vector<Slot>& slots, int words) {
  return std::none_of(slots.begin(), slots.end(), [&](const Slot& other) {
    return is_subset(slot.generators, other.generators, words) && !is_subset(other.generators, slot.generators, words);
  });
}

}  // namespace

void RegionView::sign_bits(RegionIncidence& out) const {
  const LayerStack& layers = branch_.layers();
  const std::size_t words = (num_creases(layers) + 63) / 64;
  out.above.assign(words + kSpareWords, 0);
  out.zero.assign(words + kSpareWords, 0);
  std::size_t at = 0;
  for (int l = 0; l < layers.num_layers(); ++l) {
    const std::vector<CreaseSign>& signs = layers.signs(l);
    const std::size_t size = layers.layer(l).creases.size();
    for (std::size_t c = 0; c < size; c += 8) {
      std::uint64_t block;  // signs are padded to a multiple of eight
      std::memcpy(&block, signs.data() + c, 8);
      if (size - c < 8) block &= (std::uint64_t{1} << (8 * (size - c))) - 1;
      // Bit b of every byte, gathered into one byte.
      const auto gather = [&](int b) { return ((block >> b & 0x0101010101010101u) * 0x0102040810204080u) >> 56; };
      or_bits(out.above.data(), at + c, gather(0));
      or_bits(out.zero.data(), at + c, gather(1));
    }
    at += size;
  }
  out.above.resize(words);
  out.zero.resize(words);
}

void RegionView::incidence(RegionIncidence& out) const {
  sign_bits(out);
  out.bounded = bounded_;
  out.generator_walls.clear();
  out.facet_walls.clear();
  out.facet_generators.clear();
  if (out.with_outputs) enclose_outputs(out.outputs);
  if (cell_ != nullptr) {
    incidence(*cell_, out);
  } else {
    incidence(*exact_cell_, out);
  }
}

void RegionView::enclose_outputs(std::vector<double>& outputs) const {
  LayerStack& layers = branch_.layers();
  const int l = layers.num_layers();
  if (l == 0) {
    outputs.assign(1, HUGE_VAL);
    return;
  }
  layers.enter(l);
  const LayerStack::UnitRows rows = layers.unit_rows(l);
  const auto m = static_cast<std::size_t>(branch_.chart().m);
  const auto num_outputs = static_cast<std::size_t>(layers.layer(l).units);
  outputs.resize(num_outputs * m + 1);
  double radius = 0, sum = 0;
  for (std::size_t k = 0; k < num_outputs; ++k) {
    for (std::size_t j = 0; j < m; ++j) {
      outputs[k * m + j] = rows.entries[j * static_cast<std::size_t>(rows.stride) + k];
      sum += std::fabs(outputs[k * m + j]);
    }
    sum += rows.radius[k];
    radius = std::max(radius, rows.radius[k]);
  }
  // A radius bounds the rounding of a sum, not its overflow.
  outputs.back() = std::isfinite(sum) ? radius : HUGE_VAL;
}

/// Creases that vanish on a generator without standing in a slot: tangent ones, and duplicates. The filter rules out
/// nearly all.
void RegionView::add_doubtful(const Cell& cell, const RegionIncidence& signs, std::uint64_t* vanishing) const {
  LayerStack& layers = branch_.layers();
  CellArena& arena = branch_.arena();
  const std::size_t words = signs.above.size() + kSpareWords;
  double* row = nullptr;
  std::size_t first = 0;
  for (int l = 0; l < layers.num_layers(); ++l) {
    const std::size_t size = layers.layer(l).creases.size();
    const auto layer_words = static_cast<int>((size + 63) / 64);
    if (walker_.is_generic(l)) {
      first += size;
      continue;
    }
    const std::uint64_t* doubtful = branch_.doubtful_zeros(cell, l);
    for (int g = 0; g < cell.size; ++g, doubtful += layer_words) {
      for_each_bit(doubtful, static_cast<int>(size), [&](int bit) {
        const auto c = static_cast<std::uint32_t>(bit);
        if (has_bit(signs.zero.data(), first + c)) return;
        if (row == nullptr) row = arena.allocate<double>(static_cast<std::size_t>(cell.m + kernel::kRowExtra));
        layers.copy_row(l, c, row);
        if (branch_.sign(cell, g, {l, c, row}) == 0)
          set_bit(vanishing + static_cast<std::size_t>(g) * words, first + c);
      });
    }
    first += size;
  }
}

void RegionView::incidence(const Cell& cell, RegionIncidence& out) const {
  LayerStack& layers = branch_.layers();
  CellArena& arena = branch_.arena();
  const Chart& chart = branch_.chart();
  const CellArena::Mark mark = arena.mark();
  const std::size_t creases = num_creases(layers);
  const std::size_t words = out.above.size() + kSpareWords;  // of a set of creases
  const int generator_words = (cell.size + 63) / 64;
  const auto first_domain_row = static_cast<WallId>(creases);
  const auto infinity = static_cast<WallId>(creases + chart.domain_rows.size());
  const auto new_set = [&](std::size_t size) {
    auto* set = arena.allocate<std::uint64_t>(size);
    std::fill_n(set, size, 0);
    return set;
  };

  // Who is on which slot.
  std::vector<Slot>& slots = walker_.scratch().slots;
  slots.clear();
  for (int w = 0; w < cell.words; ++w) {
    const std::uint64_t* tight = cell.tight + w * cell.stride;
    std::uint64_t used = 0;
    for (int g = 0; g < cell.size; ++g) used |= tight[g];
    for (; used != 0; used &= used - 1) {
      const int bit = std::countr_zero(used);
      std::uint64_t* on = new_set(static_cast<std::size_t>(generator_words));
      for (int g = 0; g < cell.size; ++g) on[g / 64] |= (tight[g] >> bit & 1) << (g % 64);
      slots.push_back({branch_.bounding_row(w * 64 + bit), on});
    }
  }

  // Which creases vanish where.
  std::uint64_t* vanishing = new_set(words * static_cast<std::size_t>(cell.size));
  std::size_t first = 0;
  for (int l = 0; l < layers.num_layers(); ++l) {
    for (const Slot& slot : slots) {
      if (slot.row.layer != l) continue;
      for_each_bit(slot.generators, cell.size,
                   [&](int g) { set_bit(vanishing + static_cast<std::size_t>(g) * words, first + slot.row.index); });
    }
    first += layers.layer(l).creases.size();
  }
  add_doubtful(cell, out, vanishing);

  // Domain rows in no slot can touch the cell only where others do.
  std::vector<Slot>& touching = walker_.scratch().touching;
  touching.clear();
  for (const std::uint32_t i : walker_.slotless_domain_rows()) {
    std::uint64_t* on = new_set(static_cast<std::size_t>(generator_words));
    bool any = false;
    for (const Slot& slot : slots) {
      if (slot.row.layer != BoundingRow::kDomain && slot.row.layer != BoundingRow::kInfinity) continue;
      for_each_bit(slot.generators, cell.size, [&](int g) {
        if (sign_of_dot(chart.domain_rows[i], branch_.exact_generator(cell, g)) != 0) return;
        set_bit(on, static_cast<std::size_t>(g));
        any = true;
      });
    }
    if (any) touching.push_back({{BoundingRow::kDomain, i, 1}, on});
  }

  const auto push_creases = [&](IndexLists<WallId>& lists, const std::uint64_t* set) {
    for_each_bit(set, static_cast<int>(creases), [&](int c) { lists.push_item(static_cast<WallId>(c)); });
  };
  std::vector<WallId>& domain_rows = walker_.scratch().domain_rows;
  const bool on_boundary =
      std::any_of(slots.begin(), slots.end(), [](const Slot& slot) { return slot.row.layer == BoundingRow::kDomain; });
  const auto push_domain_rows = [&](IndexLists<WallId>& lists, auto&& is_on) {
    if (!on_boundary && touching.empty()) return;
    domain_rows.clear();
    for (const auto* list : {&slots, &touching}) {
      for (const Slot& slot : *list) {
        if (slot.row.layer == BoundingRow::kDomain && is_on(slot.generators)) {
          domain_rows.push_back(first_domain_row + slot.row.index);
        }
      }
    }
    std::sort(domain_rows.begin(), domain_rows.end());
    for (const WallId wall : domain_rows) lists.push_item(wall);
  };

  std::uint64_t* points = new_set(static_cast<std::size_t>(generator_words));
  for (int g = 0; g < cell.size; ++g) {
    if (!chart.homogeneous && cell.x[g] != 0) set_bit(points, static_cast<std::size_t>(g));
  }
  if (out.with_generators && chart.homogeneous) {  // the apex
    for (std::size_t c = 0; c < creases; ++c) {
      if (!has_bit(out.zero.data(), c)) out.generator_walls.push_item(static_cast<WallId>(c));
    }
    for (std::size_t i = 0; i < chart.domain_rows.size(); ++i) {
      if (!chart.domain_rows[i].is_zero()) out.generator_walls.push_item(first_domain_row + static_cast<WallId>(i));
    }
    out.generator_walls.end_list();
  }
  for (std::size_t g = 0; out.with_generators && g < static_cast<std::size_t>(cell.size); ++g) {
    push_creases(out.generator_walls, vanishing + g * words);
    push_domain_rows(out.generator_walls, [&](const std::uint64_t* on) { return has_bit(on, g); });
    if (!has_bit(points, g)) out.generator_walls.push_item(infinity);
    out.generator_walls.end_list();
  }

  auto* common = arena.allocate<std::uint64_t>(words);
  for (const Slot& slot : slots) {
    if (slot.row.layer == BoundingRow::kInfinity) continue;
    bool has_point = chart.homogeneous;
    for (int w = 0; w < generator_words; ++w) has_point = has_point || (slot.generators[w] & points[w]) != 0;
    if (!has_point || !is_facet(slot, slots, generator_words)) continue;
    std::fill_n(common, words, ~std::uint64_t{0});
    if (out.with_generators && chart.homogeneous) out.facet_generators.push_item(0);
    for_each_bit(slot.generators, cell.size, [&](int g) {
      if (out.with_generators) {
        out.facet_generators.push_item(static_cast<std::uint32_t>(g + (chart.homogeneous ? 1 : 0)));
      }
      for (std::size_t w = 0; w < words; ++w) common[w] &= vanishing[static_cast<std::size_t>(g) * words + w];
    });
    out.facet_generators.end_list();
    push_creases(out.facet_walls, common);
    push_domain_rows(out.facet_walls,
                     [&](const std::uint64_t* on) { return is_subset(slot.generators, on, generator_words); });
    out.facet_walls.end_list();
  }
  arena.release(mark);
}

/// In integers: every crease is tried at every generator. In a homogeneous chart the apex lies on all of them: its list
/// of generators is empty, lines remain.
void RegionView::incidence(const ExactCell& cell, RegionIncidence& out) const {
  LayerStack& layers = branch_.layers();
  const Chart& chart = branch_.chart();
  const auto push_walls = [&](IndexLists<WallId>& lists, const std::vector<std::size_t>& generators) {
    WallId wall = 0;
    for (int l = 0; l < layers.num_layers(); ++l) {
      for (std::uint32_t c = 0; c < layers.layer(l).creases.size(); ++c, ++wall) {
        if (layers.signs(l)[c] == CreaseSign::kZero) continue;
        if (vanishes_on(layers.exact_row(l, c), generators)) lists.push_item(wall);
      }
    }
    for (std::size_t i = 0; i < chart.domain_rows.size(); ++i, ++wall) {
      const IntegerVector& row = chart.domain_rows[i];
      if (!row.is_zero() && vanishes_on(row, generators)) lists.push_item(wall);
    }
    return wall;
  };
  const std::size_t offset_of_points = chart.homogeneous ? 1 : 0;
  if (chart.homogeneous) {
    push_walls(out.generator_walls, {});
    out.generator_walls.end_list();
  }
  for (std::size_t g = 0; g < cell.generators().size(); ++g) {
    const WallId infinity = push_walls(out.generator_walls, {g});
    if (chart.is_direction(cell.generators()[g].vector)) out.generator_walls.push_item(infinity);
    out.generator_walls.end_list();
  }
  for (const Facet& facet : facets()) {
    std::vector<std::size_t> on;
    for (const std::size_t g : facet.generators) {
      out.facet_generators.push_item(static_cast<std::uint32_t>(g));
      if (g >= offset_of_points) on.push_back(g - offset_of_points);
    }
    out.facet_generators.end_list();
    push_walls(out.facet_walls, on);
    out.facet_walls.end_list();
  }
}

std::vector<std::vector<Rational>> RegionView::lineality() const {
  std::vector<std::vector<Rational>> basis;
  const Chart& chart = branch_.chart();
  const Matrix<Rational> kernel = nullspace(chart.N);
  for (std::size_t j = 0; chart.has_lineality() && j < kernel.cols(); ++j) {
    std::vector<Rational>& direction = basis.emplace_back();
    for (std::size_t i = 0; i < kernel.rows(); ++i) direction.push_back(kernel(i, j));
  }
  if (exact_cell_ == nullptr) return basis;
  for (const IntegerVector& line : exact_cell_->lines()) basis.push_back(to_generator(line).coordinates);
  return basis;
}

}  // namespace crease
