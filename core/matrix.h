// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace crease {

/// A dense row-major matrix.
template <typename T>
class Matrix {
 public:
  Matrix() = default;
  Matrix(std::size_t rows, std::size_t cols) : rows_(rows), cols_(cols), entries_(rows * cols) {}

  std::size_t rows() const { return rows_; }
  std::size_t cols() const { return cols_; }

  T& operator()(std::size_t i, std::size_t j) { return entries_[i * cols_ + j]; }
  const T& operator()(std::size_t i, std::size_t j) const { return entries_[i * cols_ + j]; }

  std::span<T> row(std::size_t i) { return {entries_.data() + i * cols_, cols_}; }
  std::span<const T> row(std::size_t i) const { return {entries_.data() + i * cols_, cols_}; }

  std::span<const T> entries() const { return entries_; }

  bool operator==(const Matrix&) const = default;

 private:
  std::size_t rows_ = 0;
  std::size_t cols_ = 0;
  std::vector<T> entries_;
};

}  // namespace crease
