// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <stdexcept>
#include <string>

namespace crease::tools {

/// An output that cannot be written. what() is "subject: cause. next step".
class OutputError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Throws OutputError when `path` can be seen not to be writable, so that nobody waits for a result that cannot be
/// kept. "-" is standard output, which is never refused here.
void check_writable(const std::string& path);

/// Writes all of `bytes` to `path`, or to standard output for "-". A regular file appears whole or not at all: the
/// bytes go to a temporary file beside it that then takes its name (through symbolic links, keeping the mode of a
/// file that was there). Devices and pipes, and all in /dev and /proc, are
/// written in place. Throws OutputError.
void write_output(const std::string& path, const std::string& bytes);

}  // namespace crease::tools
