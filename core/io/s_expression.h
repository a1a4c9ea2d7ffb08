// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crease {

/// A word, a "string" or a list of such in parentheses, that remembers where it stands. Indices in square brackets
/// belong to the word before them: X[0,3], also with spaces.
struct SExpression {
  enum class Kind { kWord, kString, kList };

  Kind kind = Kind::kWord;
  std::size_t offset = 0;                      ///< of the first byte
  std::string_view text = {};                  ///< of a word, or between a string's quotes
  std::optional<std::string_view> index = {};  ///< what stands between the brackets behind a word
  std::vector<SExpression> items = {};         ///< of a list

  bool is_list() const { return kind == Kind::kList; }
  /// The word a list starts with, or "".
  std::string_view head() const;
};

/// Reads a text of S-expressions one by one; `;` starts a comment that ends with its line.
class SExpressionReader {
 public:
  /// `bytes` must outlive the reader and what it gives; `file` is for messages.
  SExpressionReader(std::string_view bytes, std::string file);

  /// The next list, or nothing at the end. Throws ParseError for anything else, for brackets that do not match, and for
  /// more than 256 levels.
  std::optional<SExpression> next();

  /// Throws a ParseError "file:line:column: message".
  [[noreturn]] void fail(std::size_t offset, const std::string& message) const;

 private:
  void skip_space();
  SExpression read(std::size_t depth);
  void read_index(SExpression& word);

  std::string_view bytes_;
  std::string file_;
  std::size_t position_ = 0;
};

}  // namespace crease
