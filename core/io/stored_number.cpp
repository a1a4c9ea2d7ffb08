// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/stored_number.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

namespace crease {
namespace {

double from_float32(std::uint32_t bits) { return std::bit_cast<float>(bits); }

double from_float(std::uint64_t bits, std::size_t bytes) {
  if (bytes == 8) return std::bit_cast<double>(bits);
  const auto low = static_cast<std::uint32_t>(bits);
  return bytes == 4 ? from_float32(low) : from_float16(low);
}

}  // namespace

double from_bfloat16(std::uint32_t bits) { return from_float32((bits & 0xFFFF) << 16); }

double from_float16(std::uint32_t bits) {
  const double sign = (bits & 0x8000) != 0 ? -1 : 1;
  const int exponent = static_cast<int>(bits >> 10 & 0x1F);
  const int fraction = static_cast<int>(bits & 0x3FF);
  if (exponent == 0x1F) {
    return fraction == 0 ? sign * std::numeric_limits<double>::infinity() : std::numeric_limits<double>::quiet_NaN();
  }
  return exponent == 0 ? sign * std::ldexp(fraction, -24) : sign * std::ldexp(fraction + 1024, exponent - 25);
}

std::uint64_t little_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes[i]);
  return value;
}

std::string to_string(const StoredType& type) {
  static constexpr const char* kNames[] = {"float", "bfloat", "int", "uint"};
  return kNames[static_cast<std::size_t>(type.kind)] + std::to_string(8 * type.bytes);
}

Rational stored_number(std::string_view bytes, const StoredType& type) {
  std::uint64_t bits = 0;
  if (type.big_endian) {
    for (const char byte : bytes) bits = bits << 8 | static_cast<unsigned char>(byte);
  } else {
    bits = little_endian(bytes);
  }
  switch (type.kind) {
    case StoredType::Kind::kFloat:
      return exact_rational(from_float(bits, type.bytes));
    case StoredType::Kind::kBfloat:
      return exact_rational(from_bfloat16(static_cast<std::uint32_t>(bits)));
    case StoredType::Kind::kUnsigned:
      return Rational(bits);
    case StoredType::Kind::kSigned:
      break;
  }
  const int unused = 64 - 8 * static_cast<int>(type.bytes);
  return Rational(static_cast<std::int64_t>(bits << unused) >> unused);  // carries the sign down
}

std::optional<std::size_t> checked_count(const std::vector<std::size_t>& shape) {
  if (std::ranges::find(shape, std::size_t{0}) != shape.end()) return 0;
  std::size_t product = 1;
  for (const std::size_t size : shape) {
    if (size > std::numeric_limits<std::size_t>::max() / product) return std::nullopt;
    product *= size;
  }
  return product;
}

std::string shape_text(const std::vector<std::size_t>& shape) {
  std::string text = "(";
  for (std::size_t i = 0; i < shape.size(); ++i) text += (i == 0 ? "" : ", ") + std::to_string(shape[i]);
  return text + (shape.size() == 1 ? ",)" : ")");
}

}  // namespace crease
