// SPDX-License-Identifier: GPL-3.0-or-later
// Linear regions and affine pieces: against numbers found by hand, and against exact maps compared one by one.
#include "algorithms/linear_regions.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <numeric>
#include <set>
#include <string>
#include <utility>

#include "algorithms/build_complex.h"
#include "algorithms/live_pieces.h"
#include "core/affine_map.h"
#include "tests/support/networks.h"
#include "tests/support/random_networks.h"
#include "tests/support/recorder.h"
#include "tests/support/reference_complex.h"

using namespace crease;
using namespace crease::testing;

namespace {

/// Activation regions, linear regions, affine pieces.
struct Ladder {
  std::size_t activation, linear, pieces;
  bool operator==(const Ladder&) const = default;
};

std::ostream& operator<<(std::ostream& out, const Ladder& ladder) {
  return out << ladder.activation << " > " << ladder.linear << " > " << ladder.pieces;
}

/// From the definition: the maps as the regions give them, united over the facets of the reference complex.
LinearRegions brute_force(const Complex& reference, const std::vector<RecordedRegion>& regions) {
  LinearRegions result;
  std::vector<std::size_t> label(regions.size());
  std::iota(label.begin(), label.end(), 0u);
  for (const FacetId f : reference.facets()) {
    const auto [a, b] = reference.sides(f);
    result.bends.push_back(b.is_valid() && !(regions[a.index].map == regions[b.index].map));
    if (!b.is_valid() || result.bends.back()) continue;
    const std::size_t kept = std::min(label[a.index], label[b.index]), gone = std::max(label[a.index], label[b.index]);
    std::replace(label.begin(), label.end(), gone, kept);
  }
  std::map<std::size_t, LinearRegionId> of_label;
  std::vector<AffineMap> pieces;
  for (std::size_t r = 0; r < regions.size(); ++r) {
    const auto [known, is_new] = of_label.emplace(label[r], LinearRegionId(of_label.size()));
    result.of_region.push_back(known->second);
    if (!is_new) continue;
    const auto piece = std::find(pieces.begin(), pieces.end(), regions[r].map);
    result.affine_piece.emplace_back(static_cast<std::size_t>(piece - pieces.begin()));
    if (piece == pieces.end()) pieces.push_back(regions[r].map);
  }
  result.num_affine_pieces = pieces.size();
  return result;
}

/// Compares with the definition, too.
Ladder ladder(const Network& network, const Domain& domain, std::optional<std::uint64_t> max_regions = std::nullopt) {
  CAPTURE(to_text(network), to_text(domain));
  EnumerateOptions walk;
  walk.max_regions = max_regions;
  Recorder recorder(network);
  for_each_region(network, domain, recorder, walk);
  ComplexOptions options;
  options.walk = walk;
  options.vertices = false;
  options.outputs = true;
  const ComplexResult result = build_complex(network, domain, options);
  const Complex& complex = result.complex;
  REQUIRE(complex.num_regions() == recorder.regions.size());
  for (const RegionId r : complex.regions()) CHECK(affine_map(complex, r) == recorder.regions[r.index].map);

  const LinearRegions given = linear_regions(complex);
  const LinearRegions expected = brute_force(reference_complex(network, domain, max_regions), recorder.regions);
  const LinearRegions sooner = linear_regions(result);
  CHECK(sooner.of_region == given.of_region);
  CHECK(sooner.affine_piece == given.affine_piece);
  CHECK(sooner.bends == given.bends);
  CHECK(given.of_region == expected.of_region);
  CHECK(given.affine_piece == expected.affine_piece);
  CHECK(given.bends == expected.bends);
  CHECK(given.num_affine_pieces == expected.num_affine_pieces);
  CHECK(given.num_affine_pieces <= given.size());
  CHECK(given.size() <= complex.num_regions());
  return {complex.num_regions(), given.size(), given.num_affine_pieces};
}

Ladder ladder(const std::string& network, const Domain& domain) { return ladder(from_text(network), domain); }

/// The network followed by 4 to 6 sums of few of its outputs.
Network with_many_outputs(Random& random, const Network& network) {
  std::vector<Layer> layers = network.layers();
  Rows rows(static_cast<std::size_t>(random.integer(4, 6)), std::vector<Rational>(network.output_dim() + 1));
  for (auto& row : rows) {
    for (Rational& w : row) w = random.integer(-1, 1);
  }
  layers.push_back(layer(rows, Activation::identity()));
  return Network(network.input_dim(), std::move(layers));
}

std::string power_of_ten(int exponent) { return "1" + std::string(static_cast<std::size_t>(exponent), '0'); }

}  // namespace

TEST_CASE("networks on which nothing is the same twice", "[linear]") {
  // |x|: x and -x.
  CHECK(ladder(abs_1d(), Domain::all(1)) == Ladder{2, 2, 2});
  // 0, x + y, 2 - x - y.
  CHECK(ladder(xor_2d(), Domain::all(2)) == Ladder{3, 3, 3});
  // relu(x) + relu(y): 0, x, y, x + y.
  CHECK(ladder("2: relu[1 0 0] relu[0 1 0] / identity[1 1 0]", Domain::all(2)) == Ladder{4, 4, 4});
  // Without an output layer, the last bend is part of the map.
  CHECK(ladder("1: relu[1 0] relu[1 -1]", Domain::all(1)) == Ladder{3, 3, 3});
  CHECK(ladder("2: identity[1 2 3]", Domain::all(2)) == Ladder{1, 1, 1});
}

TEST_CASE("tent maps: zero on both sides of [0,1]", "[linear]") {
  for (int k = 1; k <= 7; ++k) {
    CAPTURE(k);
    const std::size_t pieces = std::size_t{1} << k;
    CHECK(ladder(sawtooth(k), Domain::box(1, 0, 1)) == Ladder{pieces, pieces, pieces});
    // Beyond 1 a single tent falls for ever, 2 - 2 x; two tents are 0 there, as they are below 0.
    const Ladder beyond = k == 1 ? Ladder{3, 3, 3} : Ladder{pieces + 2, pieces + 2, pieces + 1};
    CHECK(ladder(sawtooth(k), Domain::box(1, -1, 2)) == beyond);
  }
}

TEST_CASE("dead units, duplicated units and outputs that cancel", "[linear]") {
  // 1 and x + 2 y + 4: units that never bend add no region.
  CHECK(ladder(dead_unit(), Domain::all(2)) == Ladder{2, 2, 2});
  // Five units, one line; the sum of their outputs bends on it: t + t + 3 t for t = x + 2 y + 1 > 0, else -t - t / 3.
  CHECK(ladder(duplicated_units(), Domain::all(2)) == Ladder{2, 2, 2});
  // Layer 2 is 0 everywhere, the output is relu(1) = 1 on all four quadrants.
  CHECK(ladder(dead_layer(), Domain::all(2)) == Ladder{4, 1, 1});
  // relu(x) - relu(x) = 0; relu(x) - relu(-x) = x; 2 relu(x) - relu(2 x) = 0.
  CHECK(ladder("1: relu[1 0] relu[1 0] / identity[1 -1 0]", Domain::all(1)) == Ladder{2, 1, 1});
  CHECK(ladder("1: relu[1 0] relu[-1 0] / identity[1 -1 0]", Domain::all(1)) == Ladder{2, 1, 1});
  CHECK(ladder("2: relu[1 1 0] relu[2 2 0] / identity[2 -1 0]", Domain::all(2)) == Ladder{2, 1, 1});
  // One of two outputs bends.
  CHECK(ladder("1: relu[1 0] relu[-1 0] / identity[1 -1 0] identity[1 1 0]", Domain::all(1)) == Ladder{2, 2, 2});
  // Units that are not used.
  CHECK(ladder("2: relu[1 0 0] relu[0 1 0] / identity[0 1 0]", Domain::all(2)) == Ladder{4, 2, 2});
  CHECK(ladder("2: relu[1 0 0] relu[0 1 0] / identity[0 0 5]", Domain::all(2)) == Ladder{4, 1, 1});
}

TEST_CASE("all three numbers differ", "[linear]") {
  // A hat, 0 | x | 2 - x | 0, and a unit at 3 that is not used: five activation regions, the last two of which are one
  // linear region, and have the map of the first.
  const std::string hat = "relu(x) - 2 relu(x - 1) + relu(x - 2)";
  CAPTURE(hat);
  CHECK(ladder("1: relu[1 0] relu[1 -1] relu[1 -2] relu[1 -3] / identity[1 -2 1 0 0]", Domain::all(1)) ==
        Ladder{5, 4, 3});
  // The hat of x plus relu(y) - relu(-y) = y, a dead unit, and the hat's first unit in two halves: each of the four
  // strips is cut by y = 0, where nothing bends.
  CHECK(ladder("2: relu[1/2 0 0] relu[1 0 0] relu[1 0 -1] relu[1 0 -2] relu[0 1 0] relu[0 -1 0] relu[0 0 -1] / "
               "identity[1 1/2 -2 1 1 -1 7 0]",
               Domain::all(2)) == Ladder{8, 4, 3});
  // relu(|y| - |x|) is 0 on the two cones |y| < |x|, which meet in the origin only, each cut by y = 0. The two other
  // cones are cut by x = 0, where y - x turns into y + x, and -y - x into -y + x.
  CHECK(ladder("2: abs[1 0 0] abs[0 1 0] / relu[-1 1 0]", Domain::all(2)) == Ladder{8, 6, 5});
  // To the right of x = 1/2 only one of the two cones of 0 is left, and one half of each other.
  CHECK(ladder("2: abs[1 0 0] abs[0 1 0] / relu[-1 1 0]",
               Domain::box(std::vector<Rational>{Rational(1, 2), -1}, std::vector<Rational>{1, 1})) == Ladder{4, 3, 3});
  // Two hats side by side, at 0..2 and 3..5: 0 | x | 2-x | 0 | x-3 | 5-x | 0.
  CHECK(ladder("1: relu[1 0] relu[1 -1] relu[1 -2] relu[1 -3] relu[1 -4] relu[1 -5] relu[1 -6] / "
               "identity[1 -2 1 1 -2 1 0 0]",
               Domain::all(1)) == Ladder{8, 7, 5});
}

TEST_CASE("a constant layer hides bends before it, not after it", "[linear]") {
  // relu(-1 - relu(x)) = 0 everywhere; relu(0 + 1) is 1.
  CHECK(ladder("1: relu[1 0] / relu[-1 -1] / relu[1 1]", Domain::all(1)) == Ladder{2, 1, 1});
  // min(max(x, 0), 1) twice: 0 | x | 1.
  CHECK(ladder("1: pw(0,1;0,1,0;0)[1 0] / pw(0,1;0,1,0;0)[1 0]", Domain::all(1)) == Ladder{3, 3, 3});
  // relu(1 - relu(x)) beside relu(x - 2), which bends where the first two layers are constant: 1 | 1 - x | 0 | x - 2.
  CHECK(ladder("1: relu[1 0] relu[1 -2] / relu[-1 0 1] relu[0 1 0] / identity[1 1 0]", Domain::all(1)) ==
        Ladder{4, 4, 4});
  // Half of the plane is flat: relu(x) = 0 there.
  CHECK(ladder("2: relu[1 0 0] relu[1 1 0] / relu[1 0 0] relu[3 -2 0] / identity[1 0 0]", Domain::all(2)).pieces == 2);
}

TEST_CASE("in a slice, maps are functions of the slice's coordinates", "[linear]") {
  // relu(x) - relu(x + y): 0, x, -x - y, -y; on the line y = 0, 0 on either side of the one breakpoint.
  const std::string network = "2: relu[1 0 0] relu[1 1 0] / identity[1 -1 0]";
  CHECK(ladder(network, Domain::all(2)) == Ladder{4, 4, 4});
  Slice slice{{0, 0}, Matrix<Rational>(2, 1)};
  slice.directions(0, 0) = 1;
  CHECK(ladder(network, Domain::all(2).sliced(slice)) == Ladder{2, 1, 1});
}

TEST_CASE("maps that differ by less than doubles can tell, and by more than they can hold", "[linear]") {
  const std::string tiny = "1/" + power_of_ten(40);
  const std::string almost_one = "-1" + power_of_ten(39).substr(1) + "1/" + power_of_ten(40);  // -(1 + 1e-40)
  CHECK(ladder("1: relu[1 0] relu[-1 0] / identity[1 " + almost_one + " 0]", Domain::all(1)) == Ladder{2, 2, 2});
  CHECK(ladder("1: relu[1 0] relu[-1 0] / identity[1 -1 0]", Domain::all(1)) == Ladder{2, 1, 1});
  // 0 | tiny x | tiny: three maps, all of them nothing in doubles beside the constant.
  CHECK(ladder("1: relu[1 0] relu[1 -1] / identity[" + tiny + " -" + tiny + " " + power_of_ten(20) + "]",
               Domain::all(1)) == Ladder{3, 3, 3});
  const std::string huge = power_of_ten(400);
  CHECK(ladder("1: relu[1 0] relu[-1 0] / identity[" + huge + " -" + huge + " 0]", Domain::all(1)) == Ladder{2, 1, 1});
  CHECK(ladder("1: relu[1 0] relu[-1 0] / identity[" + huge + " -" + huge.substr(0, 400) + "1 0]", Domain::all(1)) ==
        Ladder{2, 2, 2});
  const std::string small = "1/" + huge;
  CHECK(ladder("1: relu[1 0] relu[1 -1] relu[1 -2] / identity[" + small + " -" + small + " 0 0]", Domain::all(1)) ==
        Ladder{4, 3, 3});
}

TEST_CASE("maps that enclosures cannot tell apart: integers do", "[linear]") {
  // 0 | -s | s | 0 for a slope s far below the rounding error of the zero on the left, which is 2 a - b of large
  // numbers.
  const std::string s = "1/" + power_of_ten(13);
  CHECK(ladder("1: relu[-1 -3] relu[-2 -6] relu[1 3] relu[1 2] relu[1 1] / identity[2000000/3 -1000000/3 -" + s +
                   " 2/" + power_of_ten(13) + " -" + s + " 0]",
               Domain::all(1)) == Ladder{4, 4, 3});
}

TEST_CASE("more outputs than the walk encloses: their sum may agree where they do not", "[linear]") {
  // In the sum the walk takes, outputs 0 and 1 have the weights 183 and 1363.
  CHECK(ladder("1: relu[1 0] / identity[1363 0] identity[-183 0] identity[0 0] identity[0 0]", Domain::all(1)) ==
        Ladder{2, 2, 2});
  CHECK(ladder("1: relu[1 0] relu[-1 0] / identity[1363 0 0] identity[-183 0 0] identity[0 1 0] identity[0 1 0]",
               Domain::all(1)) == Ladder{2, 2, 2});
  CHECK(ladder("1: relu[1 0] / identity[0 0] identity[0 1] identity[0 2] identity[0 3]", Domain::all(1)) ==
        Ladder{2, 1, 1});
}

TEST_CASE("linear regions of random networks, half of them degenerate: the definition", "[linear]") {
  const std::uint64_t seed = test_seed();
  std::size_t merged = 0, repeated = 0;
  for (int index = 0; index < scaled_cases(600); ++index) {
    Random random(seed, static_cast<std::uint64_t>(index));
    const int d = index % 4 + 1;
    const auto degeneracy = index / 4 % 2 == 0 ? Degeneracy::kNone : static_cast<Degeneracy>(1 + index / 8 % 10);
    const auto [given, domain] = random_case(random, d, degeneracy, d < 3 ? 12 : 9);
    const Network network = random.chance(0.3) ? with_many_outputs(random, given) : given;
    CAPTURE(seed, index);
    const Ladder found = ladder(network, domain);
    merged += found.linear < found.activation;
    repeated += found.pieces < found.linear;
  }
  CHECK(merged > static_cast<std::size_t>(scaled_cases(20)));
  CHECK(repeated > 0);
}

TEST_CASE("regions with the same live pieces have the same map", "[linear]") {
  const std::uint64_t seed = test_seed();
  std::size_t shared = 0, patterns = 0, regions = 0;
  for (int index = 0; index < scaled_cases(100); ++index) {
    Random random(seed, static_cast<std::uint64_t>(index));
    const RandomCase now =
        random_case(random, 1 + index % 3, index % 2 ? Degeneracy::kNone : Degeneracy::kEverything, 6);
    CAPTURE(seed, index, to_text(now.network), to_text(now.domain));
    const Complex complex = build_complex(now.network, now.domain).complex;
    LivePieces live(complex);
    std::map<std::u16string, AffineMap> known;
    for (const RegionId region : complex.regions()) {
      const AffineMap map = affine_map(complex, region);
      const auto [same, is_new] = known.emplace(live.of(region), map);
      CHECK(same->second == map);
      shared += !is_new;
    }
    patterns += known.size();
    regions += complex.num_regions();
  }
  CAPTURE(shared, patterns, regions);
  CHECK(shared > regions / 100);
  CHECK(patterns > regions / 10);
}

TEST_CASE("live pieces leave out what nothing reaches or hears", "[linear]") {
  const auto distinct = [](const std::string& text, const Domain& domain) {
    const Complex complex = build_complex(from_text(text), domain).complex;
    LivePieces live(complex);
    std::set<std::u16string> seen;
    for (const RegionId region : complex.regions()) seen.insert(live.of(region));
    return std::pair(complex.num_regions(), seen.size());
  };
  // The second unit is not read.
  CHECK(distinct("1: relu[1 0] relu[1 -1] / identity[1 0 0]", Domain::all(1)) ==
        std::pair<std::size_t, std::size_t>(3, 2));
  // The first unit is heard through one that is off until x = 2.
  CHECK(distinct("1: relu[1 0] / relu[-1 -1] relu[1 -2] / identity[0 1 0]", Domain::all(1)) ==
        std::pair<std::size_t, std::size_t>(3, 2));
}

TEST_CASE("linear regions of a part of a complex", "[linear]") {
  const std::uint64_t seed = test_seed();
  for (int index = 0; index < scaled_cases(80); ++index) {
    Random random(seed + 1, static_cast<std::uint64_t>(index));
    const auto [network, domain] = random_case(random, index % 3 + 1, static_cast<Degeneracy>(index % 11), 9);
    CAPTURE(seed, index);
    ladder(network, domain, static_cast<std::uint64_t>(random.integer(1, 20)));
  }
}
