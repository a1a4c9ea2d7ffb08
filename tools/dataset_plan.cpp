// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/dataset_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "algorithms/ball_domain.h"
#include "core/errors.h"
#include "core/io/domain_text.h"
#include "core/io/file_bytes.h"
#include "core/io/json_domain.h"
#include "core/io/network_file.h"
#include "tools/reach.h"
#include "tools/results.h"

namespace crease::tools {
namespace {

namespace fs = std::filesystem;

/// Takes the last digit of a number to mixed bases off it.
std::size_t take_digit(std::size_t& number, std::size_t base) {
  const std::size_t digit = number % base;
  number /= base;
  return digit;
}

/// The words of network `number` of a group that is a grid.
RandomNetwork random_words(const NetworkGroup& group, std::size_t number) {
  RandomNetwork words;
  words.seed = group.seeds.at(take_digit(number, group.seeds.size()));
  words.biases = group.biases[take_digit(number, group.biases.size())];
  words.weights = group.initializations[take_digit(number, group.initializations.size())];
  words.activation = group.activations[take_digit(number, group.activations.size())];
  words.widths = group.architectures[number];
  return words;
}

bool is_file(const std::string& domain) { return domain != "all" && !domain.starts_with("box:"); }

/// What the words of a domain do not tell: what its files say.
Json full_json(const DomainWords& words, const Domain& domain) {
  Json json = domain_json(domain);
  json["slice_file"] = words.slice.empty() ? Json() : Json(words.slice);
  json["rows"] = rows_json(domain);
  return json;
}

Json to_json(const TableDefinition& table) {
  Json json = {{"name", table.name}, {"meaning", table.meaning}, {"columns", Json::array()}};
  for (const ColumnDefinition& column : table.columns) {
    json["columns"].push_back({{"name", column.name}, {"type", type_name(column.type)}, {"meaning", column.meaning}});
  }
  return json;
}

}  // namespace

std::string DatasetItem::in_words() const {
  const std::string what = random ? fmt::format("{}, {}, weights {}, biases {}, seed {}", widths_text(random->widths),
                                                random->activation, random->weights, random->biases, random->seed)
                                  : file.text();
  return fmt::format("item {} ({}; {}{}{})", item, what, domain.domain, domain.slice.empty() ? "" : ", slice ",
                     domain.slice);
}

DatasetPlan::DatasetPlan(const std::string& spec_path)
    : path_(spec_path),
      directory_(fs::path(spec_path).parent_path().string()),
      spec_(parse_dataset_spec(read_bytes(spec_path), spec_path)),
      tables_(dataset_tables(spec_)) {
  for (const NetworkGroup& group : spec_.groups) {
    // Of a grid, the first seed of every combination of the others.
    const std::size_t step = group.files.empty() ? group.seeds.size() : std::size_t{1};
    for (std::size_t n = 0; n < group.num_networks(); n += step) {
      for (std::size_t d = 0; d < group.domains.size(); ++d) check(item(num_items_ + n * group.domains.size() + d));
    }
    num_items_ += group.num_items();
    num_networks_ += group.num_networks();
  }
  Json json = {{"schema", "crease-dataset-description/1"},
               {"tool_version", CREASE_VERSION},
               {"name", spec_.name},
               {"items", num_items_},
               {"networks", num_networks_}};
  json["specification"] = tools::to_json(spec_);
  json["inputs"] = inputs_;
  json["domains"] = file_domains_;
  json["tables"] = Json::array();
  for (const TableDefinition& table : tables_) json["tables"].push_back(to_json(table));
  description_ = to_text(json);
  identity_ = sha256(description_);
}

DatasetItem DatasetPlan::item(std::size_t number) const {
  DatasetItem item;
  item.item = number;
  for (const NetworkGroup& group : spec_.groups) {
    if (number >= group.num_items()) {
      number -= group.num_items();
      item.network += group.num_networks();
      continue;
    }
    const std::size_t domain = take_digit(number, group.domains.size());
    item.network += number;
    item.domain = group.domains[domain];
    item.is_first_of_network = domain == 0;
    if (group.files.empty()) {
      item.random = random_words(group, number);
    } else {
      item.file = group.files[number];
    }
    return item;
  }
  throw std::out_of_range("no such item");
}

std::string DatasetPlan::path_of(const std::string& file) const { return (fs::path(directory_) / file).string(); }

Network DatasetPlan::network(const DatasetItem& item) const {
  if (item.random) return random_network(*item.random);
  ReadOptions options;
  options.checkpoint = item.file.checkpoint;
  const std::vector<NetworkFile> found = read_networks(path_of(item.file.file), options);
  if (found.size() > 1) {
    throw InputError(
        fmt::format("{0}: the file holds {1} networks; choose one by {{ file = \"{0}\", checkpoint = \"{2}\" }}",
                    item.file.file, found.size(), found.front().source.checkpoint));
  }
  return found.front().network;
}

Domain DatasetPlan::domain(const DatasetItem& item, const Network& network) const {
  Domain domain = domains_.at({item.domain.domain, item.domain.slice, network.input_dim()});
  check_reach(network, domain, true);
  return domain;
}

std::string DatasetPlan::network_sha256(const DatasetItem& item) const {
  return item.random ? "" : network_hashes_.at(item.network);
}

void DatasetPlan::check_unchanged() const {
  for (const auto& [file, hash] : input_hashes_) {
    if (sha256(read_bytes(path_of(file))) == hash) continue;
    throw InputError(
        path_of(file) +
        ": the file has changed since the data set was begun. Run again with a new directory, or put the file back as "
        "it was and run the same command again");
  }
}

Domain DatasetPlan::read_domain(const DomainWords& words, std::size_t input_dim) const {
  const std::string text = is_file(words.domain) ? path_of(words.domain) : words.domain;
  const Domain domain = parse_domain(text, input_dim).labelled(words.domain);
  return words.slice.empty() ? domain : read_slice(path_of(words.slice), domain);
}

void DatasetPlan::check(const DatasetItem& item) {
  try {
    // The hash of a file comes before what is kept of it, so that check_unchanged() finds a change between the two.
    if (!item.random) add_input(item.file.file);
    const Network network = this->network(item);
    if (!item.random && item.is_first_of_network) {
      std::ostringstream text;
      write_network_json(network, text);
      network_hashes_[item.network] = sha256(std::move(text).str());
    }
    const DomainWords& words = item.domain;
    const std::tuple key(words.domain, words.slice, network.input_dim());
    const bool is_new = !domains_.contains(key);
    if (is_new) {
      read_domain(words, network.input_dim());  // tells best what is wrong with the words
      if (is_file(words.domain)) add_input(words.domain);
      if (!words.slice.empty()) add_input(words.slice);
      domains_.emplace(key, read_domain(words, network.input_dim()));
    }
    const Domain domain = this->domain(item, network);
    if (!is_new) return;
    if (!has_interior(domain)) {
      throw InvalidDomain("domain " + domain.label() +
                          ": it has no interior, and regions are full-dimensional. Use a slice to look at a set of "
                          "fewer dimensions");
    }
    if (is_file(words.domain) || !words.slice.empty()) {
      const Json json = full_json(words, domain);
      if (std::ranges::find(file_domains_, json) == file_domains_.end()) file_domains_.push_back(json);
    }
  } catch (const InputError& error) {
    throw InputError(item.in_words() + ": " + error.what());
  }
}

void DatasetPlan::add_input(const std::string& file) {
  if (input_hashes_.contains(file)) return;
  const std::string hash = sha256(read_bytes(path_of(file)));
  input_hashes_.emplace(file, hash);
  inputs_.push_back({{"file", file}, {"sha256", hash}});
}

}  // namespace crease::tools
