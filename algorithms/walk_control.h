// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>

#include "algorithms/enumerate.h"

namespace crease {

/// Limits, cancellation and progress of one walk, shared by its threads.
class WalkControl {
 public:
  WalkControl(const EnumerateOptions& options, int threads);

  int threads() const { return threads_; }
  bool stopped() const { return stopped_.load(std::memory_order_relaxed); }
  StopReason reason() const { return reason_; }

  /// Ends the walk; the first reason stays.
  void stop(StopReason reason);

  /// Asks for the right to hand out `count` more regions; returns how many are granted (and stops the walk when it is
  /// fewer).
  std::uint64_t take_regions(std::uint64_t count);

  /// To be called now and then, with the regions found since the last call: looks at the clock and the stop token,
  /// reports progress.
  void poll(std::uint64_t new_regions);

  /// How many threads are walking; a walker gives work away while there are fewer than threads().
  void begin_work() { active_.fetch_add(1, std::memory_order_relaxed); }
  void end_work() { active_.fetch_sub(1, std::memory_order_relaxed); }
  bool wants_work() const { return active_.load(std::memory_order_relaxed) < threads_; }

 private:
  using Clock = std::chrono::steady_clock;

  const EnumerateOptions& options_;
  int threads_;
  Clock::time_point start_ = Clock::now();
  std::atomic<bool> stopped_ = false;
  std::atomic<int> active_ = 0;
  std::atomic<std::uint64_t> taken_ = 0;
  std::atomic<std::uint64_t> found_ = 0;
  std::mutex mutex_;  ///< guards reason_ while walking, and the progress callback
  StopReason reason_ = StopReason::kFinished;
  Clock::time_point last_progress_ = start_;
};

}  // namespace crease
