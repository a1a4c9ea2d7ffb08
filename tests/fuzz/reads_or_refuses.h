// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/errors.h"

namespace crease::fuzzing {

/// Calls `read`, which may refuse its input as one that is wrong; whatever else it throws ends the program.
template <typename Read>
void reads_or_refuses(const Read& read) {
  try {
    read();
  } catch (const InputError&) {
  }
}

}  // namespace crease::fuzzing
