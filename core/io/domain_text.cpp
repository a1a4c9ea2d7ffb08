// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/domain_text.h"

#include <algorithm>
#include <stdexcept>
#include <string_view>
#include <utility>
#include <vector>

#include "core/errors.h"
#include "core/io/file_bytes.h"
#include "core/io/json_tree.h"
#include "core/io/vnnlib.h"

namespace crease {
namespace {

[[noreturn]] void fail_box(const std::string& text, std::size_t column, const std::string& message) {
  throw ParseError({"--domain " + in_quotes(text), 1, column},
                   message + "; write box:LO,HI or box:lo1,hi1;lo2,hi2;... with one pair per input");
}

Rational bound(const std::string& text, std::size_t begin, std::size_t end, DecimalPolicy decimals) {
  try {
    return parse_number(std::string_view(text).substr(begin, end - begin), decimals);
  } catch (const std::logic_error& error) {
    fail_box(text, begin + 1, error.what());
  }
}

/// Puts what was read, a file or an option, before the message of a domain that does not fit.
template <typename Make>
Domain named(const std::string& source, const Make& make) {
  try {
    return make();
  } catch (const InvalidDomain& error) {
    throw InvalidDomain(shortened(source + ": " + error.what()));
  }
}

Domain parse_box(const std::string& text, std::size_t n0, DecimalPolicy decimals) {
  std::vector<Rational> lo, hi;
  std::size_t begin = std::string_view("box:").size();
  while (true) {
    const std::size_t end = std::min(text.find(';', begin), text.size());
    const std::size_t comma = text.find(',', begin);
    if (comma >= end) fail_box(text, begin + 1, "a pair of bounds needs a comma");
    lo.push_back(bound(text, begin, comma, decimals));
    hi.push_back(bound(text, comma + 1, end, decimals));
    if (end == text.size()) break;
    begin = end + 1;
  }
  const std::string source = "--domain " + in_quotes(text);
  if (lo.size() == 1) return named(source, [&] { return Domain::box(n0, lo.front(), hi.front()); });
  if (lo.size() != n0) {
    throw InvalidDomain(source + ": " + std::to_string(lo.size()) + " pairs for " + std::to_string(n0) +
                        " inputs; give one pair for all, or one per input");
  }
  return named(source, [&] { return Domain::box(lo, hi); });
}

/// Reads a vector of n entries, one per `unit`.
std::vector<Rational> entries(JsonDocument& document, const JsonValue& value, std::size_t n, const std::string& place,
                              const std::string& unit) {
  std::vector<Rational> numbers = document.numbers(value, place);
  if (numbers.size() != n) {
    document.fail(value, place + ": expected " + std::to_string(n) + " entries, one per " + unit + ", found " +
                             std::to_string(numbers.size()));
  }
  return numbers;
}

Domain parse_polytope(const std::string& bytes, const std::string& path, std::size_t n0, DecimalPolicy decimals) {
  JsonDocument document(bytes, path, decimals);
  const JsonValue& root = document.root();
  document.check_object(root, "document", {"format", "rows"});
  document.check_format(root, "crease-domain/1");
  const std::vector<JsonValue>& rows = document.array(document.require(root, "rows", "document"), "rows");

  std::vector<std::vector<Rational>> normals;
  std::vector<Rational> g;
  for (const JsonValue& row : rows) {
    const std::string place = "row " + std::to_string(g.size() + 1);
    document.check_object(row, place, {"normal", "offset"});
    normals.push_back(entries(document, document.require(row, "normal", place), n0, place + ", normal", "input"));
    g.push_back(document.number(document.require(row, "offset", place), place + ", offset"));
  }
  Matrix<Rational> G(normals.size(), n0);
  for (std::size_t i = 0; i < normals.size(); ++i) std::move(normals[i].begin(), normals[i].end(), G.row(i).begin());
  return named(path, [&] { return Domain::polytope(G, g); });
}

/// By the name, or the first byte that says something.
bool is_vnnlib(const std::string& bytes, const std::string& path) {
  const std::size_t first = bytes.find_first_not_of(" \t\r\n");
  return path.ends_with(".vnnlib") || (first != std::string::npos && (bytes[first] == '(' || bytes[first] == ';'));
}

/// Adds lo_k <= y_k <= hi_k.
Domain within_box(JsonDocument& document, const JsonValue& value, const Domain& domain) {
  const std::vector<JsonValue>& pairs = document.array(value, "box");
  const std::size_t k = domain.dim();
  if (pairs.size() != k) {
    document.fail(value, "box: expected " + std::to_string(k) + " pairs [lo, hi], one per direction, found " +
                             std::to_string(pairs.size()));
  }
  Matrix<Rational> S(2 * k, k);
  std::vector<Rational> s(2 * k);
  for (std::size_t i = 0; i < k; ++i) {
    const std::string place = "box pair " + std::to_string(i + 1);
    const std::vector<Rational> bounds = entries(document, pairs[i], 2, place, "bound");
    if (bounds[0] >= bounds[1]) {
      document.fail(pairs[i], place + ": the lower bound is not below the upper one; a box needs an interior");
    }
    S(2 * i, i) = 1;
    s[2 * i] = -bounds[0];
    S(2 * i + 1, i) = -1;
    s[2 * i + 1] = bounds[1];
  }
  return domain.with_slice_rows(S, s);
}

}  // namespace

Domain parse_domain(const std::string& text, std::size_t n0, DecimalPolicy decimals) {
  if (text == "all") return Domain::all(n0);
  if (text.starts_with("box:")) return parse_box(text, n0, decimals).labelled(text);
  const std::string bytes = [&] {
    try {
      return read_bytes(text);
    } catch (const FileError& error) {
      throw FileError(std::string(error.what()) +
                      " (--domain takes 'all', 'box:LO,HI', 'box:lo1,hi1;lo2,hi2;...' or a file)");
    }
  }();
  if (is_vnnlib(bytes, text)) return parse_domain_vnnlib(bytes, text, n0, decimals).labelled(text);
  return parse_polytope(bytes, text, n0, decimals).labelled(text);
}

Domain read_slice(const std::string& path, const Domain& domain, DecimalPolicy decimals) {
  JsonDocument document(read_bytes(path), path, decimals);
  const JsonValue& root = document.root();
  document.check_object(root, "document", {"format", "point", "directions", "box"});
  document.check_format(root, "crease-slice/1");
  const std::size_t n0 = domain.ambient_dim();

  Slice slice;
  slice.point = entries(document, document.require(root, "point", "document"), n0, "point", "input");
  const JsonValue& directions = document.require(root, "directions", "document");
  const std::size_t k = document.array(directions, "directions").size();
  if (k == 0) document.fail(directions, "directions: the list is empty; a slice has at least one direction");
  std::vector<std::vector<Rational>> columns;
  for (const JsonValue& direction : directions.items) {
    const std::string place = "direction " + std::to_string(columns.size() + 1);
    columns.push_back(entries(document, direction, n0, place, "input"));
  }
  slice.directions = Matrix<Rational>(n0, k);
  for (std::size_t j = 0; j < k; ++j) {
    for (std::size_t i = 0; i < n0; ++i) slice.directions(i, j) = columns[j][i];
  }

  const Domain sliced = named(path, [&] { return domain.sliced(std::move(slice)); });
  const JsonValue* box = root.find("box");
  return box == nullptr ? sliced : within_box(document, *box, sliced);
}

}  // namespace crease
