// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>

#include "core/domain.h"
#include "core/numbers.h"

namespace crease {

/// The set of inputs that a VNN-LIB file describes, versions 1.0 and 2.0 (vnnlib.org; grammar of 2.0:
/// VNNLIB/VNNLIB-Standard, grammar.cf): the conjunction of its assertions on inputs.
///
/// 1.0: (declare-const X_0 Real), (assert (<= X_0 0.5)). 2.0: (vnnlib-version <2.0>), (declare-network N
/// (declare-input X real [1,5]) (declare-output Y real [5])), X[0,3] for element 3, counted row by row. In both:
/// numbers, read exactly or by `decimals`; +, -, * with at most one factor that is no number, / by a number; <=, <, >=,
/// >, chained as in (<= 0 X_0 1); and; or with one branch.
///
/// Told in the domain's notes: assertions on outputs or hidden nodes (also those that compare them with inputs) are
/// left out, as they are what is to be verified; a strict inequality is taken with its boundary, which leaves the
/// interior as it is; an element type other than real stands for the reals, too.
/// Refused with their place: disjunctions of several branches over inputs, =, == and != over inputs, products of
/// inputs, sets without interior where one input shows it, other numbers of inputs than n0, several networks or input
/// tensors, integer and other element types.
///
/// Law: where the constraints bound every input on its own from both sides and say nothing else, this is Domain::box of
/// the tightest bounds.
/// Throws ParseError, InvalidDomain. Cost: the text, and n0 numbers per constraint on several inputs.
Domain parse_domain_vnnlib(const std::string& bytes, const std::string& path, std::size_t n0,
                           DecimalPolicy decimals = DecimalPolicy::kExact);

}  // namespace crease
