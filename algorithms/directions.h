// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "algorithms/cosine.h"
#include "algorithms/facet_row.h"
#include "core/complex.h"
#include "core/root_quotient.h"

namespace crease {

/// How the hyperplanes of a region stand to one another (X. Zhang, D. Wu, "Empirical Studies on the Properties of
/// Linear Regions in Deep Neural Networks", ICLR 2020): the cosines of the angles between their normals, exactly. All
/// in the domain's own coordinates: in a slice, of the hyperplanes inside the slice.

/// The normal of a hyperplane, as an integer or rational vector of any length but 0.
struct Normal {
  std::vector<Rational> vector;
  /// Facets: the first unit that bends there; none on the boundary of the domain.
  std::optional<UnitId> unit;
};

/// The inward normals of a region's facets, in the order of complex.facets(region). A facet counts once, however many
/// units bend there; a unit of several breakpoints can have two facets, with opposite normals. Facets on the boundary
/// of the domain, where units may vanish, too, are left out unless `with_domain`.
/// Pre: complex.has_coordinates() (throws std::invalid_argument).
std::vector<Normal> facet_normals(const Complex& complex, RegionId region, bool with_domain = false);
/// The same, of a complex whose rows are known.
std::vector<Normal> facet_normals(const Complex& complex, const FacetRows& rows, RegionId region,
                                  bool with_domain = false);

/// The gradients of all units' pre-activations on a region, whether or not they have a facet there (of max groups: of
/// the differences between the greatest argument and the others). Units whose
/// pre-activation is constant on the region have none and are left out, as are those whose activation is affine. Every
/// other unit counts once: units with the same hyperplane each have a normal, and a cosine of 1 or -1.
/// Complexity: one exact forward pass of dim() + 1 columns.
std::vector<Normal> unit_normals(const Complex& complex, RegionId region);

/// The cosine of two of the normals.
struct NormalPair {
  std::size_t first = 0, second = 0;  ///< first < second
  Cosine cosine;
};

/// All pairs, by first, then second. For random directions in dimension d the mean of cos^2 is 1 / d.
std::vector<NormalPair> pairwise_cosines(std::span<const Normal> normals);

/// Do both normals come from units of one layer?
bool is_within_layer(std::span<const Normal> normals, const NormalPair& pair);

/// How much the hyperplane of one unit bends where it crosses a facet.
struct BentUnit {
  UnitId unit;
  Cosine cosine;  ///< of the gradients of its pre-activation on the two sides of the facet
};

/// The units of layers behind the first one that bends at a facet, as far as their pre-activation is constant on
/// neither side. (Units of that layer and of those before it are affine across the facet: their cosine is 1.)
/// Pre: complex.is_interior(facet) (throws std::invalid_argument). Complexity: two exact forward passes.
std::vector<BentUnit> cosines_across(const Complex& complex, FacetId facet);

/// The mean of |cos| of some cosines, a sum of square roots: enclosed to any width, and compared exactly.
class MeanCosine {
 public:
  /// Throws std::invalid_argument without cosines.
  explicit MeanCosine(std::vector<Cosine> cosines);

  /// Exact where all are rational, else of a width of at most 2^-bits.
  Enclosure enclosure(unsigned bits) const;
  /// The terms over a common denominator.
  RootQuotient exact() const;

 private:
  friend int compare(const MeanCosine& a, const MeanCosine& b);
  friend int compare(const MeanCosine& a, const Rational& b);
  friend double nearest_double(const MeanCosine& mean);

  std::vector<Cosine> cosines_;
  Enclosure bounds_;  ///< decides most comparisons
};

/// The sign of a - b.
int compare(const MeanCosine& a, const MeanCosine& b);
int compare(const MeanCosine& a, const Rational& b);
double nearest_double(const MeanCosine& mean);
inline Enclosure enclosure(const MeanCosine& mean, unsigned bits) { return mean.enclosure(bits); }
/// "1/2"; empty where it is irrational.
std::string to_string(const MeanCosine& mean);

}  // namespace crease
