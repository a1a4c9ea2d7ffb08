// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/python/region_stream.h"

#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "algorithms/complex_builder.h"
#include "core/io/network_file.h"
#include "tools/python/bindings.h"
#include "tools/python/complex.h"
#include "tools/python/exact_numbers.h"
#include "tools/python/walk.h"
#include "tools/reach.h"

namespace crease::python {
namespace {

constexpr std::size_t kBatchSize = 1024;
constexpr std::size_t kMostBatches = 8;
/// A slow walk does not keep what it has found for long.
constexpr std::chrono::milliseconds kOldest(20);

bool has_several_creases(const Network& network) {
  return std::ranges::any_of(network.layers(), [](const Layer& layer) {
    for (std::size_t u = 0; u < layer.num_units(); ++u) {
      if (layer.num_creases(u) > 1) return true;
    }
    return false;
  });
}

}  // namespace

class RegionStream::Visitor final : public RegionVisitor {
 public:
  explicit Visitor(RegionStream& stream)
      : stream_(stream), ambiguous_(!stream.geometry_ && has_several_creases(stream.file_.network)) {
    if (stream.geometry_) first_.emplace(WallList(stream.file_.network, stream.domain_), true, true);
  }

  bool visit(const Region& region) override {
    const std::string pattern = region.pattern();
    if (first_) {
      if (batch_.size() == 0) {
        builder_ = first_->later();
        lineality_ = region.lineality();
      }
      region.incidence(incidence_);
      builder_->add(incidence_, region);
    }
    if (ambiguous_ && pattern.find('*') != std::string::npos) {
      batch_.points.emplace_back(batch_.size(), region.interior_point());
    }
    batch_.patterns += pattern;
    batch_.ends.push_back(batch_.patterns.size());
    batch_.bounded.push_back(region.is_bounded());
    const Clock::time_point now = Clock::now();
    if (batch_.size() < kBatchSize && now - last_ < kOldest) return true;
    last_ = now;
    return flush();
  }

  bool flush() {
    if (first_ && batch_.size() > 0) batch_.tables = builder_->finish(std::move(lineality_), false);
    const bool goes_on = batch_.size() == 0 || stream_.push(batch_);
    batch_ = {};
    return goes_on;
  }

 private:
  using Clock = std::chrono::steady_clock;
  RegionStream& stream_;
  bool ambiguous_;
  RegionBatch batch_;
  std::optional<ComplexBuilder> first_;      ///< where there is to be geometry: makes those of batches
  std::unique_ptr<ComplexBuilder> builder_;  ///< of the batch
  RegionIncidence incidence_;
  std::vector<std::vector<Rational>> lineality_;  ///< of the batch's first region
  Clock::time_point last_ = Clock::now();
};

RegionStream::RegionStream(NetworkFile file, Domain domain, EnumerateOptions options, bool geometry)
    : file_(std::move(file)), domain_(std::move(domain)), options_(std::move(options)), geometry_(geometry) {
  options_.stop = stop_.get_token();
  walker_ = std::thread([this] { walk(); });
}

RegionStream::~RegionStream() {
  {
    const std::lock_guard lock(mutex_);
    stop_.request_stop();
  }
  changed_.notify_all();
  walker_.join();
}

void RegionStream::walk() {
  std::optional<EnumerateResult> result;
  std::exception_ptr failure;
  try {
    Visitor visitor(*this);
    result = for_each_region(file_.network, domain_, visitor, options_);
    visitor.flush();
  } catch (...) {
    failure = std::current_exception();
  }
  const std::lock_guard lock(mutex_);
  result_ = result;
  failure_ = failure;
  ended_ = true;
  changed_.notify_all();
}

bool RegionStream::push(RegionBatch& batch) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return batches_.size() < kMostBatches || stop_.stop_requested(); });
  if (stop_.stop_requested()) return false;
  batches_.push_back(std::move(batch));
  changed_.notify_all();
  return true;
}

bool RegionStream::next(std::chrono::milliseconds longest, RegionBatch& batch) {
  std::unique_lock lock(mutex_);
  if (!changed_.wait_for(lock, longest, [&] { return !batches_.empty() || ended_; })) return false;
  if (batches_.empty()) {
    if (failure_) std::rethrow_exception(failure_);
    batch = {};
    return true;
  }
  batch = std::move(batches_.front());
  batches_.pop_front();
  changed_.notify_all();
  return true;
}

std::optional<EnumerateResult> RegionStream::result() const {
  const std::lock_guard lock(mutex_);
  return result_;
}

namespace {

/// The next regions as tuples (pattern, bounded, interior point or None), an empty list at the end; and the complex of
/// these regions or None.
nb::tuple next_batch(RegionStream& stream) {
  RegionBatch batch;
  const auto wait = [&] {
    const nb::gil_scoped_release release;
    return stream.next(std::chrono::milliseconds(100), batch);
  };
  while (!wait()) {
    if (PyErr_CheckSignals() != 0) throw nb::python_error();
  }
  nb::list regions;
  auto point = batch.points.begin();
  for (std::size_t i = 0, begin = 0; i < batch.size(); begin = batch.ends[i++]) {
    nb::object at = nb::none();
    if (point != batch.points.end() && point->first == i) at = to_python(std::span<const Rational>(point++->second));
    regions.append(nb::make_tuple(nb::str(batch.patterns.data() + begin, batch.ends[i] - begin),
                                  nb::bool_(bool{batch.bounded[i]}), std::move(at)));
  }
  nb::object complex = nb::none();
  if (batch.tables) {
    Complex part(stream.file().network, stream.domain(), *std::move(batch.tables));
    complex = nb::cast(ComplexFileView(stream.file().source, {std::move(part), StopReason::kFinished, {}, {}}));
  }
  return nb::make_tuple(std::move(regions), std::move(complex));
}

}  // namespace

void bind_region_stream(nb::module_& module) {
  nb::class_<RegionStream>(module, "RegionStream")
      .def("next_batch", &next_batch)
      .def_prop_ro("reason", [](const RegionStream& stream) -> std::optional<std::string> {
        const auto result = stream.result();
        if (!result) return std::nullopt;
        return to_string(result->reason);
      });
  module.def(
      "stream",
      [](const NetworkFile& file, const Domain& domain, bool geometry, std::optional<double> timeout,
         std::optional<std::uint64_t> max_regions) {
        tools::check_reach(file.network, domain, geometry);
        return new RegionStream(file, domain, to_enumerate_options({1, timeout, max_regions, {}}), geometry);
      },
      nb::arg("network"), nb::arg("domain"), nb::arg("geometry"), nb::arg("timeout").none(),
      nb::arg("max_regions").none(), nb::rv_policy::take_ownership);
}

}  // namespace crease::python
