// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/domain.h"
#include "core/numbers.h"

namespace crease::tools {

/// Reads "0.5,1/3,-2": the coordinates of a point in the domain's own coordinates; or "@FILE", the name of a file that
/// holds them, separated by commas or white space. Throws InvalidDomain, naming `option`, when it is anything else, has
/// another number of coordinates than the domain, or lies outside it, FileError when there is no such file.
std::vector<Rational> parse_point(const std::string& option, const std::string& text, const Domain& domain,
                                  DecimalPolicy decimals);

/// Throws InvalidDomain, naming the option and its text, when the point lies outside the domain.
void check_in_domain(const std::string& option, const std::string& text, std::span<const Rational> point,
                     const Domain& domain);

}  // namespace crease::tools
