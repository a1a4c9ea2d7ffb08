# SPDX-License-Identifier: GPL-3.0-or-later
"""What crease boundary says of decision boundaries, read by those who read its files.

boundary_command_test.py PATH_OF_CREASE [unittest options]: exits with 77 (skipped) when modules are missing.
"""
import csv
import json
import math
import os
import sys
import unittest
from fractions import Fraction

try:
    import jsonschema
    import numpy
except ImportError as error:
    print("skipped:", error)
    sys.exit(77)

import command_test
from command_test import network

DATA = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "data")
FILES = ["boundary.npz", "cells.csv", "cells.jsonl", "corners.csv", "corners.jsonl", "pieces.csv", "pieces.jsonl",
         "summary.json"]
ENDING = ["seconds", "threads", "sign_tests"]


def data(name):
    return os.path.join(DATA, name)


def dense(weights, bias, activation):
    return {"weights": weights, "bias": bias, "activation": activation}


def ring():
    """1 - ||x| + |y| - 2|: positive between two diamonds."""
    return network(2, [dense([[1, 0], [0, 1]], [0, 0], "abs"), dense([[1, 1]], [-2], "abs"),
                       dense([[-1]], [1], "identity")])


def three_classes():
    """Three sectors of the plane, and a fourth class that never wins."""
    return network(2, [dense([[1, 0], [0, 1], [-1, -1], [0, 0]], [0, 0, 0, -9], "identity")])


def plateau():
    """|x| <= 1 is tied."""
    return network(1, [dense([[1], [-1]], [-1, -1], "relu"), dense([[1, -1], [0, 0]], [0, 0], "identity")])


class Boundary(command_test.CommandTest):
    @classmethod
    def setUpClass(cls):
        with open(data("schemas/boundary.schema.json"), encoding="utf-8") as file:
            schema = json.load(file)
        jsonschema.Draft7Validator.check_schema(schema)
        cls.validator = jsonschema.Draft7Validator(schema)

    def assert_valid(self, document):
        for error in self.validator.iter_errors(document):
            self.fail("%s: %s" % (list(error.absolute_path), error.message[:300]))

    def run_json(self, *arguments, code=0):
        result = self.crease("boundary", *arguments, "--json")
        self.assertEqual(result.returncode, code, result.stderr)
        document = json.loads(result.stdout)
        self.assert_valid(document)
        return document

    def test_a_ring(self):
        file = self.write("ring.json", ring())
        found = self.run_json(file, "--domain", "box:-4,4", "--at", "0,0")
        boundary = found["boundary"]
        self.assertEqual((boundary["betti"], boundary["euler_characteristic"]), ([2, 2], 0))
        self.assertEqual((boundary["pieces"], boundary["f_vector"], boundary["adjacencies"]), (8, [8, 8], 8))
        # Perimeters 4 sqrt(2) and 12 sqrt(2).
        size = boundary["size"]
        self.assertLessEqual(Fraction(size["lo"]) ** 2, 512)
        self.assertGreaterEqual(Fraction(size["hi"]) ** 2, 512)
        self.assertAlmostEqual(float(Fraction(size["lo"])), 16 * math.sqrt(2), places=12)
        self.assertEqual([(r["maximizers"], r["volume"]) for r in sorted(found["decision_regions"], key=str)],
                         [([0], "2"), ([0], "46"), ([1], "16")])
        self.assertEqual(sorted(r["betti"] for r in found["decision_regions"]), [[1, 0, 0], [1, 1, 0], [1, 1, 0]])
        self.assertEqual(found["rule"], {"kind": "level", "level": "0", "classes": [0, 1]})
        # The middle is as near to all sides of the inner diamond.
        at = found["at"]
        self.assertEqual((at["maximizers"], at["output"], len(at["regions"])), ([0], ["-1"], 4))
        self.assertEqual((at["nearest"]["squared_distance"], len(at["nearest"]["points"])), ("1/2", 4))
        self.assertEqual(at["nearest"]["distance"]["exact"], "sqrt(1/2)")
        self.assertEqual(at["nearest"], at["nearest_in_regions"])
        # Other levels: the ring's middle, and nothing at all.
        self.assertEqual(self.run_json(file, "--level", "2")["boundary"]["pieces"], 0)
        self.assertEqual(self.run_json(file, "--level", "1/2")["boundary"]["betti"], [2, 2])
        peak = self.run_json(file, "--level", "1", "--domain", "box:-4,4")["boundary"]
        self.assertEqual((peak["pieces"], peak["touching_facets"]), (0, 4))

    def test_classes(self):
        file = self.write("net.json", three_classes())
        found = self.run_json(file, "--at", "3,0")
        self.assertEqual((found["boundary"]["pieces"], found["boundary"]["f_vector"]), (3, [1, 3]))
        self.assertEqual((found["boundary"]["betti"], found["boundary"]["size"]), ([1, 0], "inf"))
        self.assertEqual((found["cut_regions"], found["cut_fraction"]), (1, "1"))
        self.assertEqual(found["pieces_per_region"], {"3": 1})
        self.assertEqual([pair["classes"] for pair in found["boundary"]["by_classes"]], [[0, 1], [0, 2], [1, 2]])
        self.assertEqual(found["at"]["regions"][0]["meeting"], [[0, 1], [0, 2], [1, 2]])
        self.assertEqual(found["at"]["regions"][0]["sign_changes"], [1, 2, 3])
        self.assertEqual(found["at"]["nearest"]["squared_distance"], "9/2")
        self.assertEqual([p["point"] for p in found["at"]["nearest"]["points"]], [["3/2", "3/2"]])
        two = self.run_json(file, "--classes", "0,3")
        self.assertEqual(two["rule"], {"kind": "argmax", "level": None, "classes": [0, 3]})
        self.assertEqual([r["maximizers"] for r in two["decision_regions"]], [[0], [3]])

    def test_a_plateau(self):
        found = self.run_json(self.write("net.json", plateau()))
        self.assertEqual((found["plateau_cells"], found["boundary"]["pieces"]), (1, 2))
        self.assertEqual([r["volume"] for r in found["decision_regions"] if r["maximizers"] == [0, 1]], ["2"])
        self.assertEqual(found["boundary"]["size"], "2")
        text = self.crease("boundary", self.path("net.json")).stdout
        self.assertRegex(text, r"(?m)^plateau 0 = 1 +1 cell in 1 region, volume 2$")
        self.assertRegex(text, r"(?m)^points +2$")

    def test_trained_networks(self):
        moons = self.run_json(data("moons.onnx"), "--domain", "box:-3,3")
        self.assertEqual(moons["activation_regions"], 302)
        self.assertEqual(len(moons["decision_regions"]) >= 2, True)
        boundary = moons["boundary"]
        self.assertEqual(boundary["euler_characteristic"], boundary["f_vector"][0] - boundary["f_vector"][1])
        volume = sum(Fraction(r["volume"] if isinstance(r["volume"], str) else r["volume"]["lo"])
                     for r in moons["decision_regions"])
        self.assertAlmostEqual(float(volume), 36, places=12)
        xor = self.run_json(data("xor.onnx"), "--domain", "box:-1,2", "--level", "1/2")
        self.assertEqual((xor["rule"]["level"], xor["boundary"]["betti"][1]), ("1/2", 0))
        bounded = self.run_json(data("shells.onnx"), "--domain", "box:-2,2", "--no-measures")
        self.assertIsNone(bounded["boundary"]["size"])
        faces = bounded["boundary"]["f_vector"]
        self.assertEqual(faces[0] - faces[1] + faces[2], bounded["boundary"]["euler_characteristic"])
        # Nested spheres: two of them apart, around a ball, a shell, and the rest.
        self.assertEqual(bounded["boundary"]["betti"], [2, 0, 2])
        self.assertEqual([r["betti"] for r in sorted(bounded["decision_regions"], key=lambda r: r["maximizers"])],
                         [[1, 0, 0, 0], [1, 0, 1, 0], [1, 0, 1, 0]])

    def test_files(self):
        arguments = [data("moons.onnx"), "--domain", "box:-3,3", "--at", "0,0"]
        for threads in ("1", "2"):
            result = self.crease("boundary", *arguments, "--threads", threads, "-o", self.path("out" + threads))
            self.assertEqual((result.returncode, result.stderr), (0, ""))
        self.assertEqual(sorted(os.listdir(self.path("out1"))), FILES)
        for name in FILES:
            with open(self.path("out1/" + name), "rb") as one, open(self.path("out2/" + name), "rb") as two:
                self.assertEqual(one.read(), two.read(), name)
        summary = json.loads(self.read("out1/summary.json"))
        self.assert_valid(summary)
        full = self.run_json(*arguments)
        for key in ENDING:
            del full[key]
        self.assertEqual(summary, full)
        pieces = [json.loads(line) for line in self.read("out1/pieces.jsonl").splitlines()]
        cells = [json.loads(line) for line in self.read("out1/cells.jsonl").splitlines()]
        corners = [json.loads(line) for line in self.read("out1/corners.jsonl").splitlines()]
        self.assertEqual((len(pieces), len(cells)), (summary["boundary"]["pieces"], summary["decision_cells"]))
        for piece in pieces:
            first, second = (cells[i] for i in piece["cells"])
            self.assertNotEqual(first["maximizers"], second["maximizers"])
            self.assertEqual(piece["on_crease"], first["region"] != second["region"])
            self.assertEqual(sorted(first["maximizers"] + second["maximizers"]), piece["classes"])
            ends = [[Fraction(c) for c in corners[i]["coordinates"]] for i in piece["corners"]]
            self.assertEqual(len(ends), 2)
            self.assertEqual(Fraction(piece["squared_volume"]), sum((a - b) ** 2 for a, b in zip(*ends)))
            for end in ends:
                self.assertEqual(sum(Fraction(n) * x for n, x in zip(piece["normal"], end)) + Fraction(piece["offset"]), 0)
            for other in piece["neighbors"]:
                self.assertTrue(set(piece["corners"]) & set(pieces[other]["corners"]))
        self.assertEqual(sum(len(p["neighbors"]) for p in pieces), 2 * summary["boundary"]["adjacencies"])
        with open(self.path("out1/pieces.csv"), newline="") as file:
            self.assertEqual(len(list(csv.DictReader(file))), len(pieces))
        with numpy.load(self.path("out1/boundary.npz")) as arrays:
            self.assertEqual(len(arrays["pieces_id"]), len(pieces))
            self.assertEqual(len(arrays["cells_id"]), len(cells))
        for name in ("one.json", "one.csv", "one.jsonl", "one.npz"):
            self.assertEqual(self.crease("boundary", *arguments, "-o", self.path(name)).returncode, 0)
        self.assertEqual(self.read("one.json"), self.read("out1/summary.json"))
        self.assertEqual(self.read("one.jsonl"), self.read("out1/pieces.jsonl"))

    def test_patterns_are_those_of_the_regions(self):
        identity = self.write("line.json", network(1, [dense([[1]], [0], "relu"), dense([[1]], [-1], "identity")]))
        for file, rule in ((identity, ["--level", "1/2"]), (self.write("ring.json", ring()), []),
                           (data("spirals.onnx"), []), (self.write("net.json", three_classes()), ["--classes", "0,2"])):
            domain = ["--domain", "box:-4,4"]
            self.assertEqual(self.crease("boundary", file, *domain, *rule, "-o", self.path("out")).returncode, 0)
            self.assertEqual(self.crease("analyze", file, *domain, "-o", self.path("all")).returncode, 0)
            regions = [json.loads(line)["pattern"] for line in self.read("all/regions.jsonl").splitlines()]
            cells = [json.loads(line) for line in self.read("out/cells.jsonl").splitlines()]
            self.assertEqual([cell["pattern"] for cell in cells], [regions[cell["region"]] for cell in cells])

    def test_the_nearest_point_of_a_part(self):
        # The boundary is at -8, -2, 2 and 8, a point in each of four regions, that of the point third.
        file = self.write("net.json", network(1, [dense([[1]], [0], "abs"), dense([[1]], [-5], "abs"),
                                                  dense([[1]], [-3], "identity")]))
        arguments = [file, "--domain", "box:-20,20", "--at", "1"]
        whole = self.run_json(*arguments)["at"]
        self.assertEqual((whole["nearest"]["squared_distance"], whole["nearest"]["upper_bound"]), ("1", False))
        seen = set()
        for limit in range(1, 4):
            part = self.run_json(*arguments, "--max-regions", str(limit), code=4)["at"]
            words = self.crease("boundary", *arguments, "--max-regions", str(limit)).stdout
            for key, name in (("nearest", "nearest"), ("nearest_in_regions", "nearest in region")):
                if part[key] == "unknown":
                    self.assertRegex(words, r"(?m)^  %s +unknown: none in this part$" % name)
                    seen.add("unknown")
                else:
                    self.assertTrue(part[key]["upper_bound"])
                    self.assertGreaterEqual(Fraction(part[key]["squared_distance"]), 1)
                    self.assertRegex(words, r"(?m)^  %s +in this part \(-?[0-9]+\) at distance at most [0-9]+$" % name)
                    seen.add(Fraction(part[key]["squared_distance"]) > 1)
        self.assertEqual(seen, {"unknown", True, False})
        full = self.run_json(*arguments, "--max-regions", "4")["at"]
        self.assertEqual(full, whole)
        self.assertRegex(self.crease("boundary", *arguments).stdout, r"(?m)^  nearest +\(2\) at distance 1$")
        none = self.run_json(file, "--domain", "box:-1,1", "--at", "1")["at"]
        self.assertEqual((none["nearest"], none["nearest_in_regions"]), (None, None))

    def test_numbers_beyond_doubles(self):
        file = self.write("net.json", network(1, [dense([[1]], [0], "relu"), dense([[1]], ["-1e400"], "identity")]))
        words = self.crease("boundary", file, "--domain", "box:0,3e400", "--at", "0").stdout
        self.assertRegex(words, r"(?m)^class 0 .*, volume about 1e\+400 \(exact with --json\)$")
        self.assertRegex(words, r"(?m)^  nearest .* at distance about 1e\+400 \(exact with --json\)$")

    def test_a_part(self):
        result = self.crease("boundary", data("moons.onnx"), "--domain", "box:-3,3", "--max-regions", "20")
        self.assertEqual(result.returncode, 4)
        self.assertRegex(result.stdout, r"(?m)^activation regions +at least 20$")
        self.assertRegex(result.stderr, r"\Acrease: boundary: --max-regions was reached[^\n]*\n\Z")
        part = self.run_json(data("moons.onnx"), "--domain", "box:-3,3", "--max-regions", "20", code=4)
        self.assertEqual((part["complete"], part["activation_regions"]), (False, 20))

    def test_faults(self):
        one, several = self.write("one.json", ring()), self.write("several.json", three_classes())
        for arguments, code, word in (((several, "--level", "1"), 3, "4"), ((one, "--classes", "0,1"), 3, "level"),
                                      ((several, "--classes", "1"), 3, "two or more"),
                                      ((several, "--classes", "2,9"), 3, "0 to 3"),
                                      ((one, "--level", "x"), 3, "x"), ((one, "--at", "1"), 3, "--at"),
                                      ((one, "-o", "a.xml"), 2, ".xml"), ((one, "-o", "-"), 2, "standard output"),
                                      ((one, "-o", ""), 2, "empty"), ((self.path("none.json"),), 3, "none.json")):
            with self.subTest(arguments=arguments):
                result = self.crease("boundary", *arguments)
                self.assert_one_error(result, code)
                self.assertIn(word, result.stderr)


if __name__ == "__main__":
    command_test.CREASE = os.path.abspath(sys.argv.pop(1))
    unittest.main()
