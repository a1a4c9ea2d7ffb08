// SPDX-License-Identifier: GPL-3.0-or-later
// Histograms against counts of the arrangement of each layer inside each cell of the layers before it.
#include "algorithms/layer_histogram.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <utility>

#include "algorithms/count.h"
#include "tests/support/graphs.h"
#include "tests/support/networks.h"
#include "tests/support/random.h"
#include "tests/support/random_networks.h"
#include "tests/support/recorder.h"

namespace crease::testing {
namespace {

/// Where all rows of these facets are >= 0.
Domain cell_domain(const std::vector<Facet>& facets, std::size_t dim) {
  Matrix<Rational> G(facets.size(), dim);
  std::vector<Rational> g;
  for (std::size_t i = 0; i < facets.size(); ++i) {
    std::ranges::copy(facets[i].normal, G.row(i).begin());
    g.push_back(facets[i].offset);
  }
  return facets.empty() ? Domain::all(dim) : Domain::polytope(G, g);
}

/// Unit `unit` of a layer, or all of them, on inputs x -> A x + c.
Network on_cell(const Layer& layer, const AffineMap& map, std::optional<std::size_t> unit) {
  const std::size_t first = unit ? layer.first_row(*unit) : 0;
  const std::size_t end = unit ? layer.first_row(*unit + 1) : layer.num_rows();
  Layer result{Matrix<Rational>(end - first, map.A.cols()), {}, layer.activations, {}};
  for (std::size_t i = first; i < end; ++i) {
    Rational bias = layer.bias[i];
    for (std::size_t k = 0; k < layer.num_inputs(); ++k) {
      bias += layer.weights(i, k) * map.c[k];
      for (std::size_t j = 0; j < map.A.cols(); ++j) result.weights(i - first, j) += layer.weights(i, k) * map.A(k, j);
    }
    result.bias.push_back(bias);
  }
  if (unit) result.activations = {layer.activations[*unit]};
  if (!unit) result.first_rows = layer.first_rows;
  if (unit && layer.is_group(*unit)) result.first_rows = {0, static_cast<std::uint32_t>(end - first)};
  return Network(map.A.cols(), {result});
}

LayerHistogram slow_histogram(const Network& network, const Domain& domain, std::size_t l) {
  const std::vector<Layer>& layers = network.layers();
  std::vector<std::pair<Domain, AffineMap>> parents;
  if (l == 0) {
    AffineMap identity{Matrix<Rational>(network.input_dim(), network.input_dim()), {}};
    for (std::size_t j = 0; j < network.input_dim(); ++j) identity.A(j, j) = 1;
    identity.c.resize(network.input_dim());
    parents.emplace_back(domain, identity);
  } else {
    const Network before(network.input_dim(), {layers.begin(), layers.begin() + static_cast<std::ptrdiff_t>(l)});
    Recorder recorder(before);
    REQUIRE(for_each_region(before, domain, recorder).complete());
    for (const RecordedRegion& region : recorder.regions) {
      parents.emplace_back(cell_domain(region.facets, network.input_dim()), region.map);
    }
  }
  LayerHistogram histogram{l, parents.size(), 0, {}};
  std::map<std::pair<std::size_t, std::size_t>, std::size_t> splits;
  for (const auto& [cell, map] : parents) {
    std::size_t units = 0;
    for (std::size_t u = 0; u < layers[l].num_units(); ++u) {
      units += count_regions(on_cell(layers[l], map, u), cell).activation_regions > 1 ? 1 : 0;
    }
    const std::size_t children = count_regions(on_cell(layers[l], map, std::nullopt), cell).activation_regions;
    histogram.children += children;
    ++splits[{units, children}];
  }
  for (const auto& [split, cells] : splits) histogram.splits.push_back({split.first, split.second, cells});
  return histogram;
}

}  // namespace

TEST_CASE("every layer of a sawtooth cuts every cell once", "[layer_histogram]") {
  const auto histograms = layer_histograms(complex_of(sawtooth(6), Domain::box(1, 0, 1)));
  REQUIRE(histograms.size() == 6);
  for (std::size_t l = 0; l < 6; ++l) {
    const std::size_t cells = std::size_t{1} << l;
    CHECK(histograms[l] == LayerHistogram{l, cells, 2 * cells, {{1, 2, cells}}});
  }
}

TEST_CASE("layers in grids, pencils and on dead cells", "[layer_histogram]") {
  // Two lines per coordinate and layer, of which one cuts a cell.
  const auto grid = layer_histograms(complex_of(zigzag(2, 2, 3), Domain::box(2, -1, 1)));
  REQUIRE(grid.size() == 3);
  CHECK(grid[2] == LayerHistogram{2, 16, 64, {{2, 4, 16}}});
  CHECK(layer_histograms(complex_of(through_one_point(5), Domain::all(2))) ==
        std::vector<LayerHistogram>{{0, 1, 10, {{5, 10, 1}}}});
  // Coincident creases cut together.
  const auto doubled =
      layer_histograms(complex_of(from_text("1: relu[1 0] relu[-2 0] / relu[1 1 -1]"), Domain::all(1)));
  REQUIRE(doubled.size() == 2);
  CHECK(doubled[0] == LayerHistogram{0, 1, 2, {{2, 2, 1}}});
  // A unit of the second layer that bends half of the plane only, and is zero on the other.
  const auto half = layer_histograms(complex_of(zero_on_a_cell(), Domain::all(2)));
  for (std::size_t l = 0; l < zero_on_a_cell().layers().size() && l < half.size(); ++l) {
    CHECK(half[l] == slow_histogram(zero_on_a_cell(), Domain::all(2), half[l].layer));
  }
}

TEST_CASE("histograms are those of the arrangement in every cell", "[layer_histogram]") {
  const std::uint64_t seed = test_seed();
  std::size_t deep = 0, grouped = 0, uncut = 0, together = 0;
  for (int index = 0; index < scaled_cases(250); ++index) {
    Random random(seed, static_cast<std::uint64_t>(index));
    RandomCase example = random_small_case(random);
    if (random.chance(0.25)) example.network = with_max_groups(random, example.network, 3);
    CAPTURE(seed, index, to_text(example.domain));
    if (example.domain.slice()) continue;
    const Complex complex = complex_of(example.network, example.domain);
    const auto histograms = layer_histograms(complex);
    std::size_t cells = 1, next = 0;
    for (std::size_t l = 0; l < example.network.layers().size(); ++l) {
      const Layer& layer = example.network.layers()[l];
      if (layer.is_affine()) continue;
      REQUIRE(next < histograms.size());
      const LayerHistogram& histogram = histograms[next++];
      REQUIRE(histogram == slow_histogram(example.network, example.domain, l));
      REQUIRE(histogram.parents == cells);
      cells = histogram.children;
      deep += next > 1 ? 1 : 0;
      grouped += layer.has_groups() ? 1 : 0;
      for (const CellSplit& split : histogram.splits) {
        uncut += split.units == 0 ? 1 : 0;
        together += split.units >= split.children ? 1 : 0;
      }
    }
    REQUIRE(next == histograms.size());
    REQUIRE(cells == complex.num_regions());
  }
  CHECK(deep > 0);
  CHECK(grouped > 0);
  CHECK(uncut > 0);
  CHECK(together > 0);
}

}  // namespace crease::testing
