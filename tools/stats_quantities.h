// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "algorithms/decision_cells.h"
#include "algorithms/distribution.h"
#include "algorithms/facet_row.h"
#include "algorithms/measures.h"
#include "algorithms/output_rows.h"
#include "core/complex.h"

namespace crease::tools {

/// What `crease stats` tells of a quantity.
struct QuantityReport {
  std::string name;         ///< as in the JSON: "volume"
  std::string description;  ///< one sentence
  std::string over;         ///< what has a value: "regions", "pairs of facets", ...
  Distribution distribution;
};

/// What is found for all regions of a complex together, or once for several quantities.
struct ComplexFindings {
  /// Refers to the complex. `cells`: its decision cells for the default rule, if they are known.
  explicit ComplexFindings(const Complex& seen, const DecisionCells* cells = nullptr);

  const Complex& complex;
  FacetRows rows;
  /// Per region: the pieces of the decision boundary inside it (see decision_boundary.h), for the greatest output, or
  /// the sign of the only one.
  std::vector<std::size_t> decision_pieces;
};

/// A complex whose regions are collected one after the other, by one thread.
class SeenComplex {
 public:
  /// Refers to the findings.
  explicit SeenComplex(const ComplexFindings& all)
      : complex(all.complex), rows(all.rows), decision_pieces(all.decision_pieces), outputs(all.complex) {}

  const Complex& complex;
  const FacetRows& rows;
  const std::vector<std::size_t>& decision_pieces;
  OutputRows outputs;

  /// Valid until it is asked for of another region.
  const RegionMeasure& measure(RegionId region);

 private:
  RegionId measured_;
  RegionMeasure measure_;
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
  /// Appends what was collected. `bits`: irrational numbers are enclosed to a relative width of 2^-bits.
  virtual void report(std::vector<QuantityReport>& reports, unsigned bits) = 0;
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
