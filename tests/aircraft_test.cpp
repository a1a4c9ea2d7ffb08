// SPDX-License-Identifier: GPL-3.0-or-later
// Real networks of collision avoidance in a plane through three corners of their input box: 300 units in 6 layers.
#include <catch2/catch.hpp>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "algorithms/build_complex.h"
#include "algorithms/count.h"
#include "algorithms/faces.h"
#include "algorithms/linear_regions.h"
#include "algorithms/validate.h"
#include "core/io/network_file.h"
#include "tests/support/planar_arrangement.h"
#include "tests/support/shared_networks.h"

using namespace crease;
using namespace crease::testing;

namespace {

/// The numbers of TestNetwork.nnet: bounds of its inputs, and what they are normalised by; the other network takes
/// inputs that are normalised already.
const Vector kLo = {0, parse_rational("-3.141593"), parse_rational("-3.141593"), 100, 0};
const Vector kHi = {60760, parse_rational("3.141593"), parse_rational("3.141593"), 1200, 1200};
const Vector kMean = {parse_rational("19791.091"), 0, 0, 650, 600};
const Vector kRange = {60261, parse_rational("6.28318530718"), parse_rational("6.28318530718"), 1100, 1200};

InputMap normalisation() {
  InputMap map;
  for (std::size_t i = 0; i < kMean.size(); ++i) {
    map.scale.push_back(1 / kRange[i]);
    map.offset.push_back(-kMean[i] / kRange[i]);
  }
  return map;
}

/// The plane through the corners (0,0,0,0,0), (1,1,0,1,0) and (1,0,1,0,1) of a box; the box leaves the triangle
/// between them.
Slice plane_through_corners(const Vector& lo, const Vector& hi) {
  const std::vector<std::vector<int>> corners = {{1, 1, 0, 1, 0}, {1, 0, 1, 0, 1}};
  Slice slice{lo, Matrix<Rational>(lo.size(), 2)};
  for (std::size_t i = 0; i < lo.size(); ++i) {
    for (std::size_t k = 0; k < 2; ++k) slice.directions(i, k) = corners[k][i] * (hi[i] - lo[i]);
  }
  return slice;
}

Domain triangle(const Vector& lo, const Vector& hi) {
  return Domain::box(lo, hi).sliced(plane_through_corners(lo, hi));
}

std::optional<NetworkFile> read_aircraft(const std::string& name, const ReadOptions& options = {}) {
  const std::optional<std::string> path = shared_network(name);
  return path ? std::optional(read_network(*path, options)) : std::nullopt;
}

/// Counts on one and two threads, and Euler's formula.
Complex check_counts(const Network& network, const Domain& domain, std::size_t regions, std::size_t adjacencies) {
  EnumerateOptions options;
  for (const int threads : {1, 2}) {
    options.threads = threads;
    const RegionCount count = count_regions(network, domain, options);
    CHECK(count.activation_regions == regions);
    CHECK(count.bounded_regions == regions);
  }
  const Complex complex = build_complex(network, domain).complex;
  CHECK(complex.num_regions() == regions);
  CHECK(complex.num_interior_facets() == adjacencies);
  CHECK(count_faces(complex).euler_characteristic == 1);
  CHECK(linear_regions(complex).size() == regions);
  return complex;
}

/// The square [x, x + size] x [y, y + size] of the plane, cut by CGAL. Returns the number of regions.
std::size_t compare_with_arrangement(const Network& network, const Slice& slice, const Rational& x, const Rational& y,
                                     const Rational& size) {
  const std::vector<Vector> square{{x, y}, {x + size, y}, {x + size, y + size}, {x, y + size}};
  Matrix<Rational> rows(4, 2);
  rows(0, 0) = rows(1, 1) = 1;
  rows(2, 0) = rows(3, 1) = -1;
  const Vector offsets{-x, -y, x + size, y + size};
  const Domain domain = Domain::all(slice.point.size()).sliced(slice).with_slice_rows(rows, offsets);
  const Arrangement arrangement = cut_by_layers(network, domain, square);
  const Complex complex = build_complex(network, domain).complex;
  CHECK(complex.num_regions() == arrangement.number_of_faces() - 1);
  CHECK(complex.num_facets() == arrangement.number_of_edges());
  CHECK(complex.num_vertices() == arrangement.number_of_vertices());
  return complex.num_regions();
}

}  // namespace

TEST_CASE("the aircraft network in a plane", "[aircraft]") {
  const std::optional<NetworkFile> file = read_aircraft("TestNetwork.nnet");
  if (file) check_counts(file->network, triangle(kLo, kHi), 11388, 22387);
}

TEST_CASE("the aircraft network in a plane: every law of its regions", "[.slow]") {
  const std::optional<NetworkFile> file = read_aircraft("TestNetwork.nnet");
  if (!file) return;
  const Complex complex = build_complex(file->network, triangle(kLo, kHi)).complex;
  ValidateOptions options;
  options.volumes = false;  // their sum has millions of digits
  CHECK(validate(complex, options).empty());
  CHECK(validate_linear_regions(complex, linear_regions(complex)).empty());
}

TEST_CASE("the aircraft network in a plane: CGAL's arrangement of a part", "[aircraft]") {
  const std::optional<NetworkFile> file = read_aircraft("TestNetwork.nnet");
  if (!file) return;
  const Slice slice = plane_through_corners(kLo, kHi);
  CHECK(compare_with_arrangement(file->network, slice, 0, 0, Rational(1, 256)) > 30);
  CHECK(compare_with_arrangement(file->network, slice, Rational(1, 128), Rational(1, 2), Rational(1, 128)) > 10);
}

TEST_CASE("the aircraft network: its normalisation may be put before it", "[aircraft]") {
  ReadOptions raw;
  raw.raw = true;
  const std::optional<NetworkFile> file = read_aircraft("TestNetwork.nnet", raw);
  if (!file) return;
  const Network composed = compose_affine_input(file->network, normalisation());
  const Domain domain = triangle(kLo, kHi);
  CHECK(count_regions(composed, domain).activation_regions == 11388);
  // What the reader folds in is the same before the first layer, and scales the outputs after the last one.
  const Network folded = read_aircraft("TestNetwork.nnet")->network;
  CHECK(folded.layers().front() == composed.layers().front());
  for (const Vector& y : {Vector{Rational(1, 3), Rational(1, 5)}, Vector{0, 0}}) {
    const Vector x = domain.to_input(y);
    const Vector inside = evaluate(composed, x), outside = evaluate(folded, x);
    for (std::size_t k = 0; k < inside.size(); ++k) {
      CHECK(outside[k] == parse_rational("373.94992") * inside[k] + parse_rational("7.5188840201"));
    }
  }
}

TEST_CASE("the aircraft network as ONNX and back", "[aircraft]") {
  ReadOptions floats;
  floats.decimals = DecimalPolicy::kFloat32;
  floats.raw = true;
  const std::optional<NetworkFile> file = read_aircraft("TestNetwork.nnet", floats);
  if (!file) return;
  std::ostringstream bytes;
  write_network_onnx(file->network, bytes);
  CHECK(parse_network(bytes.str(), "aircraft.onnx").network == file->network);
}

TEST_CASE("its sister network in a plane", "[aircraft]") {
  const std::optional<NetworkFile> file = read_aircraft("TestNetwork2.onnx");
  if (!file) return;
  Vector lo = kLo, hi = kHi;
  const InputMap map = normalisation();
  for (std::size_t i = 0; i < lo.size(); ++i) {
    lo[i] = map.scale[i] * lo[i] + map.offset[i];
    hi[i] = map.scale[i] * hi[i] + map.offset[i];
  }
  const Complex complex = check_counts(file->network, triangle(lo, hi), 649, 1231);
  ValidateOptions options;
  options.volumes = false;
  CHECK(validate(complex, options).empty());
  const Slice slice = plane_through_corners(lo, hi);
  CHECK(compare_with_arrangement(file->network, slice, Rational(1, 4), Rational(1, 4), Rational(1, 16)) > 1);
  // The same plane of the same function of inputs that are not normalised.
  CHECK(count_regions(compose_affine_input(file->network, map), triangle(kLo, kHi)).activation_regions == 649);
}
