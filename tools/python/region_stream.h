// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "algorithms/enumerate.h"
#include "core/complex.h"
#include "core/io/network_file.h"

namespace crease::python {

/// Some regions of a walk, as few numbers as it takes to find the rest again.
struct RegionBatch {
  std::string patterns;           ///< one after the other
  std::vector<std::size_t> ends;  ///< of the patterns
  std::vector<bool> bounded;
  /// Of regions whose pattern does not say on which breakpoint a unit sits, by their place in the batch.
  std::vector<std::pair<std::size_t, std::vector<Rational>>> points;
  /// The part of the complex that these regions are, where it was asked for.
  std::optional<ComplexTables> tables;
  std::size_t size() const { return ends.size(); }
};

/// The regions of a walk in its order, pulled instead of pushed: another thread walks, a few batches ahead at most.
class RegionStream {
 public:
  /// `geometry`: the batches have tables, with coordinates.
  RegionStream(NetworkFile file, Domain domain, EnumerateOptions options, bool geometry);
  /// Ends the walk.
  ~RegionStream();
  RegionStream(const RegionStream&) = delete;
  RegionStream& operator=(const RegionStream&) = delete;

  /// Waits for the next batch. False where there was none in time; an empty batch ends the stream. Throws what the walk
  /// threw.
  bool next(std::chrono::milliseconds longest, RegionBatch& batch);
  const NetworkFile& file() const { return file_; }
  const Domain& domain() const { return domain_; }
  /// How the walk ended; nothing before it has.
  std::optional<EnumerateResult> result() const;

 private:
  class Visitor;
  bool push(RegionBatch& batch);
  void walk();

  NetworkFile file_;
  Domain domain_;
  EnumerateOptions options_;
  bool geometry_;
  std::stop_source stop_;
  mutable std::mutex mutex_;  ///< guards what follows
  std::condition_variable changed_;
  std::deque<RegionBatch> batches_;
  std::optional<EnumerateResult> result_;
  std::exception_ptr failure_;
  bool ended_ = false;
  std::thread walker_;
};

}  // namespace crease::python
