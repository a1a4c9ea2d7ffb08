// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

namespace crease {

/// Asked now and then whether to stop; empty: never.
using StopCheck = std::function<bool()>;

}  // namespace crease
