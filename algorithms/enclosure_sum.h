// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/enclosure.h"

namespace crease {

/// A sum of many numbers >= 0. It is exact as long as all of them are and their common denominator stays short; after
/// that, each addition widens it by less than 2^-127 of its value.
class EnclosureSum {
 public:
  /// Pre: term.lo >= 0.
  void add(const Enclosure& term);
  void add(const Rational& term) { add(Enclosure{term, term}); }
  const Enclosure& value() const { return sum_; }

 private:
  Enclosure sum_{0, 0};
};

}  // namespace crease
