// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/threshold_results.h"

#include <fmt/format.h>

#include "algorithms/linear_regions.h"
#include "core/errors.h"
#include "tools/text.h"

namespace crease::tools {

std::optional<bool> LinePieces::are_enough(const Integer& needed) const {
  const bool enough = Integer(static_cast<unsigned long>(pieces)) >= needed;
  return enough || outcome.is_complete() ? std::optional(enough) : std::nullopt;
}

LinePieces count_line_pieces(const WalkRun& run, const NetworkFile& file, const Domain& domain,
                             const std::string& path) {
  if (domain.dim() != 1) {
    throw InvalidDomain(fmt::format("{}: it has {}, and pieces are counted along a line. Give a --slice of dimension 1",
                                    path, counted(domain.dim(), "dimension")));
  }
  const ComplexResult result = build_complex(run, file.network, domain, false, false);
  const std::size_t pieces = linear_regions(result.complex).size();
  return {pieces, run.outcome(result.reason, result.signs)};
}

}  // namespace crease::tools
