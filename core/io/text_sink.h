// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>

#include "core/numbers.h"

namespace crease {

/// Appends "p/q", or "p" when q = 1.
void append_rational(std::string& text, const Rational& value);

/// Whether any of the characters is `special`. Looks at all of them, many at once, which pays for texts that are not.
template <typename Special>
bool has_any(std::string_view text, const Special& special) {
  unsigned found = 0;
  for (const char c : text) found |= static_cast<unsigned>(special(c));
  return found != 0;
}

/// Text on its way to a stream, in large pieces: a stream's own formatting is many times slower than the disk.
class TextSink {
 public:
  explicit TextSink(std::ostream& out) : out_(out) { buffer_.reserve(kCapacity + kCapacity / 4); }
  TextSink(const TextSink&) = delete;
  TextSink& operator=(const TextSink&) = delete;

  void text(std::string_view text) { buffer_ += text; }
  void character(char c) { buffer_ += c; }
  void integer(std::int64_t value) {
    char digits[24];
    const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
    buffer_.append(digits, static_cast<std::size_t>(end - digits));
  }
  void rational(const Rational& value) { append_rational(buffer_, value); }

  /// To be called now and then. Returns whether the stream still takes something.
  bool flush_when_full() { return buffer_.size() < kCapacity || flush(); }
  bool flush() {
    out_.write(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
    buffer_.clear();
    return out_.good();
  }

 private:
  static constexpr std::size_t kCapacity = std::size_t{1} << 18;

  std::ostream& out_;
  std::string buffer_;
};

}  // namespace crease
