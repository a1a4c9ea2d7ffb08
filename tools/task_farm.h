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

/// Does one task after the other. Tasks and results are bytes; what they mean is between a work's root and its workers.
/// Of the limits a worker is given the stop, and the time that is left of that of the whole work.
using Worker = std::function<std::string(const std::string& task, const EnumerateOptions& limits)>;

/// What kinds of work there are: a name, and what makes a worker from what the root tells all of them first.
using WorkerKinds = std::map<std::string, std::function<Worker(const std::string& setup)>>;

/// Work for all ranks, rank 0 included, as rank 0 sees it. Its functions are called from one thread, one at a time.
struct Farm {
  std::string kind;
  std::string setup;
  std::function<std::optional<std::string>()> next;  ///< another task; none: not at present
  /// Takes a result, and says why its worker ended.
  std::function<StopReason(const std::string& result)> take;
  EnumerateOptions limits;  ///< stop and timeout
  int ahead = 1;            ///< how many tasks a rank is given before its first result is back
};

/// A rank has gone, or works on after everybody was told to stop.
class LostRank : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Hands tasks to whoever has none until there are neither tasks nor results to come, or a limit is reached, and says
/// which. Rank 0 works in a thread of its own. Every task is done once, in no order. An exception of a worker, of next
/// or of take ends the work and passes: InputError, OutputError and std::bad_alloc as such, others as
/// std::runtime_error, with the rank's number. Who has not answered soon after the end is given up: throws LostRank.
StopReason run_farm(Ranks& ranks, const WorkerKinds& kinds, const Farm& farm);

/// The reason whose text this is.
StopReason stop_reason_of(const std::string& text);

/// What all ranks but 0 do until rank 0 is done with everything, or does not call any more after a stop.
void work_for_root(Ranks& ranks, const WorkerKinds& kinds, const std::stop_token& stop);

}  // namespace crease::tools
