// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/dataset_card.h"

#include <fmt/format.h>

#include <algorithm>

#include "tools/dataset_directory.h"
#include "tools/text.h"

namespace crease::tools {
namespace {

constexpr const char* kDefinitions = R"(## Definitions

Networks are the functions over the reals that the numbers in `networks/` define; nothing here was rounded or sampled.

* An *activation region* is a full-dimensional closed cell of the domain on whose interior every unit keeps its piece. Two
  are *adjacent* when they share a facet, a face of one dimension less.
* A *linear region* is a maximal union of activation regions, connected through facets, on which the network is one affine
  map; an *affine piece* is a distinct affine map.
* A region counts when its interior meets the domain's interior. Lengths, areas and volumes are those of the domain's own
  coordinates, without units.
* The *inradius* of an activation region is the radius of a largest ball in it.
* The *decision* is the greatest output, or, with one output, whether it is above 0 (class 1) or below (class 0). The
  *decision boundary* consists of the facets between parts of activation regions with different winners.
)";

constexpr const char* kFiles = R"(## Files

* `dataset.json`: the specification with all defaults, hashes of the files it names, all columns. Equal ones mean equal data
  sets, byte for byte.
* `networks/`: every network, in the JSON format of crease, with exact numbers.
* `SHA256SUMS`: for `sha256sum -c SHA256SUMS`.
)";

constexpr const char* kReading = R"(
Rational numbers are `p/q`, or `p` where q is 1; `inf` is infinity. In `.jsonl` (an object per line) they are strings, lists
are arrays, and what is not there is null. In `.csv` lists are one cell with spaces between their items, null and the empty
list are empty cells, booleans `true` and `false`; read all cells as text, as `pandas.read_csv(path, dtype=str)` does.
Irrational numbers lie between two rational ones, `_lo` and `_hi`, at most 2^-64 of their size apart.
)";

constexpr const char* kAgain = R"(## How to make it again

Write the member `specification` of `dataset.json` to a file `spec.json`, beside the files it names, and run
`crease dataset spec.json -o DIR` with the version of crease below; the bytes are the same on any number of threads. Weights
of random networks come from SHA-256 by rules that are the same on every machine (`crease-random-network/1`).
)";

std::string columns_text(const TableDefinition& table) {
  std::string text = "| column | type | meaning |\n|---|---|---|\n";
  for (const ColumnDefinition& column : table.columns) {
    std::string meaning = column.meaning;
    for (std::size_t at = 0; (at = meaning.find('|', at)) != std::string::npos; at += 2) meaning.insert(at, "\\");
    text += fmt::format("| {} | {} | {} |\n", column.name, type_name(column.type), meaning);
  }
  return text;
}

std::string domains_text(const DatasetPlan& plan) {
  std::vector<std::string> domains;
  for (const NetworkGroup& group : plan.spec().groups) {
    for (const DomainWords& words : group.domains) {
      const std::string text = "`" + words.domain + "`" + (words.slice.empty() ? "" : " in `" + words.slice + "`");
      if (std::ranges::find(domains, text) == domains.end()) domains.push_back(text);
    }
  }
  return fmt::format("{}", fmt::join(domains, ", "));
}

}  // namespace

std::string dataset_card(const DatasetPlan& plan, const DatasetTotals& totals) {
  const DatasetSpec& spec = plan.spec();
  std::string text = "# " + spec.name + "\n\n";
  if (!spec.description.empty()) text += spec.description + "\n\n";
  text +=
      fmt::format("{} in {}: {}, {}, all counted exactly", counted(plan.num_networks(), "network"), domains_text(plan),
                  counted(plan.num_items(), "item"), counted(totals.regions, "activation region"));
  if (totals.incomplete > 0) {
    text += fmt::format(", but for {} that reached the limit of {} and tell of a part (`complete` is false)",
                        counted(totals.incomplete, "item"), counted(*spec.max_regions, "region"));
  }
  text += ".\n\n";
  text += fmt::format("Licence: {}\n\n", spec.license.empty() ? "not stated" : spec.license);
  text += std::string(kDefinitions) + "\n" + kFiles;
  for (const TableDefinition& table : plan.tables()) {
    std::string files;
    for (const std::string& format : spec.formats) {
      files += fmt::format("{}`{}.{}`", files.empty() ? "" : ", ", table.name, format);
    }
    text += fmt::format("* {}: {}.\n", files, table.meaning);
  }
  text += kReading;
  for (const TableDefinition& table : plan.tables()) {
    text += fmt::format("\n## Columns of {}\n\n{}", table.name, columns_text(table));
  }
  return text + "\n" + kAgain + "\nMade by crease " CREASE_VERSION ".\n";
}

}  // namespace crease::tools
