// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/region_view.h"

#include <algorithm>

#include "algorithms/unit_rows.h"
#include "core/affine_map.h"
#include "core/pattern_text.h"

namespace crease {
namespace {

/// Sets of generators by slot: is a a proper subset of b?
bool is_proper_subset(const std::vector<std::size_t>& a, const std::vector<std::size_t>& b) {
  return a.size() < b.size() && std::includes(b.begin(), b.end(), a.begin(), a.end());
}

}  // namespace

RegionView::RegionView(Walker& walker, const kernel::Cell& cell, bool bounded)
    : walker_(walker), input_(walker.input()), branch_(walker.branch()), cell_(&cell), bounded_(bounded) {}

RegionView::RegionView(Walker& walker, const ExactCell& cell)
    : walker_(walker), input_(walker.input()), branch_(walker.branch()), exact_cell_(&cell) {}

Symbol RegionView::symbol(UnitId unit) const {
  const int l = branch_.network().scaled_layer_of()[unit.layer];
  if (l < 0) return {};
  const ScaledLayer& layer = branch_.layers().layer(l);
  const std::vector<CreaseSign>& signs = branch_.layers().signs(l);
  const Layer& original = input_.original.layers()[unit.layer];
  const std::uint32_t first = layer.first_crease[original.first_row(unit.unit)];
  return symbol_of_signs(original.num_creases(unit.unit), original.is_group(unit.unit),
                         [&](std::size_t k) { return signs[first + k]; });
}

std::string RegionView::pattern() const {
  std::string text;
  const auto& layers = input_.original.layers();
  for (std::uint32_t l = 0; l < layers.size(); ++l) {
    if (l > 0) text += '|';
    for (std::uint32_t u = 0; u < layers[l].num_units(); ++u) {
      append_symbol(text, symbol({l, u}));
    }
  }
  return text;
}

std::size_t RegionView::num_generators() const {
  return cell_ != nullptr ? static_cast<std::size_t>(cell_->size) : exact_cell_->generators().size();
}

const IntegerVector& RegionView::exact_generator(std::size_t g) const {
  return cell_ != nullptr ? branch_.exact_generator(*cell_, static_cast<int>(g)) : exact_cell_->generators()[g].vector;
}

std::size_t RegionView::num_slots() const {
  if (cell_ != nullptr) return static_cast<std::size_t>(cell_->words) * 64;
  return exact_cell_->slots().size();
}

bool RegionView::is_tight(std::size_t g, std::size_t slot) const {
  if (cell_ != nullptr) {
    return (cell_->tight[slot / 64 * static_cast<std::size_t>(cell_->stride) + g] >> (slot % 64) & 1) != 0;
  }
  const std::vector<bool>& tight = exact_cell_->generators()[g].tight;
  return slot < tight.size() && tight[slot];
}

Generator RegionView::to_generator(const IntegerVector& vector) const {
  const Chart& chart = branch_.chart();
  Generator generator{chart.to_domain(vector), chart.is_direction(vector)};
  if (generator.ray) {
    const IntegerVector direction = primitive_integers(generator.coordinates);
    for (std::size_t i = 0; i < direction.size(); ++i) generator.coordinates[i] = Rational(direction.get(i));
  }
  return generator;
}

Generator RegionView::generator(std::size_t i) const {
  const Chart& chart = branch_.chart();
  if (!chart.homogeneous) return to_generator(exact_generator(i));
  return i == 0 ? Generator{chart.origin, false} : to_generator(exact_generator(i - 1));
}

std::vector<Generator> RegionView::generators() const {
  const std::size_t size = num_generators() + (branch_.chart().homogeneous ? 1 : 0);
  std::vector<Generator> result;
  for (std::size_t i = 0; i < size; ++i) result.push_back(generator(i));
  return result;
}

std::vector<Rational> RegionView::interior_point() const {
  const std::vector<Generator> all = generators();
  std::vector<Rational> point(all.front().coordinates.size(), Rational(0));
  Rational points = 0;
  for (const Generator& generator : all) points += generator.ray ? 0 : 1;
  for (const Generator& generator : all) {
    for (std::size_t i = 0; i < point.size(); ++i) {
      point[i] += generator.ray ? generator.coordinates[i] : Rational(generator.coordinates[i] / points);
    }
  }
  return point;
}

bool RegionView::vanishes_on(const IntegerVector& row, const std::vector<std::size_t>& generators) const {
  if (exact_cell_ != nullptr) {
    for (const IntegerVector& line : exact_cell_->lines()) {
      if (sign_of_dot(row, line) != 0) return false;
    }
  }
  return std::all_of(generators.begin(), generators.end(),
                     [&](std::size_t g) { return sign_of_dot(row, exact_generator(g)) == 0; });
}

std::vector<UnitId> RegionView::units_on(const std::vector<std::size_t>& generators) const {
  LayerStack& layers = branch_.layers();
  std::vector<UnitId> units;
  for (int l = 0; l < layers.num_layers(); ++l) {
    const ScaledLayer& layer = layers.layer(l);
    for (std::uint32_t c = 0; c < layer.creases.size(); ++c) {
      const UnitId unit{static_cast<std::uint32_t>(layer.original_layer),
                        layer.original_unit_of(layer.creases[c].unit)};
      if (!units.empty() && units.back() == unit) continue;
      bool vanishes = false;
      layers.for_each_row_of_crease(
          l, c, [&](std::uint32_t index, int) { vanishes = vanishes || row_vanishes_on(l, index, generators); });
      if (vanishes) units.push_back(unit);
    }
  }
  return units;
}

bool RegionView::row_vanishes_on(int l, std::uint32_t index, const std::vector<std::size_t>& generators) const {
  LayerStack& layers = branch_.layers();
  if (cell_ != nullptr) {
    // A generator where the filter is sure of a sign spares the integers.
    CellArena& arena = branch_.arena();
    const CellArena::Mark mark = arena.mark();
    auto* row = arena.allocate<double>(static_cast<std::size_t>(branch_.chart().m + kernel::kRowExtra));
    layers.copy_row(l, index, row);
    const Evaluation at = branch_.triage_evaluate(*cell_, row);
    const bool is_off = std::ranges::any_of(
        generators, [&](std::size_t g) { return ((at.positive[g / 64] | at.negative[g / 64]) >> (g % 64) & 1) != 0; });
    arena.release(mark);
    if (is_off) return false;
  }
  return vanishes_on(layers.exact_row(l, index), generators);
}

std::vector<Facet> RegionView::facets() const {
  const Chart& chart = branch_.chart();
  const std::size_t offset_of_points = chart.homogeneous ? 1 : 0;  // generators() begins with the apex
  std::vector<std::pair<std::size_t, std::vector<std::size_t>>> faces;
  for (std::size_t slot = 0; slot < num_slots(); ++slot) {
    std::vector<std::size_t> on;
    for (std::size_t g = 0; g < num_generators(); ++g) {
      if (is_tight(g, slot)) on.push_back(g);
    }
    // In a homogeneous chart of dimension 1 the one facet is the apex, which is no generator; its row has the first
    // slot.
    const bool is_apex = chart.homogeneous && chart.m == 1 && slot == 0;
    const bool stands = exact_cell_ != nullptr ? exact_cell_->slots()[slot] : is_apex || !on.empty();
    if (stands) faces.emplace_back(slot, std::move(on));
  }
  std::vector<Facet> facets;
  for (const auto& face : faces) {
    const std::size_t slot = face.first;
    const std::vector<std::size_t>& on = face.second;
    const BoundingRow& bounding = branch_.bounding_row(static_cast<int>(slot));
    if (bounding.layer == BoundingRow::kInfinity) continue;
    // A row of the description is a facet iff the face it cuts off is not a face of another one.
    if (std::any_of(faces.begin(), faces.end(),
                    [&](const auto& other) { return is_proper_subset(on, other.second); })) {
      continue;
    }
    Facet facet;
    IntegerVector row = branch_.exact_row(bounding);
    if (bounding.side < 0) row.negate();
    auto [normal, offset] = chart.row_to_domain(row);
    normal.push_back(offset);
    const IntegerVector primitive = primitive_integers(normal);
    for (std::size_t i = 0; i + 1 < primitive.size(); ++i) facet.normal.push_back(Rational(primitive.get(i)));
    facet.offset = Rational(primitive.get(primitive.size() - 1));
    facet.units = units_on(on);
    for (std::size_t i = 0; i < chart.domain_rows.size(); ++i) {
      if (!chart.domain_rows[i].is_zero() && vanishes_on(chart.domain_rows[i], on)) facet.domain_rows.push_back(i);
    }
    if (!facet.domain_rows.empty()) facet.units.clear();
    if (chart.homogeneous) facet.generators.push_back(0);
    for (const std::size_t g : on) facet.generators.push_back(g + offset_of_points);
    facets.push_back(std::move(facet));
  }
  return facets;
}

AffineMap RegionView::affine_map() const {
  return crease::affine_map(input_.original, input_.domain,
                            [&](UnitId unit) { return std::size_t{symbol(unit).piece}; });
}

bool RegionView::row_enclosures(RowSet set, RowEnclosures& out) const {
  const Chart& chart = branch_.chart();
  if (cell_ == nullptr || chart.homogeneous || chart.has_lineality()) return false;
  const LayerStack& layers = branch_.layers();
  out.dim = static_cast<std::size_t>(chart.m) - 1;
  out.entries.clear();
  out.radius.clear();
  if (set == RowSet::kUnits) {
    std::vector<UnitRow> rows;
    append_unit_rows(layers, layers.num_layers(), out, rows);
    return true;
  }
  for (int w = 0; w < cell_->words; ++w) {
    std::uint64_t used = 0;
    for (int g = 0; g < cell_->size; ++g) used |= cell_->tight[w * cell_->stride + g];
    for (; used != 0; used &= used - 1) {
      const BoundingRow& row = branch_.bounding_row(w * 64 + __builtin_ctzll(used));
      if (row.layer == BoundingRow::kInfinity) continue;
      append_enclosure(out, row.side, [&](double* to) { branch_.copy_row(row, to); });
    }
  }
  return true;
}

}  // namespace crease
