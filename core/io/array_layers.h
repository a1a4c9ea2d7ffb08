// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/io/named_arrays.h"

namespace crease {

/// The arrays of a layer. They outlive it.
struct ArrayLayer {
  const NamedArray* weights = nullptr;
  const NamedArray* bias = nullptr;  ///< null: zeros
  bool is_kernel = false;
};

/// The orientations of weights to be tried, the likelier one first (see named_arrays.h).
std::vector<WeightShape> orientations(std::span<const ArrayLayer> layers, WeightShape asked);

/// Why the shapes do not follow one another, with the names of the arrays; "" when they do.
/// Pre: `orientation` is kOutIn or kInOut.
std::string misfit(std::span<const ArrayLayer> layers, WeightShape orientation);

/// An activation for each of `layers` layers as text, from the texts under `key`: see named_arrays.h, "Activations".
/// Throws ParseError for a number of texts that does not fit.
std::vector<std::string> activation_texts(const std::vector<std::string>& texts, const std::string& key,
                                          std::size_t layers, const std::string& path);

/// The layers with these activations. Throws ParseError, naming the array and the entry, for NaN and infinities, for
/// unknown activations, and for numbers out of proportion to a file of `file_bytes`.
/// Pre: misfit(layers, orientation) is empty; as many activations as layers.
Network network_of_layers(std::span<const ArrayLayer> layers, WeightShape orientation,
                          const std::vector<std::string>& activations, std::size_t file_bytes, const std::string& path,
                          const std::string& name, DecimalPolicy decimals);

}  // namespace crease
