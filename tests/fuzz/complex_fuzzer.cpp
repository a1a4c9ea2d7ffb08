// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstddef>
#include <cstdint>
#include <string>

#include "core/io/complex_reader.h"
#include "tests/fuzz/reads_or_refuses.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  crease::fuzzing::reads_or_refuses([&] { crease::parse_complex(bytes, "complex.json"); });
  return 0;
}
