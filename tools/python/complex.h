// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nanobind/nanobind.h>

#include <memory>
#include <optional>
#include <string>

#include "algorithms/ball_norm.h"
#include "algorithms/build_complex.h"
#include "algorithms/linear_regions.h"
#include "core/io/complex_header.h"
#include "core/io/network_file.h"

namespace crease::python {

/// A complex, where its network came from, and what is computed of it on demand.
class ComplexFileView {
 public:
  ComplexFileView(NetworkSource source, ComplexResult result)
      : source_(std::move(source)), result_(std::move(result)) {}

  const NetworkSource& source() const { return source_; }
  const Complex& complex() const { return result_.complex; }
  StopReason reason() const { return result_.reason; }
  const LinearRegions& linear() const {
    if (!linear_) linear_ = result_.outputs.empty() ? linear_regions(complex()) : linear_regions(result_);
    return *linear_;
  }

  /// Where it came from, for what is told of it.
  ComplexHeader header() const;

  /// Throw std::out_of_range.
  RegionId region(std::size_t index) const;
  FacetId facet(std::size_t index) const;

 private:
  NetworkSource source_;
  ComplexResult result_;
  mutable std::optional<LinearRegions> linear_;  ///< under Python's lock
};

/// Throws InputError for other words than euclidean, maximum and sum.
BallNorm norm_of(const std::string& name);

}  // namespace crease::python
