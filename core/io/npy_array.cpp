// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/npy_array.h"

#include <bit>
#include <charconv>
#include <string_view>

#include "core/errors.h"
#include "core/io/file_bytes.h"

namespace crease {
namespace {

class HeaderReader {
 public:
  HeaderReader(const ByteSource& source, const std::string& path) : source_(source), path_(path) {}

  NpyHeader read() {
    const std::string start = bytes(8);
    if (!start.starts_with("\x93NUMPY")) fail("this is no .npy array; write it by numpy.save or numpy.savez");
    const std::size_t size = little_endian(bytes(start[6] == 1 ? 2 : 4));
    if (size > (std::size_t{1} << 16)) fail("the header of the .npy array is too long");
    text_ = bytes(size);
    NpyHeader header;
    read_type(header);
    header.fortran_order = entry("'fortran_order'").starts_with("True");
    read_shape(header);
    return header;
  }

 private:
  [[noreturn]] void fail(const std::string& message) const { throw ParseError({path_, 0, 0}, message); }

  std::string bytes(std::size_t size) {
    std::string result(size, '\0');
    if (source_(result.data(), size) != size) fail("the header of the .npy array is cut off");
    return result;
  }

  /// The header from the value of a key on.
  std::string_view entry(std::string_view key) const {
    const std::size_t at = text_.find(key);
    const std::size_t colon = at == std::string::npos ? at : text_.find_first_not_of(" :", at + key.size());
    if (colon == std::string::npos) fail("the header of the .npy array has no " + std::string(key));
    return std::string_view(text_).substr(colon);
  }

  /// "'<f8'": byte order, kind, size in bytes or, of U, in characters.
  void read_type(NpyHeader& header) const {
    const std::string_view text = entry("'descr'");
    const std::string_view type = text.substr(0, text.find_first_of(",}"));
    header.descr = type;
    if (type.size() < 5 || type.front() != '\'' || type.back() != '\'') return;
    if (std::string_view("<>|=").find(type[1]) == std::string_view::npos) return;
    std::size_t size = 0;
    const char* end = type.data() + type.size() - 1;
    const auto [stop, error] = std::from_chars(type.data() + 3, end, size);
    constexpr std::size_t kMaxItem = std::size_t{1} << 20;
    if (error != std::errc() || stop != end || size == 0 || size > kMaxItem) return;

    header.big_endian = type[1] == '>' || (type[1] == '=' && std::endian::native == std::endian::big);
    const char kind = type[2];
    if (kind == 'U' || kind == 'S') {
      header.text_width = size;
      header.item_bytes = kind == 'U' ? 4 * size : size;
    } else if (const bool is_float = kind == 'f'; is_float || kind == 'i' || kind == 'u') {
      if ((size == 1 && is_float) || !std::has_single_bit(size) || size > 8) return;
      using Kind = StoredType::Kind;
      header.type = {is_float ? Kind::kFloat : kind == 'i' ? Kind::kSigned : Kind::kUnsigned, size, header.big_endian};
      header.item_bytes = size;
    }
  }

  void read_shape(NpyHeader& header) const {
    const std::string_view text = entry("'shape'");
    const std::string_view shape = text.substr(0, text.find(')'));
    if (shape.find_first_not_of("(0123456789, L") != std::string_view::npos) {
      fail("the shape of the array is malformed: " + in_quotes(shape));
    }
    for (std::size_t at = shape.find_first_of("0123456789"); at != std::string_view::npos;) {
      std::size_t size = 0;
      const auto [end, error] = std::from_chars(shape.data() + at, shape.data() + shape.size(), size);
      if (error != std::errc()) fail("a size in the shape of the array is out of range");
      header.shape.push_back(size);
      at = shape.find_first_of("0123456789", static_cast<std::size_t>(end - shape.data()));
    }
  }

  const ByteSource& source_;
  const std::string& path_;
  std::string text_;
};

}  // namespace

NpyHeader read_npy_header(const ByteSource& source, const std::string& path) {
  return HeaderReader(source, path).read();
}

std::string npy_header(const std::string& dtype, const std::vector<std::size_t>& shape) {
  std::string dictionary = "{'descr': '" + dtype + "', 'fortran_order': False, 'shape': " + shape_text(shape) + ", }";
  constexpr std::size_t kPrefix = 10, kAlignment = 64;
  const std::size_t unpadded = kPrefix + dictionary.size() + 1;
  dictionary.append((kAlignment - unpadded % kAlignment) % kAlignment, ' ');
  dictionary += '\n';
  std::string header("\x93NUMPY\x01\x00", 8);
  header += static_cast<char>(dictionary.size() & 0xFF);
  header += static_cast<char>(dictionary.size() >> 8);
  return header + dictionary;
}

}  // namespace crease
