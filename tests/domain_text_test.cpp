// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/domain_text.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "core/errors.h"
#include "tests/support/temporary_file.h"

using namespace crease;
using crease::testing::TemporaryFile;

TEST_CASE("all of space", "[domain_text]") {
  const Domain domain = parse_domain("all", 3);
  CHECK(domain.dim() == 3);
  CHECK(domain.rows().rows() == 0);
  CHECK(domain.label() == "all");
}

TEST_CASE("boxes", "[domain_text]") {
  const Domain cube = parse_domain("box:-1,1/2", 2);
  const Domain expected = Domain::box(2, -1, Rational(1, 2));
  CHECK(cube.rows() == expected.rows());
  CHECK(cube.offsets() == expected.offsets());
  CHECK(cube.label() == "box:-1,1/2");

  const Domain box = parse_domain("box:0,1;-2.5,1e1", 2);
  const std::vector<Rational> lo = {0, Rational(-5, 2)};
  const std::vector<Rational> hi = {1, 10};
  CHECK(box.rows() == Domain::box(lo, hi).rows());
  CHECK(box.offsets() == Domain::box(lo, hi).offsets());
  CHECK(parse_domain("box:0,0.1", 1, DecimalPolicy::kFloat32).offsets()[1] == exact_rational(0.1F));
  CHECK(parse_domain("box:0,1", 1).dim() == 1);
}

TEST_CASE("polytopes from files", "[domain_text]") {
  const TemporaryFile file("domain.json", R"({"format": "crease-domain/1", "rows": [
    {"normal": [1, "1/2"], "offset": 0.5}, {"normal": [-1, 0], "offset": "7/3"}]})");
  const Domain domain = parse_domain(file.path(), 2);
  REQUIRE(domain.rows().rows() == 2);
  CHECK(domain.rows()(0, 1) == Rational(1, 2));
  CHECK(domain.offsets() == std::vector<Rational>{Rational(1, 2), Rational(7, 3)});
  CHECK(domain.label() == file.path());

  const TemporaryFile empty("all.json", R"({"format": "crease-domain/1", "rows": []})");
  CHECK(parse_domain(empty.path(), 5).rows().rows() == 0);
  CHECK(parse_domain(empty.path(), 5).dim() == 5);
}

TEST_CASE("slices from files", "[domain_text]") {
  const std::string text = R"({"format": "crease-slice/1", "point": [1, 2, 3], "directions": [[1, 0, 0], [0, 0.5, 1]])";
  const TemporaryFile plain("slice.json", text + "}");
  const Domain slice = read_slice(plain.path(), Domain::box(3, -4, 4));
  CHECK(slice.dim() == 2);
  CHECK(slice.ambient_dim() == 3);
  CHECK(slice.rows().rows() == 6);
  CHECK(slice.to_input(std::vector<Rational>{10, 2}) == std::vector<Rational>{11, 3, 5});

  const TemporaryFile boxed("boxed.json", text + R"(, "box": [[-1, 1], [0, "1/3"]]})");
  const Domain inside = read_slice(boxed.path(), Domain::all(3));
  REQUIRE(inside.rows().rows() == 4);
  CHECK(inside.rows()(3, 1) == -1);
  CHECK(inside.offsets() == std::vector<Rational>{1, 1, 0, Rational(1, 3)});
}
