// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/page.h"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>
#include <stdexcept>
#include <utility>

namespace crease::tools {
namespace {

constexpr std::string_view kSlot = "<script type=\"application/json\" id=\"crease-data\">";

/// In JSON '<' occurs in texts alone, where it may be written so.
void write_in_element(std::string_view json, std::ostream& out) {
  for (std::size_t begin = 0; begin < json.size();) {
    const std::size_t end = std::min(json.find('<', begin), json.size());
    out << json.substr(begin, end - begin);
    if (end < json.size()) out << "\\u003c";
    begin = end + 1;
  }
}

}  // namespace

void write_viewer_page(Json data, std::ostream& out) {
  const std::size_t slot = kViewerPage.find(kSlot);
  if (slot == std::string_view::npos) throw std::logic_error("the viewer's page has no place for data");
  out << kViewerPage.substr(0, slot + kSlot.size());
  // Arrays are most of the data, and of characters that stand for themselves: only what is around them is put into
  // JSON's words. There a quote inside a text has a backslash, so that nothing else looks like one of these places.
  std::vector<std::string> arrays;
  for (Json& frame : data["frames"]) {
    for (auto& [name, array] : frame["arrays"].items()) {
      arrays.push_back(std::exchange(array["base64"].get_ref<std::string&>(), fmt::format("@{}", arrays.size())));
    }
  }
  const std::string text = to_text(data);
  std::size_t begin = 0;
  for (std::size_t i = 0; i < arrays.size(); ++i) {
    const std::string place = fmt::format("\"base64\":\"@{}\"", i);
    const std::size_t end = text.find(place, begin) + place.find('@');
    write_in_element(std::string_view(text).substr(begin, end - begin), out);
    out << arrays[i];
    begin = end + (place.size() - 1 - place.find('@'));
  }
  write_in_element(std::string_view(text).substr(begin), out);
  out << kViewerPage.substr(slot + kSlot.size());
}

std::string shell_words(const std::vector<std::string>& arguments) {
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("-_./:,=@%+").find(c) != std::string_view::npos;
  };
  std::string words;
  for (const std::string& argument : arguments) {
    if (!words.empty()) words += ' ';
    if (!argument.empty() && std::ranges::all_of(argument, is_plain)) {
      words += argument;
      continue;
    }
    words += '\'';
    for (const char c : argument) words += c == '\'' ? std::string("'\\''") : std::string(1, c);
    words += '\'';
  }
  return words;
}

}  // namespace crease::tools
