// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstddef>
#include <cstdint>
#include <string>

#include "core/io/domain_text.h"
#include "tests/fuzz/memory_file.h"
#include "tests/fuzz/reads_or_refuses.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  // The text of an option, or a file; no other file is opened.
  const crease::fuzzing::MemoryFile file(bytes, CREASE_FUZZ_ENDING);
  const std::string text = bytes.starts_with("box:") ? bytes : file.path();
  crease::fuzzing::reads_or_refuses([&] { crease::parse_domain(text, 2); });
  return 0;
}
