// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "algorithms/build_complex.h"
#include "algorithms/faces.h"
#include "algorithms/measures.h"
#include "algorithms/validate_internal.h"

namespace crease::internal {
namespace {

struct DomainShape {
  std::size_t lineality_dim = 0;
  bool is_bounded = true;  ///< modulo the lineality
  std::optional<Rational> volume;
};

/// Where every row bounds one coordinate, nothing needs to be built.
std::optional<DomainShape> shape_of_box(const Domain& domain) {
  std::vector<std::optional<Rational>> lo(domain.dim()), hi(domain.dim());
  for (std::size_t i = 0; i < domain.rows().rows(); ++i) {
    const auto normal = domain.rows().row(i);
    const auto is_nonzero = [](const Rational& x) { return x != 0; };
    if (std::count_if(normal.begin(), normal.end(), is_nonzero) > 1) return std::nullopt;
    const auto entry = std::find_if(normal.begin(), normal.end(), is_nonzero);
    if (entry == normal.end()) continue;
    const auto j = static_cast<std::size_t>(entry - normal.begin());
    const Rational bound = -domain.offsets()[i] / *entry;
    if (*entry > 0 && (!lo[j] || *lo[j] < bound)) lo[j] = bound;
    if (*entry < 0 && (!hi[j] || *hi[j] > bound)) hi[j] = bound;
  }
  DomainShape shape;
  shape.volume = 1;
  for (std::size_t j = 0; j < domain.dim(); ++j) {
    if (lo[j] && hi[j]) {
      if (shape.volume) *shape.volume *= *hi[j] - *lo[j];
      continue;
    }
    shape.volume.reset();
    if (lo[j] || hi[j]) {
      shape.is_bounded = false;
    } else {
      ++shape.lineality_dim;
    }
  }
  return shape;
}

/// The domain as the one region of a network that never bends.
DomainShape shape_of(const Domain& domain) {
  if (std::optional<DomainShape> box = shape_of_box(domain)) return *box;
  const Layer constant{Matrix<Rational>(1, domain.ambient_dim()), {Rational(0)}, {Activation::identity()}};
  const Complex cell = build_complex(Network(domain.ambient_dim(), {constant}), domain).complex;
  return {cell.lineality_dim(), cell.num_rays() == 0, volume(cell, RegionId(0))};
}

}  // namespace

void check_measures(const Complex& complex, bool volumes, ViolationList& violations) {
  if (complex.num_regions() == 0) return;
  Rational sum = 0;
  for (const RegionId r : complex.regions()) {
    if (!volumes || !complex.is_bounded(r)) continue;
    const std::optional<Rational> part = volume(complex, r);
    if (part && *part > 0) {
      sum += *part;
      continue;
    }
    violations.add({ViolationCode::kVolume,
                    to_string(r) + " has the volume " + (part ? to_string(*part) : "infinity"),
                    {r},
                    {},
                    {}});
  }
  if (!complex.is_complete()) return;

  const DomainShape shape = shape_of(complex.domain());
  if (volumes && shape.volume && sum != *shape.volume) {
    violations.add({ViolationCode::kVolumeSum,
                    "the volumes sum up to " + to_string(sum) + ", that of the domain is " + to_string(*shape.volume),
                    {},
                    {},
                    {}});
  }
  const long sign = shape.lineality_dim % 2 == 0 ? 1 : -1;
  const long expected = shape.is_bounded ? sign : 0;
  const long characteristic = count_faces(complex).euler_characteristic;
  if (characteristic != expected) {
    violations.add(
        {ViolationCode::kEuler,
         "the Euler characteristic is " + std::to_string(characteristic) + ", not " + std::to_string(expected),
         {},
         {},
         {}});
  }
}

}  // namespace crease::internal
