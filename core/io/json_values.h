// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>
#include <span>
#include <string>

#include "core/domain.h"
#include "core/numbers.h"

namespace crease {

/// Values as crease's JSON results write them; members keep their order, and rationals are "p/q" strings.
using Json = nlohmann::ordered_json;

Json rationals_json(std::span<const Rational> values);

/// null, or {point, directions} of the domain's slice; directions[k] is the k-th direction.
Json slice_json(const Domain& domain);

/// The text of a value, in one line or with `indent` spaces per level; bytes that are not UTF-8 are replaced.
std::string to_text(const Json& json, int indent = -1);

}  // namespace crease
