// SPDX-License-Identifier: GPL-3.0-or-later
#include "algorithms/build_complex.h"

#include <memory>
#include <utility>

#include "algorithms/complex_builder.h"

namespace crease {
namespace {

class ComplexVisitor final : public RegionVisitor {
 public:
  ComplexVisitor(std::unique_ptr<ComplexBuilder> builder, bool vertices, bool outputs) : builder_(std::move(builder)) {
    incidence_.with_generators = vertices;
    incidence_.with_outputs = outputs;
  }

  bool visit(const Region& region) override {
    if (builder_->num_regions() == 0) lineality_ = region.lineality();
    region.incidence(incidence_);
    builder_->add(incidence_, region);
    outputs_.insert(outputs_.end(), incidence_.outputs.begin(), incidence_.outputs.end());
    return true;
  }
  std::unique_ptr<RegionVisitor> split() override {
    return std::make_unique<ComplexVisitor>(builder_->later(), incidence_.with_generators, incidence_.with_outputs);
  }
  void join(RegionVisitor& later) override {
    auto& other = dynamic_cast<ComplexVisitor&>(later);
    // In a walk that is ended early the first regions may come from the later stretch.
    if (builder_->num_regions() == 0) lineality_ = std::move(other.lineality_);
    builder_->append(*other.builder_);
    other.builder_.reset();
    outputs_.insert(outputs_.end(), other.outputs_.begin(), other.outputs_.end());
  }

  std::vector<double>& outputs() { return outputs_; }
  ComplexTables finish(bool complete) { return builder_->finish(std::move(lineality_), complete); }

 private:
  std::unique_ptr<ComplexBuilder> builder_;
  RegionIncidence incidence_;
  std::vector<double> outputs_;
  std::vector<std::vector<Rational>> lineality_;  ///< of the first region
};

}  // namespace

ComplexResult build_complex(const Network& network, const Domain& domain, const ComplexOptions& options) {
  ComplexVisitor visitor(
      std::make_unique<ComplexBuilder>(WallList(network, domain), options.vertices, options.coordinates),
      options.vertices, options.outputs);
  const EnumerateResult result = for_each_region(network, domain, visitor, options.walk);
  const bool complete = result.complete() && !options.walk.through;
  return {Complex(network, domain, visitor.finish(complete)), result.reason, result.signs,
          std::move(visitor.outputs())};
}

}  // namespace crease
