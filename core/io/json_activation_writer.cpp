// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/json_activation.h"

namespace crease {

std::string json_number(const Rational& value) {
  constexpr long kExactInFloat32 = 1L << 24;
  const bool integer = value.get_den() == 1;
  if (integer && ::abs(value.get_num()) <= kExactInFloat32) return to_string(value);
  return '"' + to_string(value) + (integer ? "/1\"" : "\"");
}

std::string json_numbers(std::span<const Rational> values) {
  std::string text = "[";
  for (const Rational& value : values) text += (text.size() == 1 ? "" : ", ") + json_number(value);
  return text + "]";
}

std::string activation_json_members(const Activation& activation) {
  const std::string name = activation_json_name(activation);
  const std::vector<Rational>& t = activation.breakpoints();
  if (name == "leaky_relu") return ", \"alpha\": " + json_number(activation.slope(0));
  if (name == "clip") {
    // Without breakpoints it is the constant lo = hi.
    const Rational& lo = t.empty() ? activation.intercept(0) : t.front();
    const Rational& hi = t.empty() ? activation.intercept(0) : t.back();
    const bool below = activation.slope(0) == 0;
    const bool above = activation.slope(activation.num_pieces() - 1) == 0;
    return (below ? ", \"lo\": " + json_number(lo) : "") + (above ? ", \"hi\": " + json_number(hi) : "");
  }
  if (name == "piecewise") {
    std::vector<Rational> slopes;
    for (std::size_t p = 0; p < activation.num_pieces(); ++p) slopes.push_back(activation.slope(p));
    return ", \"breakpoints\": " + json_numbers(t) + ", \"slopes\": " + json_numbers(slopes) +
           ", \"anchor\": 0, \"value\": " + json_number(activation(Rational(0)));
  }
  return "";
}

std::string activation_json_name(const Activation& activation) {
  return activation.name().starts_with("clip") ? "clip" : activation.name();
}

std::string activation_json(const Activation& activation) {
  return "{\"type\": \"" + activation_json_name(activation) + '"' + activation_json_members(activation) + "}";
}

}  // namespace crease
