// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nanobind/nanobind.h>

namespace crease::python {

/// Each adds the types and functions of one topic to the extension module. Its users are the classes of the package
/// (crease/*.py), which name what they pass and keep the documentation.
void bind_network(nanobind::module_& module);
void bind_domain(nanobind::module_& module);
void bind_complex(nanobind::module_& module);
void bind_region_stream(nanobind::module_& module);
void bind_queries(nanobind::module_& module);
void bind_points(nanobind::module_& module);
void bind_reports(nanobind::module_& module);
void bind_plot(nanobind::module_& module);
void bind_pages(nanobind::module_& module);
void bind_bare_complex(nanobind::module_& module);
void bind_dataset(nanobind::module_& module);

}  // namespace crease::python
