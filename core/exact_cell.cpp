// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exact_cell.h"

#include <algorithm>

namespace crease {
namespace {

bool is_tight(const ExactGenerator& generator, std::size_t slot) {
  return slot < generator.tight.size() && generator.tight[slot];
}

void set_tight(ExactGenerator& generator, std::size_t slot) {
  if (generator.tight.size() <= slot) generator.tight.resize(slot + 1, false);
  generator.tight[slot] = true;
}

std::vector<bool> common_slots(const ExactGenerator& a, const ExactGenerator& b) {
  std::vector<bool> common(std::min(a.tight.size(), b.tight.size()));
  for (std::size_t k = 0; k < common.size(); ++k) common[k] = a.tight[k] && b.tight[k];
  return common;
}

bool is_tight_on_all(const ExactGenerator& generator, const std::vector<bool>& slots) {
  for (std::size_t k = 0; k < slots.size(); ++k) {
    if (slots[k] && !is_tight(generator, k)) return false;
  }
  return true;
}

}  // namespace

ExactCell ExactCell::whole_space(int m) {
  ExactCell cell(m);
  for (int i = 0; i < m; ++i) {
    IntegerVector line(static_cast<std::size_t>(m));
    fmpz_one(line[static_cast<std::size_t>(i)]);
    cell.lines_.push_back(std::move(line));
  }
  return cell;
}

ExactCell ExactCell::affine_space(int m) {
  ExactCell cell = whole_space(m);
  cell.occupy(0);
  cell.generators_.push_back({std::move(cell.lines_.front()), {}});
  cell.lines_.erase(cell.lines_.begin());
  return cell;
}

ExactCell::Sides ExactCell::sides(const IntegerVector& row) const {
  for (const IntegerVector& line : lines_) {
    if (sign_of_dot(row, line) != 0) return {true, true};
  }
  Sides sides;
  for (const ExactGenerator& generator : generators_) {
    const int sign = sign_of_dot(row, generator.vector);
    sides.positive |= sign > 0;
    sides.negative |= sign < 0;
  }
  return sides;
}

std::size_t ExactCell::free_slot() const {
  const auto free = std::find(slots_.begin(), slots_.end(), false);
  return static_cast<std::size_t>(free - slots_.begin());
}

void ExactCell::occupy(std::size_t slot) {
  if (slots_.size() <= slot) slots_.resize(slot + 1, false);
  slots_[slot] = true;
}

ExactCell ExactCell::half(const IntegerVector& row, int side, std::size_t slot) const {
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    if (sign_of_dot(row, lines_[i]) != 0) return half_across_line(row, side, slot, i);
  }
  ExactCell out(m_);
  out.slots_ = slots_;
  out.occupy(slot);
  out.lines_ = lines_;
  std::vector<IntegerVector> values;
  std::vector<int> signs;
  for (const ExactGenerator& generator : generators_) {
    dot(values.emplace_back(1)[0], row, generator.vector);
    signs.push_back(fmpz_sgn(values.back()[0]));
    if (signs.back() * side < 0) continue;
    ExactGenerator& kept = out.generators_.emplace_back(generator);
    if (signs.back() == 0) set_tight(kept, slot);
  }
  for (std::size_t p = 0; p < generators_.size(); ++p) {
    for (std::size_t n = 0; n < generators_.size(); ++n) {
      if (signs[p] <= 0 || signs[n] >= 0) continue;
      const std::vector<bool> common = common_slots(generators_[p], generators_[n]);
      bool edge = true;
      for (std::size_t g = 0; g < generators_.size() && edge; ++g) {
        edge = g == p || g == n || !is_tight_on_all(generators_[g], common);
      }
      if (!edge) continue;
      ExactGenerator& cut = out.generators_.emplace_back(ExactGenerator{generators_[n].vector, common});
      ScopedFmpz minus;
      fmpz_neg(minus, values[n][0]);
      cut.vector.combine(values[p][0], minus, generators_[p].vector);
      cut.vector.make_primitive();
      set_tight(cut, slot);
    }
  }
  if (out.is_pointed()) out.release_unused_slots();
  return out;
}

/// In a pointed cone a row that vanishes on no generator is redundant.
void ExactCell::release_unused_slots() {
  for (std::size_t slot = 0; slot < slots_.size(); ++slot) {
    slots_[slot] = std::any_of(generators_.begin(), generators_.end(),
                               [&](const ExactGenerator& generator) { return is_tight(generator, slot); });
  }
}

/// Everything is moved along the line onto the row; the line's own half becomes a ray.
ExactCell ExactCell::half_across_line(const IntegerVector& row, int side, std::size_t slot, std::size_t line) const {
  IntegerVector direction = lines_[line];
  ScopedFmpz step;
  dot(step, row, direction);
  if (fmpz_sgn(step) < 0) {
    direction.negate();
    fmpz_neg(step, step);
  }
  const auto project = [&](IntegerVector& vector) {
    ScopedFmpz value;
    dot(value, row, vector);
    fmpz_neg(value, value);
    vector.combine(step, value, direction);
    vector.make_primitive();
  };
  ExactCell out(m_);
  out.slots_ = slots_;
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    if (i != line) project(out.lines_.emplace_back(lines_[i]));
  }
  for (const ExactGenerator& generator : generators_) {
    ExactGenerator& moved = out.generators_.emplace_back(generator);
    project(moved.vector);
    set_tight(moved, slot);
  }
  // A line lies in every row so far, and so does the ray that is left of it.
  if (side < 0) direction.negate();
  out.generators_.push_back({std::move(direction), slots_});
  out.occupy(slot);
  return out;
}

}  // namespace crease
