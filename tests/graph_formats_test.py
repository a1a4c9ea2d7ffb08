# SPDX-License-Identifier: GPL-3.0-or-later
"""GraphML and DOT as networkx and pydot read them, and networkx's algorithms against crease's.

graph_formats_test.py WRITE_RANDOM_GRAPH: exits with 77 (skipped) when the modules are missing.
"""
import io
import os
import subprocess
import sys

try:
    import networkx as nx
    import pydot
except ImportError as error:
    print("skipped:", error)
    sys.exit(77)

SEED = os.environ.get("CREASE_TEST_SEED", "20240229")
CASES = max(1, int(60 * float(os.environ.get("CREASE_TEST_SCALE", "1"))))
print("seed", SEED)
failures = []
odd = split = 0


def run(index, what):
    return subprocess.run([sys.argv[1], SEED, str(index), what], check=True, capture_output=True, text=True).stdout


def check(index, name, got, expected):
    if got != expected:
        failures.append(f"case {index}, {name}: {got!r}, not {expected!r}")


def facts(index):
    """The graph of the tables, and what crease says of it."""
    graph, found = nx.Graph(), None
    number = 0
    for line in run(index, "facts").splitlines():
        kind, *fields = line.split("\t")
        if kind == "node":
            name, pattern, bounded, linear, corner = fields
            graph.add_node(name, region=name, pattern=pattern, bounded=bounded == "True", linear_region=linear,
                           number=number, half=number / 2, corner=corner == "True", note=f"<&'\"> {number}/7")
            number += 1
        elif kind == "edge":
            facet, a, b, bends, units = fields
            graph.add_edge(a, b, facet=facet, bends=bends == "True", units=units)
        else:
            found = fields
    for name, degree in graph.degree:
        graph.nodes[name]["degree"] = degree
    return graph, found


def same_graph(index, name, got, expected):
    check(index, name + " nodes", list(got.nodes(data=True)), list(expected.nodes(data=True)))
    edges = [{frozenset((a, b)): data for a, b, data in graph.edges(data=True)} for graph in (got, expected)]
    check(index, name + " edges", *edges)
    for node, data in expected.nodes(data=True):
        for key, value in data.items():
            check(index, f"{name} type of {key}", type(got.nodes[node][key]), type(value))


def from_dot(text):
    """pydot keeps the quotes and knows no types."""
    def value(key, quoted):
        plain = quoted[1:-1].replace('\\"', '"')
        types = {"bounded": "true".__eq__, "corner": "true".__eq__, "bends": "true".__eq__, "degree": int,
                 "number": int, "half": float}
        return types.get(key, str)(plain)

    (parsed,) = pydot.graph_from_dot_data(text)
    check("dot", "kind", (parsed.get_type(), parsed.get_strict(None)), ("graph", False))
    graph = nx.Graph()
    for node in parsed.get_nodes():
        graph.add_node(node.get_name(), region=node.get_name(),
                       **{k: value(k, v) for k, v in node.get_attributes().items()})
    for edge in parsed.get_edges():
        graph.add_edge(edge.get_source(), edge.get_destination(),
                       **{k: value(k, v) for k, v in edge.get_attributes().items()})
    return graph


for index in range(CASES):
    expected, found = facts(index)
    read = nx.read_graphml(io.BytesIO(run(index, "graphml").encode()))
    check(index, "GraphML names", list(read.nodes), [f"n{i}" for i in range(len(expected))])
    check(index, "GraphML edge ids", sorted(d.get("id") for _, _, d in read.edges(data=True)),
          sorted(f"e{i}" for i in range(expected.number_of_edges())))
    for _, _, data in read.edges(data=True):
        data.pop("id", None)
    same_graph(index, "GraphML", nx.relabel_nodes(read, nx.get_node_attributes(read, "region")), expected)
    same_graph(index, "DOT", from_dot(run(index, "dot")), expected)

    components = nx.number_connected_components(expected)
    algorithms = [str(components), str(nx.is_bipartite(expected))]
    if components == 1:
        algorithms += [str(nx.diameter(expected)), str(nx.radius(expected))]
    check(index, "components, bipartite, diameter, radius", found, algorithms)
    odd += not nx.is_bipartite(expected)
    split += components > 1

print(f"{CASES} graphs, {odd} with odd cycles, {split} not connected, {len(failures)} failures")
for failure in failures[:20]:
    print(failure[:400])
sys.exit(1 if failures else 0)
