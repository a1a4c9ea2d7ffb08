// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <string>
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
  /// Reads the specification and all files it names, and checks every file, and every architecture with its first
  /// seed, in every domain, so that nothing that is wrong ends a long run. Throws InputError.
  explicit DatasetPlan(const std::string& spec_path);

  /// Of the specification.
  const std::string& path() const { return path_; }
  const DatasetSpec& spec() const { return spec_; }
  const std::vector<TableDefinition>& tables() const { return tables_; }
  std::size_t num_items() const { return num_items_; }
  std::size_t num_networks() const { return num_networks_; }
  DatasetItem item(std::size_t number) const;

  Network network(const DatasetItem& item) const;
  Domain domain(const DatasetItem& item, const Network& network) const;

  /// The bytes of dataset.json: all that the data set depends on, so that equal ones mean equal data sets.
  const std::string& description() const { return description_; }
  /// Their SHA-256.
  const std::string& identity() const { return identity_; }

 private:
  std::string path_of(const std::string& file) const;
  void check(const DatasetItem& item);
  void add_input(const std::string& file);

  std::string path_, directory_;
  DatasetSpec spec_;
  std::vector<TableDefinition> tables_;
  std::size_t num_items_ = 0, num_networks_ = 0;
  Json inputs_ = Json::array(), domains_ = Json::array();
  std::string description_, identity_;
};

}  // namespace crease::tools
