// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sstream>
#include <string>
#include <utility>

#include "algorithms/build_complex.h"
#include "algorithms/complex_tables.h"
#include "algorithms/linear_regions.h"

namespace crease::testing {

inline ComplexReport report_of(Complex complex) {
  LinearRegions linear = linear_regions(complex);
  return {std::move(complex), std::move(linear)};
}

inline ComplexReport report_of(const Network& network, const Domain& domain, const ComplexOptions& options = {}) {
  return report_of(build_complex(network, domain, options).complex);
}

/// The bytes of a complex file.
inline std::string complex_json(const ComplexReport& report) {
  ComplexHeader header;
  header.tool_version = "0.0.0";
  header.sha256 = std::string(64, '0');
  header.reason = report.complex.is_complete() ? "finished" : "max-regions";
  std::ostringstream out;
  write_complex_json(report, header, out);
  return out.str();
}

}  // namespace crease::testing
