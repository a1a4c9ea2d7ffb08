// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/complex.h"
#include "core/domain.h"

namespace crease {

/// The domain as a complex of its own, with coordinates: one region, which is all of it, without creases.
/// Throws InvalidDomain when the domain has no interior.
Complex domain_cell(const Domain& domain);

}  // namespace crease
