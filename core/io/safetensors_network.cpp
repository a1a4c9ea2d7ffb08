// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <string_view>
#include <utility>

#include "core/errors.h"
#include "core/io/file_bytes.h"
#include "core/io/json_tree.h"
#include "core/io/named_arrays.h"
#include "core/io/readers.h"

namespace crease {
namespace {

constexpr std::size_t kLengthBytes = 8;
constexpr std::size_t kMaxHeader = 100'000'000;  // as in the format's own reader

std::optional<StoredType> stored_type(std::string_view dtype) {
  using Kind = StoredType::Kind;
  static constexpr std::array<std::pair<std::string_view, StoredType>, 12> kTypes = {{{"F16", {Kind::kFloat, 2}},
                                                                                      {"BF16", {Kind::kBfloat, 2}},
                                                                                      {"F32", {Kind::kFloat, 4}},
                                                                                      {"F64", {Kind::kFloat, 8}},
                                                                                      {"I8", {Kind::kSigned, 1}},
                                                                                      {"I16", {Kind::kSigned, 2}},
                                                                                      {"I32", {Kind::kSigned, 4}},
                                                                                      {"I64", {Kind::kSigned, 8}},
                                                                                      {"U8", {Kind::kUnsigned, 1}},
                                                                                      {"U16", {Kind::kUnsigned, 2}},
                                                                                      {"U32", {Kind::kUnsigned, 4}},
                                                                                      {"U64", {Kind::kUnsigned, 8}}}};
  const auto type = std::ranges::find(kTypes, dtype, [](const auto& entry) { return entry.first; });
  if (type == kTypes.end()) return std::nullopt;
  return type->second;
}

/// Where the data of a tensor are, and which value of the header says so.
struct Extent {
  std::size_t begin, end;
  const JsonValue* value;
};

class SafetensorsReader {
 public:
  SafetensorsReader(const std::string& bytes, const std::string& path)
      : data_(data_of(bytes, path)),
        header_(bytes.substr(kLengthBytes, bytes.size() - kLengthBytes - data_.size()), path, DecimalPolicy::kExact) {}

  NamedArrays read() {
    const JsonValue& root = header_.root();
    if (root.kind != JsonValue::Kind::kObject) header_.fail(root, "header: expected an object");
    NamedArrays arrays{.file_bytes = data_.size()};
    for (std::size_t i = 0; i < root.keys.size(); ++i) {
      if (root.keys[i] == "__metadata__") {
        read_metadata(root.items[i], arrays);
      } else {
        add_tensor(root.keys[i], root.items[i], arrays);
      }
    }
    check_extents();
    return arrays;
  }

 private:
  /// What stands behind the header.
  static std::string_view data_of(std::string_view bytes, const std::string& path) {
    if (bytes.size() < kLengthBytes) throw ParseError({path}, "the file is cut off; a header has 8 bytes at least");
    const std::uint64_t length = little_endian(bytes.substr(0, kLengthBytes));
    if (length > kMaxHeader || length > bytes.size() - kLengthBytes) {
      throw ParseError({path}, "a header of " + std::to_string(length) + " bytes in a file of " +
                                   std::to_string(bytes.size()) +
                                   "; it is cut off, or no .safetensors file: save the network again");
    }
    return bytes.substr(kLengthBytes + static_cast<std::size_t>(length));
  }

  void read_metadata(const JsonValue& metadata, NamedArrays& arrays) {
    for (std::size_t i = 0; i < metadata.keys.size(); ++i) {
      const std::string& key = metadata.keys[i];
      if (key != "activation" && key != "activations") continue;
      const std::string& text = header_.string(metadata.items[i], "__metadata__, " + key);
      arrays.texts[key] = key == "activation" ? std::vector<std::string>{text} : texts_of(text, metadata.items[i]);
    }
  }

  std::vector<std::string> texts_of(const std::string& list, const JsonValue& at) {
    const std::string place = "__metadata__, activations";
    if (!list.starts_with('[')) {
      header_.fail(
          at, place + ": expected a JSON list of texts such as [\"relu\", \"identity\"], found " + in_quotes(list));
    }
    const JsonDocument document(list, place, DecimalPolicy::kExact);
    std::vector<std::string> texts;
    for (const JsonValue& item : document.root().items) texts.push_back(document.string(item, "activations"));
    return texts;
  }

  void add_tensor(const std::string& name, const JsonValue& value, NamedArrays& arrays) {
    const std::string place = "tensor " + in_quotes(name);
    header_.check_object(value, place, {"dtype", "shape", "data_offsets"});
    const JsonValue& dtype = header_.require(value, "dtype", place);
    const std::optional<StoredType> type = stored_type(header_.string(dtype, place + ", dtype"));
    if (!type) {
      header_.fail(dtype, place + ", dtype: numbers of type " + in_quotes(dtype.text) +
                              " are not read; F16, BF16, F32, F64 and integers are: convert the tensor");
    }
    std::vector<std::size_t> shape;
    const JsonValue& sizes = header_.require(value, "shape", place);
    for (const JsonValue& size : header_.array(sizes, place + ", shape")) {
      shape.push_back(header_.index(size, std::numeric_limits<std::size_t>::max(), place + ", shape"));
    }
    const JsonValue& offsets = header_.require(value, "data_offsets", place);
    const std::vector<JsonValue>& ends = header_.array(offsets, place + ", data_offsets");
    if (ends.size() != 2) header_.fail(offsets, place + ", data_offsets: expected a begin and an end");
    const std::size_t end = header_.index(ends[1], data_.size() + 1, place + ", data_offsets");
    const std::size_t begin = header_.index(ends[0], end + 1, place + ", data_offsets");
    const std::optional<std::size_t> count = checked_count(shape);
    if (!count || *count != (end - begin) / type->bytes || (end - begin) % type->bytes != 0) {
      header_.fail(offsets, shortened(place + ": its shape " + shape_text(shape) + " is not that of the " +
                                      std::to_string(end - begin) + " bytes it has; save the network again"));
    }
    extents_.push_back({begin, end, &offsets});
    arrays.arrays.push_back(
        {name, shape, to_string(*type), [data = data_.substr(begin, end - begin), type = *type](std::size_t i) {
           return stored_number(data.substr(i * type.bytes, type.bytes), type);
         }});
  }

  /// The tensors cover the data without gaps or overlaps.
  void check_extents() {
    std::ranges::sort(extents_, [](const Extent& a, const Extent& b) {
      return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
    });
    std::size_t covered = 0;
    for (const Extent& extent : extents_) {
      if (extent.begin != covered) {
        header_.fail(*extent.value, "data_offsets: a tensor begins at byte " + std::to_string(extent.begin) +
                                        " and the one before ends at " + std::to_string(covered) +
                                        "; save the network again");
      }
      covered = extent.end;
    }
    if (covered != data_.size()) {
      header_.fail(header_.root(), "header: the tensors take " + std::to_string(covered) + " bytes of the " +
                                       std::to_string(data_.size()) + " behind it; save the network again");
    }
  }

  std::string_view data_;
  JsonDocument header_;
  std::vector<Extent> extents_;
};

}  // namespace

NetworkList open_networks_safetensors(const std::string& bytes, const std::string& path, const std::string& name,
                                      const ReadOptions& options) {
  return networks_of_arrays(SafetensorsReader(bytes, path).read(), NetworkFormat::kSafetensors, path, name, options);
}

}  // namespace crease
