// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/stats_collect.h"

#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <numeric>
#include <optional>
#include <unordered_set>

#include "algorithms/build_complex.h"
#include "algorithms/point_signs.h"
#include "tools/walk_run.h"
#include "tools/with_threads.h"

namespace crease::tools {
namespace {

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
    std::optional<ComplexFindings> findings;
    std::optional<SeenComplex> seen;
    for (const RegionId region : found.complex.regions()) {
      if (regions.contains(found.complex, region)) continue;
      if (walk.max_regions && summary.regions == *walk.max_regions) {
        summary.reason = StopReason::kMaxRegions;
        return false;
      }
      regions.insert(found.complex, region);
      if (!seen) seen.emplace(findings.emplace(find_in_complex(found, false)));
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

std::size_t collect_regions(const ComplexFindings& findings, const QuantityOptions& options, const StopCheck& stop,
                            Collectors& collectors) {
  // Stretches of regions, for which a step from one to the next is short. What is found may depend on where they begin
  // (how short a closed form is), so that is the same for any number of threads.
  constexpr std::size_t kStretch = 4096;
  const std::size_t size = findings.complex.num_regions(), stretches = (size + kStretch - 1) / kStretch;
  std::vector<Collectors> own(stretches);
  std::vector<std::size_t> seen_regions(stretches);
  tbb::parallel_for(std::size_t{0}, stretches, [&](std::size_t k) {
    SeenComplex seen(findings);
    own[k] = make_collectors(options);
    const std::size_t end = std::min(size, (k + 1) * kStretch);
    for (std::size_t i = k * kStretch; i < end && !(stop && stop()); ++i, ++seen_regions[k]) {
      for (const auto& collector : own[k]) collector->see(seen, RegionId(i));
    }
  });
  for (Collectors& later : own) {
    for (std::size_t k = 0; k < collectors.size(); ++k) collectors[k]->append(*later[k]);
  }
  return std::accumulate(seen_regions.begin(), seen_regions.end(), std::size_t{0});
}

std::vector<QuantityReport> reports_of(Collectors& collectors, const Precision& precision,
                                       const ComplexFindings* findings) {
  std::vector<std::vector<QuantityReport>> own(collectors.size());
  tbb::parallel_for(std::size_t{0}, own.size(),
                    [&](std::size_t k) { collectors[k]->report(own[k], precision, findings); });
  std::vector<QuantityReport> reports;
  for (auto& part : own) std::ranges::move(part, std::back_inserter(reports));
  return reports;
}

StatsSummary collect_stats(const Network& network, const Domain& domain, const EnumerateOptions& walk,
                           const StatsRequest& request) {
  const QuantityOptions options{domain.dim(),  network.layers().size(), request.points != nullptr,
                                request.units, request.domain_facets,   request.bins};
  Collectors collectors = make_collectors(options);
  StatsSummary summary;
  std::optional<ComplexResult> result;
  if (!request.points) result = build_complex(network, domain, {walk, true, true, true});
  with_threads(walk.threads, [&] {
    std::optional<ComplexFindings> findings;
    if (request.points) {
      collect_of_points(request, network, domain, walk, collectors, summary);
    } else {
      const WorkLimits limits(walk);
      const auto stop = [&] { return limits.reason() != StopReason::kFinished; };
      summary.signs = result->signs;
      findings.emplace(find_in_complex(*result, static_cast<bool>(request.precision.enough)));
      summary.regions = collect_regions(*findings, options, stop, collectors);
      summary.reason = summary.regions < result->complex.num_regions() ? limits.reason() : result->reason;
    }
    summary.quantities = reports_of(collectors, request.precision, findings ? &*findings : nullptr);
  });
  return summary;
}

}  // namespace crease::tools
