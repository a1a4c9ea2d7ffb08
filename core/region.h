// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/ids.h"
#include "core/index_lists.h"
#include "core/matrix.h"
#include "core/numbers.h"

namespace crease {

/// What a unit does on an activation region: the piece it is on, and whether it sits on a breakpoint throughout
/// (then `piece` is the one to the right of that breakpoint; the unit's output is the same constant on both). The piece
/// of a max group is its greatest argument; `on_breakpoint`: several share the maximum throughout (then `piece` is the
/// first of them).
struct Symbol {
  std::uint16_t piece = 0;
  bool on_breakpoint = false;
  bool operator==(const Symbol&) const = default;
};

/// A vertex (`ray` false: a point) or an extreme ray (`ray` true: a direction, primitive integer) of a region, in
/// the domain's own coordinates. Where the region contains lines (the rows do not span), generators are
/// representatives modulo the lineality space.
struct Generator {
  std::vector<Rational> coordinates;
  bool ray = false;
  bool operator==(const Generator&) const = default;
};

/// A facet of a region.
struct Facet {
  std::vector<UnitId> units;             ///< All units that sit on a breakpoint throughout the facet but not throughout
                                         ///< the region, in order; empty on the boundary of the domain.
  std::vector<std::size_t> domain_rows;  ///< The domain's rows that are tight on it; empty in the interior.
  std::vector<std::size_t> generators;   ///< Indices of the region's generators on it.
  std::vector<Rational> normal;          ///< Inward row: normal . y + offset >= 0 on the region, in the domain's own
  Rational offset;                       ///< coordinates; (normal, offset) is a primitive integer vector.
};

/// f(y) = A y + c on a region, in the domain's own coordinates.
struct AffineMap {
  Matrix<Rational> A;
  std::vector<Rational> c;
  bool operator==(const AffineMap&) const = default;
};

/// A region in numbers, for whoever puts regions together to a complex: its signs, and on which walls
/// (core/wall_list.h) its generators and facets lie. Meant to be filled in again and again.
struct RegionIncidence {
  bool with_generators = true;  ///< what is asked for: false leaves generators out
  bool with_outputs = false;
  std::vector<std::uint64_t> above, zero;  ///< per crease, as in SignTable
  bool bounded = false;
  /// Per generator, in the order of Region::generators(), increasing: creases that vanish there but not throughout the
  /// region, rows of the domain; infinity marks a ray.
  IndexLists<WallId> generator_walls;
  /// Per facet, increasing: creases that vanish there but not throughout the region, rows of the domain.
  IndexLists<WallId> facet_walls;
  IndexLists<std::uint32_t> facet_generators;  ///< indices of generators
  /// The network's affine map on the region, in coordinates and a scaling of the walk's own, up to a constant that all
  /// regions share: a number of entries that is the same for all regions of a walk, then a bound of the error of each,
  /// infinite where nothing is known (of more than ScaledNetwork::kMostOutputs outputs, of one sum of them). Maps that
  /// agree have enclosures that overlap.
  std::vector<double> outputs;
};

/// Inequalities offset + normal . y >= 0 in doubles, in the domain's own coordinates, each up to a positive factor of
/// its own. Meant to be filled in again and again.
struct RowEnclosures {
  std::size_t dim = 0;
  std::vector<double> entries;  ///< per row: the offset, then the normal: dim + 1 numbers
  std::vector<double> radius;   ///< per row: every entry is within this of the true one
  std::size_t size() const { return radius.size(); }
  const double* row(std::size_t i) const { return entries.data() + i * (dim + 1); }
};

/// Which inequalities are meant.
enum class RowSet {
  kRegion,  ///< rows of the domain and creases that together describe the region
  kUnits,   ///< the creases of all units: they describe the region's pattern in all of the space, without the domain
};

/// An activation region as a visitor sees it: valid only during the visit. Everything is exact; everything but
/// symbol() and is_bounded() is computed on demand.
class Region {
 public:
  virtual ~Region() = default;

  virtual Symbol symbol(UnitId unit) const = 0;
  /// One character per unit and '|' between layers: the piece ('0', ..., '9', 'a', ..., 'z', then "{36}", ...), or '*'
  /// on a breakpoint.
  virtual std::string pattern() const = 0;
  virtual bool is_bounded() const = 0;

  /// Vertices and extreme rays, each once, no particular order. Throws std::logic_error when the walk was asked not
  /// to build geometry.
  virtual std::vector<Generator> generators() const = 0;
  /// Entry i of generators() alone.
  virtual Generator generator(std::size_t i) const = 0;
  /// Signs, and what lies on what. Complexity: a vectorised sign test per crease and generator.
  virtual void incidence(RegionIncidence& out) const = 0;
  /// A basis of the directions in which the region extends both ways: the same for all regions of a network in a
  /// domain.
  virtual std::vector<std::vector<Rational>> lineality() const = 0;
  /// The facets, each once. Complexity: a sign test per unit and generator.
  virtual std::vector<Facet> facets() const = 0;
  /// The network's map on the region. Complexity: one exact forward pass of dim() + 1 columns.
  virtual AffineMap affine_map() const = 0;
  /// A point in the interior.
  virtual std::vector<Rational> interior_point() const = 0;
  /// Writes the inequalities of a set; rows that need not be there for it may be among them. False where the walk has
  /// none in doubles: in coordinates modulo a lineality space, and of regions that contain lines.
  virtual bool row_enclosures(RowSet set, RowEnclosures& out) const = 0;
  /// Is the region, and with it every other one, a cone, because all creases and the rows of the domain pass through
  /// one point?
  virtual bool is_cone() const = 0;
};

}  // namespace crease
