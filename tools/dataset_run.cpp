// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/dataset_run.h"

#include <tbb/parallel_for.h>
#include <tbb/partitioner.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <mutex>
#include <ostream>
#include <sstream>
#include <string>
#include <utility>

#include "core/errors.h"
#include "core/io/file_bytes.h"
#include "core/io/network_file.h"
#include "core/io/table_writers.h"
#include "tools/dataset_measures.h"
#include "tools/output.h"
#include "tools/walk_run.h"

namespace crease::tools {
namespace {

using Clock = std::chrono::steady_clock;

/// Ends the writing of a part.
struct Stopped {
  StopReason reason;
};

class ItemMaker {
 public:
  ItemMaker(const DatasetPlan& plan, const DatasetDirectory& directory, ItemSource& source,
            const EnumerateOptions& walk, const std::function<void(const ItemsMade&)>& progress)
      : plan_(plan), directory_(directory), source_(source), walk_(walk), limits_(walk), progress_(progress) {}

  /// What every thread does; whatever goes wrong ends the work of all.
  void make_all() noexcept {
    try {
      while (!ended_) {
        const std::optional<std::size_t> number = source_.next();
        if (!number) return;
        make(plan_.item(*number));
      }
    } catch (const Stopped& stopped) {
      end(stopped.reason, nullptr);
    } catch (...) {
      end(StopReason::kFinished, std::current_exception());
    }
  }

  ItemsMade result() const {
    if (failure_) std::rethrow_exception(failure_);
    return made_;
  }

 private:
  void end(StopReason reason, std::exception_ptr failure) {
    const std::lock_guard lock(mutex_);
    if (ended_.exchange(true)) return;
    made_.reason = reason;
    failure_ = std::move(failure);
  }

  void check_limits() const {
    if (const StopReason reason = limits_.reason(); reason != StopReason::kFinished) throw Stopped{reason};
  }

  EnumerateOptions walk_of_item() const {
    EnumerateOptions walk = walk_;
    if (walk.timeout) {
      const std::chrono::duration<double> left = *walk.timeout - (Clock::now() - start_);
      walk.timeout = std::max(left, std::chrono::duration<double>(0));
    }
    return walk;
  }

  void make(const DatasetItem& item) {
    check_limits();
    try {
      const ItemMeasures measures = write(item);
      const std::lock_guard lock(mutex_);
      ++made_.items;
      made_.regions += measures.regions;
      if (progress_) progress_(made_);
    } catch (const InputError& error) {
      throw InputError(item.in_words() + ": " + error.what());
    }
  }

  ItemMeasures write(const DatasetItem& item) {
    const Network network = plan_.network(item);
    std::ostringstream text;
    write_network_json(network, text);
    const std::string bytes = std::move(text).str();
    const std::string name = DatasetDirectory::network_name(item.network), hash = sha256(bytes);
    ItemMeasures measures = measure_item(plan_, item, network, name, hash, walk_of_item());
    if (measures.tables.empty()) throw Stopped{measures.reason};
    if (item.is_first_of_network) {
      write_output(directory_.unfinished(name), bytes, OutputSync::kLater);
    }

    std::vector<PartPiece> pieces;
    for (std::size_t i = 0; i < plan_.tables().size(); ++i) {
      const TableDefinition& definition = plan_.tables()[i];
      const auto table =
          std::make_shared<Table>(with_columns(measures.tables[i], definition, item.item, [this] { check_limits(); }));
      for (const std::string& format : plan_.spec().formats) {
        pieces.emplace_back(definition.name + "." + format, [table, format](std::ostream& out) {
          format == "csv" ? write_csv(*table, out) : write_jsonl(*table, out);
        });
      }
    }
    const bool complete = measures.reason == StopReason::kFinished;
    write_part(directory_.part(item.item), {item.item, plan_.identity(), hash, measures.regions, complete}, pieces);
    return measures;
  }

  const DatasetPlan& plan_;
  const DatasetDirectory& directory_;
  ItemSource& source_;
  const EnumerateOptions& walk_;
  WorkLimits limits_;
  Clock::time_point start_ = Clock::now();
  const std::function<void(const ItemsMade&)>& progress_;
  std::atomic<bool> ended_ = false;
  std::mutex mutex_;  ///< guards what follows, and the progress callback
  ItemsMade made_;
  std::exception_ptr failure_;
};

}  // namespace

std::optional<std::size_t> ItemList::next() {
  const std::size_t index = next_.fetch_add(1);
  return index < items_.size() ? std::optional(items_[index]) : std::nullopt;
}

ItemsMade make_items(const DatasetPlan& plan, const DatasetDirectory& directory, ItemSource& source,
                     std::size_t num_items, const EnumerateOptions& walk,
                     const std::function<void(const ItemsMade&)>& progress) {
  // Items side by side, which takes nothing from any of them; threads that are left over go into their walks.
  const int threads = std::max(1, walk.threads);
  const int makers = static_cast<int>(std::min<std::size_t>(static_cast<std::size_t>(threads), num_items));
  EnumerateOptions own = walk;
  own.threads = std::max(1, threads / std::max(1, makers));
  ItemMaker maker(plan, directory, source, own, progress);
  tbb::task_arena arena(std::max(1, makers));
  arena.execute([&] {
    tbb::parallel_for(
        0, makers, [&](int) { maker.make_all(); }, tbb::simple_partitioner());
  });
  return maker.result();
}

}  // namespace crease::tools
