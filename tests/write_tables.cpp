// SPDX-License-Identifier: GPL-3.0-or-later
// Writes the complex of a network in every format: write_tables NETWORK DOMAIN DIRECTORY.
#include <fstream>
#include <iostream>
#include <stdexcept>
#include <string>

#include "algorithms/complex_tables.h"
#include "core/io/domain_text.h"
#include "core/io/network_file.h"
#include "core/io/table_writers.h"
#include "tests/support/complex_files.h"

namespace {

template <typename Write>
void write_file(const std::string& path, const Write& write) {
  std::ofstream out(path, std::ios::binary);
  write(out);
  out.close();
  if (!out) throw std::runtime_error(path + ": cannot write");
}

void write_all(const crease::NetworkFile& file, const crease::Domain& domain, const std::string& directory) {
  const crease::ComplexReport report = crease::testing::report_of(file.network, domain);
  const crease::Table tables[] = {crease::region_table(report), crease::facet_table(report),
                                  crease::vertex_table(report)};
  for (const crease::Table& table : tables) {
    const std::string path = directory + "/" + table.name;
    write_file(path + ".csv", [&](std::ostream& out) { crease::write_csv(table, out); });
    write_file(path + ".jsonl", [&](std::ostream& out) { crease::write_jsonl(table, out); });
    write_file(path + ".npz", [&](std::ostream& out) { crease::write_npz(std::span(&table, 1), out); });
  }
  write_file(directory + "/complex.npz",
             [&](std::ostream& out) { crease::write_npz(tables, out, {.compress = true, .max_exact_bytes = 0}); });
  const crease::ComplexHeader header{
      .tool_version = "0.0.0", .sha256 = file.source.sha256, .decimals = file.source.decimals};
  write_file(directory + "/complex.json", [&](std::ostream& out) { crease::write_complex_json(report, header, out); });
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 4) throw std::invalid_argument("usage: write_tables NETWORK DOMAIN DIRECTORY");
  const crease::NetworkFile file = crease::read_network(argv[1]);
  write_all(file, crease::parse_domain(argv[2], file.network.input_dim()), argv[3]);
  return 0;
} catch (const std::exception& error) {
  std::cerr << "write_tables: " << error.what() << "\n";
  return 1;
}
