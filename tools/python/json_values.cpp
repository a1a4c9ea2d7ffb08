// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/python/json_values.h"

#include <algorithm>
#include <limits>

#include "core/numbers.h"
#include "tools/python/exact_numbers.h"

namespace crease::python {
namespace {

bool is_digits(const std::string& text, std::size_t begin, std::size_t end) {
  return begin < end &&
         std::all_of(text.begin() + static_cast<std::ptrdiff_t>(begin), text.begin() + static_cast<std::ptrdiff_t>(end),
                     [](char c) { return c >= '0' && c <= '9'; });
}

/// As to_string() writes them: results hold no decimals.
bool is_fraction(const std::string& text) {
  const std::size_t begin = text.starts_with('-') ? 1 : 0, slash = std::min(text.find('/'), text.size());
  return is_digits(text, begin, slash) && (slash == text.size() || is_digits(text, slash + 1, text.size()));
}

nb::object text_of(const std::string& text, bool is_words) {
  if (!is_words && text == "inf") return nb::float_(std::numeric_limits<double>::infinity());
  if (!is_words && is_fraction(text)) return to_python(parse_rational(text));
  return nb::str(text.data(), text.size());
}

bool is_enclosure(const Json& json) {
  return json.contains("lo") && json.contains("hi") && json.size() == 2 + std::size_t{json.contains("exact")};
}

nb::object value_of(const Json& json, bool is_words) {
  switch (json.type()) {
    case Json::value_t::boolean:
      return nb::bool_(json.get<bool>());
    case Json::value_t::number_integer:
      return nb::int_(json.get<std::int64_t>());
    case Json::value_t::number_unsigned:
      return nb::int_(json.get<std::uint64_t>());
    case Json::value_t::number_float:
      return nb::float_(json.get<double>());
    case Json::value_t::string:
      return text_of(json.get_ref<const std::string&>(), is_words);
    case Json::value_t::array: {
      nb::list list;
      for (const Json& item : json) list.append(value_of(item, is_words));
      return list;
    }
    case Json::value_t::object:
      break;
    default:
      return nb::none();
  }
  if (is_enclosure(json)) {
    const nb::object bounds = nb::module_::import_("crease._numbers").attr("Bounds");
    return bounds(value_of(json["lo"], false), value_of(json["hi"], false),
                  json.contains("exact") ? value_of(json["exact"], true) : nb::none());
  }
  nb::dict dict;
  for (const auto& [name, value] : json.items()) {
    dict[name.c_str()] = value_of(value, std::ranges::find(text_names(), name) != text_names().end());
  }
  return dict;
}

}  // namespace

const std::vector<std::string>& text_names() {
  static const std::vector<std::string> names = {
      "activation", "architecture",   "by",     "code",       "color",      "decimals", "description", "directory",
      "error",      "facets",         "file",   "files",      "flipped",    "format",   "head",        "kind",
      "label",      "message",        "name",   "norm",       "note",       "notes",    "over",        "pattern",
      "quantity",   "same_facets_as", "reason", "rows",       "schema",     "sha256",   "signs",       "tool_version",
      "type",       "unit",           "units",  "violations", "weight_type"};
  return names;
}

nb::object to_python(const Json& json) { return value_of(json, false); }

nb::dict report(const Json& json, StopReason reason) {
  Json all = {{"complete", reason == StopReason::kFinished}, {"reason", to_string(reason)}};
  all.update(json);
  return nb::borrow<nb::dict>(to_python(all));
}

}  // namespace crease::python
