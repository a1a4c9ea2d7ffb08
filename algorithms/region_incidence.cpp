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

std::uint64_t* new_set(CellArena& arena, std::size_t words) {
  auto* set = arena.allocate<std::uint64_t>(words);
  std::fill_n(set, words, 0);
  return set;
}

bool is_subset(const std::uint64_t* a, const std::uint64_t* b, std::size_t words) {
  for (std::size_t w = 0; w < words; ++w) {
    if ((a[w] & ~b[w]) != 0) return false;
  }
  return true;
}

/// A proper subset of another slot's generators means a face of lower dimension.
bool is_facet(const TightWall& wall, const std::vector<TightWall>& walls, std::size_t words) {
  return std::none_of(walls.begin(), walls.end(), [&](const TightWall& other) {
    return other.stands_in_slot && is_subset(wall.generators, other.generators, words) &&
           !is_subset(other.generators, wall.generators, words);
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
      if ((block & 0x0202020202020202u) != 0) or_bits(out.zero.data(), at + c, gather(1));
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

/// The rows of layer l that belong to a crease, unless that is zero throughout the region.
std::uint64_t* RegionView::rows_of_creases(int l) const {
  const LayerStack& layers = branch_.layers();
  const ScaledLayer& layer = layers.layer(l);
  const std::vector<CreaseSign>& signs = layers.signs(l);
  std::uint64_t* rows = new_set(branch_.arena(), (layer.num_rows() + 63) / 64);
  for (std::uint32_t u = 0; u < static_cast<std::uint32_t>(layer.units); ++u) {
    if (layer.has_groups() && layer.group_of_unit[u] != CutRow::kNoGroup) {
      const MaxGroup& group = layer.groups[layer.group_of_unit[u]];
      const std::uint32_t greatest = layers.greatest_argument(l, group);
      for (std::uint32_t k = 0; k < group.size; ++k) {
        if (k == greatest || signs[group.first_crease + k] == CreaseSign::kZero) continue;
        set_bit(rows, group.row(std::min(k, greatest), std::max(k, greatest)));
      }
      u += group.size - 1;
      continue;
    }
    for (std::uint32_t c = layer.first_crease[u]; c < layer.first_crease[u + 1]; ++c) {
      if (signs[c] != CreaseSign::kZero) set_bit(rows, layer.has_groups() ? layer.row_of_crease[c] : c);
    }
  }
  return rows;
}

/// Creases that vanish on a generator without standing in a slot: tangent ones, and duplicates. The filter rules out
/// nearly all.
void RegionView::add_doubtful(const Cell& cell, std::vector<TightWall>& walls) const {
  LayerStack& layers = branch_.layers();
  CellArena& arena = branch_.arena();
  const auto generator_words = static_cast<std::size_t>((cell.size + 63) / 64);
  const std::size_t slots = walls.size();
  double* row = nullptr;
  std::size_t first = 0;
  for (int l = 0; l < layers.num_layers(); ++l) {
    const std::size_t size = layers.layer(l).creases.size();
    if (walker_.is_generic(l)) {
      first += size;
      continue;
    }
    const std::size_t num_rows = layers.layer(l).num_rows();
    const auto layer_words = static_cast<int>((num_rows + 63) / 64);
    const std::uint64_t* doubtful = branch_.doubtful_zeros(cell, l);
    std::vector<std::uint32_t>& wall_of = walker_.scratch().wall_of_crease;
    wall_of.assign(size, UINT32_MAX);
    for (std::size_t i = 0; i < slots; ++i) {
      if (walls[i].wall >= first && walls[i].wall < first + size)
        wall_of[walls[i].wall - first] = static_cast<std::uint32_t>(i);
    }
    std::uint64_t* rows = rows_of_creases(l);
    auto* open = arena.allocate<std::uint64_t>(static_cast<std::size_t>(layer_words));
    for (std::size_t g = 0; g < static_cast<std::size_t>(cell.size); ++g, doubtful += layer_words) {
      for (int w = 0; w < layer_words; ++w) open[w] = doubtful[w] & rows[w];
      for_each_bit(open, static_cast<int>(num_rows), [&](int bit) {
        const auto index = static_cast<std::uint32_t>(bit);
        const std::uint32_t c = *layers.crease_of_row(l, index);
        if (row == nullptr) row = arena.allocate<double>(static_cast<std::size_t>(cell.m + kernel::kRowExtra));
        layers.copy_row(l, index, row);
        if (branch_.sign(cell, static_cast<int>(g), {l, index, row}) != 0) return;
        if (wall_of[c] == UINT32_MAX) {
          wall_of[c] = static_cast<std::uint32_t>(walls.size());
          walls.push_back({static_cast<WallId>(first + c), false, new_set(arena, generator_words)});
        }
        set_bit(walls[wall_of[c]].generators, g);
      });
    }
    first += size;
  }
}

/// Where another argument is as great as the greatest one of its group, the latter's crease is, too.
void RegionView::add_greatest_arguments(const Cell& cell, std::vector<TightWall>& walls) const {
  const LayerStack& layers = branch_.layers();
  const auto generator_words = static_cast<std::size_t>((cell.size + 63) / 64);
  const std::size_t size = walls.size();
  for (int l = 0; l < layers.num_layers(); ++l) {
    const ScaledLayer& layer = layers.layer(l);
    const WallId first = walker_.scratch().first_crease[static_cast<std::size_t>(l)];
    const std::size_t added = walls.size();
    for (std::size_t i = 0; i < size; ++i) {
      const WallId crease = walls[i].wall - first;  // wraps around
      if (crease >= layer.creases.size() || !layer.is_argument(crease)) continue;
      const MaxGroup& group = layer.groups[layer.group_of_unit[layer.creases[crease].unit]];
      const std::uint32_t greatest = layers.greatest_argument(l, group);
      if (layers.signs(l)[group.first_crease + greatest] == CreaseSign::kZero) continue;
      const WallId begin = first + group.first_crease;
      std::size_t at = added;
      while (at < walls.size() && walls[at].wall != begin + greatest) ++at;
      if (at == walls.size()) {
        walls.push_back(
            {begin + greatest, false, new_set(branch_.arena(), generator_words), begin, begin + group.size});
      }
      for (std::size_t w = 0; w < generator_words; ++w) walls[at].generators[w] |= walls[i].generators[w];
    }
  }
}

/// Domain rows in no slot: they can touch the cell only where others do.
void RegionView::add_touching(const Cell& cell, WallId first_domain_row, std::vector<TightWall>& walls) const {
  if (walker_.slotless_domain_rows().empty()) return;
  const auto generator_words = static_cast<std::size_t>((cell.size + 63) / 64);
  std::uint64_t* on_boundary = new_set(branch_.arena(), generator_words);
  for (const TightWall& wall : walls) {
    if (wall.wall < first_domain_row) continue;
    for (std::size_t w = 0; w < generator_words; ++w) on_boundary[w] |= wall.generators[w];
  }
  for (const std::uint32_t i : walker_.slotless_domain_rows()) {
    std::uint64_t* on = nullptr;
    for_each_bit(on_boundary, cell.size, [&](int g) {
      if (sign_of_dot(branch_.chart().domain_rows[i], branch_.exact_generator(cell, g)) != 0) return;
      if (on == nullptr) on = new_set(branch_.arena(), generator_words);
      set_bit(on, static_cast<std::size_t>(g));
    });
    if (on != nullptr) walls.push_back({first_domain_row + i, false, on});
  }
}

/// What is tight on which generators, in the order of the walls.
void RegionView::find_tight_walls(const Cell& cell, std::vector<TightWall>& walls) const {
  const LayerStack& layers = branch_.layers();
  std::vector<WallId>& first = walker_.scratch().first_crease;
  first.assign(1, 0);
  for (int l = 0; l < layers.num_layers(); ++l) {
    first.push_back(first.back() + static_cast<WallId>(layers.layer(l).creases.size()));
  }
  const WallId first_domain_row = first.back();
  const auto generator_words = static_cast<std::size_t>((cell.size + 63) / 64);
  walls.clear();
  for (int w = 0; w < cell.words; ++w) {
    const std::uint64_t* tight = cell.tight + w * cell.stride;
    std::uint64_t used = 0;
    for (int g = 0; g < cell.size; ++g) used |= tight[g];
    for (; used != 0; used &= used - 1) {
      const int bit = std::countr_zero(used);
      std::uint64_t* on = new_set(branch_.arena(), generator_words);
      for (int g = 0; g < cell.size; ++g) on[g / 64] |= (tight[g] >> bit & 1) << (g % 64);
      const BoundingRow row = branch_.bounding_row(w * 64 + bit);
      const WallId wall = row.layer == BoundingRow::kInfinity
                              ? first_domain_row + static_cast<WallId>(branch_.chart().domain_rows.size())
                          : row.layer == BoundingRow::kDomain ? first_domain_row + row.index
                                                              : first[static_cast<std::size_t>(row.layer)] +
                                                                    *layers.crease_of_row(row.layer, row.index);
      walls.push_back({wall, true, on});
    }
  }
  add_doubtful(cell, walls);
  add_greatest_arguments(cell, walls);
  add_touching(cell, first_domain_row, walls);
  std::sort(walls.begin(), walls.end(), [](const TightWall& a, const TightWall& b) { return a.wall < b.wall; });
}

void RegionView::incidence(const Cell& cell, RegionIncidence& out) const {
  const Chart& chart = branch_.chart();
  const CellArena::Mark mark = branch_.arena().mark();
  const auto generator_words = static_cast<std::size_t>((cell.size + 63) / 64);
  std::vector<TightWall>& walls = walker_.scratch().tight_walls;
  find_tight_walls(cell, walls);
  const WallId first_domain_row = walker_.scratch().first_crease.back();
  const auto infinity = first_domain_row + static_cast<WallId>(chart.domain_rows.size());

  std::uint64_t* points = new_set(branch_.arena(), generator_words);
  for (int g = 0; g < cell.size; ++g) {
    if (!chart.homogeneous && cell.x[g] != 0) set_bit(points, static_cast<std::size_t>(g));
  }
  if (out.with_generators && chart.homogeneous) {  // the apex
    for (WallId c = 0; c < first_domain_row; ++c) {
      if (!has_bit(out.zero.data(), c)) out.generator_walls.push_item(c);
    }
    for (std::size_t i = 0; i < chart.domain_rows.size(); ++i) {
      if (!chart.domain_rows[i].is_zero()) out.generator_walls.push_item(first_domain_row + static_cast<WallId>(i));
    }
    out.generator_walls.end_list();
  }
  for (std::size_t g = 0; out.with_generators && g < static_cast<std::size_t>(cell.size); ++g) {
    for (const TightWall& wall : walls) {
      if (wall.wall != infinity && has_bit(wall.generators, g)) out.generator_walls.push_item(wall.wall);
    }
    if (!has_bit(points, g)) out.generator_walls.push_item(infinity);
    out.generator_walls.end_list();
  }

  for (const TightWall& facet : walls) {
    if (!facet.stands_in_slot || facet.wall == infinity) continue;
    bool has_point = chart.homogeneous;
    for (std::size_t w = 0; w < generator_words; ++w) has_point = has_point || (facet.generators[w] & points[w]) != 0;
    if (!has_point || !is_facet(facet, walls, generator_words)) continue;
    if (out.with_generators) {
      if (chart.homogeneous) out.facet_generators.push_item(0);
      for_each_bit(facet.generators, cell.size, [&](int g) {
        out.facet_generators.push_item(static_cast<std::uint32_t>(g + (chart.homogeneous ? 1 : 0)));
      });
    }
    out.facet_generators.end_list();
    const auto lies_on = [&](const TightWall& wall) {
      return wall.wall != infinity && is_subset(facet.generators, wall.generators, generator_words);
    };
    for (const TightWall& wall : walls) {
      const bool alone = wall.group_begin != wall.group_end && std::ranges::none_of(walls, [&](const TightWall& other) {
                           return other.wall >= wall.group_begin && other.wall < wall.group_end &&
                                  other.wall != wall.wall && lies_on(other);
                         });
      if (lies_on(wall) && !alone) out.facet_walls.push_item(wall.wall);
    }
    out.facet_walls.end_list();
  }
  branch_.arena().release(mark);
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
        bool vanishes = false;
        layers.for_each_row_of_crease(l, c, [&](std::uint32_t row, int) {
          vanishes = vanishes || vanishes_on(layers.exact_row(l, row), generators);
        });
        if (vanishes) lists.push_item(wall);
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
