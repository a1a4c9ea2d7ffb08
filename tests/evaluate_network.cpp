// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdio>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

#include "core/errors.h"
#include "core/io/network_file.h"

/// evaluate_network FILE [raw]: reads points from standard input, one per line, as numbers with spaces between them;
/// prints for each the exact outputs, a bar, and the outputs in doubles. Before them, the shape: "n0 n1 ... nL".
int main(int argc, char** argv) {
  if (argc < 2) return 2;
  try {
    const crease::ReadOptions options{.raw = argc > 2 && std::string(argv[2]) == "raw"};
    const crease::Network network = crease::read_network(argv[1], options).network;
    std::cout << network.input_dim();
    for (const crease::Layer& layer : network.layers()) std::cout << ' ' << layer.num_units();
    std::cout << '\n';
    std::string line;
    while (std::getline(std::cin, line)) {
      std::istringstream words(line);
      std::vector<crease::Rational> exact;
      std::vector<double> rounded;
      for (std::string word; words >> word;) {
        exact.push_back(crease::parse_rational(word));
        rounded.push_back(crease::nearest_double(exact.back()));
      }
      for (const crease::Rational& y : crease::evaluate(network, exact)) std::cout << crease::to_string(y) << ' ';
      std::cout << '|';
      for (const double y : crease::evaluate(network, rounded)) {
        char text[40];
        std::snprintf(text, sizeof text, " %.17g", y);
        std::cout << text;
      }
      std::cout << '\n';
    }
  } catch (const crease::InputError& error) {
    std::cerr << error.what() << '\n';
    return 3;
  }
  return 0;
}
