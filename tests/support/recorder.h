// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "algorithms/enumerate.h"

namespace crease::testing {

/// Everything a region says about itself, kept beyond the visit.
struct RecordedRegion {
  std::string pattern;
  bool bounded = false;
  std::vector<std::vector<Symbol>> symbols;  ///< per layer, per unit
  std::vector<Generator> generators;
  std::vector<Facet> facets;
  AffineMap map;
  std::vector<Rational> interior_point;
};

/// Records whole regions; stops after `limit` of them.
class Recorder : public RegionVisitor {
 public:
  explicit Recorder(const Network& network, std::size_t limit = static_cast<std::size_t>(-1))
      : network_(network), limit_(limit) {}

  bool visit(const Region& region) override {
    RecordedRegion record;
    record.pattern = region.pattern();
    record.bounded = region.is_bounded();
    for (std::size_t l = 0; l < network_.layers().size(); ++l) {
      record.symbols.emplace_back();
      for (std::size_t u = 0; u < network_.layers()[l].num_units(); ++u) {
        record.symbols.back().push_back(region.symbol({static_cast<std::uint32_t>(l), static_cast<std::uint32_t>(u)}));
      }
    }
    record.generators = region.generators();
    record.facets = region.facets();
    record.map = region.affine_map();
    record.interior_point = region.interior_point();
    regions.push_back(std::move(record));
    return regions.size() < limit_;
  }

  std::vector<RecordedRegion> regions;

 private:
  const Network& network_;
  std::size_t limit_;
};

/// Records patterns (a '!' marks the bounded ones), in the order of the walk, on any number of threads.
class PatternRecorder : public RegionVisitor {
 public:
  bool visit(const Region& region) override {
    patterns.push_back(region.pattern() + (region.is_bounded() ? "!" : ""));
    return true;
  }
  std::unique_ptr<RegionVisitor> split() override { return std::make_unique<PatternRecorder>(); }
  void join(RegionVisitor& later) override {
    for (std::string& pattern : dynamic_cast<PatternRecorder&>(later).patterns) patterns.push_back(std::move(pattern));
  }

  std::vector<std::string> patterns;
};

}  // namespace crease::testing
