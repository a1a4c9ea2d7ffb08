// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <stdexcept>

namespace crease::tools {

/// The command was called in a way that cannot work, which its options alone do not show. what() is "subject: cause.
/// next step".
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace crease::tools
