// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/domain.h"
#include "core/ids.h"
#include "core/network.h"

namespace crease {

/// A crease: the set where a unit's pre-activation equals one of its breakpoints, or where one of the arguments of a
/// max group is as great as the greatest other one.
struct CreaseInfo {
  UnitId unit;
  std::uint32_t breakpoint = 0;  ///< or argument
  bool operator==(const CreaseInfo&) const = default;
};

/// The walls of a network in a domain.
class WallList {
 public:
  WallList(const Network& network, const Domain& domain);

  std::size_t num_creases() const { return creases_.size(); }
  std::size_t num_domain_rows() const { return num_domain_rows_; }
  std::size_t size() const { return num_creases() + num_domain_rows_ + 1; }

  bool is_crease(WallId wall) const { return wall < num_creases(); }
  bool is_domain_row(WallId wall) const { return wall >= num_creases() && wall < infinity(); }
  WallId domain_row(std::size_t row) const { return static_cast<WallId>(num_creases() + row); }
  WallId infinity() const { return static_cast<WallId>(num_creases() + num_domain_rows_); }

  /// Pre: is_crease(wall).
  const CreaseInfo& crease(WallId wall) const { return creases_[wall]; }
  /// Pre: is_domain_row(wall).
  std::size_t row_of(WallId wall) const { return wall - num_creases(); }

  /// The creases of a unit are first_crease(unit), ..., one per breakpoint or argument in order.
  WallId first_crease(UnitId unit) const { return first_[unit.layer][unit.unit]; }
  std::size_t num_creases(UnitId unit) const { return first_[unit.layer][unit.unit + 1] - first_crease(unit); }
  /// Does the crease belong to a max group?
  bool is_argument(WallId crease) const { return has_groups_ && is_argument_[crease]; }
  bool is_group(UnitId unit) const { return num_creases(unit) > 1 && is_argument(first_crease(unit)); }

  /// The units of the creases among `walls` (increasing), each once.
  std::vector<UnitId> units(std::span<const WallId> walls) const;
  /// The domain's rows among `walls` (increasing).
  std::vector<std::size_t> domain_rows(std::span<const WallId> walls) const;

 private:
  std::vector<CreaseInfo> creases_;
  std::vector<std::vector<WallId>> first_;  ///< per layer and unit, one more at the end of a layer
  std::vector<bool> is_argument_;           ///< per crease
  bool has_groups_ = false;
  std::size_t num_domain_rows_;
};

}  // namespace crease
