// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/trace_path.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <ctime>
#include <set>

#include "algorithms/count.h"
#include "algorithms/path_measures.h"
#include "core/affine_map.h"
#include "core/io/network_file.h"
#include "core/pattern_text.h"
#include "tests/support/networks.h"
#include "tests/support/random.h"
#include "tests/support/random_networks.h"

namespace crease::testing {
namespace {

using Point = std::vector<Rational>;
using Points = std::vector<Point>;

Point between(const Point& from, const Point& to, const Rational& t) {
  Point x;
  for (std::size_t j = 0; j < from.size(); ++j) x.push_back(from[j] + t * (to[j] - from[j]));
  return x;
}

/// The pre-activations of all layers at a point, from the definitions.
std::vector<Point> pre_activations_at(const Network& network, Point h) {
  std::vector<Point> result;
  for (const Layer& layer : network.layers()) {
    Point z = layer.bias;
    for (std::size_t i = 0; i < z.size(); ++i) {
      for (std::size_t j = 0; j < h.size(); ++j) z[i] += layer.weights(i, j) * h[j];
    }
    h.clear();
    for (std::size_t u = 0; u < layer.num_units(); ++u) {
      const auto row = z.begin() + static_cast<std::ptrdiff_t>(layer.first_row(u));
      h.push_back(layer.is_group(u) ? *std::max_element(row, row + static_cast<std::ptrdiff_t>(layer.num_arguments(u)))
                                    : layer.activations[u](*row));
    }
    result.push_back(std::move(z));
  }
  return result;
}

/// One leg by values at points alone: where a function that is affine on a stretch has different signs at its ends, its
/// zero is a knot.
struct SlowLeg {
  std::vector<Rational> knots = {0, 1};
  std::vector<std::vector<Symbol>> symbols;  ///< per stretch, all units
};

std::vector<Rational> creases_of(const Layer& layer, std::size_t unit, const Point& z) {
  std::vector<Rational> values;
  const std::size_t row = layer.first_row(unit), n = layer.num_arguments(unit);
  if (!layer.is_group(unit)) {
    for (const Rational& t : layer.activations[unit].breakpoints()) values.push_back(z[row] - t);
  } else {
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t k = 0; k < i; ++k) values.push_back(z[row + i] - z[row + k]);
    }
  }
  return values;
}

Symbol symbol_between(const Layer& layer, std::size_t unit, const Point& z, const Point& z_begin) {
  Symbol symbol;
  const std::size_t row = layer.first_row(unit);
  if (layer.is_group(unit)) {
    const auto first = z.begin() + static_cast<std::ptrdiff_t>(row);
    const auto last = first + static_cast<std::ptrdiff_t>(layer.num_arguments(unit));
    const auto greatest = std::max_element(first, last);
    return {static_cast<std::uint16_t>(greatest - first), std::count(first, last, *greatest) > 1};
  }
  for (const Rational& t : layer.activations[unit].breakpoints()) {
    if (z[row] >= t) ++symbol.piece;
    if (z[row] == t && z_begin[row] == t) symbol.on_breakpoint = true;
  }
  return symbol;
}

SlowLeg slow_leg(const Network& network, const Point& from, const Point& to) {
  SlowLeg leg;
  const auto at = [&](const Rational& t) { return pre_activations_at(network, between(from, to, t)); };
  for (std::size_t l = 0; l < network.layers().size(); ++l) {
    const Layer& layer = network.layers()[l];
    std::set<Rational> knots(leg.knots.begin(), leg.knots.end());
    for (std::size_t i = 0; i + 1 < leg.knots.size(); ++i) {
      const Point begin = at(leg.knots[i])[l], end = at(leg.knots[i + 1])[l];
      for (std::size_t u = 0; u < layer.num_units(); ++u) {
        const auto a = creases_of(layer, u, begin), b = creases_of(layer, u, end);
        for (std::size_t c = 0; c < a.size(); ++c) {
          if (sgn(a[c]) * sgn(b[c]) < 0) {
            knots.insert(leg.knots[i] + (leg.knots[i + 1] - leg.knots[i]) * a[c] / (a[c] - b[c]));
          }
        }
      }
    }
    leg.knots.assign(knots.begin(), knots.end());
  }
  for (std::size_t i = 0; i + 1 < leg.knots.size(); ++i) {
    const auto begin = at(leg.knots[i]), middle = at((leg.knots[i] + leg.knots[i + 1]) / 2);
    std::vector<Symbol>& symbols = leg.symbols.emplace_back();
    for (std::size_t l = 0; l < network.layers().size(); ++l) {
      const Layer& layer = network.layers()[l];
      for (std::size_t u = 0; u < layer.num_units(); ++u) {
        symbols.push_back(symbol_between(layer, u, middle[l], begin[l]));
      }
    }
  }
  return leg;
}

struct SlowPath {
  std::vector<std::pair<Rational, std::vector<UnitId>>> breakpoints;
  std::vector<std::string> patterns;
};

SlowPath slow_path(const Network& network, const Points& corners, bool closed) {
  SlowPath path;
  std::vector<UnitId> units;
  for (std::uint32_t l = 0; l < network.layers().size(); ++l) {
    for (std::uint32_t u = 0; u < network.layers()[l].num_units(); ++u) units.push_back({l, u});
  }
  const auto differing = [&](const std::vector<Symbol>& a, const std::vector<Symbol>& b) {
    std::vector<UnitId> result;
    for (std::size_t i = 0; i < units.size(); ++i) {
      if (a[i] != b[i]) result.push_back(units[i]);
    }
    return result;
  };
  std::vector<Symbol> first, last;
  for (std::size_t k = 0; k + 1 < corners.size(); ++k) {
    const SlowLeg leg = slow_leg(network, corners[k], corners[k + 1]);
    for (std::size_t i = 0; i < leg.symbols.size(); ++i) {
      const std::vector<Symbol>& now = leg.symbols[i];
      const auto flipped = last.empty() ? std::vector<UnitId>{} : differing(last, now);
      if (!flipped.empty()) path.breakpoints.emplace_back(Rational(static_cast<int>(k)) + leg.knots[i], flipped);
      if (i == 0 || !flipped.empty()) {
        std::string& text = path.patterns.emplace_back();
        for (std::size_t n = 0; n < units.size(); ++n) {
          if (n > 0 && units[n].layer != units[n - 1].layer) text += '|';
          append_symbol(text, now[n]);
        }
      }
      if (first.empty()) first = now;
      last = now;
    }
  }
  const auto closing = differing(last, first);
  if (closed && !closing.empty()) path.breakpoints.insert(path.breakpoints.begin(), {Rational(0), closing});
  return path;
}

void expect_slow(const Network& network, const Points& points, bool closed) {
  PathOptions options;
  options.closed = closed;
  const PathTrace trace = trace_path(network, points, options);
  REQUIRE(trace.complete());
  const SlowPath slow = slow_path(network, trace.corners, closed);
  REQUIRE(trace.density() == slow.breakpoints.size());
  for (std::size_t i = 0; i < trace.density(); ++i) {
    REQUIRE(trace.breakpoints[i].t == slow.breakpoints[i].first);
    REQUIRE(trace.breakpoints[i].units == slow.breakpoints[i].second);
  }
  REQUIRE(trace.pieces.size() == slow.patterns.size());
  REQUIRE(trace.num_pieces == slow.patterns.size());
  for (std::size_t i = 0; i < slow.patterns.size(); ++i) {
    const PathPiece& piece = trace.pieces[i];
    REQUIRE(piece.pattern == slow.patterns[i]);
    const Point &from = trace.corners[piece.leg], &to = trace.corners[piece.leg + 1];
    const Rational leg(static_cast<unsigned long>(piece.leg));
    for (const Rational& t : {piece.begin, piece.end, Rational((piece.begin + piece.end) / 2)}) {
      const Point value = evaluate(network, between(from, to, t - leg));
      for (std::size_t k = 0; k < value.size(); ++k) {
        REQUIRE(piece.value[k] + piece.slope[k] * (t - piece.begin) == value[k]);
      }
    }
  }
}

Domain slice_through(const Point& from, const Point& to) {
  Slice slice{from, Matrix<Rational>(from.size(), 1)};
  for (std::size_t j = 0; j < from.size(); ++j) slice.directions(j, 0) = to[j] - from[j];
  Matrix<Rational> rows(2, 1);
  rows(0, 0) = 1;
  rows(1, 0) = -1;
  const Rational offsets[] = {0, 1};
  return Domain::all(from.size()).sliced(slice).with_slice_rows(rows, offsets);
}

Point random_point(Random& random, std::size_t d) {
  Point x;
  const int denominator = random.pick(std::vector<int>{1, 1, 2, 3, 7});
  for (std::size_t j = 0; j < d; ++j) {
    x.push_back(Rational(random.integer(-12, 12), static_cast<unsigned>(denominator)));
    x.back().canonicalize();
  }
  return x;
}

Points random_points(Random& random, std::size_t d, std::size_t most) {
  Points points = {random_point(random, d)};
  const auto count = static_cast<std::size_t>(random.integer(2, static_cast<int>(most)));
  while (points.size() < count) {
    Point next = random.chance(0.2) ? points[points.size() / 2] : random_point(random, d);
    if (next != points.back()) points.push_back(std::move(next));
  }
  return points;
}

Network conv_network(Random& random) {
  // 8 x 8 -> four channels of 6 x 6 -> four channels of 4 x 4 -> 32 -> 10, as unrolled layers.
  const auto convolution = [&](int channels, int side, int filters) {
    const int out = side - 2;
    std::vector<double> kernel;
    for (int i = 0; i < filters * channels * 9; ++i) kernel.push_back(float(random.gaussian() / (2 * channels)));
    Layer layer{Matrix<Rational>(static_cast<std::size_t>(filters * out * out),
                                 static_cast<std::size_t>(channels * side * side)),
                {},
                {}};
    for (int f = 0; f < filters; ++f) {
      const Rational bias = exact_rational(float(random.gaussian() / 4));
      for (int i = 0; i < out * out; ++i) {
        layer.bias.push_back(bias);
        layer.activations.push_back(Activation::relu());
        for (int c = 0; c < channels; ++c) {
          for (int k = 0; k < 9; ++k) {
            const int input = (c * side + i / out + k / 3) * side + i % out + k % 3;
            layer.weights(static_cast<std::size_t>(f * out * out + i), static_cast<std::size_t>(input)) =
                exact_rational(kernel[static_cast<std::size_t>((f * channels + c) * 9 + k)]);
          }
        }
      }
    }
    return layer;
  };
  const auto dense = [&](std::size_t inputs, std::size_t units, const Activation& activation) {
    Layer layer{Matrix<Rational>(units, inputs), {}, std::vector<Activation>(units, activation)};
    for (std::size_t u = 0; u < units; ++u) {
      layer.bias.push_back(exact_rational(float(random.gaussian() / 4)));
      for (std::size_t j = 0; j < inputs; ++j) layer.weights(u, j) = exact_rational(float(random.gaussian() / 6));
    }
    return layer;
  };
  return Network(64, {convolution(1, 8, 4), convolution(4, 6, 4), dense(64, 32, Activation::relu()),
                      dense(32, 10, Activation::identity())});
}

Points random_float_segment(Random& random, std::size_t d) {
  Points points(2);
  for (Point& x : points) {
    for (std::size_t j = 0; j < d; ++j) x.push_back(exact_rational(float(random.gaussian())));
  }
  return points;
}

double cpu_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

}  // namespace

TEST_CASE("paths agree with values at points, and segments with the walk of their slice", "[path]") {
  const std::uint64_t seed = test_seed();
  std::size_t crossings = 0, ties = 0;
  for (int index = 0; index < scaled_cases(400); ++index) {
    Random random(seed, static_cast<std::uint64_t>(index));
    const int d = random.integer(1, 5);
    const auto degeneracy = static_cast<Degeneracy>(random.integer(0, static_cast<int>(Degeneracy::kEverything)));
    Network network = random_case(random, d, degeneracy, 20).network;
    if (random.chance(0.3)) network = with_max_groups(random, network, 4);
    CAPTURE(seed, index, to_string(degeneracy), to_text(network));
    const bool closed = random.chance(0.3);
    const Points points = random_points(random, network.input_dim(), random.chance(0.5) ? 2 : 5);
    if (closed && points.front() == points.back()) continue;
    expect_slow(network, points, closed);

    const PathTrace segment = trace_path(network, std::span(points).first(2));
    REQUIRE(segment.num_pieces == count_regions(network, slice_through(points[0], points[1])).activation_regions);
    crossings += segment.density();
    for (const PathBreakpoint& breakpoint : segment.breakpoints) ties += breakpoint.units.size() > 1;
  }
  CHECK(crossings > 100);
  CHECK(ties > static_cast<std::size_t>(scaled_cases(10)));
}

TEST_CASE("a path backwards is the path mirrored", "[path]") {
  const std::uint64_t seed = test_seed();
  for (int index = 0; index < scaled_cases(100); ++index) {
    Random random(seed + 1, static_cast<std::uint64_t>(index));
    const Network network = he_network(random, 3, {8, 8, 2});
    CAPTURE(seed, index);
    Points points = random_points(random, 3, 4);
    const PathTrace there = trace_path(network, points);
    std::reverse(points.begin(), points.end());
    const PathTrace back = trace_path(network, points);
    REQUIRE(there.density() == back.density());
    const Rational length(static_cast<unsigned long>(there.num_legs()));
    for (std::size_t i = 0; i < there.density(); ++i) {
      const PathBreakpoint& mirrored = back.breakpoints[back.density() - 1 - i];
      REQUIRE(there.breakpoints[i].t == length - mirrored.t);
      REQUIRE(there.breakpoints[i].units == mirrored.units);
    }
  }
}

TEST_CASE("special positions of paths", "[path]") {
  const Network relu = from_text("2: relu[1 0 0] relu[2 0 0] relu[0 1 -1] / identity[1 1 1 0]");
  SECTION("along a crease, and across two at once") {
    const PathTrace along = trace_path(relu, Points{{0, 0}, {0, 2}});
    REQUIRE(along.density() == 1);
    CHECK(along.breakpoints[0].t == Rational(1, 2));
    CHECK(along.breakpoints[0].units == std::vector<UnitId>{{0, 2}});
    CHECK(along.pieces[0].pattern == "**0|0");
    const PathTrace across = trace_path(relu, Points{{-1, 0}, {2, 0}});
    REQUIRE(across.density() == 1);
    CHECK(across.breakpoints[0].t == Rational(1, 3));
    CHECK(across.breakpoints[0].units == std::vector<UnitId>{{0, 0}, {0, 1}});
  }
  SECTION("from a crease on, and touching one with a corner") {
    CHECK(trace_path(relu, Points{{0, 0}, {1, 0}}).density() == 0);
    CHECK(trace_path(relu, Points{{1, 0}, {0, 0}, {1, 0}}).density() == 0);
    CHECK(trace_path(relu, Points{{1, 0}, {0, 0}, {-1, 0}}).density() == 1);
  }
  SECTION("closed") {
    PathOptions closed;
    closed.closed = true;
    const PathTrace square = trace_path(relu, Points{{0, 0}, {1, 0}, {1, 2}, {-1, 2}, {-1, 0}}, closed);
    REQUIRE(square.density() == 4);
    CHECK(square.breakpoints[0].t == 0);
    CHECK(square.num_legs() == 5);
  }
  SECTION("what is no path") {
    CHECK_THROWS_AS(trace_path(relu, Points{{0, 0}}), std::invalid_argument);
    CHECK_THROWS_AS(trace_path(relu, Points{{0, 0}, {0}}), std::invalid_argument);
    CHECK_THROWS_AS(trace_path(relu, Points{{0, 0}, {1, 0}, {1, 0}}), std::invalid_argument);
    PathOptions closed;
    closed.closed = true;
    CHECK_THROWS_AS(trace_path(relu, Points{{0, 0}, {1, 0}, {0, 0}}, closed), std::invalid_argument);
  }
  SECTION("a limit") {
    PathOptions options;
    options.walk.max_regions = 5;
    const PathTrace part = trace_path(sawtooth(6), Points{{0}, {1}}, options);
    CHECK(part.reason == StopReason::kMaxRegions);
    CHECK(part.num_pieces == 5);
    CHECK_THROWS_AS(measure_outputs(part), std::invalid_argument);
  }
}

TEST_CASE("positions of 1e-40 and scales of 1e300", "[path]") {
  const Rational width = parse_rational("1e-40"), huge = parse_rational("1e300"), tiny = parse_rational("1e-300");
  const PathTrace needle = trace_path(sliver(width), Points{Point(sliver(width).input_dim(), Rational(-1)),
                                                            Point(sliver(width).input_dim(), Rational(1))});
  bool narrow = false;
  for (const PathPiece& piece : needle.pieces) narrow = narrow || piece.end - piece.begin == width / 2;
  CHECK(narrow);
  const PathTrace far = trace_path(sawtooth(3), Points{{-huge}, {huge}});
  CHECK(far.num_pieces == 10);
  const PathTrace near = trace_path(abs_1d(), Points{{-tiny}, {2 * tiny}});
  REQUIRE(near.density() == 1);
  CHECK(near.breakpoints[0].t == Rational(1, 3));
}

TEST_CASE("measures of outputs", "[path]") {
  SECTION("golden values") {
    const Network f = from_text("1: relu[1 -1/4] relu[1 -3/4] / identity[4 -8 0]");
    const auto measures = measure_outputs(trace_path(f, Points{{0}, {1}}));
    REQUIRE(measures.size() == 1);
    CHECK(measures[0].deviation_integrals == std::vector<Rational>{Rational(11, 24)});
    CHECK(measures[0].absolute_deviation == Enclosure{Rational(11, 24), Rational(11, 24)});
    CHECK(measures[0].total_variation == 3);
    CHECK(measures[0].signed_variation == 1);
  }
  SECTION("a sawtooth varies by one per tooth") {
    PathOptions options;
    options.lengths = true;
    const PathTrace trace = trace_path(sawtooth(5), Points{{0}, {1}}, options);
    CHECK(trace.num_pieces == 32);
    CHECK(measure_outputs(trace)[0].total_variation == 32);
    CHECK(trace.lengths.back().outputs == Enclosure{32, 32});
  }
  SECTION("against integrals of values at points") {
    const std::uint64_t seed = test_seed();
    for (int index = 0; index < scaled_cases(60); ++index) {
      Random random(seed + 2, static_cast<std::uint64_t>(index));
      const Network network = he_network(random, 3, {6, 6, 2});
      CAPTURE(seed, index);
      const Points points = random_points(random, 3, 3);
      const PathTrace trace = trace_path(network, points);
      const auto measures = measure_outputs(trace);
      for (std::size_t k = 0; k < 2; ++k) {
        std::vector<Rational> integrals(trace.num_legs());
        for (const PathPiece& piece : trace.pieces) {
          const Point &from = points[piece.leg], &to = points[piece.leg + 1];
          const Rational leg(static_cast<unsigned long>(piece.leg));
          const Rational begin = evaluate(network, from)[k], end = evaluate(network, to)[k];
          const auto gap = [&](const Rational& t) {
            return Rational(evaluate(network, between(from, to, t))[k] - begin - t * (end - begin));
          };
          const Rational u = gap(piece.begin - leg), v = gap(piece.end - leg), width = piece.end - piece.begin;
          const Rational sum = abs(u) + abs(v);
          if (sum == 0) continue;
          integrals[piece.leg] += width * (sgn(u) * sgn(v) < 0 ? Rational((u * u + v * v) / sum) : sum) / 2;
        }
        REQUIRE(measures[k].deviation_integrals == integrals);
        REQUIRE(measures[k].signed_variation ==
                evaluate(network, points.back())[k] - evaluate(network, points.front())[k]);
        REQUIRE(abs(measures[k].signed_variation) <= measures[k].total_variation);
      }
    }
  }
}

TEST_CASE("gradients and lengths are those of the local maps", "[path]") {
  const std::uint64_t seed = test_seed();
  int compared = 0;
  for (int index = 0; index < scaled_cases(40); ++index) {
    Random random(seed + 3, static_cast<std::uint64_t>(index));
    Network network = he_network(random, 4, {9, 6, 3});
    if (random.chance(0.5)) network = with_max_groups(random, network, 3);
    CAPTURE(seed, index);
    const Points points = random_points(random, 4, 2);
    PathOptions options;
    options.gradients = options.lengths = true;
    const PathTrace trace = trace_path(network, points, options);
    // Arguments that are equal throughout have no piece in the pattern.
    const auto has_ties = [](const PathPiece& piece) { return piece.pattern.find('*') != std::string::npos; };
    if (std::ranges::any_of(trace.pieces, has_ties)) continue;
    ++compared;
    std::vector<AffineMap> maps;
    double length = 0, first_length = 0;
    for (const PathPiece& piece : trace.pieces) {
      std::vector<std::string> layers(1);
      for (const char c : piece.pattern) {
        if (c == '|') {
          layers.emplace_back();
        } else {
          layers.back() += c;
        }
      }
      const auto piece_of = [&](UnitId id) { return static_cast<std::size_t>(layers[id.layer][id.unit] - '0'); };
      const auto speed = [&](const AffineMap& map) {
        double squared = 0;
        for (std::size_t i = 0; i < map.A.rows(); ++i) {
          Rational sum = 0;
          for (std::size_t j = 0; j < 4; ++j) sum += map.A(i, j) * (points[1][j] - points[0][j]);
          squared += sum.get_d() * sum.get_d();
        }
        return std::sqrt(squared);
      };
      const Rational width = piece.end - piece.begin;
      maps.push_back(propagate(network, Domain::all(4), piece_of, [&](std::uint32_t l, const AffineMap& map) {
        if (l == 1) first_length += speed(map) * width.get_d();
      }));
      length += speed(maps.back()) * width.get_d();
    }
    CHECK(trace.lengths.back().outputs.lo.get_d() == Approx(length).epsilon(1e-9));
    CHECK(trace.lengths[1].pre_activations.hi.get_d() == Approx(first_length).epsilon(1e-9));
    for (std::size_t i = 0; i < trace.density(); ++i) {
      Rational aa = 0, ab = 0, bb = 0;
      const auto a = maps[i].A.entries(), b = maps[i + 1].A.entries();
      for (std::size_t n = 0; n < a.size(); ++n) {
        aa += a[n] * a[n];
        ab += a[n] * b[n];
        bb += b[n] * b[n];
      }
      const MapSimilarity& similarity = *trace.breakpoints[i].gradient_similarity;
      if (aa == 0 || bb == 0) continue;
      REQUIRE(similarity.cos_sign == sgn(ab));
      REQUIRE(*similarity.cos_squared == ab * ab / (aa * bb));
      REQUIRE(*similarity.squared_difference == (aa - 2 * ab + bb) / aa);
    }
  }
  CHECK(compared > 0);
}

TEST_CASE("many segments through a convolutional network", "[path]") {
  const std::uint64_t seed = test_seed();
  Random random(seed + 4);
  const Network network = conv_network(random);
  const PathTracer tracer(network);
  PathOptions options;
  options.pieces = false;
  std::size_t crossings = 0;
  const int cases = scaled_cases(1000);
  const double start = cpu_seconds();
  for (int index = 0; index < cases; ++index) {
    crossings += tracer.trace(random_float_segment(random, 64), options).density();
  }
  const double seconds = cpu_seconds() - start;
  CAPTURE(seed, seconds, crossings);
  CHECK(crossings > static_cast<std::size_t>(cases) * 50);
#ifdef NDEBUG
  CHECK(seconds < 10);
#endif
  const Points points = random_float_segment(random, 64);
  CHECK(tracer.trace(points, options).num_pieces ==
        count_regions(network, slice_through(points[0], points[1])).activation_regions);
}

TEST_CASE("a segment through a network for aircraft", "[path]") {
  const char* directory = std::getenv("CREASE_NETWORKS");
  if (directory == nullptr) return;
  const Network network = read_network(std::string(directory) + "/TestNetwork.nnet").network;
  // Two corners of its box.
  const Points points = {{0, parse_rational("-3.141593"), parse_rational("-3.141593"), 100, 0},
                         {60760, parse_rational("3.141593"), parse_rational("3.141593"), 1200, 1200}};
  const PathTracer tracer(network);
  const double start = cpu_seconds();
  const PathTrace trace = tracer.trace(points);
  const double seconds = cpu_seconds() - start;
  CAPTURE(seconds, trace.density());
  CHECK(trace.num_pieces == count_regions(network, slice_through(points[0], points[1])).activation_regions);
#ifdef NDEBUG
  CHECK(seconds < 1);
#endif
}

}  // namespace crease::testing
