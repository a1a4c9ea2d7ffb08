// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "algorithms/faces.h"
#include "algorithms/graph_extent.h"
#include "algorithms/linear_regions.h"
#include "core/complex.h"
#include "tools/results.h"
#include "tools/walk_run.h"

namespace crease::tools {

/// What several subcommands say of a walk and of a complex, as members of a JSON object and as lines for people.

/// result_header(), then domain, complete, reason.
Json result_header(const std::string& schema, const NetworkFile& file, const Domain& domain,
                   const WalkOutcome& outcome);

/// seconds, threads, sign_tests.
void add_outcome(Json& json, const WalkOutcome& outcome);

/// activation_regions, linear_regions, affine_pieces, adjacencies, bounded_regions, degree_histogram.
void add_counts(Json& json, const Complex& complex, const LinearRegions& linear);

/// f_vector, bounded_faces, euler_characteristic: the last is null where the complex is a part, which has another one.
void add_faces(Json& json, const Complex& complex, const FaceCounts& faces);

/// {lo, hi}.
Json bounds_json(const DistanceBounds& bounds);

using Lines = std::vector<std::pair<std::string, std::string>>;

void add_outcome(Lines& lines, const WalkOutcome& outcome);

/// The same in words; each kind of count with its definition.
void add_counts(Lines& lines, const Complex& complex, const LinearRegions& linear);
void add_faces(Lines& lines, const Complex& complex, const FaceCounts& faces);

/// Before a number that can only grow, and before what may change, when the complex is a part: "at least ", "in this
/// part ".
std::string at_least(const Complex& complex);
std::string in_this_part(const Complex& complex);

/// "box:-1,1 (dimension 2)".
/// "2 threads", "4 processes of 1 thread".
std::string workers_in_words(const WalkOutcome& outcome);
std::string in_words(const Domain& domain);
/// "name (2 -> 16 -> 1)".
std::string in_words(const NetworkFile& file);

}  // namespace crease::tools
