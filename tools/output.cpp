// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/output.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <ostream>
#include <streambuf>
#include <system_error>
#include <utility>

namespace crease::tools {

void throw_output_error(const std::string& subject, int error) {
  const char* advice = "Check the path and its permissions";
  if (error == ENOSPC || error == EDQUOT || error == EFBIG) advice = "Free some space or write elsewhere with -o";
  if (error == ENOENT || error == ENOTDIR) advice = "Create the directory first";
  if (error == EPIPE) advice = "Its reader has gone";
  throw OutputError(subject + ": " + std::strerror(error) + ". " + advice);
}

namespace {

namespace fs = std::filesystem;

/// Buffers what is written to a file descriptor.
class DescriptorBuffer final : public std::streambuf {
 public:
  DescriptorBuffer(int descriptor, std::string subject) : descriptor_(descriptor), subject_(std::move(subject)) {
    setp(buffer_.data(), buffer_.data() + buffer_.size());
  }

 protected:
  int_type overflow(int_type c) override {
    sync();
    if (!traits_type::eq_int_type(c, traits_type::eof())) sputc(traits_type::to_char_type(c));
    return traits_type::not_eof(c);
  }
  std::streamsize xsputn(const char* data, std::streamsize size) override {
    if (size <= epptr() - pptr()) return std::streambuf::xsputn(data, size);
    sync();
    write_all(data, static_cast<std::size_t>(size));
    return size;
  }
  int sync() override {
    write_all(pbase(), static_cast<std::size_t>(pptr() - pbase()));
    setp(buffer_.data(), buffer_.data() + buffer_.size());
    return 0;
  }

 private:
  void write_all(const char* data, std::size_t size) {
    while (size > 0) {
      const ssize_t n = ::write(descriptor_, data, size);
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) throw_output_error(subject_, errno);
      data += n;
      size -= static_cast<std::size_t>(n);
    }
  }

  int descriptor_;
  std::string subject_;
  std::vector<char> buffer_ = std::vector<char>(std::size_t{1} << 18);
};

/// Read once: reading it changes it for a moment, and other threads may be making files.
mode_t creation_mask() {
  static const mode_t mask = [] {
    const mode_t value = ::umask(0);
    ::umask(value);
    return value;
  }();
  return mask;
}

void write_to(int descriptor, const std::string& subject, const std::function<void(std::ostream&)>& write) {
  DescriptorBuffer buffer(descriptor, subject);
  std::ostream out(&buffer);
  out.exceptions(std::ios::badbit);  // lets the buffer's OutputError pass
  write(out);
  out.flush();
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
    if (descriptor_.get() < 0) throw_output_error(target_.string(), errno);
  }
  ~TemporaryFile() {
    if (!renamed_) ::unlink(path_.c_str());
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  void write(const std::function<void(std::ostream&)>& write, OutputSync sync) {
    write_to(descriptor_.get(), target_.string(), write);
    if (::fchmod(descriptor_.get(), mode()) != 0 || (sync == OutputSync::kNow && ::fsync(descriptor_.get()) != 0) ||
        !descriptor_.close()) {
      throw_output_error(target_.string(), errno);
    }
  }
  void take_name() {
    if (::rename(path_.c_str(), target_.c_str()) != 0) throw_output_error(target_.string(), errno);
    renamed_ = true;
  }

 private:
  /// That of the file that is replaced, else that of any new file.
  mode_t mode() const {
    struct stat existing {};
    if (::stat(target_.c_str(), &existing) == 0) return existing.st_mode & 07777;
    return 0666 & ~creation_mask();
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
  if (fs::is_directory(target, error)) throw_output_error(path, EISDIR);
  if (fs::exists(target, error) && ::access(target.c_str(), W_OK) != 0) throw_output_error(path, errno);
  if (is_written_in_place(target)) return;
  const fs::path directory = target.has_parent_path() ? target.parent_path() : fs::path(".");
  if (::access(directory.c_str(), W_OK | X_OK) != 0) throw_output_error(path, errno);
  if (!fs::is_directory(directory, error)) throw_output_error(path, ENOTDIR);
}

void write_output(const std::string& path, const std::function<void(std::ostream&)>& write, OutputSync sync) {
  if (is_standard_output(path)) return write_to(STDOUT_FILENO, "standard output", write);
  check_writable(path);
  const fs::path target = resolved(path);
  if (is_written_in_place(target)) {
    Descriptor descriptor(::open(target.c_str(), O_WRONLY | O_CLOEXEC));
    if (descriptor.get() < 0) throw_output_error(path, errno);
    write_to(descriptor.get(), path, write);
    if (!descriptor.close()) throw_output_error(path, errno);
    return;
  }
  TemporaryFile file(target);
  file.write(write, sync);
  file.take_name();
}

void write_output(const std::string& path, const std::string& bytes, OutputSync sync) {
  write_output(
      path, [&](std::ostream& out) { out.write(bytes.data(), static_cast<std::streamsize>(bytes.size())); }, sync);
}

OutputDirectory::OutputDirectory(const std::string& path, std::vector<std::string> file_names)
    : path_(path), file_names_(std::move(file_names)) {
  std::error_code unknown;  // of a path that leads nowhere: making the directory says it better
  const std::string target = fs::weakly_canonical(path_, unknown).string();
  if (!unknown && !target.empty()) path_ = target;  // through symbolic links, which stay
  while (path_.size() > 1 && path_.back() == '/') path_.pop_back();
  check_replaceable();
  temporary_ = path_ + ".XXXXXX";
  if (::mkdtemp(temporary_.data()) == nullptr) throw_output_error(path_, errno);
  if (::chmod(temporary_.c_str(), 0777 & ~creation_mask()) != 0) throw_output_error(path_, errno);
}

OutputDirectory::~OutputDirectory() {
  std::error_code error;
  if (!temporary_.empty()) fs::remove_all(temporary_, error);
}

void OutputDirectory::check_replaceable() const {
  std::error_code error;
  const fs::file_status status = fs::status(path_, error);
  if (!fs::exists(status)) return;
  if (!fs::is_directory(status)) {
    throw OutputError(path_ + ": there is something of this name that is no directory. Choose another name");
  }
  if (fs::equivalent(path_, ".", error)) {
    throw OutputError(path_ + ": this is the current directory, which cannot be replaced. Choose one inside it");
  }
  for (const fs::directory_entry& entry : fs::directory_iterator(path_, error)) {
    const std::string name = entry.path().filename().string();
    if (entry.is_regular_file() && std::find(file_names_.begin(), file_names_.end(), name) != file_names_.end())
      continue;
    throw OutputError(
        path_ + ": it holds '" + name +
        "', which is no result of crease and would be lost. Choose a directory that is new, empty, or of an "
        "earlier run");
  }
  if (error) throw_output_error(path_, error.value());
}

void OutputDirectory::take_name() {
  check_replaceable();
  std::error_code error;
  if (fs::exists(path_, error)) {
    // Between the two renamings there is no directory of that name; the old one is still there under the other.
    const std::string old = temporary_ + ".old";
    if (::rename(path_.c_str(), old.c_str()) != 0) throw_output_error(path_, errno);
    if (::rename(temporary_.c_str(), path_.c_str()) != 0) {
      const int cause = errno;
      if (::rename(old.c_str(), path_.c_str()) != 0) throw_output_error(old, errno);
      throw_output_error(path_, cause);
    }
    fs::remove_all(old, error);
  } else if (::rename(temporary_.c_str(), path_.c_str()) != 0) {
    throw_output_error(path_, errno);
  }
  temporary_.clear();
}

}  // namespace crease::tools
