// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/json_tree.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "core/errors.h"
#include "core/io/file_bytes.h"

namespace crease {
namespace {

// With long double as its float type the parser takes literals up to 1e4932; with double it refuses 1e400.
using Json = nlohmann::basic_json<std::map, std::vector, std::string, bool, std::int64_t, std::uint64_t, long double>;

constexpr std::size_t kMaxDepth = 32;

/// Builds the tree from the parser's events. The parser does not tell positions, but the bytes do: an event's token
/// starts at the first byte after the previous token that is neither space nor separator.
class TreeBuilder : public nlohmann::json_sax<Json> {
 public:
  TreeBuilder(std::string_view bytes, const std::string& file) : bytes_(bytes), file_(file) {
    if (bytes_.starts_with("\xEF\xBB\xBF")) position_ = 3;
  }

  bool null() override { return add_literal(JsonValue::Kind::kNull); }
  bool boolean(bool) override { return add_literal(JsonValue::Kind::kBoolean); }
  bool number_integer(number_integer_t) override { return add_literal(JsonValue::Kind::kNumber); }
  bool number_unsigned(number_unsigned_t) override { return add_literal(JsonValue::Kind::kNumber); }
  bool number_float(number_float_t, const string_t&) override { return add_literal(JsonValue::Kind::kNumber); }
  bool binary(binary_t&) override { return false; }

  bool string(string_t& value) override {
    const std::size_t start = next_token();
    position_ = end_of_string(start);
    add({.kind = JsonValue::Kind::kString, .offset = start, .text = std::move(value)});
    return true;
  }

  bool start_object(std::size_t) override { return open(JsonValue::Kind::kObject); }
  bool start_array(std::size_t) override { return open(JsonValue::Kind::kArray); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }

  bool key(string_t& name) override {
    const std::size_t start = next_token();
    position_ = end_of_string(start);
    if (is_duplicate(name)) {
      throw ParseError(location_of(bytes_, start, file_), "duplicate key " + in_quotes(name) + "; keep one of them");
    }
    open_.back().keys.push_back(std::move(name));
    return true;
  }

  bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception& error) override {
    // "[json.exception.parse_error.101] parse error at line 1, column 2: syntax error while ..."
    std::string cause = error.what();
    if (const std::size_t bracket = cause.find("] "); bracket != std::string::npos) cause.erase(0, bracket + 2);
    if (const std::size_t colon = cause.find(": "); cause.starts_with("parse error") && colon != std::string::npos) {
      cause.erase(0, colon + 2);
    }
    cause = printable(cause);
    if (at_non_finite()) {
      cause += "; NaN and infinities are not JSON and not weights";
    } else if (error.id == kNumberOverflow) {
      cause += "; write numbers this large as a string, \"p/q\" or decimal";
    } else {
      cause += "; check the JSON syntax";
    }
    throw ParseError(location_of(bytes_, position == 0 ? 0 : position - 1, file_), cause);
  }

  /// From now on, `visit` gets the items of the root's arrays with these names.
  void stream(const std::vector<std::string>& names, std::function<void(const std::string&, const JsonValue&)> visit) {
    streamed_ = names;
    visit_ = std::move(visit);
  }

  /// What there is of the outermost value. Pre: it was opened.
  const JsonValue& partial_root() const { return open_.front(); }
  JsonValue take() { return std::move(*root_); }

 private:
  static constexpr int kNumberOverflow = 406;

  /// Whether the innermost object has the key. Most objects have a handful; those with many get an index.
  bool is_duplicate(const std::string& name) {
    constexpr std::size_t kMany = 64;
    const std::vector<std::string>& keys = open_.back().keys;
    if (keys.size() < kMany) return std::find(keys.begin(), keys.end(), name) != keys.end();
    std::unordered_set<std::string>& index = indices_[open_.size()];
    if (keys.size() == kMany) index = {keys.begin(), keys.end()};
    return !index.insert(name).second;
  }

  /// Whether "NaN", "nan", "Infinity", "-inf" or the like comes next.
  bool at_non_finite() const {
    const std::size_t start = next_token();
    const std::string_view word = bytes_.substr(bytes_.compare(start, 1, "-") == 0 ? start + 1 : start);
    return word.starts_with('N') || word.starts_with("na") || word.starts_with('I') || word.starts_with('i');
  }

  static std::string printable(std::string text) {
    constexpr std::size_t kLongest = 160;
    if (text.size() > kLongest) text = text.substr(0, kLongest) + "...";
    for (char& c : text) {
      if (c < ' ' || c > '~') c = '?';
    }
    return text;
  }

  std::size_t next_token() const { return std::min(bytes_.find_first_not_of(" \t\r\n,:", position_), bytes_.size()); }

  std::size_t end_of_string(std::size_t start) const {
    std::size_t i = start + 1;
    while (i < bytes_.size() && bytes_[i] != '"') i += bytes_[i] == '\\' ? 2 : 1;
    return std::min(i + 1, bytes_.size());
  }

  bool add_literal(JsonValue::Kind kind) {
    const std::size_t start = next_token();
    position_ = std::min(bytes_.find_first_of(" \t\r\n,:]}", start), bytes_.size());
    add({.kind = kind, .offset = start, .text = std::string(bytes_.substr(start, position_ - start))});
    return true;
  }

  bool open(JsonValue::Kind kind) {
    const std::size_t start = next_token();
    position_ = start + 1;
    if (open_.size() == kMaxDepth) {
      throw ParseError(location_of(bytes_, start, file_),
                       "more than " + std::to_string(kMaxDepth) + " levels of nesting; remove some brackets");
    }
    open_.push_back({.kind = kind, .offset = start});
    return true;
  }

  bool close() {
    position_ = next_token() + 1;
    JsonValue value = std::move(open_.back());
    open_.pop_back();
    add(std::move(value));
    return true;
  }

  void add(JsonValue value) {
    if (open_.empty()) {
      root_ = std::move(value);
    } else if (is_streamed()) {
      visit_(open_.front().keys.back(), value);
    } else {
      open_.back().items.push_back(std::move(value));
    }
  }

  /// Whether a value that ends now is an item of an array that is not kept.
  bool is_streamed() const {
    return visit_ && open_.size() == 2 && open_[1].kind == JsonValue::Kind::kArray &&
           open_[0].kind == JsonValue::Kind::kObject &&
           std::find(streamed_.begin(), streamed_.end(), open_[0].keys.back()) != streamed_.end();
  }

  std::string_view bytes_;
  const std::string& file_;
  std::size_t position_ = 0;
  std::vector<std::string> streamed_;
  std::function<void(const std::string&, const JsonValue&)> visit_;
  std::vector<JsonValue> open_;
  std::map<std::size_t, std::unordered_set<std::string>> indices_;  ///< of the keys of large objects, by depth
  std::optional<JsonValue> root_;
};

std::string kind_name(JsonValue::Kind kind) {
  switch (kind) {
    case JsonValue::Kind::kNull:
      return "null";
    case JsonValue::Kind::kBoolean:
      return "a boolean";
    case JsonValue::Kind::kNumber:
      return "a number";
    case JsonValue::Kind::kString:
      return "a string";
    case JsonValue::Kind::kArray:
      return "an array";
    case JsonValue::Kind::kObject:
      return "an object";
  }
  return "a value";
}

}  // namespace

const JsonValue* JsonValue::find(const std::string& key) const {
  const auto it = std::find(keys.begin(), keys.end(), key);
  return it == keys.end() ? nullptr : &items[static_cast<std::size_t>(it - keys.begin())];
}

JsonDocument::JsonDocument(std::string bytes, std::string file, DecimalPolicy decimals)
    : own_bytes_(std::move(bytes)),
      bytes_(own_bytes_),
      file_(std::move(file)),
      decimals_(decimals),
      budget_(bytes_.size()) {
  TreeBuilder builder(bytes_, file_);
  Json::sax_parse(bytes_, &builder);
  root_ = builder.take();
}

JsonDocument::JsonDocument(const std::string& bytes, std::string file, DecimalPolicy decimals,
                           const std::vector<std::string>& streamed, const ItemVisitor& visit)
    : bytes_(bytes), file_(std::move(file)), decimals_(decimals), budget_(bytes_.size()) {
  TreeBuilder builder(bytes_, file_);
  builder.stream(streamed, [&](const std::string& key, const JsonValue& item) {
    visit(*this, builder.partial_root(), key, item);
  });
  Json::sax_parse(bytes_, &builder);
  root_ = builder.take();
}

JsonDocument::JsonDocument(std::string bytes, std::string file, DecimalPolicy decimals, JsonValue root)
    : own_bytes_(std::move(bytes)),
      bytes_(own_bytes_),
      file_(std::move(file)),
      decimals_(decimals),
      budget_(bytes_.size()),
      root_(std::move(root)) {}

void JsonDocument::fail(const JsonValue& at, const std::string& message) const {
  throw ParseError(location_of(bytes_, at.offset, file_), message);
}

void JsonDocument::check_object(const JsonValue& value, const std::string& place,
                                const std::vector<std::string>& known) const {
  if (value.kind != JsonValue::Kind::kObject) {
    fail(value, place + ": expected an object, found " + kind_name(value.kind));
  }
  for (std::size_t i = 0; i < value.keys.size(); ++i) {
    if (std::find(known.begin(), known.end(), value.keys[i]) != known.end()) continue;
    std::string list;
    for (const std::string& key : known) list += (list.empty() ? "" : ", ") + key;
    fail(value.items[i], place + ": unknown key " + in_quotes(value.keys[i]) + "; the keys here are " + list);
  }
}

void JsonDocument::check_format(const JsonValue& object, const std::string& expected) const {
  const JsonValue& format = require(object, "format", "document");
  if (string(format, "format") != expected) {
    fail(format, "format: expected " + in_quotes(expected) + ", found " + in_quotes(format.text));
  }
}

const JsonValue& JsonDocument::require(const JsonValue& object, const std::string& key,
                                       const std::string& place) const {
  const JsonValue* value = object.find(key);
  if (value == nullptr) fail(object, place + ": the key '" + key + "' is missing; add it");
  return *value;
}

const std::vector<JsonValue>& JsonDocument::array(const JsonValue& value, const std::string& place) const {
  if (value.kind != JsonValue::Kind::kArray) {
    fail(value, place + ": expected an array, found " + kind_name(value.kind));
  }
  return value.items;
}

const std::string& JsonDocument::string(const JsonValue& value, const std::string& place) const {
  if (value.kind != JsonValue::Kind::kString) {
    fail(value, place + ": expected a string, found " + kind_name(value.kind));
  }
  return value.text;
}

Rational JsonDocument::number(const JsonValue& value, const std::string& place) {
  if (value.kind != JsonValue::Kind::kNumber && value.kind != JsonValue::Kind::kString) {
    fail(value, place + ": expected a number or \"p/q\", found " + kind_name(value.kind));
  }
  try {
    Rational result = parse_number(value.text, decimals_);
    budget_.spend(result);
    return result;
  } catch (const std::logic_error& error) {
    fail(value, place + ": " + error.what());
  }
}

std::vector<Rational> JsonDocument::numbers(const JsonValue& value, const std::string& place) {
  std::vector<Rational> result;
  for (const JsonValue& item : array(value, place)) {
    result.push_back(number(item, place + " entry " + std::to_string(result.size() + 1)));
  }
  return result;
}

std::vector<Rational> JsonDocument::numbers(const JsonValue& value, std::size_t count, const std::string& place) {
  const std::size_t found = array(value, place).size();
  if (found != count) {
    fail(value, place + ": expected " + std::to_string(count) + " numbers, found " + std::to_string(found));
  }
  return numbers(value, place);
}

std::size_t JsonDocument::size(const JsonValue& value, const std::string& place) const {
  constexpr std::size_t kMaxDigits = 9;
  const bool digits = !value.text.empty() && value.text.find_first_not_of("0123456789") == std::string::npos;
  if (value.kind != JsonValue::Kind::kNumber || !digits || value.text.size() > kMaxDigits || value.text == "0") {
    fail(value, place + ": expected a positive integer below 10^9, found " +
                    (value.text.empty() ? kind_name(value.kind) : in_quotes(value.text)));
  }
  return std::stoul(value.text);
}

std::size_t JsonDocument::index(const JsonValue& value, std::size_t end, const std::string& place) const {
  constexpr std::size_t kMaxDigits = 15;
  const bool digits = !value.text.empty() && value.text.find_first_not_of("0123456789") == std::string::npos;
  if (value.kind != JsonValue::Kind::kNumber || !digits || value.text.size() > kMaxDigits) {
    fail(value, place + ": expected an integer that is not negative, found " +
                    (value.kind == JsonValue::Kind::kNumber ? in_quotes(value.text) : kind_name(value.kind)));
  }
  const std::size_t result = std::stoull(value.text);
  if (result >= end) {
    fail(value, place + ": " + value.text + " is too large; there are " + std::to_string(end) + ", counted from 0");
  }
  return result;
}

bool JsonDocument::boolean(const JsonValue& value, const std::string& place) const {
  if (value.kind != JsonValue::Kind::kBoolean) {
    fail(value, place + ": expected true or false, found " + kind_name(value.kind));
  }
  return value.text == "true";
}

}  // namespace crease
