// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/pattern_reader.h"

#include <charconv>
#include <stdexcept>
#include <string>

namespace crease {
namespace {

[[noreturn]] void fail(std::size_t at, const std::string& cause) {
  throw std::invalid_argument("character " + std::to_string(at + 1) + ": " + cause);
}

/// Reads the symbol at `at` and moves on.
Symbol read_symbol(std::string_view text, std::size_t& at, const std::string& unit) {
  const std::size_t start = at;
  if (at == text.size()) fail(at, "the pattern ends before unit " + unit);
  const char c = text[at++];
  if (c == '*') return {0, true};
  if (c >= '0' && c <= '9') return {static_cast<std::uint16_t>(c - '0'), false};
  if (c >= 'a' && c <= 'z') return {static_cast<std::uint16_t>(c - 'a' + 10), false};
  if (c == '{') {
    Symbol symbol;
    const auto [end, error] = std::from_chars(text.data() + at, text.data() + text.size(), symbol.piece);
    at = static_cast<std::size_t>(end - text.data());
    if (error == std::errc() && at < text.size() && text[at] == '}' && symbol.piece >= 36) {
      ++at;
      return symbol;
    }
  }
  fail(start, "expected the piece of unit " + unit + ": 0-9, a-z, {36} or above, or '*'");
}

}  // namespace

void parse_pattern(std::string_view text, const Network& network, std::vector<Symbol>& symbols) {
  symbols.clear();
  std::size_t at = 0;
  for (std::size_t l = 0; l < network.layers().size(); ++l) {
    if (l > 0 && (at == text.size() || text[at++] != '|')) fail(at, "expected '|' before layer " + std::to_string(l));
    const Layer& layer = network.layers()[l];
    for (std::size_t u = 0; u < layer.num_units(); ++u) {
      const std::size_t start = at;
      const auto name = [&] { return "u" + std::to_string(l) + '.' + std::to_string(u); };
      const bool plain = at < text.size() && (text[at] == '0' || text[at] == '1');
      const Symbol symbol =
          plain ? Symbol{static_cast<std::uint16_t>(text[at++] - '0'), false} : read_symbol(text, at, name());
      const std::size_t pieces = layer.num_pieces(u);
      if (symbol.on_breakpoint ? pieces < 2 : symbol.piece >= pieces) {
        fail(start, "unit " + name() + " has " + std::to_string(pieces) + (pieces == 1 ? " piece" : " pieces"));
      }
      symbols.push_back(symbol);
    }
  }
  if (at != text.size()) fail(at, "the pattern goes on after the last unit");
}

}  // namespace crease
