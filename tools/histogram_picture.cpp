// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/histogram_picture.h"

#include <fmt/format.h>

#include <algorithm>

#include "tools/text.h"

namespace crease::tools {

std::string histogram_picture(const Distribution& distribution) {
  constexpr double kBarsWidth = 240, kHeight = 60;
  const auto& bins = distribution.histogram;
  std::size_t most = 1;
  for (const Bin& bin : bins) most = std::max(most, bin.count);
  std::string text = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" role=\"img\"><title>histogram "
      "of "
      "{2} bins</title>\n",
      kBarsWidth, kHeight, bins.size());
  const double step = kBarsWidth / static_cast<double>(std::max<std::size_t>(1, bins.size()));
  for (std::size_t i = 0; i < bins.size(); ++i) {
    const double height = kHeight * static_cast<double>(bins[i].count) / static_cast<double>(most);
    text += fmt::format(
        "<rect x=\"{:.2f}\" y=\"{:.2f}\" width=\"{:.2f}\" height=\"{:.2f}\" fill=\"#0072b2\"><title>from {} to {}: "
        "{}</title></rect>\n",
        step * static_cast<double>(i), kHeight - height, step * 0.9, height, in_decimals(bins[i].lo, 4),
        in_decimals(bins[i].hi, 4), with_commas(bins[i].count));
  }
  return text + "</svg>\n";
}

}  // namespace crease::tools
