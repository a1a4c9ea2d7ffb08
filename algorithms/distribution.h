// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iterator>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/double_bounds.h"
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

/// How closely numbers are told.
struct Precision {
  /// Rational numbers are exact, others are enclosed to a relative width of 2^-bits.
  unsigned bits = 64;
  /// Where given, bounds for which it holds are close enough, those of rational numbers, too. Of an irrational mean the
  /// bounds are that close unless it lies within 2^-kMostMeanBits of a number where it does not hold.
  std::function<bool(const Enclosure&)> enough = {};
};

/// What is told of many values. Which value it is, and in which bin, no rounding decides.
struct Distribution {
  std::size_t count = 0;     ///< values, infinite ones among them
  std::size_t infinite = 0;  ///< those that are +infinity, which is more than every number
  std::size_t missing = 0;   ///< times there was no value
  /// The minimum, quartiles and maximum: of n values in order, numbers 1, ceil(n/4), ceil(n/2), ceil(3n/4) and n. These
  /// are values that occur (of two in the middle the median is the smaller one). Nothing where that is infinite, or
  /// where there are no values.
  std::array<std::optional<RealNumber>, 5> order;
  /// Exact where it is a rational of at most kMaxMeanBits bits, unless Precision asks for less. Nothing where it is
  /// infinite, or there are no values.
  std::optional<RealNumber> mean;
  std::vector<Bin> histogram;  ///< of the finite values, increasing
};

constexpr unsigned kMostMeanBits = 512;

/// The exact mean of many rationals can be longer than all of them together; a longer one than this is enclosed.
constexpr std::size_t kMaxMeanBits = 1 << 14;

/// The mean of numbers, each given by an enclosure. Exact ones of a short mean are summed up exactly, else the width is
/// at most 2^-bits times the mean of |number|, plus the mean width.
Enclosure mean_of(const std::vector<Enclosure>& numbers, unsigned bits);

/// The values of a sample, by their number, as they are.
class ExactValues {
 public:
  virtual ~ExactValues() = default;
  /// The sign of the difference.
  virtual int compare(std::size_t a, std::size_t b) = 0;
  virtual int compare(std::size_t a, const Rational& b) = 0;
  virtual Enclosure enclosure(std::size_t a, unsigned bits) = 0;
  virtual std::string text(std::size_t a) = 0;
};

/// Of values that lie within these bounds, and of some that are infinite. Asks for those values alone that bounds do
/// not tell apart from one another, from the edges of bins, or closely enough; of bounds that are exact for none. A
/// mean that they do not tell closely enough asks for all others. Complexity: linear in the number of values, but for
/// these.
Distribution distribution_of(std::span<const DoubleBounds> bounds, std::size_t infinite, ExactValues& exact,
                             const Binning& binning, const Precision& precision);

inline int compare(const Rational& a, const Rational& b) { return (a > b) - (a < b); }
inline Enclosure enclosure(const Rational& value, unsigned) { return {value, value}; }

/// Values of one quantity. T is compared exactly: compare(a, b) and compare(a, rational) give the sign of the
/// difference, nearest_double(a) the double nearest to it, enclosure(a, bits) bounds of a relative width of at most
/// 2^-bits, positive for a positive number, and to_string(a) a formula.
template <typename T>
class Sample {
 public:
  /// Gives a value that was added with its bounds alone.
  using Find = std::function<T(std::uint64_t key)>;

  void add(T value) {
    add(bounds_of(value), kKnown | known_.size());
    known_.push_back(std::move(value));
  }
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
  /// A value that `find(key)` gives if it is needed, and if the bounds are not exact. Pre: key < 2^63.
  void add(const DoubleBounds& bounds, std::uint64_t key) {
    bounds_.push_back(bounds);
    keys_.push_back(key);
  }

  /// Takes over the values of another one.
  void append(Sample other) {
    for (std::uint64_t& key : other.keys_) key += (key & kKnown) != 0 ? known_.size() : 0;
    take(known_, other.known_);
    take(bounds_, other.bounds_);
    take(keys_, other.keys_);
    infinite_ += other.infinite_;
    missing_ += other.missing_;
  }

  /// `find` is called for values that were added with their bounds alone.
  Distribution distribution(const Binning& binning, const Precision& precision = {}, const Find& find = {}) const {
    Values values(*this, find);
    Distribution result = distribution_of(bounds_, infinite_, values, binning, precision);
    result.missing = missing_;
    return result;
  }

 private:
  static constexpr std::uint64_t kKnown = std::uint64_t{1} << 63;

  class Values : public ExactValues {
   public:
    Values(const Sample& sample, const Find& find) : sample_(sample), find_(find) {}

    int compare(std::size_t a, std::size_t b) override { return difference(kept(a), kept(b)); }
    int compare(std::size_t a, const Rational& b) override { return difference(kept(a), b); }
    Enclosure enclosure(std::size_t a, unsigned bits) override {
      // Asked of many, once: not worth the memory.
      return is_at_hand(a) ? enclosure_of(kept(a), bits) : enclosure_of(find_(sample_.keys_[a]), bits);
    }
    std::string text(std::size_t a) override { return to_string(kept(a)); }

   private:
    bool is_at_hand(std::size_t a) const { return (sample_.keys_[a] & kKnown) != 0 || found_.contains(a); }
    const T& kept(std::size_t a) {
      const std::uint64_t key = sample_.keys_[a];
      if ((key & kKnown) != 0) return sample_.known_[key & ~kKnown];
      const auto at = found_.find(a);
      return at != found_.end() ? at->second : found_.emplace(a, find_(key)).first->second;
    }

    const Sample& sample_;
    const Find& find_;
    std::unordered_map<std::size_t, T> found_;
  };

  // Functions of T, found where it is declared.
  template <typename U>
  static int difference(const T& a, const U& b) {
    return compare(a, b);
  }
  static Enclosure enclosure_of(const T& value, unsigned bits) { return enclosure(value, bits); }

  static DoubleBounds bounds_of(const T& value) {
    const double nearest = nearest_double(value);
    // A number of few bits is often the double itself, and quickly compared.
    const double grown = nearest * 0x1p20;
    const bool is_exact =
        std::isfinite(grown) && std::trunc(grown) == grown && difference(value, exact_rational(nearest)) == 0;
    return is_exact ? DoubleBounds{nearest, nearest} : neighbours(nearest);
  }

  template <typename V>
  static void take(std::vector<V>& to, std::vector<V>& from) {
    to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
  }

  std::vector<DoubleBounds> bounds_;
  std::vector<std::uint64_t> keys_;  ///< kKnown and the place in known_, or what find() is asked for
  std::vector<T> known_;
  std::size_t infinite_ = 0, missing_ = 0;
};

}  // namespace crease
