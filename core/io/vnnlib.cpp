// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/vnnlib.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <span>
#include <stdexcept>
#include <utility>
#include <vector>

#include "core/errors.h"
#include "core/io/file_bytes.h"
#include "core/io/s_expression.h"
#include "core/io/vnnlib_form.h"

namespace crease {
namespace {

/// row . x + constant >= 0 (or > 0) and where it was written.
struct Constraint {
  InputForm form;
  bool strict = false;
  std::size_t offset = 0;
};

/// What an assertion, or a part of it, says.
struct Conjunction {
  std::vector<Constraint> on_inputs;
  std::size_t left_out = 0;
};

/// Appends the constraints of `more`.
void append(Conjunction& all, Conjunction more) {
  std::ranges::move(more.on_inputs, std::back_inserter(all.on_inputs));
  all.left_out += more.left_out;
}

/// Reads the assertions of a file whose names VnnlibNames knows.
class AssertionReader {
 public:
  AssertionReader(const SExpressionReader& reader, VnnlibForms& forms) : reader_(reader), forms_(forms) {}

  Conjunction read(const SExpression& term) {
    const std::string_view head = term.head();
    const auto arguments = [&] { return std::span(term.items).subspan(1); };
    if (head == "and" || head == "or") {
      if (term.items.size() < 2) reader_.fail(term.offset, in_quotes(head) + " needs something to connect");
      return head == "and" ? conjunction(arguments()) : disjunction(term, arguments());
    }
    for (const std::string_view known : {"<=", "<", ">=", ">", "=", "==", "!="}) {
      if (head == known) return comparisons(term, arguments());
    }
    reader_.fail(term.offset, "expected a comparison (<=, <, >=, >), 'and', or 'or', found " +
                                  in_quotes(term.is_list() ? head : term.text));
  }

 private:
  Conjunction conjunction(std::span<const SExpression> terms) {
    Conjunction all;
    for (const SExpression& term : terms) append(all, read(term));
    return all;
  }

  Conjunction disjunction(const SExpression& term, std::span<const SExpression> branches) {
    Conjunction all = conjunction(branches);
    if (branches.size() == 1) return all;
    if (!all.on_inputs.empty()) {
      reader_.fail(term.offset, "this 'or' connects " + std::to_string(branches.size()) +
                                    " branches that say something of the inputs, which is no convex set; write a file "
                                    "for each branch and take one at a time");
    }
    return {{}, 1};
  }

  /// (<= a b c): a <= b and b <= c.
  Conjunction comparisons(const SExpression& term, std::span<const SExpression> arguments) {
    if (arguments.size() < 2) reader_.fail(term.offset, in_quotes(term.head()) + " needs two sides");
    Conjunction all;
    InputForm left = forms_.read(arguments[0]);
    for (const SExpression& argument : arguments.subspan(1)) {
      InputForm right = forms_.read(argument);
      add_comparison(all, term, left, right);
      left = std::move(right);
    }
    return all;
  }

  void add_comparison(Conjunction& all, const SExpression& term, const InputForm& left, const InputForm& right) const {
    const std::string_view relation = term.head();
    if (left.has_others || right.has_others) {
      ++all.left_out;
      return;
    }
    if (relation == "=" || relation == "==") {
      reader_.fail(term.offset,
                   "an equality over inputs leaves a set without interior; use --slice to look at an affine slice");
    }
    if (relation == "!=") {
      reader_.fail(term.offset, "'!=' over inputs leaves two sides; write < or > for one of them");
    }
    const bool is_upper = relation.starts_with('<');
    InputForm form = is_upper ? right : left;
    form.subtract(is_upper ? left : right);
    all.on_inputs.push_back({std::move(form), relation.size() == 1, term.offset});
  }

  const SExpressionReader& reader_;
  VnnlibForms& forms_;
};

/// One bound of one input.
struct Bound {
  Rational value;
  std::size_t offset = 0;
};

/// The tightest bounds of each input, and what else there is.
class Constraints {
 public:
  Constraints(std::size_t n0, const SExpressionReader& reader, VnnlibForms& forms)
      : lo_(n0), hi_(n0), reader_(reader), forms_(forms) {}

  void add(Constraint constraint) {
    const auto& coefficients = constraint.form.coefficients;
    if (coefficients.empty()) {
      const int sign = sgn(constraint.form.constant);
      if (sign > 0 || (sign == 0 && !constraint.strict)) return;
      empty(constraint.offset, "this never holds, so that there is no input at all");
    }
    if (coefficients.size() > 1) {
      forms_.spend(constraint.offset, kWordsPerNumber * lo_.size());
      general_.push_back(std::move(constraint));
      return;
    }
    const auto& [input, slope] = *coefficients.begin();
    const Rational value = -constraint.form.constant / slope;
    std::optional<Bound>& bound = slope > 0 ? lo_[input] : hi_[input];
    if (!bound || (slope > 0 ? value > bound->value : value < bound->value)) bound = {value, constraint.offset};
    const std::optional<Bound>& lower = lo_[input];
    const std::optional<Bound>& upper = hi_[input];
    if (!lower || !upper || lower->value < upper->value) return;
    const std::string name = "input " + std::to_string(input);
    empty(constraint.offset, lower->value == upper->value
                                 ? name + " is fixed to " + to_string(lower->value) +
                                       " here, which leaves a set without interior; use --slice to fix inputs"
                                 : name + " is to be at least " + to_string(lower->value) + " and at most " +
                                       to_string(upper->value) + ", so that there is no input at all");
  }

  Domain domain() const {
    const auto is_bounded = [](const std::optional<Bound>& bound) { return bound.has_value(); };
    if (general_.empty() && std::ranges::all_of(lo_, is_bounded) && std::ranges::all_of(hi_, is_bounded)) {
      std::vector<Rational> lo, hi;
      for (const auto& bound : lo_) lo.push_back(bound->value);
      for (const auto& bound : hi_) hi.push_back(bound->value);
      return Domain::box(lo, hi);
    }
    const auto bounds =
        static_cast<std::size_t>(std::ranges::count_if(lo_, is_bounded) + std::ranges::count_if(hi_, is_bounded));
    Matrix<Rational> G(bounds + general_.size(), lo_.size());
    std::vector<Rational> g;
    for (std::size_t i = 0; i < lo_.size(); ++i) {
      if (lo_[i]) {
        G(g.size(), i) = 1;
        g.push_back(-lo_[i]->value);
      }
      if (hi_[i]) {
        G(g.size(), i) = -1;
        g.push_back(hi_[i]->value);
      }
    }
    for (const Constraint& constraint : general_) {
      for (const auto& [input, slope] : constraint.form.coefficients) G(g.size(), input) = slope;
      g.push_back(constraint.form.constant);
    }
    return Domain::polytope(G, g);
  }

 private:
  static constexpr std::size_t kWordsPerNumber = 6;  // of a zero in a matrix

  [[noreturn]] void empty(std::size_t offset, const std::string& cause) const {
    try {
      reader_.fail(offset, cause);
    } catch (const ParseError& error) {
      throw InvalidDomain(shortened(error.what()));
    }
  }

  std::vector<std::optional<Bound>> lo_, hi_;
  std::vector<Constraint> general_;
  const SExpressionReader& reader_;
  VnnlibForms& forms_;
};

std::vector<std::string> notes_of(const VnnlibNames& names, std::size_t left_out, std::size_t strict,
                                  DecimalPolicy decimals) {
  std::vector<std::string> notes;
  if (left_out > 0) {
    notes.push_back("constraints on outputs left out, as they are what is to be verified: " + std::to_string(left_out));
  }
  if (strict > 0) {
    notes.push_back("strict inequalities taken with their boundary, which leaves the interior as it is: " +
                    std::to_string(strict));
  }
  if (!names.element_type().empty()) {
    notes.push_back("inputs declared " + names.element_type() +
                    " taken as real numbers, with decimals read by the policy " + to_string(decimals));
  }
  return notes;
}

}  // namespace

Domain parse_domain_vnnlib(const std::string& bytes, const std::string& path, std::size_t n0, DecimalPolicy decimals) {
  SExpressionReader reader(bytes, path);
  VnnlibNames names(reader, n0);
  VnnlibForms forms(reader, names, decimals, bytes.size());
  AssertionReader assertions(reader, forms);
  Constraints constraints(n0, reader, forms);
  std::size_t left_out = 0, strict = 0;
  while (const std::optional<SExpression> statement = reader.next()) {
    if (statement->head() != "assert") {
      names.declare(*statement);
      continue;
    }
    if (statement->items.size() != 2) reader.fail(statement->offset, "'assert' takes one thing to hold");
    Conjunction conjunction = assertions.read(statement->items[1]);
    left_out += conjunction.left_out;
    for (Constraint& constraint : conjunction.on_inputs) {
      strict += constraint.strict;
      constraints.add(std::move(constraint));
    }
  }
  names.check_complete();
  return constraints.domain().noted(notes_of(names, left_out, strict, decimals));
}

}  // namespace crease
