// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/networks.h"

#include <sstream>
#include <stdexcept>

namespace crease::testing {
namespace {

Network relu_network(std::size_t inputs, const std::vector<Rows>& layers, const Rows& output) {
  std::vector<Layer> result;
  for (const Rows& rows : layers) result.push_back(layer(rows));
  result.push_back(layer(output, Activation::identity()));
  return Network(inputs, std::move(result));
}

template <typename Values>
std::string joined(const Values& values, const std::string& separator) {
  std::string result;
  for (const Rational& v : values) result += (result.empty() ? "" : separator) + to_string(v);
  return result;
}

std::string to_text(const Activation& activation) {
  if (activation == Activation::relu()) return "relu";
  if (activation == Activation::abs()) return "abs";
  if (activation == Activation::identity()) return "identity";
  std::vector<Rational> slopes;
  for (std::size_t p = 0; p < activation.num_pieces(); ++p) slopes.push_back(activation.slope(p));
  return "pw(" + joined(activation.breakpoints(), ",") + ";" + joined(slopes, ",") + ";" +
         to_string(activation(Rational(0))) + ")";
}

std::vector<Rational> numbers(std::string text) {
  for (char& c : text) c = c == ',' ? ' ' : c;
  std::istringstream words(text);
  std::vector<Rational> result;
  for (std::string word; words >> word;) result.push_back(parse_rational(word));
  return result;
}

Activation activation_from_text(const std::string& text) {
  if (text == "relu") return Activation::relu();
  if (text == "abs") return Activation::abs();
  if (text == "identity") return Activation::identity();
  if (text.substr(0, 3) != "pw(") throw std::invalid_argument("unknown activation " + text);
  const std::size_t first = text.find(';');
  const std::size_t second = text.find(';', first + 1);
  return Activation::piecewise(numbers(text.substr(3, first - 3)), numbers(text.substr(first + 1, second - first - 1)),
                               0, numbers(text.substr(second + 1, text.size() - second - 2)).at(0));
}

}  // namespace

Layer layer(const Rows& rows, const Activation& activation) {
  Layer result{Matrix<Rational>(rows.size(), rows.at(0).size() - 1), {}, {}};
  for (std::size_t u = 0; u < rows.size(); ++u) {
    for (std::size_t j = 0; j < result.num_inputs(); ++j) result.weights(u, j) = rows[u][j];
    result.bias.push_back(rows[u].back());
    result.activations.push_back(activation);
  }
  return result;
}

std::string to_text(const Network& network) {
  std::string result = std::to_string(network.input_dim()) + ":";
  for (std::size_t l = 0; l < network.layers().size(); ++l) {
    if (l != 0) result += " /";
    const Layer& now = network.layers()[l];
    for (std::size_t u = 0; u < now.num_units(); ++u) {
      for (std::size_t i = now.first_row(u); i < now.first_row(u + 1); ++i) {
        const std::string name = !now.is_group(u) ? to_text(now.activations[u]) : i == now.first_row(u) ? "max" : "or";
        result += " " + name + "[" + joined(now.weights.row(i), " ") + " " + to_string(now.bias[i]) + "]";
      }
    }
  }
  return result;
}

Network from_text(const std::string& text) {
  const std::size_t colon = text.find(':');
  std::vector<Layer> layers;
  Rows rows;
  std::vector<Activation> activations;
  std::vector<std::uint32_t> first_rows;
  const auto finish_layer = [&] {
    layers.push_back(layer(rows));
    layers.back().activations = std::move(activations);
    first_rows.push_back(static_cast<std::uint32_t>(rows.size()));
    layers.back().first_rows = std::move(first_rows);
    first_rows.clear();
    rows.clear();
    activations.clear();
  };
  for (std::size_t at = colon + 1; at < text.size();) {
    if (text[at] == ' ') {
      ++at;
    } else if (text[at] == '/') {
      finish_layer();
      ++at;
    } else {
      const std::size_t open = text.find('[', at);
      const std::size_t close = text.find(']', open);
      const std::string name = text.substr(at, open - at);
      if (name != "or") {
        activations.push_back(name == "max" ? Activation::identity() : activation_from_text(name));
        first_rows.push_back(static_cast<std::uint32_t>(rows.size()));
      }
      rows.push_back(numbers(text.substr(open + 1, close - open - 1)));
      at = close + 1;
    }
  }
  finish_layer();
  return Network(std::stoul(text.substr(0, colon)), std::move(layers));
}

std::string to_text(const Domain& domain) {
  std::string result = "R^" + std::to_string(domain.ambient_dim());
  if (domain.slice()) {
    result += " slice p = (" + joined(domain.slice()->point, " ") + ") B =";
    for (std::size_t i = 0; i < domain.ambient_dim(); ++i) {
      result += " (" + joined(domain.slice()->directions.row(i), " ") + ")";
    }
  }
  for (std::size_t i = 0; i < domain.rows().rows(); ++i) {
    result += " [" + joined(domain.rows().row(i), " ") + " " + to_string(domain.offsets()[i]) + "]";
  }
  return result;
}

Network abs_1d() { return relu_network(1, {{{1, 0}, {-1, 0}}}, {{1, 1, 0}}); }

Network xor_2d() { return relu_network(2, {{{1, 1, 0}, {1, 1, -1}}}, {{1, -2, 0}}); }

Network sawtooth(int k) {
  const Rational half(1, 2);
  std::vector<Rows> layers{{{1, 0}, {1, -half}}};
  for (int l = 1; l < k; ++l) layers.push_back({{2, -4, 0}, {2, -4, -half}});
  return relu_network(1, layers, {{2, -4, 0}});
}

Network dead_unit() { return relu_network(2, {{{0, 0, -1}, {0, 0, 0}, {0, 0, 1}, {1, 2, 3}}}, {{1, 1, 1, 1, 0}}); }

Network duplicated_units() {
  const Rational third(1, 3);
  return relu_network(2, {{{1, 2, 1}, {-1, -2, -1}, {1, 2, 1}, {3, 6, 3}, {-third, -2 * third, -third}}},
                      {{1, 1, 1, 1, 1, 0}});
}

Network through_one_point(int k) {
  const Rational x(1, 3), y(-2, 7);
  Rows rows;
  for (int i = 0; i < k; ++i) rows.push_back({1, i, -(x + i * y)});
  return relu_network(2, {rows}, {std::vector<Rational>(static_cast<std::size_t>(k) + 1, 1)});
}

Network parallel_units(int k) {
  Rows rows;
  for (int i = 0; i < k; ++i) rows.push_back({2, -3, i});
  return relu_network(2, {rows}, {std::vector<Rational>(static_cast<std::size_t>(k) + 1, 1)});
}

Network dead_layer() {
  return relu_network(2, {{{1, 0, 0}, {0, 1, 0}}, {{-1, -1, -1}, {-2, -3, -1}}, {{1, 1, 0}, {5, 7, 1}}}, {{1, 1, 0}});
}

Network zero_on_a_cell() { return relu_network(2, {{{1, 0, 0}, {1, 1, 0}}, {{1, 0, 0}, {3, -2, 0}}}, {{1, 1, 0}}); }

Network crease_on_crease() {
  return relu_network(2, {{{1, 2, -1}, {-1, -2, 1}, {1, -1, 0}}, {{1, -1, 0, 0}, {2, -2, 0, 1}, {1, -1, 1, 0}}},
                      {{1, 1, 1, 0}});
}

Network sliver(const Rational& width) {
  return relu_network(2, {{{1, 0, 0}, {-1, 0, width}, {1, 1, 0}, {1, -1, width}}}, {{1, 1, 1, 1, 0}});
}

Network zigzag(int d, int p, int k) {
  const auto rows_of_layer = [&](int l) {
    Rows rows;
    for (int c = 0; c < d; ++c) {
      for (int i = 0; i < p; ++i) {
        const int q = i == 0 ? p : 2 * p;
        std::vector<Rational> row(static_cast<std::size_t>((l == 0 ? d : d * p) + 1));
        if (l == 0) {
          row[static_cast<std::size_t>(c)] = q;
          row.back() = q - 4 * i;
        } else {
          for (int j = 0; j < p; ++j) row[static_cast<std::size_t>(c * p + j)] = j % 2 == 0 ? q : -q;
          row.back() = -4 * i;
        }
        rows.push_back(row);
      }
    }
    return rows;
  };
  std::vector<Rows> layers;
  for (int l = 0; l < k; ++l) layers.push_back(rows_of_layer(l));
  return relu_network(static_cast<std::size_t>(d), layers,
                      {std::vector<Rational>(static_cast<std::size_t>(d * p) + 1, 1)});
}

Network golden(std::uint32_t seed, int d, const std::vector<int>& widths) {
  std::uint32_t state = seed;
  const auto next = [&] {
    state = (1103515245u * state + 12345u) & 0x7fffffffu;
    return static_cast<int>((state >> 16) % 7) - 3;
  };
  std::vector<Layer> layers;
  int inputs = d;
  for (const int width : widths) {
    Rows rows(static_cast<std::size_t>(width), std::vector<Rational>(static_cast<std::size_t>(inputs) + 1));
    for (auto& row : rows) {
      for (int j = 0; j < inputs; ++j) row[static_cast<std::size_t>(j)] = next();
    }
    for (auto& row : rows) row.back() = next();
    layers.push_back(layer(rows));
    inputs = width;
  }
  return Network(static_cast<std::size_t>(d), std::move(layers));
}

}  // namespace crease::testing
