// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "core/complex.h"
#include "core/region.h"

namespace crease {

class OutputRows;

/// The network's affine maps on the regions of a complex, exactly, for many regions. Fast where the regions asked for
/// follow one another in the complex or were asked for shortly before: a step costs what the units cost that change
/// between them, and a few thousand maps are kept. Law: at(region) == affine_map(complex, region).
class LocalMaps {
 public:
  explicit LocalMaps(const Complex& complex);
  ~LocalMaps();

  /// In the domain's own coordinates; valid until the next call.
  const AffineMap& at(RegionId region);

 private:
  struct Entry {
    RegionId region;
    AffineMap map;
  };
  std::unique_ptr<OutputRows> rows_;
  std::vector<Entry> kept_;  ///< by the last bits of the region
};

}  // namespace crease
