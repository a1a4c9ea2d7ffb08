// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <catch2/catch.hpp>
#include <functional>
#include <string>
#include <vector>

#include "core/errors.h"
#include "core/io/network_file.h"

namespace crease::testing {

using Words = std::vector<std::string>;

/// Expects an InputError whose message holds all of `words`: the file, the place, the cause.
inline void expect_error(const std::function<void()>& action, const Words& words) {
  std::string message;
  try {
    action();
    FAIL("no error; expected one with '" << words.back() << "'");
  } catch (const InputError& error) {
    message = error.what();
  }
  for (const std::string& word : words) CHECK_THAT(message, Catch::Contains(word));
  CHECK(message.size() < 1000);
  for (const char c : message) CHECK((c >= ' ' && c <= '~'));
}

/// Expects an InputError that names `path`, too, from bytes that are not a network.
inline void expect_broken(const std::string& bytes, const std::string& path, const Words& words,
                          const ReadOptions& options = {}) {
  CAPTURE(bytes.substr(0, 500));
  Words all = words;
  all.insert(all.begin(), path);
  expect_error([&] { parse_network(bytes, path, options); }, all);
}

}  // namespace crease::testing
