// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/plot_data.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/sequential_vertex_coloring.hpp>
#include <boost/graph/smallest_last_ordering.hpp>
#include <boost/property_map/shared_array_property_map.hpp>  // the ordering forgets it
#include <iterator>
#include <map>
#include <set>
#include <utility>

#include "algorithms/cut_layers.h"
#include "algorithms/linear_regions.h"
#include "algorithms/local_maps.h"
#include "algorithms/restricted_domain.h"
#include "core/errors.h"

namespace crease::tools {
namespace {

struct ColorName {
  ColorBy by;
  const char* name;
  const char* heading;
};

constexpr ColorName kNames[] = {{ColorBy::kNone, "none", ""},
                                {ColorBy::kLayer, "layer", "layer of the last cut"},
                                {ColorBy::kActive, "active", "active units"},
                                {ColorBy::kInradius, "inradius", "radius of the largest ball"},
                                {ColorBy::kVolume, "volume", "volume"},
                                {ColorBy::kGradient, "gradient", "norm of the gradient"},
                                {ColorBy::kOutput, "output", "output 0"},
                                {ColorBy::kClass, "class", "class"},
                                {ColorBy::kLinear, "linear", "linear regions"}};

const ColorName& name_of(ColorBy by) {
  return *std::ranges::find_if(kNames, [by](const ColorName& now) { return now.by == by; });
}

std::string heading_of(ColorBy by, std::size_t dim) {
  if (by == ColorBy::kVolume && dim == 1) return "length";
  if (by == ColorBy::kVolume && dim == 2) return "area";
  if (by == ColorBy::kInradius && dim == 2) return "radius of the largest circle";
  return name_of(by).heading;
}

RegionValues output_values(const PlotRegions& regions) {
  RegionValues result;
  const Complex& shown = regions.shown;
  const std::vector<Rational> at_vertices = output_at_vertices(shown);
  for (const RegionId region : shown.regions()) {
    Rational sum = 0;
    for (const VertexId vertex : shown.vertices(region)) {
      const Rational& value = at_vertices[vertex.index];
      sum += value;
      const NumberRecord number{{value, value}, std::nullopt};
      const RegionId whole = regions.around[region.index];
      if (!result.least || value < result.least->number.bounds.lo) result.least = {whole, number};
      if (!result.greatest || value > result.greatest->number.bounds.hi) result.greatest = {whole, number};
    }
    result.values.push_back(sum / Rational(shown.vertices(region).size()));
  }
  return result;
}

void count_categories(PlotColors& colors, const std::vector<std::size_t>& category_of) {
  for (const std::size_t category : category_of) {
    colors.of_region.push_back(colors.categories[category].color);
    ++colors.categories[category].count;
  }
}

void color_layers(PlotColors& colors, const PlotRegions& regions) {
  std::vector<std::size_t> category_of;
  for (const RegionId region : regions.shown.regions()) {
    const auto layer = last_cut_layer(regions.whole, regions.around[region.index]);
    category_of.push_back(layer ? *layer + 1 : 0);
  }
  colors.categories.push_back({"not cut", kWhite});
  const std::size_t most = category_of.empty() ? 0 : *std::ranges::max_element(category_of);
  for (std::size_t l = 0; l < most; ++l) {
    colors.categories.push_back({fmt::format("layer {}", l), light_category_color(l)});
  }
  count_categories(colors, category_of);
  std::erase_if(colors.categories, [](const PlotColors::Category& category) { return category.count == 0; });
}

void color_classes(PlotColors& colors, const DecisionCells& cells) {
  std::map<std::vector<std::uint32_t>, std::size_t> known;
  for (const RegionId cell : cells.complex.regions()) {
    const auto maximizers = cells.maximizers[cell.index];
    known.emplace(std::vector(maximizers.begin(), maximizers.end()), 0);
  }
  for (auto& [maximizers, category] : known) {
    category = colors.categories.size();
    std::string name = maximizers.size() > 1 ? "tie of" : "class";
    for (const std::uint32_t i : maximizers) name += fmt::format(" {}", cells.classes[i]);
    const Color color = maximizers.size() > 1 ? kNoValue : light_category_color(maximizers[0]);
    colors.categories.push_back({name, color});
  }
  std::vector<std::size_t> category_of;
  for (const RegionId cell : cells.complex.regions()) {
    const auto maximizers = cells.maximizers[cell.index];
    category_of.push_back(known.at(std::vector(maximizers.begin(), maximizers.end())));
  }
  count_categories(colors, category_of);
}

/// Neighbours get different colours. In the plane, where the graph of linear regions is planar, taking those of
/// smallest degree last needs six colours at most [D. Matula, L. Beck, Smallest-last ordering, 1983].
void color_linear_regions(PlotColors& colors, const PlotRegions& regions) {
  using Graph = boost::adjacency_list<boost::setS, boost::vecS, boost::undirectedS>;
  const LinearRegions linear = linear_regions(regions.whole);
  Graph graph(linear.size());
  for (const FacetId facet : regions.whole.facets()) {
    if (!regions.whole.is_interior(facet)) continue;
    const auto [a, b] = regions.whole.sides(facet);
    const auto la = linear.of_region[a.index], lb = linear.of_region[b.index];
    if (la != lb) boost::add_edge(la.index, lb.index, graph);
  }
  const auto order = boost::smallest_last_vertex_ordering(graph);
  std::vector<std::size_t> color_of(linear.size());
  const auto index = boost::get(boost::vertex_index, graph);
  boost::sequential_vertex_coloring(graph,
                                    boost::make_iterator_property_map(order.begin(), boost::identity_property_map()),
                                    boost::make_iterator_property_map(color_of.begin(), index));
  std::set<LinearRegionId> seen;
  for (const RegionId region : regions.shown.regions()) {
    const LinearRegionId of = linear.of_region[regions.around[region.index].index];
    seen.insert(of);
    colors.of_region.push_back(light_category_color(color_of[of.index]));
  }
  colors.categories.push_back({fmt::format("{} in sight, neighbours differ", seen.size()), kWhite, seen.size()});
}

RegionValues numbers(const PlotRegions& regions, ColorBy by, const StopCheck& stop) {
  switch (by) {
    case ColorBy::kActive:
      return active_units_of(regions.whole, regions.around);
    case ColorBy::kInradius:
      return inradii_of(regions.whole, regions.around, stop);
    case ColorBy::kVolume:
      return volumes_of(regions.whole, regions.around, stop);
    case ColorBy::kGradient:
      return gradient_norms_of(regions.whole, regions.around, stop);
    default:
      return output_values(regions);
  }
}

}  // namespace

std::optional<ColorBy> color_by(const std::string& name) {
  const auto* named = std::ranges::find_if(kNames, [&](const ColorName& now) { return name == now.name; });
  return named == std::end(kNames) ? std::nullopt : std::optional(named->by);
}

std::string color_name(ColorBy by) { return name_of(by).name; }

std::vector<Rational> output_at_vertices(const Complex& shown) {
  std::vector<Rational> values(shown.num_vertices());
  std::vector<bool> known(shown.num_vertices());
  LocalMaps maps(shown);
  for (const RegionId region : shown.regions()) {
    const AffineMap& map = maps.at(region);
    for (const VertexId vertex : shown.vertices(region)) {
      if (known[vertex.index]) continue;
      known[vertex.index] = true;
      Rational& value = values[vertex.index] = map.c[0];
      for (std::size_t j = 0; j < shown.dim(); ++j) value += map.A(0, j) * shown.coordinates(vertex)[j];
    }
  }
  return values;
}

PlotRegions plot_regions(const WalkRun& run, const Network& network, const Domain& domain, const PlotView& view) {
  std::optional<ComplexResult> walked;
  run([&](const EnumerateOptions& walk) { walked = crease::build_complex(network, domain, {walk}); });
  return plot_regions(run, *walked, view);
}

PlotRegions plot_regions(const WalkRun& run, const ComplexResult& whole, const PlotView& view) {
  const Domain& domain = whole.complex.domain();
  const bool is_bounded = whole.complex.num_bounded_regions() == whole.complex.num_regions();
  const ViewBox box = view.box       ? *view.box
                      : view.central ? central_view_box(whole.complex, view.points)
                                     : view_box(whole.complex, view.points);
  PlotRegions result{whole.complex, whole.complex, {}, box, view.box || !is_bounded || view.cut.rows() > 0,
                     whole.reason,  whole.signs};
  if (result.is_clipped && whole.complex.num_regions() > 0) {
    Domain part = view.box || !is_bounded ? clipped(domain, box) : domain;
    if (view.cut.rows() > 0) part = restricted(part, view.cut, view.cut_offsets);
    ComplexOptions options;
    // Of a part of the regions, there is to be as much in sight.
    if (!whole.complex.is_complete()) options.walk.max_regions = whole.complex.num_regions();
    run([&](const EnumerateOptions& walk) {
      options.walk.threads = whole.complex.is_complete() ? walk.threads : 1;
      if (whole.complex.is_complete()) options.walk.stop = walk.stop;
      try {
        ComplexResult shown = crease::build_complex(whole.complex.network(), part, options);
        result.shown = shown.complex;
        result.signs += shown.signs;
        if (result.reason == StopReason::kFinished) result.reason = shown.reason;
      } catch (const InvalidDomain&) {
        throw InvalidDomain("--view, --cut: nothing of the domain is to be seen there. Choose another part of it");
      }
    });
  }
  result.around = regions_around(result.shown, result.whole);
  // The regions of a part may be others in sight than those of the whole that were found: these are shown as they are.
  if (std::ranges::any_of(result.around, [](RegionId region) { return !region.is_valid(); })) {
    result.whole = result.shown;
    result.around = regions_around(result.shown, result.whole);
  }
  return result;
}

void check_stop(const StopCheck& stop, const std::string& work) {
  if (stop && stop()) throw PictureStopped(work);
}

PlotColors plot_colors(const PlotRegions& regions, ColorBy by, ScaleKind scale, const PlotDecision* decision,
                       const StopCheck& stop) {
  PlotColors colors;
  colors.by = by;
  colors.heading = heading_of(by, regions.whole.dim());
  if (by == ColorBy::kLayer) {
    color_layers(colors, regions);
  } else if (by == ColorBy::kClass) {
    color_classes(colors, decision->cells);
  } else if (by == ColorBy::kLinear) {
    color_linear_regions(colors, regions);
  } else if (by == ColorBy::kNone) {
    colors.of_region.assign(regions.shown.num_regions(), kWhite);
  } else {
    RegionValues values = numbers(regions, by, stop);
    if (values.values.size() < regions.around.size()) throw PictureStopped("colours");
    if (values.least) {
      const Rational& least = values.least->number.bounds.lo;
      colors.scale = ColorScale(least, values.greatest->number.bounds.hi, scale, by == ColorBy::kOutput);
    }
    for (const auto& value : values.values) colors.of_region.push_back(value ? colors.scale.color(*value) : kNoValue);
    colors.values = std::move(values);
  }
  return colors;
}

}  // namespace crease::tools
