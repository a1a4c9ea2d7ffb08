// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <csignal>
#include <stop_token>
#include <thread>

namespace crease::tools {

/// While it lives, SIGINT (Ctrl-C) and SIGTERM request a stop instead of ending the process; a second one ends it at
/// once. A signal the process was started to ignore stays ignored.
///
/// The signals are blocked in the creating thread and, through it, in all threads created later; one thread waits for
/// them, so that no code runs inside a signal handler.
class SignalWatcher {
 public:
  SignalWatcher();
  ~SignalWatcher();
  SignalWatcher(const SignalWatcher&) = delete;
  SignalWatcher& operator=(const SignalWatcher&) = delete;

  std::stop_token token() const { return stop_.get_token(); }
  /// The number of the signal that came first, or 0.
  int signal() const { return signal_; }

 private:
  void watch();

  sigset_t watched_;
  sigset_t previous_mask_;
  std::stop_source stop_;
  std::atomic<int> signal_ = 0;
  std::thread thread_;
};

}  // namespace crease::tools
