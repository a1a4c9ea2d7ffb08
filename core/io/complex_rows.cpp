// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/complex_rows.h"

#include <algorithm>
#include <charconv>
#include <stdexcept>

#include "core/io/file_bytes.h"
#include "core/io/pattern_reader.h"

namespace crease {
namespace {

const std::vector<std::string> kRegionKeys = {
    "id",       "pattern",        "signs",  "linear_region", "affine_piece", "bounded", "degree", "facets",
    "vertices", "interior_point", "volume", "centroid",      "box_lo",       "box_hi",  "A",      "c"};
const std::vector<std::string> kFacetKeys = {"id",      "region",         "neighbor",     "kind",  "units",
                                             "creases", "domain_rows",    "vertices",     "bends", "normal",
                                             "offset",  "squared_volume", "gradient_jump"};
const std::vector<std::string> kVertexKeys = {"id",    "kind",    "region",      "pattern",
                                              "units", "creases", "domain_rows", "coordinates"};

void check_id(const JsonRow& row, std::size_t expected, std::size_t promised, const char* count) {
  constexpr std::size_t kAny = std::size_t{1} << 32;
  if (row.index("id", kAny) != expected)
    row.fail("id", "expected " + std::to_string(expected) + "; rows go by their id");
  if (expected >= promised) {
    row.fail("id", "more rows than the header says (" + std::string(count) + ": " + std::to_string(promised) + ")");
  }
}

/// A list of so many numbers, or null, that nobody asks for: it follows from the others.
void check_rationals(const JsonRow& row, const char* key, std::size_t count) {
  std::vector<Rational> numbers;
  if (row.has(key) && !row.is_null(key)) row.append_rationals(key, count, numbers);
}

/// Reads "u0.3". Throws std::invalid_argument.
UnitId parse_unit(const std::string& text, const WallList& walls, const Network& network) {
  UnitId unit;
  const char* const end = text.data() + text.size();
  bool good = text.starts_with('u');
  if (good) {
    const auto [dot, error] = std::from_chars(text.data() + 1, end, unit.layer);
    good = error == std::errc() && dot != end && *dot == '.';
    if (good) {
      const auto [last, unit_error] = std::from_chars(dot + 1, end, unit.unit);
      good = unit_error == std::errc() && last == end;
    }
  }
  if (!good) throw std::invalid_argument("expected a unit such as \"u0.3\", found " + in_quotes(text));
  if (unit.layer >= network.layers().size() || unit.unit >= network.layers()[unit.layer].num_units() ||
      walls.num_creases(unit) == 0) {
    throw std::invalid_argument(in_quotes(text) + " is not a unit of the network that can bend");
  }
  return unit;
}

}  // namespace

ComplexRows::ComplexRows(const Network& network, const Domain& domain, const ComplexCounts& counts)
    : network_(network), domain_(domain), counts_(counts), walls_(network, domain) {
  for (WallId crease = 0; crease < walls_.num_creases(); ++crease) {
    several_breakpoints_ = several_breakpoints_ || walls_.crease(crease).breakpoint > 0;
  }
  tables_.signs = SignTable(walls_.num_creases());
  claims_.bounded_regions = counts.bounded_regions;
  claims_.adjacencies = counts.adjacencies;
}

void ComplexRows::add(JsonDocument& document, const std::string& table, const JsonValue& row) {
  try {
    if (table == "regions") return add_region(document, row);
    if (table == "facets") return add_facet(document, row);
    add_vertex(document, row);
  } catch (const std::length_error& error) {
    document.fail(row, table + ": " + error.what());
  }
}

void ComplexRows::add_region(JsonDocument& document, const JsonValue& value) {
  const std::size_t id = tables_.signs.size();
  const JsonRow row(document, value, "region " + std::to_string(id));
  row.check_keys(kRegionKeys, region_keys_);
  check_id(row, id, counts_.activation_regions, "activation_regions");
  read_signs(row);
  tables_.bounded.push_back(row.boolean("bounded"));
  row.append_increasing("facets", counts_.facets, tables_.region_facets);
  tables_.region_facets.end_list();
  read_vertices(row, tables_.region_vertices);
  add_region_claims(row);
}

void ComplexRows::add_region_claims(const JsonRow& row) {
  const std::size_t dim = domain_.dim();
  claims_.linear_region.emplace_back(row.index("linear_region", counts_.linear_regions));
  claims_.affine_piece.emplace_back(row.index("affine_piece", counts_.affine_pieces));
  claims_.degree.push_back(static_cast<std::uint32_t>(row.index("degree", counts_.facets + 1)));
  if (row.has("interior_point")) row.append_rationals("interior_point", dim, claims_.interior_point);
  if (row.has("volume")) claims_.volume.push_back(row.rational_or_infinite("volume"));
  if (row.has("centroid")) {
    std::vector<Rational>& centroid = claims_.centroid.emplace_back();
    if (!row.is_null("centroid")) row.append_rationals("centroid", dim, centroid);
  }
  for (const char* corner : {"box_lo", "box_hi"}) check_rationals(row, corner, dim);
  if (row.has("A")) row.append_rationals("A", network_.output_dim() * dim, claims_.A);
  if (row.has("c")) row.append_rationals("c", network_.output_dim(), claims_.c);
}

/// The signs of all creases, from the pattern and, where that is not enough, from the signs, which must agree with it.
void ComplexRows::read_signs(const JsonRow& row) {
  try {
    parse_pattern(row.text("pattern"), network_, symbols_);
  } catch (const std::invalid_argument& error) {
    row.fail("pattern", error.what());
  }
  const bool has_signs = row.has("signs");
  if (!has_signs && several_breakpoints_) {
    row.fail("pattern", "the key 'signs' is missing; patterns do not tell on which of its breakpoints a unit is");
  }
  if (has_signs && row.text("signs").size() != walls_.num_creases()) {
    row.fail("signs", "expected " + std::to_string(walls_.num_creases()) + " characters, one per crease, found " +
                          std::to_string(row.text("signs").size()));
  }
  above_.assign(tables_.signs.words(), 0);
  zero_.assign(tables_.signs.words(), 0);
  const auto set = [](std::vector<std::uint64_t>& bits, WallId crease) {
    bits[crease / 64] |= std::uint64_t{1} << (crease % 64);
  };

  std::size_t unit_number = 0;
  WallId crease = 0;
  for (const Layer& layer : network_.layers()) {
    for (std::size_t u = 0; u < layer.num_units(); ++u) {
      const Symbol symbol = symbols_[unit_number++];
      const WallId end = crease + static_cast<WallId>(layer.num_creases(u));
      if (!has_signs) {
        // One breakpoint at most.
        if (crease < end && symbol.on_breakpoint) set(zero_, crease);
        if (crease < end && !symbol.on_breakpoint && symbol.piece == 1) set(above_, crease);
        crease = end;
        continue;
      }
      const std::string& signs = row.text("signs");
      if (layer.is_group(u)) {
        // One argument above the others, or several that share the maximum.
        const std::string_view own(signs.data() + crease, end - crease);
        const auto pluses = std::ranges::count(own, '+'), zeros = std::ranges::count(own, '0');
        const bool shared = pluses == 0 && zeros > 1;
        if (own.find_first_not_of("+0-") != own.npos || !(shared || (pluses == 1 && zeros == 0))) {
          row.fail("signs", "character " + std::to_string(crease + 1) +
                                ": the signs of a maximum are '+' for the greatest argument, or '0' for two or more "
                                "that share it, and '-' for the others");
        }
        if (shared != symbol.on_breakpoint || (!shared && own.find('+') != symbol.piece)) {
          row.fail("signs",
                   "character " + std::to_string(crease + 1) + ": the pattern says something else of this unit");
        }
        for (; crease < end; ++crease) {
          if (signs[crease] != '-') set(shared ? zero_ : above_, crease);
        }
        continue;
      }
      // Breakpoints increase: above some, then perhaps on one, below the others.
      std::size_t pluses = 0;
      bool zero = false;
      for (; crease < end && signs[crease] == '+'; ++crease, ++pluses) set(above_, crease);
      if (crease < end && signs[crease] == '0') {
        set(zero_, crease++);
        zero = true;
      }
      while (crease < end && signs[crease] == '-') ++crease;
      if (crease < end) {
        row.fail("signs", "character " + std::to_string(crease + 1) +
                              ": the signs of a unit are '+' for the breakpoints below, '0' at most once, then '-'");
      }
      if (zero != symbol.on_breakpoint || (!zero && pluses != symbol.piece)) {
        row.fail("signs", "character " + std::to_string(crease) + ": the pattern says something else of this unit");
      }
    }
  }
  tables_.signs.push_back(above_, zero_);
}

void ComplexRows::read_vertices(const JsonRow& row, IndexLists<VertexId>& to) const {
  const std::size_t count = counts_.vertices + counts_.rays;
  if (count > 0 || row.has("vertices")) row.append_increasing("vertices", count, to);
  to.end_list();
}

/// Appends creases and rows of the domain to the list that `to` is making.
void ComplexRows::read_walls(const JsonRow& row, IndexLists<WallId>& to) {
  std::vector<UnitId> units;
  for (const JsonValue& item : row.list("units")) {
    try {
      if (item.kind != JsonValue::Kind::kString) throw std::invalid_argument("expected units such as \"u0.3\"");
      units.push_back(parse_unit(item.text, walls_, network_));
    } catch (const std::invalid_argument& error) {
      row.fail("units", error.what());
    }
    if (units.size() > 1 && units[units.size() - 2] >= units.back()) row.fail("units", "the entries do not increase");
  }
  if (row.has("creases")) {
    IndexLists<WallId> creases;
    row.append_increasing("creases", walls_.num_creases(), creases);
    creases.end_list();
    if (walls_.units(creases[0]) != units) row.fail("creases", "these are not creases of the units");
    for (const WallId crease : creases[0]) to.push_item(crease);
  } else if (several_breakpoints_) {
    row.fail("units", "the key 'creases' is missing; units do not tell on which of their breakpoints they are");
  } else {
    for (const UnitId unit : units) to.push_item(walls_.first_crease(unit));
  }
  row.append_increasing("domain_rows", walls_.num_domain_rows(), to, walls_.num_creases());
}

void ComplexRows::add_facet(JsonDocument& document, const JsonValue& value) {
  const std::size_t id = tables_.sides.size();
  const std::size_t dim = domain_.dim();
  const JsonRow row(document, value, "facet " + std::to_string(id));
  row.check_keys(kFacetKeys, facet_keys_);
  check_id(row, id, counts_.facets, "facets");

  std::array<RegionId, 2> sides = {RegionId(row.index("region", counts_.activation_regions)), RegionId()};
  if (!row.is_null("neighbor")) sides[1] = RegionId(row.index("neighbor", counts_.activation_regions));
  tables_.sides.push_back(sides);
  read_walls(row, tables_.facet_walls);
  tables_.facet_walls.end_list();
  read_vertices(row, tables_.facet_vertices);

  const std::string& kind = row.text("kind");
  if (kind != "interior" && kind != "boundary" && kind != "open") {
    row.fail("kind", "expected \"interior\", \"boundary\" or \"open\", found " + in_quotes(kind));
  }
  claims_.facet_type.push_back(kind == "interior"   ? FacetType::kInterior
                               : kind == "boundary" ? FacetType::kBoundary
                                                    : FacetType::kOpen);
  claims_.bends.push_back(row.boolean("bends"));
  if (row.has("normal")) row.append_rationals("normal", dim, claims_.normal);
  if (row.has("offset")) claims_.offset.push_back(row.rational("offset"));
  if (row.has("squared_volume")) claims_.squared_volume.push_back(row.rational_or_infinite("squared_volume"));
  check_rationals(row, "gradient_jump", network_.output_dim() * dim);
}

void ComplexRows::add_vertex(JsonDocument& document, const JsonValue& value) {
  const std::size_t id = tables_.vertex_region.size();
  const JsonRow row(document, value, "vertex " + std::to_string(id));
  row.check_keys(kVertexKeys, vertex_keys_);
  check_id(row, id, counts_.vertices + counts_.rays, "vertices and rays");

  tables_.vertex_region.emplace_back(row.index("region", counts_.activation_regions));
  read_walls(row, tables_.vertex_walls);
  const std::string& kind = row.text("kind");
  if (kind != "vertex" && kind != "ray") {
    row.fail("kind", "expected \"vertex\" or \"ray\", found " + in_quotes(kind));
  }
  if (kind == "ray") {
    ++rays_;
    tables_.vertex_walls.push_item(walls_.infinity());
  }
  tables_.vertex_walls.end_list();
  if (row.has("coordinates")) row.append_rationals("coordinates", domain_.dim(), tables_.coordinates);
  claims_.vertex_pattern.push_back(row.text("pattern"));
}

void ComplexRows::check_complete(const JsonDocument& document, const JsonValue& root) const {
  const auto check = [&](const char* table, std::size_t found, std::size_t expected) {
    const JsonValue& rows = document.require(root, table, "document");
    document.array(rows, table);
    if (found == expected) return;
    document.fail(rows, std::string(table) + ": expected " + std::to_string(expected) +
                            " rows, as the header's counts say, found " + std::to_string(found) +
                            "; the file is not whole");
  };
  check("regions", tables_.signs.size(), counts_.activation_regions);
  check("facets", tables_.sides.size(), counts_.facets);
  check("vertices", tables_.vertex_region.size(), counts_.vertices + counts_.rays);
  if (rays_ != counts_.rays) {
    document.fail(document.require(root, "vertices", "document"), "vertices: expected " + std::to_string(counts_.rays) +
                                                                      " rays, as the header's counts say, found " +
                                                                      std::to_string(rays_));
  }
}

}  // namespace crease
