// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <stdexcept>
#include <stop_token>
#include <string>

#include "algorithms/enumerate.h"
#include "tools/ranks.h"

namespace crease::tools {

/// Does one task after the other. Both are bytes; what they mean is between a work's root and its workers.
using Worker = std::function<std::string(const std::string& task)>;

/// What kinds of work there are: a name, and what makes a worker from what the root tells all of them first. On `stop`
/// a worker ends its task early, if it can.
using WorkerKinds = std::map<std::string, std::function<Worker(const std::string& setup, std::stop_token stop)>>;

/// Work for all ranks, rank 0 included, as rank 0 sees it. Its functions are called from one thread, one at a time.
struct Farm {
  std::string kind;
  std::string setup;
  std::function<std::optional<std::string>()> next;  ///< another task; none: not at present
  std::function<void(const std::string& result)> take;
  std::stop_token stop;              ///< for the worker of rank 0
  std::function<bool()> is_stopped;  ///< true: whoever has not answered soon is given up
  int ahead = 1;                     ///< how many tasks a rank is given before its first result is back
};

/// A rank has gone, or works on after everybody was told to stop.
class LostRank : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Hands tasks to whoever has none until there are neither tasks nor results to come. Rank 0 works in a thread of its
/// own. Every task is done once, in no order. An exception of a worker, of next or of take ends the work and passes,
/// once all ranks have come to rest: std::bad_alloc as such, others as std::runtime_error that names the rank. Throws
/// LostRank.
void run_farm(Ranks& ranks, const WorkerKinds& kinds, const Farm& farm);

/// The reason whose text this is.
StopReason stop_reason_of(const std::string& text);

/// What all ranks but 0 do until rank 0 is done with everything.
void work_for_root(const Ranks& ranks, const WorkerKinds& kinds, std::stop_token stop);

}  // namespace crease::tools
