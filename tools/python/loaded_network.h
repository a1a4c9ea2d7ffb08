// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/io/network_file.h"
#include "tools/options.h"

namespace crease::python {

/// A network that was read from a file, and how: what command lines call it.
struct LoadedNetwork : NetworkFile {
  tools::NetworkOptions options;
};

}  // namespace crease::python
