// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/work_queue.h"

#include <algorithm>
#include <utility>

namespace crease {
namespace {

/// A waiting thread runs other jobs on its own stack, and these may wait in turn: up to so many deep.
constexpr int kMaxNesting = 16;
thread_local int nesting = 0;

}  // namespace

void WorkQueue::push(std::shared_ptr<Job> job) {
  {
    const std::lock_guard lock(mutex_);
    jobs_.push_back(std::move(job));
    ++queued_;
  }
  changed_.notify_all();
}

void WorkQueue::wait(const Job& job) {
  {
    std::unique_lock lock(mutex_);
    const auto at = std::find_if(jobs_.begin(), jobs_.end(), [&](const auto& queued) { return queued.get() == &job; });
    if (at != jobs_.end()) run_job(at, lock);
  }
  run_until([&] { return job.done; });
}

void WorkQueue::work() {
  run_until([&] { return closed_; });
}

void WorkQueue::close() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  changed_.notify_all();
}

template <typename Condition>
void WorkQueue::run_until(Condition condition) {
  std::unique_lock lock(mutex_);
  const bool may_run = nesting < kMaxNesting;
  idle_ += may_run;
  while (!condition()) {
    if (jobs_.empty() || !may_run) {
      changed_.wait(lock);
      continue;
    }
    --idle_;
    run_job(jobs_.begin(), lock);
    ++idle_;
  }
  idle_ -= may_run;
}

void WorkQueue::run_job(std::deque<std::shared_ptr<Job>>::iterator at, std::unique_lock<std::mutex>& lock) {
  const std::shared_ptr<Job> job = std::move(*at);
  jobs_.erase(at);
  --queued_;
  lock.unlock();
  ++nesting;
  job->run();
  --nesting;
  lock.lock();
  job->done = true;
  changed_.notify_all();
}

}  // namespace crease
