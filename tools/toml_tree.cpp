// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/toml_tree.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>
#include <vector>

#include "core/errors.h"
#include "core/io/file_bytes.h"

namespace crease::tools {
namespace {

class TreeMaker {
 public:
  TreeMaker(std::string_view bytes, const std::string& file) : bytes_(bytes), file_(file) {
    lines_.push_back(0);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      if (bytes[i] == '\n') lines_.push_back(i + 1);
    }
  }

  JsonValue make(const toml::node& node, std::size_t depth = 0) const {
    constexpr std::size_t kMaxDepth = 32;  // that of JSON
    JsonValue value;
    value.offset = offset_of(node.source().begin);
    if (depth == kMaxDepth) {
      throw ParseError(location_of(bytes_, value.offset, file_),
                       fmt::format("more than {} levels of nesting; remove some tables", kMaxDepth));
    }
    if (const toml::table* table = node.as_table()) {
      value.kind = JsonValue::Kind::kObject;
      for (const auto& [key, item] : in_order(*table)) {
        value.keys.emplace_back(key);
        value.items.push_back(make(*item, depth + 1));
      }
    } else if (const toml::array* array = node.as_array()) {
      value.kind = JsonValue::Kind::kArray;
      for (const toml::node& item : *array) value.items.push_back(make(item, depth + 1));
    } else {
      make_scalar(node, value);
    }
    return value;
  }

 private:
  using Member = std::pair<std::string_view, const toml::node*>;

  /// A toml::table is sorted by its keys.
  std::vector<Member> in_order(const toml::table& table) const {
    std::vector<Member> members;
    for (const auto& [key, item] : table) members.emplace_back(key.str(), &item);
    std::stable_sort(members.begin(), members.end(), [&](const Member& a, const Member& b) {
      return offset_of(a.second->source().begin) < offset_of(b.second->source().begin);
    });
    return members;
  }

  void make_scalar(const toml::node& node, JsonValue& value) const {
    if (const auto* text = node.as_string()) {
      value.kind = JsonValue::Kind::kString;
      value.text = text->get();
    } else if (const auto* boolean = node.as_boolean()) {
      value.kind = JsonValue::Kind::kBoolean;
      value.text = boolean->get() ? "true" : "false";
    } else if (const auto* integer = node.as_integer()) {
      value.kind = JsonValue::Kind::kNumber;
      value.text = std::to_string(integer->get());
    } else if (node.is_floating_point()) {
      value.kind = JsonValue::Kind::kNumber;
      const std::size_t end = std::max(value.offset, offset_of(node.source().end));
      value.text = bytes_.substr(value.offset, end - value.offset);
      std::erase(value.text, '_');
      if (!std::isfinite(node.as_floating_point()->get())) {
        throw ParseError(location_of(bytes_, value.offset, file_), "expected a number, found " + in_quotes(value.text));
      }
    } else {
      throw ParseError(location_of(bytes_, value.offset, file_), "dates and times have no use here; remove them");
    }
  }

  std::size_t offset_of(const toml::source_position& position) const {
    if (position.line == 0 || position.line > lines_.size()) return 0;
    const std::size_t start = lines_[position.line - 1];
    std::size_t offset = start;  // columns count characters, not bytes
    for (std::size_t column = 1; column < position.column && offset < bytes_.size(); ++column) {
      ++offset;
      while (offset < bytes_.size() && (static_cast<unsigned char>(bytes_[offset]) & 0xC0) == 0x80) ++offset;
    }
    return std::min(offset, bytes_.size());
  }

  std::string_view bytes_;
  const std::string& file_;
  std::vector<std::size_t> lines_;
};

}  // namespace

JsonValue parse_toml(const std::string& bytes, const std::string& file) {
  try {
    const toml::table table = toml::parse(bytes);
    return TreeMaker(bytes, file).make(table);
  } catch (const toml::parse_error& error) {
    const auto& where = error.source().begin;
    std::string cause(error.description());
    std::ranges::replace_if(
        cause, [](char c) { return c < ' ' || c > '~'; }, '?');
    throw ParseError({file, where.line, where.column}, shortened(cause) + "; check the TOML syntax");
  }
}

}  // namespace crease::tools
