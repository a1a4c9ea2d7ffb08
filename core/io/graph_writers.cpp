// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/graph_writers.h"

#include <boost/any.hpp>
#include <boost/graph/graphml.hpp>
#include <boost/io/ios_state.hpp>
#include <boost/iterator/counting_iterator.hpp>
#include <boost/iterator/filter_iterator.hpp>
#include <boost/iterator/transform_iterator.hpp>
#include <boost/make_shared.hpp>
#include <boost/property_map/function_property_map.hpp>
#include <cstdint>
#include <locale>
#include <ostream>
#include <set>
#include <stdexcept>
#include <string>
#include <typeinfo>
#include <utility>

namespace crease {
namespace {

constexpr char kRegion[] = "region";

/// A complex as Boost's writer sees a graph: a view, since it only asks for vertices, edges and the edges' ends.
struct ComplexView {
  template <typename Id>
  struct ToId {
    Id operator()(std::uint32_t i) const { return Id(i); }
  };
  struct IsInterior {
    const Complex* complex = nullptr;
    bool operator()(FacetId facet) const { return complex->is_interior(facet); }
  };
  template <typename Id>
  using IdIterator = boost::transform_iterator<ToId<Id>, boost::counting_iterator<std::uint32_t>>;

  using vertex_descriptor = RegionId;
  using edge_descriptor = FacetId;
  using directed_category = boost::undirected_tag;
  using edge_parallel_category = boost::disallow_parallel_edge_tag;
  struct traversal_category : boost::vertex_list_graph_tag, boost::edge_list_graph_tag {};
  using vertex_iterator = IdIterator<RegionId>;
  using vertices_size_type = std::size_t;
  using edge_iterator = boost::filter_iterator<IsInterior, IdIterator<FacetId>>;
  using edges_size_type = std::size_t;
  using degree_size_type = std::size_t;
  static vertex_descriptor null_vertex() { return {}; }

  const Complex& complex;
};

template <typename Id>
ComplexView::IdIterator<Id> id_iterator(std::size_t i) {
  return ComplexView::IdIterator<Id>(boost::counting_iterator<std::uint32_t>(static_cast<std::uint32_t>(i)));
}

std::pair<ComplexView::vertex_iterator, ComplexView::vertex_iterator> vertices(const ComplexView& view) {
  return {id_iterator<RegionId>(0), id_iterator<RegionId>(view.complex.num_regions())};
}
std::pair<ComplexView::edge_iterator, ComplexView::edge_iterator> edges(const ComplexView& view) {
  const auto begin = id_iterator<FacetId>(0), end = id_iterator<FacetId>(view.complex.num_facets());
  const ComplexView::IsInterior interior{&view.complex};
  return {{interior, begin, end}, {interior, end, end}};
}
RegionId source(FacetId facet, const ComplexView& view) { return view.complex.sides(facet)[0]; }
RegionId target(FacetId facet, const ComplexView& view) { return view.complex.sides(facet)[1]; }

/// An attribute by a function, in place of Boost's own maps, which would put every value through a new string stream.
template <typename Id>
class Attribute : public boost::dynamic_property_map {
 public:
  Attribute(const std::type_info& type, std::function<std::string(Id)> text) : type_(type), text_(std::move(text)) {}

  boost::any get(const boost::any& id) override { return get_string(id); }
  std::string get_string(const boost::any& id) override { return text_(*boost::any_cast<Id>(&id)); }
  void put(const boost::any&, const boost::any&) override { throw boost::dynamic_const_put_error(); }
  const std::type_info& key() const override { return typeid(Id); }
  const std::type_info& value() const override { return type_; }

 private:
  const std::type_info& type_;
  std::function<std::string(Id)> text_;
};

template <typename Id>
void add(boost::dynamic_properties& properties, const std::string& name, const std::type_info& type,
         std::function<std::string(Id)> text) {
  properties.insert(name, boost::make_shared<Attribute<Id>>(type, std::move(text)));
}

const std::type_info& type_of(RegionColumn::Type type) {
  switch (type) {
    case RegionColumn::Type::kInteger:
      return typeid(long);
    case RegionColumn::Type::kReal:
      return typeid(double);
    case RegionColumn::Type::kBoolean:
      return typeid(bool);
    case RegionColumn::Type::kText:
      break;
  }
  return typeid(std::string);
}

std::string units_text(const Complex& complex, FacetId facet) {
  std::string text;
  for (const UnitId unit : complex.units(facet)) text += (text.empty() ? "" : " ") + to_string(unit);
  return text;
}

/// Neither format's writer escapes names.
bool is_usable_name(std::string name) {
  constexpr char kLetters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  const bool is_word = name.find_first_of(kLetters) == 0 &&
                       name.find_first_not_of(std::string(kLetters) + "0123456789_") == std::string::npos;
  static const std::set<std::string> kDotWords = {"digraph", "edge", "graph", "node", "strict", "subgraph"};
  for (char& c : name) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  return is_word && kDotWords.count(name) == 0;
}

void check(const Complex& complex, const GraphLabels& labels) {
  std::set<std::string> taken = {"bounded", "degree", "pattern", kRegion};
  for (const RegionColumn& column : labels.columns) {
    if (!is_usable_name(column.name) || !taken.insert(column.name).second) {
      throw std::invalid_argument("graph labels: '" + column.name + "' cannot be a column's name, or is one already");
    }
    if (!column.value) throw std::invalid_argument("graph labels: the column '" + column.name + "' has no values");
  }
  if (!labels.bends.empty() && labels.bends.size() != complex.num_facets()) {
    throw std::invalid_argument("graph labels: bends per facet");
  }
}

/// Attributes refer to the arguments. Written in the order of their names.
boost::dynamic_properties attributes(const Complex& complex, const GraphLabels& labels) {
  check(complex, labels);
  const auto truth = [](bool value) { return std::string(value ? "true" : "false"); };
  boost::dynamic_properties all;
  add<RegionId>(all, kRegion, typeid(std::string), [](RegionId r) { return to_string(r); });
  add<RegionId>(all, "pattern", typeid(std::string), [&](RegionId r) { return complex.pattern(r); });
  add<RegionId>(all, "bounded", typeid(bool), [&, truth](RegionId r) { return truth(complex.is_bounded(r)); });
  add<RegionId>(all, "degree", typeid(long), [&](RegionId r) { return std::to_string(complex.degree(r)); });
  for (const RegionColumn& column : labels.columns) {
    add<RegionId>(all, column.name, type_of(column.type), [&column](RegionId r) { return column.value(r); });
  }
  add<FacetId>(all, "facet", typeid(std::string), [](FacetId f) { return to_string(f); });
  add<FacetId>(all, "units", typeid(std::string), [&](FacetId f) { return units_text(complex, f); });
  if (!labels.bends.empty()) {
    add<FacetId>(all, "bends", typeid(bool), [&, truth](FacetId f) { return truth(labels.bends[f.index]); });
  }
  return all;
}

void append_quoted(std::string& text, const std::string& value) {
  text += '"';
  for (const char c : value) {
    if (c == '"') text += '\\';
    text += c;
  }
  text += '"';
}

/// The attributes of a node or an edge, but for what names a node.
template <typename Id>
void append_dot_attributes(std::string& text, const boost::dynamic_properties& attributes, Id id) {
  const char* separator = " [";
  for (const auto& [name, attribute] : attributes) {
    if (attribute->key() != typeid(Id) || name == kRegion) continue;
    text += separator + name + '=';
    append_quoted(text, attribute->get_string(id));
    separator = ", ";
  }
  text += "]\n";
}

}  // namespace

void write_graphml(const Complex& complex, const GraphLabels& labels, std::ostream& out) {
  const boost::dynamic_properties all = attributes(complex, labels);
  const auto index = boost::make_function_property_map<RegionId>([](RegionId region) { return region.index; });
  // Boost counts with operator<<.
  const boost::io::ios_locale_saver locale(out, std::locale::classic());
  const boost::io::ios_flags_saver flags(out, std::ios::dec);
  boost::write_graphml(out, ComplexView{complex}, index, all, true);
}

// Not boost::write_graphviz, which holds every name and value against a regular expression and flushes after every
// line: 72 s for a million regions, where this takes 3 s.
void write_dot(const Complex& complex, const GraphLabels& labels, std::ostream& out) {
  const boost::dynamic_properties all = attributes(complex, labels);
  std::string line = "graph G {\n";
  const auto write_line = [&] {
    out.write(line.data(), static_cast<std::streamsize>(line.size()));
    line.clear();
  };
  for (const RegionId region : complex.regions()) {
    line += to_string(region);
    append_dot_attributes(line, all, region);
    write_line();
  }
  for (const FacetId facet : complex.facets()) {
    if (!complex.is_interior(facet)) continue;
    const auto& [a, b] = complex.sides(facet);
    line += to_string(a) + " -- " + to_string(b);
    append_dot_attributes(line, all, facet);
    write_line();
  }
  line += "}\n";
  write_line();
}

}  // namespace crease
