// SPDX-License-Identifier: GPL-3.0-or-later
#include <nanobind/stl/string.h>

#include <atomic>
#include <optional>

#include "tools/make_dataset.h"
#include "tools/python/bindings.h"
#include "tools/python/json_values.h"
#include "tools/python/walk.h"

namespace crease::python {
namespace {

/// Makes a data set, or goes on with one; progress is told in items of this run.
nb::dict make(const std::string& specification, const std::string& path, nb::handle limits) {
  Json json;
  StopReason reason = StopReason::kFinished;
  run_walk(to_limits(limits), [&](const EnumerateOptions& walk) {
    const tools::DatasetPlan plan(specification);
    const tools::DatasetDirectory directory(path);
    const auto tell = [&](const tools::ItemsMade& made) {
      Progress now;
      now.regions = made.items;
      walk.progress(now);
    };
    const tools::DatasetOutcome outcome =
        tools::make_dataset(plan, directory, [&](const std::vector<std::size_t>& items) {
          tools::ItemList list(items);
          return tools::make_items(plan, directory, list, items.size(), walk, tell);
        });
    if (!outcome.complete) reason = outcome.made.reason;
    json = {{"earlier_items", outcome.earlier}, {"made_items", outcome.made.items}};
  });
  return report(json, reason);
}

}  // namespace

void bind_dataset(nb::module_& module) {
  module.def("make_dataset", &make, nb::arg("specification"), nb::arg("directory"), nb::arg("limits"));
}

}  // namespace crease::python
