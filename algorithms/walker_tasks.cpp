// SPDX-License-Identifier: GPL-3.0-or-later
// Halves that one thread gives to another.
#include <algorithm>
#include <exception>

#include "algorithms/walker_internal.h"

namespace crease {

/// A half that was given away, with a walker and an output of its own.
struct Walker::Task {
  Task(Walker& giver, const Pending& pending, std::unique_ptr<RegionVisitor> visitor_of_task)
      : visitor(std::move(visitor_of_task)), output{visitor.get(), 0, 0, {}}, walker(giver, pending, output) {
    half = *pending.half;
    half.cell = copy_cell(walker.branch_.arena(), pending.half->cell);
    for (int g = 0; g < half.cell.size; ++g) {
      if (half.cell.exact[g] < 0) continue;
      ExactVectors& exact = walker.branch_.exact_vectors();
      exact.push_back(giver.branch_.exact_vectors()[static_cast<std::size_t>(half.cell.exact[g])]);
      half.cell.exact[g] = static_cast<std::int32_t>(exact.size()) - 1;
    }
    const auto size = static_cast<std::size_t>(pending.cutting.size);
    half.status = walker.branch_.arena().allocate<std::uint8_t>(size);
    std::copy_n(pending.half->status, size - 1, half.status);
    auto* creases = walker.branch_.arena().allocate<std::uint32_t>(size);
    std::copy_n(pending.cutting.creases, size, creases);
    cutting = walker.with_rows(pending.layer, creases, pending.cutting.size);
    layer = pending.layer;
  }

  /// An exception may pass by while the task runs: then it need not run to its end.
  ~Task() {
    if (!pushed) return;
    if (std::uncaught_exceptions() > 0) walker.control_.stop(StopReason::kCancelled);
    walker.control_.queue().wait(*job);
  }

  void run() {
    try {
      walker.walk(half, layer, cutting, CreaseSign::kAbove);
      walker.control_.poll(output.regions - walker.reported_);
    } catch (...) {
      error = std::current_exception();
      walker.control_.stop(StopReason::kCancelled);
    }
    output.signs += walker.branch_.signs();
  }

  std::unique_ptr<RegionVisitor> visitor;
  WalkOutput output;
  Walker walker;
  Half half;
  int layer = 0;
  CuttingCreases cutting;
  bool pushed = false;
  std::exception_ptr error;
  std::shared_ptr<WorkQueue::Job> job = std::make_shared<WorkQueue::Job>([this] { run(); });
};

Walker::Walker(Walker& giver, const Pending& pending, WalkOutput& output)
    : input_(giver.input_),
      control_(giver.control_),
      output_(output),
      branch_(giver.branch_),
      all_bounded_(giver.all_bounded_),
      slotless_domain_rows_(giver.slotless_domain_rows_),
      generic_(giver.generic_),
      status_(giver.status_.size()),
      poll_interval_(giver.poll_interval_) {
  path_.assign(giver.path_.begin(), giver.path_.begin() + static_cast<std::ptrdiff_t>(pending.depth));
  generic_[static_cast<std::size_t>(pending.layer)] = pending.generic;
  // The slots as they were when the half was cut: what deeper cuts have overwritten is put back, latest first.
  for (auto it = giver.pending_.rbegin(); *it != &pending; ++it) branch_.exchange_slot((*it)->slot, (*it)->before);
  branch_.exchange_slot(pending.slot, {pending.layer, pending.cutting.creases[0], 1});
}

Walker::~Walker() = default;

void Walker::give_work_away() {
  const auto first = std::find_if(pending_.begin(), pending_.end(), [](const Pending* pending) {
    return pending->task == nullptr && !pending->begun && pending->half->assembled;
  });
  if (first == pending_.end()) return;
  std::unique_ptr<RegionVisitor> visitor;
  if (output_.visitor != nullptr) {
    visitor = output_.visitor->split();
    if (visitor == nullptr) return;
  }
  Pending& pending = **first;
  pending.task = std::make_shared<Task>(*this, pending, std::move(visitor));
  control_.queue().push(pending.task->job);
  pending.task->pushed = true;
}

/// Waits for a half that was given away, and takes over what came of it.
void Walker::join(Pending& pending) {
  control_.queue().wait(*pending.task->job);
  if (pending.task->error) std::rethrow_exception(pending.task->error);
  const WalkOutput& later = pending.task->output;
  output_.regions += later.regions;
  output_.bounded += later.bounded;
  output_.signs += later.signs;
  reported_ += later.regions;
  has_arrived_ = has_arrived_ || pending.task->walker.has_arrived_;
  output_.rest.insert(output_.rest.end(), later.rest.begin(), later.rest.end());
  if (output_.visitor != nullptr) output_.visitor->join(*pending.task->visitor);
}

}  // namespace crease
