// SPDX-License-Identifier: GPL-3.0-or-later
// In the plane: the engine against CGAL's exact arrangements of lines and segments.
#include <CGAL/Arr_linear_traits_2.h>
#include <CGAL/Arr_segment_traits_2.h>
#include <CGAL/Arrangement_2.h>
#include <CGAL/Exact_predicates_exact_constructions_kernel.h>

#include <catch2/catch.hpp>
#include <set>

#include "tests/support/expect_counts.h"
#include "tests/support/networks.h"
#include "tests/support/random_networks.h"
#include "tests/support/region_checks.h"

using namespace crease;
using namespace crease::testing;

namespace {

using Kernel = CGAL::Exact_predicates_exact_constructions_kernel;
using LineArrangement = CGAL::Arrangement_2<CGAL::Arr_linear_traits_2<Kernel>>;
using SegmentArrangement = CGAL::Arrangement_2<CGAL::Arr_segment_traits_2<Kernel>>;

Kernel::FT to_cgal(const Rational& x) { return Kernel::FT(Kernel::FT::ET(x.get_mpq_t())); }

/// The lines where units of the first layer bend, each once (CGAL's linear traits do not take overlaps).
std::vector<Kernel::Line_2> creases(const Layer& layer) {
  std::set<std::vector<Rational>> seen;
  std::vector<Kernel::Line_2> result;
  for (std::size_t u = 0; u < layer.num_units(); ++u) {
    const Rational& a = layer.weights(u, 0);
    const Rational& b = layer.weights(u, 1);
    if (a == 0 && b == 0) continue;
    const Rational scale = a != 0 ? a : b;
    for (const Rational& t : layer.activations[u].breakpoints()) {
      const std::vector<Rational> line{a / scale, b / scale, (layer.bias[u] - t) / scale};
      if (seen.insert(line).second) result.emplace_back(to_cgal(line[0]), to_cgal(line[1]), to_cgal(line[2]));
    }
  }
  return result;
}

Network first_layer(const Network& network) { return Network(2, {network.layers()[0]}); }

}  // namespace

TEST_CASE("one layer over the plane: the faces of the arrangement of its lines", "[planar]") {
  const std::uint64_t seed = test_seed();
  for (int index = 0; index < scaled_cases(120); ++index) {
    Random random(seed, static_cast<std::uint64_t>(index));
    // Up to slivers: at 1e300 assertions in CGAL 5.5 fail.
    const RandomCase sample = random_case(random, 2, static_cast<Degeneracy>(index % 9), 14);
    if (sample.network.input_dim() != 2) continue;
    const Network network = first_layer(sample.network);
    CAPTURE(seed, index, to_text(network));
    LineArrangement arrangement;
    for (const Kernel::Line_2& line : creases(network.layers()[0])) {
      CGAL::insert(arrangement, LineArrangement::X_monotone_curve_2(line));
    }
    const std::size_t unbounded = arrangement.number_of_unbounded_faces();
    expect_counts(network, Domain::all(2), arrangement.number_of_faces(), arrangement.number_of_faces() - unbounded);
  }
}

TEST_CASE("deep networks in a box: the facets cut it into the regions", "[planar]") {
  const std::uint64_t seed = test_seed();
  for (int index = 0; index < scaled_cases(60); ++index) {
    Random random(seed, static_cast<std::uint64_t>(index));
    const Network network = index % 2 == 0 ? he_network(random, 2, {5, 4, 1})
                                           : random_case(random, 2, static_cast<Degeneracy>(index % 11), 10).network;
    if (network.input_dim() != 2) continue;
    CAPTURE(seed, index, to_text(network));
    Recorder recorder(network);
    REQUIRE(for_each_region(network, Domain::box(2, -2, 2), recorder).complete());
    SegmentArrangement arrangement;
    for (const RecordedRegion& region : recorder.regions) {
      for (const Facet& facet : region.facets) {
        REQUIRE(facet.generators.size() == 2);
        std::vector<Kernel::Point_2> ends;
        for (const std::size_t i : facet.generators) {
          const auto& y = region.generators[i].coordinates;
          ends.emplace_back(to_cgal(y[0]), to_cgal(y[1]));
        }
        CGAL::insert(arrangement, SegmentArrangement::X_monotone_curve_2(ends[0], ends[1]));
      }
    }
    // Face to face: CGAL finds no further crossing, and nothing hangs loose.
    const auto f = f_vector(recorder.regions, 2);
    CHECK(f == std::vector<std::size_t>{arrangement.number_of_vertices(), arrangement.number_of_edges(),
                                        arrangement.number_of_faces() - 1});
    CHECK(f[2] == recorder.regions.size());
  }
}
