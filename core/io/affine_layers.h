// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/activation.h"
#include "core/io/affine_tensor.h"
#include "core/io/size_budget.h"
#include "core/network.h"

namespace crease {

/// The layers of a network that is being read from a graph. A layer grows while branches of the graph append units to
/// it; a tensor made earlier simply does not depend on the units that came later.
class AffineLayers {
 public:
  explicit AffineLayers(std::size_t input_dim) : input_dim_(input_dim) {}

  /// The input itself.
  AffineTensor input(std::string type, TensorShape shape, SizeBudget& budget) const;

  /// Appends one unit per entry of `tensor`, which is not constant, to the layer after the tensor's. One activation for
  /// all entries, or one for each.
  AffineTensor activate(const AffineTensor& tensor, const std::vector<Activation>& activations, SizeBudget& budget);

  /// Appends one unit per list of affine functions of the outputs of `layer`, which takes their maximum, to the layer
  /// after it. Equal functions count once.
  AffineTensor maximize(std::string type, TensorShape shape, std::size_t layer,
                        std::vector<std::vector<AffineForm>> arguments, SizeBudget& budget);

  /// `tensor` as a function of a later layer's outputs: identity units carry its entries along. Constants stay.
  AffineTensor lifted(AffineTensor tensor, std::size_t layer, SizeBudget& budget);

  /// The network whose output is `output`; its last layer is an identity layer unless `output` lists the units of its
  /// layer one by one. Throws std::length_error when the dense weights exceed `max_weights`.
  Network finish(AffineTensor output, std::string name, std::size_t max_weights, SizeBudget& budget);

 private:
  struct Unit {
    std::vector<AffineForm> arguments;  ///< one, or those of a max group
    Activation activation;
  };

  std::size_t input_dim_;
  std::vector<std::vector<Unit>> layers_;
  /// Tensors already lifted, by their entries and target layer.
  std::map<std::pair<std::shared_ptr<const std::vector<AffineForm>>, std::size_t>, AffineTensor> lifts_;
};

}  // namespace crease
