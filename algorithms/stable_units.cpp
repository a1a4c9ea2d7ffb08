// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/stable_units.h"

#include <memory>

#include "algorithms/unit_intervals.h"

namespace crease {
namespace {

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
    const Layer layer = l == 0 ? in_own_coordinates(network.layers()[l], domain) : network.layers()[l];
    const std::vector<Interval> z = pre_activation_intervals(layer, inputs);
    result.push_back(stable_pieces(layer, z));
    inputs = output_intervals(layer, z);
  }
  return result;
}

WalkedStablePieces walked_stable_pieces(const Network& network, const Domain& domain, const EnumerateOptions& options) {
  StabilityVisitor visitor(network);
  const EnumerateResult walk = for_each_region(network, domain, visitor, options);
  return {visitor.stable_pieces(), visitor.regions(), walk.reason};
}

}  // namespace crease
