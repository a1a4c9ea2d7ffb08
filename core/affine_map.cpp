// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/affine_map.h"

#include <algorithm>
#include <utility>

#include "core/linear_algebra.h"

namespace crease {
namespace {

std::function<std::size_t(UnitId)> pieces_on(const Complex& complex, RegionId region) {
  return [&complex, region](UnitId unit) { return std::size_t{complex.symbol(region, unit).piece}; };
}

}  // namespace

AffineMap propagate(const Network& network, const Domain& domain, const std::function<std::size_t(UnitId)>& piece_of,
                    const std::function<void(std::uint32_t, const AffineMap&)>& see) {
  // x = B y + p, then layer after layer.
  AffineMap map;
  if (domain.slice()) {
    map = {domain.slice()->directions, domain.slice()->point};
  } else {
    map = {identity_matrix(network.input_dim()), std::vector<Rational>(network.input_dim(), Rational(0))};
  }
  for (std::uint32_t l = 0; l < network.layers().size(); ++l) {
    const Layer& layer = network.layers()[l];
    AffineMap next{multiply(layer.weights, map.A), layer.bias};
    for (std::size_t row = 0; row < layer.num_rows(); ++row) {
      for (std::size_t i = 0; i < layer.num_inputs(); ++i) next.c[row] += layer.weights(row, i) * map.c[i];
    }
    if (see) see(l, next);
    map = {Matrix<Rational>(layer.num_units(), next.A.cols()), std::vector<Rational>(layer.num_units())};
    for (std::uint32_t u = 0; u < layer.num_units(); ++u) {
      const Layer::Piece piece = layer.piece(u, piece_of({l, u}));
      const auto from = next.A.row(piece.row);
      std::ranges::transform(from, map.A.row(u).begin(), [&](const Rational& x) { return Rational(x * piece.slope); });
      map.c[u] = piece.slope * next.c[piece.row] + piece.intercept;
    }
  }
  return map;
}

AffineMap affine_map(const Network& network, const Domain& domain, const std::function<std::size_t(UnitId)>& piece_of) {
  return propagate(network, domain, piece_of, {});
}

std::vector<AffineMap> pre_activations(const Complex& complex, RegionId region) {
  std::vector<AffineMap> maps;
  propagate(complex.network(), complex.domain(), pieces_on(complex, region),
            [&](std::uint32_t, const AffineMap& map) { maps.push_back(map); });
  return maps;
}

AffineMap affine_map(const Complex& complex, RegionId region) {
  return affine_map(complex.network(), complex.domain(), pieces_on(complex, region));
}

}  // namespace crease
