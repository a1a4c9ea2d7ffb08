// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace crease::tools {

/// How the command ends. A signal that ended a walk early gives 128 + its number (130 for Ctrl-C).
enum ExitCode : int {
  kSuccess = 0,
  kFailure = 1,       ///< an internal error, an output that cannot be written, or a bound that was asserted and fails
  kUsage = 2,         ///< wrong options
  kBadInput = 3,      ///< a file or a domain that cannot be read, or that holds something unsupported
  kLimitReached = 4,  ///< a limit ended the work early; the output is valid and says "complete": false
  kSignalBase = 128,
};

}  // namespace crease::tools
