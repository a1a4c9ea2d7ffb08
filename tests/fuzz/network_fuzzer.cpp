// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstddef>
#include <cstdint>
#include <string>

#include "core/io/network_file.h"
#include "tests/fuzz/reads_or_refuses.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  crease::fuzzing::reads_or_refuses([&] { crease::parse_networks(bytes, CREASE_FUZZ_FILE); });
  return 0;
}
