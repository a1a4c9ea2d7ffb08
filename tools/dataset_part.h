// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <iosfwd>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace crease::tools {

/// A part file holds what one item adds to the files of a data set: pieces of these files, one after the other, and a
/// last line that tells what they are and has the hash of all before it, so that a part that was not written to its end
/// is never taken for one that was.
struct PartHeader {
  std::uint64_t item = 0;
  std::string identity;        ///< of the data set
  std::string network_sha256;  ///< of the network's file
  std::uint64_t regions = 0;
  bool complete = true;  ///< false: the limit of regions was reached
};

/// A piece of the file of a name, and how to write it.
using PartPiece = std::pair<std::string, std::function<void(std::ostream&)>>;

/// The file appears whole or not at all, but for a loss of power, after which its hash tells. Throws OutputError.
void write_part(const std::string& path, const PartHeader& header, const std::vector<PartPiece>& pieces);

/// Where the pieces are.
struct Part {
  struct Piece {
    std::string file;
    std::uint64_t begin = 0, size = 0;
  };
  PartHeader header;
  std::vector<Piece> pieces;
};

/// Nothing where there is no such file or where it is not whole.
std::optional<Part> read_part(const std::string& path);

}  // namespace crease::tools
