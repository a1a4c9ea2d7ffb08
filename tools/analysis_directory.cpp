// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/analysis_directory.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <ostream>

#include "tools/output.h"

namespace crease::tools {
namespace {

namespace fs = std::filesystem;

std::string extension_of(const std::string& path) {
  const std::string extension = fs::path(path).extension().string();
  return extension.empty() ? "" : extension.substr(1);
}

std::vector<std::string> files_of(const std::vector<std::string>& formats) {
  std::vector<std::string> files;
  for (const std::string& name : analysis_file_names()) {
    const bool is_wanted =
        formats.empty() || std::find(formats.begin(), formats.end(), extension_of(name)) != formats.end();
    if (name == "summary.json" || name == "network.json" || name == "complex.json" || is_wanted) files.push_back(name);
  }
  return files;
}

}  // namespace

std::string analysis_file_for(const std::string& path) {
  const std::string extension = extension_of(path);
  if (path.empty() || path.back() == '/' || fs::is_directory(path)) return "";
  if (extension == "json") return "complex.json";
  if (extension == "csv" || extension == "jsonl") return "regions." + extension;
  if (extension == "npz") return "complex.npz";
  if (extension == "graphml" || extension == "dot") return "graph." + extension;
  return "";
}

std::string analysis_directory_fault(const std::string& path) {
  if (extension_of(path).empty() || path.back() == '/' || fs::exists(path)) return {};
  return fmt::format(
      "'.{}' is no format, they are .json, .csv, .jsonl, .npz, .graphml and .dot; write '{}/' for a directory of this "
      "name",
      extension_of(path), path);
}

std::string analysis_format_fault(const std::string& format) {
  for (const std::string& name : analysis_file_names()) {
    if (extension_of(name) == format) return {};
  }
  return "'" + format + "' is not one of json, jsonl, csv, npz, graphml, dot";
}

void write_analysis_directory(const std::string& path, const Analysis& analysis,
                              const std::vector<std::string>& formats) {
  OutputDirectory directory(path, analysis_file_names());
  const std::vector<std::string> files = files_of(formats);
  for (const std::string& name : files) {
    write_output(directory.file(name), [&](std::ostream& out) { write_analysis_file(analysis, name, files, out); });
  }
  directory.take_name();
}

}  // namespace crease::tools
