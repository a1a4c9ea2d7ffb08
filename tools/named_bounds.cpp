// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/named_bounds.h"

#include <algorithm>
#include <utility>

namespace crease::tools {
namespace {

/// Of the first layer, in the domain's own coordinates but without its bounds; none where it has other units than those
/// with breakpoints, where later layers bend, too, or where the intersections are too many.
std::optional<CharacteristicPolynomial> first_layer_polynomial(const Network& network, const Domain& domain) {
  const Layer& layer = network.layers()[0];
  if (layer.has_groups()) return std::nullopt;
  for (std::size_t l = 1; l < network.layers().size(); ++l) {
    if (!network.layers()[l].is_affine()) return std::nullopt;
  }
  std::vector<std::vector<Rational>> rows;
  const std::vector<Rational> origin = domain.to_input(std::vector<Rational>(domain.dim()));
  for (std::size_t u = 0; u < layer.num_units(); ++u) {
    for (const Rational& t : layer.activations[u].breakpoints()) {
      std::vector<Rational>& row = rows.emplace_back(domain.dim() + 1);
      row.back() = layer.bias[u] - t;
      for (std::size_t j = 0; j < origin.size(); ++j) row.back() += layer.weights(u, j) * origin[j];
      for (std::size_t k = 0; k < domain.dim(); ++k) {
        for (std::size_t j = 0; j < origin.size(); ++j) {
          if (!domain.slice() && j != k) continue;
          row[k] +=
              domain.slice() ? Rational(layer.weights(u, j) * domain.slice()->directions(j, k)) : layer.weights(u, j);
        }
      }
    }
  }
  Matrix<Rational> normals(rows.size(), domain.dim());
  std::vector<Rational> offsets;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::copy_n(rows[i].begin(), domain.dim(), normals.row(i).begin());
    offsets.push_back(rows[i].back());
  }
  return characteristic_polynomial(normals, offsets);
}

}  // namespace

std::vector<NamedBound> named_bounds(const RegionBounds& bounds) {
  return {{"montufar_2014", "some ReLU network of this architecture has so many", false, bounds.montufar_2014},
          {"serra_2018_lower", "the same", false, bounds.serra_2018_lower},
          {"naive", "all patterns", true, bounds.naive},
          {"montufar_2017", "hyperplanes layer by layer", true, bounds.montufar_2017},
          {"montufar_ren_zhang_2021", "pieces of units layer by layer", true, bounds.montufar_2021},
          {"serra_2018", "with the dimensions behind every layer", true, bounds.serra_2018},
          {"hinz_2019", "the same by histograms", true, bounds.hinz_2019}};
}

NamedBound activation_based_bound(const std::string& name, const Network& network, std::size_t dim,
                                  const StablePieces& pieces) {
  const Architecture architecture =
      architecture_of(network, dim, [&](UnitId unit) { return pieces[unit.layer][unit.unit]; });
  return {name, "the same with units that are stable in the domain", true, region_bounds(architecture).serra_2018};
}

NetworkBounds network_bounds(const Network& network, const Domain& domain) {
  NetworkBounds result;
  result.bounds = named_bounds(region_bounds(architecture_of(network, domain.dim())));
  const StablePieces intervals = interval_stable_pieces(network, domain);
  result.bounds.push_back(activation_based_bound("serra_ramalingam_2020", network, domain.dim(), intervals));
  for (const auto& layer : intervals) {
    result.unstable_units += static_cast<std::size_t>(std::ranges::count_if(layer, [](const auto& p) { return !p; }));
  }
  result.arrangement = first_layer_polynomial(network, domain);
  if (result.arrangement) {
    result.bounds.push_back(
        {"zaslavsky", "regions of the hyperplanes, the domain's bounds aside", true, result.arrangement->regions()});
  }
  return result;
}

}  // namespace crease::tools
