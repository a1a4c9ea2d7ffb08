// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/json_row.h"

#include <algorithm>

namespace crease {

void JsonRow::check_keys(const std::vector<std::string>& known, std::vector<std::string>& keys) const {
  if (value_.kind == JsonValue::Kind::kObject && value_.keys == keys) return;
  document_.check_object(value_, place_, known);
  if (keys.empty()) keys = value_.keys;
  for (const std::string& key : keys) at(key);
  for (const std::string& key : value_.keys) {
    if (std::find(keys.begin(), keys.end(), key) != keys.end()) continue;
    fail(key, "the first row does not have this key; all rows have the same");
  }
}

std::optional<Rational> JsonRow::rational_or_infinite(const std::string& key) const {
  const JsonValue& value = at(key);
  if (value.kind == JsonValue::Kind::kString && value.text == "inf") return std::nullopt;
  return rational(key);
}

void JsonRow::append_rationals(const std::string& key, std::size_t count, std::vector<Rational>& to) const {
  const std::vector<JsonValue>& items = list(key);
  if (items.size() != count) {
    fail(key, "expected " + std::to_string(count) + " numbers, found " + std::to_string(items.size()));
  }
  for (const JsonValue& item : items) to.push_back(document_.number(item, place(key)));
}

}  // namespace crease
