// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "algorithms/random_network.h"
#include "core/domain.h"
#include "core/network.h"
#include "tools/dataset_columns.h"
#include "tools/dataset_spec.h"

namespace crease::tools {

/// An item of a data set: a network in a domain.
struct DatasetItem {
  std::size_t item = 0, network = 0;    ///< numbers, counted from 0
  FileWords file;                       ///< where the network comes from; nothing: it is random
  std::optional<RandomNetwork> random;  ///< else
  DomainWords domain;
  bool is_first_of_network = true;

  /// "network 3 (2,16,1, seed 7) in box:-1,1".
  std::string in_words() const;
};

/// A specification with the files it names. Items are numbered group by group: networks in the order of architectures,
/// activations, initializations, biases, seeds (the last ones fastest), each in all domains.
class DatasetPlan {
 public:
  /// Reads the specification ("-": TOML from standard input, files relative to the current directory) and all files it
  /// names, and checks in every domain every file and, with its first seed, every architecture with every activation,
  /// initialization and law of biases, as domain() does, and that the domain has an interior. What is left to be found
  /// later is a network of another seed that does not fit. Throws InputError.
  explicit DatasetPlan(const std::string& spec_path);

  /// Of the specification.
  const std::string& path() const { return path_; }
  const DatasetSpec& spec() const { return spec_; }
  const std::vector<TableDefinition>& tables() const { return tables_; }
  std::size_t num_items() const { return num_items_; }
  std::size_t num_networks() const { return num_networks_; }
  DatasetItem item(std::size_t number) const;

  Network network(const DatasetItem& item) const;
  /// The domain as it was when the plan was made, whatever has become of its files. Throws InvalidDomain when regions
  /// of the network in it vary in too many dimensions (reach.h).
  Domain domain(const DatasetItem& item, const Network& network) const;

  /// The SHA-256 of what an item's network file, as it was when the plan was made, is as a file of the data set; empty
  /// for random networks, which the specification alone tells.
  std::string network_sha256(const DatasetItem& item) const;
  /// Throws InputError when a file that the specification names is no longer what the plan was made from.
  void check_unchanged() const;

  /// The bytes of dataset.json: all that the data set depends on, so that equal ones mean equal data sets.
  const std::string& description() const { return description_; }
  /// Their SHA-256.
  const std::string& identity() const { return identity_; }

 private:
  std::string path_of(const std::string& file) const;
  Domain read_domain(const DomainWords& words, std::size_t input_dim) const;
  void check(const DatasetItem& item);
  void add_input(const std::string& file);

  std::string path_, directory_;
  DatasetSpec spec_;
  std::vector<TableDefinition> tables_;
  std::size_t num_items_ = 0, num_networks_ = 0;
  Json inputs_ = Json::array(), file_domains_ = Json::array();
  std::map<std::string, std::string> input_hashes_;                              ///< by file
  std::map<std::tuple<std::string, std::string, std::size_t>, Domain> domains_;  ///< by words and number of inputs
  std::map<std::size_t, std::string> network_hashes_;                            ///< of networks of files, by number
  std::string description_, identity_;
};

}  // namespace crease::tools
