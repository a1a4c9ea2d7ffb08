// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/ranked_count.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <iterator>
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
constexpr Seconds kShortTask(0.005), kLongTask(0.3);

/// Subtrees to be counted. While they are few the largest go out first, one by one, so that all ranks get enough;
/// otherwise many of the smallest at once, most of which come back whole, so that there never are many.
class Subtrees {
 public:
  explicit Subtrees(int ranks) : ranks_(static_cast<std::size_t>(ranks)) { add({}); }

  bool empty() const { return by_depth_.empty(); }
  bool are_few() const { return by_depth_.size() < 8 * ranks_; }
  void add(Subtree subtree) {
    const std::size_t depth = subtree.size();
    by_depth_.emplace(depth, std::move(subtree));
  }
  std::vector<Subtree> take() {
    std::vector<Subtree> taken;
    if (are_few()) {
      taken.push_back(std::move(by_depth_.extract(by_depth_.begin()).mapped()));
      return taken;
    }
    for (std::size_t left = by_depth_.size() / (2 * ranks_); left > 0; --left) {
      taken.push_back(std::move(by_depth_.extract(std::prev(by_depth_.end())).mapped()));
    }
    return taken;
  }

 private:
  std::size_t ranks_;
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

/// Counts subtrees, each for about the time it is given.
class CountWorker {
 public:
  explicit CountWorker(const std::string& setup) : setup_(read_setup(setup)), count_(setup_.network, setup_.domain) {}

  std::string operator()(const std::string& bytes, EnumerateOptions options) {
    const Json task = Json::parse(bytes);
    options.threads = setup_.threads;
    const Clock::time_point end =
        Clock::now() + std::chrono::duration_cast<Clock::duration>(Seconds(task.at("seconds").get<double>()));
    RegionCount sum;
    std::vector<Subtree> rest;
    for (auto& subtree : task.at("subtrees").get<std::vector<Subtree>>()) {
      const Seconds left = end - Clock::now();
      if (left <= Seconds(0) || !sum.complete()) {
        rest.push_back(std::move(subtree));
        continue;
      }
      SubtreeCount part = count_(subtree, {{}, left}, options);
      sum.activation_regions += part.count.activation_regions;
      sum.bounded_regions += part.count.bounded_regions;
      sum.reason = part.count.reason;
      sum.signs += part.count.signs;
      std::move(part.rest.begin(), part.rest.end(), std::back_inserter(rest));
    }
    return Json{{"regions", sum.activation_regions}, {"bounded", sum.bounded_regions},
                {"reason", to_string(sum.reason)},   {"tests", sum.signs.tests},
                {"exact", sum.signs.exact},          {"rest", rest}}
        .dump();
  }

 private:
  CountSetup setup_;
  SubtreeCounter count_;
};

}  // namespace

Worker make_count_worker(const std::string& setup) {
  const auto worker = std::make_shared<CountWorker>(setup);
  return [worker](const std::string& task, const EnumerateOptions& limits) { return (*worker)(task, limits); };
}

RegionCount count_across_ranks(Ranks& ranks, const Network& network, const Domain& domain,
                               const EnumerateOptions& options) {
  const Clock::time_point start = Clock::now();
  Subtrees subtrees(ranks.size());
  RegionCount total;
  Farm farm;
  farm.kind = "count";
  farm.setup = to_bytes(network, domain, options.threads);
  farm.limits = options;
  farm.next = [&]() -> std::optional<std::string> {
    if (subtrees.empty()) return {};
    const Seconds share = subtrees.are_few() ? kShortTask : kLongTask;
    return Json{{"seconds", share.count()}, {"subtrees", subtrees.take()}}.dump();
  };
  farm.take = [&](const std::string& bytes) {
    const Json result = Json::parse(bytes);
    total.activation_regions += result.at("regions").get<std::uint64_t>();
    total.bounded_regions += result.at("bounded").get<std::uint64_t>();
    total.signs.tests += result.at("tests").get<std::uint64_t>();
    total.signs.exact += result.at("exact").get<std::uint64_t>();
    for (const Json& subtree : result.at("rest")) subtrees.add(subtree.get<Subtree>());
    if (options.progress) options.progress({total.activation_regions, Clock::now() - start});
    return stop_reason_of(result.at("reason").get<std::string>());
  };
  try {
    total.reason = run_farm(ranks, {{farm.kind, make_count_worker}}, farm);
  } catch (const LostRank& error) {
    fmt::print(stderr, "crease: count: {}; what it was counting is missing from the result\n", error.what());
    total.reason = options.stop.stop_requested() ? StopReason::kCancelled : StopReason::kTimeout;
  }
  return total;
}

}  // namespace crease::tools
