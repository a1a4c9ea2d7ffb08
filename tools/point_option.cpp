// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/point_option.h"

#include <fmt/format.h>

#include <stdexcept>

#include "core/errors.h"
#include "tools/text.h"

namespace crease::tools {

std::vector<Rational> parse_point(const std::string& option, const std::string& text, const Domain& domain,
                                  DecimalPolicy decimals) {
  std::vector<Rational> point;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    const std::string number = text.substr(begin, end - begin);
    try {
      point.push_back(parse_rational(number, decimals));
    } catch (const std::exception& error) {
      throw InvalidDomain(fmt::format("{} '{}': coordinate {}: {}. Give decimals or p/q, separated by commas", option,
                                      text, point.size() + 1, error.what()));
    }
    begin = end + 1;
  }
  if (point.size() != domain.dim()) {
    throw InvalidDomain(fmt::format("{} '{}': {} where the {} has {}. Give {}, separated by commas", option, text,
                                    counted(point.size(), "coordinate"),
                                    domain.slice() ? "slice (whose own coordinates are meant)" : "network",
                                    domain.dim(), counted(domain.dim(), "number")));
  }
  for (std::size_t i = 0; i < domain.rows().rows(); ++i) {
    Rational value = domain.offsets()[i];
    for (std::size_t j = 0; j < point.size(); ++j) value += domain.rows()(i, j) * point[j];
    if (value < 0) {
      throw InvalidDomain(fmt::format("{} '{}': it lies outside the {}domain {}. Choose a point of the domain", option,
                                      text, domain.slice() ? "bounds of the slice or of the " : "", domain.label()));
    }
  }
  return point;
}

}  // namespace crease::tools
