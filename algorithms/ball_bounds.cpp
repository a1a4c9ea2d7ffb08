// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/ball_bounds.h"

#include <algorithm>
#include <map>
#include <memory>
#include <stdexcept>

#include "algorithms/bounds.h"
#include "core/affine_map.h"

namespace crease {
namespace {

Network first_layers(const Network& network, std::size_t count) {
  const auto& layers = network.layers();
  return Network(network.input_dim(), {layers.begin(), layers.begin() + static_cast<std::ptrdiff_t>(count)});
}

/// The range of an affine function on the hull of some points.
Interval range_on(std::span<const std::vector<Rational>> points, std::span<const Rational> normal,
                  const Rational& offset) {
  Interval range;
  for (const std::vector<Rational>& y : points) {
    Rational value = offset;
    for (std::size_t j = 0; j < y.size(); ++j) value += normal[j] * y[j];
    if (!range.lo || value < *range.lo) range.lo = value;
    if (!range.hi || value > *range.hi) range.hi = value;
  }
  return range;
}

/// What a unit puts out that is known to be on a piece; `all` is what it may put out on any.
Interval output_on_piece(const Layer& layer, std::size_t unit, std::size_t piece, std::span<const Interval> z,
                         const Interval& all) {
  if (layer.is_group(unit)) return intersection(all, z[layer.first_row(unit) + piece]);
  const Activation& activation = layer.activations[unit];
  const auto& t = activation.breakpoints();
  Interval on_piece;
  if (piece > 0) on_piece.lo = t[piece - 1];
  if (piece < t.size()) on_piece.hi = t[piece];
  const Interval from = intersection(z[layer.first_row(unit)], on_piece);
  Interval to;
  const Rational& slope = activation.slope(piece);
  const Rational &a = slope < 0 ? *from.hi : *from.lo, &b = slope < 0 ? *from.lo : *from.hi;
  to.lo = slope * a + activation.intercept(piece);
  to.hi = slope * b + activation.intercept(piece);
  return intersection(all, to);
}

/// What all visitors of a walk share.
struct CellsInput {
  const Network& network;
  const Domain& domain;
  const Ball& ball;
  const UnitIntervals& within;
  Network known;          ///< the layers whose signs a cell gives, and the next one, which is affine there
  std::size_t num_known;  ///< layers without the next one
  Layer first;            ///< in the domain's own coordinates
  std::vector<Interval> box;
};

class CellsVisitor final : public RegionVisitor {
 public:
  explicit CellsVisitor(const CellsInput& input) : input_(input) {}

  bool visit(const Region& region) override {
    ++cells_;
    sum_ += bound(region);
    return true;
  }
  std::unique_ptr<RegionVisitor> split() override { return std::make_unique<CellsVisitor>(input_); }
  void join(RegionVisitor& later) override {
    const auto& other = dynamic_cast<CellsVisitor&>(later);
    cells_ += other.cells_;
    sum_ += other.sum_;
  }

  const Integer& sum() const { return sum_; }
  std::uint64_t cells() const { return cells_; }

 private:
  Integer bound(const Region& region) {
    const auto& layers = input_.network.layers();
    if (input_.num_known == layers.size()) return 1;
    const auto piece_of = [&](UnitId unit) {
      return unit.layer < input_.num_known ? std::size_t{region.symbol(unit).piece} : 0;
    };
    std::vector<AffineMap> maps;
    propagate(input_.known, input_.domain, piece_of, [&](std::uint32_t, const AffineMap& map) { maps.push_back(map); });
    std::vector<std::vector<Rational>> corners;
    for (Generator& generator : region.generators()) corners.push_back(std::move(generator.coordinates));

    std::size_t dim = input_.domain.dim();
    std::vector<Interval> inputs = input_.box;
    StablePieces stable(input_.num_known);
    for (std::uint32_t l = 0; l < layers.size(); ++l) {
      const Layer& layer = l == 0 ? input_.first : layers[l];
      std::vector<Interval> z = pre_activation_intervals(layer, inputs);
      for (std::size_t i = 0; i < z.size(); ++i) {
        z[i] = intersection(z[i], input_.within[l][i]);
        if (l > input_.num_known) continue;
        z[i] = intersection(z[i], range_in_ball(maps[l].A.row(i), maps[l].c[i], input_.ball, {}));
        z[i] = intersection(z[i], range_on(corners, maps[l].A.row(i), maps[l].c[i]));
      }
      inputs = output_intervals(layer, z);
      if (l >= input_.num_known) {
        stable.push_back(stable_pieces(layer, z));
        continue;
      }
      std::size_t varying = 0;
      for (std::uint32_t u = 0; u < layer.num_units(); ++u) {
        const std::size_t piece = piece_of({l, u});
        inputs[u] = output_on_piece(layer, u, piece, z, inputs[u]);
        varying += layer.piece(u, piece).slope != 0;
      }
      dim = std::min(dim, varying);
    }
    Architecture rest = architecture_of(input_.network, dim, [&](UnitId unit) -> std::optional<std::size_t> {
      return unit.layer < input_.num_known ? std::optional<std::size_t>(0) : stable[unit.layer][unit.unit];
    });
    rest.layers.erase(rest.layers.begin(), rest.layers.begin() + static_cast<std::ptrdiff_t>(input_.num_known));
    std::vector<std::size_t> key{dim};
    for (const LayerShape& layer : rest.layers) {
      key.insert(key.end(), {layer.units.size(), layer.stable, layer.constant});
      for (const UnitShape& unit : layer.units) key.push_back(2 * unit.pieces + (unit.vanishes ? 1 : 0));
    }
    const auto [at, is_new] = bounds_.try_emplace(key);
    if (is_new) at->second = activation_bound(rest);
    return at->second;
  }

  const CellsInput& input_;
  std::map<std::vector<std::size_t>, Integer> bounds_;  ///< of architectures met before
  Integer sum_ = 0;
  std::uint64_t cells_ = 0;
};

}  // namespace

std::vector<std::size_t> bending_layers(const Network& network) {
  std::vector<std::size_t> layers;
  for (std::size_t l = 0; l < network.layers().size(); ++l) {
    if (!network.layers()[l].is_affine()) layers.push_back(l);
  }
  return layers;
}

CellsBound cells_bound(const Network& network, const Domain& domain, const Ball& ball, std::size_t m,
                       const UnitIntervals& within, const EnumerateOptions& options) {
  const std::vector<std::size_t> bending = bending_layers(network);
  if (m == 0 || m > bending.size()) {
    throw std::invalid_argument("cells of " + std::to_string(m) + " layers of " + std::to_string(bending.size()));
  }
  const std::size_t num_known = m == bending.size() ? network.layers().size() : bending[m - 1] + 1;
  const CellsInput input{network,
                         domain,
                         ball,
                         within,
                         first_layers(network, std::min(num_known + 1, network.layers().size())),
                         num_known,
                         in_own_coordinates(network.layers()[0], domain),
                         box_of(domain_around(domain, {ball.center, ball.radius, BallNorm::kMaximum}))};
  CellsVisitor visitor(input);
  const EnumerateResult walk =
      for_each_region_in_ball(first_layers(network, num_known), domain, ball, visitor, options);
  return {visitor.sum(), visitor.cells(), walk.reason};
}

std::optional<std::string> first_violation(std::span<const NamedCount> increasing) {
  for (std::size_t i = 0; i + 1 < increasing.size(); ++i) {
    const NamedCount &less = increasing[i], &more = increasing[i + 1];
    if (less.value > more.value) {
      return less.name + " (" + less.value.get_str() + ") > " + more.name + " (" + more.value.get_str() + ")";
    }
  }
  return std::nullopt;
}

}  // namespace crease
