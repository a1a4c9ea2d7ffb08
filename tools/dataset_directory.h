// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "tools/dataset_part.h"
#include "tools/dataset_plan.h"

namespace crease::tools {

/// The paths of a data set's files. While it is made, what there is of it stands in DIR/unfinished, beside
/// dataset.json, which says what it will be; SHA256SUMS comes last.
class DatasetDirectory {
 public:
  /// A '/' at the end does not matter.
  explicit DatasetDirectory(std::string path);

  const std::string& path() const { return path_; }
  std::string file(const std::string& name) const { return path_ + "/" + name; }
  std::string unfinished(const std::string& name) const { return file("unfinished/" + name); }
  std::string part(std::size_t item) const;
  /// "networks/000012.json".
  static std::string network_name(std::size_t network);

 private:
  std::string path_;
};

/// Makes the directory where there is none. While it lives, no other one of the same directory can be made, in no
/// process of the same machine; on others only where the file system shares its locks. Where it has none, says so on
/// standard error. Throws InputError when there is one, OutputError.
class DirectoryLock {
 public:
  explicit DirectoryLock(const std::string& path);
  ~DirectoryLock();
  DirectoryLock(const DirectoryLock&) = delete;
  DirectoryLock& operator=(const DirectoryLock&) = delete;

 private:
  int descriptor_;
};

/// What is in a data set's directory.
struct DatasetState {
  bool finished = false;
  std::vector<std::size_t> to_do;  ///< items, increasing
};

/// Makes the directory ready for items: a new one, or one that an earlier run left, whose items are checked by their
/// hashes, and kept where they are whole; a finished one is checked by SHA256SUMS. Of the processes that make a data
/// set together one calls this before all others begin, and holds the DirectoryLock. Throws InputError for a directory
/// of another data set, for one without dataset.json that holds anything but what a run that was ended before it wrote
/// that leaves, and for a finished one that was changed; OutputError. Beside a dataset.json of this data set only names
/// of the data set's own are touched.
DatasetState prepare_dataset(const DatasetPlan& plan, const DatasetDirectory& directory);

/// What a finished data set holds.
struct DatasetTotals {
  std::size_t incomplete = 0;  ///< items that reached the limit of regions
  std::uint64_t regions = 0;
};

/// Puts the items together to the files of the data set, when all of them are there: the last step, of one process.
/// Throws InputError when one is missing, or when a file of the specification has changed since the plan was made;
/// OutputError.
DatasetTotals finish_dataset(const DatasetPlan& plan, const DatasetDirectory& directory);

/// The names of the tables' files: "counts.jsonl".
std::vector<std::string> table_files(const DatasetPlan& plan);

}  // namespace crease::tools
