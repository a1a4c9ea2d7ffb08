// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "core/enclosure.h"
#include "core/io/json_values.h"
#include "core/numbers.h"

namespace crease::tools {

/// What a method says, in doubles or exactly.
using MethodValue = std::variant<std::monostate, Rational, double>;

enum class MethodKind {
  kLowerBound,         ///< of the regions of the network at hand
  kUpperBound,         ///< of its activation regions
  kArchitectureBound,  ///< the best network of its architecture has at least so many
  kEstimate,
};
/// "lower bound", "upper bound", "architecture", "estimate".
std::string kind_name(MethodKind kind);

struct MethodRow {
  std::string method;
  std::string quantity = "activation_regions";  ///< or adjacencies, volume, inradius
  MethodKind kind = MethodKind::kEstimate;
  Json parameters = Json::object();
  MethodValue value;
  std::optional<Enclosure> exact;                 ///< none where it is not known or there is nothing to compare with
  std::optional<double> mean_error, error;        ///< relative, over all regions; the greatest one
  std::optional<std::uint64_t> missed, invented;  ///< regions, or adjacencies
  double seconds = 0;  ///< of the method alone; the bounds of an architecture are computed together
  std::string note;    ///< why there is no value, or what is to be known of it

  bool has_value() const { return value.index() != 0; }
  /// value / exact, where both are rational.
  std::optional<Rational> ratio() const;
};

/// The counts that all are held against.
struct ExactCounts {
  std::uint64_t activation_regions = 0, linear_regions = 0, affine_pieces = 0, adjacencies = 0;
  double seconds = 0;  ///< of these alone
};

}  // namespace crease::tools
