// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain.h"

#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "core/errors.h"
#include "core/io/domain_text.h"
#include "core/io/network_file.h"
#include "tools/python/bindings.h"
#include "tools/python/exact_numbers.h"

namespace crease::python {
namespace {

Slice slice_of(nb::handle point, nb::handle directions) {
  const Matrix<Rational> rows = to_matrix(directions, "directions");
  Slice slice{to_rationals(point, "point"), Matrix<Rational>(rows.cols(), rows.rows())};
  for (std::size_t i = 0; i < rows.rows(); ++i) {
    for (std::size_t j = 0; j < rows.cols(); ++j) slice.directions(j, i) = rows(i, j);
  }
  return slice;
}

Domain polytope(nb::handle normals, nb::handle offsets) {
  return Domain::polytope(to_matrix(normals, "normals"), to_rationals(offsets, "offsets"));
}

/// None, or (point, directions).
nb::object slice_to_python(const Domain& domain) {
  if (!domain.slice()) return nb::none();
  const Matrix<Rational>& columns = domain.slice()->directions;
  nb::list directions;
  for (std::size_t j = 0; j < columns.cols(); ++j) {
    nb::list direction;
    for (std::size_t i = 0; i < columns.rows(); ++i) direction.append(to_python(columns(i, j)));
    directions.append(direction);
  }
  return nb::make_tuple(to_python(std::span(domain.slice()->point)), directions);
}

/// The domain whose parts the properties tell.
Domain from_parts(std::size_t n0, nb::handle slice, nb::handle normals, nb::handle offsets, const std::string& label,
                  std::vector<std::string> notes) {
  const bool has_rows = nb::len(offsets) > 0;
  Domain domain = Domain::all(n0);
  if (!slice.is_none()) {
    domain = domain.sliced(slice_of(slice[0], slice[1]));
    if (has_rows) domain = domain.with_slice_rows(to_matrix(normals, "normals"), to_rationals(offsets, "offsets"));
  } else if (has_rows) {
    domain = polytope(normals, offsets);
  }
  return domain.labelled(label).noted(std::move(notes));
}

}  // namespace

void bind_domain(nb::module_& module) {
  nb::class_<Domain>(module, "Domain")
      .def_prop_ro("label", &Domain::label)
      .def_prop_ro("notes", &Domain::notes)
      .def_prop_ro("ambient_dim", &Domain::ambient_dim)
      .def_prop_ro("dim", &Domain::dim)
      .def_prop_ro("slice", &slice_to_python)
      .def_prop_ro("normals", [](const Domain& domain) { return to_python(domain.rows()); })
      .def_prop_ro("offsets", [](const Domain& domain) { return to_python(std::span(domain.offsets())); })
      .def("labelled", &Domain::labelled, nb::arg("label"))
      .def(
          "sliced",
          [](const Domain& domain, nb::handle point, nb::handle directions) {
            return domain.sliced(slice_of(point, directions));
          },
          nb::arg("point"), nb::arg("directions"))
      .def(
          "with_slice_rows",
          [](const Domain& domain, nb::handle normals, nb::handle offsets) {
            return domain.with_slice_rows(to_matrix(normals, "normals"), to_rationals(offsets, "offsets"));
          },
          nb::arg("normals"), nb::arg("offsets"))
      .def(
          "to_input",
          [](const Domain& domain, nb::handle point) {
            const std::vector<Rational> y = to_rationals(point, "point");
            if (y.size() != domain.dim())
              throw InputError("point: it needs as many numbers as the domain has dimensions");
            return to_python(std::span<const Rational>(domain.to_input(y)));
          },
          nb::arg("point"));
  module.def(
      "parse_domain",
      [](const std::string& text, const NetworkFile& file) {
        return parse_domain(text, file.network.input_dim(), file.source.decimals).labelled(text);
      },
      nb::arg("text"), nb::arg("network"));
  module.def(
      "read_slice",
      [](const std::string& path, const Domain& domain, const NetworkFile& file) {
        return read_slice(path, domain, file.source.decimals);
      },
      nb::arg("path"), nb::arg("domain"), nb::arg("network"));
  module.def("all_of", &Domain::all, nb::arg("dim"));
  module.def(
      "box",
      [](nb::handle lo, nb::handle hi) {
        const std::vector<Rational> lows = to_rationals(lo, "lo"), highs = to_rationals(hi, "hi");
        return Domain::box(lows, highs);
      },
      nb::arg("lo"), nb::arg("hi"));
  module.def("polytope", &polytope, nb::arg("normals"), nb::arg("offsets"));
  module.def("domain_from_parts", &from_parts, nb::arg("dim"), nb::arg("slice").none(), nb::arg("normals"),
             nb::arg("offsets"), nb::arg("label"), nb::arg("notes"));
}

}  // namespace crease::python
