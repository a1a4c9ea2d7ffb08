// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "algorithms/distribution.h"
#include "algorithms/layer_histogram.h"
#include "algorithms/pattern_overlap.h"
#include "core/domain.h"
#include "core/io/network_file.h"

namespace crease::tools {

using Points = std::vector<std::vector<Rational>>;

/// What is asked of every checkpoint.
struct EvolveRequest {
  Domain domain;
  Points points;                   ///< of the data, all in the domain
  Points random_points;            ///< of the domain
  std::optional<Rational> radius;  ///< of the balls around all points; none: no balls
  bool measures = true;            ///< lengths, and volumes in up to two dimensions
};

/// What a checkpoint does at some points.
struct PointMeasures {
  std::size_t on_creases = 0;
  Distribution squared_distances;            ///< from the nearest creases
  std::optional<Distribution> ball_regions;  ///< that a ball around each point meets
};

/// What became of the data points since the checkpoint before.
struct PointChange {
  std::size_t same_pattern = 0;
  std::size_t same_class = 0;      ///< the same outputs are the greatest
  Distribution hamming_distances;  ///< units with different symbols
};

/// What changed since the checkpoint before.
struct Change {
  std::size_t kept = 0, vanished = 0, appeared = 0;  ///< regions, by their patterns
  std::optional<PointChange> points;
  std::optional<PatternOverlap> overlap;
};

struct CheckpointMeasures {
  std::string name, sha256;
  StopReason reason = StopReason::kFinished;
  std::size_t activation_regions = 0, linear_regions = 0, affine_pieces = 0, adjacencies = 0, bounded_regions = 0;
  std::vector<LayerHistogram> layers;
  // The decision boundary, of the greatest output or the sign of the only one.
  std::size_t cut_regions = 0, boundary_pieces = 0, boundary_components = 0;
  bool measured = true;                    ///< has a size
  std::optional<Enclosure> boundary_size;  ///< nothing where it is infinite
  // Nothing where it was not asked for, or a limit came first.
  std::optional<PointMeasures> points, random_points;
  /// Nothing for the first checkpoint, and where one of the two has other units or is a part.
  std::optional<Change> change;
};

struct EvolveMeasures {
  std::vector<CheckpointMeasures> checkpoints;  ///< those before a limit, and the one it cut short
  StopReason reason = StopReason::kFinished;
  SignStatistics signs;
};

/// So many random points of a domain; where no number is asked for, `default_count` of a bounded domain, none of
/// others.
Points draw_points(const Domain& domain, std::optional<std::size_t> count, std::size_t default_count,
                   std::uint64_t seed);

/// One checkpoint after the other. Where a number of regions is the limit, each checkpoint has its own.
EvolveMeasures measure_evolution(const std::vector<NetworkFile>& files, const EvolveRequest& request,
                                 const EnumerateOptions& walk);

}  // namespace crease::tools
