// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/decision_rule.h"

#include <algorithm>
#include <functional>
#include <stdexcept>
#include <string>
#include <utility>

namespace crease {

Network decision_network(const Network& network, const DecisionRule& rule) {
  const std::size_t outputs = network.output_dim();
  if (outputs == 1 && !rule.classes.empty()) {
    throw std::invalid_argument("classes are chosen among several outputs, and this network has one: give a level");
  }
  if (outputs > 1 && rule.level != 0) {
    throw std::invalid_argument("a level is for one output, and this network has " + std::to_string(outputs) +
                                ": their argmax decides");
  }
  if (outputs > 1 && rule.classes.empty()) return network;
  const std::vector<std::size_t>& classes = rule.classes;
  if (outputs > 1 && (classes.size() < 2 || classes.back() >= outputs ||
                      std::adjacent_find(classes.begin(), classes.end(), std::greater_equal<>()) != classes.end())) {
    throw std::invalid_argument("classes must be two or more different outputs from 0 to " +
                                std::to_string(outputs - 1) + ", in increasing order");
  }
  Layer last;
  if (outputs == 1) {
    last.weights = Matrix<Rational>(2, 1);
    last.weights(1, 0) = 1;
    last.bias = {0, Rational(-rule.level)};
  } else {
    last.weights = Matrix<Rational>(classes.size(), outputs);
    for (std::size_t i = 0; i < classes.size(); ++i) last.weights(i, classes[i]) = 1;
    last.bias.assign(classes.size(), 0);
  }
  last.activations.assign(last.weights.rows(), Activation::identity());
  std::vector<Layer> layers = network.layers();
  layers.push_back(std::move(last));
  return Network(network.input_dim(), std::move(layers), network.name());
}

}  // namespace crease
