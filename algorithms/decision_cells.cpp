// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/decision_cells.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <stdexcept>
#include <string>
#include <utility>

#include "algorithms/decision_cell_tables.h"
#include "algorithms/facet_row.h"
#include "algorithms/output_rows.h"
#include "algorithms/sure_winner.h"
#include "core/exact_cell.h"
#include "core/linear_algebra.h"
#include "core/pattern_text.h"

namespace crease {
namespace {

using Vector = std::vector<Rational>;
using Corner = DecisionCellTables::Corner;
using CellFacet = DecisionCellTables::Facet;

/// f_i - f_other for some i, over (x0, y).
struct Comparison {
  std::uint32_t other = 0;
  IntegerVector row;
};

/// Cuts region after region.
class Splitter {
 public:
  /// `competing` is the network whose outputs compete.
  Splitter(const Complex& regions, Network competing)
      : regions_(regions),
        competing_(std::move(competing)),
        rows_(regions, competing_),
        winner_(regions, rows_),
        lines_(lines_of_cells()),
        keeps_lines_(lines_.size() == regions.lineality_dim()),
        tables_(regions, lines_) {}

  DecisionCells split() {
    for (const RegionId region : regions_.regions()) {
      rows_.move_to(region);
      const auto winner = keeps_lines_ ? winner_.find(region) : std::nullopt;
      if (winner) {
        keep(region, std::vector{*winner}, [&](std::span<const VertexId>) { return std::vector{*winner}; });
      } else {
        split_exactly(region);
      }
    }
    return tables_.take(competing_);
  }

 private:
  std::size_t num_classes() const { return rows_.num_outputs(); }

  /// The lines of the regions along which no two classes come apart. They are the same for all regions, as cells meet
  /// face to face, and a polyhedron's faces contain its lines.
  std::vector<Vector> lines_of_cells() {
    const std::vector<Vector>& lines = regions_.lineality();
    if (lines.empty() || regions_.num_regions() == 0) return lines;
    rows_.move_to(RegionId(0));
    const AffineMap map = rows_.exact_map();
    const std::size_t d = regions_.dim();
    Matrix<Rational> along(d, lines.size());
    for (std::size_t b = 0; b < lines.size(); ++b) {
      for (std::size_t j = 0; j < d; ++j) along(j, b) = lines[b][j];
    }
    Matrix<Rational> differences(num_classes() - 1, d);
    for (std::size_t i = 1; i < num_classes(); ++i) {
      for (std::size_t j = 0; j < d; ++j) differences(i - 1, j) = map.A(i, j) - map.A(0, j);
    }
    const Matrix<Rational> kept = multiply(along, nullspace(multiply(differences, along)));
    std::vector<Vector> result(kept.cols(), Vector(d));
    for (std::size_t b = 0; b < kept.cols(); ++b) {
      for (std::size_t j = 0; j < d; ++j) result[b][j] = kept(j, b);
    }
    return result;
  }

  /// The whole region as one cell; `maximizers_on` says who attains the maximum on some of its corners.
  template <typename F>
  void keep(RegionId region, std::span<const std::uint32_t> maximizers, F&& maximizers_on) {
    const auto in_cells = [&](std::span<const VertexId> vertices) {
      std::vector<VertexId> corners;
      for (const VertexId vertex : vertices) corners.push_back(tables_.corner(vertex));
      return corners;
    };
    std::vector<CellFacet> facets;
    for (const FacetId facet : regions_.facets(region)) {
      const auto vertices = regions_.vertices(facet);
      facets.push_back({in_cells(vertices), regions_.walls(facet), facet, maximizers_on(vertices)});
    }
    tables_.add_cell(region, maximizers, in_cells(regions_.vertices(region)), std::move(facets));
  }

  /// Is f_i > f_j surely throughout the region, so that neither a cell nor a facet of i and j can be in it?
  bool is_sure(std::uint32_t i, std::uint32_t j) const { return keeps_lines_ && winner_.is_greater(i, j); }

  IntegerVector homogeneous(VertexId vertex) const {
    Vector x{regions_.is_ray(vertex) ? 0 : 1};
    const auto y = regions_.coordinates(vertex);
    x.insert(x.end(), y.begin(), y.end());
    return primitive_integers(x);
  }

  void split_exactly(RegionId region) {
    std::map<VertexId, IntegerVector> corners;
    for (const VertexId vertex : regions_.vertices(region)) corners.emplace(vertex, homogeneous(vertex));

    std::optional<ExactCell> whole;
    for (std::uint32_t i = 0; i < num_classes(); ++i) {
      std::vector<Comparison> comparisons;
      std::vector<std::uint32_t> maximizers;
      bool is_out = false;
      for (std::uint32_t j = 0; j < num_classes() && !is_out; ++j) is_out = is_sure(j, i);
      for (std::uint32_t j = 0; j < num_classes() && !is_out; ++j) {
        if (is_sure(i, j)) continue;
        IntegerVector& row = comparisons.emplace_back(Comparison{j, rows_.exact_difference(i, j)}).row;
        if (!row.is_zero()) continue;
        maximizers.push_back(j);
        is_out = j < i;  // its cell was handed out before
      }
      if (is_out) continue;
      const bool wins = keeps_lines_ && std::ranges::all_of(comparisons, [&](const Comparison& comparison) {
                          return std::ranges::all_of(corners, [&](const auto& corner) {
                            return sign_of_dot(comparison.row, corner.second) >= 0;
                          });
                        });
      if (wins) {
        return keep(region, maximizers, [&](std::span<const VertexId> vertices) {
          return ties(comparisons, [&](const IntegerVector& row) {
            return std::ranges::all_of(vertices, [&](VertexId v) { return sign_of_dot(row, corners.at(v)) == 0; });
          });
        });
      }
      if (!whole) whole = whole_region(region);
      add_part(region, *whole, comparisons, maximizers);
    }
  }

  /// The others from which f_i does not differ where is_zero(row) says so.
  template <typename F>
  static std::vector<std::uint32_t> ties(const std::vector<Comparison>& comparisons, F&& is_zero) {
    std::vector<std::uint32_t> result;
    for (const Comparison& comparison : comparisons) {
      if (is_zero(comparison.row)) result.push_back(comparison.other);
    }
    return result;
  }

  /// Its k-th facet stands in slot k + 1.
  ExactCell whole_region(RegionId region) const {
    ExactCell cell = ExactCell::affine_space(static_cast<int>(regions_.dim()) + 1);
    std::size_t slot = 0;
    for (const FacetId facet : regions_.facets(region)) {
      const FacetRow row = facet_row(regions_, facet);
      Vector entries{row.offset};
      entries.insert(entries.end(), row.normal.begin(), row.normal.end());
      cell = cell.half(primitive_integers(entries), regions_.sides(facet)[0] == region ? 1 : -1, ++slot);
    }
    return cell;
  }

  /// The part where all rows are >= 0, unless it is not full-dimensional.
  void add_part(RegionId region, ExactCell cell, const std::vector<Comparison>& comparisons,
                std::span<const std::uint32_t> maximizers) {
    const auto region_facets = regions_.facets(region);
    for (const auto& [other, row] : comparisons) {
      if (row.is_zero()) continue;
      const ExactCell::Sides sides = cell.sides(row);
      if (!sides.positive) return;
      if (sides.negative) cell = cell.half(row, 1, region_facets.size() + 1 + other);
    }
    const std::vector<ExactGenerator>& generators = cell.generators();
    const std::vector<VertexId> corners = corners_of(region, generators);
    std::vector<CellFacet> facets;
    for (const auto& [slot, on] : facets_of(cell)) {
      CellFacet& facet = facets.emplace_back();
      for (const std::size_t g : on) facet.vertices.push_back(corners[g]);
      if (slot <= region_facets.size()) {
        facet.activation_facet = region_facets[slot - 1];
        facet.walls = regions_.walls(facet.activation_facet);
      }
      facet.maximizers = ties(comparisons, [&, &indices = on](const IntegerVector& row) {
        return std::all_of(indices.begin(), indices.end(),
                           [&](std::size_t g) { return sign_of_dot(row, generators[g].vector) == 0; });
      });
    }
    tables_.add_cell(region, maximizers, corners, std::move(facets));
  }

  std::vector<VertexId> corners_of(RegionId region, const std::vector<ExactGenerator>& generators) {
    // Corners of the region keep their names: rays of one direction may differ in theirs.
    std::map<Corner, VertexId> known;
    for (const VertexId vertex : regions_.vertices(region)) {
      if (keeps_lines_) known.emplace(tables_.canonical(regions_.coordinates(vertex), regions_.is_ray(vertex)), vertex);
    }
    std::vector<VertexId> corners;
    for (const ExactGenerator& generator : generators) {
      const Integer x0 = generator.vector.get(0);
      Vector y;
      for (std::size_t j = 1; j < generator.vector.size(); ++j) {
        y.emplace_back(generator.vector.get(j), x0 == 0 ? Integer(1) : x0);
        y.back().canonicalize();
      }
      const Corner corner = tables_.canonical(y, x0 == 0);
      const auto found = known.find(corner);
      corners.push_back(found != known.end() ? tables_.corner(found->second) : tables_.corner(corner));
    }
    return corners;
  }

  /// Slots of facets, with the generators on them: of the sets of generators that rows have in common with the cell,
  /// the greatest ones, unless they lie at infinity.
  static std::map<std::size_t, std::vector<std::size_t>> facets_of(const ExactCell& cell) {
    const std::vector<ExactGenerator>& generators = cell.generators();
    std::vector<std::vector<std::size_t>> on(cell.slots().size());
    for (std::size_t g = 0; g < generators.size(); ++g) {
      for (std::size_t slot = 0; slot < generators[g].tight.size(); ++slot) {
        if (generators[g].tight[slot]) on[slot].push_back(g);
      }
    }
    std::map<std::size_t, std::vector<std::size_t>> facets;
    for (std::size_t slot = 1; slot < on.size(); ++slot) {
      const bool has_point = std::any_of(on[slot].begin(), on[slot].end(),
                                         [&](std::size_t g) { return fmpz_sgn(generators[g].vector[0]) > 0; });
      const auto contains = [&](std::size_t other) {
        return std::includes(on[other].begin(), on[other].end(), on[slot].begin(), on[slot].end()) &&
               (on[other].size() > on[slot].size() || other < slot);
      };
      bool is_greatest = has_point && on[slot].size() < generators.size();
      for (std::size_t other = 1; other < on.size() && is_greatest; ++other) {
        is_greatest = other == slot || !contains(other);
      }
      if (is_greatest) facets.emplace(slot, on[slot]);
    }
    return facets;
  }

  const Complex& regions_;
  Network competing_;
  OutputRows rows_;
  SureWinner winner_;
  std::vector<Vector> lines_;
  bool keeps_lines_;
  DecisionCellTables tables_;
};

}  // namespace

std::string DecisionCells::pattern(RegionId cell) const {
  return pattern_of(network, complex.walls(), complex.tables().signs, cell.index);
}

DecisionCells decision_cells(const Complex& regions, const DecisionRule& rule) {
  if (!regions.has_coordinates()) throw std::invalid_argument("decision cells need a complex with coordinates");
  DecisionCells cells = Splitter(regions, decision_network(regions.network(), rule)).split();
  cells.classes = rule.classes;
  if (cells.classes.empty()) {
    cells.classes.resize(cells.complex.network().output_dim());
    std::iota(cells.classes.begin(), cells.classes.end(), std::size_t{0});
  }
  return cells;
}

}  // namespace crease
