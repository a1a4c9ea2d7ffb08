// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/signals.h"

#include <pthread.h>

namespace crease::tools {
namespace {

/// Wakes the waiting thread when its work is over. Nothing else sends it to a thread of this process.
constexpr int kWakeUp = SIGUSR2;

bool is_ignored(int signal) {
  struct sigaction action {};
  sigaction(signal, nullptr, &action);
  return action.sa_handler == SIG_IGN;
}

}  // namespace

SignalWatcher::SignalWatcher() {
  sigemptyset(&watched_);
  sigaddset(&watched_, kWakeUp);
  for (const int signal : {SIGINT, SIGTERM}) {
    if (!is_ignored(signal)) sigaddset(&watched_, signal);
  }
  pthread_sigmask(SIG_BLOCK, &watched_, &previous_mask_);
  thread_ = std::thread([this] { watch(); });
}

SignalWatcher::~SignalWatcher() {
  pthread_kill(thread_.native_handle(), kWakeUp);
  thread_.join();
  pthread_sigmask(SIG_SETMASK, &previous_mask_, nullptr);
}

void SignalWatcher::watch() {
  for (;;) {
    int received = 0;
    if (sigwait(&watched_, &received) != 0) continue;
    if (received == kWakeUp) return;
    if (signal_ == 0) {
      signal_ = received;
      stop_.request_stop();
      continue;
    }
    std::signal(received, SIG_DFL);
    pthread_sigmask(SIG_UNBLOCK, &watched_, nullptr);
    std::raise(received);
  }
}

}  // namespace crease::tools
