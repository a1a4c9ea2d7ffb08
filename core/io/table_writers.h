// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <iosfwd>
#include <span>
#include <string>

#include "core/io/table.h"

namespace crease {

/// Tables to files. The same table gives the same bytes. Rationals are exact: "p/q", or "p" when q = 1; +infinity is
/// "inf". Every writer ends early, with the stream's failure for its caller to see, when the stream fails; what
/// it throws passes.
/// Complexity: O(bytes written) beside what the columns compute; memory for one row, but see write_npz.

/// Comma-separated values (RFC 4180: a header line, lines end in CR LF, quotes where needed, doubled inside). Null and
/// the empty list are empty cells, booleans "true" and "false", lists one cell with spaces between the items (which
/// have none). Readers that guess types need to be told that rationals, texts and lists are text: pandas.read_csv(path,
/// dtype=str).
void write_csv(const Table& table, std::ostream& out);

/// One JSON object per row and line (JSON Lines): {"id":0,"facets":[0,1],"volume":"1/2"}. Rationals are strings, lists
/// arrays, null null.
void write_jsonl(const Table& table, std::ostream& out);

/// One JSON object: the members of `header`, itself the text of a JSON object, and then one member for each table, an
/// array of its rows, one per line as in write_jsonl. Throws std::invalid_argument when `header` is not the text of an
/// object.
void write_json(const std::string& header, std::span<const Table> tables, std::ostream& out);

struct NpzOptions {
  bool compress = false;  ///< deflate; numpy reads both
  /// Exact texts beside the nearest doubles are left out where the array would take more bytes than this; 0: always.
  std::size_t max_exact_bytes = std::size_t{1} << 28;
};

/// NumPy's .npz: a ZIP archive (ZIP64 where needed, dated 1980) of .npy arrays of format 1.0, for numpy.load.
///   integer    NAME: int64, null is -1                    list of integers   NAME_offsets (int64, one more than there
///   boolean    NAME: bool, null is False                                     are rows) and NAME_items (int64): row i
///   is text       NAME: bytes (dtype S), null is empty NAME_items[NAME_offsets[i]:NAME_offsets[i+1]] rational   NAME:
///   float64, to nearest; null is NaN;    list of rationals  the same with float64 items, and
///              NAME_exact: "p/q" (dtype S), null is empty                    NAME_items_exact
///                                                         list of texts      the same with bytes as items
/// With several tables every array's name starts with the table's: regions_id.
/// Memory: one column at a time. Every cell is computed once.
void write_npz(std::span<const Table> tables, std::ostream& out, const NpzOptions& options = {});

}  // namespace crease
