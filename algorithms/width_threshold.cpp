// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/width_threshold.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <stdexcept>

namespace crease {
namespace {

/// n widths with the given sum, as equal as can be, the larger ones first.
std::vector<Integer> equal_widths(std::size_t n, const Integer& sum) {
  const Integer count(static_cast<unsigned long>(n));
  const Integer least = sum / count, larger = sum % count;
  std::vector<Integer> widths;
  for (std::size_t i = 0; i < n; ++i)
    widths.push_back(Integer(static_cast<unsigned long>(i)) < larger ? least + 1 : least);
  return widths;
}

bool suffices(std::size_t n, const Integer& sum, const Integer& pieces) {
  Integer product = 1;
  for (const Integer& width : equal_widths(n, sum)) {
    product *= width + 1;
    if (product >= pieces) return true;
  }
  return product >= pieces;
}

/// The least sum of n widths >= 2 with prod (width + 1) >= pieces. Pre: n > 0.
Integer least_sum(std::size_t n, const Integer& pieces) {
  Integer lo = 2 * Integer(static_cast<unsigned long>(n)), hi = lo;
  while (!suffices(n, hi, pieces)) hi *= 2;
  while (lo < hi) {
    const Integer middle = (lo + hi) / 2;
    if (suffices(n, middle, pieces)) {
      hi = middle;
    } else {
      lo = middle + 1;
    }
  }
  return lo;
}

}  // namespace

WidthThreshold width_threshold(const Integer& pieces, std::size_t depth) {
  if (pieces < 1 || depth == 0) throw std::invalid_argument("a threshold needs a piece and a layer");
  std::optional<WidthThreshold> best;
  for (std::size_t ones = 0; ones <= depth; ++ones) {
    const std::size_t wide = depth - ones;
    const Integer factor(static_cast<unsigned long>(ones + 1));
    const Integer rest = (pieces + factor - 1) / factor;
    if (wide == 0 && rest > 1) continue;
    const Integer sum = wide == 0 ? Integer(0) : least_sum(wide, rest);
    Integer total = sum + (factor - 1);
    if (best && total >= best->total) continue;
    best = WidthThreshold{std::move(total), wide == 0 ? std::vector<Integer>{} : equal_widths(wide, sum)};
    best->widths.resize(depth, Integer(1));
  }
  return *best;
}

LabelChanges label_changes(std::span<const std::pair<Rational, Rational>> samples) {
  std::map<Rational, Rational> labels;
  std::set<Rational> classes;
  for (const auto& [place, label] : samples) {
    if (labels.try_emplace(place, label).first->second != label) {
      throw std::invalid_argument("the place " + to_string(place) + " has two labels");
    }
    classes.insert(label);
  }
  LabelChanges result{labels.size(), classes.size()};
  const Rational* before = nullptr;
  for (const auto& [place, label] : labels) {
    result.changes += before != nullptr && *before != label;
    before = &label;
  }
  if (result.samples > 0) result.necessary_pieces = 1;
  if (result.changes > 0) result.necessary_pieces = (result.changes + result.classes - 2) / (result.classes - 1);
  return result;
}

}  // namespace crease
