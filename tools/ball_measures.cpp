// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/ball_measures.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <stdexcept>
#include <utility>

#include "algorithms/bounds.h"
#include "core/enclosure.h"
#include "core/errors.h"
#include "tools/ball_option.h"
#include "tools/text.h"

namespace crease::tools {
namespace {

constexpr std::size_t kMostShown = 10;

std::vector<Jump> curve_of(const std::vector<Rational>& distances) {
  std::vector<Jump> curve;
  for (std::size_t i = 0; i < distances.size(); ++i) {
    if (curve.empty() || curve.back().radius != distances[i]) curve.push_back({distances[i], 0});
    curve.back().regions = i + 1;
  }
  return curve;
}

void check_order(const std::vector<NamedCount>& chain) {
  if (const auto violation = first_violation(chain)) {
    throw std::logic_error("numbers of regions in the wrong order: " + *violation);
  }
}

/// The exact count and the bounds: every inequality between them is checked, those that were not asked for included.
class BallRun {
 public:
  BallRun(const BallRequest& request, const Network& network, const Domain& domain)
      : request_(request), network_(network), domain_(domain), ball_(request.ball) {}

  BallResult operator()(const EnumerateOptions& walk) {
    const WantedBounds& wanted = request_.bounds;
    BallResult result;
    BallOptions counting{ball_.norm, request_.curve, walk};
    result.count = ball_regions(network_, domain_, ball_.center, ball_.radius, counting);
    if (counting.distances) result.curve = curve_of(result.count.distances);
    const bool bounds_units = wanted.lipschitz || wanted.interval || wanted.both || !wanted.cells.empty();
    if (bounds_units) bound_units();
    std::vector<NamedCount> below;
    if (result.count.complete()) {
      below.push_back({"activation_regions", Integer(static_cast<unsigned long>(result.count.regions))});
    }
    for (const std::size_t m : wanted.cells) {
      const std::string name = "cells:" + std::to_string(m);
      std::optional<Integer> value;
      if (result.count.complete()) {
        const CellsBound cells = cells_bound(network_, domain_, ball_, m, both_, remaining(walk));
        result.count.reason = cells.reason;
        if (cells.reason == StopReason::kFinished) value = cells.value;
      }
      if (value) below.push_back({name, *value});
      result.bounds.push_back({name,
                               fmt::format("the cells of {} in the ball, bounds inside each",
                                           m == 1 ? "the first layer" : fmt::format("{} layers", m)),
                               value});
    }
    const RegionBounds plain = region_bounds(architecture_of(network_, domain_.dim()));
    for (const auto& [name, value] : {std::pair{"lipschitz", lipschitz_bound_}, {"interval", interval_bound_}}) {
      std::vector<NamedCount> chain = below;
      if (bounds_units) chain.push_back({"both", both_bound_});
      if (bounds_units) chain.push_back({name, value});
      chain.push_back({"serra_2018", plain.serra_2018});
      chain.push_back({"montufar_ren_zhang_2021", plain.montufar_2021});
      check_order(chain);
    }
    check_order({{"montufar_ren_zhang_2021", plain.montufar_2021}, {"montufar_2017", plain.montufar_2017}});
    check_order({{"montufar_ren_zhang_2021", plain.montufar_2021}, {"naive", plain.naive}});
    if (wanted.both) result.bounds.push_back({"both", "units that both of the next show to be stable", both_bound_});
    if (wanted.interval) result.bounds.push_back({"interval", "units stable by intervals", interval_bound_});
    if (wanted.lipschitz) {
      result.bounds.push_back({"lipschitz", "units stable by norms of rows and layers", lipschitz_bound_});
    }
    result.bounds.push_back(
        {"serra_2018", "without the ball: with the dimensions behind every layer", plain.serra_2018});
    result.bounds.push_back({"montufar_ren_zhang_2021", "pieces of units layer by layer", plain.montufar_2021});
    result.bounds.push_back({"montufar_2017", "hyperplanes layer by layer", plain.montufar_2017});
    result.bounds.push_back({"naive", "all patterns", plain.naive});
    return result;
  }

 private:
  Integer bound_with(const UnitIntervals& intervals) const {
    const StablePieces pieces = stable_pieces(network_, intervals);
    return activation_bound(
        architecture_of(network_, domain_.dim(), [&](UnitId unit) { return pieces[unit.layer][unit.unit]; }));
  }

  void bound_units() {
    both_ = unit_intervals(network_, domain_, ball_, UnitBoundMethod::kBoth);
    both_bound_ = bound_with(both_);
    interval_bound_ = bound_with(unit_intervals(network_, domain_, ball_, UnitBoundMethod::kInterval));
    lipschitz_bound_ = bound_with(unit_intervals(network_, domain_, ball_, UnitBoundMethod::kLipschitz));
  }

  /// The same limits, without the time that is gone. Cells are fewer than regions, which were few enough.
  EnumerateOptions remaining(EnumerateOptions walk) const {
    walk.max_regions.reset();
    if (walk.timeout) {
      *walk.timeout -= std::chrono::steady_clock::now() - start_;
      *walk.timeout = std::max(*walk.timeout, std::chrono::duration<double>(0));
    }
    return walk;
  }

  const BallRequest& request_;
  const Network& network_;
  const Domain& domain_;
  const Ball& ball_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  UnitIntervals both_;
  Integer both_bound_, interval_bound_, lipschitz_bound_;
};

const char* radius_name(BallNorm norm) { return norm == BallNorm::kEuclidean ? "squared_radius" : "radius"; }

}  // namespace

WantedBounds parse_ball_bounds(const std::string& text) {
  WantedBounds wanted;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    const std::string name = text.substr(begin, end - begin);
    begin = end + 1;
    std::size_t m = 0;
    const bool is_cells = name.starts_with("cells:");
    const char* last = name.data() + name.size();
    if (name == "lipschitz") {
      wanted.lipschitz = true;
    } else if (name == "interval") {
      wanted.interval = true;
    } else if (name == "both") {
      wanted.both = true;
    } else if (is_cells && std::from_chars(name.data() + 6, last, m).ptr == last && m > 0) {
      wanted.cells.push_back(m);
    } else if (name != "none" || text != name) {
      throw InputError("--bounds: '" + name + "' is not lipschitz, interval, both, or cells:1, cells:2, ...");
    }
  }
  std::ranges::sort(wanted.cells, std::greater<>());
  const auto repeated = std::ranges::unique(wanted.cells);
  wanted.cells.erase(repeated.begin(), repeated.end());
  return wanted;
}

BallResult measure_ball(const Network& network, const Domain& domain, const BallRequest& request,
                        const EnumerateOptions& walk) {
  return BallRun(request, network, domain)(walk);
}

void check_ball_bounds(const Network& network, const WantedBounds& bounds) {
  const std::size_t most = bending_layers(network).size();
  for (const std::size_t m : bounds.cells) {
    if (m <= most) continue;
    throw InvalidNetwork(
        fmt::format("{}: --bounds cells:{} asks for the cells of more layers than bend, which are {}. "
                    "Ask for cells:{} or less",
                    network.name(), m, most, most));
  }
}

Table ball_curve_table(const BallResult& result, BallNorm norm) {
  const std::vector<Jump>& curve = result.curve;
  return {"curve",
          curve.size(),
          {{radius_name(norm), ColumnType::kRational,
            [&curve](std::size_t i, Cell& cell) { cell.set_rational(curve[i].radius); }},
           {"regions", ColumnType::kInteger,
            [&curve](std::size_t i, Cell& cell) { cell.set_integer(static_cast<std::int64_t>(curve[i].regions)); }}}};
}

void add_ball(Json& json, const BallRequest& request, const BallResult& result) {
  const Ball& ball = request.ball;
  json["center"] = rationals_json(ball.center);
  json["radius"] = to_string(ball.radius);
  json["norm"] = name_of(ball.norm).name;
  json["activation_regions"] = result.count.regions;
  json["bounds"] = Json::object();
  for (const BallBound& bound : result.bounds) {
    json["bounds"][bound.name] = bound.value ? Json(bound.value->get_str()) : Json();
  }
  json["curve"] = nullptr;
  if (!request.curve) return;
  json["curve"] = Json::array();
  for (const Jump& jump : result.curve) {
    json["curve"].push_back({{radius_name(ball.norm), to_string(jump.radius)}, {"regions", jump.regions}});
  }
}

void add_ball(Lines& lines, const BallRequest& request, const BallResult& result) {
  const Ball& ball = request.ball;
  lines.emplace_back("ball", fmt::format("{} of radius {} around {}",
                                         ball.norm == BallNorm::kEuclidean ? "sphere"
                                         : ball.norm == BallNorm::kMaximum ? "cube (maximum norm)"
                                                                           : "cross-polytope (sum norm)",
                                         in_words(ball.radius), in_words(ball.center)));
  lines.emplace_back("activation regions",
                     fmt::format("{}{}  whose interiors meet the open ball", result.count.complete() ? "" : "at least ",
                                 with_commas(result.count.regions)));
  for (const BallBound& bound : result.bounds) {
    lines.emplace_back(
        bound.name,
        fmt::format("{}  {}", bound.value ? "<= " + in_words(Rational(*bound.value)) : "not known", bound.meaning));
  }
  if (!request.curve) return;
  for (std::size_t i = 0; i < std::min(kMostShown, result.curve.size()); ++i) {
    const auto& [radius, regions] = result.curve[i];
    const Enclosure root = ball.norm == BallNorm::kEuclidean ? sqrt_enclosure(radius) : Enclosure{radius, radius};
    const std::string beyond = root.is_exact() ? in_words(root.lo) : "about " + in_decimals(root.lo);
    lines.emplace_back(i == 0 ? "curve" : "", fmt::format("{} beyond radius {}", counted(regions, "region"), beyond));
  }
  if (result.curve.size() > kMostShown) {
    lines.emplace_back("", fmt::format("and {} more", with_commas(result.curve.size() - kMostShown)));
  }
}

}  // namespace crease::tools
