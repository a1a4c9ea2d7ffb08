// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace crease {

/// What the name of an array says (see named_arrays.h).
struct ArrayName {
  enum class Role { kUnknown, kWeights, kBias, kInTurn };
  Role role = Role::kUnknown;
  std::string layer;       ///< "" where the name is that of the role alone
  bool is_kernel = false;  ///< weights as Keras calls them
};
ArrayName parse_array_name(std::string_view name);

/// The checkpoint a name belongs to; "" for none.
std::string checkpoint_of(std::string_view name);

/// `text` with every number in it replaced by '#': names that differ in numbers only have it in common.
std::string without_numbers(std::string_view text);

/// Compares numbers in the texts by their values: "fc2" before "fc10". A total order.
bool natural_less(std::string_view a, std::string_view b);

}  // namespace crease
