// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/work_queue.h"

#include <utility>

namespace crease {

void WorkQueue::push(std::shared_ptr<Job> job) {
  {
    const std::lock_guard lock(mutex_);
    jobs_.push_back(std::move(job));
    ++queued_;
  }
  changed_.notify_all();
}

void WorkQueue::wait(const Job& job) {
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
  ++idle_;
  while (!condition()) {
    if (jobs_.empty()) {
      changed_.wait(lock);
      continue;
    }
    const std::shared_ptr<Job> job = std::move(jobs_.front());
    jobs_.pop_front();
    --queued_;
    --idle_;
    lock.unlock();
    job->run();
    lock.lock();
    job->done = true;
    ++idle_;
    changed_.notify_all();
  }
  --idle_;
}

}  // namespace crease
