// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/walk_run.h"

#include <fmt/format.h>

#include <csignal>
#include <cstdio>
#include <utility>

#include "tools/exit_codes.h"
#include "tools/progress.h"

namespace crease::tools {

WorkLimits::WorkLimits(const EnumerateOptions& walk) : stop_(walk.stop) {
  if (walk.timeout) deadline_ = Clock::now() + std::chrono::duration_cast<Clock::duration>(*walk.timeout);
}

StopReason WorkLimits::reason() const {
  if (stop_.stop_requested()) return StopReason::kCancelled;
  return deadline_ && Clock::now() > *deadline_ ? StopReason::kTimeout : StopReason::kFinished;
}

WalkRun::WalkRun(const WalkOptions& options) : signals_(std::in_place), options_(to_enumerate_options(options)) {
  options_.stop = signals_->token();
}

WalkRun::WalkRun(EnumerateOptions options) : options_(std::move(options)) {}

void WalkRun::operator()(const std::function<void(const EnumerateOptions&)>& walk) const {
  if (!signals_) return walk(options_);
  ProgressLine progress;
  EnumerateOptions options = options_;
  if (progress.is_shown()) options.progress = [&progress](const Progress& now) { progress.update(now); };
  walk(options);
}

WalkOutcome WalkRun::outcome(StopReason reason, const SignStatistics& signs) const {
  const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - start_;
  return {reason, signs, passed.count(), options_.threads, 1};
}

int WalkRun::exit_code(StopReason reason) const {
  if (reason == StopReason::kFinished) return kSuccess;
  if (reason != StopReason::kCancelled) return kLimitReached;
  // None here: it was another rank that got one.
  return kSignalBase + (signals_->signal() != 0 ? signals_->signal() : SIGTERM);
}

int WalkRun::finish(StopReason reason, const std::string& command) const {
  if (reason == StopReason::kFinished) return exit_code(reason);
  const char* cause = reason == StopReason::kMaxRegions ? "--max-regions was reached"
                      : reason == StopReason::kTimeout  ? "--timeout was reached"
                                                        : "interrupted";
  fmt::print(stderr, "crease: {}: {}; the result is of a part of the regions\n", command, cause);
  return exit_code(reason);
}

WorkLimits limits_of(const WalkRun& run) { return WorkLimits(run.options()); }

StopCheck limits_behind(const WalkRun& run, const WorkLimits& limits, StopReason walk) {
  if (walk == StopReason::kCancelled) return {};
  return [limits = walk == StopReason::kTimeout ? limits_of(run) : limits] {
    return limits.reason() != StopReason::kFinished;
  };
}

ComplexResult build_complex(const WalkRun& run, const Network& network, const Domain& domain, bool vertices,
                            bool coordinates) {
  std::optional<ComplexResult> result;
  run([&](const EnumerateOptions& walk) {
    result = crease::build_complex(network, domain, {walk, vertices, coordinates, true});
  });
  return *result;
}

}  // namespace crease::tools
