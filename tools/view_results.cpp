// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/view_results.h"

#include <fmt/format.h>

#include "core/errors.h"
#include "tools/page.h"
#include "tools/with_threads.h"

namespace crease::tools {

DecisionRule level_rule(const Rational& level, const NetworkFile& file, const std::string& path) {
  if (file.network.output_dim() > 1) {
    throw InputError(fmt::format("{}: --level is for networks with one output, and this one has {}. Leave it out", path,
                                 file.network.output_dim()));
  }
  DecisionRule rule;
  rule.level = level;
  return rule;
}

ViewResult view_result(const std::vector<NetworkFile>& files, const DrawnComplexes& drawn, const Domain& domain,
                       const std::vector<std::string>& arguments, ViewParts parts, const WalkRun& run,
                       const WorkLimits& limits) {
  ViewResult result{{{"schema", "crease-view/1"},
                     {"tool_version", CREASE_VERSION},
                     {"complete", drawn.reason == StopReason::kFinished},
                     {"domain_asked", domain.label()},
                     {"fitted", drawn.fitted},
                     {"arguments", arguments.empty() ? Json() : Json(shell_words(arguments))}},
                    drawn.reason,
                    {}};
  Json& frames = result.json["frames"] = Json::array();
  parts.stop = limits_behind(run, limits, drawn.reason);
  for (std::size_t i = 0; i < drawn.results.size(); ++i) {
    const WalkOutcome outcome = run.outcome(drawn.results[i].reason, drawn.results[i].signs);
    frames.push_back(
        with_threads(run.options().threads, [&] { return view_json(files[i], drawn.results[i], outcome, parts); }));
    for (const Json& part : frames.back()["left_out"]) result.left_out.insert(part.get<std::string>());
  }
  if (!result.left_out.empty()) {
    if (result.reason == StopReason::kFinished) result.reason = limits.reason();
    result.json["complete"] = false;
  }
  return result;
}

}  // namespace crease::tools
