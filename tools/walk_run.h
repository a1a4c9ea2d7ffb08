// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>

#include "algorithms/build_complex.h"
#include "algorithms/stop_check.h"
#include "tools/options.h"
#include "tools/signals.h"

namespace crease::tools {

/// How a walk went.
struct WalkOutcome {
  StopReason reason = StopReason::kFinished;
  SignStatistics signs;
  double seconds = 0;  ///< with everything that was made of the regions
  int threads = 1;     ///< of every process
  int processes = 1;   ///< that mpirun started
  bool is_complete() const { return reason == StopReason::kFinished; }
};

/// Tells when to stop what is done beside a walk or behind it: after the time allowed, counted from when this was made,
/// or when the user says so.
class WorkLimits {
 public:
  explicit WorkLimits(const EnumerateOptions& walk);
  /// kFinished: go on.
  StopReason reason() const;

 private:
  using Clock = std::chrono::steady_clock;
  std::stop_token stop_;
  std::optional<Clock::time_point> deadline_;
};

/// Runs a walk with the limits a user asked for, the progress line, and Ctrl-C.
class WalkRun {
 public:
  explicit WalkRun(const WalkOptions& options);
  /// With limits, progress and a stop token of the caller's own: signals and standard error are left alone.
  explicit WalkRun(EnumerateOptions options);

  /// Calls `walk` with the options.
  void operator()(const std::function<void(const EnumerateOptions&)>& walk) const;

  /// What there is to be told of the walk; the time is that since this was made.
  WalkOutcome outcome(StopReason reason, const SignStatistics& signs) const;

  /// What the walk is called with, without progress.
  const EnumerateOptions& options() const { return options_; }

  /// Pre: signals are watched. The exit code of a walk that ended for this reason.
  int exit_code(StopReason reason) const;

  /// The same, and says in one line on standard error why the answer of `command` is a part only, where it is.
  int finish(StopReason reason, const std::string& command) const;

 private:
  std::optional<SignalWatcher> signals_;
  EnumerateOptions options_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

/// Of walks and of what is done with their complexes; the time is counted from now.
WorkLimits limits_of(const WalkRun& run);
/// Of what is done behind walks that ended like this: the limits themselves; behind a walk that ran out of time as much
/// time again, and behind one that the user ended none, so that there is something to show of what was found.
StopCheck limits_behind(const WalkRun& run, const WorkLimits& limits, StopReason walk);

/// Builds the complex; the memory it takes grows with the number of regions.
ComplexResult build_complex(const WalkRun& run, const Network& network, const Domain& domain, bool vertices,
                            bool coordinates);

}  // namespace crease::tools
