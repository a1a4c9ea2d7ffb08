// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include "core/numbers.h"

namespace crease {

/// A ReLU architecture with one input, one output, and this many units per layer.
struct WidthThreshold {
  Integer total;                ///< units
  std::vector<Integer> widths;  ///< of the layers that have so few; the total is the least, these are an example
};

/// The least number of units with which the bound of [Serra et al. 2018] (RegionBounds::serra_2018) allows as many
/// pieces: no network of `depth` layers with fewer has them [X. Qi, Y. Wei, The Evolution of the Interplay Between
/// Input Distributions and Linear Regions in Networks, 2023]. Every layer has a unit or more.
///
/// With one input the bound is (m + 1) prod (n_l + 1), n_l the widths of two or more and m the number of layers with
/// one unit where these come last, which is best; and a product of terms with a given sum is largest where they are as
/// equal as can be. Complexity: O(depth^2 log pieces) products of integers. Throws std::invalid_argument for pieces < 1
/// or depth = 0.
WidthThreshold width_threshold(const Integer& pieces, std::size_t depth);

/// What labels along a line ask of a network with one input.
struct LabelChanges {
  std::size_t samples = 0;  ///< at different places
  std::size_t classes = 0;
  std::size_t changes = 0;  ///< between neighbours
  /// On an affine piece of the outputs the greatest of K scores changes at most K - 1 times, the sign of one output
  /// once: so many pieces are necessary, that is `changes` for two classes.
  std::size_t necessary_pieces = 0;
};

/// Samples (place, label) in any order. Throws std::invalid_argument, naming the place, where one has two labels.
LabelChanges label_changes(std::span<const std::pair<Rational, Rational>> samples);

}  // namespace crease
