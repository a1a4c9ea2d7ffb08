// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/python/region_stream.h"

#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "core/io/network_file.h"
#include "tools/python/bindings.h"
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
  explicit Visitor(RegionStream& stream) : stream_(stream), ambiguous_(has_several_creases(stream.network_)) {}

  bool visit(const Region& region) override {
    const std::string pattern = region.pattern();
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
    const bool goes_on = batch_.size() == 0 || stream_.push(batch_);
    batch_ = {};
    return goes_on;
  }

 private:
  using Clock = std::chrono::steady_clock;
  RegionStream& stream_;
  bool ambiguous_;
  RegionBatch batch_;
  Clock::time_point last_ = Clock::now();
};

RegionStream::RegionStream(Network network, Domain domain, EnumerateOptions options)
    : network_(std::move(network)), domain_(std::move(domain)), options_(std::move(options)) {
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
    result = for_each_region(network_, domain_, visitor, options_);
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

/// The next regions as tuples (pattern, bounded, interior point or None); an empty list at the end.
nb::list next_batch(RegionStream& stream) {
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
  return regions;
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
      [](const NetworkFile& file, const Domain& domain, std::optional<double> timeout,
         std::optional<std::uint64_t> max_regions) {
        tools::check_reach(file.network, domain, false);
        return new RegionStream(file.network, domain, to_enumerate_options({1, timeout, max_regions, {}}));
      },
      nb::arg("network"), nb::arg("domain"), nb::arg("timeout").none(), nb::arg("max_regions").none(),
      nb::rv_policy::take_ownership);
}

}  // namespace crease::python
