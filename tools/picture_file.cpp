// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/picture_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <ostream>
#include <sstream>
#include <utility>
#include <vector>

#include "core/io/figure_writers.h"
#include "tools/output.h"

extern char** environ;

namespace crease::tools {
namespace {

namespace fs = std::filesystem;

constexpr const char* kConverter = "rsvg-convert";

bool needs_converter(const std::string& path) {
  const std::string format = picture_format(path);
  return format == ".pdf" || format == ".png";
}

/// Where PATH has the converter; empty where it has none.
std::string converter_path() {
  const char* path = std::getenv("PATH");
  std::istringstream directories(path != nullptr ? path : "");
  for (std::string directory; std::getline(directories, directory, ':');) {
    const std::string candidate = (directory.empty() ? "." : directory) + "/" + kConverter;
    if (::access(candidate.c_str(), X_OK) == 0 && !fs::is_directory(candidate)) return candidate;
  }
  return "";
}

/// Both ends of a pipe, closed in the end.
struct Pipe {
  std::array<int, 2> ends{-1, -1};
  Pipe() {
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
      throw OutputError(fmt::format("{}: {}. Try again", kConverter, std::strerror(errno)));
  }
  ~Pipe() {
    close(0);
    close(1);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  void close(std::size_t end) {
    if (ends[end] >= 0) ::close(std::exchange(ends[end], -1));
  }
};

/// Feeds `input` to the process and collects what it says, both at once: either alone could fill a pipe and wait for
/// the other.
std::string converse(Pipe& to, Pipe& from, const std::string& input) {
  std::string output;
  std::size_t written = 0;
  std::array<char, 1 << 16> buffer;
  while (from.ends[0] >= 0) {
    pollfd waiting[2] = {{from.ends[0], POLLIN, 0}, {to.ends[1], POLLOUT, 0}};
    if (::poll(waiting, to.ends[1] >= 0 ? 2 : 1, -1) < 0) {
      if (errno == EINTR) continue;
      break;
    }
    if (to.ends[1] >= 0 && waiting[1].revents != 0) {
      const ssize_t n =
          ::write(to.ends[1], input.data() + written, std::min<std::size_t>(input.size() - written, 4096));
      if (n > 0) written += static_cast<std::size_t>(n);
      if ((n < 0 && errno != EINTR) || written == input.size()) to.close(1);
    }
    if (waiting[0].revents != 0) {
      const ssize_t n = ::read(from.ends[0], buffer.data(), buffer.size());
      if (n > 0) output.append(buffer.data(), static_cast<std::size_t>(n));
      if (n == 0 || (n < 0 && errno != EINTR)) from.close(0);
    }
  }
  return output;
}

std::string converted(const std::string& svg, const std::vector<std::string>& options, const std::string& path) {
  std::vector<std::string> words = {kConverter};
  words.insert(words.end(), options.begin(), options.end());
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  Pipe to, from;
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, to.ends[0], STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, from.ends[1], STDOUT_FILENO);
  pid_t process = 0;
  const int error = ::posix_spawn(&process, converter_path().c_str(), &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0)
    throw OutputError(
        fmt::format("{}: {} cannot be run: {}. Write .svg instead", path, kConverter, std::strerror(error)));
  to.close(0);
  from.close(1);
  // A converter that ends early must not end this process.
  struct sigaction ignore {
  }, before{};
  ignore.sa_handler = SIG_IGN;
  ::sigaction(SIGPIPE, &ignore, &before);
  std::string output = converse(to, from, svg);
  ::sigaction(SIGPIPE, &before, nullptr);
  int status = 0;
  while (::waitpid(process, &status, 0) < 0 && errno == EINTR) {
  }
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0 || output.empty()) {
    throw OutputError(fmt::format("{}: {} failed on this picture. Write .svg and convert that", path, kConverter));
  }
  return output;
}

}  // namespace

std::string picture_format(const std::string& path) {
  if (path == "-") return ".svg";
  std::string extension = fs::path(path).extension().string();
  std::ranges::transform(extension, extension.begin(), [](unsigned char c) { return std::tolower(c); });
  return extension;
}

bool is_picture_format(const std::string& format) {
  return format == ".svg" || format == ".pdf" || format == ".png" || format == ".tikz" || format == ".tex";
}

std::string no_picture(const std::string& path) {
  return fmt::format("'{}' is no picture; they are .svg, .pdf, .png, .tikz, .tex, and of bodies .glb, .ply and .vtu",
                     path);
}

void check_converter(const std::string& path) {
  if (!needs_converter(path) || !converter_path().empty()) return;
  throw OutputError(fmt::format(
      "{}: {} is needed for this format and is not installed. Install the package librsvg2-bin, or write .svg", path,
      kConverter));
}

void write_picture(const Figure& figure, const std::string& path, int dpi) {
  const std::string format = picture_format(path);
  if (format == ".svg") return write_output(path, [&](std::ostream& out) { write_svg(figure, out); });
  if (format == ".tikz" || format == ".tex") {
    return write_output(path, [&](std::ostream& out) { write_tikz(figure, format == ".tex", out); });
  }
  std::ostringstream svg;
  write_svg(figure, svg);
  constexpr double kUnitsPerInch = 96;
  const std::vector<std::string> options =
      format == ".pdf"
          ? std::vector<std::string>{"--format=pdf", "--unlimited"}
          : std::vector<std::string>{"--format=png", "--unlimited", fmt::format("--zoom={}", dpi / kUnitsPerInch)};
  write_output(path, converted(svg.str(), options, path));
}

}  // namespace crease::tools
