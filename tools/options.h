// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "algorithms/enumerate.h"
#include "core/domain.h"
#include "core/io/network_file.h"

namespace crease::tools {

/// Options that several subcommands share: each struct holds what the user asked for, and its add_ function declares
/// the options on a subcommand. The struct must outlive the parsing.

/// What a subcommand does once all options are known; returns the exit code.
using Action = std::function<int()>;

struct NetworkOptions {
  std::string path;
  ReadOptions read;
  std::string preprocess;  ///< a file; empty: none
  std::string outputs;     ///< empty: all
};
/// FILE, --decimals, --raw, --weights, --checkpoint, --preprocess, --outputs.
void add_network_options(CLI::App& command, NetworkOptions& options);
/// The network after what is to be done to it first.
NetworkFile read_network(const NetworkOptions& options);
/// The same of all networks of a file.
std::vector<NetworkFile> read_networks(const NetworkOptions& options);

struct DomainOptions {
  std::string domain = "all";
  std::string slice;  ///< empty: none
};
/// --domain, --slice.
void add_domain_options(CLI::App& command, DomainOptions& options);
/// Says on standard error what the domain's file says and the domain does not.
Domain read_domain(const DomainOptions& options, std::size_t n0, DecimalPolicy decimals);

struct WalkOptions {
  int threads = 0;  ///< 0 = all cores
  std::optional<double> timeout;
  std::optional<std::uint64_t> max_regions;
};
/// --threads, --timeout, --max-regions.
void add_walk_options(CLI::App& command, WalkOptions& options);
EnumerateOptions to_enumerate_options(const WalkOptions& options);

struct OutputOptions {
  std::string path = "-";
  bool json = false;
  /// The format of the output: --json, or the extension of the path.
  bool wants_json() const;
};
/// -o/--output, --json.
void add_output_options(CLI::App& command, OutputOptions& options);

}  // namespace crease::tools
