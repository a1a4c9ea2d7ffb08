// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/index_lists.h"
#include "core/io/json_tree.h"

namespace crease {

/// A row of a table in a JSON document, with checked access to its cells.
class JsonRow {
 public:
  /// `place` is the row's place in words.
  JsonRow(JsonDocument& document, const JsonValue& value, std::string place)
      : document_(document), value_(value), place_(std::move(place)) {}

  /// Checks that the row has the keys of the table's first row, which `keys` holds (or, empty, is to hold), in any
  /// order.
  void check_keys(const std::vector<std::string>& known, std::vector<std::string>& keys) const;

  bool has(const std::string& key) const { return value_.find(key) != nullptr; }
  bool is_null(const std::string& key) const { return at(key).kind == JsonValue::Kind::kNull; }
  std::size_t index(const std::string& key, std::size_t end) const { return document_.index(at(key), end, place(key)); }
  bool boolean(const std::string& key) const { return document_.boolean(at(key), place(key)); }
  const std::string& text(const std::string& key) const { return document_.string(at(key), place(key)); }
  Rational rational(const std::string& key) const { return document_.number(at(key), place(key)); }
  /// None for "inf".
  std::optional<Rational> rational_or_infinite(const std::string& key) const;
  const std::vector<JsonValue>& list(const std::string& key) const { return document_.array(at(key), place(key)); }
  /// Appends a list of exactly `count` rationals.
  void append_rationals(const std::string& key, std::size_t count, std::vector<Rational>& to) const;
  /// Appends an increasing list of indices below `end` to the list that `to` is making.
  template <typename Id>
  void append_increasing(const std::string& key, std::size_t end, IndexLists<Id>& to, std::size_t shift = 0) const {
    std::optional<std::size_t> last;
    for (const JsonValue& item : list(key)) {
      const std::size_t i = document_.index(item, end, place(key));
      if (last && i <= *last) document_.fail(item, place(key) + ": the entries do not increase");
      to.push_item(Id(static_cast<std::uint32_t>(shift + i)));
      last = i;
    }
  }

  [[noreturn]] void fail(const std::string& key, const std::string& cause) const {
    document_.fail(at(key), place(key) + ": " + cause);
  }
  std::string place(const std::string& key) const { return place_ + ", " + key; }

 private:
  const JsonValue& at(const std::string& key) const { return document_.require(value_, key, place_); }

  JsonDocument& document_;
  const JsonValue& value_;
  std::string place_;
};

}  // namespace crease
