// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "tools/stats_quantities.h"

namespace crease::tools {

/// Why a region has no number.
enum class Absent {
  kInfinite,  ///< it is +infinity
  kMissing,
};
template <typename T>
using NumberOr = std::variant<T, Absent>;

/// A quantity of which every region has one value.
template <typename T>
class RegionQuantity : public Collector {
 public:
  using FindExact = std::function<NumberOr<T>(SeenComplex&, RegionId)>;
  /// Nothing where bounds do not say enough.
  using FindBounds = std::function<std::optional<NumberOr<DoubleBounds>>(SeenComplex&, RegionId)>;

  RegionQuantity(std::string name, std::string description, std::string over, FindExact exact, FindBounds bounds,
                 Binning binning = {})
      : name_(std::move(name)),
        description_(std::move(description)),
        over_(std::move(over)),
        exact_(std::move(exact)),
        bounds_(std::move(bounds)),
        binning_(std::move(binning)) {}

  void see(SeenComplex& seen, RegionId region) override {
    if (seen.findings.bounds) {
      if (const auto found = bounds_(seen, region)) {
        return add(*found, [&](const DoubleBounds& bounds) { sample_.add(bounds, region.index); });
      }
    }
    add(exact_(seen, region), [&](T value) { sample_.add(std::move(value)); });
  }
  void append(Collector& later) override { sample_.append(std::move(dynamic_cast<RegionQuantity&>(later).sample_)); }
  void report(std::vector<QuantityReport>& reports, const Precision& precision, const ComplexFindings* found) override {
    std::optional<SeenComplex> seen;
    const auto find = [&](std::uint64_t region) {
      if (!seen) seen.emplace(*found);
      return std::get<T>(exact_(*seen, RegionId(region)));
    };
    reports.push_back({name_, description_, over_, sample_.distribution(binning_, precision, find)});
  }

 private:
  template <typename U, typename Add>
  void add(NumberOr<U> found, const Add& add_number) {
    if (U* number = std::get_if<U>(&found)) return add_number(std::move(*number));
    std::get<Absent>(found) == Absent::kInfinite ? sample_.add_infinite() : sample_.add_missing();
  }

  std::string name_, description_, over_;
  FindExact exact_;
  FindBounds bounds_;
  Binning binning_;
  Sample<T> sample_;
};

/// The number, or +infinity.
template <typename T>
NumberOr<T> or_infinite(std::optional<T> number) {
  if (!number) return Absent::kInfinite;
  return *std::move(number);
}

}  // namespace crease::tools
