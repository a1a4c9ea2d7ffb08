// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/domain.h"
#include "core/network.h"
#include "core/region.h"
#include "core/sign_statistics.h"

namespace crease {

/// Receives the activation regions one by one.
class RegionVisitor {
 public:
  virtual ~RegionVisitor() = default;

  /// Called once for every region. Return false to end the walk.
  virtual bool visit(const Region& region) = 0;

  /// A visitor for a stretch of regions that all come later than those this one will still be given, so that
  /// another thread can walk them; null when this visitor wants every region itself (the walk is then serial).
  virtual std::unique_ptr<RegionVisitor> split() { return nullptr; }

  /// Takes over what `later`, made by split(), has seen. Joining in this way gives the order of a serial walk.
  virtual void join(RegionVisitor& later) { (void)later; }
};

/// Why a walk ended.
enum class StopReason { kFinished, kMaxRegions, kTimeout, kCancelled, kVisitor };

/// "finished", "max-regions", "timeout", "cancelled", "visitor".
std::string to_string(StopReason reason);

struct Progress {
  std::uint64_t regions = 0;
  std::chrono::duration<double> elapsed{};
};

struct EnumerateOptions {
  int threads = 1;  ///< 0 = all cores; never more than there are.
  /// Stop after so many. The walk is then serial, so that it is always the same ones.
  std::optional<std::uint64_t> max_regions;
  std::optional<std::chrono::duration<double>> timeout;
  std::stop_token stop;
  /// Only the regions whose closure contains this point, given in the domain's own coordinates; none when it lies
  /// outside. The walk is then serial, and descends into nothing else.
  std::optional<std::vector<Rational>> through;
  /// Called from any walking thread, one at a time, about ten times a second.
  std::function<void(const Progress&)> progress;
};

struct EnumerateResult {
  StopReason reason = StopReason::kFinished;
  std::uint64_t regions = 0;  ///< handed to the visitor
  SignStatistics signs;
  bool complete() const { return reason == StopReason::kFinished; }
};

/// Hands every activation region of `network` in `domain` to `visitor`, depth first, layer by layer and unit by
/// unit, in an order that depends on the input alone. Exact for every input (no tolerance, no perturbation).
///
/// Memory: the stack of one branch per thread, whatever the number of regions.
/// Throws InvalidDomain when the domain does not fit the network or has no interior, std::invalid_argument when
/// options.through has another dimension than the domain.
EnumerateResult for_each_region(const Network& network, const Domain& domain, RegionVisitor& visitor,
                                const EnumerateOptions& options = {});

}  // namespace crease
