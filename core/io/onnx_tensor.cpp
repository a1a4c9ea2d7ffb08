// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/onnx_tensor.h"

#include <bit>
#include <cmath>
#include <string_view>
#include <utility>

#include "core/errors.h"
#include "core/io/file_bytes.h"
#include "core/io/stored_number.h"

namespace crease {
namespace {

using onnx::AttributeProto;
using onnx::TensorProto;

std::size_t element_size(std::int32_t type) {
  switch (type) {
    case TensorProto::BOOL:
      return 1;
    case TensorProto::FLOAT16:
    case TensorProto::BFLOAT16:
      return 2;
    case TensorProto::FLOAT:
    case TensorProto::INT32:
      return 4;
    default:
      return 8;
  }
}

void append_bits(TensorData& data, std::int32_t type, std::uint64_t bits) {
  const auto low = static_cast<std::uint32_t>(bits);
  switch (type) {
    case TensorProto::FLOAT16:
      data.reals.push_back(from_float16(low));
      break;
    case TensorProto::BFLOAT16:
      data.reals.push_back(from_bfloat16(low));
      break;
    case TensorProto::FLOAT:
      data.reals.push_back(double{std::bit_cast<float>(low)});
      break;
    case TensorProto::DOUBLE:
      data.reals.push_back(std::bit_cast<double>(bits));
      break;
    case TensorProto::INT32:
      data.integers.push_back(static_cast<std::int32_t>(low));
      break;
    default:
      data.integers.push_back(static_cast<std::int64_t>(bits));
      break;
  }
}

void decode_typed(TensorData& data, const TensorProto& tensor) {
  switch (tensor.data_type()) {
    case TensorProto::FLOAT:
      data.reals.assign(tensor.float_data().begin(), tensor.float_data().end());
      break;
    case TensorProto::DOUBLE:
      data.reals.assign(tensor.double_data().begin(), tensor.double_data().end());
      break;
    case TensorProto::INT64:
      data.integers.assign(tensor.int64_data().begin(), tensor.int64_data().end());
      break;
    default:
      for (const std::int32_t bits : tensor.int32_data()) {
        append_bits(data, tensor.data_type(), static_cast<std::uint32_t>(bits));
      }
  }
}

void require_count(std::size_t found, std::size_t expected, const TensorShape& shape, const char* unit) {
  if (found != expected) {
    throw InvalidNetwork("its shape " + to_string(shape) + " needs " + std::to_string(expected) + unit +
                         ", the file has " + std::to_string(found) + "; it may be cut off, export it again");
  }
}

}  // namespace

std::string element_type_name(std::int32_t onnx_type) {
  switch (onnx_type) {
    case TensorProto::FLOAT16:
      return "float16";
    case TensorProto::BFLOAT16:
      return "bfloat16";
    case TensorProto::FLOAT:
      return "float32";
    case TensorProto::DOUBLE:
      return "float64";
    case TensorProto::INT32:
      return "int32";
    case TensorProto::INT64:
      return "int64";
    case TensorProto::BOOL:
      return "bool";
    default:
      return "";
  }
}

TensorData decode_tensor(const TensorProto& tensor) {
  TensorData data{.type = element_type_name(tensor.data_type())};
  if (data.type.empty()) {
    throw UnsupportedOperator("its element type, number " + std::to_string(tensor.data_type()) +
                              " of ONNX, is not supported; use float32 or float64");
  }
  if (tensor.data_location() == TensorProto::EXTERNAL || tensor.external_data_size() > 0) {
    throw UnsupportedOperator("its data are in another file; save the model with its weights inside");
  }
  if (tensor.has_segment()) throw UnsupportedOperator("it is stored in segments; save the model with whole tensors");
  for (const std::int64_t size : tensor.dims()) {
    if (size < 0) throw InvalidNetwork("its shape has the negative size " + std::to_string(size) + "; export it again");
    data.shape.push_back(static_cast<std::size_t>(size));
  }
  const std::size_t count = num_entries(data.shape);
  if (!tensor.has_raw_data()) {
    decode_typed(data, tensor);
    require_count(data.reals.size() + data.integers.size(), count, data.shape, " numbers");
    return data;
  }
  const std::size_t width = element_size(tensor.data_type());
  require_count(tensor.raw_data().size(), count * width, data.shape, " bytes");
  for (std::size_t i = 0; i < count; ++i) {
    append_bits(data, tensor.data_type(), little_endian(std::string_view(tensor.raw_data()).substr(i * width, width)));
  }
  return data;
}

TensorData decode_constant(const onnx::NodeProto& node) {
  if (node.attribute_size() != 1) {
    throw InvalidNetwork("a Constant has one attribute, this one has " + std::to_string(node.attribute_size()) +
                         "; export the model again");
  }
  const AttributeProto& attribute = node.attribute(0);
  const std::string& name = attribute.name();
  if (name == "value" && attribute.has_t()) return decode_tensor(attribute.t());
  if (name == "value_float" && attribute.has_f()) return {.type = "float32", .reals = {attribute.f()}};
  if (name == "value_int" && attribute.has_i()) return {.type = "int64", .integers = {attribute.i()}};
  if (name == "value_floats") {
    return {.type = "float32",
            .shape = {static_cast<std::size_t>(attribute.floats_size())},
            .reals = {attribute.floats().begin(), attribute.floats().end()}};
  }
  if (name == "value_ints") {
    return {.type = "int64",
            .shape = {static_cast<std::size_t>(attribute.ints_size())},
            .integers = {attribute.ints().begin(), attribute.ints().end()}};
  }
  throw UnsupportedOperator("its attribute " + in_quotes(name) +
                            " is not one of value, value_float, value_floats, value_int, value_ints; use one of those");
}

AffineTensor constant_tensor(const TensorData& data, SizeBudget& budget) {
  std::vector<AffineForm> entries;
  entries.reserve(data.reals.size() + data.integers.size());
  for (const double value : data.reals) {
    if (!std::isfinite(value)) {
      throw InvalidNetwork("entry " + std::to_string(entries.size() + 1) + " of " + std::to_string(data.reals.size()) +
                           " is " + (std::isnan(value) ? "NaN" : "infinite") +
                           "; a network needs finite weights, train or export it again");
    }
    entries.push_back({{}, exact_rational(value)});
  }
  for (const std::int64_t value : data.integers) {
    static_assert(sizeof(long) == sizeof(std::int64_t));
    entries.push_back({{}, Rational(static_cast<long>(value))});
  }
  budget.spend(2 * entries.size());
  return {data.type, data.shape, std::nullopt, std::make_shared<const std::vector<AffineForm>>(std::move(entries))};
}

}  // namespace crease
