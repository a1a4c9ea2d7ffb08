// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstddef>
#include <cstdint>
#include <string>

#include "tests/fuzz/reads_or_refuses.h"
#include "tools/dataset_spec.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  const std::string path = bytes.starts_with("{") ? "spec.json" : "spec.toml";
  crease::fuzzing::reads_or_refuses([&] { crease::tools::parse_dataset_spec(bytes, path); });
  return 0;
}
