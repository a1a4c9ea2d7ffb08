// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/options.h"

#include <fmt/format.h>
#include <tbb/info.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <filesystem>

#include "core/io/domain_text.h"
#include "core/io/preprocessing.h"

namespace crease::tools {
namespace {

constexpr const char* kInputGroup = "Input";
constexpr const char* kLimitGroup = "Work and limits";
constexpr const char* kOutputGroup = "Output";

/// Reads all of `text` as a decimal number in [lo, hi]. Throws CLI::ValidationError.
template <typename T>
T number_in(const std::string& option, const std::string& text, T lo, T hi, const std::string& expected) {
  T value{};
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stop != end || !(lo <= value && value <= hi)) {
    throw CLI::ValidationError(option, "'" + text + "' is not " + expected);
  }
  return value;
}

DecimalPolicy decimal_policy(const std::string& text) {
  for (const DecimalPolicy policy : {DecimalPolicy::kExact, DecimalPolicy::kFloat64, DecimalPolicy::kFloat32}) {
    if (to_string(policy) == text) return policy;
  }
  throw CLI::ValidationError("--decimals", "'" + text + "' is not exact, float64 or float32");
}

WeightShape weight_shape(const std::string& text) {
  if (text == "out,in") return WeightShape::kOutIn;
  if (text == "in,out") return WeightShape::kInOut;
  throw CLI::ValidationError("--weights", "'" + text + "' is not out,in or in,out");
}

}  // namespace

void add_network_options(CLI::App& command, NetworkOptions& options) {
  command
      .add_option(
          "FILE", options.path,
          "Network: .onnx, .nnet, .json, .npz, .safetensors, .txt, a directory of\n.npy, or - for standard input")
      ->required()
      ->type_name("")
      ->group(kInputGroup);
  command
      .add_option_function<std::string>(
          "--decimals", [&options](const std::string& text) { options.read.decimals = decimal_policy(text); },
          "What a decimal in a text file stands for: exact (the decimal itself),\nfloat64 or float32 (the nearest "
          "float) [exact]")
      ->type_name("POLICY")
      ->group(kInputGroup);
  command.add_flag("--raw", options.read.raw, ".nnet: ignore the file's normalisation of inputs and outputs")
      ->group(kInputGroup);
  command
      .add_option("--preprocess", options.preprocess,
                  "Put an affine map before the network: FILE.json has mean and std,\nfor (x - mean) / std, or scale "
                  "and offset, for scale x + offset;\neach a number, or a list with one per input [none]")
      ->type_name("FILE.json")
      ->group(kInputGroup);
  command
      .add_option("--outputs", options.outputs,
                  "Look at these outputs only, in this order: 0,2 or 0-4, counted\nfrom 0 [all]")
      ->type_name("LIST")
      ->group(kInputGroup);
  command
      .add_option_function<std::string>(
          "--weights", [&options](const std::string& text) { options.read.weights = weight_shape(text); },
          "What rows and columns of weights stand for in .npz, .npy, .safetensors\nand .txt: out,in or in,out [what "
          "fits, out,in if both do]")
      ->type_name("SHAPE")
      ->group(kInputGroup);
  command
      .add_option("--checkpoint", options.read.checkpoint,
                  "Which network of a file that holds several; 'crease info FILE'\nlists them [the only one]")
      ->type_name("NAME")
      ->group(kInputGroup);
}

namespace {

NetworkFile preprocessed(NetworkFile file, const NetworkOptions& options) {
  Preprocessing preprocessing;
  if (!options.preprocess.empty()) {
    preprocessing.input = read_input_map(options.preprocess, file.network.input_dim(), file.source.decimals);
  }
  if (!options.outputs.empty()) preprocessing.outputs = parse_outputs(options.outputs, file.network.output_dim());
  return preprocessing.is_none() ? file : crease::preprocessed(std::move(file), std::move(preprocessing));
}

}  // namespace

NetworkFile read_network(const NetworkOptions& options) {
  return preprocessed(crease::read_network(options.path, options.read), options);
}

std::vector<NetworkFile> read_networks(const NetworkOptions& options) {
  std::vector<NetworkFile> files = crease::read_networks(options.path, options.read);
  for (NetworkFile& file : files) file = preprocessed(std::move(file), options);
  return files;
}

void add_domain_options(CLI::App& command, DomainOptions& options) {
  command
      .add_option("--domain", options.domain,
                  "Where to count: all, box:LO,HI (the same for every input),\nbox:lo1,hi1;lo2,hi2;... or a polytope "
                  "in FILE.json or, as input\nconstraints of VNN-LIB, FILE.vnnlib; bounds are decimals or p/q [all]")
      ->type_name("DOMAIN")
      ->group(kInputGroup);
  command
      .add_option("--slice", options.slice,
                  "Count inside the affine slice x = point + sum of y_k direction_k\nthat FILE.json describes [none]")
      ->type_name("FILE.json")
      ->group(kInputGroup);
}

Domain read_domain(const DomainOptions& options, std::size_t n0, DecimalPolicy decimals) {
  Domain domain = parse_domain(options.domain, n0, decimals).labelled(options.domain);
  for (const std::string& note : domain.notes()) fmt::print(stderr, "crease: note: {}: {}\n", options.domain, note);
  return options.slice.empty() ? domain : read_slice(options.slice, domain, decimals);
}

void add_walk_options(CLI::App& command, WalkOptions& options) {
  command
      .add_option_function<std::string>(
          "--threads",
          [&options](const std::string& text) {
            options.threads = number_in("--threads", text, 0, 4096, "a number of threads from 0 (all cores) to 4096");
          },
          "Threads; 0 = all cores. The answer is the same for any number [0]")
      ->type_name("N")
      ->group(kLimitGroup);
  command
      .add_option_function<std::string>(
          "--timeout",
          [&options](const std::string& text) {
            options.timeout = number_in("--timeout", text, 1e-6, 1e9, "a time in seconds above 0");
          },
          "Stop after S seconds of counting and give what was found so far\n(exit code 4) [none]")
      ->type_name("S")
      ->group(kLimitGroup);
  command
      .add_option_function<std::string>(
          "--max-regions",
          [&options](const std::string& text) {
            options.max_regions =
                number_in<std::uint64_t>("--max-regions", text, 1, UINT64_MAX, "a number of regions above 0");
          },
          "Stop after N regions and give what was found so far\n(exit code 4); walks on one thread, so that these are "
          "always\nthe same regions [none]")
      ->type_name("N")
      ->group(kLimitGroup);
}

EnumerateOptions to_enumerate_options(const WalkOptions& options) {
  EnumerateOptions result;
  const int cores = tbb::info::default_concurrency();  // that this process may use: mpirun gives it one or two
  result.threads = options.threads == 0 ? cores : std::min(options.threads, cores);
  if (options.max_regions) result.threads = 1;  // as the walk itself does: what is reported is what was used
  if (options.timeout) result.timeout = std::chrono::duration<double>(*options.timeout);
  result.max_regions = options.max_regions;
  return result;
}

bool OutputOptions::wants_json() const { return json || std::filesystem::path(path).extension() == ".json"; }

void add_output_options(CLI::App& command, OutputOptions& options) {
  command
      .add_option("-o,--output", options.path,
                  "Write to FILE, - for standard output: JSON if its name ends in .json,\nelse text [-]")
      ->type_name("FILE")
      ->group(kOutputGroup);
  command.add_flag("--json", options.json, "Write JSON")->group(kOutputGroup);
}

}  // namespace crease::tools
