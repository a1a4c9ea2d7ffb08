// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/drawn_complex.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "algorithms/view_box.h"
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

/// floor(value / step) * step.
Rational rounded_down(const Rational& value, const Rational& step) {
  const Rational quotient = value / step;
  Integer whole;
  mpz_fdiv_q(whole.get_mpz_t(), quotient.get_num_mpz_t(), quotient.get_den_mpz_t());
  return whole * step;
}

/// The greatest power of ten that is not above. Pre: value > 0.
Rational power_of_ten_below(const Rational& value) {
  Rational power = 1;
  while (power > value) power /= 10;
  while (power * 10 <= value) power *= 10;
  return power;
}

/// Holds what is to be seen of all of them; its bounds are short decimals, so that they can be typed.
ViewBox box_around(const std::vector<ComplexResult>& results) {
  ViewBox box = view_box(results[0].complex);
  for (const ComplexResult& result : results) {
    const ViewBox other = view_box(result.complex);
    for (std::size_t j = 0; j < box.lo.size(); ++j) {
      box.lo[j] = std::min(box.lo[j], other.lo[j]);
      box.hi[j] = std::max(box.hi[j], other.hi[j]);
    }
  }
  Rational longest = 0;
  for (std::size_t j = 0; j < box.lo.size(); ++j) longest = std::max<Rational>(longest, box.hi[j] - box.lo[j]);
  const Rational step = power_of_ten_below(longest / 20);
  for (std::size_t j = 0; j < box.lo.size(); ++j) {
    box.lo[j] = rounded_down(box.lo[j], step);
    box.hi[j] = -rounded_down(-box.hi[j], step);
  }
  return box;
}

/// The part of the domain inside the box, with a label that says so.
Domain within(const Domain& domain, const ViewBox& box) {
  const Domain limits = Domain::box(box.lo, box.hi);
  if (!domain.slice() && domain.rows().rows() == 0) return limits;
  return clipped(domain, box).labelled(domain.label() + " within " + limits.label());
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
  drawn.fitted = !std::ranges::all_of(drawn.results, [](const ComplexResult& result) {
    return result.complex.num_bounded_regions() == result.complex.num_regions();
  });
  if (drawn.fitted) build_all(drawn, run, files, within(domain, box_around(drawn.results)));
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
