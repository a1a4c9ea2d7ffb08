// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <ostream>

#include "core/errors.h"
#include "core/io/network_file.h"

namespace crease {
namespace {

/// The decimal that is this number. Throws InputError when there is none.
std::string exact_decimal(const Rational& value, const std::string& place) {
  Integer rest = value.get_den();
  const auto remove = [&rest](unsigned long prime) {
    const Integer p(prime);
    return mpz_remove(rest.get_mpz_t(), rest.get_mpz_t(), p.get_mpz_t());
  };
  const mp_bitcnt_t places = std::max(remove(2), remove(5));
  if (rest != 1) {
    throw InputError(place + ": the number " + to_string(value) +
                     " has no end as a decimal, and .nnet would round it; write JSON, which holds every fraction");
  }
  Integer power;
  mpz_ui_pow_ui(power.get_mpz_t(), 10, places);
  std::string digits = Integer(::abs(value.get_num()) * power / value.get_den()).get_str();
  if (places > 0) {
    if (digits.size() <= places) digits.insert(0, places + 1 - digits.size(), '0');
    digits.insert(digits.size() - places, ".");
  }
  return (value < 0 ? "-" : "") + digits;
}

void check_activations(const Network& network) {
  for (std::size_t l = 0; l < network.layers().size(); ++l) {
    const bool last = l + 1 == network.layers().size();
    const Activation wanted = last ? Activation::identity() : Activation::relu();
    if (network.layers()[l].has_groups()) {
      throw InputError(
          "layer " + std::to_string(l + 1) +
          ": a unit takes a maximum, and in .nnet the hidden layers are ReLU; write JSON, which holds maxima");
    }
    for (const Activation& activation : network.layers()[l].activations) {
      if (activation == wanted) continue;
      throw InputError("layer " + std::to_string(l + 1) + ": a unit is " + activation.name() + ", and in .nnet the " +
                       (last ? "last layer is affine" : "hidden layers are ReLU") +
                       "; write JSON, which holds every activation");
    }
  }
}

void write_repeated(std::ostream& out, const std::string& word, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) out << word << ',';
  out << '\n';
}

}  // namespace

void write_network_nnet(const Network& network, std::ostream& out) {
  check_activations(network);
  const std::size_t inputs = network.input_dim();
  std::size_t largest = inputs;
  for (const Layer& layer : network.layers()) largest = std::max(largest, layer.num_units());
  out << "// " << network.name() << ", written by crease: no normalisation\n"
      << network.layers().size() << ',' << inputs << ',' << network.output_dim() << ',' << largest << ",\n"
      << inputs << ',';
  for (const Layer& layer : network.layers()) out << layer.num_units() << ',';
  out << "\n0,\n";
  // Inputs are clamped to these bounds by the format's own evaluator, so they are out of the way.
  write_repeated(out, "-1e300", inputs);
  write_repeated(out, "1e300", inputs);
  write_repeated(out, "0", inputs + 1);
  write_repeated(out, "1", inputs + 1);
  for (std::size_t l = 0; l < network.layers().size(); ++l) {
    const Layer& layer = network.layers()[l];
    const auto place = [&](std::size_t u) {
      return "layer " + std::to_string(l + 1) + ", unit " + std::to_string(u + 1);
    };
    for (std::size_t u = 0; u < layer.num_units(); ++u) {
      for (const Rational& w : layer.weights.row(u)) out << exact_decimal(w, place(u)) << ',';
      out << '\n';
    }
    for (std::size_t u = 0; u < layer.num_units(); ++u) out << exact_decimal(layer.bias[u], place(u)) << ",\n";
  }
}

}  // namespace crease
