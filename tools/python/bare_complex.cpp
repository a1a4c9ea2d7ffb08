// SPDX-License-Identifier: GPL-3.0-or-later
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <cstdint>
#include <cstring>
#include <stdexcept>

#include "tools/python/bindings.h"
#include "tools/python/complex.h"
#include "tools/python/exact_numbers.h"
#include "tools/python/walk.h"

namespace crease::python {
namespace {

// What a pickle keeps of a complex without geometry: its tables, numbers as they lie in memory.

template <typename T>
nb::bytes bytes_of(std::span<const T> items) {
  return nb::bytes(reinterpret_cast<const char*>(items.data()), items.size_bytes());
}

template <typename T>
std::vector<T> items_of(nb::handle given) {
  const nb::bytes bytes = nb::cast<nb::bytes>(given);
  if (bytes.size() % sizeof(T) != 0) throw std::invalid_argument("a pickle of a complex that is cut off");
  std::vector<T> items(bytes.size() / sizeof(T));
  if (!items.empty()) std::memcpy(items.data(), bytes.c_str(), bytes.size());
  return items;
}

/// (items, length of each list).
template <typename T>
nb::tuple lists_to_python(const IndexLists<T>& lists) {
  std::vector<T> items;
  std::vector<std::uint32_t> sizes;
  for (std::size_t i = 0; i < lists.size(); ++i) {
    items.insert(items.end(), lists[i].begin(), lists[i].end());
    sizes.push_back(static_cast<std::uint32_t>(lists[i].size()));
  }
  return nb::make_tuple(bytes_of(std::span<const T>(items)), bytes_of(std::span<const std::uint32_t>(sizes)));
}

template <typename T>
IndexLists<T> lists_of(nb::handle given) {
  const std::vector<T> items = items_of<T>(given[0]);
  IndexLists<T> lists;
  std::size_t begin = 0;
  for (const std::uint32_t size : items_of<std::uint32_t>(given[1])) {
    if (size > items.size() - begin) throw std::invalid_argument("a pickle of a complex whose lists do not fit");
    lists.push_list(std::span(items).subspan(begin, size));
    begin += size;
  }
  return lists;
}

nb::tuple state_of(const ComplexFileView& view) {
  const ComplexTables& tables = view.complex().tables();
  std::vector<std::uint64_t> above, zero;
  for (std::size_t i = 0; i < tables.signs.size(); ++i) {
    above.insert(above.end(), tables.signs.above(i).begin(), tables.signs.above(i).end());
    if (tables.signs.has_zeros()) zero.insert(zero.end(), tables.signs.zero(i).begin(), tables.signs.zero(i).end());
  }
  nb::list lineality;
  for (const std::vector<Rational>& line : tables.lineality) lineality.append(to_python(std::span(line)));
  const std::vector<std::uint8_t> bounded(tables.bounded.begin(), tables.bounded.end());
  using Words = std::span<const std::uint64_t>;
  return nb::make_tuple(tables.signs.num_creases(), bytes_of(Words(above)), bytes_of(Words(zero)),
                        bytes_of(std::span<const std::uint8_t>(bounded)), lists_to_python(tables.region_facets),
                        bytes_of(std::span(tables.sides)), lists_to_python(tables.facet_walls), lineality,
                        tables.complete, to_string(view.reason()));
}

ComplexFileView from_state(const NetworkFile& file, const Domain& domain, nb::tuple state) {
  ComplexTables tables;
  tables.signs = SignTable(nb::cast<std::size_t>(state[0]));
  const std::size_t words = tables.signs.words();
  const std::vector<std::uint64_t> above = items_of<std::uint64_t>(state[1]), zero = items_of<std::uint64_t>(state[2]);
  const std::vector<std::uint8_t> bounded = items_of<std::uint8_t>(state[3]);
  if (above.size() != words * bounded.size() || (!zero.empty() && zero.size() != above.size())) {
    throw std::invalid_argument("a pickle of a complex whose signs do not fit");
  }
  for (std::size_t i = 0; i < bounded.size(); ++i) {
    const auto row = [&](const std::vector<std::uint64_t>& all) {
      return all.empty() ? std::span<const std::uint64_t>() : std::span(all).subspan(i * words, words);
    };
    tables.signs.push_back(row(above), row(zero));
    tables.bounded.push_back(bounded[i] != 0);
    tables.region_vertices.push_list({});
  }
  tables.region_facets = lists_of<FacetId>(state[4]);
  tables.sides = items_of<std::array<RegionId, 2>>(state[5]);
  tables.facet_walls = lists_of<WallId>(state[6]);
  for (std::size_t f = 0; f < tables.sides.size(); ++f) tables.facet_vertices.push_list({});
  for (const nb::handle line : nb::cast<nb::list>(state[7])) tables.lineality.push_back(to_rationals(line, "pickle"));
  tables.complete = nb::cast<bool>(state[8]);
  return ComplexFileView(
      file.source,
      {Complex(file.network, domain, std::move(tables)), reason_of(nb::cast<std::string>(state[9])), {}, {}});
}

}  // namespace

void bind_bare_complex(nb::module_& module) {
  module.def("bare_state", &state_of, nb::arg("complex"));
  module.def("complex_from_bare_state", &from_state, nb::arg("network"), nb::arg("domain"), nb::arg("state"));
}

}  // namespace crease::python
