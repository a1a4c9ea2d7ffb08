// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/array_names.h"

#include <algorithm>
#include <array>
#include <tuple>

namespace crease {
namespace {

constexpr std::string_view kDigits = "0123456789";
constexpr std::string_view kSeparators = "./_";

bool is_digit(char c) { return c >= '0' && c <= '9'; }

template <std::size_t n>
bool is_one_of(std::string_view word, const std::array<std::string_view, n>& words) {
  return std::ranges::find(words, word) != words.end();
}

ArrayName::Role role_of(std::string_view word) {
  constexpr std::array<std::string_view, 5> kWeights = {"weight", "weights", "kernel", "W", "w"};
  constexpr std::array<std::string_view, 4> kBias = {"bias", "biases", "B", "b"};
  if (is_one_of(word, kWeights)) return ArrayName::Role::kWeights;
  return is_one_of(word, kBias) ? ArrayName::Role::kBias : ArrayName::Role::kUnknown;
}

std::string_view last_part(std::string_view text) {
  const std::size_t separator = text.find_last_of(kSeparators);
  return separator == std::string_view::npos ? text : text.substr(separator + 1);
}

std::string_view without_separators_behind(std::string_view text) {
  const std::size_t last = text.find_last_not_of(kSeparators);
  return text.substr(0, last == std::string_view::npos ? 0 : last + 1);
}

/// The digits `text` ends with.
std::string_view number_behind(std::string_view text) {
  const std::size_t last = text.find_last_not_of(kDigits);
  return text.substr(last == std::string_view::npos ? 0 : last + 1);
}

bool is_checkpoint_word(std::string_view part) {
  constexpr std::array<std::string_view, 13> kWords = {"checkpoint", "ckpt",  "epoch", "fold",    "iter",
                                                       "iteration",  "model", "net",   "network", "run",
                                                       "seed",       "step",  "trial"};
  const std::string_view number = number_behind(part);
  std::string word(part.substr(0, part.size() - number.size()));
  while (word.ends_with('_') || word.ends_with('-')) word.pop_back();
  std::ranges::transform(word, word.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return !number.empty() && is_one_of(std::string_view(word), kWords);
}

/// A text up to its first digit, a number without leading zeros, and the text behind it.
struct Split {
  std::string_view before, number, after;
};

Split split_at_number(std::string_view text) {
  const std::size_t begin = std::min(text.find_first_of(kDigits), text.size());
  const std::size_t end = std::min(text.find_first_not_of(kDigits, begin), text.size());
  std::string_view number = text.substr(begin, end - begin);
  number.remove_prefix(std::min(number.find_first_not_of('0'), number.size()));
  return {text.substr(0, begin), number, text.substr(end)};
}

}  // namespace

ArrayName parse_array_name(std::string_view name) {
  if (name.ends_with(":0")) name.remove_suffix(2);
  std::string_view word = last_part(name);
  if (const ArrayName::Role role = role_of(word); role != ArrayName::Role::kUnknown) {
    name.remove_suffix(word.size());
    return {role, std::string(without_separators_behind(name)), word == "kernel"};
  }
  const std::string_view number = number_behind(name);
  if (number.empty()) return {};
  name.remove_suffix(number.size());
  if (name.empty() || name == "arr_") return {ArrayName::Role::kInTurn, std::string(number)};
  name = without_separators_behind(name);
  word = last_part(name);
  const ArrayName::Role role = role_of(word);
  if (role == ArrayName::Role::kUnknown) return {};
  name.remove_suffix(word.size());
  return {role, std::string(name) + std::string(number), word == "kernel"};
}

std::string checkpoint_of(std::string_view name) {
  const bool has_slash = name.find('/') != std::string_view::npos;
  const std::size_t end = name.find(has_slash ? '/' : '.');
  if (end == std::string_view::npos || end == 0) return {};
  const std::string_view part = name.substr(0, end);
  if (!has_slash && !is_checkpoint_word(part)) return {};
  const ArrayName rest = parse_array_name(name.substr(end + 1));
  return rest.role == ArrayName::Role::kUnknown || rest.layer.empty() ? "" : std::string(part);
}

std::string without_numbers(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (!is_digit(c)) {
      result += c;
    } else if (!result.ends_with('#')) {
      result += '#';
    }
  }
  return result;
}

bool natural_less(std::string_view a, std::string_view b) {
  const std::string_view whole_a = a, whole_b = b;
  while (!a.empty() && !b.empty()) {
    const Split x = split_at_number(a), y = split_at_number(b);
    if (x.before != y.before) return x.before < y.before;
    if (x.number != y.number) return std::tuple(x.number.size(), x.number) < std::tuple(y.number.size(), y.number);
    a = x.after;
    b = y.after;
  }
  if (a.empty() != b.empty()) return a.empty();
  return whole_a < whole_b;  // leading zeros
}

}  // namespace crease
