// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/plot_items.h"

#include <algorithm>
#include <iterator>

#include "core/errors.h"

namespace crease::tools {
namespace {

/// What --show takes.
struct ItemName {
  const char* name;
  void (*set)(PlotItems&);
};
constexpr ItemName kItems[] = {{"edges", [](PlotItems& items) { items.edges = true; }},
                               {"creases", [](PlotItems& items) { items.creases = true; }},
                               {"boundary", [](PlotItems& items) { items.boundary = true; }},
                               {"circles", [](PlotItems& items) { items.circles = true; }},
                               {"graph", [](PlotItems& items) { items.graph = true; }},
                               {"vertices", [](PlotItems& items) { items.vertices = true; }},
                               {"labels", [](PlotItems& items) { items.labels = true; }},
                               {"none", [](PlotItems&) {}}};

}  // namespace

PlotItems parse_items(const std::vector<std::string>& names) {
  PlotItems items;
  items.edges = false;
  items.labels = false;
  for (const std::string& name : names) {
    const auto* item = std::ranges::find_if(kItems, [&](const ItemName& now) { return name == now.name; });
    if (item == std::end(kItems)) {
      throw InputError("--show: '" + name +
                       "' is not edges, creases, boundary, circles, graph, vertices, labels or none");
    }
    item->set(items);
  }
  return items;
}

}  // namespace crease::tools
