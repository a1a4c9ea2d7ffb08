// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "core/network.h"
#include "core/numbers.h"

namespace crease {

/// x -> scale x + offset, coordinate by coordinate: what a normalisation does before a network sees its inputs.
struct InputMap {
  std::vector<Rational> scale, offset;  ///< One entry per input each.
  bool operator==(const InputMap&) const = default;
};

/// The network after the map, exactly: its first layer has the weights W diag(scale) and the bias b + W offset.
/// Law: evaluate(compose_affine_input(f, map), x) == evaluate(f, scale x + offset).
/// Throws std::invalid_argument when the map has other numbers of entries. O(weights of the first layer).
Network compose_affine_input(const Network& network, const InputMap& map);

/// The network with some of its outputs, in this order; an output may come twice. Units of the last layer that are not
/// chosen are gone, with their creases.
/// Law: evaluate(select_outputs(f, outputs), x)[i] == evaluate(f, x)[outputs[i]].
/// Throws std::invalid_argument for an empty list and for numbers that are no output's. O(weights of the last layer).
Network select_outputs(const Network& network, std::span<const std::size_t> outputs);

/// What is done to the network of a file before anything is asked of it.
struct Preprocessing {
  std::optional<InputMap> input;
  std::vector<std::size_t> outputs;  ///< Empty: all of them.

  bool is_none() const { return !input && outputs.empty(); }
  bool operator==(const Preprocessing&) const = default;
};

/// Both of the above, where they are asked for.
Network preprocess(const Network& network, const Preprocessing& preprocessing);

}  // namespace crease
