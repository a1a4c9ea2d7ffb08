// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/domain_cell.h"

#include "algorithms/build_complex.h"

namespace crease {

Complex domain_cell(const Domain& domain) {
  // The regions of a network that does not bend.
  const Layer flat{Matrix<Rational>(1, domain.ambient_dim()), {0}, {Activation::identity()}};
  return build_complex(Network(domain.ambient_dim(), {flat}), domain).complex;
}

}  // namespace crease
