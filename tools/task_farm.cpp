// SPDX-License-Identifier: GPL-3.0-or-later
// Messages: to a rank "s<kind>\n<setup>", "t<task>", or "" to end; from a rank "r<result>", "e<what went wrong>", "m"
// when memory was short.
#include "tools/task_farm.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <new>
#include <thread>
#include <utility>
#include <vector>

namespace crease::tools {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::microseconds kFirstNap(20), kLongestNap(1000);
/// mpirun kills a second after it has told a process to end.
constexpr std::chrono::milliseconds kPatience(600);

std::string answer(const std::function<std::string()>& work) {
  try {
    return "r" + work();
  } catch (const std::bad_alloc&) {
    return "m";
  } catch (const std::exception& error) {
    return std::string("e") + error.what();
  }
}

/// What a rank that is not 0 makes of a setup. A worker that cannot be made answers every task with the reason.
Worker make_worker(const WorkerKinds& kinds, const std::string& kind, const std::string& setup, std::stop_token stop) {
  Worker worker;
  const std::string trouble = answer([&] {
    worker = kinds.at(kind)(setup, std::move(stop));
    return std::string();
  });
  if (trouble == "r") return [worker](const std::string& task) { return answer([&] { return worker(task); }); };
  return [trouble](const std::string&) { return trouble; };
}

/// Rank 0's own worker, on a thread, with messages like the others'.
class OwnWorker {
 public:
  explicit OwnWorker(Worker worker) : worker_(std::move(worker)), thread_([this] { run(); }) {}
  ~OwnWorker() {
    {
      const std::lock_guard lock(mutex_);
      is_over_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }

  void send(std::string task) {
    {
      const std::lock_guard lock(mutex_);
      tasks_.push_back(std::move(task));
    }
    changed_.notify_all();
  }

  std::optional<std::string> receive() {
    const std::lock_guard lock(mutex_);
    if (answers_.empty()) return {};
    std::string first = std::move(answers_.front());
    answers_.pop_front();
    return first;
  }

  /// Waits for an answer, but not long.
  void wait(std::chrono::microseconds time) {
    std::unique_lock lock(mutex_);
    answered_.wait_for(lock, time, [this] { return !answers_.empty(); });
  }

 private:
  void run() {
    std::unique_lock lock(mutex_);
    for (;;) {
      changed_.wait(lock, [this] { return is_over_ || !tasks_.empty(); });
      if (is_over_) return;
      const std::string task = std::move(tasks_.front());
      tasks_.pop_front();
      lock.unlock();
      std::string result = worker_(task);
      lock.lock();
      answers_.push_back(std::move(result));
      answered_.notify_all();
    }
  }

  Worker worker_;
  std::mutex mutex_;
  std::condition_variable changed_, answered_;
  std::deque<std::string> tasks_, answers_;
  bool is_over_ = false;
  std::thread thread_;
};

/// The work as rank 0 sees it.
class Root {
 public:
  Root(Ranks& ranks, const WorkerKinds& kinds, const Farm& farm)
      : ranks_(ranks),
        farm_(farm),
        own_(make_worker(kinds, farm.kind, farm.setup, farm.stop)),
        busy_(static_cast<std::size_t>(ranks.size())) {
    for (int rank = 1; rank < ranks.size(); ++rank) ranks.send(rank, "s" + farm.kind + "\n" + farm.setup);
  }

  void run() {
    std::chrono::microseconds nap = kFirstNap;
    while (hand_out() || num_busy() > 0) {
      if (take_answers()) {
        nap = kFirstNap;
        continue;
      }
      give_up_when_late();
      own_.wait(nap);
      nap = std::min(2 * nap, kLongestNap);
    }
    if (trouble_) std::rethrow_exception(trouble_);
  }

 private:
  int num_busy() const {
    int sum = 0;
    for (const int tasks : busy_) sum += tasks;
    return sum;
  }

  /// Remembers the first thing that goes wrong; from then on no task is handed out.
  template <typename F>
  void guarded(F&& f) {
    try {
      f();
    } catch (...) {
      if (!trouble_) trouble_ = std::current_exception();
    }
  }

  /// Did anybody get a task? Everybody gets a first one before somebody gets a second.
  bool hand_out() {
    bool any = false;
    for (int depth = 0; depth < farm_.ahead; ++depth) {
      for (std::size_t rank = 0; rank < busy_.size() && !trouble_; ++rank) {
        if (busy_[rank] > depth) continue;
        std::optional<std::string> task;
        guarded([&] { task = farm_.next(); });
        if (!task) return any;
        if (rank == 0) {
          own_.send(*std::move(task));
        } else {
          ranks_.send(static_cast<int>(rank), "t" + *task);
        }
        ++busy_[rank];
        any = true;
      }
    }
    return any;
  }

  bool take_answers() {
    bool any = false;
    while (std::optional<std::string> own = own_.receive()) any = take(0, *own);
    while (std::optional<Ranks::Message> message = ranks_.receive()) any = take(message->from, message->bytes);
    return any;
  }

  bool take(int rank, const std::string& answer) {
    --busy_[static_cast<std::size_t>(rank)];
    guarded([&] {
      if (answer.starts_with('m')) throw std::bad_alloc();
      if (answer.starts_with('e')) throw std::runtime_error("rank " + std::to_string(rank) + ": " + answer.substr(1));
      farm_.take(answer.substr(1));
    });
    return true;
  }

  void give_up_when_late() {
    if (!farm_.is_stopped()) return;
    if (!deadline_) deadline_ = Clock::now() + kPatience;
    if (Clock::now() < *deadline_) return;
    for (std::size_t rank = 1; rank < busy_.size(); ++rank) {
      if (busy_[rank] == 0) continue;
      ranks_.give_up();
      throw LostRank("rank " + std::to_string(rank) + " does not answer");
    }
  }

  Ranks& ranks_;
  const Farm& farm_;
  OwnWorker own_;
  std::vector<int> busy_;  ///< tasks that every rank has
  std::exception_ptr trouble_;
  std::optional<Clock::time_point> deadline_;
};

}  // namespace

StopReason stop_reason_of(const std::string& text) {
  for (const StopReason reason :
       {StopReason::kMaxRegions, StopReason::kTimeout, StopReason::kCancelled, StopReason::kVisitor}) {
    if (text == to_string(reason)) return reason;
  }
  return StopReason::kFinished;
}

void run_farm(Ranks& ranks, const WorkerKinds& kinds, const Farm& farm) { Root(ranks, kinds, farm).run(); }

void work_for_root(const Ranks& ranks, const WorkerKinds& kinds, std::stop_token stop) {
  Worker worker;
  Ranks::Message received;
  for (;;) {
    received = ranks.wait();
    const std::string& message = received.bytes;
    if (message.empty()) return;
    if (message.starts_with('s')) {
      const std::size_t end = message.find('\n');
      worker = make_worker(kinds, message.substr(1, end - 1), message.substr(end + 1), stop);
    } else {
      ranks.send(0, worker(message.substr(1)));
    }
  }
}

}  // namespace crease::tools
