// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "algorithms/path_layers.h"
#include "core/integer_vector.h"
#include "core/region.h"
#include "core/sign_statistics.h"

namespace crease {

/// A place on a line: t = pq[0] / pq[1], and the double near it.
struct LinePosition {
  explicit LinePosition(const Rational& value);
  Rational t;
  IntegerVector pq;
  double nearest;
};

/// -1, 0 or 1: the order of two places.
int compare(const LinePosition& a, const LinePosition& b);

/// One layer along a line: every pre-activation and output is a + b t in integers (see PathLayer for their scale), and
/// belongs to the stretch of the line that is looked at. Whoever walks hands changes of outputs on to the next layer.
class LineLayer {
 public:
  explicit LineLayer(const PathLayer& layer);

  /// Pre-activations of inputs that are all zero, and outputs that are zero. `input_scale` is the inputs' scale.
  void start(const Integer& input_scale);
  /// Of the pre-activations and outputs; the second is the input scale of the next layer.
  const Integer& row_scale() const { return row_scale_; }
  const Integer& unit_scale() const { return unit_scale_; }

  /// Adds a + b t to an input.
  void add_to_input(std::size_t input, const fmpz* a, const fmpz* b);

  /// Where a unit switches to another symbol.
  struct Crossing {
    LinePosition at;
    std::uint32_t unit;
    Symbol symbol;  ///< behind it
  };
  /// Gives all units their symbols just behind `begin`, and appends the crossings before `end`, in no order.
  void find_crossings(const LinePosition& begin, const LinePosition& end, std::vector<Crossing>& crossings);
  void set_symbol(std::size_t unit, Symbol symbol);
  const std::vector<Symbol>& symbols() const { return symbols_; }

  /// Makes the outputs those of the pre-activations and symbols; calls changed(unit, a, b) with what is added to each.
  template <typename F>
  void settle(F&& changed) {
    for (std::size_t u = 0; u < symbols_.size(); ++u) {
      if (is_dirty_[u] == 0) continue;
      is_dirty_[u] = 0;
      if (update_output(u)) changed(u, a_step_, b_step_);
    }
  }

  const IntegerVector& row_slopes() const { return b_; }
  const IntegerVector& outputs() const { return output_a_; }
  const IntegerVector& output_slopes() const { return output_b_; }
  const PathLayer& layer() const { return layer_; }
  const SignStatistics& signs() const { return signs_; }

 private:
  /// Doubles of a row in a scaling of its own that makes the larger of the two near 1.
  struct RowDoubles {
    double a = 0, b = 0;
    bool is_current = false;
  };
  int sign_at(std::size_t row, const LinePosition& t);
  int exact_sign(const fmpz* a, const fmpz* b, const LinePosition& t);
  void find_scalar(std::size_t u, const LinePosition& begin, const LinePosition& end, std::vector<Crossing>& crossings);
  void find_group(std::size_t u, const LinePosition& begin, const LinePosition& end, std::vector<Crossing>& crossings);
  Symbol group_symbol(std::size_t u, std::size_t argument) const;
  bool update_output(std::size_t u);

  const PathLayer& layer_;
  std::vector<std::uint32_t> unit_of_row_;
  Integer row_scale_, unit_scale_;
  IntegerVector a_, b_;                    ///< per row
  IntegerVector thresholds_, intercepts_;  ///< in the scale of rows and outputs
  IntegerVector output_a_, output_b_;      ///< per unit
  std::vector<RowDoubles> doubles_;        ///< per row
  std::vector<Symbol> symbols_;
  std::vector<std::uint8_t> is_dirty_;  ///< per unit: the output may have changed
  ScopedFmpz a_step_, b_step_, value_, difference_, slope_;
  SignStatistics signs_;
};

}  // namespace crease
