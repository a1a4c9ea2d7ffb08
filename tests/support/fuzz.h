// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/resource.h>

#include <catch2/catch.hpp>
#include <functional>
#include <string>
#include <vector>

#include "core/errors.h"
#include "tests/support/random.h"

/// Seeded mutations of whole files: each must be read, or refused with an InputError, in bounded memory.
namespace crease::testing {

inline std::size_t position(Random& random, const std::string& text) {
  return static_cast<std::size_t>(random.bits() % (text.size() + 1));
}

/// A part of `text` of up to 20 bytes.
inline std::string piece(Random& random, const std::string& text) {
  return text.substr(position(random, text), static_cast<std::size_t>(random.integer(1, 20)));
}

inline std::string mutated(Random& random, std::string text, const std::vector<std::string>& words) {
  for (int n = random.integer(1, 4); n > 0; --n) {
    const std::size_t at = position(random, text);
    switch (random.integer(0, 7)) {
      case 0:
        if (at < text.size()) text[at] = static_cast<char>(text[at] ^ (1 << random.integer(0, 7)));
        break;
      case 1:
        if (at < text.size()) text[at] = static_cast<char>(random.integer(0, 255));
        break;
      case 2:
        text.erase(at, static_cast<std::size_t>(random.integer(1, 8)));
        break;
      case 3:
        text.insert(at, piece(random, text));
        break;
      case 4:
        text.replace(at, static_cast<std::size_t>(random.integer(0, 4)), random.pick(words));
        break;
      case 5:
        text.insert(at, random.pick(words));
        break;
      case 6:
        text.insert(at, 1, static_cast<char>(random.integer(0, 255)));
        break;
      default:
        if (random.chance(0.1)) text.resize(at);
        break;
    }
  }
  return text;
}

inline long peak_kilobytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

/// Reads `cases` mutations of the seeds; `read` must return or throw InputError.
inline void fuzz(const std::vector<std::string>& seeds, const std::vector<std::string>& words, int cases,
                 const std::function<void(const std::string&)>& read) {
  const std::uint64_t seed = testing::test_seed();
  const long peak_before = peak_kilobytes();
  int whole = 0;
  int refused = 0;
  for (int index = 0; index < testing::scaled_cases(cases); ++index) {
    Random random(seed, static_cast<std::uint64_t>(index));
    const std::string text = mutated(random, random.pick(seeds), words);
    try {
      read(text);
      ++whole;
    } catch (const InputError& error) {
      ++refused;
      if (std::string(error.what()).size() > 2000)
        FAIL_CHECK("seed " << seed << ", case " << index << ": a long message");
    } catch (const std::exception& error) {
      FAIL_CHECK("seed " << seed << ", case " << index << ": " << error.what());
    }
  }
  // A mutation that is never refused, or always, tests little.
  CAPTURE(seed, whole, refused);
  CHECK(whole > 0);
  CHECK(refused > 0);
  CHECK(peak_kilobytes() - peak_before < 1'000'000);
}

inline const std::vector<std::string> kTextWords = {"0",
                                                    "-1",
                                                    "1e99999",
                                                    "1e-99999",
                                                    "1/3",
                                                    "\"1/3\"",
                                                    "99999999999999999999",
                                                    "999999999",
                                                    "NaN",
                                                    "null",
                                                    "[",
                                                    "]",
                                                    "{",
                                                    "}",
                                                    ",",
                                                    "\n",
                                                    "\"",
                                                    ":",
                                                    "[[1,2]]",
                                                    "\\u0000",
                                                    "\xFF",
                                                    "1e400",
                                                    "//",
                                                    "0.0",
                                                    "-",
                                                    "e",
                                                    ".",
                                                    "/",
                                                    "\"clip\"",
                                                    "\"lo\":1",
                                                    "\"activations\"",
                                                    "\r"};

}  // namespace crease::testing
