// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nanobind/nanobind.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "algorithms/enumerate.h"

namespace crease::python {

/// Limits and progress of a walk, as Python gives them.
struct Limits {
  int threads = 0;  ///< 0 = all cores
  std::optional<double> timeout;
  std::optional<std::uint64_t> max_regions;
  /// Called with the regions so far, about ten times a second, by the thread that waits; may be empty.
  std::function<void(std::uint64_t)> progress;
};

/// Of a tuple (threads, timeout, max_regions, progress), all but the first of which may be None.
Limits to_limits(nanobind::handle limits);

/// Throws InputError, naming the limit, for one that is out of range.
EnumerateOptions to_enumerate_options(const Limits& limits);

/// The reason of these words.
StopReason reason_of(const std::string& words);

/// Runs the walk on a thread of its own while this one, without Python's lock in between, looks for signals and reports
/// progress. An exception of a signal handler (KeyboardInterrupt) or of the progress function stops the walk, and is
/// thrown when it has ended: at once where the work looks at its stop token, else when it is done.
void run_walk(const Limits& limits, const std::function<void(const EnumerateOptions&)>& walk);

}  // namespace crease::python
