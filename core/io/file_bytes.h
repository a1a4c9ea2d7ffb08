// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/errors.h"
#include "core/numbers.h"

namespace crease {

/// All bytes of a file, or of standard input for "-". Throws FileError.
std::string read_bytes(const std::string& path);

/// The SHA-256 of `bytes` in lower-case hexadecimal.
std::string sha256(std::string_view bytes);

/// Line and column of a byte; columns count bytes.
SourceLocation location_of(std::string_view bytes, std::size_t offset, const std::string& file);

/// `text` in quotes for a message: shortened when long, bytes that do not print shown as '?'.
std::string in_quotes(std::string_view text);

/// As parse_rational, with messages that are fit to print whatever the bytes.
Rational parse_number(std::string_view text, DecimalPolicy decimals);

/// The start of a message that may hold numbers of many digits.
std::string shortened(const std::string& message);

}  // namespace crease
