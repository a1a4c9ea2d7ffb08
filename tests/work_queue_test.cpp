// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/work_queue.h"

#include <atomic>
#include <catch2/catch.hpp>
#include <thread>
#include <vector>

using crease::WorkQueue;

namespace {

/// Pushes `depth` generations of two jobs each and waits for them: 2^depth leaves.
void fork(WorkQueue& queue, int depth, std::atomic<int>& leaves) {
  if (depth == 0) {
    ++leaves;
    return;
  }
  const auto job = std::make_shared<WorkQueue::Job>([&, depth] { fork(queue, depth - 1, leaves); });
  queue.push(job);
  fork(queue, depth - 1, leaves);
  queue.wait(*job);
}

}  // namespace

TEST_CASE("a queue wants work while a thread is idle") {
  WorkQueue queue;
  CHECK_FALSE(queue.wants_work());
  std::thread worker([&] { queue.work(); });
  while (!queue.wants_work()) std::this_thread::yield();
  std::atomic<bool> ran = false;
  const auto job = std::make_shared<WorkQueue::Job>([&] { ran = true; });
  queue.push(job);
  queue.wait(*job);
  CHECK(ran);
  queue.close();
  worker.join();
  CHECK_FALSE(queue.wants_work());
}

TEST_CASE("whoever waits runs jobs, so that nothing is needed but the caller") {
  WorkQueue queue;
  std::atomic<int> leaves = 0;
  fork(queue, 10, leaves);
  CHECK(leaves == 1024);
}

TEST_CASE("jobs that wait for jobs end, on any number of threads") {
  for (const int threads : {1, 2, 5}) {
    WorkQueue queue;
    std::vector<std::thread> workers;
    for (int i = 0; i < threads; ++i) workers.emplace_back([&] { queue.work(); });
    std::atomic<int> leaves = 0;
    fork(queue, 12, leaves);
    CHECK(leaves == 4096);
    queue.close();
    for (std::thread& worker : workers) worker.join();
  }
}
