// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/complex_reader.h"

#include <functional>
#include <optional>
#include <utility>

#include "core/errors.h"
#include "core/io/complex_rows.h"
#include "core/io/file_bytes.h"
#include "core/io/json_domain.h"
#include "core/io/json_network.h"
#include "core/io/preprocessing.h"

namespace crease {
namespace {

const std::vector<std::string> kHeaderKeys = {"schema",   "tool_version", "network", "decimals", "domain",
                                              "complete", "reason",       "counts",  "lineality"};
const std::vector<std::string> kTables = {"regions", "facets", "vertices"};

/// What stands before the tables.
struct Header {
  Network network;
  Domain domain;
  ComplexHeader words;
  ComplexCounts counts;
  bool complete;
  std::vector<std::vector<Rational>> lineality;
};

bool is_whole_header(const JsonValue& root) {
  for (const std::string& key : kHeaderKeys) {
    if (root.find(key) == nullptr) return false;
  }
  return true;
}

ComplexCounts read_counts(JsonDocument& document, const JsonValue& value) {
  document.check_object(value, "counts",
                        {"activation_regions", "linear_regions", "affine_pieces", "bounded_regions", "facets",
                         "adjacencies", "vertices", "rays"});
  constexpr std::size_t kEnd = RegionId::kNone;  // what handles can count
  const auto count = [&](const char* key) {
    return document.index(document.require(value, key, "counts"), kEnd, std::string("counts, ") + key);
  };
  return {count("activation_regions"),
          count("linear_regions"),
          count("affine_pieces"),
          count("bounded_regions"),
          count("facets"),
          count("adjacencies"),
          count("vertices"),
          count("rays")};
}

DecimalPolicy read_decimals(const JsonDocument& document, const JsonValue& value) {
  const std::string& text = document.string(value, "decimals");
  for (const DecimalPolicy policy : {DecimalPolicy::kExact, DecimalPolicy::kFloat64, DecimalPolicy::kFloat32}) {
    if (text == to_string(policy)) return policy;
  }
  document.fail(value, "decimals: expected \"exact\", \"float64\" or \"float32\", found " + in_quotes(text));
}

Header read_header(JsonDocument& document, const JsonValue& root) {
  const auto member = [&](const char* key) -> const JsonValue& { return document.require(root, key, "document"); };
  const auto text = [&](const char* key) { return document.string(member(key), key); };
  if (text("schema") != "crease-complex/1") {
    document.fail(member("schema"), "schema: expected 'crease-complex/1', found " + in_quotes(text("schema")));
  }
  const JsonValue& network_value = member("network");
  document.check_object(network_value, "network", {"name", "sha256", "preprocess", "outputs", "model"});
  const auto network_text = [&](const char* key) {
    return document.string(document.require(network_value, key, "network"), std::string("network, ") + key);
  };
  Network network = read_network_value(document, document.require(network_value, "model", "network"), "network, model",
                                       network_text("name"));
  Domain domain = read_domain_value(document, member("domain"), network.input_dim());
  const ComplexCounts counts = read_counts(document, member("counts"));
  ComplexHeader words{.tool_version = text("tool_version"),
                      .sha256 = network_text("sha256"),
                      .decimals = read_decimals(document, member("decimals")),
                      .reason = text("reason"),
                      .linear_regions = counts.linear_regions,
                      .affine_pieces = counts.affine_pieces,
                      .preprocessing = read_preprocessing(document, network_value, network.input_dim())};
  std::vector<std::vector<Rational>> lineality;
  for (const JsonValue& line : document.array(member("lineality"), "lineality")) {
    lineality.push_back(document.numbers(line, domain.dim(), "lineality, entry " + std::to_string(lineality.size())));
  }
  const bool complete = document.boolean(member("complete"), "complete");
  return {std::move(network), std::move(domain), std::move(words), counts, complete, std::move(lineality)};
}

}  // namespace

ComplexFile parse_complex(const std::string& bytes, const std::string& path) {
  if (bytes.empty()) throw ParseError({path}, "the file is empty; expected a complex (crease-complex/1)");
  std::optional<Header> header;
  std::optional<ComplexRows> rows;
  const auto start = [&](JsonDocument& document, const JsonValue& root) {
    header.emplace(read_header(document, root));
    rows.emplace(header->network, header->domain, header->counts);
  };
  const auto read = [&](const JsonDocument::ItemVisitor& visit) {
    return JsonDocument(bytes, path, DecimalPolicy::kExact, kTables, visit);
  };

  // Files that crease wrote have their header first; others are gone through a second time.
  bool skipped = false;
  JsonDocument document =
      read([&](JsonDocument& now, const JsonValue& root, const std::string& table, const JsonValue& row) {
        if (!rows && !skipped && is_whole_header(root)) start(now, root);
        if (rows) {
          rows->add(now, table, row);
        } else {
          skipped = true;
        }
      });
  std::vector<std::string> known = kHeaderKeys;
  known.insert(known.end(), kTables.begin(), kTables.end());
  document.check_object(document.root(), "document", known);
  if (!rows) start(document, document.root());
  if (skipped) {
    read([&](JsonDocument& now, const JsonValue&, const std::string& table, const JsonValue& row) {
      rows->add(now, table, row);
    });
  }
  rows->check_complete(document, document.root());

  ComplexTables& tables = rows->tables();
  tables.complete = header->complete;
  tables.lineality = std::move(header->lineality);
  return {std::move(header->network), std::move(header->domain), std::move(header->words), std::move(tables),
          std::move(rows->claims())};
}

ComplexFile read_complex(const std::string& path) { return parse_complex(read_bytes(path), path); }

}  // namespace crease
