// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/io/size_budget.h"
#include "core/numbers.h"

namespace crease {

/// A JSON value that remembers where it stands and keeps numbers as their text, so that decimals stay exact and errors
/// can point at their place.
struct JsonValue {
  enum class Kind { kNull, kBoolean, kNumber, kString, kArray, kObject };

  Kind kind = Kind::kNull;
  std::size_t offset = 0;              ///< of the first byte
  std::string text = {};               ///< the number as written, or the decoded string
  std::vector<std::string> keys = {};  ///< of an object's items
  std::vector<JsonValue> items = {};   ///< of an array or object

  /// The item of an object under `key`, or null.
  const JsonValue* find(const std::string& key) const;
};

/// A JSON text with the checks its readers share. Every function that checks takes the value's place in words ("layer
/// 2, bias") and throws a ParseError "file:line:column: place: cause".
class JsonDocument {
 public:
  /// Throws ParseError for anything but one JSON value: NaN, infinities, duplicate keys, more than 32 levels, text
  /// after the end. `file` is for messages.
  JsonDocument(std::string bytes, std::string file, DecimalPolicy decimals);

  /// Sees an item of an array that is too long to be kept; `root` is what there is of the document so far.
  using ItemVisitor =
      std::function<void(JsonDocument& document, const JsonValue& root, const std::string& key, const JsonValue& item)>;
  /// As above, but where the root's members named in `streamed` are arrays, their items go to `visit` as they are read,
  /// and the tree keeps empty arrays. The visitor may use the document's checks, but not root(). `bytes` must outlive
  /// the document.
  JsonDocument(const std::string& bytes, std::string file, DecimalPolicy decimals,
               const std::vector<std::string>& streamed, const ItemVisitor& visit);

  /// The same checks for another text format that means the same: `root` is what `bytes` hold, with offsets into them.
  JsonDocument(std::string bytes, std::string file, DecimalPolicy decimals, JsonValue root);

  JsonDocument(const JsonDocument&) = delete;
  JsonDocument& operator=(const JsonDocument&) = delete;

  const JsonValue& root() const { return root_; }

  [[noreturn]] void fail(const JsonValue& at, const std::string& message) const;

  /// Checks that `value` is an object whose keys are all among `known`.
  void check_object(const JsonValue& value, const std::string& place, const std::vector<std::string>& known) const;
  /// Checks the object's "format".
  void check_format(const JsonValue& object, const std::string& expected) const;
  const JsonValue& require(const JsonValue& object, const std::string& key, const std::string& place) const;
  const std::vector<JsonValue>& array(const JsonValue& value, const std::string& place) const;
  const std::string& string(const JsonValue& value, const std::string& place) const;
  /// A number, or a string with one: an integer, a decimal, or "p/q".
  Rational number(const JsonValue& value, const std::string& place);
  std::vector<Rational> numbers(const JsonValue& value, const std::string& place);
  /// The same of an array that has to have so many.
  std::vector<Rational> numbers(const JsonValue& value, std::size_t count, const std::string& place);
  /// A positive integer below 10^9.
  std::size_t size(const JsonValue& value, const std::string& place) const;
  /// An integer from 0 to `end` - 1, the number of some thing of which there are `end`.
  std::size_t index(const JsonValue& value, std::size_t end, const std::string& place) const;
  bool boolean(const JsonValue& value, const std::string& place) const;

 private:
  std::string own_bytes_;
  std::string_view bytes_;
  std::string file_;
  DecimalPolicy decimals_;
  SizeBudget budget_;
  JsonValue root_;
};

}  // namespace crease
