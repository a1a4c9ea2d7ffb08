// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/ranked_count.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <map>
#include <memory>
#include <sstream>
#include <utility>
#include <vector>

#include "algorithms/count_subtree.h"
#include "core/io/json_domain.h"
#include "core/io/json_network.h"
#include "core/io/network_file.h"

namespace crease::tools {
namespace {

using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

/// How long a rank works on a subtree before it hands back the rest of it: short while there is too little for all.
constexpr Seconds kShortTask(0.02), kLongTask(0.3);

/// Before a rank has seen how fast it is. Cuts per second.
constexpr double kFirstGuess = 1e5;

/// Subtrees to be counted. While they are few the largest go first, so that all ranks get enough; otherwise the
/// smallest, which come back whole, so that there never are many.
class Subtrees {
 public:
  explicit Subtrees(int ranks) : plenty_(8 * static_cast<std::size_t>(ranks)) { add({}); }

  bool empty() const { return by_depth_.empty(); }
  bool are_few() const { return by_depth_.size() < plenty_; }
  void add(Subtree subtree) {
    const std::size_t depth = subtree.size();
    by_depth_.emplace(depth, std::move(subtree));
  }
  Subtree take() {
    const auto at = are_few() ? by_depth_.begin() : std::prev(by_depth_.end());
    return std::move(by_depth_.extract(at).mapped());
  }

 private:
  std::size_t plenty_;
  std::multimap<std::size_t, Subtree> by_depth_;  ///< the fewer turns, the larger
};

struct CountSetup {
  Network network;
  Domain domain;
  int threads;
};

std::string to_bytes(const Network& network, const Domain& domain, int threads) {
  std::ostringstream model;
  write_network_json(network, model);
  return "{\"domain\": " + to_text(domain_value(domain)) + ", \"threads\": " + std::to_string(threads) +
         ", \"network\": " + model.str() + "}";
}

CountSetup read_setup(const std::string& bytes) {
  JsonDocument document(bytes, "rank 0", DecimalPolicy::kExact);
  const JsonValue& root = document.root();
  Network network = read_network_value(document, document.require(root, "network", ""), "network", "");
  Domain domain = read_domain_value(document, document.require(root, "domain", ""), network.input_dim());
  const auto threads = static_cast<int>(document.size(document.require(root, "threads", ""), "threads"));
  return {std::move(network), std::move(domain), threads};
}

/// Counts subtrees, each for about the time it was given.
class CountWorker {
 public:
  CountWorker(const std::string& setup, std::stop_token stop) : setup_(read_setup(setup)), stop_(std::move(stop)) {}

  std::string operator()(const std::string& bytes) {
    const Json task = Json::parse(bytes);
    EnumerateOptions options;
    options.threads = setup_.threads;
    options.stop = stop_;
    if (task.contains("left")) options.timeout = Seconds(task.at("left").get<double>());
    const double seconds = task.at("seconds").get<double>();
    const auto budget = std::max<std::uint64_t>(1, static_cast<std::uint64_t>(cuts_per_second_ * seconds));
    const Clock::time_point start = Clock::now();
    const SubtreeCount result =
        count_subtree(setup_.network, setup_.domain, task.at("turns").get<Subtree>(), budget, options);
    const Seconds passed = Clock::now() - start;
    // Only a budget that was spent tells how many cuts were made.
    if (!result.rest.empty() && passed.count() > 0) cuts_per_second_ = static_cast<double>(budget) / passed.count();
    const RegionCount& count = result.count;
    return Json{{"regions", count.activation_regions}, {"bounded", count.bounded_regions},
                {"reason", to_string(count.reason)},   {"tests", count.signs.tests},
                {"exact", count.signs.exact},          {"rest", result.rest}}
        .dump();
  }

 private:
  CountSetup setup_;
  std::stop_token stop_;
  double cuts_per_second_ = kFirstGuess;
};

}  // namespace

Worker make_count_worker(const std::string& setup, std::stop_token stop) {
  return [worker = std::make_shared<CountWorker>(setup, std::move(stop))](const std::string& task) {
    return (*worker)(task);
  };
}

RegionCount count_across_ranks(Ranks& ranks, const Network& network, const Domain& domain,
                               const EnumerateOptions& options) {
  const Clock::time_point start = Clock::now();
  Subtrees subtrees(ranks.size());
  RegionCount total;
  const auto time_left = [&] { return *options.timeout - Seconds(Clock::now() - start); };
  const auto look_at_limits = [&] {
    if (total.reason != StopReason::kFinished) return;
    if (options.stop.stop_requested()) total.reason = StopReason::kCancelled;
    if (options.timeout && time_left() <= Seconds(0)) total.reason = StopReason::kTimeout;
  };

  Farm farm;
  farm.kind = "count";
  farm.setup = to_bytes(network, domain, options.threads);
  farm.stop = options.stop;
  farm.next = [&]() -> std::optional<std::string> {
    look_at_limits();
    if (total.reason != StopReason::kFinished || subtrees.empty()) return {};
    const Seconds share = subtrees.are_few() ? kShortTask : kLongTask;
    Json task = {{"seconds", share.count()}};
    if (options.timeout) task["left"] = time_left().count();
    task["turns"] = subtrees.take();
    return task.dump();
  };
  farm.take = [&](const std::string& bytes) {
    const Json result = Json::parse(bytes);
    total.activation_regions += result.at("regions").get<std::uint64_t>();
    total.bounded_regions += result.at("bounded").get<std::uint64_t>();
    total.signs.tests += result.at("tests").get<std::uint64_t>();
    total.signs.exact += result.at("exact").get<std::uint64_t>();
    for (const Json& subtree : result.at("rest")) subtrees.add(subtree.get<Subtree>());
    const StopReason reason = stop_reason_of(result.at("reason").get<std::string>());
    if (total.reason == StopReason::kFinished) total.reason = reason;
    if (options.progress) options.progress({total.activation_regions, Clock::now() - start});
  };
  farm.is_stopped = [&] {
    look_at_limits();
    return total.reason != StopReason::kFinished;
  };
  try {
    run_farm(ranks, {{farm.kind, make_count_worker}}, farm);
  } catch (const LostRank& error) {
    fmt::print(stderr, "crease: count: {}; what it was counting is missing from the result\n", error.what());
  }
  return total;
}

}  // namespace crease::tools
