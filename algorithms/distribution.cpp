// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/distribution.h"

#include <CGAL/Interval_nt.h>

#include <algorithm>
#include <map>
#include <numeric>

namespace crease {
namespace {

std::size_t bits_of(const Integer& value) { return mpz_sizeinbase(value.get_mpz_t(), 2); }

/// value 2^exponent.
Rational times_power(Rational value, long exponent) {
  if (exponent >= 0) {
    mpq_mul_2exp(value.get_mpq_t(), value.get_mpq_t(), static_cast<mp_bitcnt_t>(exponent));
  } else {
    mpq_div_2exp(value.get_mpq_t(), value.get_mpq_t(), static_cast<mp_bitcnt_t>(-exponent));
  }
  return value;
}

/// The e with 2^e <= value < 2^(e+1). Pre: value > 0.
long exponent_of(const Rational& value) {
  const long e = static_cast<long>(bits_of(value.get_num())) - static_cast<long>(bits_of(value.get_den()));
  return times_power(1, e) <= value ? e : e - 1;
}

/// The largest multiple of a power of two that is not above the value and within 2^-bits |value| of it: a number whose
/// denominator is short.
Rational rounded_down(const Rational& value, unsigned bits) {
  if (value == 0) return value;
  const long shift = static_cast<long>(bits) - exponent_of(abs(value));
  const Rational grown = times_power(value, shift);
  Integer whole;
  mpz_fdiv_q(whole.get_mpz_t(), grown.get_num_mpz_t(), grown.get_den_mpz_t());
  return times_power(Rational(whole), -shift);
}

/// The sum of the entries first, ..., last - 1, in halves so that long numbers meet late; nothing when it, or a part of
/// it, is too long.
std::optional<Rational> exact_sum(const std::vector<Enclosure>& numbers, std::size_t first, std::size_t last) {
  if (last - first == 1) return numbers[first].is_exact() ? std::optional(numbers[first].lo) : std::nullopt;
  const std::size_t middle = first + (last - first) / 2;
  const auto a = exact_sum(numbers, first, middle);
  const auto b = a ? exact_sum(numbers, middle, last) : std::nullopt;
  if (!b) return std::nullopt;
  Rational sum = *a + *b;
  if (bits_of(sum.get_den()) + bits_of(sum.get_num()) > kMaxMeanBits) return std::nullopt;
  return sum;
}

/// Bounds of the sum of these, in halves, which keeps them close.
CGAL::Interval_nt<> bounded_sum(std::span<const DoubleBounds> bounds) {
  if (bounds.size() == 1) return {bounds[0].lo, bounds[0].hi};
  const std::size_t middle = bounds.size() / 2;
  return bounded_sum(bounds.first(middle)) + bounded_sum(bounds.subspan(middle));
}

Enclosure in_rationals(const DoubleBounds& bounds) { return {exact_rational(bounds.lo), exact_rational(bounds.hi)}; }

bool is_finite(const DoubleBounds& bounds) { return std::isfinite(bounds.lo) && std::isfinite(bounds.hi); }

/// Values that are known by bounds, and exactly where it matters.
class BoundedValues {
 public:
  BoundedValues(std::span<const DoubleBounds> bounds, ExactValues& exact, const Precision& precision)
      : bounds_(bounds), exact_(exact), precision_(precision) {
    for (const DoubleBounds& value : bounds) {
      lows_.push_back(value.lo);
      highs_.push_back(value.hi);
    }
  }

  std::size_t size() const { return bounds_.size(); }
  const DoubleBounds& bounds(std::size_t i) const { return bounds_[i]; }

  int compare(std::size_t i, const Rational& to) {
    return bounds_[i].is_exact() ? crease::compare(exact_rational(bounds_[i].lo), to) : exact_.compare(i, to);
  }
  Enclosure enclosure(std::size_t i, unsigned bits) {
    return bounds_[i].is_exact() ? in_rationals(bounds_[i]) : exact_.enclosure(i, bits);
  }

  /// The number in this place of their order.
  RealNumber in_place(std::size_t place) {
    // Of all numbers `place` are at most as great, hence as many lower bounds, and so for the upper ones.
    const DoubleBounds number{nth(lows_, place), nth(highs_, place)};
    if (is_finite(number) && (number.is_exact() || is_enough(in_rationals(number)))) {
      return {in_rationals(number), number.is_exact() ? to_string(exact_rational(number.lo)) : ""};
    }
    std::size_t below = 0;
    std::vector<std::size_t> candidates;
    for (std::size_t i = 0; i < size(); ++i) {
      if (bounds_[i].hi < number.lo) {
        ++below;
      } else if (bounds_[i].lo <= number.hi) {
        candidates.push_back(i);
      }
    }
    const auto found = candidates.begin() + static_cast<std::ptrdiff_t>(place - below);
    std::nth_element(candidates.begin(), found, candidates.end(),
                     [&](std::size_t a, std::size_t b) { return compare_numbers(a, b) < 0; });
    return number_of(*found);
  }

  /// Pre: there are numbers.
  RealNumber mean() {
    if (precision_.enough) {
      const auto sum = bounded_sum(bounds_) / CGAL::Interval_nt<>(static_cast<double>(size()));
      const DoubleBounds bounds{sum.inf(), sum.sup()};
      if (is_finite(bounds) && is_enough(in_rationals(bounds))) return {in_rationals(bounds), ""};
    }
    const Enclosure mean = mean_within(precision_.bits);
    const bool is_close = mean.is_exact() || !precision_.enough || is_enough(mean);
    if (!is_close && precision_.bits < kMostMeanBits) return told(mean_within(kMostMeanBits));
    return told(mean);
  }

 private:
  static RealNumber told(const Enclosure& mean) { return {mean, mean.is_exact() ? to_string(mean.lo) : ""}; }

  Enclosure mean_within(unsigned bits) {
    std::vector<Enclosure> numbers;
    for (std::size_t i = 0; i < size(); ++i) numbers.push_back(enclosure(i, bits));
    return mean_of(numbers, bits);
  }

  bool is_enough(const Enclosure& bounds) const { return precision_.enough && precision_.enough(bounds); }

  static double nth(std::vector<double>& values, std::size_t place) {
    const auto at = values.begin() + static_cast<std::ptrdiff_t>(place);
    std::nth_element(values.begin(), at, values.end());
    return *at;
  }

  int compare_numbers(std::size_t a, std::size_t b) {
    if (bounds_[a].hi < bounds_[b].lo) return -1;
    if (bounds_[a].lo > bounds_[b].hi) return 1;
    if (bounds_[a].is_exact()) return bounds_[b].is_exact() ? 0 : -compare(b, exact_rational(bounds_[a].lo));
    return bounds_[b].is_exact() ? compare(a, exact_rational(bounds_[b].lo)) : exact_.compare(a, b);
  }

  RealNumber number_of(std::size_t i) {
    if (bounds_[i].is_exact()) return {in_rationals(bounds_[i]), to_string(exact_rational(bounds_[i].lo))};
    unsigned bits = precision_.bits;
    Enclosure bounds = exact_.enclosure(i, bits);
    // An irrational number is no decimal: at some width it lies between two.
    while (precision_.enough && !bounds.is_exact() && !precision_.enough(bounds)) {
      bits *= 2;
      bounds = exact_.enclosure(i, bits);
    }
    return {std::move(bounds), exact_.text(i)};
  }

  std::span<const DoubleBounds> bounds_;
  ExactValues& exact_;
  const Precision& precision_;
  std::vector<double> lows_, highs_;  ///< in any order
};

std::vector<Bin> integer_bins(BoundedValues& values) {
  std::map<Rational, std::size_t> counts;
  for (std::size_t i = 0; i < values.size(); ++i) ++counts[values.enclosure(i, 1).lo];
  std::vector<Bin> bins;
  for (const auto& [value, count] : counts) bins.push_back({value, value + 1, count});
  return bins;
}

std::vector<Bin> power_bins(BoundedValues& values) {
  std::size_t zeros = 0;
  std::map<long, std::size_t> counts;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto [lo, hi] = values.bounds(i);
    if (lo > 0 && std::isfinite(hi) && std::ilogb(lo) == std::ilogb(hi)) {
      ++counts[std::ilogb(lo)];
    } else if (values.compare(i, 0) == 0) {
      ++zeros;
    } else {
      long exponent = exponent_of(values.enclosure(i, 16).lo);
      while (values.compare(i, times_power(1, exponent + 1)) >= 0) ++exponent;
      ++counts[exponent];
    }
  }
  std::vector<Bin> bins;
  if (zeros > 0) bins.push_back({0, 0, zeros});
  for (const auto& [exponent, count] : counts) {
    bins.push_back({times_power(1, exponent), times_power(1, exponent + 1), count});
  }
  return bins;
}

std::vector<Bin> equal_bins(BoundedValues& values, const Binning& binning) {
  const Rational width = (binning.hi - binning.lo) / Rational(binning.bins);
  std::vector<Bin> bins;
  std::vector<DoubleBounds> edges;  // between two bins
  for (std::size_t b = 0; b < binning.bins; ++b) {
    bins.push_back({binning.lo + Rational(b) * width, binning.lo + Rational(b + 1) * width, 0});
    if (b > 0) edges.push_back(double_bounds(bins[b].lo));
  }
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto [lo, hi] = values.bounds(i);
    // Bounds tell of most edges that they are not above the value, or that they are.
    const auto edge =
        std::partition_point(edges.begin(), edges.end(), [&](const DoubleBounds& below) { return lo >= below.hi; });
    auto bin = static_cast<std::size_t>(edge - edges.begin());
    while (bin < edges.size() && hi >= edges[bin].lo && values.compare(i, bins[bin + 1].lo) >= 0) ++bin;
    ++bins[bin].count;
  }
  return bins;
}

std::vector<Bin> histogram(BoundedValues& values, const Binning& binning) {
  switch (binning.kind) {
    case Binning::Kind::kIntegers:
      return integer_bins(values);
    case Binning::Kind::kPowersOfTwo:
      return power_bins(values);
    case Binning::Kind::kEqual:
      return equal_bins(values, binning);
  }
  return {};
}

}  // namespace

Enclosure mean_of(const std::vector<Enclosure>& numbers, unsigned bits) {
  const Rational count(numbers.size());
  if (const auto sum = exact_sum(numbers, 0, numbers.size())) return {*sum / count, *sum / count};
  Enclosure sum;
  for (const Enclosure& number : numbers) {
    sum.lo += rounded_down(number.lo, bits + 1);
    sum.hi -= rounded_down(-number.hi, bits + 1);
  }
  return {sum.lo / count, sum.hi / count};
}

Distribution distribution_of(std::span<const DoubleBounds> bounds, std::size_t infinite, ExactValues& exact,
                             const Binning& binning, const Precision& precision) {
  Distribution result;
  result.count = bounds.size() + infinite;
  result.infinite = infinite;
  if (bounds.empty()) return result;
  BoundedValues values(bounds, exact, precision);
  for (std::size_t k = 0; k <= 4; ++k) {
    const std::size_t place = std::max<std::size_t>((result.count * k + 3) / 4, 1) - 1;
    if (place < bounds.size()) result.order[k] = values.in_place(place);
  }
  if (infinite == 0) result.mean = values.mean();
  result.histogram = histogram(values, binning);
  return result;
}

}  // namespace crease
