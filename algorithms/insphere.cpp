// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/insphere.h"

#include <algorithm>
#include <numeric>
#include <stdexcept>
#include <string>
#include <utility>

#include "algorithms/ball_program.h"
#include "algorithms/insphere_program.h"
#include "algorithms/insphere_triage.h"
#include "core/integer_matrix.h"

namespace crease {
namespace {

/// The square of the dual norm.
Integer squared_length(const IntegerVector& normal, BallNorm norm) {
  Integer sum = 0, largest = 0;
  for (std::size_t j = 0; j < normal.size(); ++j) {
    const Integer size = abs(normal.get(j));
    largest = std::max(largest, size);
    sum += norm == BallNorm::kEuclidean ? Integer(size * size) : size;
  }
  if (norm == BallNorm::kEuclidean) return sum;
  return norm == BallNorm::kMaximum ? Integer(sum * sum) : Integer(largest * largest);
}

std::vector<Root> dual_lengths(std::span<const IntegerVector> normals, BallNorm norm) {
  std::vector<Integer> squares;
  for (const IntegerVector& normal : normals) squares.push_back(squared_length(normal, norm));
  return independent_roots(squares);
}

BallRows restricted(const BallRows& rows, std::span<const std::size_t> kept, const std::vector<int>& side) {
  BallRows result{kept.size(), {}, rows.offsets, rows.lengths};
  for (const IntegerVector& normal : rows.normals) {
    IntegerVector& part = result.normals.emplace_back(kept.size());
    for (std::size_t i = 0; i < kept.size(); ++i) {
      fmpz_mul_si(part[i], normal[kept[i]], side[kept[i]]);
    }
  }
  return result;
}

/// The sign of a coordinate, of which the infinite part counts first.
int sign_of(const BallCoordinate& x) { return x.infinite != 0 ? sgn(x.infinite) : sign(x.numerator); }

/// Do these solutions, with coordinates of opposite signs, agree?
bool is_same_point(const BallSolution& a, const BallSolution& b) {
  for (std::size_t j = 0; j < a.center.size(); ++j) {
    if (a.center[j].infinite != 0 || b.center[j].infinite != 0) return false;
    RootSum sum;
    sum.add(b.center[j].scale, a.center[j].numerator);
    sum.add(a.center[j].scale, b.center[j].numerator);
    if (sign(sum) != 0) return false;
  }
  return true;
}

/// The canonical centre: of what coordinates can be, given those before them, 0 where that is possible, else the end
/// next to it.
struct CanonicalSolution {
  std::vector<std::size_t> kept;  ///< coordinates that are not set to 0
  BallSolution solution;
};

CanonicalSolution canonical_solution(const BallRows& rows, const BallCircuit& circuit) {
  std::vector<int> side(rows.dim, 1);
  CanonicalSolution result;
  result.kept.resize(rows.dim);
  std::iota(result.kept.begin(), result.kept.end(), 0);
  for (std::size_t i = 0;;) {
    result.solution = solve_ball_program(restricted(rows, result.kept, side), &circuit);
    // A coordinate whose least value, on its side, is not negative stays with it.
    while (i < result.kept.size() && sign_of(result.solution.center[i]) >= 0) ++i;
    if (i == result.kept.size()) return result;
    int& own_side = side[result.kept[i]];
    if (own_side > 0) {
      own_side = -1;
    } else {
      // It takes both signs.
      own_side = 1;
      result.kept.erase(result.kept.begin() + static_cast<std::ptrdiff_t>(i));
    }
  }
}

BallCenter make_center(const BallRows& rows, std::vector<std::size_t> kept, std::span<const std::size_t> basis,
                       const RootQuotient& radius) {
  Matrix<Rational> normals(basis.size(), kept.size());
  std::vector<Integer> offsets;
  std::vector<Root> lengths;
  for (std::size_t i = 0; i < basis.size(); ++i) {
    for (std::size_t j = 0; j < kept.size(); ++j) normals(i, j) = Rational(rows.normals[basis[i]].get(kept[j]));
    offsets.push_back(rows.offsets[basis[i]]);
    lengths.push_back(rows.lengths[basis[i]]);
  }
  return BallCenter(rows.dim, std::move(kept), std::move(normals), std::move(offsets), std::move(lengths), radius);
}

std::vector<std::size_t> all_coordinates(std::size_t dim) {
  std::vector<std::size_t> all(dim);
  std::iota(all.begin(), all.end(), 0);
  return all;
}

void set_circuit(Insphere& result, const BallCircuit& circuit) {
  if (circuit.numerator < 0) throw std::invalid_argument("insphere: an empty polyhedron");
  result.radius = RootQuotient(RootSum(circuit.numerator), circuit.denominator);
  for (std::size_t i = 0; i < circuit.rows.size(); ++i) {
    result.support.push_back({circuit.rows[i], circuit.multipliers[i]});
  }
}

Insphere solve_exactly(const BallRows& rows, std::span<const std::size_t> guess) {
  Insphere result;
  const auto start = find_circuit(rows, guess);
  BallSolution solution = solve_ball_program(rows, start ? &*start : nullptr);
  result.infinite = solution.infinite;
  if (result.infinite) return result;
  set_circuit(result, solution.circuit);
  const BallCircuit& circuit = solution.circuit;
  const std::vector<std::size_t> all = all_coordinates(rows.dim);
  result.unique =
      circuit.rows.size() == rows.dim + 1 ||
      is_same_point(solution, solve_ball_program(restricted(rows, all, std::vector<int>(rows.dim, -1)), &circuit));
  if (result.unique) {
    result.touching = solution.touching;
    result.center = make_center(rows, all, solution.basis, result.radius);
    return result;
  }
  const CanonicalSolution canonical = canonical_solution(rows, circuit);
  result.touching = canonical.solution.touching;
  result.center = make_center(rows, canonical.kept, canonical.solution.basis, result.radius);
  return result;
}

}  // namespace

BallCenter::BallCenter(std::size_t dim, std::vector<std::size_t> kept, Matrix<Rational> normals,
                       std::vector<Integer> offsets, std::vector<Root> lengths, RootQuotient radius)
    : dim_(dim),
      kept_(std::move(kept)),
      normals_(std::move(normals)),
      offsets_(std::move(offsets)),
      lengths_(std::move(lengths)),
      radius_(std::move(radius)) {}

std::vector<BallCenter::Coordinate> BallCenter::solve(Integer& denominator) const {
  const std::size_t d = kept_.size();
  if (d == 0) return {};
  IntegerMatrix matrix(d, d), inverse(d, d);
  for (std::size_t i = 0; i < d; ++i) {
    for (std::size_t j = 0; j < d; ++j) fmpz_set_mpz(matrix.entry(i, j), normals_(i, j).get_num_mpz_t());
  }
  ScopedFmpz determinant;
  if (fmpz_mat_inv(inverse.get(), determinant, matrix.get()) == 0) throw std::logic_error("a centre is not determined");
  if (fmpz_sgn(determinant) < 0) {
    fmpz_neg(determinant, determinant);
    fmpz_mat_neg(inverse.get(), inverse.get());
  }
  fmpz_get_mpz(denominator.get_mpz_t(), determinant);
  std::vector<Coordinate> result(d);
  Integer entry;
  for (std::size_t j = 0; j < d; ++j) {
    for (std::size_t i = 0; i < d; ++i) {
      fmpz_get_mpz(entry.get_mpz_t(), inverse.entry(j, i));
      result[j].lengths.add(entry * lengths_[i].factor, lengths_[i].radicand);
      result[j].constant += entry * offsets_[i];
    }
  }
  return result;
}

RootQuotient BallCenter::quotient(const Coordinate& coordinate, const Integer& denominator) const {
  RootSum numerator = radius_.numerator() * coordinate.lengths, scaled_denominator;
  numerator.add(-coordinate.constant, radius_.denominator());
  scaled_denominator.add(denominator, radius_.denominator());
  return {std::move(numerator), std::move(scaled_denominator)};
}

std::vector<RootQuotient> BallCenter::coordinates() const {
  std::vector<RootQuotient> result(dim_);
  Integer denominator;
  const std::vector<Coordinate> solution = solve(denominator);
  for (std::size_t j = 0; j < kept_.size(); ++j) result[kept_[j]] = quotient(solution[j], denominator);
  return result;
}

std::vector<double> BallCenter::nearest_doubles() const {
  constexpr unsigned long kBits = 192;
  std::vector<double> result(dim_);
  Integer denominator;
  const std::vector<Coordinate> solution = solve(denominator);
  const auto radius = scaled_bounds(radius_, kBits);
  const Integer scaled_denominator = denominator << (2 * kBits);
  for (std::size_t j = 0; j < kept_.size(); ++j) {
    double& x = result[kept_[j]];
    if (radius) {
      // The radius is not negative.
      const auto [least, greatest] = scaled_bounds(solution[j].lengths, kBits);
      const Integer constant = solution[j].constant << (2 * kBits);
      const Integer lo = least * (least >= 0 ? radius->first : radius->second) - constant;
      const Integer hi = greatest * (greatest >= 0 ? radius->second : radius->first) - constant;
      x = nearest_quotient(lo, scaled_denominator);
      if (x == nearest_quotient(hi, scaled_denominator)) continue;
    }
    x = nearest_double(quotient(solution[j], denominator));
  }
  return result;
}

namespace {

Insphere insphere_of(const InsphereProgram& program, std::size_t dim, BallNorm norm) {
  InsphereTriage triage;
  const TriagedInsphere& guess = triage(in_doubles(program.rows), norm);
  Insphere result;
  if (guess.kind == TriagedInsphere::Kind::kUncertain) {
    BallRows rows = program.rows;
    rows.lengths = dual_lengths(rows.normals, norm);
    result = solve_exactly(rows, guess.basis);
  } else {
    result.by_triage = true;
    result.infinite = guess.kind == TriagedInsphere::Kind::kInfinite;
  }
  if (result.by_triage && !result.infinite) {
    BallRows basis{dim, {}, {}, {}};
    for (const std::size_t row : guess.basis) {
      basis.normals.push_back(program.rows.normals[row]);
      basis.offsets.push_back(program.rows.offsets[row]);
    }
    basis.lengths = dual_lengths(basis.normals, norm);
    const std::vector<std::size_t> all = all_coordinates(dim + 1);
    const auto circuit = find_circuit(basis, all);
    if (!circuit) throw std::logic_error("insphere: doubles certified a basis that is none");
    set_circuit(result, *circuit);
    for (Insphere::Support& support : result.support) support.row = guess.basis[support.row];
    result.unique = true;
    result.touching = guess.basis;
    result.center = make_center(basis, all_coordinates(dim), std::span(all).subspan(1), result.radius);
  }
  for (Insphere::Support& support : result.support) support.row = program.origin[support.row];
  for (std::size_t& row : result.touching) row = program.origin[row];
  return result;
}

}  // namespace

Insphere insphere(std::span<const IntegerVector> rows, std::size_t dim, BallNorm norm) {
  return insphere_of(insphere_program(rows, dim), dim, norm);
}

Insphere insphere(std::span<const FacetRow> rows, std::size_t dim, BallNorm norm) {
  std::vector<IntegerVector> primitive;
  for (const FacetRow& row : rows) {
    std::vector<Rational> entries = row.normal;
    entries.push_back(row.offset);
    primitive.push_back(primitive_integers(entries));
  }
  return insphere(primitive, dim, norm);
}

}  // namespace crease
