// SPDX-License-Identifier: GPL-3.0-or-later
// write_random_graph SEED INDEX graphml|dot|facts: a random complex's adjacency graph for graph_formats_test.py.
// "facts" prints, a record per line and tab-separated, what the two formats must say and what the graph's algorithms
// find.
#include <cstdlib>
#include <iostream>
#include <string>

#include "algorithms/build_complex.h"
#include "algorithms/graph_extent.h"
#include "algorithms/graph_properties.h"
#include "algorithms/linear_regions.h"
#include "core/io/graph_writers.h"
#include "tests/support/graphs.h"

using namespace crease;

namespace {

std::string truth(bool value) { return value ? "True" : "False"; }

/// Every sort of column; the texts want escaping.
GraphLabels labels_of(const Complex& complex, const LinearRegions& linear) {
  using Type = RegionColumn::Type;
  GraphLabels labels;
  labels.columns.push_back(
      {"linear_region", Type::kText, [&](RegionId r) { return to_string(linear.of_region[r.index]); }});
  labels.columns.push_back({"number", Type::kInteger, [](RegionId r) { return std::to_string(r.index); }});
  labels.columns.push_back({"half", Type::kReal, [](RegionId r) { return std::to_string(0.5 * r.index); }});
  labels.columns.push_back({"corner", Type::kBoolean, [&](RegionId r) {
                              return std::string(complex.degree(r) == complex.dim() ? "true" : "false");
                            }});
  labels.columns.push_back(
      {"note", Type::kText, [](RegionId r) { return "<&'\"> " + std::to_string(r.index) + "/7"; }});
  labels.bends = linear.bends;
  return labels;
}

void print_facts(const Complex& complex, const LinearRegions& linear) {
  for (const RegionId r : complex.regions()) {
    std::cout << "node\t" << to_string(r) << '\t' << complex.pattern(r) << '\t' << truth(complex.is_bounded(r)) << '\t'
              << to_string(linear.of_region[r.index]) << '\t' << truth(complex.degree(r) == complex.dim()) << '\n';
  }
  for (const FacetId f : complex.facets()) {
    if (!complex.is_interior(f)) continue;
    const auto [a, b] = complex.sides(f);
    std::cout << "edge\t" << to_string(f) << '\t' << to_string(a) << '\t' << to_string(b) << '\t'
              << truth(linear.bends[f.index]) << '\t';
    bool first = true;
    for (const UnitId unit : complex.units(f)) {
      std::cout << (first ? "" : " ") << to_string(unit);
      first = false;
    }
    std::cout << '\n';
  }
  const AdjacencyGraph graph = make_adjacency_graph(complex);
  std::cout << "graph\t" << components(graph).sizes.size() << '\t' << truth(bipartition(graph).is_bipartite());
  if (const auto extent = graph_extent(graph)) std::cout << '\t' << extent->diameter.lo << '\t' << extent->radius.lo;
  std::cout << '\n';
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  const std::string what = argv[3];
  testing::Random random(std::strtoull(argv[1], nullptr, 10), std::strtoull(argv[2], nullptr, 10));
  const testing::RandomCase example = testing::random_small_case(random);
  // Every third one is a part, with open facets.
  const Complex complex = std::atoi(argv[2]) % 3 == 2 ? testing::part_of(example.network, example.domain, 5)
                                                      : testing::complex_of(example.network, example.domain);
  const LinearRegions linear = linear_regions(complex);
  if (what == "facts") print_facts(complex, linear);
  if (what == "graphml") write_graphml(complex, labels_of(complex, linear), std::cout);
  if (what == "dot") write_dot(complex, labels_of(complex, linear), std::cout);
  return 0;
}
