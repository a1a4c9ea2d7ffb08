// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/local_maps.h"

#include <utility>

#include "algorithms/output_rows.h"

namespace crease {
namespace {

constexpr std::size_t kKept = 4096;

}  // namespace

LocalMaps::LocalMaps(const Complex& complex) : rows_(std::make_unique<OutputRows>(complex)), kept_(kKept) {}

LocalMaps::~LocalMaps() = default;

const AffineMap& LocalMaps::at(RegionId region) {
  Entry& entry = kept_[region.index % kKept];
  if (entry.region != region) {
    rows_->move_to(region);
    entry = {region, rows_->exact_map()};
  }
  return entry.map;
}

}  // namespace crease
