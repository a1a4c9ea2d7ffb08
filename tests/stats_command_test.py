# SPDX-License-Identifier: GPL-3.0-or-later
"""What crease stats says: held against the tables of crease analyze, closed forms, and the points it is given.

stats_command_test.py PATH_OF_CREASE [unittest options]: exits with 77 (skipped) when modules are missing.
"""
import json
import math
import os
import random
import sys
import unittest
from fractions import Fraction

try:
    import numpy
    import pandas
except ImportError as error:
    print("skipped:", error)
    sys.exit(77)

import command_test
import complex_command_test
from command_test import golden, network, relu
from complex_command_test import data, never_bends, zigzag

NAMES = ["facets", "degree", "volume", "box_shortest_side", "box_longest_side", "squared_gradient_norm", "inradius",
         "inradius_without_domain", "squared_distance_to_boundary", "squared_distance_to_crease",
         "cut_by_decision_boundary", "decision_pieces", "facet_cos", "facet_abs_cos", "facet_mean_abs_cos",
         "facet_mean_squared_cos"]
STATISTICS = ["min", "q1", "median", "q3", "max"]


def by_definition(values):
    """Minimum, quartiles and maximum of rationals and math.inf."""
    values = sorted(values)
    return [values[max((len(values) * k + 3) // 4, 1) - 1] for k in range(5)]


def number(text):
    return math.inf if text == "inf" else Fraction(text)


class StatsTest(complex_command_test.ComplexTest):
    def stats(self, *arguments, **options):
        document = self.run_json("stats", *arguments, **options)
        return document, {quantity["name"]: quantity for quantity in document["quantities"]}

    def assert_distribution(self, quantity, values):
        self.assertEqual(quantity["count"], len(values))
        self.assertEqual([number(quantity[name]) for name in STATISTICS], by_definition(values))
        finite = [value for value in values if value != math.inf]
        self.assertEqual(quantity["infinite"], len(values) - len(finite))
        if len(finite) < len(values):
            self.assertEqual(quantity["mean"], "inf")
        elif isinstance(quantity["mean"], str):
            self.assertEqual(Fraction(quantity["mean"]), sum(finite) / len(finite))
        else:
            lo, hi = Fraction(quantity["mean"]["lo"]), Fraction(quantity["mean"]["hi"])
            self.assertTrue(lo <= sum(finite) / len(finite) <= hi)
        self.assertEqual(sum(row["count"] for row in quantity["histogram"]), len(finite))
        for row in quantity["histogram"]:
            lo, hi = Fraction(row["lo"]), Fraction(row["hi"])
            is_last = row is quantity["histogram"][-1]
            inside = [value for value in finite if lo <= value < hi or value == (hi if is_last else lo)]
            self.assertEqual(row["count"], len(inside))


class Stats(StatsTest):
    def test_members(self):
        file = self.write("net.json", zigzag(2, 2, 2))
        document, quantities = self.stats(file, "--domain", "box:-1,1")
        self.assertEqual(list(document), ["schema", "tool_version", "network", "decimals", "domain", "complete", "reason",
                                          "activation_regions", "points", "random_mean_squared_cos", "quantities",
                                          "seconds", "threads", "sign_tests"])
        self.assertEqual(document["random_mean_squared_cos"], "1/2")
        self.assertEqual([name for name in quantities if "layer" not in name], NAMES)

    def test_grid(self):
        file = self.write("net.json", zigzag(2, 2, 3))
        document, quantities = self.stats(file, "--domain", "box:-1,1")
        self.assertEqual(document["activation_regions"], 64)
        self.assert_distribution(quantities["facets"], [4] * 64)
        self.assert_distribution(quantities["degree"], [2] * 4 + [3] * 24 + [4] * 36)
        for name, value in (("volume", Fraction(1, 16)), ("box_shortest_side", Fraction(1, 4)),
                            ("box_longest_side", Fraction(1, 4)), ("squared_distance_to_boundary", Fraction(1, 64)),
                            ("squared_distance_to_crease", Fraction(1, 64)), ("inradius", Fraction(1, 8))):
            self.assert_distribution(quantities[name], [value] * 64)
        # Normals are parallel or orthogonal: in a corner one pair, beside an edge 1 + 2, inside 2 + 4.
        cosines = [-1] * (24 + 72) + [0] * (4 + 48 + 144)
        self.assert_distribution(quantities["facet_cos"], [Fraction(c) for c in cosines])
        self.assert_distribution(quantities["facet_abs_cos"], [Fraction(abs(c)) for c in cosines])
        self.assertEqual(len(quantities["facet_abs_cos"]["histogram"]), 20)
        _, with_domain = self.stats(file, "--domain", "box:-1,1", "--domain-facets", "--bins", "4")
        self.assert_distribution(with_domain["facet_cos"], [Fraction(-1)] * 128 + [Fraction(0)] * 256)
        self.assertEqual([row["count"] for row in with_domain["facet_cos"]["histogram"]], [128, 0, 256, 0])

    def test_all_regions_against_the_tables_of_analyze(self):
        for arguments in ([self.write("golden.json", golden(3, 2, [5, 5, 5])), "--domain", "box:-8,8"],
                          [self.write("golden.json", golden(1, 3, [5, 5]))], [data("xor.onnx")],
                          [data("duplicated_units.json")], [data("dead_layer.json")]):
            with self.subTest(arguments=arguments):
                self.analyze(*arguments)
                regions = [json.loads(line) for line in self.read("out/regions.jsonl").splitlines()]
                facets = [json.loads(line) for line in self.read("out/facets.jsonl").splitlines()]
                document, quantities = self.stats(*arguments)
                self.assertEqual(document["activation_regions"], len(regions))
                self.assert_distribution(quantities["facets"], [Fraction(len(row["facets"])) for row in regions])
                self.assert_distribution(quantities["degree"], [Fraction(row["degree"]) for row in regions])
                self.assert_distribution(quantities["volume"], [number(row["volume"]) for row in regions])
                self.assert_distribution(quantities["squared_gradient_norm"],
                                         [sum(Fraction(a) ** 2 for a in row["A"]) for row in regions])
                squares, distances, missing = [], [], 0
                for row in regions:
                    own = [(facets[f], 1 if facets[f]["region"] == row["id"] else -1) for f in row["facets"]]
                    normals = [[sign * Fraction(x) for x in facet["normal"]] for facet, sign in own
                               if facet["kind"] == "interior"]
                    for i, a in enumerate(normals):
                        for b in normals[:i]:
                            ab, aa, bb = (sum(x * y for x, y in zip(p, q)) for p, q in ((a, b), (a, a), (b, b)))
                            squares.append((ab < 0, ab * ab / aa / bb))
                    if row["centroid"] is None:
                        missing += 1
                        continue
                    center = [Fraction(x) for x in row["centroid"]]
                    distances.append(min(
                        (sum(Fraction(n) * x for n, x in zip(facet["normal"], center)) + Fraction(facet["offset"])) ** 2
                        / sum(Fraction(n) ** 2 for n in facet["normal"]) for facet, _ in own))
                boundary = quantities["squared_distance_to_boundary"]
                self.assertEqual(boundary["missing"], missing)
                if distances:
                    self.assert_distribution(boundary, distances)
                # Signed squares are in the order of the cosines.
                signed = [-square if negative else square for negative, square in squares]
                cosines = quantities["facet_cos"]
                self.assertEqual(cosines["count"], len(signed))
                for name, expected in zip(STATISTICS, by_definition(signed) if signed else []):
                    value = cosines[name]
                    lo, hi = (value["lo"], value["hi"]) if isinstance(value, dict) else (value, value)
                    lo, hi = Fraction(lo), Fraction(hi)
                    self.assertTrue(lo * abs(lo) <= expected <= hi * abs(hi))
                    self.assertLessEqual(hi - lo, Fraction(1, 2 ** 64))
                for row in cosines["histogram"]:
                    lo, hi = Fraction(row["lo"]), Fraction(row["hi"])
                    self.assertEqual(row["count"], sum(lo * abs(lo) <= s < hi * abs(hi) or s == hi == 1 for s in signed))

    def test_enclosures_and_closed_forms(self):
        file = self.write("net.json", network(2, [relu([[1, 0], [1, 1]], [0, 0])]))
        _, quantities = self.stats(file, "--bits", "200")
        median = quantities["facet_abs_cos"]["median"]
        self.assertEqual(median["exact"], "sqrt(1/2)")
        self.assertTrue(Fraction(median["lo"]) ** 2 < Fraction(1, 2) < Fraction(median["hi"]) ** 2)
        self.assertLess(Fraction(median["hi"]) - Fraction(median["lo"]), Fraction(1, 2 ** 200))

    def test_radii(self):
        # The triangle 0 <= x, 0 <= y, x + y <= 1 among the seven regions of three lines: (2 - sqrt(2)) / 2.
        file = self.write("net.json", network(2, [relu([[1, 0], [0, 1], [1, 1]], [0, 0, -1])]))
        _, quantities = self.stats(file)
        radius = quantities["inradius"]
        self.assertEqual((radius["count"], radius["infinite"], radius["median"]), (7, 6, "inf"))
        lo, hi = Fraction(radius["min"]["lo"]), Fraction(radius["min"]["hi"])
        self.assertTrue((1 - hi) ** 2 < Fraction(1, 2) < (1 - lo) ** 2)
        self.assertEqual(radius["min"]["exact"], "(2 - sqrt(2))/2")
        self.assertEqual([row["count"] for row in radius["histogram"]], [1])
        # In a box all are bounded by it, but not without it.
        _, quantities = self.stats(file, "--domain", "box:-5,5")
        self.assertEqual(quantities["inradius"]["infinite"], 0)
        for key in ("count", "infinite", "min", "median"):
            self.assertEqual(quantities["inradius_without_domain"][key], radius[key])
        self.assertEqual(quantities["inradius"]["min"], radius["min"])

    def test_regions_cut_by_the_decision_boundary(self):
        # relu(x) - relu(y) - 1/2 is zero on a ray of x >= 0 >= y, and of x, y >= 0: two of four quadrants.
        output = {"weights": [[1, -1]], "bias": ["-1/2"], "activation": "identity"}
        layers = [relu([[1, 0], [0, 1]], [0, 0])]
        for last in (output, {"weights": [[1, -1], [0, 0]], "bias": [0, "1/2"], "activation": "identity"}):
            _, quantities = self.stats(self.write("net.json", network(2, layers + [last])))
            self.assert_distribution(quantities["cut_by_decision_boundary"], [Fraction(x) for x in (0, 0, 1, 1)])
            self.assert_distribution(quantities["decision_pieces"], [Fraction(x) for x in (0, 0, 1, 1)])
        # Three classes meet in one region, three pieces of the boundary between them.
        file = self.write("net.json", network(2, [{"weights": [[1, 0], [0, 1], [-1, -1]], "bias": [0, 0, 0],
                                                   "activation": "identity"}]))
        _, quantities = self.stats(file)
        self.assertEqual(quantities["decision_pieces"]["max"], "3")

    def test_nothing_to_tell(self):
        document, quantities = self.stats(self.write("net.json", never_bends()))
        self.assertEqual(document["activation_regions"], 1)
        self.assertEqual((quantities["volume"]["median"], quantities["volume"]["mean"]), ("inf", "inf"))
        self.assertEqual((quantities["facet_cos"]["count"], quantities["facet_cos"]["median"]), (0, None))
        self.assertEqual(quantities["facet_mean_squared_cos"]["missing"], 1)

    def test_units(self):
        file = self.write("net.json", network(2, [relu([[1, 0], [0, 1], [0, 2]], [0, 0, 0]), relu([[1, 1, -1]], [-1])]))
        _, quantities = self.stats(file, "--units")
        first = quantities["unit_abs_cos_layer_0"]
        self.assertEqual((first["min"], first["max"], first["mean"]), ("0", "1", "1/3"))
        self.assertEqual(quantities["unit_cos_across"]["over"], "units at facets")
        self.assertGreater(quantities["unit_cos_across"]["count"], 0)

    def test_slices_and_one_dimension(self):
        _, quantities = self.stats(data("digits.onnx"), "--slice", data("slices/digits_0_1_7.json"))
        self.assertEqual(quantities["volume"]["count"], 149)
        self.assertEqual(Fraction(quantities["volume"]["mean"]) * 149 if isinstance(quantities["volume"]["mean"], str)
                         else 4, 4)
        document, quantities = self.stats(data("sawtooth_10.json"), "--domain", "box:0,1")
        self.assertEqual(document["random_mean_squared_cos"], "1")
        self.assertEqual(quantities["facet_abs_cos"]["min"], "1")
        self.assertEqual(quantities["volume"]["max"], "1/1024")

    def test_tables(self):
        arguments = [data("xor.onnx"), "--domain", "box:-1,2"]
        document, quantities = self.stats(*arguments)
        for extension in ("csv", "jsonl", "npz"):
            self.assertEqual(self.crease("stats", *arguments, "-o", self.path("out." + extension)).returncode, 0)
        table = pandas.read_csv(self.path("out.csv"), dtype=str, keep_default_na=False)
        lines = [json.loads(line) for line in self.read("out.jsonl").splitlines()]
        self.assertEqual(list(table["name"]), list(quantities))
        with numpy.load(self.path("out.npz")) as arrays:
            self.assertEqual([name.decode() for name in arrays["name"]], list(quantities))
        for row, line in zip(table.to_dict("records"), lines):
            quantity = quantities[row["name"]]
            self.assertEqual(int(row["count"]), quantity["count"])
            for name in STATISTICS + ["mean"]:
                value = quantity[name]
                lo, hi = (value["lo"], value["hi"]) if isinstance(value, dict) else (value, value)
                self.assertEqual((row[name + "_lo"], row[name + "_hi"]), (lo, hi))
                self.assertEqual((line[name + "_lo"], line[name + "_hi"]), (lo, hi))
            self.assertEqual([int(count) for count in row["bin_counts"].split()],
                             [bin_["count"] for bin_ in quantity["histogram"]])

    def test_same_bytes_on_any_number_of_threads(self):
        texts = []
        for threads in ("1", "2"):
            document, _ = self.stats(data("moons.onnx"), "--domain", "box:-3,3", "--threads", threads)
            for key in ("seconds", "threads"):
                del document[key]
            texts.append(json.dumps(document))
        self.assertEqual(texts[0], texts[1])

    def test_same_bytes_where_regions_are_collected_in_several_stretches(self):
        random_numbers = random.Random(5)
        layers, inputs = [], 2
        for units in (64, 64, 48, 1):
            layers.append({"weights": [[round(random_numbers.gauss(0, (2 / inputs) ** 0.5) * 256) / 256
                                        for _ in range(inputs)] for _ in range(units)],
                           "bias": [round(random_numbers.gauss(0, 0.3) * 256) / 256 for _ in range(units)],
                           "activation": "relu" if units > 1 else "identity"})
            inputs = units
        self.write("wide.json", json.dumps({"format": "crease-network/1", "input_dim": 2, "layers": layers}))
        texts = []
        for threads in ("1", "3"):
            document, quantities = self.stats(self.path("wide.json"), "--domain", "box:-2,2", "--threads", threads)
            for key in ("seconds", "threads"):
                del document[key]
            texts.append(json.dumps(document))
        self.assertEqual(texts[0], texts[1])
        regions = document["activation_regions"]
        self.assertGreater(regions, 8192)
        for name in ("facets", "volume", "inradius", "facet_mean_squared_cos"):
            self.assertEqual(quantities[name]["count"], regions)
        mean = quantities["volume"]["mean"]
        lo, hi = (mean["lo"], mean["hi"]) if isinstance(mean, dict) else (mean, mean)
        self.assertLessEqual(Fraction(lo) * regions, 16)
        self.assertGreaterEqual(Fraction(hi) * regions, 16)

    def test_limits(self):
        document, quantities = self.stats(data("moons.onnx"), "--max-regions", "10", code=4)
        self.assertEqual((document["complete"], document["activation_regions"]), (False, 10))
        self.assertEqual(quantities["facets"]["count"], 10)
        document, _ = self.stats(data("moons.onnx"), "--timeout", "0.000001", code=4)
        self.assertEqual(document["reason"], "timeout")

    def test_words(self):
        result = self.crease("stats", data("xor.onnx"))
        self.assertEqual(result.returncode, 0)
        for name in NAMES:
            self.assertIn("\n" + name + " ", result.stdout)

    def test_usage(self):
        for arguments in (["--json", "-o", self.path("x.csv")], ["--array", "x"], ["--array", "x", "--points", "p.csv"],
                          ["--bins", "0"], ["--bits", "0"], ["--bits", "x"]):
            self.assertEqual(self.crease("stats", data("xor.onnx"), *arguments).returncode, 2, arguments)


class Points(StatsTest):
    def test_regions_of_points(self):
        net = golden(3, 2, [5, 5, 5])
        file = self.write("net.json", net)
        domain = ["--domain", "box:-8,8"]
        generator = numpy.random.default_rng(5)
        points = generator.integers(-9, 10, (60, 2)) / 2.0
        points[7] = points[3]
        self.write("points.csv", "x,y\n" + "".join("%r,%r\n" % (float(x), float(y)) for x, y in points))
        numpy.savez(self.path("points.npz"), x=points, other=numpy.zeros(3))
        numpy.save(self.path("points.npy"), points)
        document, quantities = self.stats(file, *domain, "--points", self.path("points.csv"))
        # One by one.
        patterns, boundary, outside, creases = {}, [], 0, 0
        for x, y in points:
            if max(abs(x), abs(y)) > 8:
                outside += 1
                continue
            one = self.run_json("region", file, *domain, "--at=%r,%r" % (float(x), float(y)))
            creases += len(one["regions"]) > 1
            for region in one["regions"]:
                patterns[region["pattern"]] = region
            facets = [facet for facet in one["facets"] if facet["id"] in one["regions"][0]["facets"]]
            boundary.append(min(
                (sum(Fraction(n) * Fraction(v) for n, v in zip(facet["normal"], (float(x), float(y))))
                 + Fraction(facet["offset"])) ** 2 / sum(Fraction(n) ** 2 for n in facet["normal"]) for facet in facets))
        self.assertEqual(document["activation_regions"], len(patterns))
        self.assertEqual(document["points"], {"file": self.path("points.csv"), "count": 60, "outside": outside,
                                              "on_creases": creases})
        self.assertGreater(creases, 0)
        self.assert_distribution(quantities["volume"], [Fraction(row["volume"]) for row in patterns.values()])
        self.assert_distribution(quantities["facets"], [Fraction(len(row["facets"])) for row in patterns.values()])
        self.assert_distribution(quantities["squared_distance_to_boundary"], boundary)
        self.assertEqual(quantities["squared_distance_to_boundary"]["over"], "points")
        for arguments in (["points.npz", "--array", "x"], ["points.npy"]):
            other, _ = self.stats(file, *domain, "--points", self.path(arguments[0]), *arguments[1:])
            self.assertEqual(other["quantities"], document["quantities"])

    def test_points_everywhere_are_all_regions(self):
        file = self.write("net.json", zigzag(2, 2, 2))
        grid = [Fraction(2 * i + 1, 4) - 1 for i in range(4)]
        points = self.write("points.csv", "".join("%s,%s\n" % (x, y) for x in grid for y in grid))
        _, of_points = self.stats(file, "--domain", "box:-1,1", "--points", points)
        _, of_all = self.stats(file, "--domain", "box:-1,1")
        for name in NAMES:
            for key in STATISTICS + ["mean", "count", "histogram"]:
                self.assertEqual(of_points[name][key], of_all[name][key], (name, key))
        # The middle of the grid lies in four regions at once.
        document, _ = self.stats(file, "--domain", "box:-1,1", "--points", self.write("one.csv", "0,0\n0,0\n5,5\n"))
        self.assertEqual(document["points"], {"file": self.path("one.csv"), "count": 3, "outside": 1, "on_creases": 2})
        self.assertEqual(document["activation_regions"], 4)

    def test_limits_and_standard_input(self):
        file = self.write("net.json", zigzag(2, 2, 2))
        text = "".join("%d/8,%d/8\n" % (x, y) for x in (-7, -1, 1, 7) for y in (-7, -1, 1, 7))
        document, _ = self.stats(file, "--domain", "box:-1,1", "--points", "-", input=text)
        self.assertEqual(document["points"]["count"], 16)
        document, _ = self.stats(file, "--points", self.write("p.csv", text), "--max-regions", "3", code=4)
        self.assertEqual((document["complete"], document["activation_regions"]), (False, 3))
        document, quantities = self.stats(file, "--points", self.write("none.csv", ""))
        self.assertEqual((document["activation_regions"], quantities["volume"]["median"]), (0, None))

    def test_regions_of_points_up_to_a_limit(self):
        # Four quadrants around the origin; then points inside them.
        file = self.write("two.json", network(2, [relu([[1, 0], [0, 1]], [0, 0])]))
        points = self.write("p.csv", "1,1\n0,0\n-1,-1\n2,2\n")
        for limit, regions, count in ((1, 1, 1), (2, 2, 1), (3, 3, 1), (4, 4, 4), (5, 4, 4)):
            document, quantities = self.stats(file, "--points", points, "--max-regions", str(limit),
                                              code=0 if limit >= 4 else 4)
            self.assertEqual((document["complete"], document["activation_regions"]), (limit >= 4, regions))
            self.assertEqual((document["points"]["count"], document["points"]["on_creases"]), (count, int(count == 4)))
            self.assertEqual(quantities["facets"]["count"], regions)
            self.assertEqual(quantities["squared_distance_to_boundary"]["count"], count)
            words = self.crease("stats", file, "--points", points, "--max-regions", str(limit)).stdout
            self.assertRegex(words, r"(?m)^regions +%s%d$" % ("" if limit >= 4 else "at least ", regions))
        # Points behind the limit that bring no region do not end it, those that do are not counted.
        far = self.write("far.csv", "1,1\n2,2\n9,9\n-1,1\n3,3\n")
        document, _ = self.stats(file, "--points", far, "--max-regions", "1", code=4)
        self.assertEqual((document["activation_regions"], document["points"]["count"]), (1, 3))

    def test_numbers_beyond_doubles(self):
        file = self.write("net.json", network(1, [relu([["1e-400"]], [-1]), relu([[1]], [-2])]))
        words = self.crease("stats", file, "--domain", "box:0,5e400").stdout
        # Regions [0, 1e400], [1e400, 3e400], [3e400, 5e400].
        self.assertRegex(words, r"(?m)^volume +3 +1e\+400 +1e\+400 +2e\+400 +2e\+400 +2e\+400 +1\.667e\+400$")
        self.assertRegex(words, r"(?m)^squared_gradient_norm +3 +0 +0 +0 +1e-800 +1e-800 +3\.333e-801$")

    def test_broken_points(self):
        file = self.write("net.json", zigzag(2, 2, 2))
        for text, place in (("1,2\n1,x\n", ":2:3:"), ("1,2\n3\n", ":2:1:"), ("1,nan\n", ":1:3:")):
            points = self.write("p.csv", text)
            result = self.crease("stats", file, "--points", points)
            self.assertEqual((result.returncode, result.stdout), (3, ""))
            self.assertIn(points + place, result.stderr)
        self.assertEqual(self.crease("stats", file, "--points", self.path("none.npz")).returncode, 3)
        numpy.savez(self.path("p.npz"), x=numpy.array([[1, numpy.inf]]))
        result = self.crease("stats", file, "--points", self.path("p.npz"))
        self.assertEqual(result.returncode, 3)
        self.assertIn("p.npz:x: row 1, column 2", result.stderr)


if __name__ == "__main__":
    command_test.CREASE = os.path.abspath(sys.argv.pop(1))
    unittest.main()
