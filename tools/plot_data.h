// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "algorithms/build_complex.h"
#include "algorithms/decision_boundary.h"
#include "algorithms/region_values.h"
#include "algorithms/view_box.h"
#include "core/complex.h"
#include "tools/color_scale.h"
#include "tools/walk_run.h"

namespace crease::tools {

/// What colours stand for.
enum class ColorBy { kNone, kLayer, kActive, kInradius, kVolume, kGradient, kOutput, kClass, kLinear };

/// The regions a picture shows. What is told of a region is that of the whole one, which may go on beyond the picture.
struct PlotRegions {
  Complex whole;                 ///< in the domain
  Complex shown;                 ///< in the part of it that the picture shows: all bounded
  std::vector<RegionId> around;  ///< per region shown: the whole one
  ViewBox box;                   ///< what is to be seen
  bool is_clipped = false;       ///< whether there is more of the domain than this
  StopReason reason = StopReason::kFinished;
  SignStatistics signs;

  /// Of the whole region.
  std::string pattern(RegionId shown_region) const { return whole.pattern(around[shown_region.index]); }
};

/// What part of a domain is shown.
struct PlotView {
  std::optional<ViewBox> box;                 ///< none: what holds all vertices, or
  bool central = true;                        ///< all but those far from the others
  std::vector<std::vector<Rational>> points;  ///< to be in sight, too
  Matrix<Rational> cut;                       ///< rows that are to be >= 0, too
  std::vector<Rational> cut_offsets;
};

/// Regions are built in the domain and, where there is more of it than the picture shows, once more in that part of it:
/// nothing is clipped by rounding. Throws InvalidDomain where there is nothing of the domain to be seen.
PlotRegions plot_regions(const WalkRun& run, const Network& network, const Domain& domain, const PlotView& view);
/// The same, where those in the domain are built already.
PlotRegions plot_regions(const WalkRun& run, const ComplexResult& whole, const PlotView& view);

/// What a picture's colours say: one number per region shown, or categories.
struct PlotColors {
  ColorBy by = ColorBy::kNone;
  std::string heading;           ///< "layer of the last cut"
  std::vector<Color> of_region;  ///< per region shown; per decision cell for kClass
  /// Of numbers.
  std::optional<RegionValues> values;  ///< of all regions shown (kOutput: at their corners)
  ColorScale scale;
  /// Of categories: what they are called, and their colours.
  struct Category {
    std::string name;
    Color color;
    std::size_t count = 0;  ///< regions
  };
  std::vector<Category> categories;
};

/// The decision cells of the regions shown and where their winner changes.
struct PlotDecision {
  DecisionCells cells;
  DecisionBoundary boundary;
};

/// Thrown where a limit ends the work on a picture: there are no pictures of half of it.
class PictureStopped : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};
/// Throws PictureStopped, saying at what it was, when it is time to stop.
void check_stop(const StopCheck& stop, const std::string& work);

/// Pre: `decision` is given for kClass. Throws PictureStopped.
PlotColors plot_colors(const PlotRegions& regions, ColorBy by, ScaleKind scale, const PlotDecision* decision,
                       const StopCheck& stop = {});

/// "layer", "active", ...; none for other words.
std::optional<ColorBy> color_by(const std::string& name);
std::string color_name(ColorBy by);

/// The value of the first output at every vertex of the regions shown.
std::vector<Rational> output_at_vertices(const Complex& shown);

}  // namespace crease::tools
