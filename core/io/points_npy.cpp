// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <optional>
#include <stdexcept>
#include <vector>

#include "core/errors.h"
#include "core/io/file_bytes.h"
#include "core/io/npy_array.h"
#include "core/io/point_readers.h"
#include "core/io/zip_reader.h"

namespace crease {
namespace {

class NpyReader {
 public:
  NpyReader(const ByteSource& source, std::string path, const PointsOptions& options)
      : source_(source), path_(std::move(path)), options_(options) {}

  std::size_t read(const PointVisitor& visit) {
    const NpyHeader header = read_npy_header(source_, path_);
    const std::size_t rows = checked_rows(header);
    std::vector<char> bytes(options_.dim * header.item_bytes);
    std::vector<Rational> point(options_.dim);
    for (std::size_t row = 0; row < rows; ++row) {
      if (source_(bytes.data(), bytes.size()) != bytes.size()) {
        fail("row " + std::to_string(row + 1) + ": the data end here, before the " + std::to_string(rows) +
             " rows of the header");
      }
      for (std::size_t j = 0; j < options_.dim; ++j) {
        try {
          point[j] = stored_number({bytes.data() + j * header.item_bytes, header.item_bytes}, *header.type);
        } catch (const std::domain_error&) {
          fail("row " + std::to_string(row + 1) + ", column " + std::to_string(j + 1) +
               ": NaN or infinity, which no point has; leave such rows out");
        }
      }
      if (!visit(point, path_ + ": row " + std::to_string(row + 1))) return row + 1;
    }
    return rows;
  }

 private:
  [[noreturn]] void fail(const std::string& message) const { throw ParseError({path_, 0, 0}, message); }

  std::size_t checked_rows(const NpyHeader& header) const {
    if (!header.type) {
      fail("the array holds items of type " + in_quotes(header.descr) +
           "; floats of 2 to 8 bytes and integers of 1 to 8 are read: convert it by astype");
    }
    if (header.fortran_order) fail("the array is in Fortran order; write numpy.ascontiguousarray of it");
    std::vector<std::size_t> shape = header.shape;
    if (shape.size() == 1 && options_.dim == 1) shape.push_back(1);
    if (shape.size() != 2 || shape[1] != options_.dim) {
      fail("the array has the shape " + in_quotes(shape_text(header.shape)) + " where points of dimension " +
           std::to_string(options_.dim) + " need (points, " + std::to_string(options_.dim) + ")");
    }
    return shape[0];
  }

  const ByteSource& source_;
  std::string path_;
  PointsOptions options_;
};

std::optional<std::string> next_array(ZipReader& reader) {
  std::optional<std::string> name = reader.next();
  if (name && name->ends_with(".npy")) name->resize(name->size() - 4);
  return name;
}

/// The array that is meant.
std::string chosen_array(const std::string& path, const std::string& asked) {
  std::vector<std::string> names;
  ZipReader reader(path);
  for (auto name = next_array(reader); name; name = next_array(reader)) names.push_back(*name);
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
  for (auto name = next_array(reader); name != array; name = next_array(reader)) {
    if (!name) throw FileError(path + ": the file changed while it was read; try again");
  }
  return for_each_npy_point([&reader](char* bytes, std::size_t size) { return reader.read(bytes, size); },
                            path + ":" + array, options, visit);
}

}  // namespace crease
