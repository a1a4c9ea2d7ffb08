// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/preprocess.h"

#include <algorithm>
#include <cstdint>
#include <stdexcept>
#include <utility>

namespace crease {

Network compose_affine_input(const Network& network, const InputMap& map) {
  const std::size_t n0 = network.input_dim();
  if (map.scale.size() != n0 || map.offset.size() != n0) {
    throw std::invalid_argument("compose_affine_input: one scale and one offset per input are needed");
  }
  std::vector<Layer> layers = network.layers();
  Layer& first = layers.front();
  for (std::size_t i = 0; i < first.weights.rows(); ++i) {
    for (std::size_t j = 0; j < n0; ++j) {
      Rational& weight = first.weights(i, j);
      if (weight == 0) continue;
      first.bias[i] += weight * map.offset[j];
      weight *= map.scale[j];
    }
  }
  return Network(n0, std::move(layers), network.name());
}

Network select_outputs(const Network& network, std::span<const std::size_t> outputs) {
  if (outputs.empty()) throw std::invalid_argument("select_outputs: at least one output is needed");
  std::vector<Layer> layers = network.layers();
  const Layer& all = network.layers().back();
  std::vector<std::size_t> rows;
  Layer chosen{{}, {}, {}, {0}};
  for (const std::size_t output : outputs) {
    if (output >= network.output_dim()) throw std::invalid_argument("select_outputs: there is no such output");
    for (std::size_t row = all.first_row(output); row < all.first_row(output + 1); ++row) rows.push_back(row);
    chosen.activations.push_back(all.activations[output]);
    chosen.first_rows.push_back(static_cast<std::uint32_t>(rows.size()));
  }
  chosen.weights = Matrix<Rational>(rows.size(), all.num_inputs());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::ranges::copy(all.weights.row(rows[i]), chosen.weights.row(i).begin());
    chosen.bias.push_back(all.bias[rows[i]]);
  }
  layers.back() = std::move(chosen);
  return Network(network.input_dim(), std::move(layers), network.name());
}

Network preprocess(const Network& network, const Preprocessing& preprocessing) {
  const Network composed = preprocessing.input ? compose_affine_input(network, *preprocessing.input) : network;
  return preprocessing.outputs.empty() ? composed : select_outputs(composed, preprocessing.outputs);
}

}  // namespace crease
