// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/domain.h"
#include "core/network.h"

namespace crease::testing {

using Rows = std::vector<std::vector<Rational>>;

/// A layer whose units all have the same activation; each row holds a unit's weights and, last, its bias.
Layer layer(const Rows& rows, const Activation& activation = Activation::relu());

/// The one-line text form, exact: "2: relu[1 -1 0] abs[1/2 3 -1] / identity[1 1 0]" has two inputs, a layer of two
/// units and one of one; the last number of a unit is its bias. Other activations are "pw(t1,t2;s0,s1,s2;v)":
/// breakpoints, slopes and the value at 0. Law: from_text(to_text(f)) == f.
std::string to_text(const Network& network);
Network from_text(const std::string& text);
/// "all(3)", or rows and slice in words, for messages.
std::string to_text(const Domain& domain);

/// |x| from two units.
Network abs_1d();
/// x xor y on {0,1}^2.
Network xor_2d();
/// The tent map k times: 2^k regions on [0,1], 3 (k = 1) or 2^k + 2 on [-1,2].
Network sawtooth(int k);
/// Units without weights beside one that bends: negative, zero and positive for ever.
Network dead_unit();
/// One line five times: itself, its negation and multiples.
Network duplicated_units();
/// k lines of the plane through (1/3, -2/7).
Network through_one_point(int k);
/// k parallel lines of the plane.
Network parallel_units(int k);
/// A second layer that is negative everywhere, and a third one behind it.
Network dead_layer();
/// A unit of the second layer that is zero on half of the plane only, and bends the other half.
Network zero_on_a_cell();
/// relu(z) - relu(-z) = z: the second layer folds where the first one did.
Network crease_on_crease();
/// 0 <= x <= width, beside lines that cross it.
Network sliver(const Rational& width);
/// A grid of cubes: p units per coordinate and layer, k layers, domain [-1,1]^d: p^(k d) regions.
Network zigzag(int d, int p, int k);
/// Small integer weights from a linear congruential generator.
Network golden(std::uint32_t seed, int d, const std::vector<int>& widths);

}  // namespace crease::testing
