// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "algorithms/walker.h"
#include "core/region.h"

namespace crease {

/// A leaf of the walk as a Region.
class RegionView final : public Region {
 public:
  /// A pointed leaf.
  RegionView(Walker& walker, const kernel::Cell& cell, bool bounded);
  /// A leaf that contains lines.
  RegionView(Walker& walker, const ExactCell& cell);

  Symbol symbol(UnitId unit) const override;
  std::string pattern() const override;
  bool is_bounded() const override { return bounded_; }
  std::vector<Generator> generators() const override;
  Generator generator(std::size_t i) const override;
  void incidence(RegionIncidence& out) const override;
  std::vector<std::vector<Rational>> lineality() const override;
  std::vector<Facet> facets() const override;
  AffineMap affine_map() const override;
  std::vector<Rational> interior_point() const override;
  bool row_enclosures(RowSet set, RowEnclosures& out) const override;
  bool is_cone() const override { return branch_.chart().homogeneous; }

 private:
  std::size_t num_generators() const;
  const IntegerVector& exact_generator(std::size_t g) const;
  bool is_tight(std::size_t g, std::size_t slot) const;
  std::size_t num_slots() const;
  bool vanishes_on(const IntegerVector& row, const std::vector<std::size_t>& generators) const;
  bool row_vanishes_on(int l, std::uint32_t index, const std::vector<std::size_t>& generators) const;
  std::vector<UnitId> units_on(const std::vector<std::size_t>& generators) const;

  Generator to_generator(const IntegerVector& vector) const;
  void sign_bits(RegionIncidence& out) const;
  void enclose_outputs(std::vector<double>& outputs) const;
  std::uint64_t* rows_of_creases(int l) const;
  void add_doubtful(const kernel::Cell& cell, std::vector<TightWall>& walls) const;
  void add_greatest_arguments(const kernel::Cell& cell, std::vector<TightWall>& walls) const;
  void add_touching(const kernel::Cell& cell, WallId first_domain_row, std::vector<TightWall>& walls) const;
  void find_tight_walls(const kernel::Cell& cell, std::vector<TightWall>& walls) const;
  void incidence(const kernel::Cell& cell, RegionIncidence& out) const;
  void incidence(const ExactCell& cell, RegionIncidence& out) const;

  Walker& walker_;
  const WalkInput& input_;
  Branch& branch_;
  const kernel::Cell* cell_ = nullptr;
  const ExactCell* exact_cell_ = nullptr;
  bool bounded_ = false;
};

}  // namespace crease
