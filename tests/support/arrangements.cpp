// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/arrangements.h"

#include "tests/support/networks.h"

namespace crease::testing {
namespace {

std::size_t at(int i) { return static_cast<std::size_t>(i); }

std::vector<int> zero_row(int n) { return std::vector<int>(at(n) + 1, 0); }

/// a x_i + b x_j = c.
std::vector<int> pair_row(int n, int i, int a, int j, int b, int c) {
  std::vector<int> row = zero_row(n);
  row[at(i)] = a;
  row[at(j)] = b;
  row[at(n)] = -c;
  return row;
}

}  // namespace

Arrangement braid(int n) { return deformed_braid(n, {0}); }

Arrangement type_b(int n) {
  Arrangement result = type_d(n);
  for (int i = 0; i < n; ++i) {
    result.rows.push_back(zero_row(n));
    result.rows.back()[at(i)] = 1;
  }
  return result;
}

Arrangement type_d(int n) {
  Arrangement result{n, {}};
  for (int i = 0; i < n; ++i) {
    for (int j = i + 1; j < n; ++j) {
      result.rows.push_back(pair_row(n, i, 1, j, -1, 0));
      result.rows.push_back(pair_row(n, i, 1, j, 1, 0));
    }
  }
  return result;
}

Arrangement deformed_braid(int n, const std::vector<int>& constants) {
  Arrangement result{n, {}};
  for (int i = 0; i < n; ++i) {
    for (int j = i + 1; j < n; ++j) {
      for (const int c : constants) result.rows.push_back(pair_row(n, i, 1, j, -1, c));
    }
  }
  return result;
}

Arrangement graphical(int n, const std::vector<std::pair<int, int>>& edges) {
  Arrangement result{n, {}};
  for (const auto& [i, j] : edges) result.rows.push_back(pair_row(n, i, 1, j, -1, 0));
  return result;
}

Arrangement resonance(int n) {
  Arrangement result{n, {}};
  for (int subset = 1; subset < (1 << n); ++subset) {
    result.rows.push_back(zero_row(n));
    for (int i = 0; i < n; ++i) result.rows.back()[at(i)] = (subset >> i) & 1;
  }
  return result;
}

Arrangement threshold(int n) {
  Arrangement result{n + 1, {}};
  for (int subset = 0; subset < (1 << n); ++subset) {
    result.rows.push_back(zero_row(n + 1));
    result.rows.back()[0] = 1;
    for (int i = 0; i < n; ++i) result.rows.back()[at(i + 1)] = (subset >> i) & 1;
  }
  return result;
}

Arrangement ternary(int n) {
  Arrangement result{n, {}};
  int vectors = 1;
  for (int i = 0; i < n; ++i) vectors *= 3;
  // The middle of 0 .. 3^n - 1 is the zero vector; those after it are the negatives of those before it.
  for (int code = 0; code < vectors / 2; ++code) {
    result.rows.push_back(zero_row(n));
    for (int i = 0, rest = code; i < n; ++i, rest /= 3) result.rows.back()[at(i)] = rest % 3 - 1;
  }
  return result;
}

Arrangement general_position(int d, int m) {
  Arrangement result{d, {}};
  for (int t = 1; t <= m; ++t) {
    std::vector<int> row(at(d) + 1, 1);
    for (int j = 1; j <= d; ++j) row[at(j)] = row[at(j - 1)] * t;
    row.back() = -row.back();
    result.rows.push_back(row);
  }
  return result;
}

Arrangement central_general_position(int d, int m) {
  Arrangement result = general_position(d, m);
  for (auto& row : result.rows) row.back() = 0;
  return result;
}

std::vector<std::pair<int, int>> cycle_graph(int n) {
  std::vector<std::pair<int, int>> edges;
  for (int i = 0; i < n; ++i) edges.emplace_back(i, (i + 1) % n);
  return edges;
}

std::vector<std::pair<int, int>> petersen_graph() {
  std::vector<std::pair<int, int>> edges;
  for (int i = 0; i < 5; ++i) {
    edges.emplace_back(i, (i + 1) % 5);
    edges.emplace_back(i, i + 5);
    edges.emplace_back(i + 5, (i + 2) % 5 + 5);
  }
  return edges;
}

std::vector<std::pair<int, int>> bipartite_graph(int a, int b) {
  std::vector<std::pair<int, int>> edges;
  for (int i = 0; i < a; ++i) {
    for (int j = 0; j < b; ++j) edges.emplace_back(i, a + j);
  }
  return edges;
}

Network to_network(const Arrangement& arrangement) {
  Rows rows;
  for (const auto& row : arrangement.rows) rows.emplace_back(row.begin(), row.end());
  return Network(at(arrangement.n), {layer(rows)});
}

Domain last_coordinate_zero(int n) {
  Slice slice{std::vector<Rational>(at(n)), Matrix<Rational>(at(n), at(n) - 1)};
  for (std::size_t i = 0; i + 1 < at(n); ++i) slice.directions(i, i) = 1;
  return Domain::all(at(n)).sliced(std::move(slice));
}

}  // namespace crease::testing
