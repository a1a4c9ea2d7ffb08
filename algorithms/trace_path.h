// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "algorithms/enumerate.h"
#include "algorithms/map_similarity.h"
#include "algorithms/path_layers.h"
#include "core/enclosure.h"
#include "core/ids.h"
#include "core/network.h"

namespace crease {

/// What is to be told of a path beside its breakpoints.
struct PathOptions {
  bool closed = false;     ///< from the last point back to the first one
  bool pieces = true;      ///< patterns, and the network's values and slopes
  bool gradients = false;  ///< similarity of the maps of consecutive regions, in all directions of the input space
  bool lengths = false;    ///< of the path's images in all layers
  /// Limits (on pieces) and progress. Paths are followed on one thread; `through` is not looked at.
  EnumerateOptions walk;
};

/// A crossing: where the symbols of some units differ just before and just after.
struct PathBreakpoint {
  Rational t;
  std::vector<UnitId> units;  ///< all of these, in order
  /// Of the directional derivatives of all outputs along the path, before and after (on a corner: of either leg).
  MapSimilarity derivative_similarity;
  /// Of the gradients vec(A), vec(A') before and after [ZW20, section 4; G22]; only where asked for. A unit that sits
  /// on a breakpoint along the path counts with the piece in its symbol.
  std::optional<MapSimilarity> gradient_similarity;
};

/// A stretch without crossings of one leg of the path.
struct PathPiece {
  Rational begin, end;
  std::size_t leg = 0;
  std::string pattern;                 ///< as Region::pattern()
  std::vector<Rational> value, slope;  ///< f(x(t)) = value + slope (t - begin), per output
};

/// sum ||(dz/dt)|| dt, the length of the path's image [R17], as far as the path was followed.
struct LayerLength {
  Enclosure pre_activations;  ///< z^l, all arguments of max groups among them
  Enclosure outputs;          ///< h^l
};

struct PathTrace {
  std::vector<std::vector<Rational>> corners;  ///< the ends of the legs; of a closed path the first one twice
  std::vector<PathBreakpoint> breakpoints;     ///< by t
  std::vector<PathPiece> pieces;               ///< by t; empty unless asked for
  std::vector<LayerLength> lengths;            ///< per layer; empty unless asked for
  std::size_t num_pieces = 0;
  StopReason reason = StopReason::kFinished;
  SignStatistics signs;

  std::size_t num_legs() const { return corners.size() - 1; }
  /// The number of crossings [G22].
  std::size_t density() const { return breakpoints.size(); }
  bool complete() const { return reason == StopReason::kFinished; }
};

/// Follows paths through the regions of a network, exactly [M. Gamba, A. Chmielewski-Anders, J. Sullivan, H. Azizpour,
/// M. Bjorkman, Are All Linear Regions Created Equal?, AISTATS 2022, section 3].
///
/// Leg k of a path through the points x_0, x_1, ... is x(t) = x_k + (t - k) (x_(k+1) - x_k), k <= t <= k + 1. Layer by
/// layer: where the units of earlier layers keep their symbols, every pre-activation is an affine function a + b t in
/// integers, whose signs at the two ends of the stretch say whether the unit switches inside and, where it does not,
/// which symbol it has: that of the end where it is not zero, and where it is zero at both a breakpoint throughout.
/// Doubles decide a sign where their error bound lets them, integers otherwise.
///
/// Laws: what holds of a path backwards holds with t mirrored; along a segment num_pieces is the number of activation
/// regions of the network in the slice x(t), and the breakpoints are their ends; neighbouring pieces have equal values
/// where they meet.
///
/// Complexity: per breakpoint O(weights behind what flips) operations on integers that grow by the size of one weight
/// per layer; memory: the network and the result.
class PathTracer {
 public:
  explicit PathTracer(const Network& network);

  /// The path through these points of the input space. Throws std::invalid_argument for fewer than two points, points
  /// of another dimension, and consecutive points that are equal.
  PathTrace trace(std::span<const std::vector<Rational>> points, const PathOptions& options = {}) const;

 private:
  class Walk;
  std::vector<PathLayer> layers_;
  std::size_t input_dim_;
};

/// The same for one path.
PathTrace trace_path(const Network& network, std::span<const std::vector<Rational>> points,
                     const PathOptions& options = {});

}  // namespace crease
