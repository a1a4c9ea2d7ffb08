// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <bit>
#include <cctype>
#include <cmath>
#include <cstring>
#include <limits>
#include <ostream>
#include <set>
#include <stdexcept>
#include <utility>

#include "core/io/json_values.h"
#include "core/io/mesh_writers.h"
#include "core/io/valid_text.h"

namespace crease {
namespace {

static_assert(std::endian::native == std::endian::little, "numbers are copied as they are");

// Numbers of the format.
constexpr int kUnsignedShort = 5123, kUnsignedInt = 5125, kFloat = 5126;
constexpr int kArrayBuffer = 34962, kElementArrayBuffer = 34963;
constexpr int kLines = 1;

float in_range(double value) {
  if (std::isnan(value)) return -1;
  const auto most = static_cast<double>(std::numeric_limits<float>::max());
  return static_cast<float>(std::clamp(value, -most, most));
}

/// COLOR_0 is linear in the light, in 16 bits.
std::uint16_t linear_light(std::uint8_t value) {
  const double c = value / 255.0;
  const double light = c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
  return static_cast<std::uint16_t>(std::lround(light * 65535));
}

class GlbWriter {
 public:
  GlbWriter(const Mesh& mesh, std::ostream& out) : mesh_(mesh), out_(out) {
    json_["asset"] = {{"version", "2.0"}, {"generator", "crease"}};
    json_["scene"] = 0;
    for (const char* list : {"scenes", "nodes", "meshes", "materials", "accessors", "bufferViews", "buffers"}) {
      json_[list] = Json::array();
    }
    json_["scenes"].push_back({{"name", valid_text(mesh.name)}, {"nodes", Json::array()}});
    const Json rough = {{"metallicFactor", 0}, {"roughnessFactor", 1}};
    Json dark = rough;
    dark["baseColorFactor"] = {0.01, 0.01, 0.01, 1};
    json_["materials"].push_back({{"name", "cells"}, {"pbrMetallicRoughness", rough}, {"doubleSided", true}});
    json_["materials"].push_back({{"name", "edges"}, {"pbrMetallicRoughness", dark}});
  }

  void write() {
    for (const MeshPart& part : mesh_.parts) {
      if (part.polygons.size() > 0) add(part);
    }
    if (bytes_.empty()) {  // the format has no empty lists
      for (const char* name : {"nodes", "meshes", "accessors", "bufferViews", "buffers"}) json_.erase(name);
      json_["scenes"][0].erase("nodes");
    } else {
      json_["buffers"].push_back(Json::object({{"byteLength", bytes_.size()}}));
    }
    std::string text = to_text(json_);
    text.resize((text.size() + 3) / 4 * 4, ' ');
    bytes_.resize((bytes_.size() + 3) / 4 * 4, '\0');
    const std::size_t size = 12 + 8 + text.size() + (bytes_.empty() ? 0 : 8 + bytes_.size());
    if (size > std::numeric_limits<std::int32_t>::max()) {
      throw std::length_error("a .glb file would have more than 2^31 bytes; use a smaller domain");
    }
    put32(0x46546c67);  // "glTF"
    put32(2);
    put32(static_cast<std::uint32_t>(size));
    chunk(0x4e4f534a, text);  // "JSON"
    if (!bytes_.empty()) chunk(0x004e4942, bytes_);
  }

 private:
  void put32(std::uint32_t value) {
    char bytes[sizeof value];
    std::memcpy(bytes, &value, sizeof value);
    out_.write(bytes, sizeof bytes);
  }
  void chunk(std::uint32_t kind, const std::string& bytes) {
    put32(static_cast<std::uint32_t>(bytes.size()));
    put32(kind);
    out_.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  }

  template <typename T>
  std::size_t add_accessor(const std::vector<T>& numbers, int components, int type, int target) {
    const std::size_t offset = bytes_.size(), size = numbers.size() * sizeof(T);
    bytes_.append(reinterpret_cast<const char*>(numbers.data()), size);
    bytes_.resize((bytes_.size() + 3) / 4 * 4, '\0');
    json_["bufferViews"].push_back({{"buffer", 0}, {"byteOffset", offset}, {"byteLength", size}, {"target", target}});
    const char* kind = components == 1 ? "SCALAR" : components == 3 ? "VEC3" : "VEC4";
    json_["accessors"].push_back({{"bufferView", json_["bufferViews"].size() - 1},
                                  {"componentType", type},
                                  {"count", numbers.size() / static_cast<std::size_t>(components)},
                                  {"type", kind}});
    return json_["accessors"].size() - 1;
  }

  /// The corners of every cell once, so that cells have colours of their own.
  struct Corners {
    std::vector<std::uint32_t> points;  ///< per corner
    std::vector<std::uint32_t> cells;   ///< per corner
    std::vector<std::uint32_t> triangles, lines;
  };
  static Corners corners_of(const MeshPart& part) {
    Corners result;
    std::vector<std::uint32_t> corner_of(part.points.size()), owner(part.points.size(), UINT32_MAX);
    std::set<std::pair<std::uint32_t, std::uint32_t>> seen;
    for (std::size_t i = 0; i < part.polygons.size(); ++i) {
      std::vector<std::uint32_t> corners;
      for (const std::uint32_t point : part.polygons[i]) {
        if (owner[point] != part.cells[i]) {
          owner[point] = part.cells[i];
          corner_of[point] = static_cast<std::uint32_t>(result.points.size());
          result.points.push_back(point);
          result.cells.push_back(part.cells[i]);
        }
        corners.push_back(corner_of[point]);
      }
      for (std::size_t k = 1; k + 1 < corners.size(); ++k) {
        result.triangles.insert(result.triangles.end(), {corners[0], corners[k], corners[k + 1]});
      }
      for (std::size_t k = 0; part.edges && k < corners.size(); ++k) {
        const auto side = std::minmax(corners[k], corners[(k + 1) % corners.size()]);
        const std::uint32_t a = result.points[side.first], b = result.points[side.second];
        if (seen.insert(std::minmax(a, b)).second) {
          result.lines.insert(result.lines.end(), {side.first, side.second});
        }
      }
    }
    return result;
  }

  void add(const MeshPart& part) {
    const Corners corners = corners_of(part);
    std::vector<float> positions;
    std::vector<std::uint16_t> colors;
    std::array<float, 3> least{}, most{};
    for (std::size_t i = 0; i < corners.points.size(); ++i) {
      for (std::size_t j = 0; j < 3; ++j) {
        const float x = in_range(part.points[corners.points[i]][j]);
        positions.push_back(x);
        least[j] = i == 0 ? x : std::min(least[j], x);
        most[j] = i == 0 ? x : std::max(most[j], x);
      }
      const Color& color = part.colors[corners.cells[i]];
      for (const std::uint8_t value : {color.red, color.green, color.blue}) colors.push_back(linear_light(value));
      colors.push_back(65535);
    }
    const std::size_t position = add_accessor(positions, 3, kFloat, kArrayBuffer);
    json_["accessors"][position]["min"] = least;
    json_["accessors"][position]["max"] = most;
    const std::size_t color = add_accessor(colors, 4, kUnsignedShort, kArrayBuffer);
    json_["accessors"][color]["normalized"] = true;
    Json attributes = {{"POSITION", position}, {"COLOR_0", color}};
    std::vector<float> values(corners.cells.begin(), corners.cells.end());
    attributes["_CELL"] = add_accessor(values, 1, kFloat, kArrayBuffer);
    for (const MeshAttribute& attribute : part.attributes) {
      std::string name = "_" + attribute.name;
      for (char& c : name) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
      for (std::size_t i = 0; i < corners.cells.size(); ++i) values[i] = in_range(attribute.values[corners.cells[i]]);
      attributes[name] = add_accessor(values, 1, kFloat, kArrayBuffer);
    }
    const std::size_t triangles = add_accessor(corners.triangles, 1, kUnsignedInt, kElementArrayBuffer);
    Json primitives = Json::array();
    primitives.push_back({{"attributes", attributes}, {"indices", triangles}, {"material", 0}});
    if (!corners.lines.empty()) {
      const std::size_t lines = add_accessor(corners.lines, 1, kUnsignedInt, kElementArrayBuffer);
      primitives.push_back(
          {{"attributes", {{"POSITION", position}}}, {"indices", lines}, {"material", 1}, {"mode", kLines}});
    }
    json_["meshes"].push_back({{"name", part.name}, {"primitives", std::move(primitives)}});
    json_["scenes"][0]["nodes"].push_back(json_["nodes"].size());
    json_["nodes"].push_back({{"name", part.name}, {"mesh", json_["meshes"].size() - 1}});
  }

  const Mesh& mesh_;
  std::ostream& out_;
  Json json_;
  std::string bytes_;
};

}  // namespace

void write_glb(const Mesh& mesh, std::ostream& out) { GlbWriter(mesh, out).write(); }

}  // namespace crease
