// SPDX-License-Identifier: GPL-3.0-or-later
#include <nanobind/nanobind.h>

#include <exception>
#include <stdexcept>

#include "core/errors.h"
#include "tools/output.h"
#include "tools/python/bindings.h"

// nanobind rather than pybind11: objects are made and arguments passed in a fraction of the time, which is what a
// stream of regions consists of; and it writes the type stubs of the module itself.
NB_MODULE(_crease, module) {
  using namespace crease;
  nanobind::register_exception_translator([](const std::exception_ptr& exception, void*) {
    try {
      std::rethrow_exception(exception);
    } catch (const InputError& error) {
      PyErr_SetString(PyExc_ValueError, error.what());
    } catch (const tools::OutputError& error) {
      PyErr_SetString(PyExc_OSError, error.what());
    }
  });
  module.attr("version") = CREASE_VERSION;
  python::bind_network(module);
  python::bind_domain(module);
  python::bind_complex(module);
  python::bind_region_stream(module);
  python::bind_queries(module);
  python::bind_points(module);
  python::bind_reports(module);
  python::bind_plot(module);
  python::bind_pages(module);
  python::bind_bare_complex(module);
  python::bind_dataset(module);
}
