# SPDX-License-Identifier: GPL-3.0-or-later
"""What count, analyze, graph, region and check say of whole complexes, read by those who read their files.

complex_command_test.py PATH_OF_CREASE [unittest options]: exits with 77 (skipped) when modules are missing.
"""
import hashlib
import json
import math
import os
import resource
import shutil
import signal
import sys
import time
import unittest
from fractions import Fraction

try:
    import jsonschema
    import networkx
    import numpy
    import pandas
    import pydot
except ImportError as error:
    print("skipped:", error)
    sys.exit(77)

import command_test
from command_test import DEADLINE, golden, huge, network, relu, tent

DATA = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "data")
FILES = ["summary.json", "network.json", "complex.json", "regions.csv", "facets.csv", "vertices.csv", "faces.csv",
         "regions.jsonl", "facets.jsonl", "vertices.jsonl", "faces.jsonl", "graph.graphml", "graph.dot", "complex.npz"]

# seed, input dimension, widths: f-vector with the box [-8,8]^d, adjacencies, facets on the box's boundary.
GOLDEN = [(1, 1, (6, 6), [10, 9], 8, 2), (1, 2, (6, 6), [94, 173, 80], 146, 27),
          (3, 2, (5, 5, 5), [82, 150, 69], 121, 29), (5, 2, (4, 4, 4, 4), [193, 374, 182], 335, 39),
          (1, 3, (5, 5), [205, 524, 447, 127], 312, 135), (3, 4, (5, 4), [451, 1419, 1656, 845, 158], 467, 378)]


def data(name):
    return os.path.join(DATA, name)


def zigzag(d, p, k):
    """A grid of p^k cubes per coordinate in [-1,1]^d."""
    q = [p if i == 0 else 2 * p for i in range(p)]
    layers = []
    for layer in range(k):
        rows, bias = [], []
        for c in range(d):
            for i in range(p):
                if layer == 0:
                    rows.append([q[i] if j == c else 0 for j in range(d)])
                    bias.append(q[i] - 4 * i)
                else:
                    rows.append([q[i] * (-1) ** (j % p) if j // p == c else 0 for j in range(d * p)])
                    bias.append(-4 * i)
        layers.append(relu(rows, bias))
    return network(d, layers)


def lines_through_one_point(k):
    """k lines of the plane through (1/3, -2/7)."""
    x, y = Fraction(1, 3), Fraction(-2, 7)
    return network(2, [relu([[1, i] for i in range(k)], [str(-(x + i * y)) for i in range(k)])])


def never_bends():
    return network(2, [{"weights": [[1, 2]], "bias": [3], "activation": "identity"}])


def validator(name):
    with open(data("schemas/%s.schema.json" % name), encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft7Validator.check_schema(schema)
    return jsonschema.Draft7Validator(schema)


def wait_until_caught(process, number):
    """Until the process waits for the signal, or has a handler: a slow build takes its time to start."""
    end = time.monotonic() + DEADLINE
    while time.monotonic() < end:
        with open(f"/proc/{process.pid}/status") as status:
            sets = [int(line.split()[1], 16) for line in status if line.startswith(("SigCgt", "SigBlk"))]
        if any(signals >> (number - 1) & 1 for signals in sets):
            return
        time.sleep(0.01)


class ComplexTest(command_test.CommandTest):
    VALIDATORS = {}

    def assert_valid(self, name, document):
        if name not in self.VALIDATORS:
            self.VALIDATORS[name] = validator(name)
        for error in self.VALIDATORS[name].iter_errors(document):
            self.fail("%s: %s: %s" % (name, list(error.absolute_path), error.message[:300]))

    def run_json(self, command, *arguments, code=0, **options):
        result = self.crease(command, *arguments, "--json", **options)
        self.assertEqual(result.returncode, code, result.stderr)
        if code == 0:
            self.assertEqual(result.stderr, "")
        document = json.loads(result.stdout)
        self.assert_valid({"analyze": "analysis"}.get(command, command), document)
        return document

    def analyze(self, *arguments, name="out", code=0):
        result = self.crease("analyze", *arguments, "-o", self.path(name))
        self.assertEqual(result.returncode, code, result.stderr)
        return self.path(name)

    def json_of(self, *names):
        with open(self.path(os.path.join(*names)), encoding="utf-8") as file:
            return json.load(file)


class Count(ComplexTest):
    def test_members(self):
        file = self.write("net.json", tent(3))
        common = ["schema", "tool_version", "network", "decimals", "domain", "complete", "reason", "activation_regions",
                  "linear_regions", "affine_pieces", "adjacencies", "bounded_regions", "degree_histogram"]
        faces = ["f_vector", "bounded_faces", "euler_characteristic"]
        end = ["seconds", "threads", "sign_tests"]
        self.assertEqual(list(self.run_json("count", file)), common + end)
        self.assertEqual(list(self.run_json("count", file, "--faces")), common + faces + end)
        self.assertEqual(list(self.run_json("count", file, "--count-only")),
                         common[:8] + ["bounded_regions"] + end)

    def test_golden_networks(self):
        for seed, d, widths, f_vector, adjacencies, boundary in GOLDEN:
            with self.subTest(seed=seed, d=d, widths=widths):
                arguments = [self.write("net.json", golden(seed, d, list(widths))), "--domain", "box:-8,8"]
                count = self.run_json("count", *arguments, "--faces")
                self.assertEqual((count["activation_regions"], count["bounded_regions"]), (f_vector[-1], f_vector[-1]))
                self.assertEqual((count["f_vector"], count["bounded_faces"]), (f_vector, f_vector))
                self.assertEqual((count["adjacencies"], count["euler_characteristic"]), (adjacencies, 1))
                degrees = {int(degree): number for degree, number in count["degree_histogram"].items()}
                self.assertEqual(sum(degrees.values()), f_vector[-1])
                self.assertEqual(sum(degree * number for degree, number in degrees.items()), 2 * adjacencies)
                self.assertLessEqual(count["affine_pieces"], count["linear_regions"])
                self.assertLessEqual(count["linear_regions"], count["activation_regions"])
                only = self.run_json("count", *arguments, "--count-only")
                for key in ("activation_regions", "bounded_regions"):
                    self.assertEqual(only[key], count[key])
                analysis = self.run_json("analyze", *arguments)
                for key in list(count)[7:-3]:
                    self.assertEqual(analysis[key], count[key], key)
                self.assertEqual(analysis["boundary_facets"], boundary)
                self.assertEqual(Fraction(analysis["volume_of_bounded_regions"]), 16 ** d)

    def test_zigzag_and_tent(self):
        for d, p, k in ((1, 3, 3), (2, 2, 3), (2, 3, 2), (3, 2, 2)):
            n = p ** k
            count = self.run_json("count", self.write("net.json", zigzag(d, p, k)), "--domain", "box:-1,1", "--faces")
            self.assertEqual(count["f_vector"], [math.comb(d, j) * n ** j * (n + 1) ** (d - j) for j in range(d + 1)])
            self.assertEqual(count["adjacencies"], d * (n - 1) * n ** (d - 1))
            self.assertEqual(count["linear_regions"], n ** d)
        # The line folded ten times goes up and down with two slopes, but from another height each time.
        count = self.run_json("count", data("sawtooth_10.json"), "--domain", "box:0,1")
        self.assertEqual([count[key] for key in ("activation_regions", "linear_regions", "affine_pieces", "adjacencies")],
                         [1024, 1024, 1024, 1023])
        self.assertEqual(count["degree_histogram"], {"1": 2, "2": 1022})

    def test_the_three_kinds_of_count_differ(self):
        # |x| - |x| by four units, and a wave whose first and last slope are the same map.
        cancel = network(1, [relu([[1], [-1]], [0, 0]), {"weights": [[1, -1]], "bias": [0], "activation": "identity"}])
        wave = network(1, [relu([[1], [1], [1]], [1, 0, -1]),
                           {"weights": [[1, -2, 1]], "bias": [0], "activation": "identity"}])
        for net, counts in ((cancel, (2, 1, 1)), (wave, (4, 4, 3)), (never_bends(), (1, 1, 1))):
            count = self.run_json("count", self.write("net.json", net))
            self.assertEqual(tuple(count[key] for key in ("activation_regions", "linear_regions", "affine_pieces")), counts)

    def test_networks_that_never_bend(self):
        count = self.run_json("count", self.write("net.json", never_bends()), "--faces")
        self.assertEqual((count["f_vector"], count["adjacencies"], count["degree_histogram"]), ([0, 0, 1], 0, {"0": 1}))
        count = self.run_json("count", self.path("net.json"), "--faces", "--domain", "box:-1,1")
        self.assertEqual((count["f_vector"], count["euler_characteristic"]), ([4, 4, 1], 1))

    def test_a_part(self):
        arguments = [data("moons.onnx"), "--domain", "box:-3,3", "--faces", "--max-regions", "20"]
        count = self.run_json("count", *arguments, code=4)
        self.assertEqual((count["complete"], count["reason"]), (False, "max-regions"))
        self.assertEqual((count["activation_regions"], count["f_vector"][2]), (20, 20))
        self.assertIsNone(count["euler_characteristic"])
        result = self.crease("count", *arguments)
        self.assertEqual(result.returncode, 4)
        self.assertRegex(result.stdout, r"(?m)^adjacencies +at least \d+ ")
        self.assertRegex(result.stdout, r"(?m)^linear regions +in this part 20 ")
        self.assertNotIn("Euler", result.stdout)
        self.assertRegex(result.stderr, r"\Acrease: count: --max-regions was reached[^\n]*\n\Z")

    def test_words_that_exclude_each_other(self):
        result = self.crease("count", data("xor.onnx"), "--faces", "--count-only")
        self.assert_one_error(result, 2)
        self.assertIn("--faces", result.stderr)


class OutOfReach(ComplexTest):
    def check(self, arguments, *words):
        start = time.monotonic()
        result = self.crease(*arguments)
        self.assertLess(time.monotonic() - start, 20)
        self.assert_one_error(result, 3)
        for word in words + ("--slice",):
            self.assertIn(word, result.stderr)

    def test_refused_up_front(self):
        digits = data("digits.onnx")
        point = ",".join(["3"] * 64)
        for arguments in (["region", digits, "--at", point], ["analyze", digits], ["count", digits, "--faces"]):
            self.check(arguments, "digits", "32 dimensions")
        for arguments in (["region", digits, "--at", point], ["analyze", digits], ["count", digits], ["graph", digits],
                          ["count", digits, "--count-only"]):
            self.check(arguments + ["--domain", "box:0,16"], "box:0,16", "2^64")

    def test_a_box_in_other_words(self):
        # x + 1 >= 0 and -2 x + 2 >= 0, in each of 24 directions; without the second rows there are no corners to fear.
        rows = []
        for j in range(24):
            for weight, offset in ((1, 1), (-2, 2)):
                rows.append({"normal": [weight * (i == j) for i in range(24)], "offset": offset})
        net = self.write("net.json", network(24, [relu([[1] * 24], [0])]))
        box = self.write("box.json", {"format": "crease-domain/1", "rows": rows})
        self.check(["count", net, "--count-only", "--domain", box], "2^24")
        orthant = self.write("orthant.json", {"format": "crease-domain/1", "rows": rows[::2]})
        self.assertEqual(self.run_json("count", net, "--count-only", "--domain", orthant)["activation_regions"], 2)

    def test_lines_do_not_count(self):
        # Twenty inputs, of which two combinations matter.
        rows = [[1] * 20, [(-1) ** i for i in range(20)]]
        file = self.write("net.json", network(20, [relu(rows, [0, 0])]))
        region = self.run_json("region", file, "--at", ",".join(["0"] * 20))
        self.assertEqual(len(region["regions"]), 4)

    def test_volumes_end_at_six_dimensions(self):
        for d in (6, 7):
            rows = [[int(i == j) for j in range(d)] for i in range(d)]
            file = self.write("net.json", network(d, [relu(rows, [0] * d)]))
            region = self.run_json("region", file, "--domain", "box:-1,1", "--at", ",".join(["1/2"] * d))
            self.assertEqual(len(region["regions"][0]["vertices"]), 2 ** d)
            self.assertEqual(region["regions"][0].get("volume"), "1" if d == 6 else None)

    def test_limits_work_in_high_dimensions(self):
        for arguments in (["--count-only"], []):
            count = self.run_json("count", data("digits.onnx"), "--timeout", "0.3", *arguments, code=4)
            self.assertFalse(count["complete"])
        process = self.start("count", data("digits.onnx"), "--count-only", "--json")
        time.sleep(0.7)
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=DEADLINE)
        self.assertEqual((process.returncode, json.loads(output)["reason"]), (130, "cancelled"))


class Analyze(ComplexTest):
    NETWORKS = [("moons", "box:-3,3"), ("golden", "all"), ("damped_sine", "all"), ("abs_1d", "all"), ("xor_2d", "all"),
                ("dead_layer", "all"), ("duplicated_units", "box:-3,3"), ("pencil_5", "all"), ("zigzag_2_2_3", "box:-1,1")]

    def bundled(self, name):
        onnx = data(name + ".onnx")
        return onnx if os.path.exists(onnx) else data(name + ".json")

    def hashes(self, directory):
        result = {}
        for name in os.listdir(directory):
            with open(os.path.join(directory, name), "rb") as file:
                result[name] = hashlib.sha256(file.read()).hexdigest()
        return result

    def test_threads_give_the_same_bytes_which_are_right(self):
        solid = self.write("golden.json", golden(1, 3, [5, 5]))
        for name, domain in self.NETWORKS:
            with self.subTest(name=name):
                hashes = []
                for threads in ("1", "2"):
                    directory = self.analyze(solid if name == "golden" else self.bundled(name), "--domain", domain,
                                             "--threads", threads, name=threads)
                    hashes.append(self.hashes(directory))
                self.assertEqual(sorted(hashes[0]), sorted(FILES))
                self.assertEqual(hashes[0], hashes[1])
                self.assertTrue(self.run_json("check", directory)["ok"])
                self.assert_valid("complex", self.json_of("2", "complex.json"))
                summary = self.json_of("2", "summary.json")
                self.assert_valid("analysis", summary)
                self.assertEqual(summary["files"], FILES)

    def test_many_regions(self):
        file = self.write("net.json", zigzag(2, 2, 7))
        hashes = []
        for threads in ("1", "2"):
            directory = self.analyze(file, "--domain", "box:-1,1", "--threads", threads, "--no-geometry", "--formats",
                                     "jsonl,graphml", name=threads)
            hashes.append(self.hashes(directory))
        self.assertEqual(hashes[0], hashes[1])
        self.assertEqual(self.json_of("2", "summary.json")["activation_regions"], 128 ** 2)
        with open(self.path("2/regions.jsonl"), encoding="utf-8") as lines:
            self.assertEqual(sum(1 for _ in lines), 128 ** 2)

    def test_readers(self):
        directory = self.analyze(data("moons.onnx"), "--domain", "box:-3,3")
        document = self.json_of("out", "complex.json")
        regions = document["regions"]
        for table in ("regions", "facets", "vertices"):
            frame = pandas.read_csv(os.path.join(directory, table + ".csv"), dtype=str, keep_default_na=False)
            with open(os.path.join(directory, table + ".jsonl"), encoding="utf-8") as lines:
                rows = [json.loads(line) for line in lines]
            self.assertEqual(rows, document[table])
            self.assertEqual(list(frame.columns), list(rows[0]))
            self.assertEqual(frame["id"].tolist(), [str(row["id"]) for row in rows])
        with numpy.load(os.path.join(directory, "complex.npz"), allow_pickle=False) as arrays:
            self.assertEqual(arrays["regions_degree"].tolist(), [row["degree"] for row in regions])
            self.assertAlmostEqual(float(arrays["regions_volume"].sum()), 36)
        interior = {frozenset((row["region"], row["neighbor"])) for row in document["facets"] if row["kind"] == "interior"}
        graph = networkx.read_graphml(os.path.join(directory, "graph.graphml"))
        self.assertEqual((graph.number_of_nodes(), graph.number_of_edges()), (len(regions), len(interior)))
        self.assertTrue(networkx.is_connected(graph))
        degrees = sorted(degree for _, degree in graph.degree())
        self.assertEqual(degrees, sorted(row["degree"] for row in regions))
        for node, attributes in graph.nodes(data=True):
            self.assertEqual(attributes["degree"], graph.degree(node))
        summary = self.json_of("out", "summary.json")
        self.assertEqual(summary["graph"]["diameter"], dict.fromkeys(("lo", "hi"), networkx.diameter(graph)))
        self.assertEqual(summary["graph"]["radius"], dict.fromkeys(("lo", "hi"), networkx.radius(graph)))
        self.assertEqual(summary["graph"]["bipartite"], networkx.is_bipartite(graph))
        dot, = pydot.graph_from_dot_file(os.path.join(directory, "graph.dot"))
        self.assertEqual(len(dot.get_edges()), len(interior))

    def test_single_files_are_those_of_the_directory(self):
        arguments = [data("moons.onnx"), "--domain", "box:-3,3"]
        directory = self.analyze(*arguments)
        for name, whole in (("x.json", "complex.json"), ("x.csv", "regions.csv"), ("x.jsonl", "regions.jsonl"),
                            ("x.npz", "complex.npz"), ("x.graphml", "graph.graphml"), ("x.dot", "graph.dot")):
            with open(self.analyze(*arguments, name=name), "rb") as one, open(os.path.join(directory, whole), "rb") as other:
                self.assertEqual(one.read(), other.read(), name)
        for name in ("graph.graphml", "graph.dot"):
            file = self.path("only." + name)
            self.assertEqual(self.crease("graph", *arguments, "-o", file).returncode, 0)
            if name.endswith("graphml"):
                self.assertEqual(networkx.read_graphml(file).number_of_nodes(), 302)
            else:
                self.assertTrue(pydot.graph_from_dot_file(file))

    def test_formats_and_geometry(self):
        directory = self.analyze(data("xor.onnx"), "--formats", "csv,dot")
        kept = ["summary.json", "network.json", "complex.json", "regions.csv", "facets.csv", "vertices.csv", "faces.csv",
                "graph.dot"]
        self.assertEqual(sorted(os.listdir(directory)), sorted(kept))
        self.assertEqual(self.json_of("out", "summary.json")["files"], kept)
        self.assertEqual(self.crease("check", directory).returncode, 0)
        # The option takes one word: what comes behind it is the network.
        self.assertEqual(self.crease("analyze", "--formats", "csv", data("xor.onnx"), "-o", directory).returncode, 0)
        self.analyze(data("xor.onnx"), "--no-geometry")
        document = self.json_of("out", "complex.json")
        self.assert_valid("complex", document)
        self.assertFalse({"volume", "A", "c", "interior_point", "centroid"} & set(document["regions"][0]))
        self.assertIsNone(self.json_of("out", "summary.json")["volume_of_bounded_regions"])
        self.assertTrue(self.run_json("check", directory)["ok"])

    def test_the_table_of_faces(self):
        directory = self.analyze(data("shells.onnx"), "--domain", "box:-1,1")
        faces = pandas.read_csv(os.path.join(directory, "faces.csv"), dtype=str, keep_default_na=False)
        summary = self.json_of("out", "summary.json")
        dimensions = faces["dimension"].astype(int)
        self.assertEqual([int((dimensions == k).sum()) for k in range(4)], summary["f_vector"])
        # Every edge has two ends, every face of a boundary one dimension less, every facet one region or two.
        for row in faces.itertuples():
            boundary = [int(face) for face in row.boundary.split()]
            self.assertTrue(all(int(faces["dimension"][face]) == int(row.dimension) - 1 for face in boundary))
            self.assertEqual(len(boundary) if row.dimension == "1" else 2, 2)
            self.assertIn(len(row.regions.split()) if row.dimension == "2" else 1, (1, 2))

    def test_standard_input(self):
        result = self.crease("analyze", "-", "--domain", "box:0,1", "-o", self.path("out"), input=json.dumps(tent(4)))
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(self.json_of("out", "summary.json")["network"]["name"], "stdin")
        self.assertTrue(self.run_json("check", self.path("out"))["ok"])

    def test_names_that_are_not_text(self):
        name = os.path.join(os.fsencode(self.directory), b"caf\xe9.json")
        with open(name, "w", encoding="utf-8") as file:
            json.dump(tent(1), file)
        result = self.crease("analyze", name, "-o", self.path("out"), errors="surrogateescape")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertTrue(self.run_json("check", self.path("out"))["ok"])
        self.assertEqual(self.run_json("region", name, "--at", "0")["network"]["name"], "caf\ufffd")

    def test_a_part(self):
        directory = self.analyze(data("moons.onnx"), "--domain", "box:-3,3", "--max-regions", "50", code=4)
        document, summary = self.json_of("out", "complex.json"), self.json_of("out", "summary.json")
        for result in (document, summary):
            self.assertEqual((result["complete"], result["reason"]), (False, "max-regions"))
        self.assertEqual(len(document["regions"]), 50)
        self.assertIn("open", {row["kind"] for row in document["facets"]})
        self.assertIsNone(summary["euler_characteristic"])
        self.assertTrue(self.run_json("check", directory)["ok"])

    def test_interrupted(self):
        file = self.write("huge.json", huge())
        process = self.start("analyze", file, "--domain", "box:-1,1", "--no-geometry", "-o", self.path("out"), "--json")
        wait_until_caught(process, signal.SIGINT)
        time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        output, words = process.communicate(timeout=DEADLINE)
        self.assertEqual(process.returncode, 130, words)
        self.assertFalse(json.loads(output)["complete"])
        self.assertFalse(self.json_of("out", "summary.json")["complete"])
        self.assertEqual(sorted(os.listdir(self.directory)), ["huge.json", "out"])
        # A second one ends it at once, and leaves nothing half done under the directory's name.
        process = self.start("analyze", file, "--domain", "box:-1,1", "-o", self.path("other"))
        wait_until_caught(process, signal.SIGINT)
        time.sleep(0.1)
        for _ in range(3):
            process.send_signal(signal.SIGINT)
            time.sleep(0.05)
        process.communicate(timeout=DEADLINE)
        self.assertIn(process.returncode, (-signal.SIGINT, 130))
        if process.returncode != 130:
            self.assertFalse(os.path.exists(self.path("other")))


class AnalyzeOutput(ComplexTest):
    def test_words_that_do_not_fit(self):
        file = data("abs_1d.json")
        for arguments, word in ((["-o", "-"], "'-'"), (["-o", ""], "empty"), (["-o", self.path("x.txt")], ".txt"),
                                (["--formats", "csv"], "--formats"), (["-o", self.path("x.csv"), "--formats", "csv"], "--formats"),
                                (["-o", self.path("x"), "--formats", "xls"], "'xls'")):
            with self.subTest(arguments=arguments):
                result = self.crease("analyze", file, *arguments)
                self.assert_one_error(result, 2)
                self.assertIn(word, result.stderr)
        self.assertEqual(os.listdir(self.directory), [])

    def test_nothing_of_anybody_else_is_lost(self):
        file = data("abs_1d.json")
        directory = self.analyze(file)
        self.analyze(data("xor.onnx"))
        self.assertEqual(self.json_of("out", "summary.json")["network"]["name"], "xor")
        self.write("out/notes.txt", "mine")
        result = self.crease("analyze", file, "-o", directory)
        self.assert_one_error(result, 1)
        self.assertIn("'notes.txt'", result.stderr)
        self.assertEqual(self.json_of("out", "summary.json")["network"]["name"], "xor")
        self.write("file", "mine")
        for target in (self.path("file"), self.path("file/x"), self.path("missing/x"), "/dev/full"):
            result = self.crease("analyze", file, "-o", target)
            self.assert_one_error(result, 1)
            self.assertIn(target, result.stderr)
        self.assertEqual(self.read("file"), "mine")
        result = self.crease("analyze", file, "-o", ".", cwd=self.analyze(file, name="empty"))
        self.assert_one_error(result, 1)
        self.assertIn("current directory", result.stderr)
        self.assertEqual(sorted(os.listdir(self.directory)), ["empty", "file", "out"])

    def test_symbolic_links_stay(self):
        os.mkdir(self.path("real"))
        os.symlink("real", self.path("link"))
        self.analyze(data("abs_1d.json"), name="link")
        self.assertTrue(os.path.islink(self.path("link")))
        self.assertEqual(sorted(os.listdir(self.path("real"))), sorted(FILES))

    def test_a_failed_write_leaves_what_was_there(self):
        def small_files():
            resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        for earlier in (False, True):
            if earlier:
                before = set(os.listdir(self.analyze(data("abs_1d.json"))))
            for name in ("out", "x.graphml"):
                result = self.crease("analyze", data("moons.onnx"), "-o", self.path(name), preexec_fn=small_files,
                                     restore_signals=False)
                self.assert_one_error(result, 1)
                self.assertRegex(result.stderr, "[Ss]pace|large")
            self.assertEqual(os.listdir(self.directory), ["out"] if earlier else [])
        self.assertEqual(set(os.listdir(self.path("out"))), before)
        self.assertTrue(self.run_json("check", self.path("out"))["ok"])

    @unittest.skipUnless(os.path.exists("/dev/full"), "needs /dev/full")
    def test_a_full_device(self):
        file = data("abs_1d.json")
        directory = self.analyze(file)
        for arguments in (["count", file], ["analyze", file], ["graph", file], ["region", file, "--at", "0"],
                          ["check", directory]):
            with open("/dev/full", "w", encoding="utf-8") as full:
                result = self.crease(*arguments, stdout=full)
            self.assert_one_error(result, 1)
            if arguments[0] not in ("analyze",):
                self.assert_one_error(self.crease(*arguments, "-o", "/dev/full"), 1)


class Graph(ComplexTest):
    def test_grids(self):
        n = 8
        file = data("zigzag_2_2_3.json")
        graph = self.run_json("graph", file, "--domain", "box:-1,1", "--from=-1,-1", "--to", "0.95,15/16")
        self.assertEqual((graph["activation_regions"], graph["adjacencies"]), (n * n, 2 * n * (n - 1)))
        self.assertEqual((graph["components"], graph["bipartite"], graph["odd_cycle"]), (1, True, None))
        self.assertEqual(graph["diameter"], {"lo": 2 * (n - 1), "hi": 2 * (n - 1)})
        self.assertEqual(graph["radius"], {"lo": n, "hi": n})
        path = graph["path"]
        self.assertEqual((path["length"], len(path["regions"]), len(path["crossings"])), (14, 15, 14))
        self.assertTrue(all(crossing["units"] for crossing in path["crossings"]))
        for point, length in (("-0.9,-0.9", 0), ("-0.6,-0.9", 1), ("0.1,-0.9", 4), ("0.9,0", 7 + 3)):
            graph = self.run_json("graph", file, "--domain", "box:-1,1", "--from=-0.9,-0.9", "--to=" + point)
            self.assertIn(graph["path"]["length"], (length, length + 1) if point.endswith(",0") else (length,), point)

    def test_arrangements_keep_the_hamming_distance(self):
        graph = self.run_json("graph", self.write("net.json", lines_through_one_point(7)))
        self.assertEqual((graph["diameter"], graph["radius"]), ({"lo": 7, "hi": 7}, {"lo": 7, "hi": 7}))
        comparison = graph["distance_minus_hamming"]
        self.assertEqual((comparison["pairs"], comparison["differing"], comparison["mean"]), (91, 0, "0"))

    def test_words(self):
        result = self.crease("graph", data("zigzag_2_2_3.json"), "--domain", "box:-1,1", "--from=-1,-1", "--to", "1,1")
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        self.assertRegex(result.stdout, r"(?m)^diameter +14$")
        self.assertRegex(result.stdout, r"(?m)^path +14 crossings between R\d+ and R\d+$")
        self.assertEqual(len(re_lines(result.stdout, "  across ")), 14)

    def test_a_part(self):
        arguments = [data("moons.onnx"), "--domain", "box:-3,3", "--max-regions", "20", "--from=0,0", "--to=3,3"]
        graph = self.run_json("graph", *arguments, code=4)
        self.assertEqual((graph["complete"], graph["path"]), (False, None))
        self.assertIn("none in this part", self.crease("graph", *arguments).stdout)

    def test_points_that_do_not_fit(self):
        arguments = ["graph", data("moons.onnx"), "--domain", "box:-3,3", "--to", "0,0", "--from"]
        for point, word in (("9,0", "outside"), ("0", "2 numbers"), ("0,0,0", "2 numbers"), ("x,0", "'x'"), ("", "coordinate 1"),
                            ("0,", "coordinate 2"), ("1/0,0", "'1/0'"), ("nan,0", "'nan'")):
            result = self.crease(*arguments[:-1], "--from=" + point) if point else self.crease(*arguments, "")
            self.assert_one_error(result, 3)
            for expected in ("--from '" + point + "'", word):
                self.assertIn(expected, result.stderr)
        self.assert_one_error(self.crease(*arguments[:-3], "--from", "0,0"), 2)
        for more in (["-o", self.path("x.dot")], ["-o", self.path("x.graphml")]):
            result = self.crease(*arguments, "0,0", *more)
            self.assert_one_error(result, 2)
            self.assertIn("path", result.stderr)


def re_lines(text, start):
    return [line for line in text.splitlines() if line.startswith(start)]


class Region(ComplexTest):
    def test_how_many_regions_meet(self):
        pencil = self.write("pencil.json", lines_through_one_point(5))
        for file, domain, point, regions in ((data("abs_1d.json"), "all", "0", 2), (data("abs_1d.json"), "all", "1", 1),
                                             (pencil, "all", "1/3,-2/7", 10), (pencil, "all", "1/3,5", 2),
                                             (data("zigzag_2_2_3.json"), "box:-1,1", "1/4,-1/2", 4),
                                             (data("zigzag_2_2_3.json"), "box:-1,1", "1/4,0.3", 2),
                                             (data("zigzag_2_2_3.json"), "box:-1,1", "1,1", 1),
                                             (self.write("flat.json", never_bends()), "all", "1,2", 1)):
            with self.subTest(file=file, point=point):
                region = self.run_json("region", file, "--domain", domain, "--at=" + point)
                self.assertTrue(region["complete"])
                self.assertEqual(len(region["regions"]), regions)
                self.assertEqual(region["at"], [str(Fraction(x)) for x in point.split(",")])
                words = self.crease("region", file, "--domain", domain, "--at=" + point).stdout
                self.assertRegex(words, r"(?m)^regions there +%d$" % regions)
                self.assertEqual(len(re_lines(words, "region ")), regions)
                for row in region["regions"]:  # every map gives the network's value at the point
                    point_ = [Fraction(x) for x in region["at"]]
                    A, c = [Fraction(x) for x in row["A"]], [Fraction(x) for x in row["c"]]
                    value = [sum(A[k * len(point_) + j] * y for j, y in enumerate(point_)) + c[k] for k in range(len(c))]
                    self.assertEqual([str(x) for x in value], region["output"])

    def test_the_cell_of_a_grid(self):
        words = self.crease("region", data("zigzag_2_2_3.json"), "--domain", "box:-1,1", "--at=-0.9,0.1").stdout
        self.assertRegex(words, r"(?m)^  volume +1/16$")
        self.assertRegex(words, r"(?m)^  centroid +\(-7/8, 1/8\)$")
        self.assertRegex(words, r"(?m)^  facet +y1 \+ 1 >= 0  \(u0\.0 u1\.0 u2\.0 domain row 0\)$")
        self.assertEqual(len(re_lines(words, "  vertex ")), 4)

    def test_slices(self):
        arguments = ["region", data("digits.onnx"), "--slice", data("slices/digits_0_1_7.json"), "--at"]
        region = self.run_json(*arguments, "1,0")
        self.assertEqual((len(region["at"]), len(region["input"]), len(region["output"])), (2, 64, 10))
        result = self.crease(*arguments, "9,9")
        self.assert_one_error(result, 3)
        self.assertIn("outside", result.stderr)

    def test_the_same_cell_as_the_whole_complex_has(self):
        self.analyze(data("moons.onnx"), "--domain", "box:-3,3")
        whole = {row["pattern"]: row for row in self.json_of("out", "complex.json")["regions"]}
        for point in ("0.5,0.25", "-1,1", "2,-2"):
            row, = self.run_json("region", data("moons.onnx"), "--domain", "box:-3,3", "--at=" + point)["regions"]
            for key in ("volume", "centroid", "A", "c", "bounded"):
                self.assertEqual(row[key], whole[row["pattern"]][key])


class Check(ComplexTest):
    """Faults planted one by one in a directory that is right."""

    def setUp(self):
        super().setUp()
        file = self.write("net.json", golden(1, 2, [6, 6]))
        self.good = self.analyze(file, "--domain", "box:-8,8", name="good")

    def plant(self, change, *words):
        """Changes a copy of the directory; the fault must be found, and told with these words."""
        bad = self.path("bad")
        shutil.rmtree(bad, ignore_errors=True)
        shutil.copytree(self.good, bad)
        change(bad)
        result = self.crease("check", bad)
        self.assertEqual(result.returncode, 3, result.stdout + result.stderr)
        said = result.stdout + result.stderr
        for word in words:
            self.assertIn(word, said)

    def text(self, name, old, new, count=1):
        def change(directory):
            path = os.path.join(directory, name)
            with open(path, "rb") as file:
                before = file.read()
            after = before.replace(old.encode(), new.encode(), count)
            assert after != before, (name, old)
            with open(path, "wb") as file:
                file.write(after)
        return change

    def lines(self, name, edit):
        def change(directory):
            path = os.path.join(directory, name)
            with open(path, "rb") as file:
                before = file.read().splitlines(keepends=True)
            after = edit(list(before))
            assert after != before, name
            with open(path, "wb") as file:
                file.write(b"".join(after))
        return change

    def row(self, table, index, edit):
        """Edits a row of complex.json, written as it was."""
        def change_lines(lines):
            start = lines.index(b'  "%s": [\n' % table.encode())
            at = start + 1 + index
            comma = lines[at].endswith(b",\n")
            row = json.loads(lines[at].rstrip(b",\n"))
            assert row["id"] == index
            edit(row)
            lines[at] = b"    " + json.dumps(row, separators=(",", ":")).encode() + (b",\n" if comma else b"\n")
            return lines
        return self.lines("complex.json", change_lines)

    def first(self, table, wanted):
        return next(row for row in self.json_of("good", "complex.json")[table] if wanted(row))

    def drop_row(self, table, index):
        def edit(lines):
            del lines[lines.index(b'  "%s": [\n' % table.encode()) + 1 + index]
            return lines
        return self.lines("complex.json", edit)

    def set_item(self, table, index, **items):
        return self.row(table, index, lambda row: row.update(items))

    @staticmethod
    def another_weight(lines):
        """The first weight of the network, which sits on a line of its own."""
        at = next(i for i, line in enumerate(lines) if b'{"weights": [' in line) + 1
        row = json.loads(lines[at].split(b"]")[0] + b"]")
        lines[at] = lines[at].replace(json.dumps(row).encode(), json.dumps([row[0] + 1] + row[1:]).encode())
        return lines

    def test_what_is_right(self):
        report = self.run_json("check", self.good)
        self.assertEqual((report["ok"], report["files"], report["findings"]), (True, FILES, []))
        self.assertRegex(self.crease("check", self.good).stdout, r"\Aok: .*14 files.*\n\Z")

    def test_no_directory(self):
        os.mkdir(self.path("empty"))
        for target in ("nowhere", "empty", "net.json"):
            result = self.crease("check", self.path(target))
            self.assert_one_error(result, 3)
            self.assertIn(target + "/complex.json", result.stderr)

    def test_faults_of_the_complex(self):
        document = self.json_of("good", "complex.json")
        inner = self.first("facets", lambda row: row["kind"] == "interior" and row["id"] > 5)
        edge = self.first("facets", lambda row: row["kind"] == "boundary")
        f, r = inner["id"], inner["region"]
        pattern = document["regions"][7]["pattern"]
        flipped = ("1" if pattern[0] == "0" else "0") + pattern[1:]
        volume = document["regions"][7]["volume"]
        digit = volume[:-1] + str((int(volume[-1]) + 1) % 10)
        moved = document["vertices"][9]["coordinates"]
        moved = [str(Fraction(moved[0]) + Fraction(1, 1000)), moved[1]]
        offset = str(-Fraction(inner["offset"])) if inner["offset"] != "0" else "1"
        linear = document["regions"][7]["linear_region"]
        A = document["regions"][7]["A"]
        A = [str(Fraction(A[0]) + 1)] + A[1:]
        other = next(row["id"] for row in document["regions"] if row["id"] not in (r, inner["neighbor"]))
        header = "complex.json"
        faults = [
            (self.drop_row("regions", 7), header),
            (self.drop_row("facets", f), header),
            (self.drop_row("vertices", 9), header),
            (self.set_item("regions", 7, pattern=flipped), "R7"),
            (self.set_item("regions", 7, pattern=document["regions"][8]["pattern"]), "R7"),
            (self.set_item("regions", 7, volume=digit), "complex.json: line"),
            (self.set_item("regions", 7, A=A), "complex.json: line"),
            (self.set_item("regions", 7, degree=document["regions"][7]["degree"] + 1), "complex.json"),
            (self.set_item("regions", 7, bounded=False), "R7"),
            (self.set_item("regions", 7, linear_region=linear + 1), "L%d" % linear),
            (self.set_item("regions", 7, facets=document["regions"][7]["facets"][1:]), ""),
            (self.set_item("regions", 7, vertices=document["regions"][7]["vertices"][1:]), "R7"),
            (self.set_item("regions", 7, interior_point=["8", "8"]), "complex.json: line"),
            (self.set_item("facets", f, neighbor=other), "F%d" % f),
            (self.set_item("facets", f, bends=not inner["bends"]), "F%d" % f),
            (self.set_item("facets", f, offset=offset), "complex.json: line"),
            (self.set_item("facets", f, vertices=inner["vertices"][:1]), "F%d" % f),
            (self.set_item("facets", edge["id"], kind="open"), "complex.json"),
            (self.set_item("facets", edge["id"], domain_rows=[(edge["domain_rows"][0] + 1) % 4]), "F%d" % edge["id"]),
            (self.set_item("vertices", 9, coordinates=moved), "v9"),
            (self.text("complex.json", '"complete": true', '"complete": false'), "complex.json", "finished"),
            (self.text("complex.json", '"activation_regions":80', '"activation_regions":81'), "complex.json"),
            (self.text("complex.json", '"adjacencies":146', '"adjacencies":145'), "complex.json"),
            (self.text("complex.json", '"label":"box:-8,8"', '"label":"box:-9,9"'), "summary.json: line"),
            (self.lines("complex.json", lambda lines: lines[:-3]), "complex.json:"),
            (self.lines("complex.json", lambda lines: lines[:5] + lines[4:]), "complex.json:"),
            (self.text("complex.json", "crease-complex/1", "crease-complex/9"), "complex.json", "crease-complex"),
            (self.lines("complex.json", self.another_weight), "law "),
        ]
        for number, (change, *words) in enumerate(faults):
            with self.subTest(number=number):
                self.plant(change, *words)

    def test_faults_of_the_other_files(self):
        def flip_byte(directory):
            with open(os.path.join(directory, "complex.npz"), "r+b") as file:
                file.seek(5000)
                byte = file.read(1)[0]
                file.seek(5000)
                file.write(bytes([byte ^ 1]))

        def without_an_edge(lines):
            start = next(i for i, line in enumerate(lines) if b"<edge " in line)
            end = next(i for i, line in enumerate(lines) if i >= start and (b"</edge>" in line or b"/>" in line))
            return lines[:start] + lines[end + 1:]

        def remove(name):
            return lambda directory: os.remove(os.path.join(directory, name))

        faults = [
            (self.text("summary.json", '"activation_regions": 80', '"activation_regions": 79'), "summary.json: line 16"),
            (self.text("summary.json", '"bends_network": true', '"bends_network": false'), "summary.json: line"),
            (self.lines("network.json", lambda lines: [line.replace(b"-2", b"-3") for line in lines]), "network.json: line"),
            (self.lines("regions.csv", lambda lines: lines + lines[-1:]), "regions.csv", "after line 82"),
            (self.lines("regions.csv", lambda lines: lines[:10] + lines[11:]), "regions.csv: line 11"),
            (self.lines("facets.csv", lambda lines: lines[:-1]), "facets.csv: line"),
            (self.lines("vertices.csv", lambda lines: [lines[0].upper()] + lines[1:]), "vertices.csv: line 1 "),
            (self.text("regions.jsonl", '"degree":', '"degree":1'), "regions.jsonl: line 1 "),
            (self.lines("facets.jsonl", lambda lines: lines[1:] + lines[:1]), "facets.jsonl: line 1 "),
            (self.text("vertices.jsonl", '"kind":"vertex"', '"kind":"ray"'), "vertices.jsonl: line 1 "),
            (self.lines("graph.graphml", without_an_edge), "graph.graphml: line"),
            (self.lines("graph.dot", lambda lines: lines[:-1]), "graph.dot: line"),
            (flip_byte, "complex.npz"),
            (remove("summary.json"), "summary.json", "not there"),
            (remove("network.json"), "network.json", "not there"),
            (remove("vertices.csv"), "vertices.csv: it is not there"),
            (remove("complex.npz"), "complex.npz: it is not there"),
            (remove("complex.json"), "complex.json"),
        ]
        for number, (change, *words) in enumerate(faults):
            with self.subTest(number=number):
                self.plant(change, *words)

    def test_json(self):
        self.lines("regions.csv", lambda lines: lines[:-1])(self.good)
        report = self.run_json("check", self.good, code=3)
        self.assertEqual((report["ok"], len(report["findings"]), report["findings"][0]["code"]), (False, 1, "file-content"))


if __name__ == "__main__":
    command_test.CREASE = os.path.abspath(sys.argv.pop(1))
    unittest.main()
