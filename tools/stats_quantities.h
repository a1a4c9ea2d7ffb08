// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "algorithms/distribution.h"
#include "core/complex.h"
#include "tools/complex_findings.h"

namespace crease::tools {

/// What `crease stats` tells of a quantity.
struct QuantityReport {
  std::string name;         ///< as in the JSON: "volume"
  std::string description;  ///< one sentence
  std::string over;         ///< what has a value: "regions", "pairs of facets", ...
  Distribution distribution;
};

/// Collects the values of one or several quantities that are found together.
class Collector {
 public:
  virtual ~Collector() = default;
  virtual void see(SeenComplex& seen, RegionId region) = 0;
  /// A point of the data, with the part of the complex that holds its regions.
  virtual void see_point(const Complex& complex, std::span<const Rational> point) {
    (void)complex;
    (void)point;
  }
  /// Takes over what another collector of the same kind has seen.
  virtual void append(Collector& later) = 0;
  /// Appends what was collected. `found`: of the complex that was seen, if it was one.
  virtual void report(std::vector<QuantityReport>& reports, const Precision& precision,
                      const ComplexFindings* found) = 0;
};

struct QuantityOptions {
  std::size_t dim = 0;
  std::size_t num_layers = 0;
  bool points = false;         ///< distances are those of the data's points, not of centroids
  bool units = false;          ///< the hyperplanes of all units, too
  bool domain_facets = false;  ///< directions of facets on the domain's boundary, too
  std::size_t bins = 20;       ///< of the histograms of cosines
};

using Collectors = std::vector<std::unique_ptr<Collector>>;

/// The collectors of all quantities, in the order in which they are told.
Collectors make_collectors(const QuantityOptions& options);

}  // namespace crease::tools
