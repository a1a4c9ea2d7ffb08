// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/compare_methods.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <functional>

#include "algorithms/compare_patterns.h"
#include "algorithms/float_inradii.h"
#include "algorithms/float_search.h"
#include "algorithms/linear_regions.h"
#include "algorithms/measures.h"
#include "algorithms/monte_carlo_volumes.h"
#include "algorithms/sample_segments.h"
#include "tools/method_promises.h"
#include "tools/named_bounds.h"
#include "tools/reach.h"
#include "tools/walk_run.h"

namespace crease::tools {
namespace {

class Stopwatch {
 public:
  double seconds() const { return std::chrono::duration<double>(Clock::now() - start_).count(); }

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point start_ = Clock::now();
};

Rational to_rational(std::uint64_t n) { return Rational(Integer(std::to_string(n))); }

/// The most points per axis of a grid of at most `points`.
std::size_t grid_width(std::uint64_t points, std::size_t dim) {
  const auto fits = [&](std::uint64_t width) {
    std::uint64_t product = 1;
    for (std::size_t j = 0; j < dim; ++j) {
      if (product > points / width) return false;
      product *= width;
    }
    return true;
  };
  std::uint64_t width = 1;
  while (width < points && fits(width + 1)) ++width;
  return width;
}

/// The greatest and the mean of relative errors.
class ErrorSummary {
 public:
  /// Pre: value is finite, exact > 0.
  void add(double value, const Rational& exact) {
    const double error = nearest_double(abs(exact_rational(value) - exact) / exact);
    greatest_ = std::max(greatest_, error);
    sum_ += error;
    ++count_;
  }
  void write_to(MethodRow& row) const {
    if (count_ == 0) return;
    row.error = greatest_;
    row.mean_error = sum_ / static_cast<double>(count_);
  }

 private:
  double greatest_ = 0, sum_ = 0;
  std::size_t count_ = 0;
};

/// One network, and what is known of it so far.
class Comparer {
 public:
  Comparer(const Network& network, const Domain& domain, const EnumerateOptions& walk, const MethodOptions& options)
      : network_(network),
        domain_(domain),
        walk_(walk),
        options_(options),
        limits_(walk),
        in_doubles_(network, domain) {}

  MethodComparison compare();

 private:
  bool wants(const std::string& method) const {
    return options_.methods.empty() || std::ranges::find(options_.methods, method) != options_.methods.end();
  }
  StopCheck stop() const {
    return [this] { return limits_.reason() != StopReason::kFinished; };
  }
  /// What is left of the time allowed.
  EnumerateOptions second_walk() const {
    EnumerateOptions walk = walk_;
    walk.progress = nullptr;
    if (walk.timeout) *walk.timeout -= std::chrono::duration<double>(watch_.seconds());
    return walk;
  }
  /// A row of its own for a method that needs a bounded domain; says so where it is not.
  MethodRow sampled_row(const std::string& method, MethodKind kind) const;
  void end(MethodRow row, bool complete);

  void count();
  void add_bounds();
  void add_sample(const std::string& method, bool grid);
  void add_segments();
  void add_search();
  void add_volumes();
  void add_inradii();

  const Network& network_;
  const Domain& domain_;
  const EnumerateOptions& walk_;
  const MethodOptions& options_;
  Stopwatch watch_;
  WorkLimits limits_;
  FloatNetwork in_doubles_;
  std::optional<SampleBox> box_;
  MethodComparison result_;
  /// Of all regions; none where they are a part.
  std::optional<Complex> complex_;
  std::optional<PatternIndex> index_;
};

MethodComparison Comparer::compare() {
  count();
  const std::pair<const char*, std::function<void()>> methods[] = {
      {"bounds", [this] { add_bounds(); }},
      {"grid", [this] { add_sample("grid", true); }},
      {"random", [this] { add_sample("random", false); }},
      {"segments", [this] { add_segments(); }},
      {"float_lp", [this] { add_search(); }},
      {"monte_carlo_volumes", [this] { add_volumes(); }},
      {"float_insphere", [this] { add_inradii(); }},
  };
  for (const auto& [name, add] : methods) {
    if (wants(name)) add();
  }
  if (complex_) result_.violations = broken_promises(result_.counts, result_.rows);
  return std::move(result_);
}

void Comparer::count() {
  // Before anything that takes its time in many dimensions.
  check_reach(network_, domain_, false);
  box_ = sample_box(domain_);
  const bool geometry = wants("monte_carlo_volumes") && box_ && domain_.dim() <= kMaxMeasuredDimension;
  const Stopwatch watch;
  const ComplexResult found = build_complex(network_, domain_, {walk_, geometry, geometry, true});
  const LinearRegions linear = linear_regions(found);
  result_.counts = {found.complex.num_regions(), linear.size(), linear.num_affine_pieces,
                    found.complex.num_interior_facets(), watch.seconds()};
  result_.reason = found.reason;
  result_.signs = found.signs;
  result_.counts_are_complete = found.reason == StopReason::kFinished;
  if (!result_.counts_are_complete) return;
  complex_ = found.complex;
  index_.emplace(*complex_);
}

MethodRow Comparer::sampled_row(const std::string& method, MethodKind kind) const {
  MethodRow row;
  row.method = method;
  row.kind = kind;
  if (!box_) row.note = "needs a bounded domain: give --domain";
  return row;
}

void Comparer::end(MethodRow row, bool complete) {
  if (!complete) {
    row.value = std::monostate();
    row.missed = row.invented = std::nullopt;
    row.error = row.mean_error = std::nullopt;
    row.note = "ended by a limit";
    // A walk can see the deadline before this clock does.
    if (result_.reason == StopReason::kFinished) result_.reason = limits_.reason();
    if (result_.reason == StopReason::kFinished) result_.reason = StopReason::kTimeout;
  }
  if (complex_ && row.quantity == "activation_regions") {
    const Rational exact = to_rational(result_.counts.activation_regions);
    row.exact = {exact, exact};
  }
  result_.rows.push_back(std::move(row));
}

void Comparer::add_bounds() {
  const Stopwatch watch;
  const NetworkBounds bounds = network_bounds(network_, domain_);
  const double seconds = watch.seconds();
  for (const NamedBound& bound : bounds.bounds) {
    MethodRow row;
    row.method = bound.name;
    row.kind = bound.is_upper ? MethodKind::kUpperBound : MethodKind::kArchitectureBound;
    if (bound.value) row.value = Rational(*bound.value);
    if (!bound.is_upper) row.note = "of the best network of the architecture";
    if (!bound.value) row.note = "does not apply";
    row.seconds = seconds;
    end(std::move(row), true);
  }
}

void Comparer::add_sample(const std::string& method, bool grid) {
  MethodRow row = sampled_row(method, MethodKind::kLowerBound);
  const std::size_t width = grid_width(options_.samples, domain_.dim());
  if (grid && row.note.empty() && width < 2) row.note = "two points per axis are more than --samples";
  if (!row.note.empty()) return end(std::move(row), true);
  const Stopwatch watch;
  const PatternSample sample = grid ? sample_grid(in_doubles_, *box_, width, stop())
                                    : sample_random(in_doubles_, *box_, options_.samples, options_.seed, stop());
  row.seconds = watch.seconds();
  row.parameters = {{"points", sample.points}};
  row.parameters.update(grid ? Json{{"per_axis", width}} : Json{{"seed", options_.seed}});
  row.value = to_rational(sample.patterns.size());
  if (index_) {
    const PatternComparison seen = compare_patterns(*index_, sample.patterns);
    row.missed = seen.missed;
    row.invented = seen.invented;
  }
  end(std::move(row), sample.complete);
}

void Comparer::add_segments() {
  MethodRow row = sampled_row("segments", MethodKind::kLowerBound);
  if (!row.note.empty()) return end(std::move(row), true);
  const Stopwatch watch;
  const SegmentSample sample = sample_segments(network_, domain_, *box_, options_.segments, options_.seed, stop());
  row.seconds = watch.seconds();
  row.parameters = {{"segments", sample.segments}, {"seed", options_.seed}};
  row.value = to_rational(sample.regions.size());
  if (index_) {
    std::vector<RegionId> region_of;
    for (const SignBits& signs : sample.regions) {
      region_of.push_back(index_->find(signs.above, signs.zero).value_or(RegionId()));
    }
    const PatternComparison met = compare_regions(index_->num_regions(), std::move(region_of));
    row.missed = met.missed;
    row.invented = met.invented;
  }
  end(std::move(row), sample.complete);
}

void Comparer::add_search() {
  MethodRow regions, edges;
  regions.method = edges.method = "float_lp";
  edges.quantity = "adjacencies";
  const Stopwatch watch;
  const FloatSearch search =
      float_search(in_doubles_, float_rows(domain_), {options_.tolerance, options_.seed, stop()});
  regions.seconds = edges.seconds = watch.seconds();
  regions.parameters = edges.parameters = {{"tolerance", options_.tolerance}, {"seed", options_.seed}};
  regions.value = to_rational(search.patterns.size());
  edges.value = to_rational(search.edges.size());
  if (complex_) {
    const PatternComparison found = compare_patterns(*index_, search.patterns);
    regions.missed = found.missed;
    regions.invented = found.invented;
    const EdgeComparison crossed = compare_edges(*complex_, found.region_of, search.edges);
    edges.missed = crossed.missed;
    edges.invented = crossed.invented;
    const Rational exact = to_rational(result_.counts.adjacencies);
    edges.exact = {exact, exact};
  }
  end(std::move(regions), search.complete);
  end(std::move(edges), search.complete);
}

void Comparer::add_volumes() {
  MethodRow row = sampled_row("monte_carlo_volumes", MethodKind::kEstimate);
  row.quantity = "volume";
  if (row.note.empty() && domain_.dim() > kMaxMeasuredDimension) {
    row.note = fmt::format("exact volumes reach to {} dimensions", kMaxMeasuredDimension);
  } else if (row.note.empty() && !complex_) {
    row.note = "needs all regions";
  } else if (row.note.empty() && !std::isfinite(box_->volume())) {
    row.note = "the volume is beyond doubles";
  }
  if (!row.note.empty()) return end(std::move(row), true);
  const Stopwatch watch;
  const PatternSample sample = sample_random(in_doubles_, *box_, options_.samples, options_.seed, stop());
  const PatternComparison seen = compare_patterns(*index_, sample.patterns);
  const std::vector<double> volumes =
      monte_carlo_volumes(sample, box_->volume(), seen.region_of, index_->num_regions());
  row.seconds = watch.seconds();
  row.parameters = {{"points", sample.points}, {"seed", options_.seed}};
  row.missed = seen.missed;
  row.invented = seen.invented;
  ErrorSummary errors;
  double sum = 0;
  Rational exact = 0;
  bool complete = sample.complete;
  for (const RegionId region : complex_->regions()) {
    complete = complete && limits_.reason() == StopReason::kFinished;
    if (!complete) break;
    const Rational volume = *crease::volume(*complex_, region);
    errors.add(volumes[region.index], volume);
    sum += volumes[region.index];
    exact += volume;
  }
  row.value = sum;
  if (complete) row.exact = {exact, exact};
  errors.write_to(row);
  end(std::move(row), complete);
}

void Comparer::add_inradii() {
  MethodRow row;
  row.method = "float_insphere";
  row.quantity = "inradius";
  if (!complex_) {
    row.note = "needs all regions";
    return end(std::move(row), true);
  }
  const Stopwatch watch;
  const std::vector<double> radii = float_inradii(*complex_, options_.tolerance, stop());
  row.seconds = watch.seconds();
  row.parameters = {{"tolerance", options_.tolerance}};
  InradiusCollector collector(network_, domain_);
  const bool complete = radii.size() == complex_->num_regions() &&
                        for_each_region(network_, domain_, collector, second_walk()).complete();
  if (!complete) return end(std::move(row), false);
  // Missed are the regions of which it has no radius above zero, or one that is finite where the true one is not, or
  // the other way round.
  row.missed = 0;
  ErrorSummary errors;
  std::optional<double> least;
  for (std::size_t i = 0; i < radii.size(); ++i) {
    const InsphereBounds& exact = collector.radii()[i];
    if (std::isinf(radii[i]) != exact.infinite || !(radii[i] > 0)) ++*row.missed;
    if (!std::isnan(radii[i])) least = std::min(radii[i], least.value_or(HUGE_VAL));
    if (exact.infinite || !std::isfinite(exact.hi)) continue;
    const Enclosure bounds{exact_rational(exact.lo), exact_rational(exact.hi)};
    const Rational middle = (bounds.lo + bounds.hi) / 2;
    if (std::isfinite(radii[i]) && middle > 0) errors.add(radii[i], middle);
    if (!row.exact) row.exact = bounds;
    row.exact->lo = std::min(row.exact->lo, bounds.lo);
    row.exact->hi = std::min(row.exact->hi, bounds.hi);
  }
  if (least && std::isfinite(*least)) row.value = *least;
  if (!row.exact) row.note = "all radii are infinite";
  errors.write_to(row);
  end(std::move(row), true);
}

}  // namespace

const std::vector<std::string>& method_names() {
  static const std::vector<std::string> names = {
      "bounds", "grid", "random", "segments", "float_lp", "monte_carlo_volumes", "float_insphere"};
  return names;
}

MethodComparison compare_methods(const Network& network, const Domain& domain, const EnumerateOptions& walk,
                                 const MethodOptions& options) {
  return Comparer(network, domain, walk, options).compare();
}

}  // namespace crease::tools
