// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/network.h"

namespace crease {

/// How the numbers of a layer are drawn, given by a text. With n_in inputs and n_out units of the layer:
///   he_normal, he_uniform           N(0, 2 / n_in), U(-b, b) with b^2 = 6 / n_in
///   glorot_normal, glorot_uniform   N(0, 2 / (n_in + n_out)), U(-b, b) with b^2 = 6 / (n_in + n_out)
///   lecun_normal, lecun_uniform     N(0, 1 / n_in), U(-b, b) with b^2 = 3 / n_in
///   torch_linear                    U(-b, b) with b^2 = 1 / n_in, as torch.nn.Linear has for weights and biases
///   normal:S, uniform:B             N(0, S^2), U(-B, B); S and B from 10^-30 to 10^30, decimals or p/q
///   integers:LO,HI                  integers from LO to HI, all equally likely; from -10^6 to 10^6
///   zero
/// Normal numbers are not truncated.
struct NumberLaw {
  enum class Kind { kZero, kNormal, kUniform, kIntegers };
  enum class Fan { kNone, kIn, kInAndOut };

  Kind kind = Kind::kZero;
  Fan fan = Fan::kNone;
  double factor = 0;  ///< the deviation or the bound; with a fan, its square times the fan
  long lowest = 0, highest = 0;

  double scale(std::size_t n_in, std::size_t n_out) const;
};

/// Throws InputError for anything but one of these texts.
NumberLaw parse_number_law(const std::string& text);

/// What the units of hidden layers do: an activation, or the maximum of so many rows of their own.
struct UnitLaw {
  Activation activation = Activation::relu();
  std::size_t max_of = 1;
};

/// relu, abs, hard_tanh, relu6, leaky_relu:ALPHA, or max:K with K from 2 to 1000. Throws InputError for anything else.
UnitLaw parse_unit_law(const std::string& text);

/// Throws InputError for fewer than two widths, a width of 0, and more than 10^7 weights.
void check_architecture(const std::vector<std::size_t>& widths, const UnitLaw& units);

/// A network told by a few words. The last layer is affine.
struct RandomNetwork {
  std::vector<std::size_t> widths;  ///< inputs, units of the hidden layers, outputs
  std::string weights = "he_normal", biases = "zero", activation = "relu";
  std::uint64_t seed = 0;
};

/// The network. Its numbers are integers or float32, and the same on every machine: they come from SHA-256, integer
/// arithmetic, and single operations (/, sqrt, *) that IEEE 754 rounds in one way only.
///
/// Number 4 h + j of a stream (h = 0, 1, ..., j = 0, ..., 3) is bytes 8 j to 8 j + 7, big-endian, of the SHA-256 of the
/// text "crease-random-network/1;WIDTHS;SEED;STREAM;h" such as "crease-random-network/1;2,16,1;7;weights;0"; the
/// streams are "weights" and "biases", each used layer by layer, row by row. (A max group has a row for each argument.)
/// So networks that differ in their activation or biases alone have the same weights, and those of other widths or
/// seeds have nothing in common. A number v < 2^64 becomes
///   uniform    float32(scale * (2 u + 1 - 2^24) / 2^24), u = floor(v / 2^40)
///   integers   LO + floor(v (HI - LO + 1) / 2^64)
///   normal     float32(scale * y): as many v as it takes go into algorithm N of C. Karney, "Sampling exactly from the
///              normal distribution", ACM Trans. Math. Softw. 42 (2016), as uniform numbers v / 2^64, compared as
///              integers. It gives k and x; y = k + floor(x / 2^11) / 2^53, negative when one more v is odd
/// with the scale in double precision.
///
/// Throws InputError as the functions above.
Network random_network(const RandomNetwork& words, std::string name = "network");

/// "2,16,16,1".
std::string widths_text(const std::vector<std::size_t>& widths);

}  // namespace crease
