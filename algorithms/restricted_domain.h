// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>

#include "core/domain.h"
#include "core/matrix.h"

namespace crease {

/// The part of a domain where S y + s >= 0, too, in its own coordinates. Label and notes stay.
/// Throws InvalidDomain when the shapes do not fit.
Domain restricted(const Domain& domain, const Matrix<Rational>& S, std::span<const Rational> s);

}  // namespace crease
