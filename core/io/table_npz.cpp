// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>
#include <bit>
#include <limits>
#include <ostream>
#include <vector>

#include "core/io/npy_array.h"
#include "core/io/table_writers.h"
#include "core/io/text_sink.h"
#include "core/io/zip_archive.h"

namespace crease {
namespace {

constexpr char kByteOrder = std::endian::native == std::endian::little ? '<' : '>';

/// Many texts, end to end.
class Texts {
 public:
  void push_back(std::string_view text) {
    bytes_ += text;
    end_item();
  }
  /// The text that is being made, behind all others.
  std::string& open_item() { return bytes_; }
  void end_item() {
    width_ = std::max(width_, bytes_.size() - (ends_.empty() ? 0 : ends_.back()));
    ends_.push_back(bytes_.size());
  }
  std::size_t size() const { return ends_.size(); }
  /// The length of the longest one, at least 1: numpy has no texts of fixed length 0.
  std::size_t width() const { return std::max<std::size_t>(width_, 1); }
  std::string_view operator[](std::size_t i) const {
    const std::size_t begin = i == 0 ? 0 : ends_[i - 1];
    return std::string_view(bytes_).substr(begin, ends_[i] - begin);
  }

 private:
  std::string bytes_;
  std::vector<std::size_t> ends_;
  std::size_t width_ = 0;
};

class NpzWriter {
 public:
  NpzWriter(std::ostream& out, const NpzOptions& options) : out_(out), options_(options), zip_(out, options.compress) {}

  template <typename T>
  void array(const std::string& name, const std::string& dtype, const std::vector<T>& items) {
    start(name, dtype, items.size(), sizeof(T));
    zip_.write({reinterpret_cast<const char*>(items.data()), items.size() * sizeof(T)});
  }
  void integers(const std::string& name, const std::vector<std::int64_t>& items) {
    array(name, kByteOrder + std::string("i8"), items);
  }
  void doubles(const std::string& name, const std::vector<double>& items) {
    array(name, kByteOrder + std::string("f8"), items);
  }
  void booleans(const std::string& name, const std::vector<char>& items) { array(name, "|b1", items); }
  void texts(const std::string& name, const Texts& items) {
    const std::size_t width = items.width();
    start(name, "|S" + std::to_string(width), items.size(), width);
    std::string buffer;
    for (std::size_t i = 0; i < items.size() && out_.good(); ++i) {
      buffer += items[i];
      buffer.append(width - items[i].size(), '\0');
      if (buffer.size() < kBufferSize && i + 1 < items.size()) continue;
      zip_.write(buffer);
      buffer.clear();
    }
  }
  void exact_texts(const std::string& name, const Texts& items) {
    const bool wanted = options_.max_exact_bytes > 0;
    if (wanted && items.size() <= options_.max_exact_bytes / items.width()) texts(name, items);
  }
  void finish() { zip_.finish(); }

 private:
  static constexpr std::size_t kBufferSize = std::size_t{1} << 18;

  void start(const std::string& name, const std::string& dtype, std::size_t length, std::size_t item_size) {
    const std::string header = npy_header(dtype, {length});
    zip_.start_member(name + ".npy", header.size() + std::uint64_t{length} * item_size);
    zip_.write(header);
  }

  std::ostream& out_;
  const NpzOptions& options_;
  ZipArchive zip_;
};

void write_column(const std::string& name, const Table& table, const Column& column, NpzWriter& npz) {
  Cell cell;
  const auto for_each_cell = [&](const auto& visit) {
    for (std::size_t row = 0; row < table.num_rows; ++row) {
      cell.clear();
      column.fill(row, cell);
      visit();
    }
  };
  std::vector<std::int64_t> integers, offsets = {0};
  std::vector<double> doubles;
  std::vector<char> booleans;
  Texts texts;
  const auto add_rational = [&](const Rational& value) {
    doubles.push_back(nearest_double(value));
    append_rational(texts.open_item(), value);
    texts.end_item();
  };

  switch (column.type) {
    case ColumnType::kInteger:
      for_each_cell([&] { integers.push_back(cell.is_null() ? -1 : cell.integer()); });
      return npz.integers(name, integers);
    case ColumnType::kBoolean:
      for_each_cell([&] { booleans.push_back(!cell.is_null() && cell.boolean() ? 1 : 0); });
      return npz.booleans(name, booleans);
    case ColumnType::kText:
      for_each_cell([&] { texts.push_back(cell.text()); });
      return npz.texts(name, texts);
    case ColumnType::kRational:
      for_each_cell([&] {
        if (!cell.is_null() && !cell.is_infinite()) return add_rational(cell.rational());
        using Limits = std::numeric_limits<double>;
        doubles.push_back(cell.is_null() ? Limits::quiet_NaN() : Limits::infinity());
        texts.push_back(cell.is_null() ? "" : "inf");
      });
      npz.doubles(name, doubles);
      return npz.exact_texts(name + "_exact", texts);
    case ColumnType::kIntegers:
      for_each_cell([&] {
        integers.insert(integers.end(), cell.integers().begin(), cell.integers().end());
        offsets.push_back(static_cast<std::int64_t>(integers.size()));
      });
      npz.integers(name + "_offsets", offsets);
      return npz.integers(name + "_items", integers);
    case ColumnType::kRationals:
      for_each_cell([&] {
        for (const Rational& value : cell.rationals()) add_rational(value);
        offsets.push_back(static_cast<std::int64_t>(doubles.size()));
      });
      npz.integers(name + "_offsets", offsets);
      npz.doubles(name + "_items", doubles);
      return npz.exact_texts(name + "_items_exact", texts);
    case ColumnType::kTexts:
      for_each_cell([&] {
        for (const std::string& text : cell.texts()) texts.push_back(text);
        offsets.push_back(static_cast<std::int64_t>(texts.size()));
      });
      npz.integers(name + "_offsets", offsets);
      return npz.texts(name + "_items", texts);
  }
}

}  // namespace

void write_npz(std::span<const Table> tables, std::ostream& out, const NpzOptions& options) {
  NpzWriter npz(out, options);
  for (const Table& table : tables) {
    for (const Column& column : table.columns) {
      if (!out.good()) return;
      write_column(tables.size() > 1 ? table.name + '_' + column.name : column.name, table, column, npz);
    }
  }
  npz.finish();
}

}  // namespace crease
