// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/point_option.h"

#include <fmt/format.h>

#include <stdexcept>

#include "core/errors.h"
#include "core/io/file_bytes.h"
#include "tools/text.h"

namespace crease::tools {
namespace {

/// What a file says, with one comma between the numbers.
std::string read_list(const std::string& path) {
  std::string list;
  bool is_apart = false;
  for (const char c : read_bytes(path)) {
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
      is_apart = true;
      continue;
    }
    if (is_apart && c != ',' && !list.empty() && list.back() != ',') list += ',';
    is_apart = false;
    list += c;
  }
  return list;
}

}  // namespace

std::vector<Rational> parse_point(const std::string& option, const std::string& text, const Domain& domain,
                                  DecimalPolicy decimals) {
  const std::string numbers = text.starts_with('@') ? read_list(text.substr(1)) : text;
  std::vector<Rational> point;
  for (std::size_t begin = 0; begin <= numbers.size();) {
    const std::size_t end = std::min(numbers.find(',', begin), numbers.size());
    const std::string number = numbers.substr(begin, end - begin);
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
  check_in_domain(option, text, point, domain);
  return point;
}

void check_in_domain(const std::string& option, const std::string& text, std::span<const Rational> point,
                     const Domain& domain) {
  for (std::size_t i = 0; i < domain.rows().rows(); ++i) {
    Rational value = domain.offsets()[i];
    for (std::size_t j = 0; j < point.size(); ++j) value += domain.rows()(i, j) * point[j];
    if (value < 0) {
      throw InvalidDomain(fmt::format("{} '{}': it lies outside the {}domain {}. Choose a point of the domain", option,
                                      text, domain.slice() ? "bounds of the slice or of the " : "", domain.label()));
    }
  }
}

}  // namespace crease::tools
