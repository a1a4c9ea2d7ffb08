// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/walk_control.h"

#include <algorithm>

namespace crease {
namespace {

constexpr std::chrono::milliseconds kProgressInterval(100);

}  // namespace

WalkControl::WalkControl(const EnumerateOptions& options, const WalkBudget& budget)
    : options_(options), budget_(budget) {}

void WalkControl::begin_budget() { budget_start_ = Clock::now(); }

void WalkControl::spend(std::uint64_t cuts) {
  const Clock::time_point start = budget_start_;
  if (!budget_.is_limited() || start == Clock::time_point::max()) return;
  const std::uint64_t sum = cuts_.fetch_add(cuts) + cuts;
  if ((budget_.cuts && sum >= *budget_.cuts) || (budget_.time && Clock::now() - start >= *budget_.time)) spent_ = true;
}

void WalkControl::stop(StopReason reason) {
  const std::lock_guard lock(mutex_);
  if (stopped_.exchange(true)) return;
  reason_ = reason;
}

std::uint64_t WalkControl::take_regions(std::uint64_t count) {
  if (!options_.max_regions) return count;
  const std::uint64_t limit = *options_.max_regions;
  const std::uint64_t before = taken_.fetch_add(count);
  const std::uint64_t granted = before >= limit ? 0 : std::min(count, limit - before);
  if (granted < count) stop(StopReason::kMaxRegions);
  return granted;
}

void WalkControl::poll(std::uint64_t new_regions) {
  const std::uint64_t found = found_.fetch_add(new_regions, std::memory_order_relaxed) + new_regions;
  if (options_.stop.stop_requested()) stop(StopReason::kCancelled);
  if (!options_.timeout && !options_.progress) return;
  const Clock::time_point now = Clock::now();
  if (options_.timeout && now - start_ >= *options_.timeout) stop(StopReason::kTimeout);
  if (!options_.progress) return;
  const std::unique_lock lock(mutex_, std::try_to_lock);
  if (!lock.owns_lock() || now - last_progress_ < kProgressInterval) return;
  last_progress_ = now;
  options_.progress({found, now - start_});
}

}  // namespace crease
