// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <vector>

#include "algorithms/region_inspheres.h"
#include "algorithms/stop_check.h"
#include "core/complex.h"

namespace crease {

/// Per region of a complex, in its order, the radius of its largest ball as a linear program in doubles has it, from
/// the rows of all units and the domain (FloatNetwork::rows_of, FloatPolyhedron::largest_ball): infinite where it says
/// so, NaN where it gives up. Shorter than the complex where it was stopped.
std::vector<double> float_inradii(const Complex& complex, double tolerance, const StopCheck& stop = {});

/// The same, certain: bounds of every radius, in the order of the walk.
class InradiusCollector : public RegionVisitor {
 public:
  /// Refers to the network and the domain.
  InradiusCollector(const Network& network, const Domain& domain) : inspheres_(network, domain, {}) {}

  bool visit(const Region& region) override {
    radii_.push_back(inspheres_.bounds(region));
    return true;
  }
  std::unique_ptr<RegionVisitor> split() override {
    return std::make_unique<InradiusCollector>(inspheres_.network(), inspheres_.domain());
  }
  void join(RegionVisitor& later) override {
    auto& radii = dynamic_cast<InradiusCollector&>(later).radii_;
    radii_.insert(radii_.end(), radii.begin(), radii.end());
  }

  const std::vector<InsphereBounds>& radii() const { return radii_; }

 private:
  RegionInspheres inspheres_;
  std::vector<InsphereBounds> radii_;
};

}  // namespace crease
