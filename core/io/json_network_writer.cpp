// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <ostream>

#include "core/io/json_activation.h"
#include "core/io/network_file.h"

namespace crease {
namespace {

std::string json_activations(const Layer& layer) {
  const Activation& first = layer.activations.front();
  const bool same = std::all_of(layer.activations.begin(), layer.activations.end(), [&](const Activation& a) {
    return a == first && activation_json_name(a) == activation_json_name(first);
  });
  if (same) {
    return "\"activation\": \"" + activation_json_name(first) + '"' + activation_json_members(first);
  }
  std::string text;
  for (const Activation& a : layer.activations) text += (text.empty() ? "" : ", ") + activation_json(a);
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
      out << (i == 0 ? "\n" : ",\n") << "    " << json_numbers(layer.weights.row(i));
    }
    out << "],\n   \"bias\": " << json_numbers(layer.bias) << ",\n   " << json_units(layer) << "}";
    before_layer = ",\n";
  }
  out << "\n]}\n";
}

}  // namespace crease
