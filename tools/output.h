// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <iosfwd>
#include <stdexcept>
#include <string>
#include <vector>

namespace crease::tools {

/// An output that cannot be written. what() is "subject: cause. next step".
class OutputError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The OutputError of a system's error number.
[[noreturn]] void throw_output_error(const std::string& subject, int error);

/// Throws OutputError when `path` can be seen not to be writable, so that nobody waits for a result that cannot be
/// kept. "-" is standard output, which is never refused here.
void check_writable(const std::string& path);

/// Whether a file is to outlast a loss of power from the moment it has its name, or only what comes later sees to that.
enum class OutputSync { kNow, kLater };

/// Writes what `write` puts into the stream to `path`, or to standard output for "-". A regular file appears whole or
/// not at all: the bytes go to a temporary file beside it that then takes its name (through symbolic links, keeping the
/// mode of a file that was there). Devices and pipes, and all in /dev and /proc, are written in place. Throws
/// OutputError; whatever `write` throws passes.
void write_output(const std::string& path, const std::function<void(std::ostream&)>& write,
                  OutputSync sync = OutputSync::kNow);
void write_output(const std::string& path, const std::string& bytes, OutputSync sync = OutputSync::kNow);

/// A directory that appears whole or not at all: files are written into a temporary one beside it, which takes its name
/// when all are there.
class OutputDirectory {
 public:
  /// `file_names`: what may be written. A directory that is there already is replaced, but only when it holds nothing
  /// but files of these names, so that nothing of anybody else's goes. Throws OutputError.
  OutputDirectory(const std::string& path, std::vector<std::string> file_names);
  ~OutputDirectory();
  OutputDirectory(const OutputDirectory&) = delete;
  OutputDirectory& operator=(const OutputDirectory&) = delete;

  /// The path of a file to be written.
  std::string file(const std::string& name) const { return temporary_ + "/" + name; }
  /// To be called when all files are there. Throws OutputError.
  void take_name();

 private:
  void check_replaceable() const;

  std::string path_, temporary_;
  std::vector<std::string> file_names_;
};

}  // namespace crease::tools
