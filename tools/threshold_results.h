// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "core/io/network_file.h"
#include "tools/walk_run.h"

namespace crease::tools {

/// The stretches of a line on which a network is affine, for `crease threshold`.
struct LinePieces {
  std::size_t pieces = 0;  ///< at least so many where a limit ended the walk
  WalkOutcome outcome;

  /// Are there so many? None where that is not known: those beyond a limit may be enough.
  std::optional<bool> are_enough(const Integer& needed) const;
};

/// Throws InvalidDomain, naming `path`, where the domain is no line.
LinePieces count_line_pieces(const WalkRun& run, const NetworkFile& file, const Domain& domain,
                             const std::string& path);

}  // namespace crease::tools
