// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/text_sink.h"

namespace crease {
namespace {

void append_integer(std::string& text, const mpz_class& value) {
  if (value.fits_slong_p()) {
    char digits[24];
    const auto end = std::to_chars(digits, digits + sizeof digits, value.get_si()).ptr;
    text.append(digits, static_cast<std::size_t>(end - digits));
    return;
  }
  // mpz_sizeinbase may be one too large; a sign and the terminating zero come on top.
  const std::size_t before = text.size();
  text.resize(before + mpz_sizeinbase(value.get_mpz_t(), 10) + 2);
  mpz_get_str(text.data() + before, 10, value.get_mpz_t());
  text.resize(text.find('\0', before));
}

}  // namespace

void append_rational(std::string& text, const Rational& value) {
  append_integer(text, value.get_num());
  if (value.get_den() == 1) return;
  text += '/';
  append_integer(text, value.get_den());
}

}  // namespace crease
