// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/s_expression.h"

#include <algorithm>
#include <utility>

#include "core/errors.h"
#include "core/io/file_bytes.h"

namespace crease {
namespace {

constexpr std::size_t kMaxDepth = 256;
constexpr std::string_view kSpace = " \t\r\n\f\v";
constexpr std::string_view kWordEnds = " \t\r\n\f\v()[];\"";

}  // namespace

std::string_view SExpression::head() const {
  return is_list() && !items.empty() && items[0].kind == Kind::kWord ? items[0].text : std::string_view();
}

SExpressionReader::SExpressionReader(std::string_view bytes, std::string file) : bytes_(bytes), file_(std::move(file)) {
  if (bytes_.starts_with("\xEF\xBB\xBF")) position_ = 3;
}

std::optional<SExpression> SExpressionReader::next() {
  skip_space();
  if (position_ == bytes_.size()) return std::nullopt;
  if (bytes_[position_] != '(') fail(position_, "expected '(' here; everything stands in parentheses");
  return read(0);
}

void SExpressionReader::fail(std::size_t offset, const std::string& message) const {
  throw ParseError(location_of(bytes_, offset, file_), message);
}

void SExpressionReader::skip_space() {
  while (position_ < bytes_.size()) {
    if (bytes_[position_] == ';') {
      position_ = std::min(bytes_.find('\n', position_), bytes_.size());
    } else if (kSpace.find(bytes_[position_]) != std::string_view::npos) {
      ++position_;
    } else {
      return;
    }
  }
}

SExpression SExpressionReader::read(std::size_t depth) {
  SExpression result;
  result.offset = position_;
  if (bytes_[position_] == '(') {
    if (depth == kMaxDepth) {
      fail(position_, "more than " + std::to_string(kMaxDepth) + " levels of nesting; write sums as (+ a b c ...)");
    }
    result.kind = SExpression::Kind::kList;
    ++position_;
    while (true) {
      skip_space();
      if (position_ == bytes_.size()) fail(result.offset, "this '(' is never closed; add a ')'");
      if (bytes_[position_] == ')') break;
      if (bytes_[position_] == '[') {
        if (result.items.empty()) fail(position_, "these indices have no name before them");
        read_index(result.items.back());
      } else {
        result.items.push_back(read(depth + 1));
      }
    }
    ++position_;
    return result;
  }
  if (bytes_[position_] == '"') {
    result.kind = SExpression::Kind::kString;
    const std::size_t end = bytes_.find('"', position_ + 1);
    if (end == std::string_view::npos) fail(position_, "this string never ends; add a '\"'");
    result.text = bytes_.substr(position_ + 1, end - position_ - 1);
    position_ = end + 1;
    return result;
  }
  const std::size_t end = std::min(bytes_.find_first_of(kWordEnds, position_), bytes_.size());
  if (end == position_) fail(position_, "expected a word or '(' here, found " + in_quotes(bytes_.substr(position_, 1)));
  result.text = bytes_.substr(position_, end - position_);
  position_ = end;
  return result;
}

void SExpressionReader::read_index(SExpression& word) {
  if (word.kind != SExpression::Kind::kWord || word.index) fail(position_, "these indices have no name before them");
  const std::size_t end = bytes_.find(']', position_);
  if (end == std::string_view::npos) fail(position_, "this '[' is never closed; add a ']'");
  word.index = bytes_.substr(position_ + 1, end - position_ - 1);
  position_ = end + 1;
}

}  // namespace crease
