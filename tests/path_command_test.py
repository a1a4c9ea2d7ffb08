# SPDX-License-Identifier: GPL-3.0-or-later
"""What crease path says of paths, read by those who read its files.

path_command_test.py PATH_OF_CREASE [unittest options]: exits with 77 (skipped) when modules are missing.
"""
import csv
import json
import os
import sys
import unittest
from fractions import Fraction

try:
    import jsonschema
except ImportError as error:
    print("skipped:", error)
    sys.exit(77)

import command_test
from command_test import network

DATA = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "data")


def data(name):
    return os.path.join(DATA, name)


def dense(weights, bias, activation):
    return {"weights": weights, "bias": bias, "activation": activation}


def bump():
    """0 up to 1/4, then up to 2 at 3/4, then down to 1 at 1."""
    return network(1, [dense([[1], [1]], ["-1/4", "-3/4"], "relu"), dense([[4, -8]], [0], "identity")])


def cross():
    """|x| + |y|."""
    return network(2, [dense([[1, 0], [0, 1]], [0, 0], "abs"), dense([[1, 1]], [0], "identity")])


class Path(command_test.CommandTest):
    @classmethod
    def setUpClass(cls):
        with open(data("schemas/path.schema.json"), encoding="utf-8") as file:
            schema = json.load(file)
        jsonschema.Draft7Validator.check_schema(schema)
        cls.validator = jsonschema.Draft7Validator(schema)

    def run_json(self, *arguments, code=0):
        result = self.crease("path", *arguments, "--json")
        self.assertEqual(result.returncode, code, result.stderr)
        document = json.loads(result.stdout)
        for error in self.validator.iter_errors(document):
            self.fail("%s: %s" % (list(error.absolute_path), error.message[:300]))
        return document

    def test_measures(self):
        found = self.run_json(self.write("net.json", bump()), "--from", "0", "--to", "1", "--lengths")
        self.assertEqual([(b["t"], b["units"]) for b in found["breakpoints"]], [("1/4", ["u0.0"]), ("3/4", ["u0.1"])])
        self.assertEqual((found["density"], found["num_pieces"]), (2, 3))
        self.assertEqual((found["absolute_deviation"], found["deviation_integrals"]), (["11/24"], [["11/24"]]))
        self.assertEqual((found["total_variation"], found["signed_variation"]), (["3"], ["1"]))
        self.assertEqual([p["slope"] for p in found["pieces"]], [["0"], ["4"], ["-4"]])
        self.assertEqual(found["layers"][1]["outputs"], "3")
        derivatives = [b["derivatives"] for b in found["breakpoints"]]
        self.assertEqual(derivatives[0], {"cosine": None, "squared_difference": "inf"})
        self.assertEqual(derivatives[1], {"cosine": "-1", "squared_difference": "4"})
        self.assertEqual(found["breakpoints"][0]["gradients"], None)

    def test_paths_in_the_plane(self):
        file = self.write("net.json", cross())
        closed = self.run_json(file, "--from", "1,1", "--through", "-1,1", "--through", "-1,-1", "--to", "1,-1",
                               "--closed", "--gradients", "--domain", "box:-2,2")
        self.assertEqual([b["t"] for b in closed["breakpoints"]], ["1/2", "3/2", "5/2", "7/2"])
        self.assertEqual({b["gradients"]["cosine"] for b in closed["breakpoints"]}, {"0"})
        self.assertEqual(closed["deviation_integrals"], [["1/2"] * 4])
        self.assertEqual(closed["absolute_deviation"], ["4"])
        diagonal = self.run_json(file, "--from", "-1,-1", "--to", "1,1")
        self.assertEqual(diagonal["breakpoints"][0]["units"], ["u0.0", "u0.1"])
        deviation = diagonal["absolute_deviation"][0]
        self.assertEqual(deviation["exact"], "1*sqrt(8)")
        self.assertLessEqual(Fraction(deviation["lo"]) ** 2, 8)
        self.assertGreaterEqual(Fraction(deviation["hi"]) ** 2, 8)

    def test_points_of_a_file(self):
        file = self.write("net.json", cross())
        points = self.write("points.csv", "x,y\n1,1\n-1,1\n-1,-1\n")
        found = self.run_json(file, "--points", "@" + points)
        self.assertEqual([b["t"] for b in found["breakpoints"]], ["1/2", "3/2"])

    def test_the_curve(self):
        curve = self.path("curve.csv")
        result = self.crease("path", self.write("net.json", bump()), "--from", "0", "--to", "1", "-o", curve)
        self.assertEqual((result.returncode, result.stdout), (0, ""), result.stderr)
        with open(curve, newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual([(r["t"], r["value"], r["units"]) for r in rows],
                         [("0", "0", ""), ("1/4", "0", "u0.0"), ("3/4", "2", "u0.1"), ("1", "1", "")])

    def test_real_networks(self):
        # The digits from 0 to 1 through all inputs; values meet where pieces do.
        with open(data("slices/digits_0_1_7.json"), encoding="utf-8") as file:
            digits = json.load(file)
        start = ",".join(map(str, digits["point"]))
        end = ",".join(str(a + b) for a, b in zip(digits["point"], digits["directions"][0]))
        found = self.run_json(data("digits.onnx"), "--from", start, "--to", end, "--lengths")
        sliced = self.run_json(data("digits.onnx"), "--slice", data("slices/digits_0_1_7.json"), "--from", "0,0",
                               "--to", "1,0")
        self.assertEqual(found["breakpoints"], sliced["breakpoints"])
        self.assertGreater(found["density"], 3)
        for before, after in zip(found["pieces"], found["pieces"][1:]):
            width = Fraction(before["end"]) - Fraction(before["begin"])
            for value, slope, there in zip(before["value"], before["slope"], after["value"]):
                self.assertEqual(Fraction(value) + Fraction(slope) * width, Fraction(there))
        slice_file = {"format": "crease-slice/1", "point": digits["point"], "directions": digits["directions"][:1],
                      "box": [[0, 1]]}
        counted = self.crease("count", data("digits.onnx"), "--slice", self.write("line.json", slice_file), "--json")
        self.assertEqual(json.loads(counted.stdout)["activation_regions"], found["num_pieces"])

    def test_bundled_networks(self):
        names = [name for name in sorted(os.listdir(DATA)) if name.endswith((".onnx", ".json"))]
        compared = 0
        for name in names:
            with self.subTest(network=name):
                info = self.crease("info", data(name), "--json")
                if info.returncode != 0:
                    continue  # no network
                compared += 1
                dim = json.loads(info.stdout)["input_dim"]
                start = [Fraction(3 * i % 7 - 3, 2) for i in range(dim)]
                end = [Fraction(5 * i % 9 + 1, 3) for i in range(dim)]
                found = self.run_json(data(name), "--from", ",".join(map(str, start)), "--to", ",".join(map(str, end)))
                line = {"format": "crease-slice/1", "point": [str(x) for x in start],
                        "directions": [[str(b - a) for a, b in zip(start, end)]], "box": [[0, 1]]}
                counted = self.crease("count", data(name), "--slice", self.write("line.json", line), "--json")
                self.assertEqual(json.loads(counted.stdout)["activation_regions"], found["num_pieces"])
        self.assertGreater(compared, 10)

    def test_words(self):
        result = self.crease("path", self.write("net.json", bump()), "--from", "0", "--to", "1")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("11/24", result.stdout)
        self.assertIn("t = 1/4: u0.0", result.stdout)

    def test_limits_and_errors(self):
        file = self.write("net.json", bump())
        part = self.run_json(file, "--from", "0", "--to", "1", "--max-regions", "2", code=4)
        self.assertEqual((part["complete"], part["num_pieces"], part["absolute_deviation"]), (False, 2, None))
        for arguments, code, word in [((), 2, "--from"), (("--from", "0"), 2, "--to"),
                                      (("--from", "0", "--to", "0"), 3, "no length"),
                                      (("--from", "0", "--to", "x"), 3, "--to"),
                                      (("--from", "0", "--to", "3", "--domain", "box:-1,1"), 3, "outside"),
                                      (("--points", "@none.csv"), 3, "none.csv")]:
            result = self.crease("path", file, *arguments)
            self.assertEqual(result.returncode, code, result.stderr)
            self.assertIn(word, result.stderr)


if __name__ == "__main__":
    command_test.CREASE = os.path.abspath(sys.argv.pop(1))
    unittest.main()
