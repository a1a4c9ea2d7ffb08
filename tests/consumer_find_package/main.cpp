// SPDX-License-Identifier: GPL-3.0-or-later
// Counts the regions of h = relu((x, y, x + y)): three lines through the origin cut the box into six.
#include <cstdlib>

#include "algorithms/count.h"
#include "core/domain.h"
#include "core/network.h"

int main() {
  crease::Matrix<crease::Rational> W(3, 2);
  W(0, 0) = W(1, 1) = W(2, 0) = W(2, 1) = 1;
  const crease::Layer layer{W, std::vector<crease::Rational>(3), std::vector(3, crease::Activation::relu())};
  const crease::Network network(2, {layer});
  const crease::RegionCount count = crease::count_regions(network, crease::Domain::box(2, -1, 1));
  return count.complete() && count.activation_regions == 6 && count.bounded_regions == 6 ? EXIT_SUCCESS : EXIT_FAILURE;
}
