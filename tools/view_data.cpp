// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/view_data.h"

#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/parallel_invoke.h>
#include <openssl/evp.h>

#include <algorithm>
#include <atomic>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

#include "algorithms/decision_boundary.h"
#include "algorithms/facet_row.h"
#include "algorithms/linear_regions.h"
#include "algorithms/measures.h"
#include "algorithms/nearest_insphere.h"
#include "algorithms/output_rows.h"
#include "tools/complex_results.h"

namespace crease::tools {
namespace {

static_assert(std::endian::native == std::endian::little, "the viewer's arrays are little-endian");

constexpr std::uint16_t kNoFacet = std::numeric_limits<std::uint16_t>::max();
constexpr std::uint32_t kSeveral = std::numeric_limits<std::uint32_t>::max();

template <typename T>
const char* type_name() {
  if constexpr (std::is_same_v<T, double>) return "f64";
  if constexpr (std::is_same_v<T, float>) return "f32";
  if constexpr (std::is_same_v<T, std::uint16_t>) return "u16";
  return sizeof(T) == 1 ? "u8" : "u32";
}

template <typename T>
Json array_json(std::span<const T> values) {
  static_assert(std::is_trivially_copyable_v<T>);
  const std::size_t size = values.size_bytes();
  if (size > static_cast<std::size_t>(std::numeric_limits<int>::max()) / 2) {
    throw std::length_error("the complex is too large for a page; use a smaller domain");
  }
  std::string text(4 * ((size + 2) / 3) + 1, '\0');  // EVP_EncodeBlock ends with a null character
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), reinterpret_cast<const unsigned char*>(values.data()),
                  static_cast<int>(size));
  text.pop_back();
  return {{"type", type_name<T>()}, {"base64", std::move(text)}};
}

template <typename T>
Json array_json(const std::vector<T>& values) {
  return array_json(std::span<const T>(values));
}

/// Two arrays: all items, and where each list ends.
template <typename T>
void add_lists(Json& arrays, const std::string& name, const IndexLists<T>& lists) {
  std::vector<std::uint32_t> items, ends;
  for (std::size_t i = 0; i < lists.size(); ++i) {
    for (const T item : lists[i]) {
      if constexpr (std::is_same_v<T, std::uint32_t>) {
        items.push_back(item);
      } else {
        items.push_back(item.index);
      }
    }
    ends.push_back(static_cast<std::uint32_t>(items.size()));
  }
  arrays[name] = array_json(items);
  arrays[name + "_ends"] = array_json(ends);
}

/// A double stands for itself, "p/q" for everything else.
Json exact_json(const Rational& value) {
  return is_float64(value) ? Json(nearest_double(value)) : Json(to_string(value));
}

template <typename Numbers>
Json exact_numbers_json(const Numbers& values) {
  Json json = Json::array();
  for (const Rational& value : values) json.push_back(exact_json(value));
  return json;
}

Json exact_rows_json(const Matrix<Rational>& rows) {
  Json json = Json::array();
  for (std::size_t i = 0; i < rows.rows(); ++i) json.push_back(exact_numbers_json(rows.row(i)));
  return json;
}

/// {weights, bias, activations, units: [first row, rows, activation]}.
Json layer_json(const Layer& layer) {
  Json json = {{"weights", exact_rows_json(layer.weights)}, {"bias", exact_numbers_json(layer.bias)}};
  std::vector<Activation> kinds;
  json["activations"] = Json::array();
  json["units"] = Json::array();
  for (std::size_t u = 0; u < layer.num_units(); ++u) {
    const Activation& activation = layer.activations[u];
    std::size_t kind = 0;
    while (kind < kinds.size() && !(kinds[kind] == activation)) ++kind;
    if (kind == kinds.size()) {
      kinds.push_back(activation);
      Json slopes = Json::array(), intercepts = Json::array();
      for (std::size_t p = 0; p < activation.num_pieces(); ++p) {
        slopes.push_back(exact_json(activation.slope(p)));
        intercepts.push_back(exact_json(activation.intercept(p)));
      }
      json["activations"].push_back({{"breakpoints", exact_numbers_json(activation.breakpoints())},
                                     {"slopes", std::move(slopes)},
                                     {"intercepts", std::move(intercepts)}});
    }
    json["units"].push_back({layer.first_row(u), layer.num_arguments(u), kind});
  }
  return json;
}

Json exact_domain_json(const Domain& domain) {
  Json json = {{"rows", exact_rows_json(domain.rows())}, {"offsets", exact_numbers_json(domain.offsets())}};
  json["slice"] = nullptr;
  if (domain.slice()) {
    json["slice"] = {{"point", exact_numbers_json(domain.slice()->point)},
                     {"directions", exact_rows_json(domain.slice()->directions)}};
  }
  return json;
}

void add_tables(Json& arrays, const Complex& complex) {
  const ComplexTables& tables = complex.tables();
  std::vector<std::uint64_t> above, zero;
  for (const RegionId region : complex.regions()) {
    const auto signs = tables.signs.above(region.index);
    above.insert(above.end(), signs.begin(), signs.end());
    if (!tables.signs.has_zeros()) continue;
    const auto zeros = tables.signs.zero(region.index);
    zero.insert(zero.end(), zeros.begin(), zeros.end());
  }
  const auto bytes = [](const std::vector<std::uint64_t>& words) {
    return std::span(reinterpret_cast<const std::uint8_t*>(words.data()), words.size() * sizeof(std::uint64_t));
  };
  arrays["above"] = array_json(bytes(above));
  arrays["zero"] = array_json(bytes(zero));
  add_lists(arrays, "region_facets", tables.region_facets);
  add_lists(arrays, "region_vertices", tables.region_vertices);
  add_lists(arrays, "facet_walls", tables.facet_walls);
  add_lists(arrays, "facet_vertices", tables.facet_vertices);
  add_lists(arrays, "vertex_walls", tables.vertex_walls);
  std::vector<std::uint32_t> sides, vertex_region;
  for (const auto& pair : tables.sides) {
    for (const RegionId side : pair) sides.push_back(side.index);
  }
  for (const RegionId region : tables.vertex_region) vertex_region.push_back(region.index);
  arrays["facet_sides"] = array_json(sides);
  arrays["vertex_region"] = array_json(vertex_region);
  std::vector<double> vertices;
  for (const Rational& x : tables.coordinates) vertices.push_back(nearest_double(x));
  arrays["vertices"] = array_json(vertices);
}

void add_linear_regions(Json& arrays, const LinearRegions& linear) {
  std::vector<std::uint32_t> linear_region, affine_piece;
  for (const LinearRegionId id : linear.of_region) {
    linear_region.push_back(id.index);
    affine_piece.push_back(linear.affine_piece[id.index].index);
  }
  arrays["linear_region"] = array_json(linear_region);
  arrays["affine_piece"] = array_json(affine_piece);
}

/// The maps of regions as floats: from certified doubles where these tell 24 bits, else from exact numbers.
class DrawnMaps {
 public:
  explicit DrawnMaps(const Complex& complex) : rows_(complex), entries_(rows_.num_outputs() * rows_.row_size() + 1) {}

  /// Appends, per output, the gradient and the constant.
  void append(RegionId region, std::size_t outputs, std::vector<float>& to) {
    rows_.move_to(region);
    rows_.enclosure(entries_);
    if (!scale_) find_scale();
    if (!scale_ || !is_sharp()) return append(rows_.exact_map(), outputs, to);
    const Matrix<Rational>& N = rows_.chart().N;
    for (std::size_t k = 0; k < outputs; ++k) {
      const double* row = entries_.data() + k * rows_.row_size();
      for (std::size_t j = 0; j < N.cols(); ++j) {
        double sum = 0;
        for (std::size_t i = 0; i < N.rows(); ++i) sum += row[i + 1] * nearest_double(N(i, j));
        to.push_back(static_cast<float>(sum / *scale_));
      }
      to.push_back(static_cast<float>(row[0] / *scale_));
    }
  }

 private:
  static void append(const AffineMap& map, std::size_t outputs, std::vector<float>& to) {
    for (std::size_t k = 0; k < outputs; ++k) {
      for (std::size_t j = 0; j < map.A.cols(); ++j) to.push_back(static_cast<float>(nearest_double(map.A(k, j))));
      to.push_back(static_cast<float>(nearest_double(map.c[k])));
    }
  }
  double largest() const {
    double size = 0;
    for (std::size_t i = 0; i + 1 < entries_.size(); ++i) size = std::max(size, std::abs(entries_[i]));
    return size;
  }
  bool is_sharp() const { return entries_.back() <= 0x1p-24 * largest(); }

  /// The doubles are the constant part, then the linear one in the chart's coordinates N y, all times one factor. It
  /// is found by the constants of a region whose doubles are sharp.
  void find_scale() {
    if (rows_.chart().homogeneous || rows_.chart().has_lineality()) return;
    const AffineMap map = rows_.exact_map();
    for (std::size_t k = 0; k < rows_.num_outputs(); ++k) {
      const double constant = entries_[k * rows_.row_size()];
      if (map.c[k] != 0 && std::abs(constant) > 0x1p28 * entries_.back()) {
        scale_ = constant / nearest_double(map.c[k]);
        return;
      }
    }
  }

  OutputRows rows_;
  std::vector<double> entries_;
  std::optional<double> scale_;
};

void add_maps(Json& arrays, const Complex& complex, std::size_t outputs) {
  DrawnMaps maps(complex);
  std::vector<float> entries;
  for (const RegionId region : complex.regions()) maps.append(region, outputs, entries);
  arrays["maps"] = array_json(entries);
}

/// Calls `find` with every region, side by side; each writes where only it does. False when it was told to stop.
template <typename Find>
bool for_all_regions(const Complex& complex, const StopCheck& stop, const Find& find) {
  std::atomic<bool> is_stopped = false;
  tbb::parallel_for(tbb::blocked_range<std::size_t>(0, complex.num_regions()), [&](const auto& range) {
    for (std::size_t i = range.begin(); i < range.end() && !is_stopped; ++i) {
      if (stop && stop()) is_stopped = true;
      find(RegionId(i));
    }
  });
  return !is_stopped;
}

bool add_volumes(Json& arrays, const Complex& complex, const StopCheck& stop) {
  std::vector<double> volumes(complex.num_regions());
  const bool is_done = for_all_regions(
      complex, stop, [&](RegionId region) { volumes[region.index] = *nearest_volume(complex, region); });
  if (is_done) arrays["volume"] = array_json(volumes);
  return is_done;
}

/// The radius and the centre for drawing, and which facets prove that no ball is larger: from them the page finds the
/// exact radius.
bool add_inspheres(Json& arrays, const Complex& complex, const StopCheck& stop) {
  const std::size_t dim = complex.dim(), most = dim + 1;
  std::vector<double> radii(complex.num_regions()), centers(complex.num_regions() * dim);
  std::vector<std::uint16_t> support(complex.num_regions() * most, kNoFacet);
  std::vector<std::uint8_t> unique(complex.num_regions());
  const FacetRows rows(complex);
  const bool is_done = for_all_regions(complex, stop, [&](RegionId region) {
    const NearestInsphere ball = nearest_insphere(rows.inward(region), dim);
    const std::size_t i = region.index;
    radii[i] = ball.radius;
    unique[i] = ball.unique;
    for (std::size_t k = 0; k < ball.support.size(); ++k) {
      support[i * most + k] = static_cast<std::uint16_t>(ball.support[k]);
    }
    std::ranges::copy(ball.center, centers.begin() + static_cast<std::ptrdiff_t>(i * dim));
  });
  if (!is_done) return false;
  arrays["radius"] = array_json(radii);
  arrays["center"] = array_json(centers);
  arrays["support"] = array_json(support);
  arrays["unique_center"] = array_json(unique);
  return true;
}

/// The class of every region (none where several cells are in it, or several classes tie), and the corners of all
/// pieces of the decision boundary.
void add_boundary(Json& json, const Complex& complex, const DecisionRule& rule) {
  const DecisionCells cells = decision_cells(complex, rule);
  const DecisionBoundary boundary = decision_boundary(cells);
  std::vector<std::uint32_t> winner(complex.num_regions(), kSeveral);
  for (std::size_t i = 0; i < cells.region.size(); ++i) {
    const bool is_only = (i == 0 || cells.region[i] != cells.region[i - 1]) &&
                         (i + 1 == cells.region.size() || cells.region[i] != cells.region[i + 1]);
    if (is_only && !cells.is_plateau(RegionId(i))) {
      winner[cells.region[i].index] = static_cast<std::uint32_t>(cells.classes[cells.maximizers[i][0]]);
    }
  }
  std::vector<double> corners;
  std::vector<std::uint32_t> ends;
  for (const FacetId piece : boundary.pieces) {
    for (const VertexId vertex : cells.complex.vertices(piece)) {
      for (const Rational& x : cells.complex.coordinates(vertex)) corners.push_back(nearest_double(x));
    }
    ends.push_back(static_cast<std::uint32_t>(corners.size() / complex.dim()));
  }
  json["boundary"] = {{"kind", complex.network().output_dim() == 1 ? "level" : "argmax"},
                      {"level", to_string(rule.level)},
                      {"pieces", boundary.pieces.size()}};
  json["arrays"]["winner"] = array_json(winner);
  json["arrays"]["boundary_corners"] = array_json(corners);
  json["arrays"]["boundary_ends"] = array_json(ends);
}

}  // namespace

Json view_json(const NetworkFile& file, const ComplexResult& result, const WalkOutcome& outcome,
               const ViewParts& parts) {
  const Complex& complex = result.complex;
  const Network& network = complex.network();
  Json json = result_header("crease-view/1", file, complex.domain(), outcome);
  json["input_dim"] = network.input_dim();
  json["outputs"] = network.output_dim();
  json["drawn_outputs"] = std::min(network.output_dim(), kMaxDrawnOutputs);
  json["layers"] = Json::array();
  for (const Layer& layer : network.layers()) json["layers"].push_back(layer_json(layer));
  json["exact_domain"] = exact_domain_json(complex.domain());
  json["boundary"] = nullptr;
  json["num_facets"] = complex.num_facets();
  json["num_vertices"] = complex.num_vertices();
  const bool has_rule = network.output_dim() > 1 || parts.rule.classes.empty();
  // Side by side, each into arrays of its own. Only sizes are shared out further: of two threads the first begins with
  // the first of these, the other one with the last, and both end with what is between.
  LinearRegions linear;
  bool has_boundary = true, has_volumes = true, has_inspheres = true;
  Json drawn = Json::object(), sizes = Json::object(), inspheres = Json::object();
  Json boundary = {{"boundary", nullptr}, {"arrays", Json::object()}};
  tbb::parallel_invoke(
      [&] {
        has_boundary = !(parts.stop && parts.stop());
        if (has_boundary && parts.boundary && has_rule) add_boundary(boundary, complex, parts.rule);
      },
      [&] {
        if (parts.volumes) has_volumes = add_volumes(sizes, complex, parts.stop);
        if (parts.inspheres) has_inspheres = add_inspheres(inspheres, complex, parts.stop);
      },
      [&] {
        linear = linear_regions(result);
        add_tables(drawn, complex);
        add_linear_regions(drawn, linear);
        add_maps(drawn, complex, std::min(network.output_dim(), kMaxDrawnOutputs));
      });
  add_counts(json, complex, linear);
  json["left_out"] = Json::array();
  if (!has_boundary) json["left_out"].push_back("decision boundary");
  if (!has_volumes) json["left_out"].push_back("volumes");
  if (!has_inspheres) json["left_out"].push_back("inscribed balls");
  json["boundary"] = std::move(boundary["boundary"]);
  json["arrays"] = std::move(drawn);
  for (Json* arrays : {&sizes, &inspheres, &boundary["arrays"]}) json["arrays"].update(*arrays);
  return json;
}

}  // namespace crease::tools
