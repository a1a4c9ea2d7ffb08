// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <bit>
#include <cstdint>
#include <ostream>
#include <vector>

#include "core/errors.h"
#include "core/io/json_activation.h"
#include "core/io/network_file.h"
#include "core/io/npy_array.h"
#include "core/io/zip_archive.h"

namespace crease {
namespace {

void append_little_endian(std::string& bytes, std::uint64_t value, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) bytes += static_cast<char>(value >> 8 * i & 0xFF);
}

void append_float64(std::string& bytes, const Rational& value, const std::string& place) {
  if (!is_float64(value)) {
    throw InputError(place + ": the number " + to_string(value) +
                     " is not a float64, and .npz would round it; write JSON, which holds every fraction");
  }
  append_little_endian(bytes, std::bit_cast<std::uint64_t>(nearest_double(value)), sizeof(double));
}

void write_array(ZipArchive& zip, const std::string& name, const std::string& dtype,
                 const std::vector<std::size_t>& shape, const std::string& data) {
  const std::string header = npy_header(dtype, shape);
  zip.start_member(name + ".npy", header.size() + data.size());
  zip.write(header);
  zip.write(data);
}

/// A name where all units have it and nothing else, else JSON.
std::string activation_text(const Layer& layer) {
  const Activation& first = layer.activations.front();
  const bool same = std::ranges::all_of(layer.activations,
                                        [&](const Activation& a) { return a == first && a.name() == first.name(); });
  if (same && activation_json_members(first).empty()) return first.name();
  if (same) return activation_json(first);
  std::string list;
  for (const Activation& activation : layer.activations)
    list += (list.empty() ? "[" : ", ") + activation_json(activation);
  return list + "]";
}

void write_texts(ZipArchive& zip, const std::string& name, const std::vector<std::string>& texts) {
  std::size_t width = 0;
  for (const std::string& text : texts) width = std::max(width, text.size());
  std::string data;
  for (std::string text : texts) {
    text.resize(width, '\0');
    for (const char c : text) append_little_endian(data, static_cast<unsigned char>(c), 4);
  }
  write_array(zip, name, "<U" + std::to_string(width), {texts.size()}, data);
}

}  // namespace

void write_network_npz(const Network& network, std::ostream& out) {
  ZipArchive zip(out, false);
  std::vector<std::string> activations;
  for (std::size_t l = 0; l < network.layers().size(); ++l) {
    const Layer& layer = network.layers()[l];
    if (layer.has_groups()) {
      throw InputError("layer " + std::to_string(l + 1) +
                       ": it has max groups, which .npz files of weights do not tell; write JSON, which does");
    }
    std::string weights, bias;
    for (std::size_t u = 0; u < layer.num_units(); ++u) {
      const std::string place = "layer " + std::to_string(l + 1) + ", unit " + std::to_string(u + 1);
      for (const Rational& w : layer.weights.row(u)) append_float64(weights, w, place);
      append_float64(bias, layer.bias[u], place);
    }
    write_array(zip, std::to_string(l) + ".weight", "<f8", {layer.num_units(), layer.num_inputs()}, weights);
    write_array(zip, std::to_string(l) + ".bias", "<f8", {layer.num_units()}, bias);
    activations.push_back(activation_text(layer));
  }
  write_texts(zip, "activations", activations);
  zip.finish();
}

}  // namespace crease
