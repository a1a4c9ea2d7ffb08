// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/adjacency_graph.h"

#include <boost/iterator/iterator_facade.hpp>
#include <limits>
#include <stdexcept>
#include <utility>

namespace crease {
namespace {

using Arc = std::pair<std::uint32_t, std::uint32_t>;

/// The arcs of all regions in order, read off the complex so that no list of edges is ever made.
class ArcIterator : public boost::iterator_facade<ArcIterator, Arc, boost::single_pass_traversal_tag, Arc> {
 public:
  ArcIterator(const Complex& complex, std::size_t region) : complex_(&complex), region_(region) { skip(); }
  FacetId facet() const { return complex_->facets(RegionId(region_))[place_]; }

 private:
  friend class boost::iterator_core_access;

  Arc dereference() const {
    const RegionId from(region_);
    return {from.index, complex_->across(facet(), from).index};
  }
  bool equal(const ArcIterator& other) const { return region_ == other.region_ && place_ == other.place_; }
  void increment() {
    ++place_;
    skip();
  }
  /// Goes on to the next interior facet, or to the end.
  void skip() {
    for (; region_ < complex_->num_regions(); ++region_, place_ = 0) {
      for (const std::size_t size = complex_->facets(RegionId(region_)).size(); place_ < size; ++place_) {
        if (complex_->is_interior(facet())) return;
      }
    }
  }

  const Complex* complex_;
  std::size_t region_, place_ = 0;
};

/// The facets of the same arcs.
class ArcFacetIterator {
 public:
  explicit ArcFacetIterator(const Complex& complex) : arc_(complex, 0) {}
  FacetId operator*() const { return arc_.facet(); }
  ArcFacetIterator& operator++() {
    ++arc_;
    return *this;
  }

 private:
  ArcIterator arc_;
};

}  // namespace

AdjacencyGraph make_adjacency_graph(const Complex& complex) {
  const std::size_t num_arcs = 2 * complex.num_interior_facets();
  if (num_arcs > std::numeric_limits<std::uint32_t>::max()) {
    throw std::length_error("an adjacency graph has more than 2^31 edges; use a smaller domain");
  }
  return AdjacencyGraph(boost::edges_are_sorted, ArcIterator(complex, 0), ArcIterator(complex, complex.num_regions()),
                        ArcFacetIterator(complex), static_cast<std::uint32_t>(complex.num_regions()),
                        static_cast<std::uint32_t>(num_arcs));
}

}  // namespace crease
