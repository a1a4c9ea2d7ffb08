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
    for (std::size_t i = 0; i < layer.num_units(); ++i) {
      Rational z = layer.bias[i];
      for (std::size_t j = 0; j < h.size(); ++j) {
        if (h[j] != 0 && layer.weights(i, j) != 0) z += layer.weights(i, j) * h[j];
      }
      for (const Rational& breakpoint : layer.activations[i].breakpoints()) {
        const std::uint64_t bit = std::uint64_t{1} << (crease % 64);
        const int sign = cmp(z, breakpoint);
        if (sign > 0) bits.above[crease / 64] |= bit;
        if (sign < 0) bits.below[crease / 64] |= bit;
        ++crease;
      }
      outputs.push_back(layer.activations[i](z));
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
