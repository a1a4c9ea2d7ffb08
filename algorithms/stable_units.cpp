// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/stable_units.h"

#include <algorithm>
#include <memory>
#include <span>

#include "core/linear_algebra.h"

namespace crease {
namespace {

/// lo <= z <= hi; none: no bound.
struct Interval {
  std::optional<Rational> lo, hi;
};

void add_scaled(std::optional<Rational>& sum, const std::optional<Rational>& bound, const Rational& factor) {
  if (sum && bound) {
    *sum += factor * *bound;
  } else {
    sum.reset();
  }
}

Interval affine(std::span<const Rational> weights, const Rational& bias, const std::vector<Interval>& inputs) {
  Interval result{bias, bias};
  for (std::size_t j = 0; j < weights.size(); ++j) {
    if (weights[j] == 0) continue;
    const bool grows = weights[j] > 0;
    add_scaled(result.lo, grows ? inputs[j].lo : inputs[j].hi, weights[j]);
    add_scaled(result.hi, grows ? inputs[j].hi : inputs[j].lo, weights[j]);
  }
  return result;
}

/// The box of the domain in its own coordinates, by rows along one of them.
std::vector<Interval> box_of(const Domain& domain) {
  std::vector<Interval> box(domain.dim());
  for (std::size_t i = 0; i < domain.rows().rows(); ++i) {
    const auto row = domain.rows().row(i);
    const auto used = [](const Rational& x) { return x != 0; };
    if (std::ranges::count_if(row, used) != 1) continue;
    const auto j = static_cast<std::size_t>(std::ranges::find_if(row, used) - row.begin());
    const Rational bound = -domain.offsets()[i] / row[j];
    auto& [lo, hi] = box[j];
    if (row[j] > 0 && (!lo || bound > *lo)) lo = bound;
    if (row[j] < 0 && (!hi || bound < *hi)) hi = bound;
  }
  return box;
}

/// The piece of a scalar unit that holds the whole interval.
std::optional<std::size_t> stable_piece(const Activation& activation, const Interval& z) {
  const auto& t = activation.breakpoints();
  for (std::size_t p = 0; p <= t.size(); ++p) {
    const bool from = p == 0 || (z.lo && *z.lo >= t[p - 1]);
    const bool to = p == t.size() || (z.hi && *z.hi <= t[p]);
    if (from && to) return p;
  }
  return std::nullopt;
}

/// Of the values at the ends and at the breakpoints between.
Interval image(const Activation& activation, const Interval& z) {
  std::vector<Rational> values;
  if (z.lo) values.push_back(activation(*z.lo));
  if (z.hi) values.push_back(activation(*z.hi));
  for (const Rational& t : activation.breakpoints()) {
    if ((!z.lo || *z.lo < t) && (!z.hi || t < *z.hi)) values.push_back(activation(t));
  }
  if (values.empty()) values.push_back(activation(Rational(0)));
  const auto [least, greatest] = std::ranges::minmax(values);
  Interval result{least, greatest};
  // Where z has no end, the outermost slope tells where the value goes.
  const int to_left = z.lo ? 0 : -sgn(activation.slope(0));
  const int to_right = z.hi ? 0 : sgn(activation.slope(activation.num_pieces() - 1));
  if (to_left < 0 || to_right < 0) result.lo.reset();
  if (to_left > 0 || to_right > 0) result.hi.reset();
  return result;
}

std::optional<std::size_t> greatest_argument(std::span<const Interval> z) {
  for (std::size_t i = 0; i < z.size(); ++i) {
    const auto below = [&](const Interval& other) {
      return &other == &z[i] || (other.hi && z[i].lo && *other.hi <= *z[i].lo);
    };
    if (std::ranges::all_of(z, below)) return i;
  }
  return std::nullopt;
}

Interval maximum(std::span<const Interval> z) {
  Interval result = z[0];
  for (const Interval& other : z.subspan(1)) {
    if (other.lo && (!result.lo || *other.lo > *result.lo)) result.lo = other.lo;
    if (result.hi && (!other.hi || *other.hi > *result.hi)) result.hi = other.hi;
  }
  return result;
}

/// The pieces that each unit is on.
class StabilityVisitor final : public RegionVisitor {
 public:
  explicit StabilityVisitor(const Network& network) : network_(network) {
    for (const Layer& layer : network.layers()) units_.emplace_back(layer.num_units());
  }

  bool visit(const Region& region) override {
    ++regions_;
    for (std::uint32_t l = 0; l < units_.size(); ++l) {
      for (std::uint32_t u = 0; u < units_[l].size(); ++u) {
        if (!units_[l][u].varies) units_[l][u].add(region.symbol({l, u}).piece);
      }
    }
    return true;
  }
  std::unique_ptr<RegionVisitor> split() override { return std::make_unique<StabilityVisitor>(network_); }
  void join(RegionVisitor& later) override {
    const auto& other = dynamic_cast<StabilityVisitor&>(later);
    regions_ += other.regions_;
    for (std::size_t l = 0; l < units_.size(); ++l) {
      for (std::size_t u = 0; u < units_[l].size(); ++u) {
        const Seen& seen = other.units_[l][u];
        if (seen.piece) units_[l][u].add(*seen.piece);
        units_[l][u].varies = units_[l][u].varies || seen.varies;
      }
    }
  }

  StablePieces stable_pieces() const {
    StablePieces result;
    for (const auto& layer : units_) {
      auto& pieces = result.emplace_back();
      for (const Seen& unit : layer) pieces.push_back(unit.varies ? std::nullopt : unit.piece);
    }
    return result;
  }
  std::uint64_t regions() const { return regions_; }

 private:
  struct Seen {
    std::optional<std::size_t> piece;
    bool varies = false;
    void add(std::size_t now) {
      varies = varies || (piece && *piece != now);
      piece = now;
    }
  };
  const Network& network_;
  std::vector<std::vector<Seen>> units_;
  std::uint64_t regions_ = 0;
};

}  // namespace

StablePieces interval_stable_pieces(const Network& network, const Domain& domain) {
  StablePieces result;
  std::vector<Interval> inputs = box_of(domain);
  for (std::size_t l = 0; l < network.layers().size(); ++l) {
    const Layer& layer = network.layers()[l];
    Matrix<Rational> weights = layer.weights;
    std::vector<Rational> bias = layer.bias;
    if (l == 0 && domain.slice()) {
      for (std::size_t i = 0; i < bias.size(); ++i) {
        for (std::size_t j = 0; j < weights.cols(); ++j) bias[i] += weights(i, j) * domain.slice()->point[j];
      }
      weights = multiply(weights, domain.slice()->directions);
    }
    std::vector<Interval> z, outputs;
    for (std::size_t i = 0; i < layer.num_rows(); ++i) z.push_back(affine(weights.row(i), bias[i], inputs));
    auto& pieces = result.emplace_back();
    for (std::size_t u = 0; u < layer.num_units(); ++u) {
      const auto arguments = std::span(z).subspan(layer.first_row(u), layer.num_arguments(u));
      const bool is_group = layer.is_group(u);
      pieces.push_back(is_group ? greatest_argument(arguments) : stable_piece(layer.activations[u], arguments[0]));
      outputs.push_back(is_group ? maximum(arguments) : image(layer.activations[u], arguments[0]));
    }
    inputs = std::move(outputs);
  }
  return result;
}

WalkedStablePieces walked_stable_pieces(const Network& network, const Domain& domain, const EnumerateOptions& options) {
  StabilityVisitor visitor(network);
  const EnumerateResult walk = for_each_region(network, domain, visitor, options);
  return {visitor.stable_pieces(), visitor.regions(), walk.reason};
}

}  // namespace crease
