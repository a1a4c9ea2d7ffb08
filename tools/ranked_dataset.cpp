// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/ranked_dataset.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <utility>

#include "core/errors.h"

namespace crease::tools {
namespace {

using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

class DatasetWorker {
 public:
  DatasetWorker(const Json& setup, std::stop_token stop)
      : plan_(setup.at("specification").get<std::string>()), directory_(setup.at("directory").get<std::string>()) {
    if (plan_.identity() != setup.at("identity").get<std::string>()) {
      throw InputError(plan_.path() +
                       ": it, or a file it names, is not what rank 0 sees. All ranks need the same files");
    }
    if (!std::filesystem::exists(directory_.file("dataset.json"))) {
      throw InputError(directory_.path() + ": it is not the directory that rank 0 sees. All ranks need the same one");
    }
    walk_.threads = setup.at("threads").get<int>();
    walk_.stop = std::move(stop);
  }

  std::string operator()(const std::string& bytes) {
    const Json task = Json::parse(bytes);
    const auto items = task.at("items").get<std::vector<std::size_t>>();
    walk_.timeout.reset();
    if (task.contains("left")) walk_.timeout = Seconds(task.at("left").get<double>());
    ItemList list(items);
    const ItemsMade made = make_items(plan_, directory_, list, items.size(), walk_, {});
    return Json{{"items", made.items}, {"regions", made.regions}, {"reason", to_string(made.reason)}}.dump();
  }

 private:
  DatasetPlan plan_;
  DatasetDirectory directory_;
  EnumerateOptions walk_;
};

}  // namespace

Worker make_dataset_worker(const std::string& setup, std::stop_token stop) {
  const auto worker = std::make_shared<DatasetWorker>(Json::parse(setup), std::move(stop));
  return [worker](const std::string& task) { return (*worker)(task); };
}

ItemsMade make_items_across_ranks(Ranks& ranks, const DatasetPlan& plan, const DatasetDirectory& directory,
                                  const std::vector<std::size_t>& items, const EnumerateOptions& walk,
                                  const std::function<void(const ItemsMade&)>& progress) {
  const Clock::time_point start = Clock::now();
  const auto at_once = static_cast<std::size_t>(std::max(1, walk.threads));
  std::size_t next = 0;
  ItemsMade total;
  const auto time_left = [&] { return *walk.timeout - Seconds(Clock::now() - start); };
  const auto look_at_limits = [&] {
    if (total.reason != StopReason::kFinished) return;
    if (walk.stop.stop_requested()) total.reason = StopReason::kCancelled;
    if (walk.timeout && time_left() <= Seconds(0)) total.reason = StopReason::kTimeout;
  };

  Farm farm;
  farm.kind = "dataset";
  farm.setup = Json{{"specification", std::filesystem::absolute(plan.path()).string()},
                    {"directory", std::filesystem::absolute(directory.path()).string()},
                    {"identity", plan.identity()},
                    {"threads", walk.threads}}
                   .dump();
  farm.next = [&]() -> std::optional<std::string> {
    look_at_limits();
    if (total.reason != StopReason::kFinished || next == items.size()) return {};
    const std::size_t end = std::min(items.size(), next + at_once);
    Json task = {{"items", std::vector<std::size_t>(items.begin() + static_cast<std::ptrdiff_t>(next),
                                                    items.begin() + static_cast<std::ptrdiff_t>(end))}};
    if (walk.timeout) task["left"] = time_left().count();
    next = end;
    return task.dump();
  };
  farm.take = [&](const std::string& bytes) {
    const Json result = Json::parse(bytes);
    total.items += result.at("items").get<std::size_t>();
    total.regions += result.at("regions").get<std::uint64_t>();
    if (total.reason == StopReason::kFinished) {
      total.reason = stop_reason_of(result.at("reason").get<std::string>());
    }
    progress(total);
  };
  farm.stop = walk.stop;
  farm.is_stopped = [&] {
    look_at_limits();
    return total.reason != StopReason::kFinished;
  };
  farm.ahead = 4;  // items take a millisecond, or less
  try {
    run_farm(ranks, {{farm.kind, make_dataset_worker}}, farm);
  } catch (const LostRank& error) {
    fmt::print(stderr, "crease: dataset: {}; the items it was making are left to the next run\n", error.what());
  }
  return total;
}

}  // namespace crease::tools
