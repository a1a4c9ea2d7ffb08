// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "tools/analysis.h"

namespace crease::tools {

/// Which of analysis_file_names() a file of this name is to hold, by its extension; empty where it names a directory.
std::string analysis_file_for(const std::string& path);

/// What is wrong with the name of a directory: an extension that is no format. Empty when nothing is.
std::string analysis_directory_fault(const std::string& path);

/// What is wrong with the name of a format, an extension without the dot. Empty when nothing is.
std::string analysis_format_fault(const std::string& format);

/// Writes a directory that appears when everything is in it: the JSON files, and those of the formats; of all formats
/// where none are named. Throws OutputError.
void write_analysis_directory(const std::string& path, const Analysis& analysis,
                              const std::vector<std::string>& formats);

}  // namespace crease::tools
