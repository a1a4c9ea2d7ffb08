// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/evolve_measures.h"

#include <algorithm>
#include <bit>
#include <chrono>
#include <set>
#include <utility>

#include "algorithms/build_complex.h"
#include "algorithms/decision_boundary.h"
#include "algorithms/decision_regions.h"
#include "algorithms/distances.h"
#include "algorithms/domain_cell.h"
#include "algorithms/linear_regions.h"
#include "algorithms/locate.h"
#include "algorithms/match_regions.h"
#include "algorithms/point_signs.h"
#include "algorithms/random_points.h"
#include "algorithms/regions_near.h"
#include "algorithms/total_volume.h"
#include "tools/walk_run.h"

namespace crease::tools {
namespace {

using Clock = std::chrono::steady_clock;

/// Volumes where patterns are kept take the complex of two networks at once: many times as many regions in space.
constexpr std::size_t kMaxOverlapDimension = 2;

const Binning kIntegers{Binning::Kind::kIntegers, 0, 1, 0};

/// What a network says at a point: compared from one checkpoint to the next.
struct Answer {
  std::vector<std::uint64_t> above, zero;  ///< per crease
  std::vector<std::size_t> classes;        ///< outputs that are the greatest; of a single one, 1 above zero, 0 below
};

Answer answer_at(const PointEvaluator& evaluator, std::span<const Rational> point) {
  PointSigns signs = evaluator.at(point);
  if (signs.output.size() == 1) signs.output.insert(signs.output.begin(), Rational(0));
  const Rational greatest = std::ranges::max(signs.output);
  Answer answer{std::move(signs.above), std::move(signs.zero), {}};
  for (std::size_t i = 0; i < signs.output.size(); ++i) {
    if (signs.output[i] == greatest) answer.classes.push_back(i);
  }
  return answer;
}

std::size_t differing_units(const Answer& a, const Answer& b, const WallList& walls) {
  std::set<UnitId> units;
  for (std::size_t w = 0; w < a.above.size(); ++w) {
    for (std::uint64_t bits = (a.above[w] ^ b.above[w]) | (a.zero[w] ^ b.zero[w]); bits != 0; bits &= bits - 1) {
      units.insert(walls.crease(static_cast<WallId>(64 * w + static_cast<std::size_t>(std::countr_zero(bits)))).unit);
    }
  }
  return units.size();
}

/// A checkpoint, kept until the next one is measured.
struct Kept {
  Complex complex;
  std::vector<Answer> answers;  ///< at the data's points
};

/// Measures checkpoints one after another.
class Evolution {
 public:
  Evolution(const EvolveRequest& request, const EnumerateOptions& walk)
      : request_(request),
        walk_(walk),
        limits_(walk),
        start_(Clock::now()),
        bounded_(domain_cell(request.domain).is_bounded(RegionId(0))) {}

  CheckpointMeasures measure(const NetworkFile& file);
  const SignStatistics& signs() const { return signs_; }

 private:
  EnumerateOptions next_walk() const;
  void measure_boundary(const Complex& complex, CheckpointMeasures& measures) const;
  std::optional<PointMeasures> measure_points(const Complex& complex, const Points& points) const;
  std::optional<Change> measure_change(const Kept& before, const Kept& after, StopReason& reason) const;
  void tell_progress() const {
    if (walk_.progress) walk_.progress({regions_, Clock::now() - start_});
  }

  const EvolveRequest& request_;
  const EnumerateOptions& walk_;
  WorkLimits limits_;
  Clock::time_point start_;
  bool bounded_;  ///< the domain
  std::optional<Kept> before_;
  std::uint64_t regions_ = 0;  ///< of all checkpoints so far
  SignStatistics signs_;
};

/// What is left of the time, and progress that goes on where the last walk ended.
EnumerateOptions Evolution::next_walk() const {
  EnumerateOptions walk = walk_;
  if (walk.timeout) {
    const std::chrono::duration<double> left = *walk.timeout - (Clock::now() - start_);
    walk.timeout = std::max(left, std::chrono::duration<double>(0));
  }
  if (walk_.progress) {
    walk.progress = [this](const Progress& now) { walk_.progress({regions_ + now.regions, Clock::now() - start_}); };
  }
  return walk;
}

void Evolution::measure_boundary(const Complex& complex, CheckpointMeasures& measures) const {
  const DecisionCells cells = decision_cells(complex);
  for (const auto& [pieces, regions] : pieces_per_region(cells)) measures.cut_regions += pieces > 0 ? regions : 0;
  const DecisionBoundary boundary = decision_boundary(cells);
  measures.boundary_pieces = boundary.pieces.size();
  measures.boundary_components = boundary.topology.components.size();
  measures.measured = request_.measures;
  if (request_.measures) measures.boundary_size = total_volume(cells.complex, boundary.pieces);
}

/// Nothing where a limit came first.
std::optional<PointMeasures> Evolution::measure_points(const Complex& complex, const Points& points) const {
  PointMeasures measures;
  Sample<Rational> distances, balls;
  for (const std::vector<Rational>& point : points) {
    if (limits_.reason() != StopReason::kFinished) return std::nullopt;
    tell_progress();
    const std::vector<RegionId> regions = locate(complex, point);
    measures.on_creases += regions.size() > 1 ? 1 : 0;
    // On creases every region around says 0; no crease at all is infinitely far.
    const auto nearest = nearest_crease(complex, regions.front(), point);
    distances.add(nearest ? std::optional(nearest->squared) : std::nullopt);
    if (request_.radius) {
      balls.add(Rational(regions_near(complex, point, *request_.radius * *request_.radius).size()));
    }
  }
  measures.squared_distances = distances.distribution({});
  if (request_.radius) measures.ball_regions = balls.distribution(kIntegers);
  return measures;
}

std::optional<Change> Evolution::measure_change(const Kept& before, const Kept& after, StopReason& reason) const {
  if (!have_the_same_units(before.complex.network(), after.complex.network())) return std::nullopt;
  Change change;
  const RegionMatching matching = match_regions(before.complex, after.complex);
  change.kept = matching.kept;
  change.vanished = matching.vanished;
  change.appeared = matching.appeared;
  if (!after.answers.empty()) {
    PointChange& points = change.points.emplace();
    Sample<Rational> distances;
    for (std::size_t i = 0; i < after.answers.size(); ++i) {
      const std::size_t distance = differing_units(before.answers[i], after.answers[i], after.complex.walls());
      distances.add(Rational(distance));
      points.same_pattern += distance == 0 ? 1 : 0;
      points.same_class += before.answers[i].classes == after.answers[i].classes ? 1 : 0;
    }
    points.hamming_distances = distances.distribution(kIntegers);
  }
  if (request_.measures && bounded_ && request_.domain.dim() <= kMaxOverlapDimension) {
    EnumerateOptions walk = next_walk();
    walk.max_regions.reset();
    const PatternOverlap overlap =
        pattern_overlap(before.complex.network(), after.complex.network(), request_.domain, walk);
    reason = overlap.reason;
    if (overlap.complete()) change.overlap = overlap;
  }
  return change;
}

CheckpointMeasures Evolution::measure(const NetworkFile& file) {
  CheckpointMeasures measures;
  measures.name = file.network.name();
  measures.sha256 = file.source.sha256;
  const ComplexResult result = build_complex(file.network, request_.domain, {next_walk(), true, true, true});
  const Complex& complex = result.complex;
  const LinearRegions linear = linear_regions(result);
  signs_ += result.signs;
  regions_ += complex.num_regions();
  measures.reason = result.reason;
  measures.activation_regions = complex.num_regions();
  measures.linear_regions = linear.size();
  measures.affine_pieces = linear.num_affine_pieces;
  measures.adjacencies = complex.num_interior_facets();
  measures.bounded_regions = complex.num_bounded_regions();
  measures.layers = layer_histograms(complex);
  measure_boundary(complex, measures);
  if (!complex.is_complete()) {
    before_.reset();
    return measures;
  }

  if (!request_.points.empty()) measures.points = measure_points(complex, request_.points);
  if (!request_.random_points.empty()) measures.random_points = measure_points(complex, request_.random_points);
  measures.reason = limits_.reason();
  if (measures.reason != StopReason::kFinished) return measures;
  Kept now{complex, {}};
  const PointEvaluator evaluator(file.network, request_.domain);
  for (const std::vector<Rational>& point : request_.points) now.answers.push_back(answer_at(evaluator, point));
  if (before_) measures.change = measure_change(*before_, now, measures.reason);
  before_.emplace(std::move(now));
  return measures;
}

}  // namespace

Points draw_points(const Domain& domain, std::optional<std::size_t> count, std::size_t default_count,
                   std::uint64_t seed) {
  if (count) return random_points(domain, *count, seed);
  const bool bounded = domain_cell(domain).is_bounded(RegionId(0));
  return bounded ? random_points(domain, default_count, seed) : Points{};
}

EvolveMeasures measure_evolution(const std::vector<NetworkFile>& files, const EvolveRequest& request,
                                 const EnumerateOptions& walk) {
  EvolveMeasures measures;
  Evolution evolution(request, walk);
  for (const NetworkFile& file : files) {
    measures.checkpoints.push_back(evolution.measure(file));
    const StopReason reason = measures.checkpoints.back().reason;
    if (reason != StopReason::kFinished) measures.reason = reason;
    if (reason != StopReason::kFinished && reason != StopReason::kMaxRegions) break;
  }
  measures.signs = evolution.signs();
  return measures;
}

}  // namespace crease::tools
