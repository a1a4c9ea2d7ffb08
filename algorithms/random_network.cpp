// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/random_network.h"

#include <array>
#include <charconv>
#include <cmath>
#include <map>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "core/errors.h"
#include "core/io/file_bytes.h"
#include "core/io/sha256_stream.h"

namespace crease {
namespace {

__extension__ using Wide = unsigned __int128;

/// One stream of numbers.
class NumberStream {
 public:
  NumberStream(const RandomNetwork& words, const std::string& stream)
      : prefix_("crease-random-network/1;" + widths_text(words.widths) + ";" + std::to_string(words.seed) + ";" +
                stream + ";") {}

  std::uint64_t next() {
    constexpr std::size_t kBytes = 8, kPerHash = 4;
    const std::size_t index = count_ % kPerHash;
    if (index == 0) {
      Sha256Stream hash;
      hash.add(prefix_ + std::to_string(count_ / kPerHash));
      digest_ = hash.digest_bytes();
    }
    ++count_;
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < kBytes; ++i) value = value << 8 | digest_[kBytes * index + i];
    return value;
  }

 private:
  std::string prefix_;
  std::uint64_t count_ = 0;
  std::array<unsigned char, 32> digest_{};  ///< has four numbers
};

/// Karney's algorithm N, step by step; x < 2^64 stands for x / 2^64.
class NormalNumbers {
 public:
  explicit NormalNumbers(NumberStream& stream) : stream_(stream) {}

  double next() {
    for (;;) {
      const std::uint64_t k = geometric();
      if (!accepts(k)) continue;
      const std::uint64_t x = stream_.next();
      if (!accepts(k, x)) continue;
      const double y = static_cast<double>(k) + static_cast<double>(x >> 11) * 0x1p-53;
      return (stream_.next() & 1) != 0 ? -y : y;
    }
  }

 private:
  /// True with probability exp(-1/2): the length of a run of falling numbers that starts below 1/2 is even.
  bool half_exponential() {
    std::uint64_t least = std::uint64_t{1} << 63;
    for (bool even = true;; even = !even) {
      const std::uint64_t next = stream_.next();
      if (next >= least) return even;
      least = next;
    }
  }
  /// k with a probability in proportion to exp(-k/2).
  std::uint64_t geometric() {
    std::uint64_t k = 0;
    while (half_exponential()) ++k;
    return k;
  }
  /// True with probability exp(-k(k-1)/2).
  bool accepts(std::uint64_t k) {
    for (std::uint64_t i = 0; k > 1 && i < k * (k - 1); ++i) {
      if (!half_exponential()) return false;
    }
    return true;
  }
  /// True with probability exp(-x(2k+x)/2), in k + 1 steps.
  bool accepts(std::uint64_t k, std::uint64_t x) {
    for (std::uint64_t i = 0; i <= k; ++i) {
      if (!accepts_step(k, x)) return false;
    }
    return true;
  }
  /// True with probability exp(-x(2k+x)/(2k+2)).
  bool accepts_step(std::uint64_t k, std::uint64_t x) {
    std::uint64_t least = x;
    for (bool even = true;; even = !even) {
      const std::uint64_t next = stream_.next();
      if (next >= least) return even;
      if (Wide{stream_.next()} * (2 * k + 2) >= (Wide{2 * k} << 64) + x) return even;
      least = next;
    }
  }

  NumberStream& stream_;
};

Rational float32(double value) { return exact_rational(static_cast<double>(static_cast<float>(value))); }

Rational draw(NumberStream& stream, const NumberLaw& law, double scale) {
  if (law.kind == NumberLaw::Kind::kZero) return 0;
  if (law.kind == NumberLaw::Kind::kNormal) return float32(NormalNumbers(stream).next() * scale);
  const std::uint64_t value = stream.next();
  if (law.kind == NumberLaw::Kind::kUniform) {
    const auto u = static_cast<double>(value >> 40);
    return float32((2 * u + 1 - 0x1p24) * 0x1p-24 * scale);
  }
  const auto range = static_cast<std::uint64_t>(law.highest - law.lowest + 1);
  return law.lowest + static_cast<long>(Wide{value} * range >> 64);
}

/// "name:argument" in two; no argument: empty.
std::pair<std::string, std::string> name_and_argument(const std::string& text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string::npos) return {text, ""};
  return {text.substr(0, colon), text.substr(colon + 1)};
}

Rational argument_number(const std::string& text, const std::string& argument) {
  try {
    return parse_number(argument, DecimalPolicy::kExact);
  } catch (const std::logic_error& error) {
    throw InputError(in_quotes(text) + ": " + error.what());
  }
}

/// Reads all of it as an integer from lo to hi.
long argument_integer(const std::string& text, std::string_view argument, long lo, long hi) {
  long value = 0;
  const char* end = argument.data() + argument.size();
  const auto [stop, error] = std::from_chars(argument.data(), end, value);
  if (error != std::errc() || stop != end || value < lo || value > hi) {
    throw InputError(in_quotes(text) + ": " + in_quotes(argument) + " is not an integer from " + std::to_string(lo) +
                     " to " + std::to_string(hi));
  }
  return value;
}

NumberLaw scaled_law(NumberLaw::Kind kind, const std::string& text, const std::string& argument) {
  const Rational scale = argument_number(text, argument);
  if (scale < parse_rational("1e-30") || scale > parse_rational("1e30")) {
    throw InputError(in_quotes(text) + ": the number is not between 10^-30 and 10^30");
  }
  return {kind, NumberLaw::Fan::kNone, nearest_double(scale)};
}

NumberLaw integer_law(const std::string& text, const std::string& argument) {
  constexpr long kMost = 1000000;
  const std::size_t comma = argument.find(',');
  if (comma == std::string::npos) throw InputError(in_quotes(text) + ": write integers:LO,HI");
  NumberLaw law{NumberLaw::Kind::kIntegers};
  law.lowest = argument_integer(text, std::string_view(argument).substr(0, comma), -kMost, kMost);
  law.highest = argument_integer(text, std::string_view(argument).substr(comma + 1), law.lowest, kMost);
  return law;
}

const std::map<std::string, NumberLaw>& named_laws() {
  using enum NumberLaw::Kind;
  using enum NumberLaw::Fan;
  static const std::map<std::string, NumberLaw> laws = {
      {"he_normal", {kNormal, kIn, 2}},           {"he_uniform", {kUniform, kIn, 6}},
      {"glorot_normal", {kNormal, kInAndOut, 2}}, {"glorot_uniform", {kUniform, kInAndOut, 6}},
      {"lecun_normal", {kNormal, kIn, 1}},        {"lecun_uniform", {kUniform, kIn, 3}},
      {"torch_linear", {kUniform, kIn, 1}},       {"zero", {}}};
  return laws;
}

}  // namespace

std::string widths_text(const std::vector<std::size_t>& widths) {
  std::string text;
  for (const std::size_t width : widths) text += (text.empty() ? "" : ",") + std::to_string(width);
  return text;
}

double NumberLaw::scale(std::size_t n_in, std::size_t n_out) const {
  if (fan == Fan::kNone) return factor;
  return std::sqrt(factor / static_cast<double>(fan == Fan::kIn ? n_in : n_in + n_out));
}

NumberLaw parse_number_law(const std::string& text) {
  if (const auto found = named_laws().find(text); found != named_laws().end()) return found->second;
  const auto [name, argument] = name_and_argument(text);
  if (name == "normal") return scaled_law(NumberLaw::Kind::kNormal, text, argument);
  if (name == "uniform") return scaled_law(NumberLaw::Kind::kUniform, text, argument);
  if (name == "integers") return integer_law(text, argument);
  std::string names;
  for (const auto& [known, law] : named_laws()) names += known + ", ";
  throw InputError(in_quotes(text) + " is none of " + names + "normal:S, uniform:B, integers:LO,HI");
}

UnitLaw parse_unit_law(const std::string& text) {
  if (text == "relu") return {Activation::relu()};
  if (text == "abs") return {Activation::abs()};
  if (text == "hard_tanh") return {Activation::hard_tanh()};
  if (text == "relu6") return {Activation::relu6()};
  const auto [name, argument] = name_and_argument(text);
  if (name == "leaky_relu") return {Activation::leaky_relu(argument_number(text, argument))};
  if (name == "max") {
    return {Activation::identity(), static_cast<std::size_t>(argument_integer(text, argument, 2, 1000))};
  }
  throw InputError(in_quotes(text) + " is none of relu, abs, hard_tanh, relu6, leaky_relu:ALPHA, max:K");
}

void check_architecture(const std::vector<std::size_t>& widths, const UnitLaw& units) {
  constexpr std::size_t kMostWeights = 10000000;
  if (widths.size() < 2) throw InputError("an architecture has its inputs and its outputs, with layers between them");
  std::size_t weights = 0;
  for (std::size_t l = 0; l < widths.size(); ++l) {
    if (widths[l] == 0 || widths[l] > kMostWeights) {
      throw InputError("architecture " + widths_text(widths) + ": a width is not between 1 and 10^7");
    }
    if (l > 0) weights += widths[l] * widths[l - 1] * (l + 1 < widths.size() ? units.max_of : 1);
    if (weights > kMostWeights) {
      throw InputError("architecture " + widths_text(widths) +
                       ": it has more than 10^7 weights. Choose smaller layers");
    }
  }
}

Network random_network(const RandomNetwork& words, std::string name) {
  const UnitLaw units = parse_unit_law(words.activation);
  const NumberLaw weight_law = parse_number_law(words.weights), bias_law = parse_number_law(words.biases);
  check_architecture(words.widths, units);
  NumberStream weights(words, "weights"), biases(words, "biases");
  std::vector<Layer> layers;
  for (std::size_t l = 1; l < words.widths.size(); ++l) {
    const std::size_t n_in = words.widths[l - 1], n_out = words.widths[l];
    const bool is_last = l + 1 == words.widths.size();
    const std::size_t rows = n_out * (is_last ? 1 : units.max_of);
    Matrix<Rational> W(rows, n_in);
    std::vector<Rational> b(rows);
    const double weight_scale = weight_law.scale(n_in, n_out), bias_scale = bias_law.scale(n_in, n_out);
    for (std::size_t i = 0; i < rows; ++i) {
      for (Rational& entry : W.row(i)) entry = draw(weights, weight_law, weight_scale);
      b[i] = draw(biases, bias_law, bias_scale);
    }
    if (!is_last && units.max_of > 1) {
      layers.push_back(make_max_layer(std::move(W), std::move(b), std::vector<std::size_t>(n_out, units.max_of)));
    } else {
      const Activation& activation = is_last ? Activation::identity() : units.activation;
      layers.push_back({std::move(W), std::move(b), std::vector<Activation>(n_out, activation)});
    }
  }
  return {words.widths.front(), std::move(layers), std::move(name)};
}

}  // namespace crease
