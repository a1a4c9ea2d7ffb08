// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/size_budget.h"

#include <stdexcept>

namespace crease {
namespace {

constexpr std::size_t kFreeWords = std::size_t{1} << 20;
constexpr std::size_t kWordsPerByte = 256;
constexpr std::size_t kMaxBits = std::size_t{1} << 20;  // above what parse_rational takes

}  // namespace

SizeBudget::SizeBudget(std::size_t file_bytes) : remaining_(kFreeWords + kWordsPerByte * file_bytes) {}

void SizeBudget::spend(std::size_t words) {
  if (words > remaining_) {
    throw std::length_error(
        "the numbers described here are out of all proportion to the size of the file; check the shapes and exponents");
  }
  remaining_ -= words;
}

void SizeBudget::spend(const Rational& value) {
  const std::size_t words = mpz_size(value.get_num_mpz_t()) + mpz_size(value.get_den_mpz_t());
  if (words * GMP_NUMB_BITS > kMaxBits) {
    throw std::length_error("a number here has more than a million bits; scale the network's weights");
  }
  spend(words + 1);
}

}  // namespace crease
