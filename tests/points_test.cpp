// SPDX-License-Identifier: GPL-3.0-or-later
// Data points from text and NumPy's arrays: what is read, what is refused and where, whatever the bytes.
#include "core/io/points.h"

#include <algorithm>
#include <bit>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>
#include <limits>
#include <sstream>

#include "core/errors.h"
#include "tests/support/array_files.h"
#include "tests/support/fuzz.h"
#include "tests/support/temporary_file.h"

using namespace crease;
using namespace crease::testing;

namespace {

using Points = std::vector<std::vector<Rational>>;

Points read(const std::string& path, std::size_t dim, const std::string& array = "",
            DecimalPolicy decimals = DecimalPolicy::kExact) {
  Points points;
  const std::size_t count =
      for_each_point(path, {dim, decimals, array}, [&](std::span<const Rational> point, const std::string&) {
        points.emplace_back(point.begin(), point.end());
        return true;
      });
  CHECK(count == points.size());
  return points;
}

}  // namespace

TEST_CASE("points in text", "[points]") {
  const Points expected = {{Rational(1, 2), Rational(-1, 3)}, {Rational(100), Rational(1, 8)}};
  for (const std::string text :
       {"0.5,-1/3\n1e2,0.125\n", "x,y\n0.5,-1/3\n1e2,0.125",
        "\xEF\xBB\xBFx,y\r\n\"0.5\" , \"-1/3\"\r\n\r\n1e2,\t0.125\r\n", "\n\nx y, z\n0.5,-1/3\n1e2,0.125\n\n"}) {
    CAPTURE(text);
    CHECK(read(TemporaryFile("points.csv", text).path(), 2) == expected);
  }
  CHECK(read(TemporaryFile("points.csv", "").path(), 2).empty());
  CHECK(read(TemporaryFile("points.csv", "a,b\n").path(), 2).empty());
  CHECK(read(TemporaryFile("points.csv", "0.1\n").path(), 1, "", DecimalPolicy::kFloat64) ==
        Points{{exact_rational(0.1)}});
  CHECK(read(TemporaryFile("points.csv", "0.1\n").path(), 1) == Points{{Rational(1, 10)}});
}

TEST_CASE("broken text says where", "[points]") {
  const auto refuses = [](const std::string& text, const std::string& place) {
    const TemporaryFile file("points.csv", text);
    CAPTURE(text);
    try {
      read(file.path(), 2);
      FAIL_CHECK("it was read");
    } catch (const ParseError& error) {
      const std::string message = error.what();
      CAPTURE(message);
      CHECK(message.starts_with(file.path() + ":" + place + ":"));
      CHECK(message.size() < 700);
    }
  };
  refuses("1,2\n3,x\n", "2:3");
  refuses("1,2\n3\n", "2:1");
  refuses("1,2\n3, 4 ,5\n", "2:7");
  refuses("1,2\n3,\n", "2:3");
  refuses("1,2\nx,y\n", "2:1");
  refuses("a,b,c\n1,2\n", "1:5");
  refuses("nan,inf\n", "1:1");
  refuses("NaN,1\n", "1:1");
  refuses("1,-Infinity\n", "1:3");
  refuses("1,1e999999\n", "1:3");
  refuses("1,1/0\n", "1:3");
  refuses("1,2\n3;4\n", "2:1");
  refuses(std::string("1,2\n\0,\xFF\n", 8), "2:1");
  refuses("1," + std::string(200000, '7') + "\n", "1:3");
  CHECK_THROWS_AS(read("/does/not/exist.csv", 2), FileError);
  CHECK_THROWS_AS(read("/", 2), FileError);
  CHECK_THROWS_AS(read("/does/not/exist.npz", 2), FileError);
}

TEST_CASE("points in arrays are the stored numbers", "[points]") {
  const Points expected = {{exact_rational(0.1), Rational(-2)}, {Rational(3), Rational(4)}};
  const std::vector<double> values = {0.1, -2, 3, 4};
  const bool little = std::endian::native == std::endian::little;
  const std::string own = little ? "<" : ">", other = little ? ">" : "<";
  for (const auto& bytes :
       {npy(own + "f8", "(2, 2)", bytes_of(values)), npy("=f8", "(2,2)", bytes_of(values)),
        npy(other + "f8", "(2, 2)", bytes_of(values, true)), npy(own + "f8", "(2, 2)", bytes_of(values), "False", 2)}) {
    CHECK(read(TemporaryFile("points.npy", bytes).path(), 2) == expected);
    for (const bool compress : {false, true}) {
      const TemporaryFile file("points.npz", zip({{"a.npy", "not asked for"}, {"x.npy", bytes}}, compress));
      CHECK(read(file.path(), 2, "x") == expected);
      CHECK(read(TemporaryFile("points.npz", zip({{"x.npy", bytes}}, compress)).path(), 2) == expected);
    }
  }
  const std::vector<float> singles = {0.1F};
  CHECK(read(TemporaryFile("p.npy", npy(own + "f4", "(1,)", bytes_of(singles))).path(), 1) ==
        Points{{exact_rational(double{0.1F})}});
  const auto extreme = [&]<typename T>(const std::string& type, T) {
    const std::vector<T> ends = {std::numeric_limits<T>::min(), std::numeric_limits<T>::max()};
    const Points points = {{Rational(std::to_string(ends[0]))}, {Rational(std::to_string(ends[1]))}};
    CHECK(read(TemporaryFile("p.npy", npy(own + type, "(2, 1)", bytes_of(ends))).path(), 1) == points);
    CHECK(read(TemporaryFile("p.npy", npy(other + type, "(2, 1)", bytes_of(ends, true))).path(), 1) == points);
  };
  extreme("i1", std::int8_t{});
  extreme("u1", std::uint8_t{});
  extreme("i2", std::int16_t{});
  extreme("u2", std::uint16_t{});
  extreme("i4", std::int32_t{});
  extreme("u4", std::uint32_t{});
  extreme("i8", std::int64_t{});
  extreme("u8", std::uint64_t{});
  CHECK(read(TemporaryFile("p.npy", npy("<f8", "(0, 2)", "")).path(), 2).empty());
}

TEST_CASE("broken arrays are refused", "[points]") {
  const std::string data = bytes_of(std::vector<double>{1, 2, 3, 4});
  const auto refuses = [](const std::string& name, const std::string& bytes, const std::string& words,
                          const std::string& array = "") {
    const TemporaryFile file(name, bytes);
    CAPTURE(words);
    try {
      read(file.path(), 2, array);
      FAIL_CHECK("it was read");
    } catch (const ParseError& error) {
      CHECK_THAT(error.what(), Catch::Contains(words));
      CHECK_THAT(error.what(), Catch::StartsWith(file.path()));
    }
  };
  refuses("p.npy", "", "cut off");
  refuses("p.npy", "not an array at all", "no .npy array");
  refuses("p.npy", npy("<f8", "(3, 2)", data), "row 3");
  refuses("p.npy", npy("<f8", "(99999999999999999, 2)", data), "row 3");
  refuses("p.npy", npy("<f8", "(99999999999999999999999999, 2)", data), "out of range");
  refuses("p.npy", npy("<f8", "(2, 3)", data), "(points, 2)");
  refuses("p.npy", npy("<f8", "(4,)", data), "(points, 2)");
  refuses("p.npy", npy("<f8", "(1, 2, 2)", data), "(points, 2)");
  refuses("p.npy", npy("<f8", "(2, 2)", data, "True"), "Fortran");
  refuses("p.npy", npy("|O", "(2, 2)", data), "'|O'");
  refuses("p.npy", npy("<c8", "(2, 2)", data), "'<c8'");
  refuses("p.npy", npy("|b1", "(2, 2)", data), "'|b1'");
  refuses("p.npy", npy("<f8", "(2, 2)", bytes_of(std::vector<double>{1, NAN, 3, 4})), "row 1, column 2");
  refuses("p.npy", npy("<f8", "(2, 2)", bytes_of(std::vector<double>{1, 2, -INFINITY, 4})), "row 2, column 1");
  const std::string good = npy("<f8", "(2, 2)", data);
  refuses("p.npz", zip({{"x.npy", good}, {"y.npy", good}}), "2 arrays; name one of: 'x', 'y'");
  refuses("p.npz", zip({{"x.npy", good}}), "no array 'z'; name one of: 'x'", "z");
  refuses("p.npz", zip({}), "archive");
  refuses("p.npz", "PK but no archive", "archive");
  refuses("p.npz", zip({{"x.npy", good}}).substr(0, 100), "");
}

TEST_CASE("reading ends when the visitor has enough", "[points]") {
  const TemporaryFile file("points.csv", "1\n2\n3\nnot read any more\n");
  std::vector<std::string> places;
  const std::size_t count =
      for_each_point(file.path(), {1, DecimalPolicy::kExact, ""}, [&](auto, const std::string& place) {
        places.push_back(place);
        return places.size() < 2;
      });
  CHECK(count == 2);
  CHECK(places == std::vector<std::string>{file.path() + ":1", file.path() + ":2"});
}

TEST_CASE("whatever the bytes, points are read or refused", "[points]") {
  const std::string data = bytes_of(std::vector<double>{1, 2, 3, 4});
  const std::string array = npy("<f8", "(2, 2)", data);
  const std::vector<std::string> words = {"nan", "inf", "1e999", "'shape'", "(9, 2)", "'<f4'", ",", "\n", "\"", "True"};
  const auto reads = [&](const std::string& name) {
    return [name](const std::string& bytes) {
      const TemporaryFile file(name, bytes);
      for_each_point(file.path(), {2, DecimalPolicy::kExact, ""}, [](auto, const std::string&) { return true; });
    };
  };
  fuzz({"x,y\n1,2\n1/3,1e-5\n", "\"1\",\"2\"\n-3.25,4\n"}, words, 1500, reads("fuzz.csv"));
  fuzz({array, npy(">i2", "(4, 2)", data.substr(0, 16))}, words, 1500, reads("fuzz.npy"));
  fuzz({zip({{"x.npy", array}}), zip({{"x.npy", array}}, true)}, words, 1500, reads("fuzz.npz"));
}
