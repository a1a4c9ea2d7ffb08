// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/trace_path.h"

#include <algorithm>
#include <deque>
#include <stdexcept>
#include <utility>

#include "algorithms/enclosure_sum.h"
#include "algorithms/line_layer.h"
#include "algorithms/walk_control.h"
#include "core/pattern_text.h"

namespace crease {
namespace {

std::vector<Integer> to_integers(const IntegerVector& vector) {
  std::vector<Integer> values;
  for (std::size_t i = 0; i < vector.size(); ++i) values.push_back(vector.get(i));
  return values;
}

/// sum of squares / scale^2.
Rational squared_norm(const IntegerVector& vector, const Integer& scale) {
  ScopedFmpz sum;
  dot(sum, vector, vector);
  Rational result;
  fmpz_get_mpz(result.get_num_mpz_t(), sum);
  result.get_den() = scale * scale;
  result.canonicalize();
  return result;
}

void check(std::size_t input_dim, std::span<const std::vector<Rational>> points, bool closed) {
  if (points.size() < 2) throw std::invalid_argument("a path needs two points or more");
  for (std::size_t k = 0; k < points.size(); ++k) {
    if (points[k].size() != input_dim) {
      throw std::invalid_argument("point " + std::to_string(k) + " of the path has " +
                                  std::to_string(points[k].size()) + " coordinates, the network has " +
                                  std::to_string(input_dim) + " inputs");
    }
    const bool is_last = k + 1 == points.size();
    if (!(is_last && !closed) && points[k] == points[is_last ? 0 : k + 1]) {
      throw std::invalid_argument("points " + std::to_string(k) + " and " + std::to_string(is_last ? 0 : k + 1) +
                                  " of the path are the same");
    }
  }
}

}  // namespace

/// One path being followed.
class PathTracer::Walk {
 public:
  Walk(const std::vector<PathLayer>& layers, const PathOptions& options) : options_(options), control_(options.walk) {
    for (const PathLayer& layer : layers) {
      layers_.emplace_back(layer);
      symbols_.emplace_back(layer.num_units());
      sums_.emplace_back();
    }
  }

  PathTrace run(std::vector<std::vector<Rational>> corners) {
    trace_.corners = std::move(corners);
    std::vector<Rational> numbers;
    for (const auto& corner : trace_.corners) numbers.insert(numbers.end(), corner.begin(), corner.end());
    input_scale_ = common_denominator(numbers);
    for (leg_ = 0; leg_ < trace_.num_legs() && !control_.stopped(); ++leg_) {
      start_leg();
      sweep(0, LinePosition(0), LinePosition(1));
    }
    trace_.reason = control_.reason();
    if (options_.closed && trace_.complete()) add_closing_breakpoint();
    for (const LineLayer& layer : layers_) trace_.signs += layer.signs();
    if (options_.lengths) {
      for (const auto& [rows, units] : sums_) trace_.lengths.push_back({rows.value(), units.value()});
    }
    return std::move(trace_);
  }

 private:
  void start_leg() {
    Integer scale = input_scale_;
    for (LineLayer& layer : layers_) {
      layer.start(scale);
      scale = layer.unit_scale();
    }
    const std::vector<Rational>&from = trace_.corners[leg_], &to = trace_.corners[leg_ + 1];
    IntegerVector step(2);
    for (std::size_t j = 0; j < from.size(); ++j) {
      step.set(0, scaled(from[j]));
      step.set(1, scaled(to[j] - from[j]));
      layers_[0].add_to_input(j, step[0], step[1]);
    }
  }

  Integer scaled(const Rational& x) const { return x.get_num() * Integer(input_scale_ / x.get_den()); }

  /// Follows the line from begin to end, where the layers before l keep their symbols.
  void sweep(std::size_t l, const LinePosition& begin, const LinePosition& end) {
    if (l == layers_.size()) return add_piece(begin, end);
    LineLayer& layer = layers_[l];
    std::vector<LineLayer::Crossing> crossings;
    layer.find_crossings(begin, end, crossings);
    std::ranges::sort(crossings, [](const LineLayer::Crossing& a, const LineLayer::Crossing& b) {
      const int order = compare(a.at, b.at);
      return order != 0 ? order < 0 : a.unit < b.unit;
    });
    add_length(sums_[l].first, layer.row_slopes(), layer.row_scale(), end.t - begin.t);
    const LinePosition* from = &begin;
    for (std::size_t i = 0; !control_.stopped();) {
      const LinePosition* to = i < crossings.size() ? &crossings[i].at : &end;
      layer.settle([&](std::size_t unit, const fmpz* a, const fmpz* b) {
        if (l + 1 < layers_.size()) layers_[l + 1].add_to_input(unit, a, b);
      });
      add_length(sums_[l].second, layer.output_slopes(), layer.unit_scale(), to->t - from->t);
      sweep(l + 1, *from, *to);
      if (i == crossings.size()) return;
      for (; i < crossings.size() && compare(crossings[i].at, *to) == 0; ++i) {
        layer.set_symbol(crossings[i].unit, crossings[i].symbol);
      }
      from = to;
    }
  }

  void add_length(EnclosureSum& sum, const IntegerVector& slopes, const Integer& scale, const Rational& duration) {
    if (!options_.lengths) return;
    Enclosure speed = sqrt_enclosure(squared_norm(slopes, scale));
    sum.add({speed.lo * duration, speed.hi * duration});
  }

  void add_piece(const LinePosition& begin, const LinePosition& end) {
    if (control_.take_regions(1) == 0) return;
    control_.poll(1);
    const Rational offset(static_cast<unsigned long>(leg_));
    std::vector<UnitId> units = flipped_units();
    if (trace_.num_pieces == 0) {
      first_symbols_ = symbols_;
      first_derivative_ = derivative_ = to_integers(layers_.back().output_slopes());
      if (options_.gradients) first_gradient_ = gradient_ = gradient();
    } else if (!units.empty()) {
      add_breakpoint(begin.t + offset, std::move(units));
    } else {
      derivative_ = to_integers(layers_.back().output_slopes());
    }
    ++trace_.num_pieces;
    if (!options_.pieces) return;
    PathPiece& piece = trace_.pieces.emplace_back();
    piece.begin = begin.t + offset;
    piece.end = end.t + offset;
    piece.leg = leg_;
    piece.pattern = pattern();
    const LineLayer& last = layers_.back();
    for (std::size_t k = 0; k < last.outputs().size(); ++k) {
      Rational& slope = piece.slope.emplace_back(last.output_slopes().get(k), last.unit_scale());
      Rational& value = piece.value.emplace_back(last.outputs().get(k), last.unit_scale());
      slope.canonicalize();
      value.canonicalize();
      value += slope * begin.t;
    }
  }

  void add_breakpoint(Rational t, std::vector<UnitId> units) {
    std::vector<Integer> derivative = to_integers(layers_.back().output_slopes());
    PathBreakpoint& breakpoint = trace_.breakpoints.emplace_back();
    breakpoint.t = std::move(t);
    breakpoint.units = std::move(units);
    breakpoint.derivative_similarity = map_similarity(derivative_, derivative);
    derivative_ = std::move(derivative);
    if (!options_.gradients) return;
    std::vector<Integer> gradient = this->gradient();
    breakpoint.gradient_similarity = map_similarity(gradient_, gradient);
    gradient_ = std::move(gradient);
  }

  /// Where a closed path ends and begins.
  void add_closing_breakpoint() {
    std::vector<UnitId> units = differing_units(symbols_, first_symbols_);
    if (units.empty()) return;
    PathBreakpoint breakpoint{0, std::move(units), map_similarity(derivative_, first_derivative_), std::nullopt};
    if (options_.gradients) breakpoint.gradient_similarity = map_similarity(gradient_, first_gradient_);
    trace_.breakpoints.insert(trace_.breakpoints.begin(), std::move(breakpoint));
  }

  using Symbols = std::vector<std::vector<Symbol>>;

  static std::vector<UnitId> differing_units(const Symbols& a, const Symbols& b) {
    std::vector<UnitId> units;
    for (std::size_t l = 0; l < a.size(); ++l) {
      for (std::size_t u = 0; u < a[l].size(); ++u) {
        if (a[l][u] != b[l][u]) units.push_back({static_cast<std::uint32_t>(l), static_cast<std::uint32_t>(u)});
      }
    }
    return units;
  }

  /// Since the piece before; makes symbols_ those of this one.
  std::vector<UnitId> flipped_units() {
    Symbols before = symbols_;
    for (std::size_t l = 0; l < layers_.size(); ++l) symbols_[l] = layers_[l].symbols();
    return differing_units(before, symbols_);
  }

  std::string pattern() const {
    std::string text;
    for (std::size_t l = 0; l < symbols_.size(); ++l) {
      if (l > 0) text += '|';
      for (const Symbol symbol : symbols_[l]) append_symbol(text, symbol);
    }
    return text;
  }

  /// The outputs' gradients, output by output, in a scaling that all pieces share.
  std::vector<Integer> gradient() const {
    std::vector<IntegerVector> rows;
    for (std::size_t k = 0; k < layers_.back().outputs().size(); ++k) {
      fmpz_one(rows.emplace_back(layers_.back().outputs().size())[k]);
    }
    for (std::size_t l = layers_.size(); l-- > 0;) {
      for (IntegerVector& row : rows) row = through_weights(l, through_units(l, row));
    }
    std::vector<Integer> result;
    for (const IntegerVector& row : rows) {
      for (std::size_t j = 0; j < row.size(); ++j) result.push_back(row.get(j));
    }
    return result;
  }

  /// From a gradient in the outputs of layer l to one in its pre-activations.
  IntegerVector through_units(std::size_t l, const IntegerVector& gradient) const {
    const PathLayer& layer = layers_[l].layer();
    IntegerVector result(layer.num_rows());
    ScopedFmpz factor;
    fmpz_set_mpz(factor, layer.unit_factor.get_mpz_t());
    for (std::size_t u = 0; u < layer.num_units(); ++u) {
      const std::size_t piece = symbols_[l][u].piece;
      if (layer.is_group(u)) {
        fmpz_mul(result[layer.first_row[u] + piece], gradient[u], factor);
      } else {
        fmpz_mul(result[layer.first_row[u]], gradient[u], layer.slopes[layer.first_piece[u] + piece]);
      }
    }
    return result;
  }

  /// On to its inputs.
  IntegerVector through_weights(std::size_t l, const IntegerVector& gradient) const {
    const PathLayer& layer = layers_[l].layer();
    IntegerVector result(layer.num_inputs());
    for (std::size_t j = 0; j < layer.num_inputs(); ++j) {
      for (std::size_t e = layer.first_entry[j]; e < layer.first_entry[j + 1]; ++e) {
        fmpz_addmul(result[j], layer.entries[e], gradient[layer.entry_rows[e]]);
      }
    }
    return result;
  }

  const PathOptions& options_;
  WalkControl control_;
  PathTrace trace_;
  std::deque<LineLayer> layers_;
  Integer input_scale_;
  std::size_t leg_ = 0;
  Symbols symbols_, first_symbols_;  ///< of the last and the first piece
  std::vector<Integer> derivative_, first_derivative_, gradient_, first_gradient_;
  std::vector<std::pair<EnclosureSum, EnclosureSum>> sums_;  ///< per layer, of rows and units
};

PathTracer::PathTracer(const Network& network) : layers_(make_path_layers(network)), input_dim_(network.input_dim()) {}

PathTrace PathTracer::trace(std::span<const std::vector<Rational>> points, const PathOptions& options) const {
  check(input_dim_, points, options.closed);
  std::vector<std::vector<Rational>> corners(points.begin(), points.end());
  if (options.closed) corners.push_back(corners.front());
  return Walk(layers_, options).run(std::move(corners));
}

PathTrace trace_path(const Network& network, std::span<const std::vector<Rational>> points,
                     const PathOptions& options) {
  return PathTracer(network).trace(points, options);
}

}  // namespace crease
