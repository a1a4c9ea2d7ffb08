// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/locate.h"

#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>

namespace crease {
namespace {

bool is_in_domain(const Domain& domain, std::span<const Rational> y) {
  for (std::size_t i = 0; i < domain.rows().rows(); ++i) {
    Rational value = domain.offsets()[i];
    for (std::size_t j = 0; j < y.size(); ++j) value += domain.rows()(i, j) * y[j];
    if (value < 0) return false;
  }
  return true;
}

/// A bit per crease.
struct SignBits {
  std::vector<std::uint64_t> above, below;
};

/// The signs of all creases at a point of the input space.
SignBits signs_at(const Complex& complex, std::vector<Rational> h) {
  const std::size_t words = complex.tables().signs.words();
  SignBits bits{std::vector<std::uint64_t>(words), std::vector<std::uint64_t>(words)};
  WallId crease = 0;
  for (const Layer& layer : complex.network().layers()) {
    std::vector<Rational> outputs;
    outputs.reserve(layer.num_units());
    const auto set_sign = [&](int sign) {
      const std::uint64_t bit = std::uint64_t{1} << (crease % 64);
      if (sign > 0) bits.above[crease / 64] |= bit;
      if (sign < 0) bits.below[crease / 64] |= bit;
      ++crease;
    };
    for (std::size_t u = 0; u < layer.num_units(); ++u) {
      std::vector<Rational> z;
      for (std::size_t i = layer.first_row(u); i < layer.first_row(u + 1); ++i) {
        z.push_back(layer.bias[i]);
        for (std::size_t j = 0; j < h.size(); ++j) {
          if (h[j] != 0 && layer.weights(i, j) != 0) z.back() += layer.weights(i, j) * h[j];
        }
      }
      if (layer.is_group(u)) {
        const Rational greatest = std::ranges::max(z);
        const bool is_shared = std::ranges::count(z, greatest) > 1;
        for (const Rational& argument : z) set_sign(argument < greatest ? -1 : is_shared ? 0 : 1);
        outputs.push_back(greatest);
      } else {
        for (const Rational& breakpoint : layer.activations[u].breakpoints()) set_sign(cmp(z.front(), breakpoint));
        outputs.push_back(layer.activations[u](z.front()));
      }
    }
    h = std::move(outputs);
  }
  return bits;
}

/// Is every sign at the point zero or the region's?
bool fits(const SignTable& signs, RegionId region, const SignBits& point) {
  const auto above = signs.above(region.index);
  for (std::size_t w = 0; w < signs.words(); ++w) {
    const std::uint64_t zero = signs.has_zeros() ? signs.zero(region.index)[w] : 0;
    if ((point.above[w] & ~above[w]) != 0 || (point.below[w] & (above[w] | zero)) != 0) return false;
  }
  return true;
}

}  // namespace

std::vector<RegionId> locate(const Complex& complex, std::span<const Rational> y) {
  if (y.size() != complex.dim()) {
    throw std::invalid_argument("locate: a point of dimension " + std::to_string(y.size()) +
                                " in a complex of dimension " + std::to_string(complex.dim()));
  }
  std::vector<RegionId> regions;
  if (!is_in_domain(complex.domain(), y)) return regions;
  const SignBits point = signs_at(complex, complex.domain().to_input(y));
  for (const RegionId region : complex.regions()) {
    if (fits(complex.tables().signs, region, point)) regions.push_back(region);
  }
  return regions;
}

}  // namespace crease
