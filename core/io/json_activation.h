// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/activation.h"
#include "core/io/json_tree.h"

namespace crease {

/// Activations in JSON: a name alone ("relu"), a name with its parameters beside it in the layer ("activation":
/// "leaky_relu", "alpha": 0.01), or an object {"type": "clip", "lo": 0, "hi": 6}.
///   relu, abs, hard_tanh, relu6, identity   no parameters
///   leaky_relu                              alpha
///   clip                                    lo, hi; one of them may be missing
///   piecewise                               breakpoints, slopes, anchor, value (as in Activation::piecewise)

/// The parameters of the activation called by a string. Throws ParseError for an unknown name.
const std::vector<std::string>& activation_parameters(const JsonDocument& document, const JsonValue& name,
                                                      const std::string& place);

/// Reads one activation; `layer`, when not null, holds the parameters of an activation given by name.
Activation read_activation(JsonDocument& document, const JsonValue& value, const JsonValue* layer,
                           const std::string& place);

/// The JSON of an activation by name and parameters: {"type": "clip", "lo": 0, "hi": "1/3"}. Read back, it is the same
/// function under every decimal policy.
std::string activation_json(const Activation& activation);

/// Its name in JSON, and its members behind the name, each with a comma before it.
std::string activation_json_name(const Activation& activation);
std::string activation_json_members(const Activation& activation);

/// Integers that every decimal policy keeps stand alone, all other numbers as "p/q", which no policy touches.
std::string json_number(const Rational& value);

/// [a, b, ...].
std::string json_numbers(std::span<const Rational> values);

}  // namespace crease
