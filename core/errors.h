// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>

namespace crease {

/// A place in an input: a file (or "-" for standard input) and, where the format has them, a line and
/// a column, both counted from 1; 0 means "no such place".
struct SourceLocation {
  std::string file;
  std::size_t line = 0;
  std::size_t column = 0;
};

/// "file:line:column", "file:line" or "file".
std::string to_string(const SourceLocation& where);

/// Everything that is wrong with an input a user gave. what() names the subject, the cause and the next step.
class InputError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The bytes do not follow their format.
class ParseError : public InputError {
 public:
  ParseError(const SourceLocation& where, const std::string& message);
};

/// The format is followed, but it uses something crease does not take (an ONNX operator, an attribute).
class UnsupportedOperator : public InputError {
 public:
  using InputError::InputError;
};

/// A network whose parts do not fit: shapes, missing layers, NaN or infinite weights.
class InvalidNetwork : public InputError {
 public:
  using InputError::InputError;
};

/// A domain or slice that is malformed, empty, or not full-dimensional.
class InvalidDomain : public InputError {
 public:
  using InputError::InputError;
};

/// A file that cannot be opened, read or written.
class FileError : public InputError {
 public:
  using InputError::InputError;
};

}  // namespace crease
