// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/check_directory.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <ostream>
#include <streambuf>

#include "algorithms/enumerate.h"
#include "algorithms/validate.h"
#include "core/errors.h"
#include "core/io/complex_reader.h"
#include "tools/analysis.h"
#include "tools/reach.h"

namespace crease::tools {
namespace {

namespace fs = std::filesystem;

/// Takes what should be written to a file, and compares it with what the file holds.
class ComparingBuffer final : public std::streambuf {
 public:
  explicit ComparingBuffer(const std::string& path) : file_(path, std::ios::binary) {
    if (!file_) throw FileError(path + ": it cannot be opened. Check that it is there and readable");
  }

  /// The line of the first difference, counted from 1; 0 when there is none so far.
  std::size_t different_line() const { return difference_ ? line_ : 0; }
  bool is_at_end() { return file_.peek() == traits_type::eof(); }
  std::size_t line() const { return line_; }

 protected:
  int_type overflow(int_type c) override {
    const char byte = traits_type::to_char_type(c);
    xsputn(&byte, 1);
    return traits_type::not_eof(c);
  }
  std::streamsize xsputn(const char* data, std::streamsize size) override {
    for (std::streamsize i = 0; i < size && !difference_; ++i) {
      difference_ = file_.get() != traits_type::to_int_type(data[i]);
      line_ += !difference_ && data[i] == '\n';
    }
    return size;
  }

 private:
  std::ifstream file_;
  std::size_t line_ = 1;
  bool difference_ = false;
};

void compare_file(const Analysis& analysis, const std::string& directory, const std::string& name,
                  const std::vector<std::string>& all_files, std::vector<Finding>& findings) {
  ComparingBuffer buffer(directory + "/" + name);
  std::ostream out(&buffer);
  write_analysis_file(analysis, name, all_files, out);
  if (buffer.different_line() != 0) {
    findings.push_back(
        {"file-content", 0, fmt::format("{}: line {} is not what the complex gives", name, buffer.different_line())});
  } else if (!buffer.is_at_end()) {
    findings.push_back(
        {"file-content", 0, fmt::format("{}: it goes on after line {}, where it should end", name, buffer.line())});
  }
}

/// What the summary says was written; empty where it does not.
std::vector<std::string> listed_files(const std::string& summary) {
  std::ifstream in(summary, std::ios::binary);
  const Json json = Json::parse(in, nullptr, false);
  std::vector<std::string> names;
  if (!json.is_object() || !json.contains("files")) return names;
  for (const Json& name : json["files"]) {
    if (name.is_string()) names.push_back(name.get<std::string>());
  }
  return names;
}

void add_violations(std::vector<Finding>& findings, const std::vector<Violation>& violations) {
  for (const Violation& violation : violations) {
    findings.push_back({to_string(violation.code), law_of(violation.code), violation.message});
  }
}

}  // namespace

std::vector<Finding> check_directory(const std::string& directory, std::vector<std::string>& files) {
  const ComplexFile file = read_complex(directory + "/complex.json");
  const std::vector<std::string> listed = listed_files(directory + "/summary.json");
  std::vector<std::string> expected;
  for (const std::string& name : analysis_file_names()) {
    const bool exists = fs::exists(directory + "/" + name);
    if (exists) files.push_back(name);
    if (exists || std::ranges::find(listed, name) != listed.end()) expected.push_back(name);
  }
  std::vector<Finding> findings;
  const Complex complex(file.network, file.domain, file.tables);
  if (complex.is_complete() != (file.header.reason == to_string(StopReason::kFinished))) {
    findings.push_back({"file-content", 0,
                        fmt::format("complex.json: \"complete\" is {}, but the walk ended for the reason '{}'",
                                    complex.is_complete(), file.header.reason)});
  }
  ValidateOptions laws;
  laws.volumes = complex.dim() <= kMaxMeasuredDimension;
  add_violations(findings, validate(complex, laws));
  LinearRegions claimed;
  claimed.of_region = file.claims.linear_region;
  claimed.bends = file.claims.bends;
  claimed.num_affine_pieces = file.header.affine_pieces;
  // A piece per linear region, from the first of its activation regions; that all say the same shows in the file's
  // bytes.
  claimed.affine_piece.resize(file.header.linear_regions);
  for (std::size_t r = 0; r < claimed.of_region.size(); ++r) {
    const std::size_t linear = claimed.of_region[r].index;
    if (linear < claimed.affine_piece.size() && !claimed.affine_piece[linear].is_valid()) {
      claimed.affine_piece[linear] = file.claims.affine_piece[r];
    }
  }
  for (std::size_t linear = 0; linear < claimed.affine_piece.size(); ++linear) {
    if (claimed.affine_piece[linear].is_valid()) continue;
    const ViolationCode code = ViolationCode::kLabelTables;
    findings.push_back({to_string(code), law_of(code),
                        fmt::format("{} is counted in the header, but no region is said to be a part of it",
                                    to_string(LinearRegionId{static_cast<std::uint32_t>(linear)}))});
    return findings;
  }
  add_violations(findings, validate_linear_regions(complex, claimed));
  if (!findings.empty()) return findings;  // what follows from a wrong complex says nothing

  const Analysis analysis = analyze(complex, file.header);
  for (const std::string& name : analysis_file_names()) {
    const bool is_expected =
        name == "summary.json" || name == "network.json" || std::ranges::find(listed, name) != listed.end();
    if (is_expected && !fs::exists(directory + "/" + name)) {
      findings.push_back({"file-missing", 0, fmt::format("{}: it is not there", name)});
    }
  }
  for (const std::string& name : files) compare_file(analysis, directory, name, expected, findings);
  return findings;
}

}  // namespace crease::tools
