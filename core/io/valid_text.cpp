// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/valid_text.h"

#include <cstdint>

#include "core/io/json_values.h"

namespace crease {

std::string valid_text(std::string_view text) {
  constexpr const char* kReplacement = "\xef\xbf\xbd";
  // The JSON library replaces what is not UTF-8.
  const std::string utf8 = Json::parse(to_text(Json(std::string(text)))).get<std::string>();
  std::string valid;
  for (std::size_t i = 0; i < utf8.size(); ++i) {
    const auto byte = static_cast<unsigned char>(utf8[i]);
    const bool is_space = byte == '\n' || byte == '\t' || byte == '\r';
    // U+FFFE and U+FFFF, which XML has no place for.
    const bool is_forbidden = byte == 0xef && static_cast<unsigned char>(utf8[i + 1]) == 0xbf &&
                              static_cast<unsigned char>(utf8[i + 2]) >= 0xbe;
    if (is_space) {
      valid += ' ';
    } else if (byte < 0x20 || byte == 0x7f || is_forbidden) {
      valid += kReplacement;
      if (is_forbidden) i += 2;
    } else {
      valid += utf8[i];
    }
  }
  return valid;
}

std::string markup_text(std::string_view text) {
  std::string result;
  for (const char c : valid_text(text)) {
    switch (c) {
      case '&':
        result += "&amp;";
        break;
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      case '"':
        result += "&quot;";
        break;
      default:
        result += c;
    }
  }
  return result;
}

}  // namespace crease
