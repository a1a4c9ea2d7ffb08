// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <iosfwd>
#include <string>
#include <vector>

#include "core/complex.h"

namespace crease {

/// One more attribute of every region.
struct RegionColumn {
  enum class Type { kText, kInteger, kReal, kBoolean };
  std::string name;                            ///< a letter, then letters, digits and '_'
  Type type = Type::kText;                     ///< how GraphML declares it
  std::function<std::string(RegionId)> value;  ///< of that type ("true" and "false" for booleans); printable ASCII
                                               ///< without backslashes
};

/// What the writers add to a complex's own attributes.
struct GraphLabels {
  std::vector<RegionColumn> columns;
  std::vector<bool> bends;  ///< per facet: attribute "bends" of the edges, unless empty
};

/// The adjacency graph as GraphML (http://graphml.graphdrawing.org) and in Graphviz's language DOT, straight from the
/// complex: a node per region, an undirected edge per interior facet, both in the complex's order.
///
/// Attributes of a node: "region" ("R17"), "pattern", "bounded", "degree" and the columns; of an edge: "facet" ("F3"),
/// "units" ("u0.3 u1.2": those that bend there) and "bends". In DOT the node's name is the region; GraphML's node 17 is
/// called "n17" (Boost.Graph's writer allows no other names).
///
/// The bytes depend on the arguments alone. Memory: constant. Complexity: linear in the bytes written.
/// Throws std::invalid_argument for a column whose name is not as above, taken or a word of DOT, or that has no values,
/// and for `bends` of another size than the facets.
void write_graphml(const Complex& complex, const GraphLabels& labels, std::ostream& out);
void write_dot(const Complex& complex, const GraphLabels& labels, std::ostream& out);

}  // namespace crease
