// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/unit_report.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <utility>

#include "core/linear_algebra.h"

namespace crease {
namespace {

using Words = std::vector<std::uint64_t>;

bool bit(const Words& words, std::size_t i) { return (words[i / 64] >> (i % 64) & 1) != 0; }

bool is_zero(std::span<const Rational> row) {
  return std::all_of(row.begin(), row.end(), [](const Rational& x) { return x == 0; });
}

class Reporter {
 public:
  Reporter(const Complex& complex, const LinearRegions& labels)
      : complex_(complex), labels_(labels), layers_(complex.network().layers()) {}

  std::vector<UnitReport> report() {
    for (std::uint32_t l = 0; l < layers_.size(); ++l) {
      first_.push_back(reports_.size());
      for (std::uint32_t u = 0; u < layers_[l].num_units(); ++u) {
        reports_.emplace_back().unit = {l, u};
        reports_.back().is_affine = layers_[l].is_affine(u);
      }
    }
    find_signs();
    for (UnitReport& report : reports_) report.stable_piece = stable_piece(report.unit);
    count_facets();
    for (std::uint32_t l = 0; l < layers_.size(); ++l) {
      find_constants(l);
      for (std::uint32_t u = 0; u < layers_[l].num_units(); ++u) {
        // Whoever visits both sides of a breakpoint is on a piece that is not constant: their slopes differ.
        UnitReport& unit = at({l, u});
        unit.is_dead = unit.is_constant || (unit.stable_piece && layers_[l].piece(u, *unit.stable_piece).slope == 0);
      }
    }
    return std::move(reports_);
  }

 private:
  UnitReport& at(UnitId unit) { return reports_[first_[unit.layer] + unit.unit]; }

  /// Which creases are above, below, zero on some region.
  void find_signs() {
    const SignTable& signs = complex_.tables().signs;
    above_.resize(signs.words());
    below_.resize(signs.words());
    zero_.resize(signs.words());
    for (std::size_t r = 0; r < signs.size(); ++r) {
      for (std::size_t word = 0; word < signs.words(); ++word) {
        const std::uint64_t above = signs.above(r)[word];
        const std::uint64_t zero = signs.has_zeros() ? signs.zero(r)[word] : 0;
        above_[word] |= above;
        zero_[word] |= zero;
        below_[word] |= ~(above | zero);
      }
    }
  }

  /// Somewhere above a breakpoint: no piece left of it is right. And the other way round.
  std::optional<std::size_t> stable_piece(UnitId unit) const {
    const std::size_t first = complex_.walls().first_crease(unit);
    const std::size_t creases = complex_.walls().num_creases(unit);
    if (complex_.walls().is_group(unit)) {
      for (std::size_t k = 0; k < creases; ++k) {
        if (!bit(below_, first + k)) return k;
      }
      return std::nullopt;
    }
    std::size_t least = 0, most = creases;
    for (std::size_t k = 0; k < creases; ++k) {
      if (bit(above_, first + k)) least = k + 1;
      if (bit(below_, first + k)) most = std::min(most, k);
    }
    return least <= most ? std::optional(most) : std::nullopt;
  }

  /// Is there no piece that is right on both regions?
  bool bends(UnitId unit, const std::array<RegionId, 2>& sides) const {
    if (complex_.walls().is_group(unit)) {
      const WallId first = complex_.walls().first_crease(unit);
      for (WallId k = first; k < first + complex_.walls().num_creases(unit); ++k) {
        if (complex_.sign(sides[0], k) != CreaseSign::kBelow && complex_.sign(sides[1], k) != CreaseSign::kBelow)
          return false;
      }
      return true;
    }
    const Symbol a = complex_.symbol(sides[0], unit), b = complex_.symbol(sides[1], unit);
    return a.piece < b.piece - b.on_breakpoint || b.piece < a.piece - a.on_breakpoint;
  }

  void count_facets() {
    std::vector<std::vector<FacetId>> facets(reports_.size());
    for (const FacetId f : complex_.facets()) {
      if (!complex_.is_interior(f)) continue;
      for (const UnitId unit : complex_.units(f)) {
        UnitReport& report = at(unit);
        facets[first_[unit.layer] + unit.unit].push_back(f);
        ++report.crease_facets;
        if (!bends(unit, complex_.sides(f))) continue;
        ++report.bending_facets;
        report.bends_network = report.bends_network || labels_.bends[f.index];
      }
    }
    std::map<std::vector<FacetId>, UnitId> known;
    for (std::size_t i = 0; i < reports_.size(); ++i) {
      if (facets[i].empty()) continue;
      reports_[i].same_facets_as = known.try_emplace(std::move(facets[i]), reports_[i].unit).first->second;
    }
  }

  void find_constants(std::uint32_t l) {
    std::vector<std::uint32_t> undecided;
    const auto slice = complex_.domain().slice();
    const Matrix<Rational> rows =
        l == 0 && slice ? multiply(layers_[0].weights, slice->directions) : layers_[l].weights;
    for (std::uint32_t u = 0; u < layers_[l].num_units(); ++u) {
      bool listens = false;
      for (std::size_t row = layers_[l].first_row(u); row < layers_[l].first_row(u + 1); ++row) {
        for (std::uint32_t i = 0; i < rows.cols(); ++i)
          listens = listens || (rows(row, i) != 0 && (l == 0 || !at({l - 1, i}).is_dead));
      }
      at({l, u}).is_constant = !listens;
      // Of a max group in the first layer one argument alone may count.
      if (listens && (l > 0 || layers_[l].is_group(u)) && has_one_sign({l, u})) undecided.push_back(u);
    }
    for (const RegionId r : complex_.regions()) {
      if (undecided.empty()) break;
      const Matrix<Rational> normals = pre_activation_normals(r, l);
      std::erase_if(undecided, [&](std::uint32_t u) {
        return !is_zero(normals.row(layers_[l].piece(u, complex_.symbol(r, {l, u}).piece).row));
      });
    }
    for (const std::uint32_t u : undecided) at({l, u}).is_constant = true;
  }

  /// Has every crease of the unit the same sign on all regions?
  bool has_one_sign(UnitId unit) const {
    const std::size_t first = complex_.walls().first_crease(unit);
    for (std::size_t c = first; c < first + complex_.walls().num_creases(unit); ++c) {
      if (bit(above_, c) + bit(below_, c) + bit(zero_, c) > 1) return false;
    }
    return true;
  }

  /// The linear parts of a layer's pre-activations on a region.
  Matrix<Rational> pre_activation_normals(RegionId region, std::uint32_t layer) const {
    const auto& slice = complex_.domain().slice();
    Matrix<Rational> normals = slice ? multiply(layers_[0].weights, slice->directions) : layers_[0].weights;
    for (std::uint32_t l = 0; l < layer; ++l) {
      Matrix<Rational> outputs(layers_[l].num_units(), normals.cols());
      for (std::uint32_t u = 0; u < layers_[l].num_units(); ++u) {
        const Layer::Piece piece = layers_[l].piece(u, complex_.symbol(region, {l, u}).piece);
        for (std::size_t j = 0; j < normals.cols(); ++j) outputs(u, j) = piece.slope * normals(piece.row, j);
      }
      normals = multiply(layers_[l + 1].weights, outputs);
    }
    return normals;
  }

  const Complex& complex_;
  const LinearRegions& labels_;
  const std::vector<Layer>& layers_;
  std::vector<UnitReport> reports_;
  std::vector<std::size_t> first_;  ///< per layer: its first report
  Words above_, below_, zero_;      ///< per crease
};

}  // namespace

std::vector<UnitReport> report_units(const Complex& complex, const LinearRegions& labels) {
  return Reporter(complex, labels).report();
}

}  // namespace crease
