// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>

namespace crease::testing {

/// The path of a network that is not part of the repository: in the folder CREASE_SHARED_NETWORKS, or beside the
/// sources; nothing, with a warning, where it is not there.
inline std::optional<std::string> shared_network(const std::string& name) {
  const char* folder = std::getenv("CREASE_SHARED_NETWORKS");
  const char* source = std::getenv("CREASE_SOURCE_DIR");
  const std::filesystem::path path =
      (folder != nullptr ? std::filesystem::path(folder)
                         : std::filesystem::path(source != nullptr ? source : ".") / ".." / "shared" / "networks") /
      name;
  if (std::filesystem::exists(path)) return path.string();
  WARN(name << " is not here; set CREASE_SHARED_NETWORKS to run this case");
  return std::nullopt;
}

}  // namespace crease::testing
