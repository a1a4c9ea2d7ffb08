// SPDX-License-Identifier: GPL-3.0-or-later
// library_regions NETWORK DOMAIN writes the table of regions as JSON lines, with the library alone.
#include <iostream>

#include "algorithms/build_complex.h"
#include "algorithms/complex_tables.h"
#include "core/io/domain_text.h"
#include "core/io/network_file.h"
#include "core/io/table_writers.h"

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const crease::NetworkFile file = crease::read_network(argv[1]);
  const crease::Domain domain = crease::parse_domain(argv[2], file.network.input_dim());
  const crease::Complex complex = crease::build_complex(file.network, domain).complex;
  const crease::ComplexReport report{complex, crease::linear_regions(complex)};
  write_jsonl(crease::region_table(report), std::cout);
  return 0;
}
