// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/face_closure.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <utility>

#include "core/linear_algebra.h"

namespace crease {
namespace {

constexpr std::uint64_t kPrime = 2147483647;  // 2^31 - 1: products fit 64 bits

std::uint64_t inverse(std::uint64_t x) {
  std::uint64_t result = 1;
  for (std::uint64_t exponent = kPrime - 2; exponent != 0; exponent /= 2) {
    if (exponent % 2 == 1) result = result * x % kPrime;
    x = x * x % kPrime;
  }
  return result;
}

/// The residues of a positive multiple of (x0, y).
std::vector<std::uint64_t> residues_of(std::span<const Rational> y, bool is_point) {
  Integer denominator = 1;
  for (const Rational& entry : y) {
    mpz_lcm(denominator.get_mpz_t(), denominator.get_mpz_t(), entry.get_den_mpz_t());
  }
  const auto residue = [](const Integer& value) { return std::uint64_t{mpz_fdiv_ui(value.get_mpz_t(), kPrime)}; };
  std::vector<std::uint64_t> result{is_point ? residue(denominator) : 0};
  for (const Rational& entry : y) result.push_back(residue(entry.get_num() * (denominator / entry.get_den())));
  return result;
}

/// A growing set of independent vectors modulo the prime.
class Echelon {
 public:
  std::size_t rank() const { return rows_.size(); }

  void add(std::vector<std::uint64_t> vector) {
    for (const auto& [pivot, row] : rows_) {
      const std::uint64_t factor = kPrime - vector[pivot];
      if (factor == kPrime) continue;
      for (std::size_t j = pivot; j < row.size(); ++j) vector[j] = (vector[j] + factor * row[j]) % kPrime;
    }
    const auto first = std::find_if(vector.begin(), vector.end(), [](std::uint64_t x) { return x != 0; });
    if (first == vector.end()) return;
    const std::uint64_t scale = inverse(*first);
    for (std::uint64_t& x : vector) x = x * scale % kPrime;
    rows_.emplace_back(static_cast<std::size_t>(first - vector.begin()), std::move(vector));
    // A vector is reduced from the left; later rows may have earlier pivots.
    std::sort(rows_.begin(), rows_.end());
  }

 private:
  std::vector<std::pair<std::size_t, std::vector<std::uint64_t>>> rows_;
};

class FaceLattice {
 public:
  FaceLattice(const std::vector<Face>& facets, const GeneratorRanks& ranks) : facets_(facets), ranks_(ranks) {}

  std::optional<Face> find_gap(const Face& face, std::size_t rank) {
    if (rank <= 1) return face.size() == 1 ? std::nullopt : std::optional<Face>(face);
    if (!complete_.contains(face)) {
      const std::vector<Face>& below = facets_of(face, rank);
      if (below.empty()) return Face();
      for (const Face& facet : below) {
        if (std::optional<Face> gap = find_gap(facet, rank - 1)) return gap;
        for (const Face& ridge : facets_of(facet, rank - 1)) {
          if (!lies_in_another(ridge, facet, below)) return ridge;
        }
      }
      complete_.insert(face);
    }
    return std::nullopt;
  }

 private:
  static bool lies_in_another(const Face& ridge, const Face& facet, const std::vector<Face>& facets) {
    return std::any_of(facets.begin(), facets.end(), [&](const Face& other) {
      return other != facet && std::includes(other.begin(), other.end(), ridge.begin(), ridge.end());
    });
  }

  /// The facets of a face that these facets of the polyhedron cut out of it.
  const std::vector<Face>& facets_of(const Face& face, std::size_t rank) {
    const auto [known, is_new] = below_.try_emplace(face);
    std::vector<Face>& result = known->second;
    if (!is_new) return result;
    if (rank == 1) result.emplace_back();
    for (std::size_t i = 0; rank > 1 && i < facets_.size(); ++i) {
      Face common;
      std::set_intersection(face.begin(), face.end(), facets_[i].begin(), facets_[i].end(), std::back_inserter(common));
      if (common.size() < face.size() && ranks_.at_least(common, rank - 1) &&
          std::find(result.begin(), result.end(), common) == result.end()) {
        result.push_back(std::move(common));
      }
    }
    return result;
  }

  const std::vector<Face>& facets_;
  const GeneratorRanks& ranks_;
  std::map<Face, std::vector<Face>> below_;
  std::set<Face> complete_;
};

}  // namespace

GeneratorRanks::GeneratorRanks(const Complex& complex) : complex_(complex), width_(complex.dim() + 1) {
  for (const auto& line : complex.lineality()) lines_.push_back(residues_of(line, false));
  for (const VertexId vertex : complex.vertices()) {
    residues_.push_back(residues_of(complex.coordinates(vertex), !complex.is_ray(vertex)));
  }
}

bool GeneratorRanks::at_least(std::span<const VertexId> generators, std::size_t rank) const {
  if (rank == 0) return true;
  if (generators.size() < rank) return false;
  Echelon echelon;
  for (const Residues& line : lines_) echelon.add(line);
  for (const VertexId generator : generators) {
    echelon.add(residues_[generator.index]);
    if (echelon.rank() >= rank + lines_.size()) return true;
  }
  return exactly_at_least(generators, rank);
}

bool GeneratorRanks::exactly_at_least(std::span<const VertexId> generators, std::size_t rank) const {
  Matrix<Rational> rows(lines_.size() + generators.size(), width_);
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    std::copy(complex_.lineality()[i].begin(), complex_.lineality()[i].end(), rows.row(i).begin() + 1);
  }
  for (std::size_t i = 0; i < generators.size(); ++i) {
    const auto y = complex_.coordinates(generators[i]);
    const auto row = rows.row(lines_.size() + i);
    row[0] = complex_.is_ray(generators[i]) ? 0 : 1;
    std::copy(y.begin(), y.end(), row.begin() + 1);
  }
  return crease::rank(rows) >= rank + lines_.size();
}

std::optional<Face> find_gap(const Face& all, const std::vector<Face>& facets, const GeneratorRanks& ranks) {
  return FaceLattice(facets, ranks).find_gap(all, ranks.full());
}

}  // namespace crease
