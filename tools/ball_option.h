// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "algorithms/ball_norm.h"
#include "core/numbers.h"

namespace crease::tools {

struct NormName {
  BallNorm norm;
  const char* name;
  const char* ball;  ///< what such balls are
};
const NormName& name_of(BallNorm norm);

/// --norm, one of euclidean, maximum and sum.
void add_norm_option(CLI::App& command, BallNorm& norm);

/// An option whose value is a number above 0.
CLI::Option* add_positive_option(CLI::App& command, const std::string& name, Rational& value, const std::string& help);

}  // namespace crease::tools
