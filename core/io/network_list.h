// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/io/network_file.h"

namespace crease {

/// The networks of one file: a single one without a name, or checkpoints with one each.
struct NetworkList {
  std::vector<std::string> names = {""};
  /// Builds one of them: the source but for SHA-256 and checkpoint. The bytes of the file must outlive it.
  std::function<NetworkFile(std::size_t index)> read;
};

/// The name of checkpoint `checkpoint` of the network file called `name`: "run#epoch_3".
std::string checkpoint_name(const std::string& name, const std::string& checkpoint);

}  // namespace crease
