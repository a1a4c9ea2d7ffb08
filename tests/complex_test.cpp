// SPDX-License-Identifier: GPL-3.0-or-later
// build_complex against the reference complex, table by table, and against itself on other threads, kernels and hashes.
#include <algorithm>
#include <catch2/catch.hpp>
#include <memory>
#include <vector>

#include "algorithms/build_complex.h"
#include "algorithms/complex_builder.h"
#include "algorithms/walk.h"
#include "tests/support/arrangements.h"
#include "tests/support/networks.h"
#include "tests/support/random_networks.h"
#include "tests/support/reference_complex.h"

using namespace crease;
using namespace crease::testing;

namespace {

Domain polytope(const Rows& rows) {
  const Layer shaped = layer(rows);
  return Domain::polytope(shaped.weights, shaped.bias);
}

Complex compare(const Network& network, const Domain& domain) {
  CAPTURE(to_text(network), to_text(domain));
  const ComplexResult result = build_complex(network, domain);
  CHECK(result.reason == StopReason::kFinished);
  CHECK(find_difference(result.complex, reference_complex(network, domain)) == "");
  return result.complex;
}

Complex compare(const std::string& network, const Domain& domain) { return compare(from_text(network), domain); }

/// The network behind random linear combinations of more inputs: over R^n, its regions contain lines.
Network with_more_inputs(Random& random, const Network& network, std::size_t more) {
  std::vector<Layer> layers = network.layers();
  const Matrix<Rational> weights = layers[0].weights;
  layers[0].weights = Matrix<Rational>(weights.rows(), weights.cols() + more);
  for (std::size_t k = 0; k < weights.cols() + more; ++k) {
    for (std::size_t j = 0; j < weights.cols(); ++j) {
      const Rational factor = k < more ? Rational(random.integer(-2, 2)) : Rational(k - more == j ? 1 : 0);
      for (std::size_t u = 0; u < weights.rows(); ++u) layers[0].weights(u, k) += factor * weights(u, j);
    }
  }
  return Network(network.input_dim() + more, std::move(layers));
}

/// Every other case is generic.
Degeneracy degeneracy_of(int index) {
  return index % 2 == 0 ? Degeneracy::kNone : static_cast<Degeneracy>(1 + index / 2 % 10);
}

/// As the visitor of build_complex, with hashes of few bits.
class BuilderVisitor final : public RegionVisitor {
 public:
  explicit BuilderVisitor(std::unique_ptr<ComplexBuilder> builder) : builder_(std::move(builder)) {}
  bool visit(const Region& region) override {
    if (builder_->num_regions() == 0) lineality_ = region.lineality();
    region.incidence(incidence_);
    builder_->add(incidence_, region);
    return true;
  }
  std::unique_ptr<RegionVisitor> split() override { return std::make_unique<BuilderVisitor>(builder_->later()); }
  void join(RegionVisitor& later) override { builder_->append(*dynamic_cast<BuilderVisitor&>(later).builder_); }
  ComplexTables finish() { return builder_->finish(std::move(lineality_), true); }

 private:
  std::unique_ptr<ComplexBuilder> builder_;
  RegionIncidence incidence_;
  std::vector<std::vector<Rational>> lineality_;
};

Complex build_with(const Network& network, const Domain& domain, int threads, const kernel::Kernel& kernel,
                   int hash_bits) {
  BuilderVisitor visitor(std::make_unique<ComplexBuilder>(WallList(network, domain), true, true, hash_bits));
  EnumerateOptions options;
  options.threads = threads;
  WalkOutput output;
  output.visitor = &visitor;
  CHECK(walk(network, domain, options, output, kernel) == StopReason::kFinished);
  return Complex(network, domain, visitor.finish());
}

/// Representatives modulo the lineality space included.
void expect_same_tables(const Complex& a, const Complex& b) {
  CHECK(find_difference(a, b) == "");
  CHECK(a.tables().coordinates == b.tables().coordinates);
  CHECK(a.tables().lineality == b.tables().lineality);
}

}  // namespace

TEST_CASE("complex and reference: random networks, domains and slices", "[complex]") {
  const std::uint64_t seed = test_seed();
  const std::vector<int> breakpoints{14, 12, 10, 9};
  std::size_t unbounded = 0, lineality = 0, slices = 0, zeros = 0;
  for (int index = 0; index < scaled_cases(720); ++index) {
    Random random(seed, static_cast<std::uint64_t>(index));
    const int d = index % 4 + 1;
    const auto [network, domain] =
        random_case(random, d, degeneracy_of(index / 4), breakpoints[static_cast<std::size_t>(d - 1)]);
    CAPTURE(seed, index);
    const Complex complex = compare(network, domain);
    unbounded += complex.num_bounded_regions() < complex.num_regions();
    lineality += complex.lineality_dim() > 0;
    slices += domain.slice().has_value();
    zeros += complex.tables().signs.has_zeros();
  }
  CHECK(unbounded > 0);
  CHECK(lineality > 0);
  CHECK(slices > 0);
  CHECK(zeros > 0);
}

TEST_CASE("complex and reference: regions that contain lines", "[complex]") {
  const std::uint64_t seed = test_seed();
  std::size_t lineality = 0;
  const int cases = scaled_cases(200);
  for (int index = 0; index < cases; ++index) {
    Random random(seed + 1, static_cast<std::uint64_t>(index));
    const Network network = with_more_inputs(
        random, random_case(random, index % 3 + 1, degeneracy_of(index / 3), 8).network, 1 + index / 2 % 2);
    CAPTURE(seed, index);
    lineality += compare(network, Domain::all(network.input_dim())).lineality_dim() > 0;
  }
  CHECK(lineality == static_cast<std::size_t>(cases));
}

TEST_CASE("complex and reference: wide networks, with more creases than a word has bits", "[complex]") {
  const std::uint64_t seed = test_seed();
  for (int index = 0; index < scaled_cases(8); ++index) {
    Random random(seed + 2, static_cast<std::uint64_t>(index));
    const int d = index % 2 + 1;
    const Network network = he_network(random, d, {70, 3, 66, 1});
    CAPTURE(seed, index);
    compare(network, Domain::box(static_cast<std::size_t>(d), Rational(-1, 16), Rational(1, 16)));
  }
}

TEST_CASE("complex and reference: networks known by name", "[complex]") {
  for (const std::size_t lo : {0u, 1u}) {
    const Domain line = lo == 0 ? Domain::all(1) : Domain::box(1, -1, 2);
    const Domain plane = lo == 0 ? Domain::all(2) : Domain::box(2, -1, 1);
    compare(abs_1d(), line);
    for (int k = 1; k <= 5; ++k) compare(sawtooth(k), line);
    compare(xor_2d(), plane);
    compare(dead_unit(), plane);
    compare(duplicated_units(), plane);
    for (int k = 1; k <= 9; ++k) compare(through_one_point(k), plane);
    for (int k = 1; k <= 5; ++k) compare(parallel_units(k), plane);
    compare(dead_layer(), plane);
    compare(zero_on_a_cell(), plane);
    compare(crease_on_crease(), plane);
    compare(sliver(exact_rational(1e-40)), plane);
    compare(zigzag(1, 3, 2), line);
    compare(zigzag(2, 2, 3), plane);
    compare(zigzag(3, 2, 1), lo == 0 ? Domain::all(3) : Domain::box(3, -1, 1));
    compare(golden(1, 2, {6, 6}), plane);
  }
  compare(to_network(type_b(3)), Domain::all(3));
  compare(to_network(braid(4)), Domain::all(4));
  compare(to_network(braid(4)), last_coordinate_zero(4));
  compare(to_network(deformed_braid(3, {-1, 0, 1})), last_coordinate_zero(3));
}

TEST_CASE("complex and reference: corners of what a domain can be", "[complex]") {
  // No bend at all, pointed or not.
  CHECK(compare("2: identity[1 2 3]", Domain::all(2)).num_facets() == 0);
  CHECK(compare("3: identity[0 0 0 0] / relu[0 -1]", Domain::all(3)).lineality_dim() == 3);
  CHECK(compare("2: identity[1 2 3]", Domain::box(2, 0, 1)).num_facets() == 4);
  CHECK(compare("2: identity[1 2 3]", polytope({{1, 0, 0}, {0, 1, 0}})).num_rays() == 2);
  // Cones: in a homogeneous chart of dimension 1, 2 and 3, with and without domain rows through the apex.
  CHECK(compare("1: relu[1 0]", Domain::all(1)).num_facets() == 1);
  CHECK(compare("3: relu[1 0 0 0]", Domain::all(3)).lineality_dim() == 2);
  compare("1: relu[1 0] / relu[1 0]", Domain::all(1));
  compare("1: relu[1 -2]", polytope({{1, -2}}));
  compare("1: relu[1 -2]", polytope({{0, 0}, {0, 1}}));
  compare("2: relu[1 0 0] relu[0 1 0] relu[1 1 0]", polytope({{1, 0, 0}}));
  compare("2: relu[1 0 0] relu[0 1 0] relu[1 1 0]", polytope({{1, 0, 0}, {1, 0, 0}, {0, 0, 0}, {1, 1, 0}}));
  compare("3: relu[1 0 0 0] relu[0 1 0 0] relu[0 0 1 0] / relu[1 -1 0 0] relu[0 1 -1 0]", Domain::all(3));
  // Lines that identities of the first layer keep away from the creases.
  compare("3: identity[1 0 0 0] relu[0 1 0 0] identity[1 0 0 1] / relu[1 0 -1 0] relu[1 1 -1 2]", Domain::all(3));
  compare("3: identity[1 0 0 0] relu[0 1 0 1] identity[0 0 1 1] / relu[1 1 0 0] relu[1 2 0 -3]", Domain::all(3));
  // Rows that are redundant, repeated, constant, on a crease, or touch the domain in a vertex.
  const Rows odd{{1, 0, 1}, {2, 0, 2}, {1, 0, 5}, {0, 0, 0}, {0, 0, 3}, {-1, 0, 1}, {0, 1, 1}, {1, 1, 2}};
  compare("2: relu[1 0 0] relu[0 1 0] relu[1 0 -1]", polytope(odd));
  compare("2: relu[1 1 2] relu[0 1 1] relu[1 0 1]", polytope(odd));
  compare("2: relu[1 0 0]", polytope({{0, 0, 3}, {1, 0, 2}}));
  compare("2: relu[1 0 0] relu[0 1 -1]", polytope({{0, 0, 3}, {0, 1, 2}, {1, 0, 7}}));
  compare("3: relu[1 0 0 0] relu[1 0 0 -1]", polytope({{1, 0, 0, 2}, {-1, 0, 0, 2}}));
  // A crease on the boundary of the domain, and a unit that is zero on one side of a facet only.
  const Complex corner = compare("2: relu[1 0 0] relu[0 1 0] relu[1 1 -1]", Domain::box(2, 0, 1));
  std::size_t creases_on_the_boundary = 0;
  for (const FacetId f : corner.facets()) {
    creases_on_the_boundary += corner.is_boundary(f) && !corner.units(f).empty();
  }
  CHECK(creases_on_the_boundary == 2);
  compare("2: relu[1 0 0] relu[1 1 0] / relu[1 0 0] relu[1 1 0] / relu[1 1 0]", Domain::all(2));
}

TEST_CASE("a complex is the same on any number of threads, with any kernel, and whatever hashes say", "[complex]") {
  const std::uint64_t seed = test_seed();
  std::vector<const kernel::Kernel*> kernels(3);
  kernels.resize(static_cast<std::size_t>(kernel::available_kernels(kernels.data(), 3)));
  for (int index = 0; index < scaled_cases(60); ++index) {
    Random random(seed + 3, static_cast<std::uint64_t>(index));
    const int d = index % 4 + 1;
    const auto [network, domain] = random_case(random, d, degeneracy_of(index / 4), d < 3 ? 20 : 11);
    CAPTURE(seed, index, to_text(network), to_text(domain));
    const Complex expected = build_complex(network, domain).complex;
    ComplexOptions options;
    options.walk.threads = 2;
    expect_same_tables(build_complex(network, domain, options).complex, expected);
    for (const kernel::Kernel* kernel : kernels) {
      for (const int hash_bits : {64, 3, 1}) {
        expect_same_tables(build_with(network, domain, 1, *kernel, hash_bits), expected);
      }
    }
    expect_same_tables(build_with(network, domain, 2, kernel::best_kernel(), 2), expected);
  }
}

TEST_CASE("many regions on two threads", "[complex]") {
  Random random(test_seed() + 4);
  for (const Network& network : {zigzag(2, 2, 6), he_network(random, 3, {14, 12, 1}), to_network(resonance(4))}) {
    const std::size_t n = network.input_dim();
    for (const Domain& domain : {Domain::box(n, -1, 1), Domain::all(n)}) {
      const Complex expected = build_complex(network, domain).complex;
      ComplexOptions options;
      options.walk.threads = 2;
      for (int repeat = 0; repeat < 3; ++repeat) {
        expect_same_tables(build_complex(network, domain, options).complex, expected);
      }
    }
  }
}

TEST_CASE("rows that only touch the domain, on two threads", "[complex]") {
  // x + y <= 2 touches the square in a corner, y >= -9 nowhere, and 1 >= 0 nowhere but on rays.
  const Domain square = polytope({{1, 0, 1}, {-1, 0, 1}, {0, 1, 1}, {0, -1, 1}, {-1, -1, 2}, {0, 1, 9}, {0, 0, 1}});
  const Domain quadrant = polytope({{1, 0, 1}, {0, 1, 1}, {1, 1, 2}, {0, 0, 1}});
  for (const Domain& domain : {square, quadrant}) {
    for (const Network& network : {zigzag(2, 2, 5), through_one_point(200), golden(1, 2, {20, 20})}) {
      const Complex expected = compare(network, domain);
      ComplexOptions options;
      options.walk.threads = 2;
      for (int repeat = 0; repeat < 3; ++repeat) {
        expect_same_tables(build_complex(network, domain, options).complex, expected);
      }
    }
  }
}

TEST_CASE("without vertices or coordinates the rest is the same", "[complex]") {
  const std::uint64_t seed = test_seed();
  for (int index = 0; index < scaled_cases(120); ++index) {
    Random random(seed + 5, static_cast<std::uint64_t>(index));
    const auto [network, domain] = random_case(random, index % 4 + 1, degeneracy_of(index / 4), 9);
    CAPTURE(seed, index, to_text(network), to_text(domain));
    ComplexTables expected = build_complex(network, domain).complex.tables();
    const auto without = [&](bool vertices, bool coordinates) {
      ComplexOptions options;
      options.vertices = vertices;
      options.coordinates = coordinates;
      options.walk.threads = index % 2 + 1;
      return build_complex(network, domain, options).complex;
    };
    expected.coordinates.clear();
    const Complex no_coordinates = without(true, false);
    CHECK(find_difference(no_coordinates, Complex(network, domain, expected)) == "");
    CHECK(no_coordinates.has_vertices());

    for (auto* lists : {&expected.region_vertices, &expected.facet_vertices}) {
      const std::size_t size = lists->size();
      lists->clear();
      for (std::size_t i = 0; i < size; ++i) lists->end_list();
    }
    expected.vertex_region.clear();
    expected.vertex_walls.clear();
    for (const bool coordinates : {false, true}) {
      const Complex no_vertices = without(false, coordinates);
      CHECK(find_difference(no_vertices, Complex(network, domain, expected)) == "");
      CHECK_FALSE(no_vertices.has_vertices());
    }
  }
}

TEST_CASE("a part of a complex: what is there is right, open facets lead to what is not", "[complex]") {
  const std::uint64_t seed = test_seed();
  std::size_t open_facets = 0;
  for (int index = 0; index < scaled_cases(200); ++index) {
    Random random(seed + 6, static_cast<std::uint64_t>(index));
    const auto [network, domain] = random_case(random, index % 4 + 1, degeneracy_of(index / 4), 9);
    CAPTURE(seed, index, to_text(network), to_text(domain));
    const Complex whole = build_complex(network, domain).complex;
    const std::size_t size = whole.num_regions();
    const auto limit = static_cast<std::size_t>(random.integer(1, static_cast<int>(size)));
    ComplexOptions options;
    options.walk.max_regions = limit;
    const ComplexResult result = build_complex(network, domain, options);
    const Complex& part = result.complex;
    REQUIRE(part.num_regions() == limit);
    CHECK(find_difference(part, reference_complex(network, domain, limit)) == "");
    CHECK(part.is_complete() == (result.reason == StopReason::kFinished));
    if (limit < size) CHECK_FALSE(part.is_complete());

    // Facets and vertices come by their first region: the part's are the first ones of the whole.
    for (const FacetId f : part.facets()) {
      const auto& sides = whole.sides(f);
      REQUIRE(part.sides(f)[0] == sides[0]);
      const bool reached = sides[1].is_valid() && sides[1].index < limit;
      CHECK(part.sides(f)[1] == (reached ? sides[1] : RegionId()));
      CHECK(part.is_open(f) == (sides[1].is_valid() && !reached));
      CHECK(part.is_boundary(f) == whole.is_boundary(f));
      if (!part.is_open(f)) CHECK(part.pattern(f) == whole.pattern(f));
      open_facets += part.is_open(f);
    }
    for (const RegionId r : part.regions()) {
      CHECK(std::equal(part.facets(r).begin(), part.facets(r).end(), whole.facets(r).begin(), whole.facets(r).end()));
      CHECK(part.pattern(r) == whole.pattern(r));
    }
  }
  CHECK(open_facets > static_cast<std::size_t>(scaled_cases(100)));
}
