// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/dataset_spec.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <initializer_list>
#include <set>
#include <string_view>

#include "algorithms/random_network.h"
#include "core/errors.h"
#include "core/io/json_tree.h"
#include "tools/toml_tree.h"

namespace crease::tools {
namespace {

constexpr const char* kFormat = "crease-dataset-spec/1";
constexpr std::size_t kMostItems = 10000000;

/// Reads the members of one object; `place` is for messages.
class SpecReader {
 public:
  explicit SpecReader(JsonDocument& document) : document_(document) {}

  DatasetSpec read() {
    const JsonValue& root = document_.root();
    document_.check_object(
        root, "specification",
        {"format", "name", "description", "license", "quantities", "formats", "max_regions", "networks"});
    document_.check_format(root, kFormat);
    DatasetSpec spec;
    spec.name = line(document_.require(root, "name", "specification"), "name");
    if (const JsonValue* text = root.find("description")) spec.description = printable(*text, "description", "\n");
    if (const JsonValue* text = root.find("license")) spec.license = line(*text, "license");
    spec.quantities = choice(root, "quantities", quantity_names(), {});
    if (!spec.wants("counts")) spec.quantities.insert(spec.quantities.begin(), "counts");
    spec.formats = choice(root, "formats", {"jsonl", "csv"}, {"jsonl", "csv"});
    if (const JsonValue* number = root.find("max_regions")) {
      spec.max_regions = document_.size(*number, "max_regions");
    }
    const JsonValue& groups = document_.require(root, "networks", "specification");
    std::size_t items = 0;
    for (const JsonValue& group : list(groups, "networks")) {
      spec.groups.push_back(read_group(group, fmt::format("networks entry {}", spec.groups.size() + 1)));
      items += spec.groups.back().num_items();
      if (items > kMostItems) document_.fail(group, fmt::format("more than {} networks and domains", kMostItems));
    }
    return spec;
  }

 private:
  /// An array that is not empty.
  const std::vector<JsonValue>& list(const JsonValue& value, const std::string& place) {
    const std::vector<JsonValue>& items = document_.array(value, place);
    if (items.empty()) document_.fail(value, place + ": an empty list; name at least one, or leave the key out");
    return items;
  }

  std::string line(const JsonValue& value, const std::string& place) {
    std::string text = printable(value, place, "");
    if (text.empty()) document_.fail(value, place + ": expected one line of text");
    return text;
  }

  /// A text without control characters but those `allowed`.
  std::string printable(const JsonValue& value, const std::string& place, std::string_view allowed) {
    const std::string& text = document_.string(value, place);
    for (const char c : text) {
      const auto code = static_cast<unsigned char>(c);
      if ((code >= 0x20 && code != 0x7F) || allowed.find(c) != std::string_view::npos) continue;
      document_.fail(value, fmt::format("{}: expected {} of text, found the control character U+{:04X}; remove it",
                                        place, allowed.empty() ? "one line" : "lines", unsigned{code}));
    }
    return text;
  }

  /// What may name a file. Files are read more than once, which standard input cannot be.
  std::string file_name(const JsonValue& value, const std::string& place) {
    std::string name = line(value, place);
    if (name == "-") document_.fail(value, place + ": '-' is standard input, which is read only once; name a file");
    return name;
  }

  /// Some of `known`, in their order.
  std::vector<std::string> choice(const JsonValue& root, const std::string& key, const std::vector<std::string>& known,
                                  const std::vector<std::string>& otherwise) {
    const JsonValue* value = root.find(key);
    if (value == nullptr) return otherwise;
    std::set<std::string> chosen;
    for (const JsonValue& item : list(*value, key)) {
      const std::string& name = document_.string(item, key);
      if (std::ranges::find(known, name) == known.end()) {
        document_.fail(item, fmt::format("{}: '{}' is none of {}", key, name.substr(0, 40), fmt::join(known, ", ")));
      }
      if (!chosen.insert(name).second) document_.fail(item, fmt::format("{}: '{}' is there twice", key, name));
    }
    std::vector<std::string> result;
    for (const std::string& name : known) {
      if (chosen.contains(name)) result.push_back(name);
    }
    return result;
  }

  NetworkGroup read_group(const JsonValue& group, const std::string& place) {
    NetworkGroup result;
    if (group.find("files") != nullptr) {
      document_.check_object(group, place, {"files", "domains"});
      for (const JsonValue& file : list(*group.find("files"), place + ", files")) {
        result.files.push_back(read_file_words(file, place + ", files"));
      }
    } else {
      document_.check_object(group, place,
                             {"architectures", "activations", "initializations", "biases", "seeds", "domains"});
      read_grid(group, place, result);
    }
    if (const JsonValue* domains = group.find("domains")) {
      for (const JsonValue& domain : list(*domains, place + ", domains")) {
        result.domains.push_back(read_domain(domain, place + ", domains"));
      }
    } else {
      result.domains.emplace_back();
    }
    return result;
  }

  void read_grid(const JsonValue& group, const std::string& place, NetworkGroup& result) {
    result.activations = words(group, "activations", "relu", place, [](const std::string& s) { parse_unit_law(s); });
    const auto is_law = [](const std::string& text) { parse_number_law(text); };
    result.initializations = words(group, "initializations", "he_normal", place, is_law);
    result.biases = words(group, "biases", "zero", place, is_law);
    const JsonValue& architectures = document_.require(group, "architectures", place + " (or files)");
    for (const JsonValue& architecture : list(architectures, place + ", architectures")) {
      std::vector<std::size_t>& widths = result.architectures.emplace_back();
      for (const JsonValue& width : document_.array(architecture, place + ", architectures")) {
        widths.push_back(document_.size(width, place + ", architectures"));
      }
      for (const std::string& activation : result.activations) {
        checked(architecture, place + ", architectures",
                [&] { check_architecture(widths, parse_unit_law(activation)); });
      }
    }
    read_seeds(document_.require(group, "seeds", place), place + ", seeds", result.seeds);
  }

  /// Texts that `check` takes.
  std::vector<std::string> words(const JsonValue& group, const std::string& key, const std::string& otherwise,
                                 const std::string& place, const std::function<void(const std::string&)>& check) {
    const JsonValue* value = group.find(key);
    if (value == nullptr) return {otherwise};
    std::vector<std::string> result;
    for (const JsonValue& item : list(*value, place + ", " + key)) {
      result.push_back(document_.string(item, place + ", " + key));
      checked(item, place + ", " + key, [&] { check(result.back()); });
    }
    return result;
  }

  /// Gives an error the place in the specification.
  void checked(const JsonValue& at, const std::string& place, const std::function<void()>& check) {
    try {
      check();
    } catch (const InputError& error) {
      document_.fail(at, place + ": " + error.what());
    }
  }

  void read_seeds(const JsonValue& value, const std::string& place, Seeds& seeds) {
    constexpr std::size_t kEnd = std::size_t{1} << 49;  // those that index() reads
    if (value.kind == JsonValue::Kind::kArray) {
      for (const JsonValue& seed : list(value, place)) seeds.list.push_back(document_.index(seed, kEnd, place));
      return;
    }
    document_.check_object(value, place, {"from", "to"});
    seeds.first = document_.index(document_.require(value, "from", place), kEnd, place);
    const std::size_t last = document_.index(document_.require(value, "to", place), kEnd, place);
    if (last < seeds.first) document_.fail(value, place + ": 'to' is less than 'from'");
    seeds.count = last - seeds.first + 1;
    if (seeds.count > kMostItems) document_.fail(value, fmt::format("{}: more than {} seeds", place, kMostItems));
  }

  FileWords read_file_words(const JsonValue& value, const std::string& place) {
    if (value.kind != JsonValue::Kind::kObject) return {file_name(value, place), ""};
    document_.check_object(value, place, {"file", "checkpoint"});
    return {file_name(document_.require(value, "file", place), place + ", file"),
            line(document_.require(value, "checkpoint", place), place + ", checkpoint")};
  }

  DomainWords read_domain(const JsonValue& value, const std::string& place) {
    if (value.kind != JsonValue::Kind::kObject) return {file_name(value, place), ""};
    document_.check_object(value, place, {"domain", "slice"});
    DomainWords words;
    if (const JsonValue* domain = value.find("domain")) words.domain = file_name(*domain, place + ", domain");
    words.slice = file_name(document_.require(value, "slice", place), place + ", slice");
    return words;
  }

  JsonDocument& document_;
};

/// Beyond what is allowed it does not matter.
std::size_t capped_product(std::initializer_list<std::size_t> factors) {
  std::size_t product = 1;
  for (const std::size_t factor : factors) product = std::min(product * std::min(factor, kMostItems), 2 * kMostItems);
  return product;
}

Json to_json(const Seeds& seeds) {
  if (!seeds.list.empty()) return seeds.list;
  return {{"from", seeds.first}, {"to", seeds.first + seeds.count - 1}};
}

Json to_json(const NetworkGroup& group) {
  Json json;
  if (!group.files.empty()) {
    json["files"] = Json::array();
    for (const FileWords& words : group.files) {
      json["files"].push_back(words.checkpoint.empty() ? Json(words.file)
                                                       : Json{{"file", words.file}, {"checkpoint", words.checkpoint}});
    }
  } else {
    json["architectures"] = group.architectures;
    json["activations"] = group.activations;
    json["initializations"] = group.initializations;
    json["biases"] = group.biases;
    json["seeds"] = to_json(group.seeds);
  }
  json["domains"] = Json::array();
  for (const DomainWords& words : group.domains) {
    json["domains"].push_back(words.slice.empty() ? Json(words.domain)
                                                  : Json{{"domain", words.domain}, {"slice", words.slice}});
  }
  return json;
}

}  // namespace

std::size_t NetworkGroup::num_networks() const {
  if (!files.empty()) return files.size();
  return capped_product(
      {architectures.size(), activations.size(), initializations.size(), biases.size(), seeds.size()});
}

std::size_t NetworkGroup::num_items() const { return capped_product({num_networks(), domains.size()}); }

bool DatasetSpec::wants(const std::string& quantity) const {
  return std::ranges::find(quantities, quantity) != quantities.end();
}

const std::vector<std::string>& quantity_names() {
  static const std::vector<std::string> names = {"counts",  "faces",  "volume",   "inradii",   "boundary", "bounds",
                                                 "regions", "facets", "vertices", "inspheres", "decision"};
  return names;
}

DatasetSpec parse_dataset_spec(const std::string& bytes, const std::string& path) {
  if (path.ends_with(".json")) {
    JsonDocument document(bytes, path, DecimalPolicy::kExact);
    return SpecReader(document).read();
  }
  JsonDocument document(bytes, path, DecimalPolicy::kExact, parse_toml(bytes, path));
  return SpecReader(document).read();
}

Json to_json(const DatasetSpec& spec) {
  Json json = {{"format", kFormat}, {"name", spec.name}};
  if (!spec.description.empty()) json["description"] = spec.description;
  if (!spec.license.empty()) json["license"] = spec.license;
  json["quantities"] = spec.quantities;
  json["formats"] = spec.formats;
  if (spec.max_regions) json["max_regions"] = *spec.max_regions;
  json["networks"] = Json::array();
  for (const NetworkGroup& group : spec.groups) json["networks"].push_back(to_json(group));
  return json;
}

}  // namespace crease::tools
