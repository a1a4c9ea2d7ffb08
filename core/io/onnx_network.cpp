// SPDX-License-Identifier: GPL-3.0-or-later
#include <onnx/onnx_pb.h>

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <stdexcept>
#include <utility>

#include "core/errors.h"
#include "core/io/file_bytes.h"
#include "core/io/onnx_operators.h"
#include "core/io/onnx_tensor.h"
#include "core/io/readers.h"

namespace crease {
namespace {

constexpr std::int64_t kOldestOpset = 7;
constexpr std::int64_t kNewestOpset = 25;

std::string join(const std::set<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

/// "node 'Relu_3' (Relu)", or "node 4 (Relu, output 'y')" for a node without a name; nodes count from 1.
std::string label_of(const onnx::NodeProto& node, std::size_t index) {
  if (!node.name().empty()) return "node " + in_quotes(node.name()) + " (" + node.op_type() + ")";
  const std::string output = node.output_size() > 0 ? ", output " + in_quotes(node.output(0)) : "";
  return "node " + std::to_string(index + 1) + " (" + node.op_type() + output + ")";
}

/// Runs `action` and puts `place` before the messages of what it throws.
template <typename Action>
auto at_place(const std::string& place, const Action& action) {
  try {
    return action();
  } catch (const UnsupportedOperator& error) {
    throw UnsupportedOperator(place + ": " + error.what());
  } catch (const InvalidNetwork& error) {
    throw InvalidNetwork(place + ": " + error.what());
  } catch (const std::length_error& error) {
    throw InvalidNetwork(place + ": " + error.what());
  }
}

/// Evaluates a graph on affine tensors, node by node in the file's order.
class GraphReader {
 public:
  GraphReader(const onnx::GraphProto& graph, std::int64_t opset, const std::string& path, std::size_t file_bytes)
      : graph_(graph), opset_(opset), path_(path), file_bytes_(file_bytes), budget_(file_bytes) {}

  NetworkFile read(const std::string& name) {
    index_names();
    std::string output = single_output();
    const std::optional<std::size_t> head = classification_head(output);
    if (head) output = node(*head).input(0);
    find_needed_nodes(output);
    make_input();
    for (std::size_t i = 0; i < nodes(); ++i) {
      if (!needed_[i]) continue;
      ++operators_[node(i).op_type()];
      if (!is_constant_node(i)) evaluate(i);
    }
    const AffineTensor result = value(output, "the graph's output");
    if (head) check_head(*head, result.shape);
    Network network = at_place(path_, [&] {
      constexpr std::size_t kFreeWeights = std::size_t{1} << 20;
      constexpr std::size_t kWeightsPerByte = 16;
      return layers_->finish(result, name, kFreeWeights + kWeightsPerByte * file_bytes_, budget_);
    });
    NetworkSource source;
    source.format = NetworkFormat::kOnnx;
    source.weight_type = join(weight_types_);
    source.operators = std::move(operators_);
    source.rounded = rounded_;
    if (head) source.head = node(*head).op_type();
    return {std::move(network), std::move(source)};
  }

 private:
  std::size_t nodes() const { return static_cast<std::size_t>(graph_.node_size()); }
  const onnx::NodeProto& node(std::size_t i) const { return graph_.node(static_cast<int>(i)); }
  bool is_constant_node(std::size_t i) const { return node(i).op_type() == "Constant" && node(i).domain().empty(); }
  std::string place_of(std::size_t i) const { return path_ + ": " + label_of(node(i), i); }

  [[noreturn]] void fail(const std::string& message) const { throw ParseError({path_}, message); }

  void index_names() {
    if (graph_.sparse_initializer_size() > 0) {
      throw UnsupportedOperator(path_ + ": the graph has sparse initializers; save the model with dense ones");
    }
    for (const onnx::TensorProto& tensor : graph_.initializer()) {
      if (!initializers_.emplace(tensor.name(), &tensor).second) {
        fail("two initializers are called " + in_quotes(tensor.name()) + "; export the model again");
      }
    }
    for (const onnx::ValueInfoProto& input : graph_.input()) {
      if (!initializers_.contains(input.name())) inputs_.push_back(&input);
    }
    for (std::size_t i = 0; i < nodes(); ++i) {
      for (const std::string& output : node(i).output()) {
        if (output.empty()) continue;
        const bool taken = initializers_.contains(output) || is_input(output);
        if (taken || !producers_.emplace(output, i).second) {
          fail(label_of(node(i), i) + ": its output " + in_quotes(output) +
               " is already the name of another value; export the model again");
        }
      }
    }
  }

  bool is_input(const std::string& name) const {
    return std::any_of(inputs_.begin(), inputs_.end(), [&](const auto* input) { return input->name() == name; });
  }

  std::string single_output() const {
    if (graph_.output_size() == 1) return graph_.output(0).name();
    if (graph_.output_size() == 0) fail("the graph has no output; export the model again");
    std::set<std::string> names;
    for (const onnx::ValueInfoProto& output : graph_.output()) names.insert(output.name());
    throw UnsupportedOperator(path_ + ": the graph has " + std::to_string(graph_.output_size()) + " outputs, " +
                              join(names) + "; keep the one whose regions you want");
  }

  /// The node that turns scores into probabilities or a class, when the graph ends with one: none of these is piecewise
  /// linear, but the class with the largest score is the one they choose.
  std::optional<std::size_t> classification_head(const std::string& output) const {
    const auto it = producers_.find(output);
    if (it == producers_.end() || node(it->second).input_size() != 1 || !node(it->second).domain().empty()) {
      return std::nullopt;
    }
    const std::string& type = node(it->second).op_type();
    const bool is_head = type == "Softmax" || type == "LogSoftmax" || type == "ArgMax";
    return is_head ? std::optional(it->second) : std::nullopt;
  }

  /// It must run over all scores at once. Before opset 13 Softmax runs over its axis and all behind it.
  void check_head(std::size_t i, const TensorShape& scores) const {
    const bool is_max = node(i).op_type() == "ArgMax";
    std::int64_t axis = is_max ? 0 : opset_ < 13 ? 1 : -1;
    for (const onnx::AttributeProto& attribute : node(i).attribute()) {
      if (attribute.name() == "axis") axis = attribute.i();
    }
    const auto rank = static_cast<std::int64_t>(scores.size());
    if (axis < 0) axis += rank;
    std::size_t classes = axis >= 0 && axis < rank ? scores[static_cast<std::size_t>(axis)] : 0;
    if (!is_max && opset_ < 13 && classes != 0) {
      classes = num_entries(TensorShape(scores.begin() + static_cast<std::ptrdiff_t>(axis), scores.end()));
    }
    if (classes == num_entries(scores)) return;
    throw UnsupportedOperator(place_of(i) + ": it does not run over all " + std::to_string(num_entries(scores)) +
                              " scores of shape " + to_string(scores) + " at once; cut it off the model");
  }

  /// Marks the nodes the output depends on; the others are ignored.
  void find_needed_nodes(const std::string& output) {
    needed_.assign(nodes(), false);
    std::vector<std::string> pending{output};
    while (!pending.empty()) {
      const auto it = producers_.find(pending.back());
      pending.pop_back();
      if (it == producers_.end() || needed_[it->second]) continue;
      needed_[it->second] = true;
      const auto& names = node(it->second).input();
      pending.insert(pending.end(), names.begin(), names.end());
    }
  }

  /// True when node `from` takes, directly or not, what node `target` makes.
  bool depends_on(std::size_t from, std::size_t target) const {
    std::vector<bool> seen(nodes(), false);
    std::vector<std::size_t> pending{from};
    while (!pending.empty()) {
      const std::size_t i = pending.back();
      pending.pop_back();
      if (i == target) return true;
      if (seen[i]) continue;
      seen[i] = true;
      for (const std::string& name : node(i).input()) {
        if (const auto it = producers_.find(name); it != producers_.end()) pending.push_back(it->second);
      }
    }
    return false;
  }

  void make_input() {
    if (inputs_.size() != 1) {
      std::set<std::string> names;
      for (const auto* input : inputs_) names.insert(in_quotes(input->name()));
      throw UnsupportedOperator(path_ + ": the graph has " + std::to_string(inputs_.size()) +
                                " inputs that are not initializers" + (names.empty() ? "" : ", " + join(names)) +
                                "; crease reads networks of one input");
    }
    const onnx::ValueInfoProto& input = *inputs_.front();
    const std::string place = path_ + ": input " + in_quotes(input.name());
    at_place(place, [&] {
      const onnx::TypeProto_Tensor& type = input.type().tensor_type();
      const std::string element = element_type_name(type.elem_type());
      if (element.find("float") == std::string::npos) {
        throw UnsupportedOperator("its element type is not a float; export the model with a float32 or float64 input");
      }
      if (!type.has_shape()) throw UnsupportedOperator("it has no shape; export the model with a fixed input shape");
      TensorShape shape = input_shape(type.shape());
      const std::size_t n0 = num_entries(shape);
      constexpr std::size_t kFreeInputs = std::size_t{1} << 16;
      if (n0 > kFreeInputs + file_bytes_) {
        throw InvalidNetwork("its shape " + to_string(shape) +
                             " is out of all proportion to the size of the file; check it");
      }
      layers_.emplace(n0);
      values_.emplace(input.name(), layers_->input(element, std::move(shape), budget_));
    });
  }

  /// A first dimension that is the batch becomes 1.
  static TensorShape input_shape(const onnx::TensorShapeProto& declared) {
    TensorShape shape;
    bool other_sizes = false;
    for (const auto& dimension : declared.dim()) {
      const bool fixed = dimension.has_dim_value();
      if (!fixed && (!shape.empty() || declared.dim_size() == 1)) {
        throw UnsupportedOperator("its dimension " + std::to_string(shape.size() + 1) +
                                  " has no fixed size; export the model with a fixed input shape");
      }
      if (fixed && dimension.dim_value() <= 0) {
        throw InvalidNetwork("its dimension " + std::to_string(shape.size() + 1) + " has the size " +
                             std::to_string(dimension.dim_value()) + "; sizes are positive, export the model again");
      }
      other_sizes = other_sizes || (!shape.empty() && dimension.dim_value() != 1);
      shape.push_back(fixed ? static_cast<std::size_t>(dimension.dim_value()) : 1);
    }
    if (other_sizes && shape.front() != 1) {
      throw UnsupportedOperator("its first dimension fixes a batch of " + std::to_string(shape.front()) +
                                "; export the model with a batch of 1 or of free size");
    }
    return shape;
  }

  std::optional<TensorData> constant_data(const std::string& name) const {
    if (const auto it = initializers_.find(name); it != initializers_.end()) {
      return at_place(path_ + ": initializer " + in_quotes(name), [&] { return decode_tensor(*it->second); });
    }
    const auto it = producers_.find(name);
    if (it == producers_.end() || !is_constant_node(it->second)) return std::nullopt;
    return at_place(place_of(it->second), [&] { return decode_constant(node(it->second)); });
  }

  const AffineTensor& value(const std::string& name, const std::string& user) {
    if (const auto it = values_.find(name); it != values_.end()) return it->second;
    if (const std::optional<TensorData> data = constant_data(name)) {
      if (data->is_real()) weight_types_.insert(data->type);
      AffineTensor tensor =
          at_place(path_ + ": tensor " + in_quotes(name), [&] { return constant_tensor(*data, budget_); });
      return values_.emplace(name, std::move(tensor)).first->second;
    }
    fail(user + " takes " + in_quotes(name) + ", which nothing in the graph makes; export the model again");
  }

  /// The operands of a node; the bounds of Clip that bound nothing count as left out.
  std::vector<std::optional<AffineTensor>> operands(std::size_t i) {
    std::vector<std::optional<AffineTensor>> result;
    for (const std::string& name : node(i).input()) {
      result.emplace_back();
      if (name.empty() || is_free_bound(i, result.size() - 1, name)) continue;
      const auto producer = producers_.find(name);
      if (producer != producers_.end() && producer->second >= i && !is_constant_node(producer->second)) {
        const bool cycle = depends_on(producer->second, i);
        fail(label_of(node(i), i) + " takes " + in_quotes(name) + " from " +
             label_of(node(producer->second), producer->second) +
             (cycle ? ", which depends on it in turn: the graph has a cycle"
                    : ", which comes later: the nodes are not in order") +
             "; export the model again");
      }
      if (producer != producers_.end() && !is_constant_node(producer->second) && !values_.contains(name)) {
        throw UnsupportedOperator(place_of(i) + ": it takes " + in_quotes(name) + ", an output of " +
                                  label_of(node(producer->second), producer->second) +
                                  " that crease does not make; export the model for inference");
      }
      result.back() = value(name, label_of(node(i), i));
    }
    return result;
  }

  bool is_free_bound(std::size_t i, std::size_t input, const std::string& name) const {
    if (node(i).op_type() != "Clip" || input == 0) return false;
    const std::optional<TensorData> data = constant_data(name);
    return data && data->reals.size() == 1 && is_no_bound(data->reals[0], input == 1, data->type);
  }

  void evaluate(std::size_t i) {
    std::vector<std::optional<AffineTensor>> inputs = operands(i);
    std::size_t layer = 0;
    for (const auto& tensor : inputs) {
      if (tensor && tensor->layer) layer = std::max(layer, *tensor->layer);
    }
    std::vector<AffineTensor> results = at_place(place_of(i), [&] {
      NodeCall call{node(i), {}, *layers_, budget_, rounded_};
      for (auto& tensor : inputs) {
        if (tensor) tensor = layers_->lifted(std::move(*tensor), layer, budget_);
        call.inputs.push_back(tensor ? &*tensor : nullptr);
      }
      return evaluate_node(call);
    });
    for (std::size_t k = 0; k < results.size() && k < static_cast<std::size_t>(node(i).output_size()); ++k) {
      const std::string& name = node(i).output(static_cast<int>(k));
      if (!name.empty()) values_.emplace(name, std::move(results[k]));
    }
  }

  const onnx::GraphProto& graph_;
  std::int64_t opset_;
  const std::string& path_;
  std::size_t file_bytes_;
  SizeBudget budget_;
  std::map<std::string, const onnx::TensorProto*> initializers_;
  std::vector<const onnx::ValueInfoProto*> inputs_;  ///< those that are not initializers
  std::map<std::string, std::size_t> producers_;     ///< value -> node
  std::vector<bool> needed_;
  std::map<std::string, AffineTensor> values_;
  std::optional<AffineLayers> layers_;
  std::set<std::string> weight_types_;
  std::map<std::string, std::size_t> operators_;
  std::size_t rounded_ = 0;
};

std::int64_t opset_of(const onnx::ModelProto& model, const std::string& path) {
  for (const onnx::OperatorSetIdProto& opset : model.opset_import()) {
    if (!opset.domain().empty() && opset.domain() != "ai.onnx") continue;
    if (opset.version() >= kOldestOpset && opset.version() <= kNewestOpset) return opset.version();
    throw UnsupportedOperator(path + ": opset " + std::to_string(opset.version()) +
                              " is not supported; export the model with an opset from " + std::to_string(kOldestOpset) +
                              " to " + std::to_string(kNewestOpset));
  }
  throw ParseError({path}, "the model imports no ONNX operator set; export it again");
}

}  // namespace

NetworkFile parse_network_onnx(const std::string& bytes, const std::string& path, const std::string& name) {
  onnx::ModelProto model;
  const bool fits = bytes.size() <= static_cast<std::size_t>(std::numeric_limits<int>::max());
  if (!fits || !model.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    throw ParseError({path}, "this is not an ONNX model, or it is damaged or cut off; export it again");
  }
  if (!model.has_graph()) throw ParseError({path}, "the model has no graph; check that this is an ONNX model");
  return GraphReader(model.graph(), opset_of(model, path), path, bytes.size()).read(name);
}

}  // namespace crease
