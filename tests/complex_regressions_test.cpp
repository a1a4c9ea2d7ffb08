// SPDX-License-Identifier: GPL-3.0-or-later
// Networks that build_complex and linear_regions once got wrong.
#include <catch2/catch.hpp>
#include <string>

#include "algorithms/build_complex.h"
#include "algorithms/linear_regions.h"
#include "core/affine_map.h"
#include "tests/support/networks.h"
#include "tests/support/reference_complex.h"

using namespace crease;
using namespace crease::testing;

namespace {

/// Facets bend where exact maps say so.
LinearRegions checked_linear_regions(const Complex& complex) {
  const LinearRegions found = linear_regions(complex);
  for (const FacetId f : complex.facets()) {
    if (!complex.is_interior(f)) continue;
    const auto [a, b] = complex.sides(f);
    CAPTURE(to_string(f));
    CHECK(found.bends[f.index] == !(affine_map(complex, a) == affine_map(complex, b)));
  }
  return found;
}

}  // namespace

TEST_CASE("a central arrangement of five lines with multiples", "[complex]") {
  const Network network = from_text(
      "2: relu[-1 -1 0] relu[1 2 0] relu[0 3 0] relu[-3 -1 0] relu[1 0 0] relu[-3 -3 0] / "
      "identity[-2 -1 -2 -2 3 0 3] identity[2 2 -2 0 0 0 -3]");
  const Complex complex = build_complex(network, Domain::all(2)).complex;
  CHECK(find_difference(complex, reference_complex(network, Domain::all(2))) == "");
  CHECK(complex.num_regions() == 10);
  CHECK(complex.num_interior_facets() == 10);
  CHECK(checked_linear_regions(complex).size() == 10);
}

TEST_CASE("outputs whose sums overflow in doubles: zero all the same", "[linear_regions]") {
  // Six units that are equal, six times added and six times taken away: the first sum is more than a double can be.
  const std::string big = "1" + std::string(308, '0');
  std::string text = "1: relu[1 0] /", weights;
  for (int i = 0; i < 12; ++i) {
    text += " relu[-1 " + big + "]";
    weights += i < 6 ? "199/100 " : "-199/100 ";
  }
  const Complex complex = build_complex(from_text(text + " / identity[" + weights + "0]"), Domain::all(1)).complex;
  CHECK(complex.num_regions() == 3);
  const LinearRegions regions = checked_linear_regions(complex);
  CHECK(regions.size() == 1);
  CHECK(regions.num_affine_pieces == 1);
}
