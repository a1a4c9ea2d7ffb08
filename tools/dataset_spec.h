// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/io/json_values.h"

namespace crease::tools {

/// A domain in the words of --domain and --slice; files are relative to the specification's.
struct DomainWords {
  std::string domain = "all";
  std::string slice;  ///< empty: none
  bool operator==(const DomainWords&) const = default;
};

/// A network of a file, relative to the specification's.
struct FileWords {
  std::string file;
  std::string checkpoint;  ///< which one of a file of several; empty: its only one
  /// "run.json", "run.json#epoch_3".
  std::string text() const { return checkpoint.empty() ? file : file + "#" + checkpoint; }
};

/// `count` numbers from `first` on, or those listed.
struct Seeds {
  std::vector<std::uint64_t> list;
  std::uint64_t first = 0, count = 0;
  std::size_t size() const { return list.empty() ? count : list.size(); }
  std::uint64_t at(std::size_t i) const { return list.empty() ? first + i : list[i]; }
};

/// Networks and where they are looked at: files, or every combination of the words of random_network.h.
struct NetworkGroup {
  std::vector<FileWords> files;
  std::vector<std::vector<std::size_t>> architectures;
  std::vector<std::string> activations, initializations, biases;
  Seeds seeds;
  std::vector<DomainWords> domains;

  std::size_t num_networks() const;
  std::size_t num_items() const;
};

/// What a data set holds.
struct DatasetSpec {
  std::string name, description, license;
  std::vector<std::string> quantities;  ///< in the order of quantity_names()
  std::vector<std::string> formats;     ///< "jsonl", "csv", in this order
  std::optional<std::uint64_t> max_regions;
  std::vector<NetworkGroup> groups;

  bool wants(const std::string& quantity) const;
};

/// What can be told of every network in its domain. "counts" always is.
const std::vector<std::string>& quantity_names();

/// Reads a specification (crease-dataset-spec/1), TOML or, where `path` ends in .json, JSON. data/datasets.md describes
/// it. Opens no other file. Throws ParseError, with the place, for everything that is wrong by itself.
DatasetSpec parse_dataset_spec(const std::string& bytes, const std::string& path);

/// The specification with all defaults filled in, itself a specification.
Json to_json(const DatasetSpec& spec);

}  // namespace crease::tools
