// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "tools/text.h"

namespace crease::tools {
namespace {

constexpr std::chrono::duration<double> kInterval{0.2};
constexpr const char* kEraseLine = "\r\x1b[K";

bool is_capable_terminal() {
  const char* terminal = std::getenv("TERM");
  return isatty(STDERR_FILENO) == 1 && terminal != nullptr && std::string_view(terminal) != "dumb";
}

}  // namespace

ProgressLine::ProgressLine() : shown_(is_capable_terminal()) {}

ProgressLine::~ProgressLine() {
  if (dirty_) std::fputs(kEraseLine, stderr);
}

void ProgressLine::update(const Progress& progress) {
  const auto passed = progress.elapsed - last_time_;
  if (!shown_ || passed < kInterval) return;
  const double rate = static_cast<double>(progress.regions - last_regions_) / passed.count();
  fmt::print(stderr, "{}{} regions, {} per second, {:.1f} s", kEraseLine, with_commas(progress.regions),
             with_commas(static_cast<std::uint64_t>(rate)), progress.elapsed.count());
  std::fflush(stderr);
  dirty_ = true;
  last_time_ = progress.elapsed;
  last_regions_ = progress.regions;
}

}  // namespace crease::tools
