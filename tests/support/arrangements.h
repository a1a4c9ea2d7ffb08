// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <utility>
#include <vector>

#include "core/domain.h"
#include "core/network.h"

/// Hyperplane arrangements with known numbers of regions, as networks of one layer.

namespace crease::testing {

/// Hyperplanes normal . x + offset = 0 in R^n.
struct Arrangement {
  int n = 0;
  std::vector<std::vector<int>> rows;  ///< n entries of the normal, then the offset
};

Arrangement braid(int n);
Arrangement type_b(int n);
Arrangement type_d(int n);
/// x_i - x_j = c for i < j and every c of `constants`: Shi {0,1}, Catalan {-1,0,1}, semiorder {-1,1}, Linial {1}.
Arrangement deformed_braid(int n, const std::vector<int>& constants);
Arrangement graphical(int n, const std::vector<std::pair<int, int>>& edges);
Arrangement resonance(int n);
/// x_0 + sum_{i in I} x_i = 0 for all subsets I of {1, ..., n}, in R^(n+1).
Arrangement threshold(int n);
/// All normals in {-1,0,1}^n, up to sign.
Arrangement ternary(int n);
/// m hyperplanes in general position: (1, t, ..., t^(d-1)) . x = t^d, t = 1, ..., m: any d meet in one point, no d+1
/// do.
Arrangement general_position(int d, int m);
/// m hyperplanes through the origin, any d of which meet there only.
Arrangement central_general_position(int d, int m);

std::vector<std::pair<int, int>> cycle_graph(int n);
std::vector<std::pair<int, int>> petersen_graph();
std::vector<std::pair<int, int>> bipartite_graph(int a, int b);

Network to_network(const Arrangement& arrangement);

/// R^n cut down to x_n = 0: for arrangements that contain the direction (1, ..., 1), the essential quotient.
Domain last_coordinate_zero(int n);

}  // namespace crease::testing
