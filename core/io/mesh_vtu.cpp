// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <charconv>
#include <cmath>
#include <ostream>
#include <string>

#include "core/io/mesh_columns.h"
#include "core/io/mesh_writers.h"
#include "core/io/text_sink.h"

namespace crease {
namespace {

class VtuWriter {
 public:
  VtuWriter(const Mesh& mesh, std::ostream& out) : mesh_(mesh), sink_(out) {}

  void write() {
    std::size_t points = 0, cells = 0;
    for (const MeshPart& part : mesh_.parts) {
      points += part.points.size();
      cells += part.num_cells();
    }
    sink_.text(
        "<?xml version=\"1.0\"?>\n<VTKFile type=\"UnstructuredGrid\" version=\"0.1\">\n<UnstructuredGrid>\n"
        "<Piece NumberOfPoints=\"" +
        std::to_string(points) + "\" NumberOfCells=\"" + std::to_string(cells) + "\">\n<Points>\n");
    array("Float64", "Points", 3, [this] {
      for (const MeshPart& part : mesh_.parts) {
        for (const auto& point : part.points) {
          for (const double x : point) real(x);
          end_line();
        }
      }
    });
    sink_.text("</Points>\n<Cells>\n");
    write_cells();
    sink_.text("</Cells>\n<CellData>\n");
    write_data();
    sink_.text("</CellData>\n</Piece>\n</UnstructuredGrid>\n</VTKFile>\n");
    sink_.flush();
  }

 private:
  /// Calls see(part's number, part, cell, polygons begin, end, number of the part's first point).
  template <typename See>
  void for_each_cell(const See& see) {
    std::size_t first_point = 0;
    for (std::size_t p = 0; p < mesh_.parts.size(); ++p) {
      const MeshPart& part = mesh_.parts[p];
      for (std::size_t begin = 0, end = 0, cell = 0; cell < part.num_cells(); ++cell, begin = end) {
        while (end < part.cells.size() && part.cells[end] == cell) ++end;
        see(p, part, cell, begin, end, first_point);
      }
      first_point += part.points.size();
    }
  }

  template <typename Fill>
  void array(const char* type, const std::string& name, int components, const Fill& fill) {
    sink_.text(std::string("<DataArray type=\"") + type + "\" Name=\"" + name + "\" format=\"ascii\"");
    if (components > 1) sink_.text(" NumberOfComponents=\"" + std::to_string(components) + "\"");
    sink_.text(">\n");
    fill();
    sink_.text("</DataArray>\n");
  }
  void integer(std::size_t value) {
    sink_.integer(static_cast<std::int64_t>(value));
    sink_.character(' ');
  }
  void real(double value) {
    if (std::isfinite(value)) {
      char digits[32];
      const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
      sink_.text({digits, static_cast<std::size_t>(end - digits)});
    } else {
      sink_.text(std::isnan(value) ? "nan" : value > 0 ? "inf" : "-inf");
    }
    sink_.character(' ');
  }
  void end_line() {
    sink_.character('\n');
    sink_.flush_when_full();
  }

  /// The points of a cell, each once.
  static std::vector<std::uint32_t> points_of(const MeshPart& part, std::size_t begin, std::size_t end) {
    std::vector<std::uint32_t> points;
    for (std::size_t i = begin; i < end; ++i) {
      const auto corners = part.polygons[i];
      points.insert(points.end(), corners.begin(), corners.end());
    }
    if (!part.solid) return points;
    std::ranges::sort(points);
    points.erase(std::unique(points.begin(), points.end()), points.end());
    return points;
  }

  void write_cells() {
    array("Int64", "connectivity", 1, [this] {
      for_each_cell([this](std::size_t, const MeshPart& part, std::size_t, std::size_t begin, std::size_t end,
                           std::size_t first) {
        for (const std::uint32_t point : points_of(part, begin, end)) integer(first + point);
        end_line();
      });
    });
    array("Int64", "offsets", 1, [this] {
      std::size_t offset = 0;
      for_each_cell(
          [&](std::size_t, const MeshPart& part, std::size_t, std::size_t begin, std::size_t end, std::size_t) {
            integer(offset += points_of(part, begin, end).size());
            end_line();
          });
    });
    constexpr std::size_t kPolygon = 7, kPolyhedron = 42;
    array("UInt8", "types", 1, [this] {
      for_each_cell([this](std::size_t, const MeshPart& part, std::size_t, std::size_t, std::size_t, std::size_t) {
        integer(part.solid ? kPolyhedron : kPolygon);
        end_line();
      });
    });
    if (std::ranges::none_of(mesh_.parts, [](const MeshPart& part) { return part.solid && part.num_cells() > 0; })) {
      return;
    }
    array("Int64", "faces", 1, [this] {
      for_each_cell([this](std::size_t, const MeshPart& part, std::size_t, std::size_t begin, std::size_t end,
                           std::size_t first) {
        if (!part.solid) return;
        integer(end - begin);
        for (std::size_t i = begin; i < end; ++i) {
          integer(part.polygons[i].size());
          for (const std::uint32_t corner : part.polygons[i]) integer(first + corner);
        }
        end_line();
      });
    });
    array("Int64", "faceoffsets", 1, [this] {
      std::size_t offset = 0;
      for_each_cell(
          [&](std::size_t, const MeshPart& part, std::size_t, std::size_t begin, std::size_t end, std::size_t) {
            if (part.solid) {
              ++offset;
              for (std::size_t i = begin; i < end; ++i) offset += 1 + part.polygons[i].size();
              integer(offset);
            } else {
              sink_.text("-1");
            }
            end_line();
          });
    });
  }

  void write_data() {
    const auto per_cell = [this](const auto& put) {
      for_each_cell([&](std::size_t p, const MeshPart& part, std::size_t cell, std::size_t, std::size_t, std::size_t) {
        put(p, part, cell);
        end_line();
      });
    };
    array("Int64", "part", 1, [&] { per_cell([this](std::size_t p, const MeshPart&, std::size_t) { integer(p); }); });
    array("Int64", "cell", 1,
          [&] { per_cell([this](std::size_t, const MeshPart&, std::size_t cell) { integer(cell); }); });
    array("UInt8", "color", 3, [&] {
      per_cell([this](std::size_t, const MeshPart& part, std::size_t cell) {
        const Color& color = part.colors[cell];
        for (const std::uint8_t value : {color.red, color.green, color.blue}) integer(value);
      });
    });
    for (const MeshColumn& column : mesh_columns(mesh_)) {
      array(column.integer ? "Int64" : "Float64", column.name, 1,
            [&] { per_cell([&](std::size_t p, const MeshPart&, std::size_t cell) { real(column.at(p, cell)); }); });
    }
  }

  const Mesh& mesh_;
  TextSink sink_;
};

}  // namespace

void write_vtu(const Mesh& mesh, std::ostream& out) { VtuWriter(mesh, out).write(); }

}  // namespace crease
