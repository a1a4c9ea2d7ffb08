// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/restricted_domain.h"

#include <algorithm>

#include "core/errors.h"

namespace crease {

Domain restricted(const Domain& domain, const Matrix<Rational>& S, std::span<const Rational> s) {
  if (domain.slice()) return domain.with_slice_rows(S, s);
  if (S.cols() != domain.dim() || S.rows() != s.size()) {
    throw InvalidDomain("domain " + domain.label() + ": rows to add have another dimension. Give one entry per input");
  }
  const Matrix<Rational>& rows = domain.rows();
  Matrix<Rational> all(rows.rows() + S.rows(), domain.dim());
  for (std::size_t i = 0; i < all.rows(); ++i) {
    const auto source = i < rows.rows() ? rows.row(i) : S.row(i - rows.rows());
    std::ranges::copy(source, all.row(i).begin());
  }
  std::vector<Rational> offsets = domain.offsets();
  offsets.insert(offsets.end(), s.begin(), s.end());
  return Domain::polytope(all, offsets).labelled(domain.label()).noted(domain.notes());
}

}  // namespace crease
