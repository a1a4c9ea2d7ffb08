// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/homology.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdint>
#include <map>
#include <set>
#include <vector>

#include "tests/support/random.h"

using namespace crease;
using namespace crease::testing;

namespace {

using Simplex = std::vector<std::uint32_t>;

/// The complex of all faces of some simplices.
std::vector<IndexLists<>> chains(const std::vector<Simplex>& tops) {
  std::vector<std::set<Simplex>> faces(10);
  for (const Simplex& top : tops) {
    for (std::uint32_t bits = 1; bits < (1u << top.size()); ++bits) {
      Simplex face;
      for (std::size_t i = 0; i < top.size(); ++i) {
        if ((bits >> i & 1) != 0) face.push_back(top[i]);
      }
      std::sort(face.begin(), face.end());
      faces[face.size() - 1].insert(face);
    }
  }
  while (!faces.empty() && faces.back().empty()) faces.pop_back();
  std::vector<IndexLists<>> result(faces.size());
  std::map<Simplex, std::uint32_t> below, here;
  for (std::size_t k = 0; k < faces.size(); ++k) {
    here.clear();
    for (const Simplex& face : faces[k]) {
      here.emplace(face, static_cast<std::uint32_t>(here.size()));
      for (std::size_t i = 0; k > 0 && i < face.size(); ++i) {
        Simplex facet = face;
        facet.erase(facet.begin() + static_cast<std::ptrdiff_t>(i));
        result[k].push_item(below.at(facet));
      }
      result[k].end_list();
    }
    std::swap(below, here);
  }
  return result;
}

std::vector<std::size_t> betti(const std::vector<Simplex>& tops) { return betti_numbers(chains(tops)); }

/// The rank of a 0-1 matrix over Z/2 by plain elimination.
std::size_t rank_mod_2(std::vector<std::vector<bool>> rows) {
  std::size_t rank = 0;
  for (std::size_t column = 0; !rows.empty() && column < rows[0].size(); ++column) {
    std::size_t pivot = rank;
    while (pivot < rows.size() && !rows[pivot][column]) ++pivot;
    if (pivot == rows.size()) continue;
    std::swap(rows[pivot], rows[rank]);
    for (std::size_t r = 0; r < rows.size(); ++r) {
      if (r == rank || !rows[r][column]) continue;
      for (std::size_t j = 0; j < rows[r].size(); ++j) rows[r][j] = rows[r][j] != rows[rank][j];
    }
    ++rank;
  }
  return rank;
}

}  // namespace

TEST_CASE("Betti numbers of known spaces") {
  using B = std::vector<std::size_t>;
  CHECK(betti({{0}}) == B{1});
  CHECK(betti({{0}, {1}, {2}}) == B{3});
  CHECK(betti({{0, 1}, {1, 2}, {0, 2}}) == B{1, 1});
  CHECK(betti({{0, 1, 2, 3, 4}}) == B{1, 0, 0, 0, 0});
  // Spheres: the boundary of a simplex.
  CHECK(betti({{0, 1, 2}, {0, 1, 3}, {0, 2, 3}, {1, 2, 3}}) == B{1, 0, 1});
  // Two triangles that share a corner.
  CHECK(betti({{0, 1}, {1, 2}, {0, 2}, {2, 3}, {3, 4}, {2, 4}}) == B{1, 2});
  // The torus with 7 vertices (Moebius 1861): {i, i+1, i+3} and {i, i+2, i+3} modulo 7.
  std::vector<Simplex> torus;
  for (std::uint32_t i = 0; i < 7; ++i) {
    torus.push_back({i, (i + 1) % 7, (i + 3) % 7});
    torus.push_back({i, (i + 2) % 7, (i + 3) % 7});
  }
  CHECK(betti(torus) == B{1, 2, 1});
  // The projective plane with 6 vertices: over Z/2 it has a class in every dimension.
  CHECK(betti({{0, 1, 2},
               {0, 2, 3},
               {0, 3, 4},
               {0, 4, 5},
               {0, 1, 5},
               {1, 2, 4},
               {2, 4, 5},
               {2, 3, 5},
               {1, 3, 5},
               {1, 3, 4}}) == B{1, 1, 1});
  CHECK(betti_numbers({}).empty());
}

TEST_CASE("Betti numbers of random complexes by plain elimination") {
  const std::uint64_t seed = test_seed();
  for (int index = 0; index < scaled_cases(60); ++index) {
    CAPTURE(seed, index);
    Random random(seed, static_cast<std::uint64_t>(index));
    std::vector<Simplex> tops;
    for (int n = random.integer(1, 12); n > 0; --n) {
      std::set<std::uint32_t> simplex;
      for (int k = random.integer(1, 4); k > 0; --k) simplex.insert(static_cast<std::uint32_t>(random.integer(0, 7)));
      tops.emplace_back(simplex.begin(), simplex.end());
    }
    const std::vector<IndexLists<>> boundary = chains(tops);
    std::vector<std::size_t> rank(boundary.size() + 1, 0);
    for (std::size_t k = 1; k < boundary.size(); ++k) {
      std::vector<std::vector<bool>> rows(boundary[k].size(), std::vector<bool>(boundary[k - 1].size()));
      for (std::size_t i = 0; i < rows.size(); ++i) {
        for (const std::uint32_t j : boundary[k][i]) rows[i][j] = true;
      }
      rank[k] = rank_mod_2(rows);
    }
    const std::vector<std::size_t> found = betti_numbers(boundary);
    REQUIRE(found.size() == boundary.size());
    for (std::size_t k = 0; k < found.size(); ++k) CHECK(found[k] == boundary[k].size() - rank[k] - rank[k + 1]);
  }
}
