// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/vnnlib_form.h"

#include <stdexcept>
#include <utility>

#include "core/io/file_bytes.h"

namespace crease {

void InputForm::add(const InputForm& other) {
  for (const auto& [input, coefficient] : other.coefficients) {
    const auto entry = coefficients.try_emplace(input).first;
    entry->second += coefficient;
    if (entry->second == 0) coefficients.erase(entry);
  }
  constant += other.constant;
  has_others |= other.has_others;
}

void InputForm::subtract(const InputForm& other) {
  InputForm negative = other;
  negative.multiply(-1);
  add(negative);
}

void InputForm::multiply(const Rational& factor) {
  if (factor == 0) coefficients.clear();
  for (auto& [input, coefficient] : coefficients) coefficient *= factor;
  constant *= factor;
}

InputForm VnnlibForms::read(const SExpression& term) {
  if (!term.is_list()) return read_word(term);
  const std::string_view head = term.head();
  const bool is_known = head == "+" || head == "-" || head == "*" || head == "/";
  if (!is_known) reader_.fail(term.offset, "expected +, -, * or /, found " + in_quotes(head));
  if (term.items.size() < 2) reader_.fail(term.offset, in_quotes(head) + " needs something to work on");
  if (head == "*") return product(term);
  return head == "/" ? quotient(term) : sum(term, head == "-");
}

void VnnlibForms::spend(std::size_t offset, std::size_t words) {
  try {
    budget_.spend(words);
  } catch (const std::length_error& error) {
    reader_.fail(offset, error.what());
  }
}

void VnnlibForms::spend(const SExpression& term, const InputForm& form) {
  try {
    budget_.spend(form.constant);
    for (const auto& [input, coefficient] : form.coefficients) budget_.spend(coefficient);
  } catch (const std::length_error& error) {
    reader_.fail(term.offset, error.what());
  }
}

InputForm VnnlibForms::read_word(const SExpression& word) {
  InputForm form;
  const char first = word.text.empty() ? '"' : word.text.front();
  const bool is_number = (first >= '0' && first <= '9') || first == '-' || first == '+' || first == '.';
  if (word.kind == SExpression::Kind::kString || (is_number && word.index)) {
    reader_.fail(word.offset, "expected a number or a variable");
  }
  if (!is_number) {
    const std::optional<std::size_t> input = names_.input(word);
    form.has_others = !input;
    if (input) form.coefficients[*input] = 1;
    return form;
  }
  try {
    form.constant = parse_number(word.text, decimals_);
  } catch (const std::logic_error& error) {
    reader_.fail(word.offset, error.what());
  }
  spend(word, form);
  return form;
}

InputForm VnnlibForms::sum(const SExpression& term, bool is_difference) {
  InputForm result = read(term.items[1]);
  if (is_difference && term.items.size() == 2) result.multiply(-1);
  for (std::size_t i = 2; i < term.items.size(); ++i) {
    const InputForm form = read(term.items[i]);
    is_difference ? result.subtract(form) : result.add(form);
  }
  spend(term, result);
  return result;
}

InputForm VnnlibForms::product(const SExpression& term) {
  InputForm result = read(term.items[1]);
  for (std::size_t i = 2; i < term.items.size(); ++i) {
    InputForm factor = read(term.items[i]);
    if (result.is_number()) std::swap(result, factor);
    if (factor.has_others || result.has_others) {
      result.has_others = true;
      continue;
    }
    if (!factor.is_number()) {
      reader_.fail(term.offset, "this product of inputs is not linear; domains are polyhedra");
    }
    result.multiply(factor.constant);
    spend(term, result);
  }
  return result;
}

InputForm VnnlibForms::quotient(const SExpression& term) {
  InputForm result = read(term.items[1]);
  for (std::size_t i = 2; i < term.items.size(); ++i) {
    const InputForm divisor = read(term.items[i]);
    if (divisor.has_others || result.has_others) {
      result.has_others = true;
      continue;
    }
    if (!divisor.is_number() || divisor.constant == 0) {
      reader_.fail(term.items[i].offset, "expected a number other than 0 to divide by");
    }
    result.multiply(1 / divisor.constant);
    spend(term, result);
  }
  return result;
}

}  // namespace crease
