// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstddef>
#include <cstdint>
#include <string>

#include "core/io/points.h"
#include "tests/fuzz/memory_file.h"
#include "tests/fuzz/reads_or_refuses.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  const crease::fuzzing::MemoryFile file(bytes, CREASE_FUZZ_ENDING);
  crease::fuzzing::reads_or_refuses(
      [&] { crease::for_each_point(file.path(), {.dim = 2}, [](auto, const std::string&) { return true; }); });
  return 0;
}
