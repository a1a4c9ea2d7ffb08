// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/dataset_measures.h"

#include <algorithm>
#include <utility>

#include "algorithms/build_complex.h"
#include "algorithms/complex_tables.h"
#include "algorithms/decision_tables.h"
#include "algorithms/faces.h"
#include "algorithms/graph_properties.h"
#include "algorithms/insphere_records.h"
#include "algorithms/linear_regions.h"
#include "algorithms/measures.h"
#include "algorithms/total_volume.h"
#include "tools/named_bounds.h"
#include "tools/reach.h"

namespace crease::tools {

/// What tables refer to.
struct ItemMeasures::Parts {
  Network network;
  Domain domain;
  std::optional<ComplexReport> report;
  std::optional<InsphereRecorder> inspheres;  ///< of every ball, for their table
  std::optional<InsphereSummary> inradii;     ///< else
  std::optional<DecisionReport> decision;
};

ItemMeasures::ItemMeasures() = default;
ItemMeasures::~ItemMeasures() = default;
ItemMeasures::ItemMeasures(ItemMeasures&&) noexcept = default;
ItemMeasures& ItemMeasures::operator=(ItemMeasures&&) noexcept = default;

namespace {

/// A table of one row, made cell by cell.
class Row {
 public:
  void integer(const std::string& name, std::int64_t value) {
    add(name, ColumnType::kInteger, [value](Cell& cell) { cell.set_integer(value); });
  }
  void boolean(const std::string& name, bool value) {
    add(name, ColumnType::kBoolean, [value](Cell& cell) { cell.set_boolean(value); });
  }
  /// Empty: null.
  void text(const std::string& name, const std::string& value) {
    if (!value.empty()) add(name, ColumnType::kText, [value](Cell& cell) { cell.set_text(value); });
  }
  void rational(const std::string& name, const Rational& value) {
    add(name, ColumnType::kRational, [value](Cell& cell) { cell.set_rational(value); });
  }
  void infinite(const std::string& name) {
    add(name, ColumnType::kRational, [](Cell& cell) { cell.set_infinite(); });
  }
  void integers(const std::string& name, const std::vector<std::size_t>& values) {
    add(name, ColumnType::kIntegers, [values](Cell& cell) {
      cell.start_list();
      for (const std::size_t value : values) cell.push_integer(static_cast<std::int64_t>(value));
    });
  }
  /// NAME_lo and NAME_hi.
  void enclosure(const std::string& name, const std::optional<Enclosure>& value) {
    if (!value) {
      infinite(name + "_lo");
      infinite(name + "_hi");
      return;
    }
    rational(name + "_lo", value->lo);
    rational(name + "_hi", value->hi);
  }

  const Table& table() const { return table_; }

 private:
  template <typename Fill>
  void add(const std::string& name, ColumnType type, Fill fill) {
    table_.columns.push_back({name, type, [fill](std::size_t, Cell& cell) { fill(cell); }});
  }

  Table table_{"counts", 1, {}};
};

void add_item(Row& row, const DatasetItem& item, const Network& network, const Domain& domain) {
  std::vector<std::size_t> widths = {network.input_dim()};
  for (const Layer& layer : network.layers()) widths.push_back(layer.num_units());
  row.text("source", item.file.text());
  row.text("architecture", widths_text(widths));
  if (item.random) {
    row.text("activation", item.random->activation);
    row.text("initialization", item.random->weights);
    row.text("biases", item.random->biases);
    row.integer("seed", item.random->seed);
  }
  row.integer("units", network.num_bending_units());
  row.text("domain", item.domain.domain);
  row.text("slice", item.domain.slice);
  row.integer("dim", domain.dim());
}

void add_counts(Row& row, const ComplexReport& report) {
  const Complex& complex = report.complex;
  row.boolean("complete", complex.is_complete());
  row.integer("activation_regions", complex.num_regions());
  row.integer("linear_regions", report.linear_regions.size());
  row.integer("affine_pieces", report.linear_regions.num_affine_pieces);
  row.integer("adjacencies", complex.num_interior_facets());
  std::size_t boundary = 0;
  for (const FacetId facet : complex.facets()) boundary += complex.is_boundary(facet) ? 1 : 0;
  row.integer("boundary_facets", boundary);
  row.integer("bounded_regions", complex.num_bounded_regions());
  std::vector<std::size_t> degrees;
  for (const auto& [degree, count] : degree_histogram(complex)) {
    degrees.resize(degree + 1);
    degrees[degree] = count;
  }
  row.integers("degree_histogram", degrees);
}

void add_faces(Row& row, const Complex& complex) {
  const FaceCounts faces = count_faces(complex);
  row.integers("f_vector", faces.f_vector);
  row.integers("bounded_faces", faces.bounded);
  if (complex.is_complete()) row.integer("euler_characteristic", faces.euler_characteristic);
}

void add_volume(Row& row, const Complex& complex) {
  if (complex.dim() > kMaxMeasuredDimension) return;
  Rational sum = 0;
  for (const RegionId region : complex.regions()) {
    if (const auto part = volume(complex, region)) sum += *part;
  }
  row.rational("volume", sum);
}

void add_extreme(Row& row, const std::string& name, const std::optional<ExtremeRegion>& extreme) {
  if (!extreme) return;  // no regions at all
  row.integer(name + "_region", extreme->region);
  if (extreme->bounds.infinite) return row.enclosure(name, std::nullopt);
  const NumberRecord number = record(extreme->radius, std::nullopt);
  row.enclosure(name, number.bounds);
  row.text(name + "_exact", number.exact.value_or(""));
}

void add_inradii(Row& row, const InsphereSummary& summary) {
  add_extreme(row, "min_inradius", summary.smallest() ? summary.smallest() : summary.first_infinite());
  add_extreme(row, "max_inradius", summary.first_infinite() ? summary.first_infinite() : summary.largest_finite());
  row.integer("infinite_inradii", summary.num_infinite());
  row.integer("unique_inspheres", summary.num_unique());
}

void add_boundary(Row& row, const DecisionReport& report) {
  const Complex& cells = report.cells.complex;
  row.integer("decision_cells", cells.num_regions());
  row.integer("decision_regions", report.regions.size());
  std::size_t cut = 0;
  for (const auto& [pieces, regions] : pieces_per_region(report.cells)) cut += pieces > 0 ? regions : 0;
  row.integer("cut_regions", cut);
  row.integer("boundary_pieces", report.boundary.pieces.size());
  row.integer("boundary_components", report.boundary.topology.components.size());
  row.integers("boundary_betti", report.boundary.topology.betti);
  if (report.measures) row.enclosure("boundary_size", total_volume(cells, report.boundary.pieces));
}

void add_bounds(Row& row, const Network& network, const Domain& domain) {
  const NetworkBounds bounds = network_bounds(network, domain);
  row.integer("unstable_units", bounds.unstable_units);
  for (const NamedBound& bound : bounds.bounds) {
    if (bound.value) row.rational(bound.name, Rational(*bound.value));
  }
}

bool wants_any(const DatasetSpec& spec, std::initializer_list<const char*> quantities) {
  return std::ranges::any_of(quantities, [&](const char* quantity) { return spec.wants(quantity); });
}

/// Walks until all that is left out is beyond the limit of regions; else says why not.
bool went_through(StopReason reason) { return reason == StopReason::kFinished || reason == StopReason::kMaxRegions; }

}  // namespace

ItemMeasures measure_item(const DatasetPlan& plan, const DatasetItem& item, const Network& network,
                          const std::string& network_file, const std::string& network_sha256,
                          const EnumerateOptions& limits) {
  const DatasetSpec& spec = plan.spec();
  EnumerateOptions walk = limits;
  walk.max_regions = spec.max_regions;
  ItemMeasures result;
  result.parts_ =
      std::make_unique<ItemMeasures::Parts>(ItemMeasures::Parts{network, plan.domain(item, network), {}, {}, {}, {}});
  ItemMeasures::Parts& parts = *result.parts_;

  const bool tables = wants_any(spec, {"regions", "facets", "vertices"});
  const bool decision = wants_any(spec, {"boundary", "decision"});
  const bool coordinates = tables || decision || spec.wants("volume");
  const bool vertices = coordinates || spec.wants("faces");
  const ComplexResult found = build_complex(parts.network, parts.domain, {walk, vertices, coordinates, true});
  result.reason = found.reason;
  result.regions = found.complex.num_regions();
  if (!went_through(result.reason)) return result;
  parts.report.emplace(ComplexReport{found.complex, linear_regions(found)});
  parts.report->measures = parts.domain.dim() <= kMaxMeasuredDimension;

  if (wants_any(spec, {"inradii", "inspheres"})) {
    RegionVisitor& visitor = spec.wants("inspheres") ? static_cast<RegionVisitor&>(parts.inspheres.emplace(
                                                           parts.network, parts.domain, BallChoice{}, std::nullopt))
                                                     : parts.inradii.emplace(parts.network, parts.domain, BallChoice{});
    result.reason = for_each_region(parts.network, parts.domain, visitor, walk).reason;
    if (!went_through(result.reason)) return result;
  }
  if (decision) {
    parts.decision.emplace(decision_report(decision_cells(found.complex)));
    parts.decision->measures = parts.report->measures;
  }

  Row row;
  row.text("network", network_file);
  row.text("network_sha256", network_sha256);
  add_item(row, item, parts.network, parts.domain);
  add_counts(row, *parts.report);
  if (spec.wants("faces")) add_faces(row, found.complex);
  if (spec.wants("volume")) add_volume(row, found.complex);
  if (spec.wants("inradii")) add_inradii(row, parts.inspheres ? parts.inspheres->summary() : *parts.inradii);
  if (spec.wants("boundary")) add_boundary(row, *parts.decision);
  if (spec.wants("bounds")) add_bounds(row, parts.network, parts.domain);

  result.tables.push_back(row.table());
  if (spec.wants("regions")) result.tables.push_back(region_table(*parts.report));
  if (spec.wants("facets")) result.tables.push_back(facet_table(*parts.report));
  if (spec.wants("vertices")) result.tables.push_back(vertex_table(*parts.report));
  if (spec.wants("inspheres")) result.tables.push_back(insphere_table(parts.inspheres->records()));
  if (spec.wants("decision")) {
    result.tables.push_back(decision_cell_table(*parts.decision));
    result.tables.push_back(boundary_piece_table(*parts.decision));
    result.tables.push_back(decision_corner_table(*parts.decision));
  }
  return result;
}

}  // namespace crease::tools
