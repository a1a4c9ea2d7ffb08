// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "algorithms/bounds.h"
#include "algorithms/characteristic_polynomial.h"
#include "algorithms/stable_units.h"

namespace crease::tools {

/// A bound of the literature under the name that results give it.
struct NamedBound {
  std::string name, meaning;
  bool is_upper;  ///< of the activation regions; a lower one is of the best network of the architecture
  std::optional<Integer> value;
};

/// Those of an architecture.
std::vector<NamedBound> named_bounds(const RegionBounds& bounds);

/// Those of a network in a domain: of its architecture, with the units that intervals show to be stable, and, where
/// only one layer bends, by its hyperplanes.
struct NetworkBounds {
  std::vector<NamedBound> bounds;
  std::size_t unstable_units = 0;                       ///< by intervals
  std::optional<CharacteristicPolynomial> arrangement;  ///< of the first layer's hyperplanes in all of the space
};
NetworkBounds network_bounds(const Network& network, const Domain& domain);

/// serra_2018 with units that are known to be stable.
NamedBound activation_based_bound(const std::string& name, const Network& network, std::size_t dim,
                                  const StablePieces& pieces);

}  // namespace crease::tools
