// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/similarity_results.h"

#include <fmt/format.h>

namespace crease::tools {
namespace {

Json cosine_json(const MapSimilarity& similarity) {
  if (!similarity.cos_squared) return nullptr;
  const Enclosure value = cosine(similarity);
  if (value.is_exact()) return to_string(value.lo);
  return {{"lo", to_string(value.lo)},
          {"hi", to_string(value.hi)},
          {"exact", fmt::format("{}sqrt({})", similarity.cos_sign < 0 ? "-" : "", to_string(*similarity.cos_squared))}};
}

}  // namespace

Enclosure cosine(const MapSimilarity& similarity) {
  Enclosure root = sqrt_enclosure(*similarity.cos_squared);
  if (similarity.cos_sign < 0) root = {-root.hi, -root.lo};
  return root;
}

Json similarity_json(const MapSimilarity& similarity) {
  return {{"cosine", cosine_json(similarity)},
          {"squared_difference",
           similarity.squared_difference ? Json(to_string(*similarity.squared_difference)) : Json("inf")}};
}

}  // namespace crease::tools
