# SPDX-License-Identifier: GPL-3.0-or-later
"""What crease neighborhood says, held against crease graph and crease analyze, and read by those who read its files.

neighborhood_command_test.py PATH_OF_CREASE [unittest options]: exits with 77 (skipped) when modules are missing.
"""
import collections
import csv
import json
import os
import signal
import sys
import time
import unittest
from fractions import Fraction

import command_test
from command_test import golden, huge, network, relu
from complex_command_test import ComplexTest, data, networkx, numpy


def root_bounds(number):
    """Lower and upper bound of a cosine as the command writes it."""
    if isinstance(number, str):
        return Fraction(number), Fraction(number)
    return Fraction(number["lo"]), Fraction(number["hi"])


class Neighborhood(ComplexTest):
    def neighborhood(self, *arguments, **options):
        return self.run_json("neighborhood", *arguments, **options)

    def test_members(self):
        file = self.write("net.json", golden(1, 2, [6, 6]))
        result = self.neighborhood(file, "--at", "1/3,1/5")
        self.assertEqual(list(result), [
            "schema", "tool_version", "network", "decimals", "domain", "complete", "reason", "at", "input", "output",
            "asked_rings", "rings", "crossings", "rank_one_law", "stages", "regions", "facets", "seconds", "threads"])

    def test_no_crossing_has_no_law(self):
        file = self.write("net.json", golden(1, 2, [6, 6]))
        words = self.crease("neighborhood", file, "--at", "1/3,1/5", "--rings", "0").stdout
        self.assertRegex(words, r"(?m)^crossings +0$")
        words = self.crease("neighborhood", file, "--at", "1/3,1/5").stdout
        self.assertRegex(words, r"(?m)^crossings +[1-9].*, always along the facet's normal$")

    def test_radii_end_with_the_time(self):
        file = data("moons.onnx")
        arguments = (file, "--domain", "box:-3,3", "--at", "0,0", "--rings", "100", "--radii")
        whole = self.neighborhood(*arguments)
        self.assertNotIn(None, [region["radius"] for region in whole["regions"]])
        # The walk takes its share; somewhere behind it only radii are missing.
        seconds, seen = whole["seconds"], set()
        for share in range(1, 40):
            result = self.crease("neighborhood", *arguments, "--json", "--timeout", str(seconds * share / 20))
            part = json.loads(result.stdout)
            self.assert_valid("neighborhood", part)
            missing = [region["radius"] for region in part["regions"]].count(None)
            self.assertEqual(result.returncode, 0 if part["complete"] else 4)
            if part["complete"]:
                self.assertEqual((missing, part["rings"]), (0, whole["rings"]))
            else:
                self.assertEqual(part["reason"], "timeout")
                known = [(r["pattern"], r["radius"]) for r in part["regions"] if r["radius"] is not None]
                self.assertEqual(known, [(r["pattern"], r["radius"]) for r in whole["regions"]][:len(known)])
            seen.add((part["complete"], 0 < missing < len(part["regions"])))
            if seen >= {(True, False), (False, True)}:
                break
        self.assertLessEqual({(True, False), (False, True)}, seen)
        result = self.crease("neighborhood", *arguments, "--timeout", "0.000001")
        self.assertEqual(result.returncode, 4)
        self.assertNotIn("inradius infinite", result.stdout)

    def test_far_numbers(self):
        file = self.write("net.json", network(1, [relu([[1], [1]], [0, "-1e5000"])]))
        words = self.crease("neighborhood", file, "--at", "1", "--radii").stdout
        self.assertIn("inradius about 5e+4999 (exact with --json)", words)

    def test_rings_are_distances_in_the_graph(self):
        for seed, d, widths in ((1, 2, [6, 6]), (3, 2, [5, 5, 5]), (1, 3, [5, 5])):
            with self.subTest(seed=seed, d=d):
                file = self.write("net.json", golden(seed, d, widths))
                point = ",".join(["1/3", "1/5", "-1/7"][:d])
                graph = self.path("graph.graphml")
                domain = ["--domain", "box:-8,8"]
                self.assertEqual(self.crease("graph", file, *domain, "-o", graph).returncode, 0)
                whole = networkx.read_graphml(graph)
                result = self.neighborhood(file, *domain, "--at", point, "--rings", "3")
                by_pattern = {whole.nodes[node]["pattern"]: node for node in whole}
                center = by_pattern[result["regions"][0]["pattern"]]
                distances = networkx.single_source_shortest_path_length(whole, center, cutoff=3)
                self.assertEqual({by_pattern[row["pattern"]]: row["ring"] for row in result["regions"]}, distances)
                self.assertEqual(result["rings"], [number for _, number in sorted(
                    collections.Counter(distances.values()).items())])
                self.assertEqual(result["rank_one_law"]["violations"], 0)

    def test_facets_and_similarity_are_those_of_analyze(self):
        file = self.write("net.json", golden(1, 2, [6, 6]))
        arguments = [file, "--domain", "box:-8,8"]
        out = self.analyze(*arguments)
        with open(os.path.join(out, "complex.json"), encoding="utf-8") as text:
            whole = json.load(text)
        result = self.neighborhood(*arguments, "--at", "1/3,1/5", "--rings", "2")
        regions = {row["pattern"]: row for row in whole["regions"]}
        facets = whole["facets"]
        center = [Fraction(x) for x in regions[result["regions"][0]["pattern"]]["A"]]
        length = sum(x * x for x in center)
        for row in result["regions"]:
            expected = regions[row["pattern"]]
            gradient = [Fraction(x) for x in expected["A"]]
            difference = sum((a - b) ** 2 for a, b in zip(center, gradient))
            self.assertEqual(Fraction(row["squared_difference"]), difference / length)
            product = sum(a * b for a, b in zip(center, gradient))
            own = sum(x * x for x in gradient)
            if own == 0:
                self.assertIsNone(row["cosine"])
            else:
                low, high = root_bounds(row["cosine"])
                self.assertLess(high - low, Fraction(1, 2 ** 60))
                for bound, sign in ((low, 1), (high, -1)):
                    self.assertGreaterEqual(sign * (product * abs(product) - bound * abs(bound) * own * length), 0)
            if row["facets"] is None:
                self.assertEqual(row["ring"], 2)
                continue
            here = {tuple(facets[f]["units"] + facets[f]["domain_rows"]) for f in expected["facets"]}
            mine = {tuple(result["facets"][f]["units"] + result["facets"][f]["domain_rows"]) for f in row["facets"]}
            self.assertEqual(mine, here)

    def test_digits(self):
        with open(data("slices/digits_3_5_8.json"), encoding="utf-8") as text:
            digit = json.load(text)["point"]
        point = self.write("digit.txt", "\n".join(map(str, digit)))
        start = time.monotonic()
        for domain in ("all", "box:0,16"):
            result = self.neighborhood(data("digits.onnx"), "--domain", domain, "--at", "@" + point, "--rings", "1")
            self.assertEqual(result["at"], [str(x) for x in digit])
            self.assertEqual(result["rings"][0], 1)
            self.assertGreater(result["rings"][1], 10)
            self.assertEqual(result["rank_one_law"]["violations"], 0)
            self.assertEqual(result["rank_one_law"]["one_unit_flips"], result["crossings"])
            for row in result["regions"][1:]:
                self.assertEqual(len(row["flipped"]), 1)
                self.assertEqual(len(row["outputs"]), 10)
        self.assertLess(time.monotonic() - start, 30)

    def test_on_creases(self):
        file = self.write("net.json", network(2, [relu([[1, 0], [0, 1], [1, 1]], [0, 0, 0])]))
        result = self.neighborhood(file, "--at", "0,0", "--rings", "0")
        self.assertEqual((result["rings"], {row["ring"] for row in result["regions"]}), ([6], {0}))
        self.assertEqual({facet["kind"] for facet in result["facets"]}, {"interior"})
        result = self.neighborhood(file, "--at", "1,0", "--rings", "0")
        self.assertEqual(result["rings"], [2])
        self.assertEqual(collections.Counter(facet["kind"] for facet in result["facets"]),
                         {"interior": 2, "open": 2})

    def test_radii_are_those_of_all_regions(self):
        for seed, domain in ((1, "box:-8,8"), (3, "all")):
            file = self.write("net.json", golden(seed, 2, [6, 6]))
            arguments = [file, "--domain", domain]
            known = {row["pattern"]: row["radius"] for row in self.run_json("insphere", *arguments)["regions"]}
            result = self.neighborhood(*arguments, "--at", "1/3,1/5", "--rings", "2", "--radii")
            self.assertGreater(len(result["regions"]), 5)
            for row in result["regions"]:
                self.assertEqual(row["radius"], known[row["pattern"]])
            table = self.path("near.csv")
            self.assertEqual(self.crease("neighborhood", *arguments, "--at", "1/3,1/5", "--rings", "2", "--radii", "-o",
                                         table).returncode, 0)
            with open(table, encoding="utf-8", newline="") as text:
                for row in csv.DictReader(text):
                    radius = known[row["pattern"]]
                    if isinstance(radius, dict):
                        self.assertEqual((row["radius_lo"], row["radius_hi"]), (radius["lo"], radius["hi"]))
                    else:
                        self.assertEqual((row["radius_lo"], row["radius_hi"]), (radius, radius))

    def test_exact_cosines(self):
        # Gradients (1, 0), (1, 1), (0, 1) and none: cosines 1, 1/sqrt(2), 0.
        file = self.write("net.json", network(2, [relu([[1, 0], [0, 1]], [0, 0]),
                                                  {"weights": [[1, 1]], "bias": [0], "activation": "identity"}]))
        result = self.neighborhood(file, "--at", "1,-1", "--rings", "2")
        cosines = {row["pattern"]: row["cosine"] for row in result["regions"]}
        self.assertEqual((cosines["10|0"], cosines["01|0"], cosines["00|0"]), ("1", "0", None))
        self.assertEqual(cosines["11|0"]["exact"], "sqrt(1/2)")
        low, high = root_bounds(cosines["11|0"])
        self.assertTrue(low * low < Fraction(1, 2) < high * high)

    def test_files(self):
        file = self.write("net.json", golden(1, 2, [6, 6]))
        arguments = [file, "--domain", "box:-8,8", "--at", "1/3,1/5", "--rings", "2"]
        result = self.neighborhood(*arguments)
        for name in ("n.csv", "n.jsonl", "n.npz", "n.graphml", "n.json", "n.txt"):
            self.assertEqual(self.crease("neighborhood", *arguments, "-o", self.path(name)).returncode, 0)
        with open(self.path("n.csv"), newline="", encoding="utf-8") as text:
            rows = list(csv.DictReader(text))
        self.assertEqual([row["pattern"] for row in rows], [row["pattern"] for row in result["regions"]])
        lines = [json.loads(line) for line in self.read("n.jsonl").splitlines()]
        self.assertEqual([line["facets"] for line in lines], [row["facets"] for row in result["regions"]])
        arrays = numpy.load(self.path("n.npz"))
        self.assertEqual(list(arrays["regions_ring"]), [row["ring"] for row in result["regions"]])
        self.assertEqual(list(arrays["facets_region"]), [facet["region"] for facet in result["facets"]])
        graph = networkx.read_graphml(self.path("n.graphml"))
        self.assertEqual((graph.number_of_nodes(), graph.number_of_edges()),
                         (len(result["regions"]), result["crossings"]))
        with open(self.path("n.json"), encoding="utf-8") as text:
            again = json.load(text)
        for document in (result, again):
            del document["seconds"]
        self.assertEqual(again, result)
        self.assertIn("ring 1", self.read("n.txt"))

    def test_threads_do_not_matter(self):
        file = self.write("net.json", golden(1, 3, [5, 5]))
        results = []
        for threads in ("1", "2"):
            result = self.neighborhood(file, "--at", "1/3,1/5,-1/7", "--rings", "3", "--threads", threads)
            del result["seconds"], result["threads"]
            results.append(result)
        self.assertEqual(*results)

    def test_limits(self):
        file = self.write("net.json", golden(1, 2, [6, 6]))
        arguments = [file, "--at", "1/3,1/5", "--rings", "5"]
        whole = self.neighborhood(*arguments)
        part = self.neighborhood(*arguments, "--max-regions", "7", code=4)
        self.assertEqual((part["complete"], part["reason"]), (False, "max-regions"))
        self.assertEqual([row["pattern"] for row in part["regions"]],
                         [row["pattern"] for row in whole["regions"][:7]])
        big = self.write("huge.json", huge())
        point = ",".join(["1/3"] * 6)
        part = self.neighborhood(big, "--at", point, "--rings", "100000", "--timeout", "1", code=4)
        self.assertEqual((part["complete"], part["reason"]), (False, "timeout"))
        self.assertGreater(len(part["regions"]), 1)

    def test_ctrl_c(self):
        big = self.write("huge.json", huge())
        process = self.start("neighborhood", big, "--at", ",".join(["1/3"] * 6), "--rings", "100000", "--json")
        time.sleep(2)
        process.send_signal(signal.SIGINT)
        output, errors = process.communicate(timeout=command_test.DEADLINE)
        self.assertEqual(process.returncode, 130, errors)
        self.assertEqual(json.loads(output)["reason"], "cancelled")

    def test_faults(self):
        file = self.write("net.json", golden(1, 2, [6, 6]))
        for arguments, code, words in (
                (["--at", "1"], 3, ["--at", "1 coordinate"]),
                (["--at", "9,9", "--domain", "box:-8,8"], 3, ["outside"]),
                (["--at", "@nowhere.txt"], 3, ["nowhere.txt"]),
                (["--at", "@" + self.write("p.txt", "1, x")], 3, ["coordinate 2"]),
                (["--at", "@" + self.write("q.txt", "1,, 2")], 3, ["coordinate 2"]),
                (["--at", "1,2", "--rings", "-1"], 2, ["--rings"]),
                (["--at", "1,2", "--json", "-o", self.path("n.csv")], 2, ["--json", ".csv"]),
                ([], 2, ["--at"])):
            with self.subTest(arguments=arguments):
                result = self.crease("neighborhood", file, *arguments)
                self.assert_one_error(result, code)
                for word in words:
                    self.assertIn(word, result.stderr)
        for text in ("1 2", "1,2\n", "1 ,\n2\n", "\n1\t2"):
            result = self.neighborhood(file, "--at", "@" + self.write("p.txt", text))
            self.assertEqual(result["at"], ["1", "2"])


if __name__ == "__main__":
    command_test.CREASE = os.path.abspath(sys.argv.pop(1))
    unittest.main()
