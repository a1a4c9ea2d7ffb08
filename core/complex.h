// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/domain.h"
#include "core/ids.h"
#include "core/index_lists.h"
#include "core/network.h"
#include "core/region.h"
#include "core/sign_table.h"
#include "core/wall_list.h"

namespace crease {

/// The tables a Complex is made of. Whoever fills them in answers for what they say (validate() in
/// algorithms/validate.h holds them against the laws); the constructor of Complex only checks that every index exists.
struct ComplexTables {
  SignTable signs;                             ///< per region
  std::vector<bool> bounded;                   ///< per region
  IndexLists<FacetId> region_facets;           ///< increasing
  IndexLists<VertexId> region_vertices;        ///< increasing; all lists empty where vertices were not asked for
  std::vector<std::array<RegionId, 2>> sides;  ///< per facet: the regions it bounds; second none: see is_open()
  IndexLists<WallId> facet_walls;       ///< creases that vanish there, but not throughout both regions it bounds,
                                        ///< and rows of the domain, increasing
  IndexLists<VertexId> facet_vertices;  ///< increasing; empty like region_vertices
  std::vector<RegionId> vertex_region;  ///< per vertex or ray: the first region that has it
  IndexLists<WallId> vertex_walls;      ///< creases (but those that are zero throughout that region) and rows of
                                        ///< the domain on which it lies, increasing; infinity marks a ray
  std::vector<Rational> coordinates;    ///< per vertex, dim() numbers; empty where not asked for
  std::vector<std::vector<Rational>> lineality;  ///< basis of the directions that every region contains both ways
  bool complete = true;                          ///< false: the walk was ended early, and this is a part
};

/// The complex of all activation regions of a network in a domain: regions, the facets between them, vertices and
/// extreme rays. Face to face: every facet inside the domain has exactly one region on either side. An immutable value;
/// copies share their data.
///
/// Order: regions as the walk of for_each_region gives them; facets and vertices by the first region that has them,
/// then by their walls as that region sees them. It depends on the network and the domain alone.
///
/// A row of the domain that is zero everywhere is no wall; one that is a positive constant meets all rays, at infinity,
/// as creases of constant pre-activations do.
///
/// Where regions contain lines (lineality_dim() = k > 0), "vertices" and "rays" are representatives, modulo these
/// lines, of faces of dimension k and k + 1.
class Complex {
 public:
  /// Throws std::invalid_argument when an index or a size does not fit.
  Complex(Network network, Domain domain, ComplexTables tables);

  const Network& network() const { return data_->network; }
  const Domain& domain() const { return data_->domain; }
  const WallList& walls() const { return data_->walls; }
  const ComplexTables& tables() const { return data_->tables; }
  /// The dimension of the regions.
  std::size_t dim() const { return domain().dim(); }
  std::size_t lineality_dim() const { return tables().lineality.size(); }
  const std::vector<std::vector<Rational>>& lineality() const { return tables().lineality; }
  /// False when the walk was ended early: then there are open facets, and more regions than these.
  bool is_complete() const { return tables().complete; }

  std::size_t num_regions() const { return tables().signs.size(); }
  std::size_t num_facets() const { return tables().sides.size(); }
  /// Facets between two regions: the adjacencies.
  std::size_t num_interior_facets() const { return data_->num_interior_facets; }
  std::size_t num_bounded_regions() const { return data_->num_bounded_regions; }
  /// Vertices and extreme rays together. Pre for this and everything about vertices: has_vertices().
  std::size_t num_vertices() const { return tables().vertex_region.size(); }
  std::size_t num_rays() const { return data_->num_rays; }
  IdRange<RegionId> regions() const { return IdRange<RegionId>(num_regions()); }
  IdRange<FacetId> facets() const { return IdRange<FacetId>(num_facets()); }
  IdRange<VertexId> vertices() const { return IdRange<VertexId>(num_vertices()); }
  bool has_vertices() const { return num_vertices() > 0 || num_regions() == 0; }
  bool has_coordinates() const { return !tables().coordinates.empty() || num_regions() == 0; }

  // Regions.
  CreaseSign sign(RegionId region, WallId crease) const { return tables().signs.sign(region.index, crease); }
  Symbol symbol(RegionId region, UnitId unit) const;
  /// As Region::pattern().
  std::string pattern(RegionId region) const;
  bool is_bounded(RegionId region) const { return tables().bounded[region.index]; }
  std::span<const FacetId> facets(RegionId region) const { return tables().region_facets[region.index]; }
  std::span<const VertexId> vertices(RegionId region) const { return tables().region_vertices[region.index]; }
  /// How many regions share a facet with this one.
  std::size_t degree(RegionId region) const;

  // Facets.
  /// The region first found and the one behind the facet, or none.
  const std::array<RegionId, 2>& sides(FacetId facet) const { return tables().sides[facet.index]; }
  bool is_interior(FacetId facet) const { return sides(facet)[1].is_valid(); }
  /// On the boundary of the domain?
  bool is_boundary(FacetId facet) const;
  /// The region behind was not reached before the walk was ended.
  bool is_open(FacetId facet) const { return !is_interior(facet) && !is_boundary(facet); }
  /// The other side. Pre: `from` is one of the two.
  RegionId across(FacetId facet, RegionId from) const { return sides(facet)[sides(facet)[0] == from ? 1 : 0]; }
  std::span<const WallId> walls(FacetId facet) const { return tables().facet_walls[facet.index]; }
  /// The units that bend there (on the boundary of the domain: that sit on a breakpoint).
  std::vector<UnitId> units(FacetId facet) const { return walls().units(walls(facet)); }
  /// The domain's rows that vanish there.
  std::vector<std::size_t> domain_rows(FacetId facet) const { return walls().domain_rows(walls(facet)); }
  std::span<const VertexId> vertices(FacetId facet) const { return tables().facet_vertices[facet.index]; }
  /// The pattern on the relative interior: '*' for every unit that sits on a breakpoint.
  std::string pattern(FacetId facet) const;

  // Vertices and rays.
  bool is_ray(VertexId vertex) const;
  RegionId region(VertexId vertex) const { return tables().vertex_region[vertex.index]; }
  std::span<const WallId> walls(VertexId vertex) const { return tables().vertex_walls[vertex.index]; }
  /// The pattern at the vertex; for a ray, the pattern far out along it ('*' where the pre-activation does not grow).
  std::string pattern(VertexId vertex) const;
  /// A point, or a direction (a primitive integer vector), in the domain's own coordinates. Pre: has_coordinates().
  std::span<const Rational> coordinates(VertexId vertex) const {
    return {tables().coordinates.data() + std::size_t{vertex.index} * dim(), dim()};
  }

  /// A point in the interior: the mean of the vertices plus the sum of the rays. Pre: has_coordinates(). Throws
  /// std::logic_error for a region without vertices, which tables from a broken file may hold.
  std::vector<Rational> interior_point(RegionId region) const;

  /// What the tables take in memory, without exact coordinates.
  std::size_t bytes() const;

 private:
  struct Data {
    Network network;
    Domain domain;
    WallList walls;
    ComplexTables tables;
    std::size_t num_interior_facets = 0, num_bounded_regions = 0, num_rays = 0;
  };
  std::string pattern(RegionId region, std::span<const WallId> on) const;

  std::shared_ptr<const Data> data_;
};

}  // namespace crease
