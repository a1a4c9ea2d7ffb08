// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <onnx/onnx_pb.h>

#include <cstdint>
#include <string>
#include <vector>

namespace crease::testing {

/// Puts small ONNX models together, right or wrong ones.
class OnnxBuilder {
 public:
  using Shape = std::vector<std::int64_t>;
  static constexpr std::int64_t kFree = -1;  ///< a dimension without a fixed size

  explicit OnnxBuilder(std::int64_t opset = 13) {
    model.set_ir_version(7);
    model.add_opset_import()->set_version(opset);
    model.mutable_graph()->set_name("g");
  }

  /// x w + b, ReLU: 2 inputs, 3 units.
  static OnnxBuilder small() {
    OnnxBuilder b;
    b.input("x", {kFree, 2}).output("y");
    b.floats("w", {2, 3}, {1, 2, 3, 4, 5, 6}).floats("b", {3}, {0.5F, 0, -1});
    b.node("Gemm", {"x", "w", "b"}, {"h"}).set_name("dense");
    b.node("Relu", {"h"}, {"y"}).set_name("bend");
    return b;
  }

  OnnxBuilder& input(const std::string& name, const Shape& shape, int type = onnx::TensorProto::FLOAT) {
    onnx::ValueInfoProto* info = model.mutable_graph()->add_input();
    info->set_name(name);
    auto* tensor = info->mutable_type()->mutable_tensor_type();
    tensor->set_elem_type(type);
    tensor->mutable_shape();
    for (const std::int64_t size : shape) {
      auto* dimension = tensor->mutable_shape()->add_dim();
      if (size == kFree) {
        dimension->set_dim_param("n");
      } else {
        dimension->set_dim_value(size);
      }
    }
    return *this;
  }

  OnnxBuilder& output(const std::string& name) {
    model.mutable_graph()->add_output()->set_name(name);
    return *this;
  }

  OnnxBuilder& floats(const std::string& name, const Shape& shape, const std::vector<float>& values) {
    onnx::TensorProto& tensor = add_tensor(name, shape, onnx::TensorProto::FLOAT);
    tensor.mutable_float_data()->Add(values.begin(), values.end());
    return *this;
  }

  OnnxBuilder& integers(const std::string& name, const std::vector<std::int64_t>& values) {
    onnx::TensorProto& tensor = add_tensor(name, {static_cast<std::int64_t>(values.size())}, onnx::TensorProto::INT64);
    tensor.mutable_int64_data()->Add(values.begin(), values.end());
    return *this;
  }

  onnx::TensorProto& add_tensor(const std::string& name, const Shape& shape, int type) {
    onnx::TensorProto* tensor = model.mutable_graph()->add_initializer();
    tensor->set_name(name);
    tensor->set_data_type(type);
    tensor->mutable_dims()->Add(shape.begin(), shape.end());
    return *tensor;
  }

  onnx::NodeProto& node(const std::string& op, const std::vector<std::string>& inputs,
                        const std::vector<std::string>& outputs) {
    onnx::NodeProto* node = model.mutable_graph()->add_node();
    node->set_op_type(op);
    for (const std::string& name : inputs) node->add_input(name);
    for (const std::string& name : outputs) node->add_output(name);
    return *node;
  }

  onnx::TensorProto& tensor(int i) { return *model.mutable_graph()->mutable_initializer(i); }
  onnx::NodeProto& node_at(int i) { return *model.mutable_graph()->mutable_node(i); }

  std::string bytes() const { return model.SerializeAsString(); }

  onnx::ModelProto model;
};

inline void set_attribute(onnx::NodeProto& node, const std::string& name, float value) {
  onnx::AttributeProto* attribute = node.add_attribute();
  attribute->set_name(name);
  attribute->set_type(onnx::AttributeProto::FLOAT);
  attribute->set_f(value);
}

inline void set_attribute(onnx::NodeProto& node, const std::string& name, std::int64_t value) {
  onnx::AttributeProto* attribute = node.add_attribute();
  attribute->set_name(name);
  attribute->set_type(onnx::AttributeProto::INT);
  attribute->set_i(value);
}

inline void set_attribute(onnx::NodeProto& node, const std::string& name, const std::vector<std::int64_t>& values) {
  onnx::AttributeProto* attribute = node.add_attribute();
  attribute->set_name(name);
  attribute->set_type(onnx::AttributeProto::INTS);
  attribute->mutable_ints()->Add(values.begin(), values.end());
}

}  // namespace crease::testing
