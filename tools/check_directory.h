// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace crease::tools {

/// Something that is wrong, and the law it breaks: 0 for what a file says beside the complex.
struct Finding {
  std::string code;
  int law = 0;
  std::string message;
};

/// What is wrong with a directory that `crease analyze -o DIR` has written: nothing, if all is well. `files` gets the
/// names of the files that were looked at. Nothing is trusted but the network. Throws InputError for what cannot be
/// read.
std::vector<Finding> check_directory(const std::string& directory, std::vector<std::string>& files);

}  // namespace crease::tools
