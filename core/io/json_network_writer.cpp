// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <ostream>

#include "core/io/network_file.h"

namespace crease {
namespace {

/// Integers that every decimal policy keeps stand alone, all other numbers as "p/q", which no policy touches.
std::string json_number(const Rational& value) {
  constexpr long kExactInFloat32 = 1L << 24;
  const bool integer = value.get_den() == 1;
  if (integer && ::abs(value.get_num()) <= kExactInFloat32) return to_string(value);
  return '"' + to_string(value) + (integer ? "/1\"" : "\"");
}

template <typename Numbers>
std::string json_list(const Numbers& values) {
  std::string text = "[";
  for (const Rational& value : values) text += (text.size() == 1 ? "" : ", ") + json_number(value);
  return text + "]";
}

/// The members of an activation after its name, each with a comma before it.
std::string json_parameters(const Activation& activation, const std::string& name) {
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
    return ", \"breakpoints\": " + json_list(t) + ", \"slopes\": " + json_list(slopes) +
           ", \"anchor\": 0, \"value\": " + json_number(activation(Rational(0)));
  }
  return "";
}

std::string json_name(const Activation& activation) {
  return activation.name().starts_with("clip") ? "clip" : activation.name();
}

std::string json_activations(const Layer& layer) {
  const Activation& first = layer.activations.front();
  const bool same = std::all_of(layer.activations.begin(), layer.activations.end(),
                                [&](const Activation& a) { return a == first && json_name(a) == json_name(first); });
  if (same) return "\"activation\": \"" + json_name(first) + '"' + json_parameters(first, json_name(first));
  std::string text;
  for (const Activation& a : layer.activations) {
    text +=
        (text.empty() ? "" : ", ") + ("{\"type\": \"" + json_name(a)) + '"' + json_parameters(a, json_name(a)) + "}";
  }
  return "\"activations\": [" + text + "]";
}

/// What the units make of the rows.
std::string json_units(const Layer& layer) {
  if (!layer.has_groups()) return json_activations(layer);
  bool same = true, plain = false;
  std::string list;
  for (std::size_t u = 0; u < layer.num_units(); ++u) {
    same = same && layer.num_arguments(u) == layer.num_arguments(0);
    plain = plain || !layer.activations[u].is_identity();
    list += (u == 0 ? "" : ", ") + std::to_string(layer.num_arguments(u));
  }
  const std::string max = "\"max\": " + (same ? std::to_string(layer.num_arguments(0)) : "[" + list + "]");
  return plain ? max + ",\n   " + json_activations(layer) : max;
}

}  // namespace

void write_network_json(const Network& network, std::ostream& out) {
  out << "{\"format\": \"crease-network/1\", \"input_dim\": " << network.input_dim() << ", \"layers\": [";
  const char* before_layer = "\n";
  for (const Layer& layer : network.layers()) {
    out << before_layer << "  {\"weights\": [";
    for (std::size_t i = 0; i < layer.num_rows(); ++i) {
      out << (i == 0 ? "\n" : ",\n") << "    " << json_list(layer.weights.row(i));
    }
    out << "],\n   \"bias\": " << json_list(layer.bias) << ",\n   " << json_units(layer) << "}";
    before_layer = ",\n";
  }
  out << "\n]}\n";
}

}  // namespace crease
