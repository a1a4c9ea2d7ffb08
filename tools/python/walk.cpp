// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/python/walk.h"

#include <fmt/format.h>
#include <nanobind/stl/function.h>
#include <nanobind/stl/optional.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>

#include "core/errors.h"

namespace crease::python {

namespace nb = nanobind;

Limits to_limits(nb::handle limits) {
  using ProgressFunction = std::function<void(std::uint64_t)>;
  return {nb::cast<int>(limits[0]), nb::cast<std::optional<double>>(limits[1]),
          nb::cast<std::optional<std::uint64_t>>(limits[2]),
          nb::cast<std::optional<ProgressFunction>>(limits[3]).value_or(nullptr)};
}

EnumerateOptions to_enumerate_options(const Limits& limits) {
  if (limits.threads < 0 || limits.threads > 4096) {
    throw InputError(fmt::format("threads: {} is not a number of threads from 0 (all cores) to 4096", limits.threads));
  }
  if (limits.timeout && !(*limits.timeout >= 1e-6 && *limits.timeout <= 1e9)) {
    throw InputError(fmt::format("timeout: {} is not a time in seconds above 0", *limits.timeout));
  }
  if (limits.max_regions == std::uint64_t{0}) throw InputError("max_regions: 0 is not a number of regions above 0");
  EnumerateOptions options;
  options.threads = limits.threads;
  options.max_regions = limits.max_regions;
  if (limits.timeout) options.timeout = std::chrono::duration<double>(*limits.timeout);
  return options;
}

StopReason reason_of(const std::string& words) {
  for (const StopReason known : {StopReason::kMaxRegions, StopReason::kTimeout, StopReason::kCancelled}) {
    if (to_string(known) == words) return known;
  }
  return StopReason::kFinished;
}

void run_walk(const Limits& limits, const std::function<void(const EnumerateOptions&)>& walk) {
  std::atomic<std::uint64_t> regions = 0;
  std::mutex mutex;
  std::condition_variable changed;
  bool done = false;
  std::exception_ptr failure, raised;
  std::stop_source stop;
  EnumerateOptions options = to_enumerate_options(limits);
  options.stop = stop.get_token();
  options.progress = [&](const Progress& now) { regions = now.regions; };
  std::thread worker([&] {
    try {
      walk(options);
    } catch (...) {
      failure = std::current_exception();
    }
    const std::lock_guard lock(mutex);
    done = true;
    changed.notify_one();
  });
  const auto wait = [&] {
    const nb::gil_scoped_release release;
    std::unique_lock lock(mutex);
    return changed.wait_for(lock, std::chrono::milliseconds(100), [&] { return done; });
  };
  while (!wait() && !raised) {
    try {
      if (PyErr_CheckSignals() != 0) throw nb::python_error();
      if (limits.progress) limits.progress(regions.load());
    } catch (...) {
      raised = std::current_exception();
      stop.request_stop();
    }
  }
  {
    const nb::gil_scoped_release release;
    worker.join();
  }
  if (raised) std::rethrow_exception(raised);
  if (failure) std::rethrow_exception(failure);
  if (limits.progress) limits.progress(regions.load());
}

}  // namespace crease::python
