// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/enclosure.h"
#include "core/numbers.h"

namespace crease {

/// A real number in an answer.
struct RealNumber {
  Enclosure bounds;   ///< lo == hi where it is rational and not too long
  std::string exact;  ///< as a formula ("1/2", "sqrt(1/3)"); empty where there is no short one
};

/// lo <= value < hi, or value == lo where hi == lo. Of equal bins on an interval, the last one holds its end, too.
struct Bin {
  Rational lo, hi;
  std::size_t count = 0;
  bool operator==(const Bin&) const = default;
};

/// How a histogram sorts values.
struct Binning {
  enum class Kind {
    kIntegers,     ///< one bin per integer that occurs; all values are integers
    kPowersOfTwo,  ///< [2^e, 2^(e+1)) and zero, those that occur; no value is negative
    kEqual,        ///< `bins` of one width on [lo, hi], which holds all values
  };
  Kind kind = Kind::kPowersOfTwo;
  Rational lo = 0, hi = 1;
  std::size_t bins = 20;
};

/// What is told of many values, all of it exact: no value, and no comparison, is rounded.
struct Distribution {
  std::size_t count = 0;     ///< values, infinite ones among them
  std::size_t infinite = 0;  ///< those that are +infinity, which is more than every number
  std::size_t missing = 0;   ///< times there was no value
  /// The minimum, quartiles and maximum: of n values in order, numbers 1, ceil(n/4), ceil(n/2), ceil(3n/4) and n. These
  /// are values that occur (of two in the middle the median is the smaller one). Nothing where that is infinite, or
  /// where there are no values.
  std::array<std::optional<RealNumber>, 5> order;
  /// Exact where it is a rational of at most kMaxMeanBits bits. Nothing where it is infinite, or there are no values.
  std::optional<RealNumber> mean;
  std::vector<Bin> histogram;  ///< of the finite values, increasing
};

/// The exact mean of many rationals can be longer than all of them together; a longer one than this is enclosed.
constexpr std::size_t kMaxMeanBits = 1 << 14;

inline int compare(const Rational& a, const Rational& b) { return (a > b) - (a < b); }
inline Enclosure enclosure(const Rational& value, unsigned) { return {value, value}; }

/// The mean of numbers, each given by an enclosure. Exact ones of a short mean are summed up exactly, else the width is
/// at most 2^-bits times the mean of |number|, plus the mean width.
Enclosure mean_of(const std::vector<Enclosure>& numbers, unsigned bits);

/// The bin of [2^e, 2^(e+1)) that holds a positive number.
Bin power_of_two_bin(const Rational& value);

/// Values of one quantity. T is compared exactly: compare(a, b) and compare(a, rational) give the sign of the
/// difference, nearest_double(a) the double nearest to it, enclosure(a, bits) bounds of a relative width of at most
/// 2^-bits, positive for a positive number, and to_string(a) a formula.
template <typename T>
class Sample {
 public:
  void add(T value) { values_.push_back(std::move(value)); }
  void add_infinite() { ++infinite_; }
  void add_missing() { ++missing_; }
  /// No number stands for +infinity.
  void add(std::optional<T> value) {
    if (value) {
      add(*std::move(value));
    } else {
      add_infinite();
    }
  }

  /// Takes over the values of another one.
  void append(Sample other) {
    values_.insert(values_.end(), std::make_move_iterator(other.values_.begin()),
                   std::make_move_iterator(other.values_.end()));
    infinite_ += other.infinite_;
    missing_ += other.missing_;
  }

  /// Irrational numbers are enclosed to a relative width of 2^-bits. Sorts the values.
  Distribution distribution(const Binning& binning, unsigned bits = 64) {
    sort();
    Distribution result{values_.size() + infinite_, infinite_, missing_, {}, {}, {}};
    if (result.count == 0) return result;
    for (std::size_t k = 0; k <= 4; ++k) {
      const std::size_t place = std::max<std::size_t>((result.count * k + 3) / 4, 1) - 1;
      if (place < values_.size()) result.order[k] = {enclosure(values_[place], bits), to_string(values_[place])};
    }
    if (infinite_ == 0) {
      std::vector<Enclosure> numbers;
      for (const T& value : values_) numbers.push_back(enclosure(value, bits));
      const Enclosure mean = mean_of(numbers, bits);
      result.mean = {mean, mean.is_exact() ? to_string(mean.lo) : ""};
    }
    result.histogram = histogram(binning);
    return result;
  }

 private:
  /// Rounding keeps the order, so that only values of one double are compared exactly.
  void sort() {
    std::vector<std::pair<double, std::size_t>> keys;
    for (const T& value : values_) keys.emplace_back(nearest_double(value), keys.size());
    std::sort(keys.begin(), keys.end(), [&](const auto& a, const auto& b) {
      return a.first != b.first ? a.first < b.first : compare(values_[a.second], values_[b.second]) < 0;
    });
    std::vector<T> sorted;
    sorted.reserve(values_.size());
    for (const auto& [key, index] : keys) sorted.push_back(std::move(values_[index]));
    values_ = std::move(sorted);
  }

  static Bin bin_of(const T& value, const Binning& binning) {
    const Rational low = enclosure(value, 16).lo;
    if (binning.kind == Binning::Kind::kIntegers) return {low, low + 1, 1};
    if (compare(value, Rational(0)) == 0) return {0, 0, 1};
    Bin bin = power_of_two_bin(low);
    while (compare(value, bin.hi) >= 0) bin = {bin.hi, bin.hi * 2, 1};
    return bin;
  }

  /// Where the values from `begin` on that are less than `hi` end. They are sorted: a few comparisons tell.
  auto end_below(typename std::vector<T>::const_iterator begin, const Rational& hi) const {
    return std::partition_point(begin, values_.end(), [&](const T& value) { return compare(value, hi) < 0; });
  }

  std::vector<Bin> histogram(const Binning& binning) const {
    std::vector<Bin> bins;
    auto next = values_.begin();
    const auto add = [&](Bin bin, auto end) {
      bin.count = static_cast<std::size_t>(end - next);
      bins.push_back(std::move(bin));
      next = end;
    };
    if (binning.kind != Binning::Kind::kEqual) {
      while (next != values_.end()) {
        const Bin bin = bin_of(*next, binning);
        add(bin, bin.lo == bin.hi
                     ? std::partition_point(next, values_.end(),
                                            [](const T& value) { return compare(value, Rational(0)) == 0; })
                     : end_below(next, bin.hi));
      }
      return bins;
    }
    const Rational width = (binning.hi - binning.lo) / Rational(binning.bins);
    for (std::size_t i = 0; i < binning.bins; ++i) {
      const Bin bin{binning.lo + Rational(i) * width, binning.lo + Rational(i + 1) * width, 0};
      add(bin, i + 1 == binning.bins ? values_.end() : end_below(next, bin.hi));
    }
    return bins;
  }

  std::vector<T> values_;
  std::size_t infinite_ = 0, missing_ = 0;
};

}  // namespace crease
