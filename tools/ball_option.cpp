// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/ball_option.h"

#include <algorithm>
#include <exception>
#include <iterator>

namespace crease::tools {
namespace {

constexpr NormName kNorms[] = {{BallNorm::kEuclidean, "euclidean", "spheres"},
                               {BallNorm::kMaximum, "maximum", "cubes along the axes (maximum norm)"},
                               {BallNorm::kSum, "sum", "cross-polytopes (sum norm)"}};

}  // namespace

const NormName& name_of(BallNorm norm) {
  return *std::ranges::find_if(kNorms, [&](const NormName& now) { return now.norm == norm; });
}

void add_norm_option(CLI::App& command, BallNorm& norm) {
  command
      .add_option_function<std::string>(
          "--norm",
          [&norm](const std::string& text) {
            const auto* named = std::ranges::find_if(kNorms, [&](const NormName& now) { return text == now.name; });
            if (named == std::end(kNorms)) {
              throw CLI::ValidationError("--norm", "'" + text + "' is not euclidean, maximum or sum");
            }
            norm = named->norm;
          },
          "Balls of which norm: euclidean (spheres), maximum (cubes) or sum\n(cross-polytopes) [euclidean]")
      ->type_name("NORM")
      ->group("Input");
}

CLI::Option* add_positive_option(CLI::App& command, const std::string& name, Rational& value, const std::string& help) {
  return command.add_option_function<std::string>(
      name,
      [name, &value](const std::string& text) {
        try {
          value = parse_rational(text);
        } catch (const std::exception& error) {
          throw CLI::ValidationError(name, error.what());
        }
        if (value <= 0) throw CLI::ValidationError(name, "'" + text + "' is not above 0");
      },
      help);
}

}  // namespace crease::tools
