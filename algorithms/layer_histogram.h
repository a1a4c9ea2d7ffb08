// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <vector>

#include "core/complex.h"

namespace crease {

/// Cells of the layers before a layer on which the layer does the same.
struct CellSplit {
  std::size_t units = 0;     ///< of the layer that cut the cell
  std::size_t children = 0;  ///< cells of the layer that it falls into
  std::size_t cells = 0;     ///< how many of these cells there are
  bool operator==(const CellSplit&) const = default;
};

/// How one layer splits the cells of the layers before it.
struct LayerHistogram {
  std::size_t layer = 0;          ///< counted from 0
  std::size_t parents = 0;        ///< cells of the layers before it
  std::size_t children = 0;       ///< cells of these and the layer
  std::vector<CellSplit> splits;  ///< increasing by units, then children
  bool operator==(const LayerHistogram&) const = default;
};

/// One histogram per layer with units that can bend, in order [X. Qi, Y. Wei, The Evolution of the Interplay Between
/// Input Distributions and Linear Regions in Networks, 2023]. A cell of some layers is a region of the network that
/// ends with them: it is convex, so it is the union of all activation regions with the same symbols in these layers.
///
/// Laws: the first layer has one parent (the domain); the parents of every other one are the children of that before
/// it, and the children of the last one are the activation regions. The cells add up to parents, cells times children
/// to children. k units cut a cell into k + 1 to Phi(k, dim) children where they have one breakpoint each and distinct
/// hyperplanes. Of a complex that is not complete, this is what its regions tell.
/// Complexity: O(regions * creases / 64), and a list of numbers per region.
std::vector<LayerHistogram> layer_histograms(const Complex& complex);

}  // namespace crease
