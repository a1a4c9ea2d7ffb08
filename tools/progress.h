// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

#include "algorithms/enumerate.h"

namespace crease::tools {

/// One line on standard error that follows a walk, about five times a second: regions so far, their rate, the time.
/// Silent when standard error is not a terminal. The line is gone when this is.
class ProgressLine {
 public:
  ProgressLine();
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  bool is_shown() const { return shown_; }
  void update(const Progress& progress);
  /// Another text, made only when it is time for one.
  void update(std::chrono::duration<double> elapsed, const std::function<std::string()>& text);

 private:
  bool shown_;
  bool dirty_ = false;
  std::chrono::duration<double> last_time_{0};
  std::uint64_t last_regions_ = 0;
};

/// The same for work that consists of items: how many are done, their rate, and about how long the others will take if
/// they are like those.
class ItemProgress {
 public:
  explicit ItemProgress(std::size_t num_items) : num_items_(num_items) {}
  void update(std::size_t items, std::uint64_t regions);

 private:
  std::size_t num_items_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  ProgressLine line_;
};

}  // namespace crease::tools
