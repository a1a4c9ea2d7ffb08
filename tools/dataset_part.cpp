// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/dataset_part.h"

#include <algorithm>
#include <fstream>
#include <ostream>
#include <streambuf>

#include "core/io/json_values.h"
#include "core/io/sha256_stream.h"
#include "tools/output.h"

namespace crease::tools {
namespace {

/// Passes bytes on, counts and hashes them.
class HashedBuffer final : public std::streambuf {
 public:
  explicit HashedBuffer(std::ostream& out) : out_(out) {}
  std::uint64_t size() const { return size_; }
  std::string digest() { return hash_.digest(); }

 protected:
  int_type overflow(int_type c) override {
    if (traits_type::eq_int_type(c, traits_type::eof())) return traits_type::not_eof(c);
    const char byte = traits_type::to_char_type(c);
    return xsputn(&byte, 1) == 1 ? c : traits_type::eof();
  }
  std::streamsize xsputn(const char* data, std::streamsize count) override {
    out_.write(data, count);
    if (!out_) return 0;
    hash_.add({data, static_cast<std::size_t>(count)});
    size_ += static_cast<std::uint64_t>(count);
    return count;
  }

 private:
  std::ostream& out_;
  Sha256Stream hash_;
  std::uint64_t size_ = 0;
};

/// The last line of a file, and where it begins.
std::optional<std::pair<std::string, std::uint64_t>> last_line(std::ifstream& file) {
  constexpr std::uint64_t kLongest = std::uint64_t{1} << 16;
  file.seekg(0, std::ios::end);
  const auto size = static_cast<std::uint64_t>(std::max<std::streamoff>(0, file.tellg()));
  const std::uint64_t start = size > kLongest ? size - kLongest : 0;
  std::string end(size - start, '\0');
  file.seekg(static_cast<std::streamoff>(start));
  file.read(end.data(), static_cast<std::streamsize>(end.size()));
  if (!file || !end.ends_with('\n')) return std::nullopt;
  const std::size_t before = end.size() < 2 ? std::string::npos : end.rfind('\n', end.size() - 2);
  if (before == std::string::npos && start > 0) return std::nullopt;
  const std::size_t begin = before == std::string::npos ? 0 : before + 1;
  return std::pair{end.substr(begin), start + begin};
}

}  // namespace

void write_part(const std::string& path, const PartHeader& header, const std::vector<PartPiece>& pieces) {
  const auto write_all = [&](std::ostream& out) {
    HashedBuffer buffer(out);
    std::ostream hashed(&buffer);
    hashed.exceptions(std::ios::badbit);  // lets errors of `out` and of the pieces pass
    Json sizes = Json::array();
    for (const auto& [file, write] : pieces) {
      const std::uint64_t begin = buffer.size();
      write(hashed);
      hashed.flush();
      sizes.push_back({{"file", file}, {"size", buffer.size() - begin}});
    }
    const Json json = {
        {"item", header.item},       {"identity", header.identity}, {"network_sha256", header.network_sha256},
        {"regions", header.regions}, {"complete", header.complete}, {"pieces", std::move(sizes)},
        {"sha256", buffer.digest()}};
    out << crease::to_text(json) << '\n';
  };
  write_output(path, write_all, OutputSync::kLater);
}

std::optional<Part> read_part(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  const auto line = last_line(file);
  if (!line) return std::nullopt;
  const Json json = Json::parse(line->first, nullptr, false);
  if (json.is_discarded()) return std::nullopt;
  Part part;
  std::uint64_t begin = 0;
  try {
    part.header = {json.at("item"), json.at("identity"), json.at("network_sha256"), json.at("regions"),
                   json.at("complete")};
    for (const Json& piece : json.at("pieces")) {
      part.pieces.push_back({piece.at("file"), begin, piece.at("size")});
      begin += part.pieces.back().size;
    }
    if (begin != line->second || file_sha256(path, begin) != json.at("sha256")) return std::nullopt;
  } catch (const Json::exception&) {
    return std::nullopt;
  }
  return part;
}

}  // namespace crease::tools
