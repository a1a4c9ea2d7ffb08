// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.h"
#include "core/network.h"
#include "core/numbers.h"

namespace crease {

/// What bounds need to know of a unit that can switch.
struct UnitShape {
  std::size_t pieces = 2;
  std::size_t hyperplanes = 1;  ///< that its switches lie on: its breakpoints, or pairs of its arguments
  /// Two pieces, one of which is constant (ReLU): where a unit is on that, it passes nothing on.
  bool vanishes = true;
  bool operator==(const UnitShape&) const = default;
};

/// What they need to know of a layer: its units that switch, and how many others there are.
struct LayerShape {
  std::vector<UnitShape> units;
  std::size_t stable = 0;    ///< on one piece that is not constant
  std::size_t constant = 0;  ///< on one piece that is
  std::size_t width() const { return units.size() + stable + constant; }
  bool operator==(const LayerShape&) const = default;
};

struct Architecture {
  std::size_t inputs = 1;
  std::vector<LayerShape> layers;
  bool operator==(const Architecture&) const = default;
};

/// "2,16,16,1": inputs, ReLU layers, affine outputs; "2,16m3,1": a layer of 16 maxout units of rank 3.
/// Throws InputError when it is anything else, or has no layer between inputs and outputs.
Architecture parse_architecture(std::string_view text);

/// Of a network in a domain of dimension `dim`; stable_piece(unit) may name the piece a unit is known to be on.
Architecture architecture_of(const Network& network, std::size_t dim,
                             const std::function<std::optional<std::size_t>(UnitId)>& stable_piece = {});

/// Notation: n0 inputs, n_l units in layer l = 1..L; Phi(n, d) = sum_{j <= d} C(n, j), the most regions n hyperplanes
/// cut R^d into; d_l = min(n0, n_1, ..., n_(l-1)); k the pieces of a unit; e_j elementary symmetric polynomials. Layers
/// without units that switch do not count in L.
struct RegionBounds {
  /// Every pattern: prod k; 2^N for N ReLUs.
  Integer naive;
  /// Most regions that some ReLU network of this architecture has, at least: prod_{l<L} floor(n_l/n0)^n0 Phi(n_L, n0)
  /// where all n_l >= n0 [Montufar et al. 2014]; prod_{l<L} (floor(n_l/n0) + 1)^n0 Phi(n_L, n0) where all n_l >= 3 n0
  /// [Serra et al. 2018]. None where they do not apply.
  std::optional<Integer> montufar_2014, serra_2018_lower;
  /// prod_l Phi(h_l, d_l), h_l hyperplanes of layer l: [Montufar 2017] for ReLU, [Tseran and Montufar 2021] for maxout.
  Integer montufar_2017;
  /// prod_l sum_{j <= d_l} e_j(k_i - 1), sharp for one layer [Montufar, Ren, Zhang 2021].
  Integer montufar_2021;
  /// R(1, n0) with R(L+1, d) = 1 and R(l, d) = sum_{j <= min(u, d)} C(u, j) R(l+1, min(u - j + a, d)), u units that can
  /// vanish, a that never do [Serra et al. 2018; Serra and Ramalingam 2020 where units are known to be stable]; layers
  /// with other units as in montufar_2021.
  Integer serra_2018;
  /// The same by products of histograms [Hinz and van de Geer 2019].
  Integer hinz_2019;
};

/// Laws: naive >= montufar_2021 >= serra_2018 == hinz_2019; montufar_2017 >= montufar_2021, for ReLU with equality;
/// lower bounds do not exceed upper ones; activation regions in a convex domain do not exceed any upper one.
/// Complexity: O(L n^2) additions and products of integers.
RegionBounds region_bounds(const Architecture& architecture);

/// RegionBounds::serra_2018 alone.
Integer activation_bound(const Architecture& architecture);

/// (T N)^n0 / n0!, T = 2^5 C_grad C_bias, for N >= n0 units, 2^N for fewer: bounds the expected number of regions per
/// volume in a cube [B. Hanin, D. Rolnick, Deep ReLU Networks Have Surprisingly Few Activation Patterns, NeurIPS 2019],
/// for ReLU networks with random weights and biases whose gradients and bias densities these constants bound.
/// None where there are other units.
std::optional<Rational> expected_regions_per_volume(const Architecture& architecture, const Rational& gradient_constant,
                                                    const Rational& bias_constant);

}  // namespace crease
