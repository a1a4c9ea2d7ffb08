// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/face_closure.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <vector>

#include "core/linear_algebra.h"
#include "tests/corruptions.h"
#include "tests/support/networks.h"
#include "tests/support/random.h"
#include "tests/support/random_networks.h"

using namespace crease;
using namespace crease::testing;

namespace {

std::size_t rank_of(const Complex& complex, const Face& face) {
  const auto& lines = complex.lineality();
  Matrix<Rational> rows(face.size() + lines.size(), complex.dim() + 1);
  for (std::size_t i = 0; i < face.size(); ++i) {
    rows(i, 0) = complex.is_ray(face[i]) ? 0 : 1;
    std::copy(complex.coordinates(face[i]).begin(), complex.coordinates(face[i]).end(), rows.row(i).begin() + 1);
  }
  for (std::size_t i = 0; i < lines.size(); ++i) {
    std::copy(lines[i].begin(), lines[i].end(), rows.row(face.size() + i).begin() + 1);
  }
  return rank(rows) - lines.size();
}

}  // namespace

TEST_CASE("All facets of a region leave no gap, and without any one of them there is one") {
  const std::uint64_t seed = test_seed();
  int gaps = 0;
  for (int index = 0; index < scaled_cases(60); ++index) {
    CAPTURE(seed, index);
    Random random(seed, static_cast<std::uint64_t>(index));
    const auto degeneracy = static_cast<Degeneracy>(index % 11);
    const RandomCase random_case = crease::testing::random_case(random, 1 + index % 4, degeneracy, 6);
    CAPTURE(to_text(random_case.network), to_text(random_case.domain));
    const Complex complex = complex_of(random_case.network, random_case.domain);
    const GeneratorRanks ranks(complex);
    for (const RegionId r : complex.regions()) {
      const Face all(complex.vertices(r).begin(), complex.vertices(r).end());
      Face rays;
      std::copy_if(all.begin(), all.end(), std::back_inserter(rays), [&](VertexId v) { return complex.is_ray(v); });
      std::vector<Face> facets;
      for (const FacetId f : complex.facets(r)) {
        facets.emplace_back(complex.vertices(f).begin(), complex.vertices(f).end());
      }
      for (const Face& facet : facets) CHECK(rank_of(complex, facet) + 1 == ranks.full());
      if (!rays.empty() && rank_of(complex, rays) + 1 == ranks.full()) facets.push_back(rays);
      CHECK(!find_gap(all, facets, ranks));
      for (std::size_t i = 0; i < facets.size(); ++i) {
        std::vector<Face> fewer = facets;
        fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
        CHECK(find_gap(all, fewer, ranks));
        ++gaps;
      }
    }
  }
  CHECK(gaps > 0);
}

TEST_CASE("Ranks of generators are exact") {
  const std::uint64_t seed = test_seed();
  const std::vector<Complex> all = specimens();
  for (int index = 0; index < scaled_cases(2000); ++index) {
    CAPTURE(seed, index);
    Random random(seed, static_cast<std::uint64_t>(index));
    const Complex& complex = random.pick(all);
    const GeneratorRanks ranks(complex);
    Face face;
    for (const VertexId v : complex.vertices()) {
      if (random.chance(3.0 / static_cast<double>(complex.num_vertices()))) face.push_back(v);
    }
    const std::size_t rank = rank_of(complex, face);
    CHECK(ranks.at_least(face, rank));
    CHECK(!ranks.at_least(face, rank + 1));
  }
}
