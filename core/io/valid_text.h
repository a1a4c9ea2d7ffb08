// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace crease {

/// The text as UTF-8 without control characters: line ends and tabs become spaces, all other control characters, bytes
/// that are not UTF-8 and code points that XML forbids become U+FFFD.
std::string valid_text(std::string_view text);

/// The same for XML and HTML: &, <, > and " are written as entities.
std::string markup_text(std::string_view text);

}  // namespace crease
