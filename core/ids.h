// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <limits>
#include <string>

namespace crease {

/// Unit i of layer l, both counted from 0. Prints as "u2.5".
struct UnitId {
  std::uint32_t layer = 0;
  std::uint32_t unit = 0;
  auto operator<=>(const UnitId&) const = default;
};

inline std::string to_string(UnitId id) { return "u" + std::to_string(id.layer) + "." + std::to_string(id.unit); }

/// What a face of the complex can lie on, in one numbering: first the creases, by layer, unit and breakpoint; then the
/// rows of the domain; last the hyperplane at infinity, on which rays lie.
using WallId = std::uint32_t;

/// A place in one of a complex's lists, or none; kinds do not mix.
template <typename Kind>
struct Handle {
  static constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();
  std::uint32_t index = kNone;

  constexpr Handle() = default;
  constexpr explicit Handle(std::size_t i) : index(static_cast<std::uint32_t>(i)) {}
  constexpr bool is_valid() const { return index != kNone; }
  auto operator<=>(const Handle&) const = default;
};

/// Prints as "R17" ("R-" for none), and alike for the others.
template <typename Kind>
std::string to_string(Handle<Kind> id) {
  return Kind::kPrefix + (id.is_valid() ? std::to_string(id.index) : "-");
}

struct RegionKind {
  static constexpr const char* kPrefix = "R";
};
struct FacetKind {
  static constexpr const char* kPrefix = "F";
};
struct VertexKind {
  static constexpr const char* kPrefix = "v";
};
struct LinearRegionKind {
  static constexpr const char* kPrefix = "L";
};
struct AffinePieceKind {
  static constexpr const char* kPrefix = "A";
};

using RegionId = Handle<RegionKind>;  ///< an activation region
using FacetId = Handle<FacetKind>;    ///< a facet of one or two regions
using VertexId = Handle<VertexKind>;  ///< a vertex or an extreme ray
using LinearRegionId = Handle<LinearRegionKind>;
using AffinePieceId = Handle<AffinePieceKind>;

/// All handles from 0 to size - 1, for loops: for (RegionId r : complex.regions()).
template <typename Id>
class IdRange {
 public:
  class Iterator {
   public:
    using iterator_category = std::input_iterator_tag;
    using value_type = Id;
    using difference_type = std::ptrdiff_t;
    using pointer = const Id*;
    using reference = Id;

    explicit Iterator(std::size_t i = 0) : i_(i) {}
    Id operator*() const { return Id(i_); }
    Iterator& operator++() {
      ++i_;
      return *this;
    }
    Iterator operator++(int) { return Iterator(i_++); }
    bool operator==(const Iterator&) const = default;

   private:
    std::size_t i_;
  };

  explicit IdRange(std::size_t size) : size_(size) {}
  Iterator begin() const { return Iterator(0); }
  Iterator end() const { return Iterator(size_); }
  std::size_t size() const { return size_; }

 private:
  std::size_t size_;
};

}  // namespace crease
