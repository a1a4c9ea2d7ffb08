// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>

#include "algorithms/enumerate.h"
#include "algorithms/work_queue.h"

namespace crease {

/// After so many cuts, or so much time, a walk hands back what it has not begun. Getting to the subtree where it begins
/// does not count.
struct WalkBudget {
  std::optional<std::uint64_t> cuts = {};
  std::optional<std::chrono::duration<double>> time = {};
  bool is_limited() const { return cuts || time; }
};

/// Limits, cancellation and progress of one walk, shared by its threads.
class WalkControl {
 public:
  explicit WalkControl(const EnumerateOptions& options, const WalkBudget& budget = {});

  /// The budget begins here: the walk has come to its subtree.
  void begin_budget();
  /// Takes so many cuts off the budget, and looks at the clock.
  void spend(std::uint64_t cuts);
  /// Is the budget spent? Then what has not been begun is to be handed back.
  bool is_spent() const { return spent_.load(std::memory_order_relaxed); }

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

  WorkQueue& queue() { return queue_; }

 private:
  using Clock = std::chrono::steady_clock;

  const EnumerateOptions& options_;
  const WalkBudget budget_;
  std::atomic<Clock::time_point> budget_start_ = Clock::time_point::max();
  std::atomic<std::uint64_t> cuts_ = 0;
  std::atomic<bool> spent_ = false;
  WorkQueue queue_;
  Clock::time_point start_ = Clock::now();
  std::atomic<bool> stopped_ = false;
  std::atomic<std::uint64_t> taken_ = 0;
  std::atomic<std::uint64_t> found_ = 0;
  std::mutex mutex_;  ///< guards reason_ while walking, and the progress callback
  StopReason reason_ = StopReason::kFinished;
  Clock::time_point last_progress_ = start_;
};

}  // namespace crease
