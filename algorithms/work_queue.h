// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>

namespace crease {

/// Work that busy threads hand to idle ones. A thread that waits for one piece of work runs others meanwhile; that is
/// why this is not a tbb::task_group, whose waiting threads fall asleep until their own group is done.
class WorkQueue {
 public:
  struct Job {
    explicit Job(std::function<void()> work) : run(std::move(work)) {}
    std::function<void()> run;  ///< must not throw
    bool done = false;          ///< guarded by the queue
  };

  /// Are there more idle threads than jobs waiting? Cheap: meant to be asked often.
  bool wants_work() const { return queued_.load(std::memory_order_relaxed) < idle_.load(std::memory_order_relaxed); }

  void push(std::shared_ptr<Job> job);
  /// Returns when `job`, which was pushed, is done: runs it if no thread has begun it, and other jobs meanwhile if one
  /// has. No deadlock: a job waits only for jobs that it pushed itself, which therefore began after it.
  void wait(const Job& job);
  /// Runs jobs until the queue is closed.
  void work();
  void close();

 private:
  template <typename Condition>
  void run_until(Condition condition);
  void run_job(std::deque<std::shared_ptr<Job>>::iterator at, std::unique_lock<std::mutex>& lock);

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::shared_ptr<Job>> jobs_;
  bool closed_ = false;
  std::atomic<int> queued_ = 0;
  std::atomic<int> idle_ = 0;
};

}  // namespace crease
