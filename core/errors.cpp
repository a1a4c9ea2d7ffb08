// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/errors.h"

namespace crease {

std::string to_string(const SourceLocation& where) {
  std::string text = where.file;
  if (where.line != 0) text += ':' + std::to_string(where.line);
  if (where.line != 0 && where.column != 0) text += ':' + std::to_string(where.column);
  return text;
}

ParseError::ParseError(const SourceLocation& where, const std::string& message)
    : InputError(to_string(where) + ": " + message) {}

}  // namespace crease
