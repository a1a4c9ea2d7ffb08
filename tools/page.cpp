// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/page.h"

#include <algorithm>
#include <ostream>
#include <stdexcept>

namespace crease::tools {
namespace {

constexpr std::string_view kSlot = "<script type=\"application/json\" id=\"crease-data\">";

}  // namespace

void write_viewer_page(const Json& data, std::ostream& out) {
  const std::size_t slot = kViewerPage.find(kSlot);
  if (slot == std::string_view::npos) throw std::logic_error("the viewer's page has no place for data");
  out << kViewerPage.substr(0, slot + kSlot.size());
  // In JSON '<' occurs in texts alone, where it may be written so.
  const std::string text = to_text(data);
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('<', begin), text.size());
    out.write(text.data() + begin, static_cast<std::streamsize>(end - begin));
    if (end < text.size()) out << "\\u003c";
    begin = end + 1;
  }
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
