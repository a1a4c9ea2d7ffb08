// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "core/errors.h"
#include "core/io/array_layers.h"
#include "core/io/file_bytes.h"
#include "core/io/readers.h"
#include "core/io/size_budget.h"

namespace crease {
namespace {

/// A matrix of numbers, and the activation line before it.
struct Block {
  std::size_t line = 0;  ///< of its first row
  std::string activation;
  std::size_t rows = 0, columns = 0;
  std::vector<Rational> entries = {};
};

class TextReader {
 public:
  TextReader(std::string_view bytes, const std::string& path, DecimalPolicy decimals)
      : bytes_(bytes), path_(path), decimals_(decimals), budget_(bytes.size()) {
    if (bytes_.starts_with("\xEF\xBB\xBF")) bytes_.remove_prefix(3);
  }

  std::vector<Block> read() {
    std::vector<Block> blocks;
    Block block;
    const auto end_block = [&] {
      if (block.rows > 0) blocks.push_back(std::exchange(block, {}));
    };
    while (!bytes_.empty()) {
      const std::string_view whole = next_line();
      const std::string_view text = trimmed(whole.substr(0, whole.find('#')));
      if (trimmed(whole).empty()) {
        end_block();
      } else if (is_activation(text)) {
        end_block();
        if (blocks.size() % 2 == 1) fail(1, "an activation stands before the weights of a layer, not before its bias");
        if (!block.activation.empty()) fail(1, "a second activation for one layer; keep one of them");
        block.activation = text;
      } else if (!text.empty()) {
        add_row(block, text, static_cast<std::size_t>(text.data() - whole.data()) + 1);
      }
    }
    end_block();
    if (!block.activation.empty()) fail(1, "weights are missing behind the activation " + in_quotes(block.activation));
    return blocks;
  }

 private:
  static constexpr std::string_view kSpace = " \t\r";
  static constexpr std::string_view kSeparators = " \t\r,;";

  [[noreturn]] void fail(std::size_t column, const std::string& message) const {
    throw ParseError({path_, line_number_, column}, message);
  }

  std::string_view next_line() {
    const std::size_t end = std::min(bytes_.find('\n'), bytes_.size());
    const std::string_view line = bytes_.substr(0, end);
    bytes_.remove_prefix(std::min(end + 1, bytes_.size()));
    ++line_number_;
    return line;
  }

  static std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(kSpace);
    if (first == std::string_view::npos) return text.substr(text.size());
    return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
  }

  /// A name, or JSON; NaN and infinities are numbers that no weight is, not names.
  static bool is_activation(std::string_view text) {
    if (text.empty()) return false;
    if (text[0] == '{' || text[0] == '[') return true;
    std::string word(text.substr(0, text.find_first_of(kSeparators)));
    std::ranges::transform(word, word.begin(), [](char c) { return static_cast<char>(c | 0x20); });
    return word[0] >= 'a' && word[0] <= 'z' && word != "nan" && word != "inf" && word != "infinity";
  }

  void add_row(Block& block, std::string_view text, std::size_t first_column) {
    if (block.rows == 0) block.line = line_number_;
    std::size_t count = 0;
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = std::min(text.find_first_of(kSeparators, at), text.size());
      const std::size_t column = first_column + at;
      try {
        block.entries.push_back(parse_number(text.substr(at, end - at), decimals_));
        budget_.spend(block.entries.back());
      } catch (const std::logic_error& error) {
        fail(column, error.what());
      }
      ++count;
      at = behind_separator(text, end);
    }
    if (block.rows > 0 && count != block.columns) {
      fail(first_column, "a row of " + std::to_string(count) + " numbers in a block whose first row, line " +
                             std::to_string(block.line) + ", has " + std::to_string(block.columns) +
                             "; a blank line ends a block");
    }
    block.columns = count;
    ++block.rows;
  }

  /// Skips space and at most one comma or semicolon.
  static std::size_t behind_separator(std::string_view text, std::size_t at) {
    at = std::min(text.find_first_not_of(kSpace, at), text.size());
    if (at == text.size() || (text[at] != ',' && text[at] != ';')) return at;
    return std::min(text.find_first_not_of(kSpace, at + 1), text.size());
  }

  std::string_view bytes_;
  const std::string& path_;
  DecimalPolicy decimals_;
  SizeBudget budget_;
  std::size_t line_number_ = 0;
};

NamedArray array_of(const Block& block, const std::string& what) {
  return {
      what + " in line " + std::to_string(block.line), {block.rows, block.columns}, "decimal", [&block](std::size_t i) {
        return block.entries[i];
      }};
}

}  // namespace

NetworkFile parse_network_text(const std::string& bytes, const std::string& path, const std::string& name,
                               const ReadOptions& options) {
  const std::vector<Block> blocks = TextReader(bytes, path, options.decimals).read();
  if (blocks.empty()) throw ParseError({path}, "there are no numbers in it; a network has at least one layer");
  if (blocks.size() % 2 == 1) {
    throw ParseError({path, blocks.back().line, 1},
                     "the block that begins here has no bias behind it; weights and bias take turns, with a blank line "
                     "between them: add a block of zeros");
  }
  std::vector<NamedArray> arrays;
  for (std::size_t b = 0; b < blocks.size(); ++b) {
    arrays.push_back(array_of(blocks[b], b % 2 == 0 ? "weights" : "bias"));
  }
  std::vector<ArrayLayer> layers;
  std::vector<std::string> activations;
  for (std::size_t b = 0; b < blocks.size(); b += 2) {
    layers.push_back({&arrays[b], &arrays[b + 1]});
    const bool last = b + 2 == blocks.size();
    activations.push_back(!blocks[b].activation.empty() ? blocks[b].activation : last ? "identity" : "relu");
  }
  const std::vector<WeightShape> candidates = orientations(layers, options.weights);
  for (const WeightShape orientation : candidates) {
    if (!misfit(layers, orientation).empty()) continue;
    return {network_of_layers(layers, orientation, activations, bytes.size(), path, name, options.decimals),
            text_source(NetworkFormat::kText, options.decimals)};
  }
  throw ParseError({path}, misfit(layers, candidates.front()) + "; check the blocks");
}

}  // namespace crease
