# SPDX-License-Identifier: GPL-3.0-or-later
"""What crease bounds and crease threshold say.

bounds_command_test.py PATH_OF_CREASE [unittest options]: exits with 77 (skipped) when modules are missing.
"""
import json
import os
import sys
import unittest

try:
    import jsonschema
except ImportError as error:
    print("skipped:", error)
    sys.exit(77)

import command_test
from command_test import golden, network, tent

DATA = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "data")
LOWER = ["montufar_2014", "serra_2018_lower"]


def dense(weights, bias, activation):
    return {"weights": weights, "bias": bias, "activation": activation}


class BoundsTest(command_test.CommandTest):
    def run_json(self, command, *arguments, code=0):
        result = self.crease(command, *arguments, "--json")
        self.assertEqual(result.returncode, code, result.stderr)
        document = json.loads(result.stdout)
        with open(os.path.join(DATA, "schemas", command + ".schema.json"), encoding="utf-8") as file:
            schema = json.load(file)
        jsonschema.Draft7Validator.check_schema(schema)
        for error in jsonschema.Draft7Validator(schema).iter_errors(document):
            self.fail("%s: %s" % (list(error.absolute_path), error.message[:300]))
        return document

    def assert_error(self, command, arguments, code, word):
        result = self.crease(command, *arguments)
        self.assertEqual(result.returncode, code, result.stderr)
        self.assertIn(word, result.stderr)


class Bounds(BoundsTest):
    def test_architectures(self):
        found = self.run_json("bounds", "--arch", "2,16,16,16,1")
        self.assertEqual(found["architecture"], "2,16,16,16,1")
        self.assertEqual(found["bounds"], {
            "montufar_2014": "561152", "serra_2018_lower": "898857", "naive": str(2 ** 48), "montufar_2017": "2571353",
            "montufar_ren_zhang_2021": "2571353", "serra_2018": "2571353", "hinz_2019": "2571353"})
        maxout = self.run_json("bounds", "--arch", "2,3m3,1", "--gradient-constant", "1/2")
        self.assertEqual((maxout["bounds"]["montufar_ren_zhang_2021"], maxout["bounds"]["montufar_2014"]), ("19", None))
        self.assertEqual(maxout["expectation"]["regions_per_volume"], None)
        half = self.run_json("bounds", "--arch", "2,4,4,1", "--gradient-constant", "1/2")
        self.assertEqual(half["expectation"]["regions_per_volume"], str((16 * 8) ** 2 // 2))

    def test_networks(self):
        for seed, inputs, widths in [(1, 2, [6, 6]), (3, 2, [5, 5, 5]), (1, 3, [5, 5])]:
            file = self.write("net.json", golden(seed, inputs, widths))
            found = self.run_json("bounds", file, "--domain", "box:-8,8", "--exact-ranges")
            counted = self.count(file, "--domain", "box:-8,8")["activation_regions"]
            self.assertEqual(found["activation_regions"], counted)
            upper = {name: int(value) for name, value in found["bounds"].items() if name not in LOWER}
            self.assertLessEqual(counted, min(upper.values()))
            self.assertLessEqual(upper["serra_ramalingam_2020_exact"], upper["serra_ramalingam_2020"])
            self.assertLessEqual(upper["serra_ramalingam_2020"], upper["serra_2018"])
            self.assertEqual(found["arrangement"], None)

    def test_an_arrangement(self):
        # Three lines in general position, one of them twice.
        file = self.write("net.json", network(2, [dense([[1, 0], [0, 1], [1, 1], [2, 2]], [0, 0, -1, -2], "relu")]))
        found = self.run_json("bounds", file)
        self.assertEqual(found["arrangement"], {"hyperplanes": 3, "regions": "7", "bounded_regions": "1"})
        self.assertEqual((found["activation_regions"], found["bounds"]["zaslavsky"]), (7, "7"))
        self.write("slice.json", {"format": "crease-slice/1", "point": [0, 1], "directions": [[1, 0]]})
        sliced = self.run_json("bounds", file, "--slice", self.path("slice.json"), "--no-count")
        self.assertEqual(sliced["arrangement"], {"hyperplanes": 1, "regions": "2", "bounded_regions": "0"})
        self.assertEqual(sliced["activation_regions"], None)

    def test_words_limits_and_errors(self):
        file = self.write("net.json", golden(1, 2, [6, 6]))
        words = self.crease("bounds", file)
        self.assertEqual(words.returncode, 0, words.stderr)
        self.assertIn("serra_2018", words.stdout)
        part = self.run_json("bounds", file, "--max-regions", "3", code=4)
        self.assertEqual((part["complete"], part["activation_regions"]), (False, 3))
        self.assert_error("bounds", [], 2, "--arch")
        self.assert_error("bounds", [file, "--arch", "2,3,1"], 2, "--arch")
        self.assert_error("bounds", ["--arch", "2,x,1"], 3, "'x'")
        self.assert_error("bounds", ["--arch", "2,3,1", "--bias-constant", "0"], 2, "--bias-constant")


class Threshold(BoundsTest):
    def test_pieces(self):
        for pieces, depth, width in [(16, 1, 15), (16, 2, 6), (16, 3, 5), (64, 3, 9), (100, 2, 18)]:
            found = self.run_json("threshold", "--pieces", str(pieces), "--depth", str(depth))
            self.assertEqual(found["least_width"], str(width))
            self.assertEqual(sum(map(int, found["example"])), width)

    def test_samples(self):
        labels = self.write("labels.csv", "x,label\n0,0\n1/4,1\n0.5,0\n1,1\n")
        found = self.run_json("threshold", "--samples", labels, "--depth", "2")
        self.assertEqual(found["samples"], {"places": 4, "classes": 2, "changes": 3, "necessary_pieces": 3})
        file = self.write("net.json", tent(3))
        held = self.run_json("threshold", file, "--samples", labels, "--domain", "box:0,1")
        self.assertEqual((held["network_pieces"], held["enough"]), (8, True))
        few = self.run_json("threshold", file, "--pieces", "9", "--domain", "box:0,1")
        self.assertEqual(few["enough"], False)
        words = self.crease("threshold", file, "--pieces", "9", "--domain", "box:0,1")
        self.assertIn("8  too few", words.stdout)

    def test_errors(self):
        self.assert_error("threshold", [], 2, "--pieces")
        self.assert_error("threshold", ["--pieces", "1/2"], 3, "--pieces")
        self.assert_error("threshold", ["--samples", self.write("x.csv", "0,1\n0,2\n")], 3, "two labels")
        self.assert_error("threshold", [self.write("net.json", golden(1, 2, [2])), "--pieces", "2"], 3, "--slice")


if __name__ == "__main__":
    command_test.CREASE = os.path.abspath(sys.argv.pop(1))
    unittest.main()
