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
  update(progress.elapsed, [&] {
    const double rate = static_cast<double>(progress.regions - last_regions_) / (progress.elapsed - last_time_).count();
    last_regions_ = progress.regions;
    return fmt::format("{} regions, {} per second, {:.1f} s", with_commas(progress.regions),
                       with_commas(static_cast<std::uint64_t>(rate)), progress.elapsed.count());
  });
}

void ProgressLine::update(std::chrono::duration<double> elapsed, const std::function<std::string()>& text) {
  if (!shown_ || elapsed - last_time_ < kInterval) return;
  fmt::print(stderr, "{}{}", kEraseLine, text());
  std::fflush(stderr);
  dirty_ = true;
  last_time_ = elapsed;
}

void ItemProgress::update(std::size_t items, std::uint64_t regions) {
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start_;
  line_.update(elapsed, [&] {
    const double rate = static_cast<double>(items) / elapsed.count();
    return fmt::format("{} of {} items, {} regions, {:.1f} items per second, {:.0f} s, about {:.0f} s left",
                       with_commas(items), with_commas(num_items_), with_commas(regions), rate, elapsed.count(),
                       static_cast<double>(num_items_ - items) / rate);
  });
}

}  // namespace crease::tools
