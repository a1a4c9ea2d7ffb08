// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/ranked_dataset.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <utility>

#include "core/errors.h"
#include "tools/usage_error.h"

namespace crease::tools {
namespace {

class DatasetWorker {
 public:
  explicit DatasetWorker(const Json& setup)
      : plan_(setup.at("specification").get<std::string>()), directory_(setup.at("directory").get<std::string>()) {
    if (plan_.identity() != setup.at("identity").get<std::string>()) {
      throw InputError(plan_.path() +
                       ": it, or a file it names, is not what rank 0 sees. All ranks need the same files");
    }
    if (!std::filesystem::exists(directory_.file("dataset.json"))) {
      throw InputError(directory_.path() + ": it is not the directory that rank 0 sees. All ranks need the same one");
    }
    threads_ = setup.at("threads").get<int>();
  }

  std::string operator()(const std::string& task, EnumerateOptions walk) {
    const auto items = Json::parse(task).get<std::vector<std::size_t>>();
    walk.threads = threads_;
    ItemList list(items);
    const ItemsMade made = make_items(plan_, directory_, list, items.size(), walk, {});
    return Json{{"items", made.items}, {"regions", made.regions}, {"reason", to_string(made.reason)}}.dump();
  }

 private:
  DatasetPlan plan_;
  DatasetDirectory directory_;
  int threads_ = 1;
};

}  // namespace

Worker make_dataset_worker(const std::string& setup) {
  const auto worker = std::make_shared<DatasetWorker>(Json::parse(setup));
  return [worker](const std::string& task, const EnumerateOptions& limits) { return (*worker)(task, limits); };
}

ItemsMade make_items_across_ranks(Ranks& ranks, const DatasetPlan& plan, const DatasetDirectory& directory,
                                  const std::vector<std::size_t>& items, const EnumerateOptions& walk,
                                  const std::function<void(const ItemsMade&)>& progress) {
  if (plan.path() == "-") {
    throw UsageError(
        "dataset: a specification from standard input is seen by one process only. Put it into a file that all ranks "
        "see");
  }
  const auto at_once = static_cast<std::size_t>(std::max(1, walk.threads));
  std::size_t next = 0;
  ItemsMade total;
  Farm farm;
  farm.kind = "dataset";
  farm.setup = Json{{"specification", std::filesystem::absolute(plan.path()).string()},
                    {"directory", std::filesystem::absolute(directory.path()).string()},
                    {"identity", plan.identity()},
                    {"threads", walk.threads}}
                   .dump();
  farm.limits = walk;
  farm.next = [&]() -> std::optional<std::string> {
    if (next == items.size()) return {};
    Json task = Json::array();
    for (const std::size_t end = std::min(items.size(), next + at_once); next < end; ++next) {
      task.push_back(items[next]);
    }
    return task.dump();
  };
  farm.take = [&](const std::string& bytes) {
    const Json result = Json::parse(bytes);
    total.items += result.at("items").get<std::size_t>();
    total.regions += result.at("regions").get<std::uint64_t>();
    progress(total);
    return stop_reason_of(result.at("reason").get<std::string>());
  };
  farm.ahead = 4;  // items take a millisecond, or less
  try {
    total.reason = run_farm(ranks, {{farm.kind, make_dataset_worker}}, farm);
  } catch (const LostRank& error) {
    fmt::print(stderr, "crease: dataset: {}; the items it was making are left to the next run\n", error.what());
    total.reason = walk.stop.stop_requested() ? StopReason::kCancelled : StopReason::kTimeout;
  }
  return total;
}

}  // namespace crease::tools
