// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/vnnlib_names.h"

#include <algorithm>
#include <charconv>
#include <string_view>
#include <utility>

#include "core/io/file_bytes.h"

namespace crease {
namespace {

constexpr std::size_t kMaxElements = 1'000'000'000;

/// Reads all of `text` as a number below 10^9, or nothing.
std::optional<std::size_t> natural_number(std::string_view text) {
  std::size_t value = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || stop != text.data() + text.size() || value >= kMaxElements) return std::nullopt;
  return value;
}

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

bool is_word(const SExpression& term) { return term.kind == SExpression::Kind::kWord; }

bool is_among(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::ranges::find(words, word) != words.end();
}

}  // namespace

void VnnlibNames::declare(const SExpression& statement) {
  const std::string_view head = statement.head();
  if (head == "vnnlib-version") return declare_version(statement);
  if (head == "declare-const" || head == "declare-fun") return declare_number(statement);
  if (head == "declare-network") return declare_network(statement);
  if (is_among(head, {"set-logic", "set-info", "set-option", "check-sat", "get-model", "exit"})) return;
  reader_.fail(statement.offset,
               "expected 'assert', 'declare-const', 'declare-network' or 'vnnlib-version', found " + in_quotes(head));
}

void VnnlibNames::declare_version(const SExpression& statement) {
  std::string_view version = statement.items.size() == 2 ? statement.items[1].text : std::string_view();
  if (version.starts_with('<') && version.ends_with('>')) version = version.substr(1, version.size() - 2);
  if (version.starts_with("1.") || version.starts_with("2.")) return;
  reader_.fail(statement.offset, "expected (vnnlib-version <2.0>); versions 1 and 2 are read");
}

void VnnlibNames::declare_number(const SExpression& statement) {
  const auto& items = statement.items;
  const bool is_function = statement.head() == "declare-fun";  // of no arguments
  const std::size_t size = is_function ? 4 : 3;
  if (items.size() != size || !is_word(items[1]) || (is_function && (!items[2].is_list() || !items[2].items.empty()))) {
    reader_.fail(statement.offset, "expected (declare-const X_0 Real)");
  }
  if (has_network_) reader_.fail(statement.offset, "the file declares a network already; its tensors are all there is");
  const SExpression& sort = items.back();
  if (sort.text != "Real" && sort.text != "real") {
    reader_.fail(sort.offset, "expected Real, found " + in_quotes(sort.text) + "; inputs and outputs are real numbers");
  }
  const std::string_view name = items[1].text;
  const std::optional<std::size_t> number = name.size() > 2 ? natural_number(name.substr(2)) : std::nullopt;
  const bool is_known = number && (name == "X_" + std::to_string(*number) || name == "Y_" + std::to_string(*number));
  if (!is_known || items[1].index) {
    reader_.fail(items[1].offset,
                 "expected X_0, X_1, ... for inputs or Y_0, Y_1, ... for outputs, found " + in_quotes(name));
  }
  const bool is_input = name.starts_with('X');
  if (is_input && *number >= n0_) {
    reader_.fail(items[1].offset, in_quotes(name) + " is too much: the network has " + std::to_string(n0_) +
                                      " inputs, counted from X_0");
  }
  inputs_ += is_input;
  add(items[1], {is_input ? number : std::nullopt, {}});
}

void VnnlibNames::declare_network(const SExpression& statement) {
  if (has_network_ || inputs_ > 0) {
    reader_.fail(statement.offset, "a second network is declared here; crease looks at one network at a time");
  }
  has_network_ = true;
  if (statement.items.size() < 2 || !is_word(statement.items[1])) {
    reader_.fail(statement.offset, "expected (declare-network NAME (declare-input ...) (declare-output ...))");
  }
  for (std::size_t i = 2; i < statement.items.size(); ++i) {
    const SExpression& item = statement.items[i];
    if (!is_among(item.head(), {"declare-input", "declare-hidden", "declare-output"})) {
      reader_.fail(item.offset, "expected 'declare-input', 'declare-hidden' or 'declare-output', found " +
                                    in_quotes(item.is_list() ? item.head() : item.text));
    }
    declare_tensor(item);
  }
}

void VnnlibNames::declare_tensor(const SExpression& statement) {
  const auto& items = statement.items;
  const bool has_node = items.size() == 4 && items[3].kind == SExpression::Kind::kString;
  if ((items.size() != 3 && !has_node) || !is_word(items[1]) || !is_word(items[2]) || !items[2].index) {
    reader_.fail(statement.offset, "expected (" + std::string(statement.head()) + " X real [1,5])");
  }
  const std::vector<std::size_t> shape = numbers_in(items[2]);
  std::size_t size = 1;
  for (const std::size_t n : shape) {
    size *= n;
    if (size == 0 || size >= kMaxElements) {
      reader_.fail(items[2].offset, "this shape has no element, or 10^9 or more; check its sizes");
    }
  }
  if (statement.head() != "declare-input") return add(items[1], {std::nullopt, shape});

  if (has_input_tensor_) {
    reader_.fail(statement.offset, "a second input tensor is declared here; crease takes networks with one input");
  }
  has_input_tensor_ = true;
  if (size != n0_) {
    reader_.fail(items[2].offset, "this shape has " + std::to_string(size) + " elements, the network " +
                                      std::to_string(n0_) + " inputs; they must agree");
  }
  const std::string_view type = items[2].text;
  if (is_among(type, {"float16", "bfloat16", "float32", "float64"})) {
    element_type_ = type;
  } else if (type != "real" && type != "Real") {
    reader_.fail(items[2].offset, "expected real, float16, bfloat16, float32 or float64, found " + in_quotes(type) +
                                      "; regions are sets of real numbers");
  }
  inputs_ = size;
  add(items[1], {0, shape});
}

void VnnlibNames::add(const SExpression& name, Variable variable) {
  if (!variables_.emplace(std::string(name.text), std::move(variable)).second) {
    reader_.fail(name.offset, in_quotes(name.text) + " is declared a second time; remove one of them");
  }
}

void VnnlibNames::check_complete() const {
  if (inputs_ == n0_) return;
  reader_.fail(0, "the file declares " + std::to_string(inputs_) + " inputs, the network has " + std::to_string(n0_) +
                      "; they must agree");
}

std::optional<std::size_t> VnnlibNames::input(const SExpression& word) const {
  const auto found = variables_.find(std::string(word.text));
  if (found == variables_.end()) {
    reader_.fail(word.offset, in_quotes(word.text) + " is neither a number nor declared; declare it before");
  }
  const auto& [first, shape] = found->second;
  const std::vector<std::size_t> index = word.index ? numbers_in(word) : std::vector<std::size_t>();
  if (index.size() != shape.size() || (shape.empty() && word.index)) {
    reader_.fail(word.offset, in_quotes(word.text) + " takes " + std::to_string(shape.size()) + " indices, found " +
                                  std::to_string(index.size()));
  }
  std::size_t element = 0;
  for (std::size_t k = 0; k < shape.size(); ++k) {
    if (index[k] >= shape[k]) {
      reader_.fail(word.offset, "index " + std::to_string(index[k]) + " of " + in_quotes(word.text) +
                                    " is too large; there are " + std::to_string(shape[k]) + ", counted from 0");
    }
    element = element * shape[k] + index[k];
  }
  return first ? std::optional(*first + element) : std::nullopt;
}

std::vector<std::size_t> VnnlibNames::numbers_in(const SExpression& word) const {
  std::vector<std::size_t> numbers;
  std::string_view rest = *word.index;
  if (trimmed(rest).empty()) return numbers;
  while (true) {
    const std::size_t comma = std::min(rest.find(','), rest.size());
    const std::optional<std::size_t> number = natural_number(trimmed(rest.substr(0, comma)));
    if (!number) {
      reader_.fail(word.offset, "expected numbers below 10^9 with commas between them in the brackets behind " +
                                    in_quotes(word.text));
    }
    numbers.push_back(*number);
    if (comma == rest.size()) return numbers;
    rest.remove_prefix(comma + 1);
  }
}

}  // namespace crease
