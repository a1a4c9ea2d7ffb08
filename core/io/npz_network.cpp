// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>
#include <string_view>
#include <system_error>
#include <utility>

#include "core/errors.h"
#include "core/io/file_bytes.h"
#include "core/io/named_arrays.h"
#include "core/io/npy_array.h"
#include "core/io/readers.h"
#include "core/io/size_budget.h"
#include "core/io/zip_reader.h"

namespace crease {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kNpy = ".npy";

/// Reads from a text, and stays behind what was read.
class StringSource {
 public:
  explicit StringSource(std::string_view bytes) : rest_(bytes) {}
  std::size_t operator()(char* bytes, std::size_t size) {
    const std::size_t count = std::min(size, rest_.size());
    std::copy_n(rest_.begin(), count, bytes);
    rest_.remove_prefix(count);
    return count;
  }
  std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
};

/// The characters of an item of kind U (4 bytes each) or S (1 byte); those that are not ASCII become '?'. NumPy fills
/// items up with zeros.
std::string text_item(std::string_view item, const NpyHeader& header) {
  const std::size_t width = item.size() / header.text_width;
  std::string text;
  for (std::size_t i = 0; i < item.size(); i += width) {
    std::string character(item.substr(i, width));
    if (header.big_endian) std::ranges::reverse(character);
    const std::uint64_t code = little_endian(character);
    text += code < 0x80 ? static_cast<char>(code) : '?';
  }
  text.resize(text.find_last_not_of('\0') + 1);
  return text;
}

/// Item number i of an array with this header that was asked for in C order.
std::size_t stored_index(const NpyHeader& header, std::size_t i) {
  if (!header.fortran_order || header.shape.size() != 2) return i;
  return i % header.shape[1] * header.shape[0] + i / header.shape[1];
}

/// Adds the .npy file `file`, whose bytes these are, under `name`.
void add_array(NamedArrays& arrays, const std::string& name, std::string file, const std::string& path) {
  const auto bytes = std::make_shared<const std::string>(std::move(file));
  const std::string place = path + ": array " + in_quotes(name);
  StringSource source(*bytes);
  const NpyHeader header = read_npy_header(std::ref(source), place);
  const std::string_view data = source.rest();
  if (header.item_bytes == 0) {
    throw ParseError({place}, "it holds items of type " + in_quotes(header.descr) +
                                  "; floats of 2 to 8 bytes, integers and, for activations, texts are read: convert it "
                                  "by astype");
  }
  const std::size_t held = data.size() / header.item_bytes;
  const std::optional<std::size_t> count = checked_count(header.shape);
  if (!count || *count != held || data.size() % header.item_bytes != 0) {
    throw ParseError({place}, shortened("its shape " + shape_text(header.shape) + " is not that of the " +
                                        std::to_string(data.size()) + " bytes it has; it may be cut off"));
  }
  if (header.type) {
    arrays.arrays.push_back({name, header.shape, to_string(*header.type), [bytes, data, header](std::size_t i) {
                               const std::size_t size = header.item_bytes;
                               return stored_number(data.substr(stored_index(header, i) * size, size), *header.type);
                             }});
    return;
  }
  std::vector<std::string>& texts = arrays.texts[name];
  for (std::size_t i = 0; i < held; ++i) {
    texts.push_back(text_item(data.substr(i * header.item_bytes, header.item_bytes), header));
  }
}

/// The member that stands next in the archive.
std::string read_member(ZipReader& reader, SizeBudget& budget) {
  constexpr std::size_t kBlock = std::size_t{1} << 16;
  std::string bytes;
  for (std::size_t size = kBlock; size == kBlock;) {
    const std::size_t before = bytes.size();
    bytes.resize(before + kBlock);
    size = reader.read(bytes.data() + before, kBlock);
    bytes.resize(before + size);
    budget.spend(size / sizeof(std::size_t));
  }
  return bytes;
}

/// The .npy files in `directory` and one level below, by their names without the ending, with '/' between the two.
std::vector<std::string> array_files(const fs::path& directory) {
  std::vector<std::string> names;
  std::error_code error;
  const auto add = [&](const fs::path& folder, const std::string& prefix, const auto& add_below) -> void {
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
      std::error_code ignored;
      const std::string name = prefix + entry->path().filename().string();
      if (entry->is_directory(ignored)) {
        if (prefix.empty()) add_below(entry->path(), name + '/', add_below);
      } else if (name.ends_with(kNpy)) {
        names.push_back(name.substr(0, name.size() - kNpy.size()));
      }
    }
  };
  add(directory, "", add);
  std::ranges::sort(names);
  return names;
}

}  // namespace

NetworkList open_networks_npz(const std::string& bytes, const std::string& path, const std::string& name,
                              const ReadOptions& options) {
  NamedArrays arrays{.in_order = true, .file_bytes = bytes.size()};
  SizeBudget budget(bytes.size());
  std::set<std::string> names;
  ZipReader reader(bytes, path);
  while (std::optional<std::string> member = reader.next()) {
    if (!member->ends_with(kNpy)) {
      throw ParseError({path}, "the member " + in_quotes(*member) + " is no .npy array; take it out");
    }
    member->resize(member->size() - kNpy.size());
    if (!names.insert(*member).second) {
      throw ParseError({path}, "two arrays are called " + in_quotes(*member) + "; save the network again");
    }
    try {
      add_array(arrays, *member, read_member(reader, budget), path);
    } catch (const std::length_error& error) {
      throw ParseError({path}, "array " + in_quotes(*member) + ": " + error.what());
    }
  }
  return networks_of_arrays(std::move(arrays), NetworkFormat::kNpz, path, name, options);
}

NetworkList open_networks_npy_directory(const std::string& path, const std::string& name, const ReadOptions& options,
                                        std::string& sha256) {
  NamedArrays arrays;
  std::string lines;
  for (const std::string& array : array_files(path)) {
    const std::string file = array + std::string(kNpy);
    std::string bytes = read_bytes((fs::path(path) / file).string());
    arrays.file_bytes += bytes.size();
    lines += crease::sha256(bytes) + "  " + file + "\n";
    add_array(arrays, array, std::move(bytes), path);
  }
  if (arrays.arrays.empty()) {
    throw FileError(path + ": cannot read a network from this directory: it holds no .npy arrays; check the path");
  }
  sha256 = crease::sha256(lines);
  return networks_of_arrays(std::move(arrays), NetworkFormat::kNpyDirectory, path, name, options);
}

}  // namespace crease
