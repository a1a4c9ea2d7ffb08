// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/preprocessing.h"

#include <algorithm>
#include <charconv>
#include <functional>
#include <optional>
#include <string_view>
#include <utility>

#include "core/errors.h"
#include "core/io/file_bytes.h"

namespace crease {
namespace {

/// One number per input: the member's list, or its number n0 times, or `missing`.
std::vector<Rational> per_input(JsonDocument& document, const JsonValue& object, const std::string& key, std::size_t n0,
                                const Rational& missing) {
  const JsonValue* value = object.find(key);
  if (value == nullptr) return std::vector<Rational>(n0, missing);
  if (value->kind != JsonValue::Kind::kArray) return std::vector<Rational>(n0, document.number(*value, key));
  if (value->items.size() != n0) {
    document.fail(*value, key + ": expected a number for all inputs, or " + std::to_string(n0) +
                              ", one per input, found " + std::to_string(value->items.size()));
  }
  return document.numbers(*value, key);
}

InputMap scale_and_offset(JsonDocument& document, const JsonValue& object, std::size_t n0) {
  return {per_input(document, object, "scale", n0, 1), per_input(document, object, "offset", n0, 0)};
}

/// (x - mean) / std.
InputMap normalisation(JsonDocument& document, const JsonValue& object, std::size_t n0) {
  const std::vector<Rational> mean = per_input(document, object, "mean", n0, 0);
  InputMap map{per_input(document, object, "std", n0, 1), {}};
  for (std::size_t i = 0; i < n0; ++i) {
    if (map.scale[i] <= 0) {
      document.fail(*object.find("std"), "std: that of input " + std::to_string(i) + " is " + to_string(map.scale[i]) +
                                             "; a standard deviation is above 0");
    }
    map.scale[i] = 1 / map.scale[i];
    map.offset.push_back(-mean[i] * map.scale[i]);
  }
  return map;
}

Json per_input_json(const std::vector<Rational>& values) {
  const bool all_equal = std::ranges::adjacent_find(values, std::not_equal_to<>()) == values.end();
  return all_equal ? Json(to_string(values.front())) : rationals_json(values);
}

[[noreturn]] void fail_outputs(const std::string& text, std::size_t offset, const std::string& cause) {
  throw ParseError({"--outputs " + in_quotes(text), 1, offset + 1},
                   cause + "; write numbers counted from 0, such as 0,2 or 0-4");
}

}  // namespace

InputMap read_input_map(const std::string& path, std::size_t n0, DecimalPolicy decimals) {
  JsonDocument document(read_bytes(path), path, decimals);
  const JsonValue& root = document.root();
  document.check_object(root, "document", {"format", "mean", "std", "scale", "offset"});
  if (root.find("format") != nullptr) document.check_format(root, "crease-preprocess/1");
  const bool has_mean = root.find("mean") != nullptr || root.find("std") != nullptr;
  const bool has_scale = root.find("scale") != nullptr || root.find("offset") != nullptr;
  if (has_mean == has_scale) {
    document.fail(root, "document: expected either mean and std, or scale and offset");
  }
  return has_mean ? normalisation(document, root, n0) : scale_and_offset(document, root, n0);
}

std::vector<std::size_t> parse_outputs(const std::string& text, std::size_t num_outputs) {
  std::vector<std::size_t> outputs;
  std::vector<bool> taken(num_outputs);
  const char* end = text.data() + text.size();
  const char* at = text.data();
  const auto place = [&] { return static_cast<std::size_t>(at - text.data()); };
  const auto number = [&] {
    std::size_t value = 0;
    const auto [stop, error] = std::from_chars(at, end, value);
    if (error == std::errc::invalid_argument) fail_outputs(text, place(), "expected a number here");
    if (error != std::errc() || value >= num_outputs) {
      fail_outputs(text, place(), "there are " + std::to_string(num_outputs) + " outputs");
    }
    at = stop;
    return value;
  };
  while (true) {
    const std::size_t start = place();
    const std::size_t first = number();
    std::size_t last = first;
    if (at != end && *at == '-') {
      ++at;
      last = number();
      if (last < first) fail_outputs(text, start, "this range runs backwards");
    }
    for (std::size_t output = first; output <= last; ++output) {
      if (taken[output]) fail_outputs(text, start, "output " + std::to_string(output) + " comes twice");
      taken[output] = true;
      outputs.push_back(output);
    }
    if (at == end) return outputs;
    if (*at != ',') fail_outputs(text, place(), "expected a comma here");
    ++at;
  }
}

void add_preprocessing(Json& network, const Preprocessing& preprocessing) {
  if (const auto& input = preprocessing.input) {
    network["preprocess"] = {{"scale", per_input_json(input->scale)}, {"offset", per_input_json(input->offset)}};
  }
  if (!preprocessing.outputs.empty()) network["outputs"] = preprocessing.outputs;
}

Preprocessing read_preprocessing(JsonDocument& document, const JsonValue& network, std::size_t n0) {
  Preprocessing result;
  if (const JsonValue* input = network.find("preprocess")) {
    document.check_object(*input, "network, preprocess", {"scale", "offset"});
    result.input = scale_and_offset(document, *input, n0);
  }
  if (const JsonValue* outputs = network.find("outputs")) {
    constexpr std::size_t kEnd = 1'000'000'000;
    for (const JsonValue& output : document.array(*outputs, "network, outputs")) {
      result.outputs.push_back(document.index(output, kEnd, "network, outputs"));
    }
  }
  return result;
}

}  // namespace crease
