// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "tools/stats_quantities.h"

namespace crease::tools {

/// Cosines between the normals of two facets of a region: of all pairs, of pairs within a layer, and means by region.
std::unique_ptr<Collector> make_facet_directions(const QuantityOptions& options);

/// Cosines between the gradients of two units' pre-activations: of all pairs, and of pairs within a layer.
std::unique_ptr<Collector> make_unit_directions(const QuantityOptions& options);

/// How the hyperplanes of deeper units bend at the facets between two regions.
std::unique_ptr<Collector> make_bends(const QuantityOptions& options);

}  // namespace crease::tools
