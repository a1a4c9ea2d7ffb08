// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <limits>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "core/errors.h"
#include "core/io/file_bytes.h"
#include "core/io/readers.h"
#include "core/io/size_budget.h"

namespace crease {
namespace {

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r";
  const std::size_t first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

/// Reads the file line by line; a line holds numbers separated by commas, the last comma being optional.
class NnetScanner {
 public:
  NnetScanner(std::string_view bytes, const std::string& path, DecimalPolicy decimals)
      : bytes_(bytes), path_(path), decimals_(decimals), budget_(bytes.size()) {
    while (next_line() && trimmed(line_).starts_with("//")) line_taken_ = true;
  }

  std::size_t bytes_left() const { return bytes_.size() - position_; }

  [[noreturn]] void fail(std::size_t column, const std::string& message) const {
    throw ParseError({path_, line_number_, column}, message);
  }

  /// `count` numbers on the next line; `at_least` takes more, too. `what` names the line in messages.
  std::vector<Rational> numbers(std::size_t count, const std::string& what) {
    std::vector<Rational> result;
    for_each_field(count, what, [&](std::string_view field, std::size_t column) {
      try {
        result.push_back(parse_number(field, decimals_));
        budget_.spend(result.back());
      } catch (const std::logic_error& error) {
        fail(column, what + ": " + error.what());
      }
    });
    return result;
  }

  /// `count` positive integers below 10^9 on the next line.
  std::vector<std::size_t> sizes(std::size_t count, const std::string& what) {
    std::vector<std::size_t> result;
    for_each_field(count, what, [&](std::string_view field, std::size_t column) {
      constexpr std::size_t kMaxDigits = 9;
      if (field.find_first_not_of("0123456789") != std::string_view::npos || field.size() > kMaxDigits ||
          std::stoul(std::string(field)) == 0) {
        fail(column, what + ": expected a positive integer below 10^9, found " + in_quotes(field));
      }
      result.push_back(std::stoul(std::string(field)));
    });
    return result;
  }

  void skip_line(const std::string& what) { take_line(what); }

  void expect_end() {
    if (next_line()) {
      fail(1, "text after the last layer: " + in_quotes(trimmed(line_)) + "; check the sizes in the header");
    }
  }

 private:
  /// Moves to the next line that is not blank, unless the present one was not taken yet.
  bool next_line() {
    while (line_taken_) {
      if (position_ >= bytes_.size()) return false;
      const std::size_t end = std::min(bytes_.find('\n', position_), bytes_.size());
      line_ = bytes_.substr(position_, end - position_);
      position_ = std::min(end + 1, bytes_.size());
      ++line_number_;
      line_taken_ = trimmed(line_).empty();
    }
    return true;
  }

  void take_line(const std::string& what) {
    if (!next_line()) fail(0, "the file ends before " + what + "; it may be cut off");
    line_taken_ = true;
  }

  template <typename Visit>
  void for_each_field(std::size_t count, const std::string& what, const Visit& visit) {
    take_line(what);
    std::size_t found = 0;
    std::size_t start = 0;
    while (true) {
      const std::size_t end = std::min(line_.find(',', start), line_.size());
      const std::string_view raw = line_.substr(start, end - start);
      const std::string_view field = trimmed(raw);
      const std::size_t column = start + 1 + std::min(raw.find_first_not_of(" \t\r"), raw.size());
      if (field.empty() && end == line_.size() && found > 0) break;
      if (field.empty()) fail(column, what + ": a number is missing here");
      if (found == count) {
        fail(column,
             what + ": more than the expected " + std::to_string(count) + " numbers; check the sizes in the header");
      }
      visit(field, column);
      ++found;
      if (end == line_.size()) break;
      start = end + 1;
    }
    if (found != count) {
      fail(line_.size() + 1, what + ": expected " + std::to_string(count) + " numbers, found " + std::to_string(found) +
                                 "; check the sizes in the header");
    }
  }

  std::string_view bytes_;
  const std::string& path_;
  DecimalPolicy decimals_;
  SizeBudget budget_;
  std::size_t position_ = 0;
  std::size_t line_number_ = 0;
  std::string_view line_;
  bool line_taken_ = true;
};

/// Composes the first layer with x -> (x - mean) / range.
void fold_input(Layer& layer, const std::vector<Rational>& means, const std::vector<Rational>& ranges) {
  for (std::size_t i = 0; i < layer.num_units(); ++i) {
    for (std::size_t j = 0; j < layer.num_inputs(); ++j) {
      Rational& w = layer.weights(i, j);
      w /= ranges[j];
      layer.bias[i] -= w * means[j];
    }
  }
}

/// Composes y -> y range + mean with the last layer, which is affine.
void fold_output(Layer& layer, const Rational& mean, const Rational& range) {
  for (std::size_t i = 0; i < layer.num_units(); ++i) {
    for (Rational& w : layer.weights.row(i)) w *= range;
    layer.bias[i] = layer.bias[i] * range + mean;
  }
}

Layer read_layer(NnetScanner& scanner, std::size_t inputs, std::size_t units, bool last, const std::string& place) {
  // A number takes two bytes at least, so larger sizes cannot be true and are refused before anything is allocated.
  if (units > scanner.bytes_left() || inputs > scanner.bytes_left() / units) {
    scanner.fail(0, place + ": " + std::to_string(units) + " x " + std::to_string(inputs) +
                        " weights do not fit in the rest of the file; check the sizes in the header");
  }
  Layer layer{Matrix<Rational>(units, inputs), std::vector<Rational>(units),
              std::vector<Activation>(units, last ? Activation::identity() : Activation::relu())};
  for (std::size_t i = 0; i < units; ++i) {
    std::vector<Rational> row = scanner.numbers(inputs, place + ", weights row " + std::to_string(i + 1));
    std::move(row.begin(), row.end(), layer.weights.row(i).begin());
  }
  for (std::size_t i = 0; i < units; ++i) {
    layer.bias[i] = scanner.numbers(1, place + ", bias " + std::to_string(i + 1)).front();
  }
  return layer;
}

}  // namespace

NetworkFile parse_network_nnet(const std::string& bytes, const std::string& path, const std::string& name,
                               const ReadOptions& options) {
  NnetScanner scanner(bytes, path, options.decimals);
  const std::vector<std::size_t> header = scanner.sizes(4, "header (layers, inputs, outputs, largest layer)");
  const std::size_t num_layers = header[0];
  const std::size_t num_inputs = header[1];
  if (num_layers > bytes.size())
    scanner.fail(1, "header: " + std::to_string(num_layers) + " layers do not fit in the file");
  const std::vector<std::size_t> sizes = scanner.sizes(num_layers + 1, "layer sizes");
  if (sizes.front() != num_inputs || sizes.back() != header[2]) {
    scanner.fail(1, "layer sizes: the first and last, " + std::to_string(sizes.front()) + " and " +
                        std::to_string(sizes.back()) + ", differ from the header's inputs and outputs, " +
                        std::to_string(num_inputs) + " and " + std::to_string(header[2]));
  }
  scanner.skip_line("the flag");
  scanner.numbers(num_inputs, "input minima");
  scanner.numbers(num_inputs, "input maxima");
  const std::vector<Rational> means = scanner.numbers(num_inputs + 1, "means");
  const std::vector<Rational> ranges = scanner.numbers(num_inputs + 1, "ranges");
  if (!options.raw && std::find(ranges.begin(), ranges.end(), 0) != ranges.end()) {
    scanner.fail(1, "ranges: a range is 0, and inputs are divided by it; correct it, or read the file raw");
  }

  std::vector<Layer> layers;
  for (std::size_t l = 0; l < num_layers; ++l) {
    layers.push_back(
        read_layer(scanner, sizes[l], sizes[l + 1], l + 1 == num_layers, "layer " + std::to_string(l + 1)));
  }
  scanner.expect_end();

  if (!options.raw) {
    fold_input(layers.front(), means, ranges);
    fold_output(layers.back(), means.back(), ranges.back());
  }
  return {Network(num_inputs, std::move(layers), name), text_source(NetworkFormat::kNnet, options.decimals)};
}

}  // namespace crease
