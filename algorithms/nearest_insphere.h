// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "core/integer_vector.h"

namespace crease {

/// A largest ball for drawing: insphere() in doubles.
struct NearestInsphere {
  bool infinite = false;             ///< then nothing below means anything
  double radius = 0;                 ///< the double nearest to it
  std::vector<double> center;        ///< the doubles nearest to its coordinates
  bool unique = false;               ///< is there one ball of this radius only?
  std::vector<std::size_t> support;  ///< the rows of Insphere::support
  bool by_triage = false;            ///< did doubles, twice as long, find and certify all of it?
};

/// The Euclidean ball. Law: every number is the double nearest to that of insphere(), ties to even.
///
/// Where the filter of insphere() knows which rows the ball touches, its centre and radius are sharpened until their
/// certified bounds round to one double (InsphereTriage::sharpen). Everything else is left to insphere().
///
/// Pre and throws: as insphere().
NearestInsphere nearest_insphere(std::span<const IntegerVector> rows, std::size_t dim);

}  // namespace crease
