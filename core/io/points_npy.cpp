// SPDX-License-Identifier: GPL-3.0-or-later
#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <vector>

#include "core/errors.h"
#include "core/io/file_bytes.h"
#include "core/io/point_readers.h"

namespace crease {
namespace {

/// What the header of a .npy array says.
struct NpyHeader {
  char kind = 'f';  ///< f: float, i: integer, u: integer without a sign
  std::size_t item_bytes = 8;
  bool swapped = false;  ///< the bytes of an item are not in this machine's order
  std::size_t rows = 0;
};

class NpyReader {
 public:
  NpyReader(const ByteSource& source, std::string path, const PointsOptions& options)
      : source_(source), path_(std::move(path)), options_(options) {}

  std::size_t read(const PointVisitor& visit) {
    const NpyHeader header = read_header();
    std::vector<char> bytes(options_.dim * header.item_bytes);
    std::vector<Rational> point(options_.dim);
    for (std::size_t row = 0; row < header.rows; ++row) {
      if (source_(bytes.data(), bytes.size()) != bytes.size()) {
        fail("row " + std::to_string(row + 1) + ": the data end here, before the " + std::to_string(header.rows) +
             " rows of the header");
      }
      for (std::size_t j = 0; j < options_.dim; ++j) {
        try {
          point[j] = number(bytes.data() + j * header.item_bytes, header);
        } catch (const std::domain_error&) {
          fail("row " + std::to_string(row + 1) + ", column " + std::to_string(j + 1) +
               ": NaN or infinity, which no point has; leave such rows out");
        }
      }
      if (!visit(point, path_ + ": row " + std::to_string(row + 1))) return row + 1;
    }
    return header.rows;
  }

 private:
  [[noreturn]] void fail(const std::string& message) const { throw ParseError({path_, 0, 0}, message); }

  std::string bytes(std::size_t size) {
    std::string result(size, '\0');
    if (source_(result.data(), size) != size) fail("the header of the .npy array is cut off");
    return result;
  }

  static std::size_t little_endian(std::string_view bytes) {
    std::size_t value = 0;
    for (std::size_t i = bytes.size(); i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes[i]);
    return value;
  }

  NpyHeader read_header() {
    const std::string start = bytes(8);
    if (!start.starts_with("\x93NUMPY")) fail("this is no .npy array; write it by numpy.save or numpy.savez");
    const std::size_t size = little_endian(bytes(start[6] == 1 ? 2 : 4));
    if (size > (std::size_t{1} << 16)) fail("the header of the .npy array is too long");
    header_ = bytes(size);
    NpyHeader header;
    read_type(header);
    if (entry("'fortran_order'").starts_with("True")) {
      fail("the array is in Fortran order; write numpy.ascontiguousarray of it");
    }
    read_shape(header);
    return header;
  }

  /// The header from the value of a key on.
  std::string_view entry(std::string_view key) const {
    const std::size_t at = header_.find(key);
    const std::size_t colon = at == std::string::npos ? at : header_.find_first_not_of(" :", at + key.size());
    if (colon == std::string::npos) fail("the header of the .npy array has no " + std::string(key));
    return std::string_view(header_).substr(colon);
  }

  void read_type(NpyHeader& header) const {
    const std::string_view text = entry("'descr'");
    const std::string_view type = text.substr(0, std::min(text.find_first_of(",}"), text.size()));
    const auto is_one_of = [&](std::string_view letters, std::size_t i) {
      return letters.find(type[i]) != std::string_view::npos;
    };
    if (type.size() != 5 || type[0] != '\'' || type[4] != '\'' || !is_one_of("<>|=", 1) || !is_one_of("fiu", 2) ||
        !is_one_of("1248", 3) || (type[2] == 'f' && !is_one_of("48", 3))) {
      fail("the array holds items of type " + in_quotes(type) +
           "; floats of 4 or 8 bytes and integers of 1 to 8 are read: convert it by astype");
    }
    header.kind = type[2];
    header.item_bytes = static_cast<std::size_t>(type[3] - '0');
    header.swapped = type[1] == (std::endian::native == std::endian::little ? '>' : '<');
  }

  void read_shape(NpyHeader& header) const {
    const std::string_view text = entry("'shape'");
    const std::string_view shape = text.substr(0, std::min(text.find(')'), text.size()));
    std::vector<std::size_t> sizes;
    for (std::size_t at = shape.find_first_of("0123456789"); at != std::string_view::npos;) {
      std::size_t size = 0;
      const auto [end, error] = std::from_chars(shape.data() + at, shape.data() + shape.size(), size);
      if (error != std::errc()) fail("a size in the shape of the array is out of range");
      sizes.push_back(size);
      at = shape.find_first_of("0123456789", static_cast<std::size_t>(end - shape.data()));
    }
    if (sizes.size() == 1 && options_.dim == 1) sizes.push_back(1);
    if (sizes.size() != 2 || sizes[1] != options_.dim) {
      fail("the array has the shape " + in_quotes(std::string(shape) + ")") + " where points of dimension " +
           std::to_string(options_.dim) + " need (points, " + std::to_string(options_.dim) + ")");
    }
    header.rows = sizes[0];
  }

  static Rational number(const char* item, const NpyHeader& header) {
    char ordered[8];
    std::copy(item, item + header.item_bytes, ordered);
    if (header.swapped) std::reverse(ordered, ordered + header.item_bytes);
    const auto as = [&]<typename T>(T value) {
      std::memcpy(&value, ordered, sizeof value);
      return value;
    };
    if (header.kind == 'f') return exact_rational(header.item_bytes == 4 ? double{as(float{})} : as(double{}));
    const bool is_signed = header.kind == 'i';
    switch (header.item_bytes) {
      case 1:
        return is_signed ? Rational(as(std::int8_t{})) : Rational(as(std::uint8_t{}));
      case 2:
        return is_signed ? Rational(as(std::int16_t{})) : Rational(as(std::uint16_t{}));
      case 4:
        return is_signed ? Rational(as(std::int32_t{})) : Rational(as(std::uint32_t{}));
      default:
        return is_signed ? Rational(as(std::int64_t{})) : Rational(as(std::uint64_t{}));
    }
  }

  const ByteSource& source_;
  std::string path_;
  PointsOptions options_;
  std::string header_;
};

/// The members of a ZIP archive, one after the other.
class ZipReader {
 public:
  explicit ZipReader(const std::string& path) : path_(path), archive_(archive_read_new(), archive_read_free) {
    if (!archive_) throw std::bad_alloc();
    constexpr std::size_t kBlock = 1 << 16;
    if (archive_read_support_format_zip(archive_.get()) != ARCHIVE_OK ||
        archive_read_open_filename(archive_.get(), path.c_str(), kBlock) != ARCHIVE_OK) {
      fail();
    }
  }

  /// The name of the next member without its ".npy"; nothing at the end.
  std::optional<std::string> next() {
    archive_entry* entry = nullptr;
    const int result = archive_read_next_header(archive_.get(), &entry);
    if (result == ARCHIVE_EOF) return std::nullopt;
    if (result < ARCHIVE_WARN) fail();
    const char* text = archive_entry_pathname(entry);
    std::string name = text != nullptr ? text : "";
    if (name.ends_with(".npy")) name.resize(name.size() - 4);
    return name;
  }

  std::size_t read(char* bytes, std::size_t size) {
    std::size_t done = 0;
    while (done < size) {
      const la_ssize_t got = archive_read_data(archive_.get(), bytes + done, size - done);
      if (got < 0) fail();
      if (got == 0) break;
      done += static_cast<std::size_t>(got);
    }
    return done;
  }

 private:
  [[noreturn]] void fail() const {
    const char* cause = archive_error_string(archive_.get());
    throw ParseError({path_, 0, 0}, std::string("cannot read the archive: ") + (cause != nullptr ? cause : "damaged"));
  }

  std::string path_;
  std::unique_ptr<archive, int (*)(archive*)> archive_;
};

/// The array that is meant.
std::string chosen_array(const std::string& path, const std::string& asked) {
  std::vector<std::string> names;
  ZipReader reader(path);
  for (auto name = reader.next(); name; name = reader.next()) names.push_back(*name);
  if (asked.empty() && names.size() == 1) return names[0];
  if (!asked.empty() && std::ranges::find(names, asked) != names.end()) return asked;
  std::string list;
  for (const std::string& name : names) list += (list.empty() ? "" : ", ") + in_quotes(name);
  throw ParseError({path, 0, 0}, shortened((asked.empty() ? std::to_string(names.size()) + " arrays"
                                                          : "no array " + in_quotes(asked)) +
                                           "; name one of: " + (list.empty() ? "none" : list)));
}

}  // namespace

std::size_t for_each_npy_point(const ByteSource& source, const std::string& path, const PointsOptions& options,
                               const PointVisitor& visit) {
  return NpyReader(source, path, options).read(visit);
}

std::size_t for_each_npz_point(const std::string& path, const PointsOptions& options, const PointVisitor& visit) {
  const std::string array = chosen_array(path, options.array);
  ZipReader reader(path);
  for (auto name = reader.next(); name != array; name = reader.next()) {
    if (!name) throw FileError(path + ": the file changed while it was read; try again");
  }
  return for_each_npy_point([&reader](char* bytes, std::size_t size) { return reader.read(bytes, size); },
                            path + ":" + array, options, visit);
}

}  // namespace crease
