// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/root_sum.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <stdexcept>

#include "core/cell_kernel.h"

namespace crease {
namespace {

bool is_square(const Integer& n) { return mpz_perfect_square_p(n.get_mpz_t()) != 0; }

/// mantissa 2^exponent, 1/2 <= |mantissa| < 1, or zero.
struct Scaled {
  double mantissa = 0;
  long exponent = 0;
};

/// Off by less than 2 units in the last place.
Scaled to_scaled(const Integer& n) {
  Scaled result;
  result.mantissa = mpz_get_d_2exp(&result.exponent, n.get_mpz_t());
  return result;
}

/// c sqrt(n), off by less than 8 units of round-off.
Scaled to_scaled(const RootSum::Term& term) {
  const Scaled c = to_scaled(term.coefficient);
  Scaled n = to_scaled(term.radicand);
  if (n.exponent % 2 != 0) {
    n.mantissa *= 2;
    --n.exponent;
  }
  return {c.mantissa * std::sqrt(n.mantissa), c.exponent + n.exponent / 2};
}

/// Terms further down than this from the largest one count as rounding.
constexpr long kFarBelow = 400;

constexpr unsigned long kFirstBits = 128;

/// Sets of roots that are rational multiples of one another.
class RootClasses {
 public:
  /// The class of sqrt(n). The radicand of a class is the greatest common divisor of its members: in lowest terms, two
  /// numbers whose product is a square are squares themselves.
  std::size_t find_or_add(const Integer& n) {
    if (is_square(n)) return find_or_add_reduced(1);
    return find_or_add_reduced(n);
  }
  /// sqrt(n) / sqrt(radicand), where n is in the class.
  Integer factor(const Integer& n, std::size_t index) const { return sqrt(Integer(n / radicands_[index])); }
  const Integer& radicand(std::size_t index) const { return radicands_[index]; }
  std::size_t size() const { return radicands_.size(); }

 private:
  std::size_t find_or_add_reduced(const Integer& n) {
    for (std::size_t i = 0; i < radicands_.size(); ++i) {
      if (radicands_[i] == n) return i;
    }
    Integer product;
    for (std::size_t i = 0; i < radicands_.size(); ++i) {
      product = n * radicands_[i];
      if (!is_square(product)) continue;
      radicands_[i] = gcd(n, radicands_[i]);
      return i;
    }
    radicands_.push_back(n);
    return radicands_.size() - 1;
  }

  std::vector<Integer> radicands_;
};

/// n = factor^2 radicand as far as small primes tell.
Root without_small_squares(Integer n) {
  static constexpr std::array kPrimes = {2,   3,   5,   7,   11,  13,  17,  19,  23,  29,  31,  37,  41,  43,
                                         47,  53,  59,  61,  67,  71,  73,  79,  83,  89,  97,  101, 103, 107,
                                         109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167, 173, 179, 181};
  Root root{1, std::move(n)};
  for (const int prime : kPrimes) {
    const int square = prime * prime;
    while (mpz_divisible_ui_p(root.radicand.get_mpz_t(), static_cast<unsigned long>(square)) != 0) {
      root.radicand /= square;
      root.factor *= prime;
    }
  }
  if (is_square(root.radicand)) {
    root.factor *= sqrt(root.radicand);
    root.radicand = 1;
  }
  return root;
}

}  // namespace

void RootSum::add(const Integer& coefficient, const Integer& radicand) {
  if (radicand < 0) throw std::domain_error("square root of the negative number " + radicand.get_str());
  if (coefficient == 0 || radicand == 0) return;
  const auto at = std::lower_bound(terms_.begin(), terms_.end(), radicand,
                                   [](const Term& term, const Integer& n) { return term.radicand < n; });
  if (at == terms_.end() || at->radicand != radicand) {
    terms_.insert(at, {coefficient, radicand});
    return;
  }
  at->coefficient += coefficient;
  if (at->coefficient == 0) terms_.erase(at);
}

void RootSum::add(const Integer& factor, const RootSum& other) {
  if (&other == this) return add(factor, RootSum(other));
  for (const Term& term : other.terms()) add(factor * term.coefficient, term.radicand);
}

RootSum operator*(const RootSum& a, const RootSum& b) {
  RootSum product;
  for (const RootSum::Term& s : a.terms()) {
    for (const RootSum::Term& t : b.terms()) {
      if (s.radicand == t.radicand) {
        product.add(s.coefficient * t.coefficient * s.radicand, 1);
      } else {
        product.add(s.coefficient * t.coefficient, s.radicand * t.radicand);
      }
    }
  }
  return product;
}

RootSum operator-(const RootSum& a, const RootSum& b) {
  RootSum difference = a;
  difference.add(-1, b);
  return difference;
}

std::optional<int> triage_sign(const RootSum& sum) {
  if (sum.terms().empty()) return 0;
  if (sum.terms().size() == 1) return sgn(sum.terms().front().coefficient);
  std::vector<Scaled> values;
  long largest = to_scaled(sum.terms().front()).exponent;
  for (const RootSum::Term& term : sum.terms()) {
    values.push_back(to_scaled(term));
    largest = std::max(largest, values.back().exponent);
  }
  double total = 0, sizes = 0;
  for (const Scaled& value : values) {
    const long shift = std::max(value.exponent - largest, -kFarBelow);
    const double term = std::ldexp(value.mantissa, static_cast<int>(shift));
    total += term;
    sizes += std::fabs(term);
  }
  const auto count = static_cast<double>(values.size());
  // What is far below was moved up by the maximum above, and is off by as much.
  const double bound = (count + 8) * kernel::kUnit * sizes * kernel::kInflate + count * 0x1p-390;
  if (total > bound) return 1;
  if (total < -bound) return -1;
  return std::nullopt;
}

int exact_sign(const RootSum& sum) {
  const RootSum reduced = independent(sum);
  if (reduced.terms().empty()) return 0;
  for (unsigned long bits = kFirstBits;; bits *= 2) {
    const auto [lo, hi] = scaled_bounds(reduced, bits);
    if (lo > 0) return 1;
    if (hi < 0) return -1;
  }
}

int sign(const RootSum& sum) {
  if (const auto sure = triage_sign(sum)) return *sure;
  return exact_sign(sum);
}

std::vector<Root> independent_roots(std::span<const Integer> numbers) {
  RootClasses classes;
  std::vector<std::size_t> class_of;
  for (const Integer& n : numbers) class_of.push_back(classes.find_or_add(n));
  std::vector<Root> roots;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    roots.push_back({classes.factor(numbers[i], class_of[i]), classes.radicand(class_of[i])});
  }
  return roots;
}

RootSum independent(const RootSum& sum) {
  std::vector<Integer> radicands;
  for (const RootSum::Term& term : sum.terms()) radicands.push_back(term.radicand);
  const std::vector<Root> roots = independent_roots(radicands);
  RootSum result;
  for (std::size_t i = 0; i < roots.size(); ++i) {
    result.add(sum.terms()[i].coefficient * roots[i].factor, roots[i].radicand);
  }
  return result;
}

std::pair<Integer, Integer> scaled_bounds(const RootSum& sum, unsigned long bits) {
  std::pair<Integer, Integer> bounds;
  auto& [lo, hi] = bounds;
  Integer square, root, remainder;
  for (const RootSum::Term& term : sum.terms()) {
    square = term.radicand << (2 * bits);
    mpz_sqrtrem(root.get_mpz_t(), remainder.get_mpz_t(), square.get_mpz_t());
    const Integer value = term.coefficient * root;
    lo += value;
    hi += value;
    if (remainder == 0) continue;
    if (term.coefficient > 0) {
      hi += term.coefficient;
    } else {
      lo += term.coefficient;
    }
  }
  return bounds;
}

RootSum simplified(const RootSum& sum) {
  const RootSum reduced = independent(sum);
  RootSum result;
  for (const RootSum::Term& term : reduced.terms()) {
    const Root root = without_small_squares(term.radicand);
    result.add(term.coefficient * root.factor, root.radicand);
  }
  return result;
}

std::string to_string(const RootSum& sum) {
  const RootSum simple = simplified(sum);
  std::string text;
  for (const RootSum::Term& term : simple.terms()) {
    const bool negative = term.coefficient < 0;
    text += text.empty() ? (negative ? "-" : "") : (negative ? " - " : " + ");
    const Integer size = abs(term.coefficient);
    if (term.radicand == 1) {
      text += size.get_str();
    } else {
      text += (size == 1 ? "" : size.get_str() + "*") + "sqrt(" + term.radicand.get_str() + ")";
    }
  }
  return text.empty() ? "0" : text;
}

}  // namespace crease
