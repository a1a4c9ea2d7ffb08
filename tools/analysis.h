// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "algorithms/complex_tables.h"
#include "algorithms/faces.h"
#include "algorithms/graph_extent.h"
#include "algorithms/graph_properties.h"
#include "algorithms/unit_report.h"
#include "core/io/complex_header.h"
#include "tools/complex_results.h"

namespace crease::tools {

/// Everything 'crease analyze' says of a complex. It depends on the complex alone, so that 'crease check' can make it
/// anew.
struct Analysis {
  ComplexReport report;
  ComplexHeader header;
  FaceCounts faces;
  Components components;
  Bipartition bipartition;
  std::optional<GraphExtent> extent;  ///< none where the graph is not connected
  std::vector<UnitReport> units;
  std::optional<Rational> volume;  ///< of all bounded regions; none where the report has no measures
};

/// `header` needs its origin only: version, hash, policy, reason. Volumes are left out beyond kMaxMeasuredDimension.
Analysis analyze(const Complex& complex, ComplexHeader header);

/// The names of the files an analysis can be written to, in the order in which they are told.
const std::vector<std::string>& analysis_file_names();

/// The file's format is told by its extension: json (the whole complex), jsonl, csv (one table), npz, graphml, dot.
/// Pre: one of analysis_file_names().
void write_analysis_file(const Analysis& analysis, const std::string& name, const std::vector<std::string>& all_files,
                         std::ostream& out);

/// The members of summary.json, and of the JSON on standard output.
void add_analysis(Json& json, const Analysis& analysis);
void add_analysis(Lines& lines, const Analysis& analysis);

}  // namespace crease::tools
