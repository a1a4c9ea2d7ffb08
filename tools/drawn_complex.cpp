// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/drawn_complex.h"

#include <fmt/format.h>

#include <algorithm>

#include "algorithms/fit_box.h"
#include "core/errors.h"
#include "tools/reach.h"

namespace crease::tools {
namespace {

constexpr std::size_t kMaxDrawnDimension = 3;

void build_all(DrawnComplexes& drawn, const WalkRun& run, const std::vector<NetworkFile>& files, const Domain& domain) {
  drawn.results.clear();
  drawn.reason = StopReason::kFinished;
  for (const NetworkFile& file : files) {
    check_reach(file.network, domain, true);
    drawn.results.push_back(build_complex(run, file.network, domain, true, true));
    drawn.signs += drawn.results.back().signs;
    if (drawn.reason == StopReason::kFinished) drawn.reason = drawn.results.back().reason;
    if (drawn.reason == StopReason::kCancelled) break;
  }
}

}  // namespace

DrawnComplexes draw_complexes(const WalkRun& run, const std::vector<NetworkFile>& files, const Domain& domain) {
  if (domain.dim() > kMaxDrawnDimension) {
    throw InvalidDomain(
        fmt::format("domain {}: {} dimensions cannot be drawn. Give a slice of 1, 2 or 3: --slice FILE.json",
                    domain.label(), domain.dim()));
  }
  for (const NetworkFile& file : files) {
    if (file.network.input_dim() != files[0].network.input_dim()) {
      throw InvalidNetwork(fmt::format("{}: it has {} inputs, and {} has {}. Give networks on one input space",
                                       file.network.name(), file.network.input_dim(), files[0].network.name(),
                                       files[0].network.input_dim()));
    }
  }
  DrawnComplexes drawn;
  build_all(drawn, run, files, domain);
  std::vector<Complex> complexes;
  for (const ComplexResult& result : drawn.results) complexes.push_back(result.complex);
  drawn.fitted = !std::ranges::all_of(complexes, is_bounded);
  if (drawn.fitted) build_all(drawn, run, files, within(domain, fit_box(complexes)));
  return drawn;
}

std::vector<std::string> input_arguments(const NetworkOptions& network, const DomainOptions& asked, const Domain& shown,
                                         bool fitted) {
  if (fitted && (!asked.slice.empty() || asked.domain != "all")) return {};
  std::vector<std::string> words = {network.path};
  const auto add = [&](const std::string& option, const std::string& value) {
    words.push_back(option);
    words.push_back(value);
  };
  if (network.read.decimals != DecimalPolicy::kExact) add("--decimals", to_string(network.read.decimals));
  if (network.read.raw) words.push_back("--raw");
  if (network.read.weights != WeightShape::kByFit) {
    add("--weights", network.read.weights == WeightShape::kOutIn ? "out,in" : "in,out");
  }
  if (!network.read.checkpoint.empty()) add("--checkpoint", network.read.checkpoint);
  if (!network.preprocess.empty()) add("--preprocess", network.preprocess);
  if (!network.outputs.empty()) add("--outputs", network.outputs);
  const std::string domain = fitted ? shown.label() : asked.domain;
  if (domain != "all") add("--domain", domain);
  if (!asked.slice.empty()) add("--slice", asked.slice);
  return words;
}

}  // namespace crease::tools
