// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>

#include "algorithms/walker.h"

/// What the sources of Walker share.
namespace crease {

inline CreaseSign sign_of_status(unsigned status) {
  if ((status & kernel::kPositive) != 0) return CreaseSign::kAbove;
  return (status & kernel::kNegative) != 0 ? CreaseSign::kBelow : CreaseSign::kZero;
}

inline bool cuts(unsigned status) { return (status & kernel::kCuts) == kernel::kCuts; }

/// The filter could not tell whether the crease cuts.
inline bool is_open(unsigned status) { return !cuts(status) && (status & kernel::kUncertain) != 0; }

/// One half of a cut.
struct Walker::Half {
  std::uint8_t* status;    ///< of the creases that are left, on this half
  int cutting = 0;         ///< how many of them cut it
  bool assembled = false;  ///< the cell is there (a leaf that is only counted needs none)
  bool bounded = false;    ///< where it is not there
  bool doubtful = false;   ///< the filter could not tell all signs of creases that do not cut it
  kernel::Cell cell;
};

/// The half that is walked second, while the first is being walked.
struct Walker::Pending {
  const Half* half;
  int layer;
  CuttingCreases cutting;  ///< the first one is the crease that was cut by
  int slot;
  BoundingRow before;          ///< what stood in the slot before
  bool generic;                ///< is_generic(layer) there
  bool begun;                  ///< this thread walks it itself
  std::size_t depth;           ///< the length of the path to the cell that was cut
  std::shared_ptr<Task> task;  ///< when it was given away
};

}  // namespace crease
