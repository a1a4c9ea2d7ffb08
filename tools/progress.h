// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>

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

 private:
  bool shown_;
  bool dirty_ = false;
  std::chrono::duration<double> last_time_{0};
  std::uint64_t last_regions_ = 0;
};

}  // namespace crease::tools
