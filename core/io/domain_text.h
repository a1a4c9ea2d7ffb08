// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/domain.h"

namespace crease {

/// Reads what follows --domain: "all", "box:LO,HI" (the same in every coordinate), "box:lo1,hi1;lo2,hi2;...", or the
/// path of a JSON file {"format": "crease-domain/1", "rows": [{"normal": [...], "offset": o}, ...]} that stands for
/// {x : normal . x + offset >= 0} (a polytope), with numbers as in the JSON network format, or of a VNN-LIB file (see
/// vnnlib.h): its name ends in .vnnlib, or its first line is a comment or a list.
/// Throws ParseError, FileError, InvalidDomain.
Domain parse_domain(const std::string& text, std::size_t n0, DecimalPolicy decimals = DecimalPolicy::kExact);

/// Reads what follows --slice: a JSON file {"format": "crease-slice/1", "point": [...], "directions": [[...], ...],
/// "box": [[lo, hi], ...]}: x = point + sum_k y_k directions[k]; the optional box bounds y.
/// Returns `domain` inside the slice.
Domain read_slice(const std::string& path, const Domain& domain, DecimalPolicy decimals = DecimalPolicy::kExact);

}  // namespace crease
