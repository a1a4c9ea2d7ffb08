// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <utility>
#include <vector>

#include "core/errors.h"
#include "core/io/file_bytes.h"
#include "core/io/point_readers.h"

namespace crease {
namespace {

/// A line longer than this holds no point anybody means.
constexpr std::size_t kMaxLine = std::size_t{1} << 24;

struct Field {
  std::string_view text;
  std::size_t column;  ///< from 1
};

/// Without space around it, and without quotes around that.
Field trimmed(std::string_view line, std::size_t begin, std::size_t end) {
  const auto is_space = [&](std::size_t i) { return line[i] == ' ' || line[i] == '\t' || line[i] == '\r'; };
  while (begin < end && is_space(begin)) ++begin;
  while (begin < end && is_space(end - 1)) --end;
  if (end - begin >= 2 && line[begin] == '"' && line[end - 1] == '"') {
    ++begin;
    --end;
  }
  return {line.substr(begin, end - begin), begin + 1};
}

std::vector<Field> fields_of(std::string_view line) {
  std::vector<Field> fields;
  for (std::size_t begin = 0; begin <= line.size();) {
    const std::size_t end = std::min(line.find(',', begin), line.size());
    fields.push_back(trimmed(line, begin, end));
    begin = end + 1;
  }
  return fields;
}

class TextReader {
 public:
  TextReader(std::istream& in, const std::string& path, const PointsOptions& options)
      : in_(in), path_(path), options_(options) {}

  std::size_t read(const PointVisitor& visit) {
    std::size_t count = 0;
    bool is_first = true;
    while (next_line()) {
      const std::vector<Field> fields = fields_of(line_);
      if (fields.size() == 1 && fields[0].text.empty()) continue;
      const bool is_header = std::exchange(is_first, false) && std::ranges::none_of(fields, [&](const Field& field) {
                               return number(field).has_value();
                             });
      if (fields.size() != options_.dim) {
        fail(fields.back().column, std::to_string(fields.size()) + " columns where a point has " +
                                       std::to_string(options_.dim) + "; give one point per line, separated by commas");
      }
      if (is_header && std::ranges::any_of(fields, looks_like_name)) continue;
      std::vector<Rational> point;
      for (const Field& field : fields) point.push_back(checked_number(field));
      ++count;
      if (!visit(point, path_ + ":" + std::to_string(line_number_))) break;
    }
    return count;
  }

 private:
  [[noreturn]] void fail(std::size_t column, const std::string& message) const {
    throw ParseError({path_, line_number_, column}, shortened(message));
  }

  bool next_line() {
    line_.clear();
    ++line_number_;
    for (int c = in_.get(); c != std::istream::traits_type::eof(); c = in_.get()) {
      if (c == '\n') return true;
      if (line_.size() == kMaxLine) fail(kMaxLine, "the line has more than 16 million bytes; give one point per line");
      line_.push_back(static_cast<char>(c));
      if (line_number_ == 1 && line_ == "\xEF\xBB\xBF") line_.clear();  // a byte-order mark
    }
    return !line_.empty();
  }

  std::optional<Rational> number(const Field& field) const {
    try {
      return parse_number(field.text, options_.decimals);
    } catch (const std::logic_error&) {
      return std::nullopt;
    }
  }

  Rational checked_number(const Field& field) const {
    try {
      return parse_number(field.text, options_.decimals);
    } catch (const std::logic_error& error) {
      fail(field.column, error.what());
    }
  }

  /// NaN and infinities are numbers that no point has, not names.
  static bool looks_like_name(const Field& field) {
    std::string lower(field.text);
    for (char& c : lower) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    lower.erase(0, lower.find_first_not_of("+-"));
    return !lower.empty() && lower != "nan" && lower != "inf" && lower != "infinity";
  }

  std::istream& in_;
  std::string path_;
  PointsOptions options_;
  std::string line_;
  std::size_t line_number_ = 0;
};

}  // namespace

std::size_t for_each_text_point(std::istream& in, const std::string& path, const PointsOptions& options,
                                const PointVisitor& visit) {
  return TextReader(in, path, options).read(visit);
}

}  // namespace crease
