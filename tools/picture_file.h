// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/io/figure.h"

namespace crease::tools {

/// Writes a figure in the format that the extension of `path` names: .svg, .tikz, .tex, .pdf, .png; "-" is SVG on
/// standard output. PDF and PNG are made of the SVG by rsvg-convert, PNG with `dpi` pixels per inch.
/// Throws OutputError: also where rsvg-convert is not there, or fails.
void write_picture(const Figure& figure, const std::string& path, int dpi);

/// Throws OutputError where a picture of this name needs rsvg-convert and it is not there.
void check_converter(const std::string& path);

/// ".svg" for "-", else the extension of the path, in small letters.
std::string picture_format(const std::string& path);

/// Is it the format of a picture that write_picture() makes?
bool is_picture_format(const std::string& format);

/// What is to be said of a path that names neither a picture nor a mesh.
std::string no_picture(const std::string& path);

}  // namespace crease::tools
