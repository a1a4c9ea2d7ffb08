# SPDX-License-Identifier: GPL-3.0-or-later
"""What crease ball says, held against sums over a grid and against crease count.

ball_command_test.py PATH_OF_CREASE [unittest options]: exits with 77 (skipped) when modules are missing.
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


def grid(lines):
    """The plane, cut by x = k and y = k."""
    return network(2, [{"weights": [[1, 0]] * len(lines) + [[0, 1]] * len(lines), "bias": [-k for k in lines] * 2,
                        "activation": "relu"}])


def grid_distances(lines, center):
    """Squares of the distances of the squares, sorted."""
    def gaps(c):
        ends = [None] + lines + [None]
        for lo, hi in zip(ends, ends[1:]):
            yield lo - c if lo is not None and c < lo else c - hi if hi is not None and c > hi else Fraction(0)
    return sorted(a * a + b * b for a in gaps(center[0]) for b in gaps(center[1]))


def value(bounds, name):
    return int(bounds[name])


class Ball(command_test.CommandTest):
    @classmethod
    def setUpClass(cls):
        with open(data("schemas/ball.schema.json"), encoding="utf-8") as file:
            schema = json.load(file)
        jsonschema.Draft7Validator.check_schema(schema)
        cls.validator = jsonschema.Draft7Validator(schema)

    def run_json(self, *arguments, code=0):
        result = self.crease("ball", *arguments, "--json")
        self.assertEqual(result.returncode, code, result.stderr)
        document = json.loads(result.stdout)
        for error in self.validator.iter_errors(document):
            self.fail("%s: %s" % (list(error.absolute_path), error.message[:300]))
        return document

    def test_a_grid(self):
        lines, center = [-2, -1, 0, 1, 2], (Fraction(1, 3), Fraction(1, 4))
        file = self.write("grid.json", grid(lines))
        expected = grid_distances(lines, center)
        for radius in ("1/4", "1/3", "1", "5/12", "3", "100"):
            found = self.run_json(file, "--center", "1/3,0.25", "--radius", radius, "--curve")
            below = [d for d in expected if d < Fraction(radius) ** 2]
            self.assertEqual(found["activation_regions"], len(below))
            curve = [(Fraction(jump["squared_radius"]), jump["regions"]) for jump in found["curve"]]
            self.assertEqual(curve, [(d, len([e for e in below if e <= d])) for d in sorted(set(below))])

    def test_a_ball_that_touches(self):
        file = self.write("touch.json", network(2, [{"weights": [[3, 4]], "bias": [-36], "activation": "relu"}]))
        touching = self.run_json(file, "--center", "1,2", "--radius", "5")
        self.assertEqual((touching["activation_regions"], touching["bounds"]["both"]), (1, "1"))
        self.assertEqual(touching["bounds"]["interval"], "2")
        cut = self.run_json(file, "--center", "1,2", "--radius", "5.000000000000000000000000000001")
        self.assertEqual((cut["activation_regions"], cut["bounds"]["both"]), (2, "2"))

    def test_norms(self):
        file = self.write("grid.json", grid([-1, 1]))
        for norm, radius, expected in (("maximum", "1", 1), ("maximum", "1.001", 9), ("sum", "1.5", 5),
                                       ("sum", "2", 5), ("sum", "2.001", 9)):
            found = self.run_json(file, "--center", "0,0", "--radius", radius, "--norm", norm, "--curve")
            self.assertEqual(found["activation_regions"], expected)
            self.assertEqual(found["curve"][0], {"radius": "0", "regions": 1})

    def test_bundled_networks(self):
        for name, box in (("spirals.onnx", "box:-4,4"), ("moons.onnx", "box:-3,3"), ("moons_maxout.onnx", "box:-3,3"),
                          ("spirals_residual.onnx", "box:-4,4")):
            count = json.loads(self.crease("count", data(name), "--domain", box, "--count-only", "--json").stdout)
            covering = self.run_json(data(name), "--domain", box, "--center", "0,0", "--radius", "10")
            self.assertEqual(covering["activation_regions"], count["activation_regions"])
            ball = self.run_json(data(name), "--domain", box, "--center", "1/2,1/3", "--radius", "1",
                                 "--bounds", "both,cells:1,cells:2,interval,lipschitz", "--curve")
            bounds = ball["bounds"]
            chain = [ball["activation_regions"], value(bounds, "cells:2"), value(bounds, "cells:1"),
                     value(bounds, "both"), min(value(bounds, "interval"), value(bounds, "lipschitz")),
                     value(bounds, "serra_2018"), value(bounds, "naive")]
            self.assertEqual(chain, sorted(chain))
            self.assertLess(chain[0], count["activation_regions"])
            self.assertEqual(ball["curve"][-1]["regions"], ball["activation_regions"])
            tiny = self.run_json(data(name), "--center", "1/2,1/3", "--radius", "1e-9", "--bounds", "none")
            self.assertEqual(tiny["activation_regions"], 1)
            self.assertNotIn("both", tiny["bounds"])

    def test_threads_do_not_matter(self):
        def ball(threads):
            found = self.run_json(data("spirals.onnx"), "--center", "0,0", "--radius", "3", "--curve", "--threads",
                                  threads)
            return found["activation_regions"], found["curve"]
        self.assertEqual(ball("1"), ball("2"))

    def test_a_slice(self):
        slice_file = data("slices/digits_0_1_7.json")
        count = json.loads(self.crease("count", data("digits.onnx"), "--slice", slice_file, "--count-only",
                                       "--json").stdout)["activation_regions"]

        def ball(radius):
            found = self.run_json(data("digits.onnx"), "--slice", slice_file, "--center", "0.4,0.3", "--radius", radius,
                                  "--bounds", "both,cells:1")
            self.assertEqual(found["domain"]["dim"], 2)
            return found["activation_regions"]
        self.assertEqual((ball("0.1"), ball("100")), (1, count))
        self.assertLess(1, ball("0.6"))
        self.assertLess(ball("0.6"), count)

    def test_the_curve_as_a_table(self):
        curve = self.path("curve.csv")
        result = self.crease("ball", self.write("grid.json", grid([-1, 1])), "--center", "0,0", "--radius", "2", "-o",
                             curve)
        self.assertEqual((result.returncode, result.stdout), (0, ""), result.stderr)
        with open(curve, newline="", encoding="utf-8") as file:
            self.assertEqual(list(csv.DictReader(file)), [{"squared_radius": "0", "regions": "1"},
                                                          {"squared_radius": "1", "regions": "5"},
                                                          {"squared_radius": "2", "regions": "9"}])

    def test_words(self):
        file = self.write("grid.json", grid([-1, 1]))
        result = self.crease("ball", file, "--center", "0,0", "--radius", "2", "--curve")
        self.assertIn("activation regions       9  whose", result.stdout)
        self.assertIn("5 regions beyond radius 1\n", result.stdout)
        self.assertIn("9 regions beyond radius about 1.41421\n", result.stdout)

    def test_limits(self):
        part = self.run_json(data("spirals.onnx"), "--center", "0,0", "--radius", "3", "--curve", "--bounds",
                             "both,cells:1", "--max-regions", "7", code=4)
        self.assertEqual((part["complete"], part["reason"], part["activation_regions"]), (False, "max-regions", 7))
        self.assertEqual(part["curve"][-1]["regions"], 7)
        self.assertIsNone(part["bounds"]["cells:1"])

    def test_errors(self):
        file = self.write("grid.json", grid([-1, 1]))
        ball = ("ball", file, "--center", "0,0", "--radius", "1")
        for arguments, code, words in (
                (ball[:4], 2, "--radius"), (ball[:2] + ball[4:], 2, "--center"), (ball[:5] + ("0",), 2, "above 0"),
                (ball[:5] + ("x",), 2, "--radius"), (ball + ("--norm", "cube"), 2, "cube"),
                (ball + ("--bounds", "cells"), 2, "cells"), (ball + ("--bounds", "cells:0"), 2, "cells:0"),
                (ball + ("--bounds", "cells:1x"), 2, "cells:1x"), (ball + ("--bounds", "cells:2"), 3, "cells:1 or less"),
                (ball[:3] + ("0",) + ball[4:], 3, "coordinate"), (ball + ("--domain", "box:1,2"), 3, "outside"),
                (("ball", data("digits.onnx"), "--center", ",".join(["0"] * 64), "--radius", "1"), 3, "--slice")):
            result = self.crease(*arguments)
            self.assert_one_error(result, code)
            self.assertIn(words, result.stderr)


if __name__ == "__main__":
    command_test.CREASE = os.path.abspath(sys.argv.pop(1))
    unittest.main()
