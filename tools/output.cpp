// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/output.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

namespace crease::tools {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void throw_error(const std::string& subject, int error) {
  const char* advice = "Check the path and its permissions";
  if (error == ENOSPC || error == EDQUOT || error == EFBIG) advice = "Free some space or write elsewhere with -o";
  if (error == ENOENT || error == ENOTDIR) advice = "Create the directory first";
  if (error == EPIPE) advice = "Its reader has gone";
  throw OutputError(subject + ": " + std::strerror(error) + ". " + advice);
}

void write_all(int descriptor, const std::string& bytes, const std::string& subject) {
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t n = ::write(descriptor, bytes.data() + done, bytes.size() - done);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) throw_error(subject, errno);
    done += static_cast<std::size_t>(n);
  }
}

/// A file descriptor that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int value) : value_(value) {}
  ~Descriptor() {
    if (value_ >= 0) ::close(value_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return value_; }
  /// Closes now; file systems over a network report write errors only here.
  bool close() { return ::close(std::exchange(value_, -1)) == 0; }

 private:
  int value_;
};

/// A new file beside `target` that is removed unless it takes the target's name.
class TemporaryFile {
 public:
  explicit TemporaryFile(const fs::path& target)
      : target_(target), path_(target.string() + ".XXXXXX"), descriptor_(::mkostemp(path_.data(), O_CLOEXEC)) {
    if (descriptor_.get() < 0) throw_error(target_.string(), errno);
  }
  ~TemporaryFile() {
    if (!renamed_) ::unlink(path_.c_str());
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  void write(const std::string& bytes) {
    write_all(descriptor_.get(), bytes, target_.string());
    if (::fchmod(descriptor_.get(), mode()) != 0 || ::fsync(descriptor_.get()) != 0 || !descriptor_.close()) {
      throw_error(target_.string(), errno);
    }
  }
  void take_name() {
    if (::rename(path_.c_str(), target_.c_str()) != 0) throw_error(target_.string(), errno);
    renamed_ = true;
  }

 private:
  /// That of the file that is replaced, else that of any new file.
  mode_t mode() const {
    struct stat existing {};
    if (::stat(target_.c_str(), &existing) == 0) return existing.st_mode & 07777;
    const mode_t mask = ::umask(0);
    ::umask(mask);
    return 0666 & ~mask;
  }

  fs::path target_;
  std::string path_;
  Descriptor descriptor_;
  bool renamed_ = false;
};

/// Devices, pipes, and whatever /dev and /proc lead to: their names must stay what they are.
bool is_written_in_place(const fs::path& target) {
  const std::string name = target.string();
  if (name.starts_with("/dev/") || name.starts_with("/proc/")) return true;
  std::error_code error;
  const fs::file_status status = fs::status(target, error);
  return fs::exists(status) && !fs::is_regular_file(status);
}

/// Where the bytes end up once symbolic links are followed, of which the last may lead to a file yet to be made.
fs::path resolved(const std::string& path) {
  constexpr int kMaxLinks = 40;
  fs::path target = path;
  std::error_code error;
  for (int i = 0; i < kMaxLinks && !is_written_in_place(target) && fs::is_symlink(target, error); ++i) {
    target = target.parent_path() / fs::read_symlink(target, error);
  }
  return target;
}

bool is_standard_output(const std::string& path) { return path == "-" || path == "/dev/stdout"; }

}  // namespace

void check_writable(const std::string& path) {
  if (is_standard_output(path)) return;
  const fs::path target = resolved(path);
  std::error_code error;
  if (fs::is_directory(target, error)) throw_error(path, EISDIR);
  if (fs::exists(target, error) && ::access(target.c_str(), W_OK) != 0) throw_error(path, errno);
  if (is_written_in_place(target)) return;
  const fs::path directory = target.has_parent_path() ? target.parent_path() : fs::path(".");
  if (::access(directory.c_str(), W_OK | X_OK) != 0) throw_error(path, errno);
  if (!fs::is_directory(directory, error)) throw_error(path, ENOTDIR);
}

void write_output(const std::string& path, const std::string& bytes) {
  if (is_standard_output(path)) {
    write_all(STDOUT_FILENO, bytes, "standard output");
    return;
  }
  check_writable(path);
  const fs::path target = resolved(path);
  if (is_written_in_place(target)) {
    Descriptor descriptor(::open(target.c_str(), O_WRONLY | O_CLOEXEC));
    if (descriptor.get() < 0) throw_error(path, errno);
    write_all(descriptor.get(), bytes, path);
    if (!descriptor.close()) throw_error(path, errno);
    return;
  }
  TemporaryFile file(target);
  file.write(bytes);
  file.take_name();
}

}  // namespace crease::tools
