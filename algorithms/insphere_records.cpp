// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/insphere_records.h"

#include <algorithm>
#include <iterator>
#include <span>
#include <tuple>
#include <utility>

#include "core/integer_vector.h"

namespace crease {
namespace {

using Owners = Inequalities::Owners;

std::string name_of(const Owners& owners) {
  std::string name;
  const auto add = [&](const std::string& part) { name += (name.empty() ? "" : "+") + part; };
  for (std::size_t i = 0; i < owners.units.size(); ++i) {
    const auto& breakpoint = owners.breakpoints[i];
    add(to_string(owners.units[i]) + (breakpoint ? "[" + std::to_string(*breakpoint) + "]" : ""));
  }
  for (const std::size_t row : owners.domain_rows) add("domain." + std::to_string(row));
  return name;
}

/// The hyperplanes that a ball touches: units before rows of the domain, and in order. Rows of one hyperplane count
/// once.
std::vector<std::string> names_of(std::span<const std::size_t> touching, const Inequalities& inequalities) {
  std::vector<std::pair<IntegerVector, Owners>> planes;
  for (const std::size_t row : touching) {
    std::vector<Rational> entries = inequalities.rows[row].normal;
    entries.push_back(inequalities.rows[row].offset);
    IntegerVector plane = primitive_integers(entries);
    const Owners& owners = inequalities.owners[row];
    const auto same = std::ranges::find(planes, plane, &std::pair<IntegerVector, Owners>::first);
    if (same == planes.end()) {
      planes.emplace_back(std::move(plane), owners);
      continue;
    }
    const auto append = [](auto& to, const auto& from) { to.insert(to.end(), from.begin(), from.end()); };
    append(same->second.units, owners.units);
    append(same->second.breakpoints, owners.breakpoints);
    append(same->second.domain_rows, owners.domain_rows);
  }
  std::ranges::sort(planes, {}, [](const auto& plane) {
    const Owners& owners = plane.second;
    return std::tie(owners.domain_rows, owners.units, owners.breakpoints);
  });
  std::vector<std::string> names;
  for (const auto& [plane, owners] : planes) names.push_back(name_of(owners));
  return names;
}

}  // namespace

NumberRecord record(const RootQuotient& number, const std::optional<Rational>& width) {
  return {width ? number.enclosure_within(*width) : number.enclosure(), number.text()};
}

InsphereRecord record(const Insphere& ball, const Inequalities& inequalities, const std::optional<Rational>& width) {
  InsphereRecord result;
  result.infinite = ball.infinite;
  if (ball.infinite) return result;
  result.unique = ball.unique;
  result.radius = record(ball.radius, width);
  for (const RootQuotient& x : ball.center.coordinates()) result.center.push_back(record(x, width));
  result.facets = names_of(ball.touching, inequalities);
  return result;
}

bool InsphereRecorder::visit(const Region& region) {
  summary_.visit(region);
  const Inequalities rows = inequalities(network_, domain_, region, choice_.rows);
  records_.push_back(record(insphere(rows.rows, domain_.dim(), choice_.norm), rows, width_));
  records_.back().pattern = region.pattern();
  return true;
}

std::unique_ptr<RegionVisitor> InsphereRecorder::split() {
  return std::make_unique<InsphereRecorder>(network_, domain_, choice_, width_);
}

void InsphereRecorder::join(RegionVisitor& other) {
  auto& later = dynamic_cast<InsphereRecorder&>(other);
  summary_.join(later.summary_);
  records_.insert(records_.end(), std::make_move_iterator(later.records_.begin()),
                  std::make_move_iterator(later.records_.end()));
}

Table insphere_table(const std::vector<InsphereRecord>& records) {
  Table table{"regions", records.size(), {}};
  const auto add = [&](const std::string& name, ColumnType type, auto fill) {
    table.columns.push_back({name, type, [&records, fill](std::size_t row, Cell& cell) { fill(records[row], cell); }});
  };
  table.columns.push_back({"id", ColumnType::kInteger,
                           [](std::size_t row, Cell& cell) { cell.set_integer(static_cast<std::int64_t>(row)); }});
  add("pattern", ColumnType::kText, [](const InsphereRecord& record, Cell& cell) { cell.set_text(record.pattern); });
  for (const bool upper : {false, true}) {
    add(upper ? "radius_hi" : "radius_lo", ColumnType::kRational, [upper](const InsphereRecord& record, Cell& cell) {
      if (record.infinite) return cell.set_infinite();
      cell.set_rational(upper ? record.radius.bounds.hi : record.radius.bounds.lo);
    });
  }
  add("radius_exact", ColumnType::kText, [](const InsphereRecord& record, Cell& cell) {
    if (record.radius.exact) cell.set_text(*record.radius.exact);
  });
  add("unique", ColumnType::kBoolean, [](const InsphereRecord& record, Cell& cell) {
    if (!record.infinite) cell.set_boolean(record.unique);
  });
  for (const bool upper : {false, true}) {
    add(upper ? "center_hi" : "center_lo", ColumnType::kRationals, [upper](const InsphereRecord& record, Cell& cell) {
      if (record.infinite) return;
      cell.start_list();
      for (const NumberRecord& x : record.center) cell.push_rational(upper ? x.bounds.hi : x.bounds.lo);
    });
  }
  add("facets", ColumnType::kTexts, [](const InsphereRecord& record, Cell& cell) {
    cell.start_list();
    for (const std::string& facet : record.facets) cell.push_text(facet);
  });
  return table;
}

}  // namespace crease
