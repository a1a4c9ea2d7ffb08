// SPDX-License-Identifier: GPL-3.0-or-later
// Messages: to a rank "s<kind>\n<seconds>\n<setup>", "t<task>", or "" to end; from a rank "r<result>", or what went
// wrong: "i<input>", "o<output>", "m" when memory was short, "e<something else>".
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

#include "core/errors.h"
#include "tools/output.h"
#include "tools/walk_run.h"

namespace crease::tools {
namespace {

using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

/// Who waits looks more and more rarely for what has come, so that it does not take a core from those that work.
constexpr std::chrono::microseconds kFirstNap(20), kLongestNap(300);
/// mpirun kills a second after it has told a process to end.
constexpr std::chrono::milliseconds kPatience(600);

std::string answer(const std::function<std::string()>& work) {
  try {
    return "r" + work();
  } catch (const InputError& error) {
    return std::string("i") + error.what();
  } catch (const OutputError& error) {
    return std::string("o") + error.what();
  } catch (const std::bad_alloc&) {
    return "m";
  } catch (const std::exception& error) {
    return std::string("e") + error.what();
  }
}

/// The result in an answer; throws what went wrong.
std::string result_of(int rank, const std::string& answer) {
  const std::string words = (rank == 0 ? "" : "rank " + std::to_string(rank) + ": ") + answer.substr(1);
  if (answer.starts_with('i')) throw InputError(words);
  if (answer.starts_with('o')) throw OutputError(words);
  if (answer.starts_with('m')) throw std::bad_alloc();
  if (answer.starts_with('e')) throw std::runtime_error(words);
  return answer.substr(1);
}

using TaskAnswer = std::function<std::string(const std::string& task)>;

/// What a rank makes of a setup. A worker that cannot be made answers every task with the reason.
TaskAnswer make_worker(const WorkerKinds& kinds, const std::string& kind, const std::string& setup,
                       const EnumerateOptions& limits) {
  const Clock::time_point start = Clock::now();
  Worker worker;
  const std::string trouble = answer([&] {
    worker = kinds.at(kind)(setup);
    return std::string();
  });
  if (trouble != "r") return [trouble](const std::string&) { return trouble; };
  return [worker, limits, start](const std::string& task) {
    EnumerateOptions left = limits;
    if (left.timeout) left.timeout = std::max(Seconds(0), *left.timeout - Seconds(Clock::now() - start));
    return answer([&] { return worker(task, left); });
  };
}

/// What a worker is told of the limits; progress is the root's affair.
EnumerateOptions limits_of(const Farm& farm) {
  EnumerateOptions limits;
  limits.stop = farm.limits.stop;
  limits.timeout = farm.limits.timeout;
  return limits;
}

/// Rank 0's own worker, on a thread, with messages like the others'.
class OwnWorker {
 public:
  explicit OwnWorker(TaskAnswer worker) : worker_(std::move(worker)), thread_([this] { run(); }) {}
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

  TaskAnswer worker_;
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
        own_(make_worker(kinds, farm.kind, farm.setup, limits_of(farm))),
        busy_(static_cast<std::size_t>(ranks.size())) {
    const std::string seconds = farm.limits.timeout ? std::to_string(farm.limits.timeout->count()) : "";
    const std::string message = "s" + farm.kind + "\n" + seconds + "\n" + farm.setup;
    for (int rank = 1; rank < ranks.size(); ++rank) ranks.send(rank, message);
  }

  StopReason run() {
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
    return reason_;
  }

 private:
  bool is_stopped() {
    if (reason_ == StopReason::kFinished) reason_ = limits_.reason();
    return trouble_ || reason_ != StopReason::kFinished;
  }

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
      for (std::size_t rank = 0; rank < busy_.size(); ++rank) {
        if (busy_[rank] > depth) continue;
        if (is_stopped()) return any;
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
      const StopReason reason = farm_.take(result_of(rank, answer));
      if (reason_ == StopReason::kFinished) reason_ = reason;
    });
    return true;
  }

  void give_up_when_late() {
    if (!is_stopped()) return;
    if (!deadline_) deadline_ = Clock::now() + kPatience;
    if (Clock::now() < *deadline_) return;
    for (std::size_t rank = 1; rank < busy_.size(); ++rank) {
      if (busy_[rank] == 0) continue;
      ranks_.give_up();
      if (trouble_) std::rethrow_exception(trouble_);
      throw LostRank("rank " + std::to_string(rank) + " does not answer");
    }
  }

  Ranks& ranks_;
  const Farm& farm_;
  const WorkLimits limits_{farm_.limits};
  StopReason reason_ = StopReason::kFinished;
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

StopReason run_farm(Ranks& ranks, const WorkerKinds& kinds, const Farm& farm) { return Root(ranks, kinds, farm).run(); }

void work_for_root(Ranks& ranks, const WorkerKinds& kinds, const std::stop_token& stop) {
  TaskAnswer worker;
  std::optional<Ranks::Message> received;
  Clock::time_point last_call = Clock::now();
  std::chrono::microseconds nap = kFirstNap;
  for (;;) {
    received = ranks.receive();
    if (!received) {
      if (stop.stop_requested() && Clock::now() - last_call > kPatience) return ranks.give_up();
      std::this_thread::sleep_for(nap);
      nap = std::min(2 * nap, kLongestNap);
      continue;
    }
    last_call = Clock::now();
    nap = kFirstNap;
    const std::string& message = received->bytes;
    if (message.empty()) return;
    if (message.starts_with('s')) {
      const std::size_t kind_end = message.find('\n'), seconds_end = message.find('\n', kind_end + 1);
      const std::string seconds = message.substr(kind_end + 1, seconds_end - kind_end - 1);
      EnumerateOptions limits;
      limits.stop = stop;
      if (!seconds.empty()) limits.timeout = Seconds(std::stod(seconds));
      worker = make_worker(kinds, message.substr(1, kind_end - 1), message.substr(seconds_end + 1), limits);
    } else {
      ranks.send(0, worker(message.substr(1)));
    }
  }
}

}  // namespace crease::tools
