// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/numbers.h"

namespace crease {

/// What the cells of a column hold. Lists hold any number of items.
enum class ColumnType { kInteger, kBoolean, kText, kRational, kIntegers, kRationals, kTexts };

/// The value of one cell, or null. One cell serves a whole table: it is cleared and filled again, and keeps its memory.
class Cell {
 public:
  /// To null.
  void clear() {
    is_null_ = true;
    is_infinite_ = false;
    text_.clear();
    integers_.clear();
    num_rationals_ = 0;
    num_texts_ = 0;
  }

  void set_integer(std::int64_t value) {
    is_null_ = false;
    integer_ = value;
  }
  void set_boolean(bool value) { set_integer(value ? 1 : 0); }
  void set_text(std::string_view value) {
    is_null_ = false;
    text_ = value;
  }
  void set_rational(const Rational& value) {
    is_null_ = false;
    rational_ = value;
  }
  /// In a column of rationals: +infinity.
  void set_infinite() {
    is_null_ = false;
    is_infinite_ = true;
  }
  /// An empty list, which is not null.
  void start_list() { is_null_ = false; }
  void push_integer(std::int64_t value) { integers_.push_back(value); }
  void push_rational(const Rational& value) {
    if (num_rationals_ == rationals_.size()) rationals_.emplace_back();
    rationals_[num_rationals_++] = value;
  }
  void push_text(std::string_view value) {
    if (num_texts_ == texts_.size()) texts_.emplace_back();
    texts_[num_texts_++] = value;
  }

  bool is_null() const { return is_null_; }
  bool is_infinite() const { return is_infinite_; }
  std::int64_t integer() const { return integer_; }
  bool boolean() const { return integer_ != 0; }
  const std::string& text() const { return text_; }
  /// For those who append to it piece by piece; set_text("") comes first.
  std::string& text() { return text_; }
  const Rational& rational() const { return rational_; }
  std::span<const std::int64_t> integers() const { return integers_; }
  std::span<const Rational> rationals() const { return {rationals_.data(), num_rationals_}; }
  std::span<const std::string> texts() const { return {texts_.data(), num_texts_}; }

 private:
  bool is_null_ = true;
  bool is_infinite_ = false;
  std::int64_t integer_ = 0;
  std::string text_;
  Rational rational_;
  std::vector<std::int64_t> integers_;
  std::vector<Rational> rationals_;
  std::vector<std::string> texts_;
  std::size_t num_rationals_ = 0, num_texts_ = 0;
};

/// A column is a name, a type, and how to fill the cell of a row.
struct Column {
  std::string name;  ///< letters, digits, '_'
  ColumnType type = ColumnType::kInteger;
  /// Fills a cell that was cleared; null where it does nothing. Writers by row ask for all cells of a row one after the
  /// other, writers by column for all rows of a column: whatever columns share is best kept for the last row asked for.
  std::function<void(std::size_t row, Cell& cell)> fill;
};

/// A table that is computed while it is written: nothing of it is held in memory.
struct Table {
  std::string name;  ///< like a column's
  std::size_t num_rows = 0;
  std::vector<Column> columns;
};

}  // namespace crease
