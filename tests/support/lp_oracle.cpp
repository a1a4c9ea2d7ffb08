// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/lp_oracle.h"

#include <algorithm>
#include <functional>

// PPL switches the floating-point rounding mode when it is initialised automatically, which would spoil every double
// computed in the test's process.
#define PPL_NO_AUTOMATIC_INITIALIZATION
#include <ppl.hh>

namespace crease::testing {

void initialise_ppl() {
  static const bool done = [] {
    Parma_Polyhedra_Library::initialize();
    Parma_Polyhedra_Library::restore_pre_PPL_rounding();
    return true;
  }();
  (void)done;
}

namespace {

namespace ppl = Parma_Polyhedra_Library;

/// While regions are searched, the greatest argument of a max group is 'A', 'B', ... where it shares the maximum
/// throughout, and a digit elsewhere.
std::size_t argument_of(char c) { return static_cast<std::size_t>(c >= 'A' && c <= 'Z' ? c - 'A' : c - '0'); }

char symbol_character(std::size_t piece) { return static_cast<char>(piece < 10 ? '0' + piece : 'a' + (piece - 10)); }

/// normal . v (+ offset) of a primitive row as a linear expression of PPL's.
ppl::Linear_Expression expression(const Row& row, bool with_offset) {
  ppl::Linear_Expression result;
  for (std::size_t j = 0; j < row.normal.size(); ++j) {
    result += ppl::Coefficient(row.normal[j].get_num()) * ppl::Variable(j);
  }
  if (with_offset) result += ppl::Coefficient(row.offset.get_num());
  return result;
}

std::vector<Rational> coordinates(const ppl::Generator& g, std::size_t dim) {
  std::vector<Rational> result(dim);
  for (std::size_t j = 0; j < dim && j < g.space_dimension(); ++j) {
    result[j] = g.is_point() ? Rational(g.coefficient(ppl::Variable(j)), g.divisor())
                             : Rational(g.coefficient(ppl::Variable(j)));
    result[j].canonicalize();
  }
  return result;
}

ppl::C_Polyhedron polyhedron_of(const OracleRegion& region) {
  initialise_ppl();
  ppl::C_Polyhedron polyhedron(region.dim());
  for (const OwnedRow& owned : region.rows) polyhedron.add_constraint(expression(primitive(owned.row), true) >= 0);
  return polyhedron;
}

/// Substitutes a pattern: the affine map of every unit of layer `layer` before its activation, where all units of
/// earlier layers follow `pattern` (one character per unit, layer after layer, without separators).
std::vector<Row> preactivations(const Network& network, const Domain& domain, const std::string& pattern,
                                std::size_t layer) {
  const std::size_t dim = domain.dim();
  std::vector<Row> h(network.input_dim());
  for (std::size_t i = 0; i < h.size(); ++i) {
    h[i].normal.resize(dim);
    if (domain.slice()) {
      h[i].offset = domain.slice()->point[i];
      for (std::size_t k = 0; k < dim; ++k) h[i].normal[k] = domain.slice()->directions(i, k);
    } else {
      h[i].normal[i] = 1;
    }
  }
  std::size_t next = 0;
  for (std::size_t l = 0;; ++l) {
    const Layer& now = network.layers()[l];
    std::vector<Row> z(now.num_rows());
    for (std::size_t u = 0; u < z.size(); ++u) {
      z[u].normal.resize(dim);
      z[u].offset = now.bias[u];
      for (std::size_t j = 0; j < h.size(); ++j) {
        const Rational& w = now.weights(u, j);
        for (std::size_t k = 0; k < dim; ++k) z[u].normal[k] += w * h[j].normal[k];
        z[u].offset += w * h[j].offset;
      }
    }
    if (l == layer) return z;
    h.clear();
    for (std::size_t u = 0; u < now.num_units(); ++u) {
      const char c = pattern[next++];
      if (now.is_group(u)) {
        h.push_back(z[now.first_row(u) + argument_of(c)]);
        continue;
      }
      Row& output = h.emplace_back(z[now.first_row(u)]);
      if (c == '*') {
        output.offset = now.activations[u](output.offset);
        continue;
      }
      const std::size_t piece = static_cast<std::size_t>(c <= '9' ? c - '0' : c - 'a' + 10);
      for (Rational& entry : output.normal) entry *= now.activations[u].slope(piece);
      output.offset = now.activations[u].slope(piece) * output.offset + now.activations[u].intercept(piece);
    }
  }
}

/// The rows "z is on piece p" of a unit: at most two.
std::vector<Row> piece_rows(const Activation& activation, const Row& z, std::size_t piece) {
  std::vector<Row> rows;
  if (piece > 0) {
    Row above = z;
    above.offset -= activation.breakpoints()[piece - 1];
    rows.push_back(above);
  }
  if (piece + 1 < activation.num_pieces()) {
    Row below = z;
    for (Rational& entry : below.normal) entry = -entry;
    below.offset = activation.breakpoints()[piece] - below.offset;
    rows.push_back(below);
  }
  return rows;
}

/// The symbol of a unit whose pre-activation is the constant c.
char constant_symbol(const Activation& activation, const Rational& c) {
  std::size_t piece = 0;
  for (const Rational& t : activation.breakpoints()) {
    if (c == t) return '*';
    if (c > t) ++piece;
  }
  return symbol_character(piece);
}

/// The domain's rows that are not constant; nothing when a constant one is negative.
std::optional<std::vector<OwnedRow>> domain_rows(const Domain& domain) {
  std::vector<OwnedRow> result;
  for (std::size_t i = 0; i < domain.rows().rows(); ++i) {
    const auto normal = domain.rows().row(i);
    const Row row{{normal.begin(), normal.end()}, domain.offsets()[i]};
    if (!row.is_constant()) {
      result.push_back({row, std::nullopt, i});
    } else if (row.offset < 0) {
      return std::nullopt;
    }
  }
  return result;
}

std::vector<Row> plain(const std::vector<OwnedRow>& rows) {
  std::vector<Row> result;
  for (const OwnedRow& r : rows) result.push_back(r.row);
  return result;
}

std::string with_separators(const Network& network, const std::string& symbols) {
  std::string result;
  std::size_t next = 0;
  for (const Layer& layer : network.layers()) {
    if (next != 0) result += '|';
    for (std::size_t u = 0; u < layer.num_units(); ++u, ++next) {
      result += symbols[next] >= 'A' && symbols[next] <= 'Z' ? '*' : symbols[next];
    }
  }
  return result;
}

class DepthFirst {
 public:
  DepthFirst(const Network& network, const Domain& domain) : network_(network), domain_(domain) {}

  std::vector<OracleRegion> run() {
    const auto rows = domain_rows(domain_);
    if (!rows) return {};
    const auto witness = strictly_feasible_point(plain(*rows), domain_.dim());
    if (!witness) return {};
    visit_layer(0, {"", *rows, *witness});
    return std::move(found_);
  }

 private:
  void visit_layer(std::size_t layer, const OracleRegion& cell) {
    if (layer == network_.layers().size()) {
      found_.push_back({with_separators(network_, cell.pattern), cell.rows, cell.witness});
      return;
    }
    visit_unit(layer, 0, preactivations(network_, domain_, cell.pattern, layer), cell);
  }

  void visit_unit(std::size_t layer, std::size_t unit, const std::vector<Row>& z, const OracleRegion& cell) {
    const Layer& now = network_.layers()[layer];
    if (unit == now.num_units()) return visit_layer(layer + 1, cell);
    if (now.is_group(unit)) {
      for (std::size_t i = 0; i < now.num_arguments(unit); ++i) visit_argument(layer, unit, i, z, cell);
      return;
    }
    const Activation& activation = now.activations[unit];
    const Row& own = z[now.first_row(unit)];
    if (own.is_constant()) {
      OracleRegion same = cell;
      same.pattern += constant_symbol(activation, own.offset);
      return visit_unit(layer, unit + 1, z, same);
    }
    for (std::size_t piece = 0; piece < activation.num_pieces(); ++piece) {
      OracleRegion part = cell;
      part.pattern += symbol_character(piece);
      bool witness_inside = true;
      for (const Row& row : piece_rows(activation, own, piece)) {
        witness_inside = witness_inside && row.at(cell.witness) > 0;
        part.rows.push_back({row, UnitId{static_cast<std::uint32_t>(layer), static_cast<std::uint32_t>(unit)}, 0});
      }
      if (!witness_inside) {
        const auto point = strictly_feasible_point(plain(part.rows), cell.dim());
        if (!point) continue;
        part.witness = *point;
      }
      visit_unit(layer, unit + 1, z, part);
    }
  }

  /// The part where an argument of a max group is the greatest, the first one of those that agree everywhere.
  void visit_argument(std::size_t layer, std::size_t unit, std::size_t i, const std::vector<Row>& z,
                      const OracleRegion& cell) {
    const Layer& now = network_.layers()[layer];
    OracleRegion part = cell;
    bool is_shared = false;
    for (std::size_t k = 0; k < now.num_arguments(unit); ++k) {
      if (k == i) continue;
      Row row = z[now.first_row(unit) + i];
      const Row& other = z[now.first_row(unit) + k];
      for (std::size_t j = 0; j < row.normal.size(); ++j) row.normal[j] -= other.normal[j];
      row.offset -= other.offset;
      if (row.is_constant()) {
        if (row.offset < 0 || (row.offset == 0 && k < i)) return;
        is_shared = is_shared || row.offset == 0;
        continue;
      }
      part.rows.push_back({row, UnitId{static_cast<std::uint32_t>(layer), static_cast<std::uint32_t>(unit)}, 0});
    }
    const auto point = strictly_feasible_point(plain(part.rows), cell.dim());
    if (!point) return;
    part.witness = *point;
    part.pattern += is_shared ? static_cast<char>('A' + i) : symbol_character(i);
    visit_unit(layer, unit + 1, z, part);
  }

  const Network& network_;
  const Domain& domain_;
  std::vector<OracleRegion> found_;
};

}  // namespace

bool Row::is_constant() const {
  return std::all_of(normal.begin(), normal.end(), [](const Rational& x) { return x == 0; });
}

Rational Row::at(const std::vector<Rational>& y) const {
  Rational value = offset;
  for (std::size_t j = 0; j < y.size(); ++j) value += normal[j] * y[j];
  return value;
}

Row primitive(const Row& row) {
  Integer denominator = row.offset.get_den();
  for (const Rational& x : row.normal) denominator = lcm(denominator, x.get_den());
  Integer divisor = Rational(row.offset * denominator).get_num();
  for (const Rational& x : row.normal) divisor = gcd(divisor, Rational(x * denominator).get_num());
  if (divisor == 0) return row;
  Rational factor(denominator, abs(divisor));
  factor.canonicalize();
  Row result = row;
  for (Rational& x : result.normal) x *= factor;
  result.offset *= factor;
  return result;
}

std::optional<std::vector<Rational>> strictly_feasible_point(const std::vector<Row>& rows, std::size_t dim) {
  // The least slack, at most 1, is maximised.
  initialise_ppl();
  ppl::MIP_Problem problem(dim + 1);
  const ppl::Variable slack(dim);
  for (const Row& row : rows) problem.add_constraint(expression(primitive(row), true) >= slack);
  problem.add_constraint(slack <= 1);
  problem.add_constraint(slack >= 0);
  problem.set_objective_function(slack);
  problem.set_optimization_mode(ppl::MAXIMIZATION);
  if (problem.solve() != ppl::OPTIMIZED_MIP_PROBLEM) return std::nullopt;
  const ppl::Generator& best = problem.optimizing_point();
  if (best.coefficient(slack) <= 0) return std::nullopt;
  return coordinates(best, dim);
}

OracleLp oracle_lp(const std::vector<Row>& rows, const Row& objective) {
  initialise_ppl();
  ppl::MIP_Problem problem(objective.normal.size());
  for (const Row& row : rows) problem.add_constraint(expression(primitive(row), true) >= 0);
  // PPL takes integers only: the objective is a multiple of a primitive row.
  const Row direction = primitive(objective);
  problem.set_objective_function(expression(direction, false));
  problem.set_optimization_mode(ppl::MAXIMIZATION);
  switch (problem.solve()) {
    case ppl::UNFEASIBLE_MIP_PROBLEM:
      return {OracleLpStatus::kInfeasible, 0};
    case ppl::UNBOUNDED_MIP_PROBLEM:
      return {OracleLpStatus::kUnbounded, 0};
    case ppl::OPTIMIZED_MIP_PROBLEM:
      break;
  }
  return {OracleLpStatus::kOptimal, objective.at(coordinates(problem.optimizing_point(), objective.normal.size()))};
}

std::vector<OracleRegion> oracle_regions(const Network& network, const Domain& domain) {
  return DepthFirst(network, domain).run();
}

std::vector<std::string> brute_force_patterns(const Network& network, const Domain& domain) {
  const auto inside = domain_rows(domain);
  if (!inside) return {};
  std::vector<std::string> found;
  // Each full vector of symbols is judged by itself, with nothing remembered from another.
  const auto is_region = [&](const std::string& symbols) {
    std::vector<Row> rows = plain(*inside);
    std::size_t next = 0;
    for (std::size_t l = 0; l < network.layers().size(); ++l) {
      const std::vector<Row> z = preactivations(network, domain, symbols, l);
      for (std::size_t u = 0; u < z.size(); ++u) {
        const Activation& activation = network.layers()[l].activations[u];
        const char c = symbols[next++];
        if (c == '*') {
          const auto& t = activation.breakpoints();
          if (!z[u].is_constant() || std::find(t.begin(), t.end(), z[u].offset) == t.end()) return false;
          continue;
        }
        const std::size_t piece = static_cast<std::size_t>(c <= '9' ? c - '0' : c - 'a' + 10);
        for (const Row& row : piece_rows(activation, z[u], piece)) rows.push_back(row);
      }
    }
    return strictly_feasible_point(rows, domain.dim()).has_value();
  };
  std::vector<std::size_t> pieces;
  for (const Layer& layer : network.layers()) {
    for (const Activation& activation : layer.activations) pieces.push_back(activation.num_pieces());
  }
  const std::function<void(std::string)> try_all = [&](const std::string& prefix) {
    if (prefix.size() == pieces.size()) {
      if (is_region(prefix)) found.push_back(with_separators(network, prefix));
      return;
    }
    for (std::size_t p = 0; p < pieces[prefix.size()]; ++p) try_all(prefix + symbol_character(p));
    if (pieces[prefix.size()] > 1) try_all(prefix + '*');
  };
  try_all("");
  std::sort(found.begin(), found.end());
  return found;
}

bool oracle_is_bounded(const OracleRegion& region) {
  // The recession cone is {v : N v >= 0}. A direction with N v = 0 exists iff N does not have full rank; any other one
  // makes the sum of N v positive, and can be scaled to sum 1.
  initialise_ppl();
  const std::size_t dim = region.dim();
  std::vector<std::vector<Rational>> echelon;
  for (const OwnedRow& owned : region.rows) {
    std::vector<Rational> v = owned.row.normal;
    for (const auto& e : echelon) {
      const std::size_t pivot = static_cast<std::size_t>(
          std::find_if(e.begin(), e.end(), [](const Rational& x) { return x != 0; }) - e.begin());
      const Rational factor = v[pivot] / e[pivot];
      for (std::size_t j = 0; j < dim; ++j) v[j] -= factor * e[j];
    }
    if (std::any_of(v.begin(), v.end(), [](const Rational& x) { return x != 0; })) echelon.push_back(v);
  }
  if (echelon.size() < dim) return false;

  ppl::MIP_Problem problem(dim);
  ppl::Linear_Expression sum;
  for (const OwnedRow& owned : region.rows) {
    const ppl::Linear_Expression e = expression(primitive(owned.row), false);
    problem.add_constraint(e >= 0);
    sum += e;
  }
  problem.add_constraint(sum == 1);
  return !problem.is_satisfiable();
}

std::vector<Facet> oracle_facets(const OracleRegion& region) {
  std::vector<Facet> candidates;
  for (const OwnedRow& owned : region.rows) {
    const Row row = primitive(owned.row);
    auto same = std::find_if(candidates.begin(), candidates.end(),
                             [&](const Facet& f) { return f.normal == row.normal && f.offset == row.offset; });
    if (same == candidates.end()) {
      candidates.push_back({{}, {}, {}, row.normal, row.offset});
      same = candidates.end() - 1;
    }
    if (owned.unit) {
      same->units.push_back(*owned.unit);
    } else {
      same->domain_rows.push_back(owned.domain_row);
    }
  }
  // Full-dimensional polyhedra have one irredundant description up to scale: PPL's.
  std::vector<Facet> facets;
  const ppl::C_Polyhedron polyhedron = polyhedron_of(region);
  for (const ppl::Constraint& c : polyhedron.minimized_constraints()) {
    if (c.is_tautological()) continue;
    Row row{std::vector<Rational>(region.dim()), Rational(c.inhomogeneous_term())};
    for (std::size_t j = 0; j < c.space_dimension(); ++j) row.normal[j] = Rational(c.coefficient(ppl::Variable(j)));
    row = primitive(row);
    Facet facet = *std::find_if(candidates.begin(), candidates.end(),
                                [&](const Facet& f) { return f.normal == row.normal && f.offset == row.offset; });
    if (!facet.domain_rows.empty()) facet.units.clear();
    std::sort(facet.units.begin(), facet.units.end());
    facet.units.erase(std::unique(facet.units.begin(), facet.units.end()), facet.units.end());
    facets.push_back(std::move(facet));
  }
  return facets;
}

std::vector<Generator> oracle_generators(const OracleRegion& region) {
  std::vector<Generator> result;
  const ppl::C_Polyhedron polyhedron = polyhedron_of(region);
  for (const ppl::Generator& g : polyhedron.minimized_generators()) {
    if (!g.is_line()) result.push_back({coordinates(g, region.dim()), g.is_ray()});
  }
  std::sort(result.begin(), result.end(), generator_less);
  return result;
}

bool generator_less(const Generator& a, const Generator& b) {
  if (a.ray != b.ray) return b.ray;
  return std::lexicographical_compare(a.coordinates.begin(), a.coordinates.end(), b.coordinates.begin(),
                                      b.coordinates.end());
}

}  // namespace crease::testing
