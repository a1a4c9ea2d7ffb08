// SPDX-License-Identifier: GPL-3.0-or-later
#include <bit>
#include <cstring>
#include <limits>
#include <ostream>
#include <stdexcept>

#include "core/io/mesh_columns.h"
#include "core/io/mesh_writers.h"
#include "core/io/text_sink.h"

namespace crease {
namespace {

static_assert(std::endian::native == std::endian::little, "numbers are copied as they are");

template <typename T>
void put(TextSink& sink, T value) {
  char bytes[sizeof value];
  std::memcpy(bytes, &value, sizeof value);
  sink.text({bytes, sizeof bytes});
}

std::size_t num_triangles(const Mesh& mesh) {
  std::size_t count = 0;
  for (const MeshPart& part : mesh.parts) count += part.polygons.total_size() - 2 * part.polygons.size();
  return count;
}

}  // namespace

void write_ply(const Mesh& mesh, std::ostream& out) {
  TextSink sink(out);
  const std::vector<MeshColumn> columns = mesh_columns(mesh);
  std::size_t points = 0;
  for (const MeshPart& part : mesh.parts) points += part.points.size();
  if (points > std::numeric_limits<std::int32_t>::max()) throw std::length_error("a mesh has more than 2^31 points");
  sink.text("ply\nformat binary_little_endian 1.0\nelement vertex " + std::to_string(points));
  for (const char axis : {'x', 'y', 'z'}) sink.text(std::string("\nproperty double ") + axis);
  sink.text("\nelement face " + std::to_string(num_triangles(mesh)) + "\nproperty list uchar int vertex_indices");
  for (const char* name : {"red", "green", "blue"}) sink.text(std::string("\nproperty uchar ") + name);
  for (const char* name : {"part", "cell", "polygon"}) sink.text(std::string("\nproperty int ") + name);
  for (const MeshColumn& column : columns) sink.text("\nproperty double " + column.name);
  sink.text("\nend_header\n");

  for (const MeshPart& part : mesh.parts) {
    for (const auto& point : part.points) {
      for (const double x : point) put(sink, x);
      sink.flush_when_full();
    }
  }
  std::int32_t first = 0;
  for (std::size_t p = 0; p < mesh.parts.size(); ++p) {
    const MeshPart& part = mesh.parts[p];
    for (std::size_t i = 0; i < part.polygons.size(); ++i) {
      const auto corners = part.polygons[i];
      const Color& color = part.colors[part.cells[i]];
      for (std::size_t k = 1; k + 1 < corners.size(); ++k) {
        put(sink, std::uint8_t{3});
        for (const std::uint32_t corner : {corners[0], corners[k], corners[k + 1]}) {
          put(sink, first + static_cast<std::int32_t>(corner));
        }
        for (const std::uint8_t value : {color.red, color.green, color.blue}) put(sink, value);
        put(sink, static_cast<std::int32_t>(p));
        put(sink, static_cast<std::int32_t>(part.cells[i]));
        put(sink, static_cast<std::int32_t>(i));
        for (const MeshColumn& column : columns) put(sink, column.at(p, part.cells[i]));
      }
      if (!sink.flush_when_full()) return;
    }
    first += static_cast<std::int32_t>(part.points.size());
  }
  sink.flush();
}

}  // namespace crease
