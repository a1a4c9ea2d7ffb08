// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace crease::tools {
namespace {

/// Exact numbers beyond this length say nothing to the eye.
constexpr std::size_t kMostReadable = 24;
/// Beyond this one they only fill the screen: JSON has them.
constexpr std::size_t kMostShown = 100;

std::string about(const std::string& exact, const std::string& decimal) {
  if (exact.size() <= kMostReadable) return exact;
  if (exact.size() > kMostShown) return fmt::format("about {} (exact with --json)", decimal);
  return fmt::format("{}  (about {})", exact, decimal);
}

}  // namespace

std::string with_commas(std::uint64_t n) {
  std::string text = std::to_string(n);
  for (std::size_t end = text.size(); end > 3; end -= 3) text.insert(end - 3, 1, ',');
  return text;
}

std::string counted(std::size_t n, const std::string& noun) {
  return with_commas(n) + " " + noun + (n == 1 ? "" : "s");
}

std::string in_decimals(const Rational& value, int digits) {
  const double nearest = nearest_double(value);
  if (value == 0 || std::isnormal(nearest)) return fmt::format("{:.{}g}", nearest, digits);
  mp_exp_t exponent = 0;
  std::string mantissa = mpf_class(value, 128).get_str(exponent, 10, static_cast<std::size_t>(digits));
  const std::size_t units = value < 0 ? 2 : 1;
  if (mantissa.size() > units) mantissa.insert(units, ".");
  return fmt::format("{}e{:+03}", mantissa, exponent - 1);
}

std::string in_words(const Rational& value) { return about(to_string(value), in_decimals(value)); }

std::string in_words(std::span<const Rational> point) {
  std::string exact, decimals;
  bool is_decimal = true;
  for (const Rational& value : point) {
    const std::string decimal = in_decimals(value);
    exact += (exact.empty() ? "" : ", ") + to_string(value);
    decimals += (decimals.empty() ? "" : ", ") + decimal;
    is_decimal = is_decimal && parse_rational(decimal) == value;
  }
  if (is_decimal && exact.size() > kMostShown) return "(" + decimals + ")";
  return about("(" + exact + ")", decimals);
}

std::string shape_of(const Network& network) {
  std::string shape = std::to_string(network.input_dim());
  for (const Layer& layer : network.layers()) shape += fmt::format(" -> {}", layer.num_units());
  return shape;
}

std::string aligned(const std::vector<std::pair<std::string, std::string>>& lines) {
  std::size_t width = 0;
  for (const auto& [name, value] : lines) width = std::max(width, name.size());
  std::string text;
  for (const auto& [name, value] : lines) text += fmt::format("{:<{}}  {}\n", name, width, value);
  return text;
}

}  // namespace crease::tools
