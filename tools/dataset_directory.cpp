// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/dataset_directory.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <optional>
#include <ostream>
#include <string_view>
#include <system_error>

#include "core/errors.h"
#include "core/io/file_bytes.h"
#include "core/io/sha256_stream.h"
#include "tools/dataset_card.h"
#include "tools/output.h"

namespace crease::tools {
namespace {

namespace fs = std::filesystem;

constexpr const char* kSums = "SHA256SUMS";
constexpr const char* kDescription = "dataset.json";
constexpr const char* kCard = "README.md";

/// Calls a function of std::filesystem that tells its failure in its last argument.
template <typename Function>
void checked(const std::string& path, const Function& function) {
  std::error_code error;
  function(error);
  if (error) throw_output_error(path, error.value());
}

bool exists(const std::string& path) {
  std::error_code error;
  return fs::exists(path, error);
}

void make_directory(const std::string& path) {
  checked(path, [&](std::error_code& error) { fs::create_directory(path, error); });
}

void remove_all(const std::string& path) {
  checked(path, [&](std::error_code& error) { fs::remove_all(path, error); });
}

void rename(const std::string& from, const std::string& to) {
  checked(to, [&](std::error_code& error) { fs::rename(from, to, error); });
}

/// Lets everything last that was written to the file system so far: one call for any number of files.
void sync_all(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) throw_output_error(path, errno);
  const int result = ::syncfs(descriptor);
  const int cause = errno;
  ::close(descriptor);
  if (result != 0) throw_output_error(path, cause);
}

void write_final(const DatasetDirectory& directory, const std::string& name,
                 const std::function<void(std::ostream&)>& write) {
  write_output(directory.unfinished(name), write);
  rename(directory.unfinished(name), directory.file(name));
}

void write_final(const DatasetDirectory& directory, const std::string& name, const std::string& bytes) {
  write_final(directory, name, [&](std::ostream& out) { out << bytes; });
}

std::vector<fs::directory_entry> entries_of(const std::string& path) {
  std::vector<fs::directory_entry> entries;
  checked(path, [&](std::error_code& error) {
    for (const fs::directory_entry& entry : fs::directory_iterator(path, error)) entries.push_back(entry);
  });
  return entries;
}

/// Removes what a run that was ended by force left half-written: all but names of digits with this ending.
void remove_others(const std::string& path, std::string_view ending) {
  for (const fs::directory_entry& entry : entries_of(path)) {
    const std::string name = entry.path().filename().string();
    const std::size_t digits = std::min(name.find_first_not_of("0123456789"), name.size());
    if (digits == 0 || name.substr(digits) != ending) remove_all(entry.path().string());
  }
}

bool is_own_directory(const fs::directory_entry& entry) { return entry.is_directory() && !entry.is_symlink(); }

/// Whether `name` is `file`, or that of the temporary one that write_output makes beside it.
bool is_name_of(const std::string& file, std::string_view name) {
  if (!name.starts_with(file)) return false;
  name.remove_prefix(file.size());
  return name.empty() || (name.size() == 7 && name.front() == '.');
}

/// Whether a run that was ended before dataset.json had its name leaves such an entry of DIR/unfinished. Of files only
/// those that hold nothing but the start of what it would write: nothing is lost with them.
bool is_of_a_start(const DatasetPlan& plan, const fs::directory_entry& entry) {
  const std::string name = entry.path().filename().string(), path = entry.path().string();
  if (is_own_directory(entry)) return (name == "items" || name == "networks") && entries_of(path).empty();
  if (!is_name_of(kDescription, name) || !entry.is_regular_file() || entry.is_symlink()) return false;
  return entry.file_size() <= plan.description().size() && plan.description().starts_with(read_bytes(path));
}

[[noreturn]] void refuse_entry(const DatasetDirectory& directory, const std::string& name) {
  throw InputError(fmt::format("{}: it holds '{}', which is of no data set. Give a directory that is new or empty",
                               directory.path(), name));
}

/// Refuses a directory without dataset.json that holds anything but what a run leaves that was ended before that.
void check_entries(const DatasetPlan& plan, const DatasetDirectory& directory) {
  if (exists(directory.file(kDescription))) return;
  std::vector<std::string> known = table_files(plan);
  known.insert(known.end(), {kSums, kCard, "networks"});
  bool only_unfinished = true;
  for (const fs::directory_entry& entry : entries_of(directory.path())) {
    const std::string name = entry.path().filename().string();
    if (name == "unfinished" && is_own_directory(entry)) {
      for (const fs::directory_entry& inner : entries_of(entry.path().string())) {
        if (!is_of_a_start(plan, inner)) refuse_entry(directory, "unfinished/" + inner.path().filename().string());
      }
      continue;
    }
    if (std::ranges::find(known, name) == known.end()) refuse_entry(directory, name);
    only_unfinished = false;
  }
  if (only_unfinished) return;
  throw InputError(fmt::format("{}: it has files of a data set, but no {}. Give a directory that is new or empty",
                               directory.path(), kDescription));
}

void check_description(const DatasetPlan& plan, const std::string& path) {
  const std::string found = read_bytes(path);
  if (found == plan.description()) return;
  const Json theirs = Json::parse(found, nullptr, false), ours = Json::parse(plan.description());
  std::string difference = "it is no description of a data set";
  if (theirs.is_object()) {
    difference = "it is of another specification";
    if (theirs.value("inputs", Json()) != ours["inputs"]) difference += ", or of files that have changed";
    const Json version = theirs.value("tool_version", Json());
    if (version != ours["tool_version"]) difference = "it is of another version of crease";
  }
  throw InputError(fmt::format("{}: {}. Give another directory, or remove this one to make it anew", path, difference));
}

/// The names of all files of a data set in the order of SHA256SUMS, which tells of them.
std::vector<std::string> summed_files(const DatasetPlan& plan) {
  std::vector<std::string> names = table_files(plan);
  names.insert(names.end(), {kDescription, kCard});
  std::ranges::sort(names);
  for (std::size_t n = 0; n < plan.num_networks(); ++n) names.push_back(DatasetDirectory::network_name(n));
  return names;
}

/// "HASH  NAME" of a file.
std::string sum_line(const DatasetDirectory& directory, const std::string& name) {
  return file_sha256(directory.file(name)) + "  " + name + "\n";
}

/// Of a finished data set: SHA256SUMS is what would be written of the files that are there, which are all of them.
void check_sums(const DatasetPlan& plan, const DatasetDirectory& directory) {
  const std::string text = read_bytes(directory.file(kSums));
  std::string_view left = text;
  const auto refuse = [&](const std::string& what) {
    throw InputError(
        fmt::format("{}: this data set is finished, but {}. Remove the directory to make it anew, or give another one",
                    directory.path(), what));
  };
  for (const std::string& name : summed_files(plan)) {
    const std::string line = exists(directory.file(name)) ? sum_line(directory, name) : "";
    if (line.empty() || !left.starts_with(line)) refuse(fmt::format("{} is not what {} says", name, kSums));
    left.remove_prefix(line.size());
  }
  if (!left.empty()) refuse(fmt::format("{} goes on after its last line", kSums));
}

/// Removes DIR/unfinished but for what somebody else put there.
void remove_unfinished(const DatasetPlan& plan, const DatasetDirectory& directory) {
  const std::string path = directory.file("unfinished");
  if (!exists(path)) return;
  std::vector<std::string> own = table_files(plan);
  own.insert(own.end(), {kSums, kDescription, kCard, "items", "networks"});
  bool is_empty = true;
  for (const fs::directory_entry& entry : entries_of(path)) {
    const std::string name = entry.path().filename().string();
    if (std::ranges::any_of(own, [&](const std::string& file) { return is_name_of(file, name); })) {
      remove_all(entry.path().string());
    } else {
      is_empty = false;
    }
  }
  if (is_empty) remove_all(path);
}

/// The whole part of an item of this data set, with the file of its network; else nothing.
std::optional<Part> find_part(const DatasetPlan& plan, const DatasetDirectory& directory, std::size_t number) {
  const std::optional<Part> part = read_part(directory.part(number));
  if (!part || part->header.item != number || part->header.identity != plan.identity()) return std::nullopt;
  const DatasetItem item = plan.item(number);
  // The file may have been another one while the part was made.
  const std::string expected = plan.network_sha256(item);
  if (!expected.empty() && part->header.network_sha256 != expected) return std::nullopt;
  if (!item.is_first_of_network) return part;
  const std::string network = directory.unfinished(DatasetDirectory::network_name(item.network));
  if (!exists(network) || file_sha256(network) != part->header.network_sha256) return std::nullopt;
  return part;
}

/// Copies a piece of a part behind its first `skip` bytes.
void copy_piece(const std::string& path, const Part::Piece& piece, std::uint64_t skip, std::ostream& out) {
  std::ifstream file(path, std::ios::binary);
  file.seekg(static_cast<std::streamoff>(piece.begin + skip));
  std::vector<char> buffer(std::size_t{1} << 16);
  for (std::uint64_t left = piece.size - skip; left > 0;) {
    file.read(buffer.data(), static_cast<std::streamsize>(std::min<std::uint64_t>(left, buffer.size())));
    if (!file) throw FileError(path + ": cannot read the file again; run the same command once more");
    out.write(buffer.data(), file.gcount());
    left -= static_cast<std::uint64_t>(file.gcount());
  }
}

/// The bytes of a table's first line.
std::uint64_t header_size(const TableDefinition& table, const std::string& format) {
  if (format != "csv") return 0;
  std::uint64_t size = 1;  // a comma between two names, and CR LF
  for (const ColumnDefinition& column : table.columns) size += column.name.size() + 1;
  return size;
}

}  // namespace

DatasetDirectory::DatasetDirectory(std::string path) : path_(std::move(path)) {
  while (path_.size() > 1 && path_.back() == '/') path_.pop_back();
}

std::string DatasetDirectory::part(std::size_t item) const { return unfinished(fmt::format("items/{:06}", item)); }

std::string DatasetDirectory::network_name(std::size_t network) { return fmt::format("networks/{:06}.json", network); }

DirectoryLock::DirectoryLock(const std::string& path) {
  make_directory(path);
  descriptor_ = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor_ < 0) throw_output_error(path, errno);
  if (::flock(descriptor_, LOCK_EX | LOCK_NB) == 0) return;
  const bool is_taken = errno == EWOULDBLOCK;
  if (is_taken) {
    ::close(descriptor_);
    throw InputError(path + ": another process is making this data set. Wait for it to end, or give another directory");
  }
  fmt::print(stderr, "crease: note: {}: this file system has no locks; let no other process write there\n", path);
}

DirectoryLock::~DirectoryLock() { ::close(descriptor_); }

DatasetState prepare_dataset(const DatasetPlan& plan, const DatasetDirectory& directory) {
  check_entries(plan, directory);
  DatasetState state;
  if (exists(directory.file(kDescription))) {
    check_description(plan, directory.file(kDescription));
    if (exists(directory.file(kSums))) {
      check_sums(plan, directory);
      remove_unfinished(plan, directory);
      state.finished = true;
      return state;
    }
  } else {
    remove_unfinished(plan, directory);
  }
  const std::string networks = directory.unfinished("networks");
  make_directory(directory.file("unfinished"));
  if (exists(directory.file("networks"))) {  // the last run was about to finish
    remove_all(networks);
    rename(directory.file("networks"), networks);
  }
  make_directory(networks);
  remove_others(networks, ".json");
  make_directory(directory.unfinished("items"));
  remove_others(directory.unfinished("items"), "");
  if (!exists(directory.file(kDescription))) write_final(directory, kDescription, plan.description());
  for (std::size_t item = 0; item < plan.num_items(); ++item) {
    if (!find_part(plan, directory, item)) state.to_do.push_back(item);
  }
  return state;
}

DatasetTotals finish_dataset(const DatasetPlan& plan, const DatasetDirectory& directory) {
  plan.check_unchanged();
  DatasetTotals totals;
  std::vector<std::vector<Part::Piece>> pieces;
  std::string network_sha256;
  for (std::size_t item = 0; item < plan.num_items(); ++item) {
    const std::optional<Part> part = find_part(plan, directory, item);
    if (!part) throw InputError(directory.part(item) + ": it is missing or not whole. Run the same command again");
    if (plan.item(item).is_first_of_network) network_sha256 = part->header.network_sha256;
    if (part->header.network_sha256 != network_sha256) {
      throw InputError(directory.part(item) + ": it is of another network. Remove it and run the same command again");
    }
    pieces.push_back(part->pieces);
    totals.regions += part->header.regions;
    totals.incomplete += part->header.complete ? 0 : 1;
  }
  std::size_t index = 0;  // of the file in every part
  for (const TableDefinition& table : plan.tables()) {
    for (const std::string& format : plan.spec().formats) {
      write_final(directory, table.name + "." + format, [&](std::ostream& out) {
        for (std::size_t item = 0; item < pieces.size(); ++item) {
          const std::uint64_t skip = item == 0 ? 0 : header_size(table, format);
          copy_piece(directory.part(item), pieces[item][index], skip, out);
        }
      });
      ++index;
    }
  }
  write_final(directory, kCard, dataset_card(plan, totals));
  rename(directory.unfinished("networks"), directory.file("networks"));
  sync_all(directory.path());
  write_final(directory, kSums, [&](std::ostream& out) {
    for (const std::string& name : summed_files(plan)) out << sum_line(directory, name);
  });
  sync_all(directory.path());
  remove_unfinished(plan, directory);
  return totals;
}

std::vector<std::string> table_files(const DatasetPlan& plan) {
  std::vector<std::string> files;
  for (const TableDefinition& table : plan.tables()) {
    for (const std::string& format : plan.spec().formats) files.push_back(table.name + "." + format);
  }
  return files;
}

}  // namespace crease::tools
