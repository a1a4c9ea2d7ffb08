// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/stats_collect.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <unordered_set>

#include "algorithms/build_complex.h"
#include "algorithms/point_signs.h"
#include "tools/walk_run.h"

namespace crease::tools {
namespace {

using Collectors = std::vector<std::unique_ptr<Collector>>;

/// Collects of every region of a complex.
void collect_all(const Network& network, const Domain& domain, const EnumerateOptions& walk, Collectors& collectors,
                 StatsSummary& summary) {
  const ComplexResult result = build_complex(network, domain, {walk, true, true, true});
  summary.reason = result.reason;
  summary.signs = result.signs;
  SeenComplex seen(result.complex);
  const WorkLimits limits(walk);
  for (const RegionId region : result.complex.regions()) {
    if (const StopReason reason = limits.reason(); reason != StopReason::kFinished) {
      summary.reason = reason;
      break;
    }
    for (const auto& collector : collectors) collector->see(seen, region);
    ++summary.regions;
  }
}

/// The regions met so far, by their signs.
class RegionSet {
 public:
  bool contains(const Complex& complex, RegionId region) const { return seen_.contains(key(complex, region)); }
  void insert(const Complex& complex, RegionId region) { seen_.insert(key(complex, region)); }

 private:
  static std::string key(const Complex& complex, RegionId region) {
    const SignTable& signs = complex.tables().signs;
    const auto above = signs.above(region.index);
    std::string bytes(reinterpret_cast<const char*>(above.data()), above.size_bytes());
    const auto zero = signs.has_zeros() ? signs.zero(region.index) : std::span<const std::uint64_t>();
    const bool any_zero = std::ranges::any_of(zero, [](std::uint64_t word) { return word != 0; });
    return any_zero ? bytes.append(reinterpret_cast<const char*>(zero.data()), zero.size_bytes()) : bytes;
  }

  std::unordered_set<std::string> seen_;
};

/// Collects of every point of the data, and of every region that holds one. A point whose regions go beyond a limit is
/// not counted, though those within it are.
void collect_of_points(const StatsRequest& request, const Network& network, const Domain& domain,
                       const EnumerateOptions& walk, Collectors& collectors, StatsSummary& summary) {
  const WorkLimits limits(walk);
  const PointEvaluator evaluator(network, domain);
  RegionSet regions;
  PointsSummary& points = summary.points.emplace();
  points.file = request.points_name;
  ComplexOptions around{walk, true, true, true};
  around.walk.max_regions.reset();
  around.walk.progress = nullptr;
  const auto visit = [&](std::span<const Rational> point, const std::string&) {
    summary.reason = limits.reason();
    if (summary.reason != StopReason::kFinished) return false;
    if (!evaluator.at(point).in_domain) {
      ++points.count;
      ++points.outside;
      return true;
    }
    around.walk.through = std::vector<Rational>(point.begin(), point.end());
    const ComplexResult found = build_complex(network, domain, around);
    summary.signs += found.signs;
    if (!found.complex.is_complete() && found.reason != StopReason::kFinished) {
      summary.reason = found.reason;
      return false;
    }
    std::optional<SeenComplex> seen;
    for (const RegionId region : found.complex.regions()) {
      if (regions.contains(found.complex, region)) continue;
      if (walk.max_regions && summary.regions == *walk.max_regions) {
        summary.reason = StopReason::kMaxRegions;
        return false;
      }
      regions.insert(found.complex, region);
      if (!seen) seen.emplace(found.complex);
      for (const auto& collector : collectors) collector->see(*seen, region);
      ++summary.regions;
    }
    ++points.count;
    points.on_creases += found.complex.num_regions() > 1;
    for (const auto& collector : collectors) collector->see_point(found.complex, point);
    return true;
  };
  request.points(visit);
}

}  // namespace

StatsSummary collect_stats(const Network& network, const Domain& domain, const EnumerateOptions& walk,
                           const StatsRequest& request) {
  Collectors collectors = make_collectors({domain.dim(), network.layers().size(), request.points != nullptr,
                                           request.units, request.domain_facets, request.bins});
  StatsSummary summary;
  if (request.points) {
    collect_of_points(request, network, domain, walk, collectors, summary);
  } else {
    collect_all(network, domain, walk, collectors, summary);
  }
  for (const auto& collector : collectors) collector->report(summary.quantities, request.bits);
  return summary;
}

}  // namespace crease::tools
