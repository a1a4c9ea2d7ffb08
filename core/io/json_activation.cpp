// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/json_activation.h"

#include <map>
#include <optional>

#include "core/errors.h"
#include "core/io/file_bytes.h"

namespace crease {
namespace {

const std::map<std::string, std::vector<std::string>>& known_activations() {
  static const std::map<std::string, std::vector<std::string>> table = {
      {"abs", {}},
      {"clip", {"lo", "hi"}},
      {"hard_tanh", {}},
      {"identity", {}},
      {"leaky_relu", {"alpha"}},
      {"piecewise", {"breakpoints", "slopes", "anchor", "value"}},
      {"relu", {}},
      {"relu6", {}},
  };
  return table;
}

/// The parameters of one activation: the members of `owner`.
class Parameters {
 public:
  Parameters(JsonDocument& document, const JsonValue& owner, const std::string& place)
      : document_(document), owner_(owner), place_(place) {}

  std::optional<Rational> optional(const std::string& key) {
    const JsonValue* value = owner_.find(key);
    if (value == nullptr) return std::nullopt;
    return document_.number(*value, place_ + ", " + key);
  }
  Rational number(const std::string& key) {
    return document_.number(document_.require(owner_, key, place_), place_ + ", " + key);
  }
  std::vector<Rational> numbers(const std::string& key) {
    return document_.numbers(document_.require(owner_, key, place_), place_ + ", " + key);
  }

 private:
  JsonDocument& document_;
  const JsonValue& owner_;
  const std::string& place_;
};

Activation make(const std::string& name, Parameters parameters, JsonDocument& document, const JsonValue& at,
                const std::string& place) {
  if (name == "relu") return Activation::relu();
  if (name == "abs") return Activation::abs();
  if (name == "hard_tanh") return Activation::hard_tanh();
  if (name == "relu6") return Activation::relu6();
  if (name == "identity") return Activation::identity();
  if (name == "leaky_relu") return Activation::leaky_relu(parameters.number("alpha"));
  if (name == "clip") {
    const std::optional<Rational> lo = parameters.optional("lo");
    const std::optional<Rational> hi = parameters.optional("hi");
    if (!lo && !hi) document.fail(at, place + ": clip needs 'lo', 'hi' or both; add one");
    if (!lo) return Activation::clip_above(*hi);
    if (!hi) return Activation::clip_below(*lo);
    return Activation::clip(*lo, *hi);
  }
  return Activation::piecewise(parameters.numbers("breakpoints"), parameters.numbers("slopes"),
                               parameters.number("anchor"), parameters.number("value"));
}

}  // namespace

const std::vector<std::string>& activation_parameters(const JsonDocument& document, const JsonValue& name,
                                                      const std::string& place) {
  const auto it = known_activations().find(document.string(name, place));
  if (it == known_activations().end()) {
    std::string list;
    for (const auto& [known, parameters] : known_activations()) list += (list.empty() ? "" : ", ") + known;
    document.fail(name, place + ": unknown activation " + in_quotes(name.text) + "; crease knows " + list);
  }
  return it->second;
}

Activation read_activation(JsonDocument& document, const JsonValue& value, const JsonValue* layer,
                           const std::string& place) {
  const JsonValue* name = &value;
  const JsonValue* owner = layer;
  if (value.kind == JsonValue::Kind::kObject) {
    name = &document.require(value, "type", place);
    std::vector<std::string> known = activation_parameters(document, *name, place);
    known.insert(known.begin(), "type");
    document.check_object(value, place, known);
    owner = &value;
  } else if (activation_parameters(document, value, place).size() > 0 && layer == nullptr) {
    document.fail(value,
                  place + ": " + value.text + " needs parameters; write {\"type\": \"" + value.text + "\", ...}");
  }
  try {
    return make(name->text, Parameters(document, owner != nullptr ? *owner : value, place), document, value, place);
  } catch (const InvalidNetwork& error) {
    document.fail(value, place + ": " + shortened(error.what()));
  }
}

}  // namespace crease
