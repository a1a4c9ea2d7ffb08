# SPDX-License-Identifier: GPL-3.0-or-later
"""What crease insphere says, and crease region of balls, held against closed forms and against the complex in files.

insphere_command_test.py PATH_OF_CREASE [unittest options]: exits with 77 (skipped) when modules are missing.
"""
import json
import os
import sys
import unittest
from fractions import Fraction
from math import isqrt

import command_test
from command_test import golden, network, relu
from complex_command_test import ComplexTest, data, re_lines, zigzag  # exits with 77 where modules are missing
import numpy
import pandas

# x = 0, y = 0 and x + 2 y = 2: seven regions, of which one is a triangle with sides 2, 1, sqrt(5).
TRIANGLE = network(2, [relu([[1, 0], [0, 1], [1, 2]], [0, 0, -2])])
TINY = Fraction(1, 2**50)


def bounds(number):
    """lo and hi of a number of the JSON."""
    if isinstance(number, dict):
        return Fraction(number["lo"]), Fraction(number["hi"])
    return Fraction(number), Fraction(number)


def middle(number):
    lo, hi = bounds(number)
    return (lo + hi) / 2


def root(value):
    """sqrt(value) to 200 bits and more."""
    shift = 400 + 2 * value.denominator.bit_length()
    return Fraction(isqrt(value.numerator * 2**(2 * shift) // value.denominator), 2**shift)


class Insphere(ComplexTest):
    def setUp(self):
        super().setUp()
        self.triangle = self.write("triangle.json", TRIANGLE)

    def test_a_triangle_among_unbounded_regions(self):
        result = self.run_json("insphere", self.triangle)
        self.assertEqual((result["activation_regions"], result["infinite"], result["unique"]), (7, 6, 1))
        row, = [row for row in result["regions"] if row["radius"] != "inf"]
        self.assertEqual(row["pattern"], "110")
        self.assertEqual(row["radius"]["exact"], "(3 - sqrt(5))/2")
        lo, hi = bounds(row["radius"])
        self.assertTrue((3 - 2 * hi)**2 < 5 < (3 - 2 * lo)**2)
        self.assertLessEqual((hi - lo) * 2**64, lo)
        self.assertEqual([x["exact"] for x in row["center"]], ["(3 - sqrt(5))/2"] * 2)
        self.assertEqual((row["unique"], row["facets"]), (True, ["u0.0", "u0.1", "u0.2"]))
        for name in ("min", "max_finite"):
            self.assertEqual(result[name], {"id": row["id"], "pattern": "110", "radius": row["radius"]})
        self.assertEqual(result["max"]["radius"], "inf")
        self.assertEqual((row["unique"], [r["unique"] for r in result["regions"]].count(None)), (True, 6))
        words = self.crease("insphere", self.triangle).stdout
        self.assertRegex(words, r"(?m)^smallest radius +\(3 - sqrt\(5\)\)/2  \(about 0\.381966\)  in R\d  110$")
        self.assertRegex(words, r"(?m)^infinite radius +6$")

    def test_width_norms_and_the_domain(self):
        narrow = self.run_json("insphere", self.triangle, "--width", "1e-100")
        lo, hi = bounds(narrow["min"]["radius"])
        self.assertTrue(0 < hi - lo <= Fraction(1, 10**100))
        cubes = self.run_json("insphere", self.triangle, "--norm", "maximum")
        self.assertEqual((cubes["norm"], cubes["min"]["radius"]), ("maximum", "1/3"))
        self.assertEqual(self.run_json("insphere", self.triangle, "--norm", "sum")["min"]["radius"], "2/5")
        boxed = self.run_json("insphere", self.triangle, "--domain", "box:-1,1")
        self.assertEqual((boxed["infinite"], boxed["with_domain"]), (0, True))
        self.assertIn("domain.0", {facet for row in boxed["regions"] for facet in row["facets"]})
        free = self.run_json("insphere", self.triangle, "--domain", "box:-1,1", "--without-domain")
        self.assertEqual((free["infinite"], free["with_domain"]), (free["activation_regions"] - 1, False))
        for inside, outside in zip(boxed["regions"], free["regions"]):
            self.assertEqual(inside["pattern"], outside["pattern"])
            if outside["radius"] != "inf":
                self.assertLessEqual(bounds(inside["radius"])[0], bounds(outside["radius"])[1])

    def test_a_grid(self):
        file = self.write("grid.json", zigzag(2, 2, 2))
        result = self.run_json("insphere", file, "--domain", "box:-1,1")
        self.assertEqual((result["activation_regions"], result["unique"]), (16, 16))
        self.assertEqual({row["radius"] for row in result["regions"]}, {"1/4"})
        self.assertEqual({tuple(row["center"]) for row in result["regions"]},
                         {(x, y) for x in ("-3/4", "-1/4", "1/4", "3/4") for y in ("-3/4", "-1/4", "1/4", "3/4")})
        self.assertEqual((result["min"]["id"], result["max"]["id"]), (0, 0))

    def test_the_facets_of_the_complex_are_as_far_as_they_should_be(self):
        for file, domain in ((data("moons.onnx"), "box:-3,3"), (self.write("golden.json", golden(1, 3, (5, 5))), "all"),
                             (self.write("golden2.json", golden(3, 2, (5, 5, 5))), "box:-8,8")):
            self.analyze(file, "--domain", domain)
            document = self.json_of("out", "complex.json")
            result = self.run_json("insphere", file, "--domain", domain)
            self.assertEqual(len(result["regions"]), len(document["regions"]))
            finite = []
            for row, region in zip(result["regions"], document["regions"]):
                self.assertEqual((row["id"], row["pattern"]), (region["id"], region["pattern"]))
                if row["radius"] == "inf":
                    self.assertFalse(region["bounded"])
                    continue
                radius, center = middle(row["radius"]), [middle(x) for x in row["center"]]
                finite.append((bounds(row["radius"]), row["id"]))
                touched = 0
                for facet in region["facets"]:
                    facet = document["facets"][facet]
                    side = 1 if facet["region"] == row["id"] else -1
                    normal = [Fraction(x) for x in facet["normal"]]
                    value = sum(n * x for n, x in zip(normal, center)) + Fraction(facet["offset"])
                    distance = side * value / root(sum(n * n for n in normal))
                    self.assertGreater(distance, radius - TINY)
                    touched += abs(distance - radius) < TINY
                self.assertEqual(touched, len(row["facets"]))
            smallest = min(hi for (lo, hi), _ in finite)
            self.assertLessEqual(bounds(result["min"]["radius"])[0], smallest)
            self.assertEqual(result["infinite"], len(result["regions"]) - len(finite))

    def test_tables(self):
        whole = self.run_json("insphere", self.triangle)["regions"]
        for name in ("balls.csv", "balls.jsonl", "balls.npz", "balls.json"):
            result = self.crease("insphere", self.triangle, "-o", self.path(name))
            self.assertEqual((result.returncode, result.stdout, result.stderr), (0, "", ""))
        table = pandas.read_csv(self.path("balls.csv"), dtype=str, keep_default_na=False)
        lines = [json.loads(line) for line in self.read("balls.jsonl").splitlines()]
        arrays = numpy.load(self.path("balls.npz"))
        self.assertEqual(json.loads(self.read("balls.json"))["regions"], whole)
        self.assertEqual(list(table["radius_lo"]).count("inf"), 6)
        for i, row in enumerate(whole):
            self.assertEqual((table["pattern"][i], lines[i]["pattern"]), (row["pattern"], row["pattern"]))
            if row["radius"] == "inf":
                self.assertEqual((lines[i]["radius_lo"], lines[i]["center_lo"]), ("inf", None))
                self.assertEqual(float(arrays["radius_lo"][i]), float("inf"))
                continue
            self.assertEqual((lines[i]["radius_lo"], lines[i]["radius_hi"]), (row["radius"]["lo"], row["radius"]["hi"]))
            self.assertEqual((table["radius_exact"][i], table["facets"][i]), ("(3 - sqrt(5))/2", "u0.0 u0.1 u0.2"))
            self.assertEqual(lines[i]["facets"], row["facets"])
            self.assertAlmostEqual(float(arrays["radius_hi"][i]), 0.3819660112501051)

    def test_threads_and_parts(self):
        arguments = (data("moons.onnx"), "--domain", "box:-3,3")
        one, two = (self.run_json("insphere", *arguments, "--threads", n) for n in ("1", "2"))
        for result in (one, two):
            del result["seconds"], result["threads"], result["sign_tests"]
        self.assertEqual(one, two)
        part = self.run_json("insphere", *arguments, "--max-regions", "10", code=4)
        self.assertEqual((part["complete"], len(part["regions"])), (False, 10))
        self.assertEqual(part["regions"], one["regions"][:10])
        words = self.crease("insphere", *arguments, "--max-regions", "10").stdout
        self.assertRegex(words, r"(?m)^activation regions +at least 10$")

    def test_the_names_of_facets(self):
        def facets(net, domain, *more):
            file = self.write("net.json", net)
            return [row["facets"] for row in self.run_json("insphere", file, "--domain", domain, *more)["regions"]]

        # Two stacked units that bend at 0: the second sits on its breakpoint throughout the left side.
        stacked = network(1, [relu([[1]], [0]), relu([[1]], [0])])
        self.assertEqual(facets(stacked, "box:-2,3"), [["u0.0", "domain.0"], ["u0.0+u1.0", "domain.1"]])
        # Breakpoints 0 and 1 of a unit: between them, and of both signs.
        for weight, order in ((1, 0), (-1, 1)):
            clipped = network(1, [{"weights": [[weight]], "bias": [0], "activation": "hard_tanh"}])
            found = facets(clipped, "box:-3,3")
            ends = [["u0.0[%d]" % order, "domain.0"], ["u0.0[0]", "u0.0[1]"], ["u0.0[%d]" % (1 - order), "domain.1"]]
            self.assertEqual(sorted(found), sorted(ends))
            inside, = [r for r in self.run_json("region", self.path("net.json"), "--at", "0")["inspheres"]]
            self.assertEqual((inside["facets"], inside["without_domain"]["facets"]), (["u0.0[0]", "u0.0[1]"],) * 2)
        # Rows of one hyperplane are one facet, with the domain's rows or without them.
        copies = network(1, [relu([[1], [-2], [1]], [0, 0, -2])])
        for more in ((), ("--without-domain",)):
            self.assertIn(["u0.0+u0.1", "u0.2"], facets(copies, "box:-9,9", *more))

    def test_a_region_names_what_all_regions_name(self):
        for seed, d, widths in ((1, 2, (5, 5)), (3, 2, (5, 5, 5)), (2, 3, (4, 4))):
            net = golden(seed, d, widths)
            for layer in net["layers"]:
                layer["bias"] = [0] * len(layer["bias"])
            file = self.write("net.json", net)
            for row in self.run_json("insphere", file, "--domain", "box:-2,2")["regions"]:
                center = ",".join(str(middle(x)) for x in row["center"])
                own, = self.run_json("region", file, "--domain", "box:-2,2", "--at=" + center)["inspheres"]
                self.assertEqual((own["pattern"], own["facets"]), (row["pattern"], row["facets"]))

    def test_infinite_regions_cannot_be_moved(self):
        words = self.crease("insphere", self.triangle).stdout
        self.assertRegex(words, r"(?m)^one largest ball +1  of 1 with a finite radius \(the others' can be moved\)$")

    def test_numbers_beyond_doubles(self):
        file = self.write("net.json", network(2, [relu([[1, 0], [0, 1], [1, 2]], [0, 0, "-1e400"])]))
        words = self.crease("insphere", file).stdout
        self.assertRegex(words, r"(?m)^smallest radius +about 1\.90983e\+399  in R")

    def test_tables_are_not_json(self):
        for name in ("x.csv", "x.jsonl", "x.npz"):
            result = self.crease("insphere", self.triangle, "--json", "-o", self.path(name))
            self.assert_one_error(result, 2)
            self.assertIn("--json", result.stderr)
            self.assertFalse(os.path.exists(self.path(name)))
        self.assertIn(".npz", self.crease("insphere", "--help").stdout.split("-o,--output ", 1)[1].split("--", 1)[0])

    def test_wrong_words(self):
        for arguments in (("--width", "0"), ("--width", "-1"), ("--width", "x"), ("--norm", "round")):
            result = self.crease("insphere", self.triangle, *arguments)
            self.assert_one_error(result, 2)
            self.assertIn(arguments[0], result.stderr)

    def test_the_balls_of_a_point(self):
        region = self.run_json("region", self.triangle, "--at", "1/2,1/4", "--domain", "box:0,1/2;0,1/2")
        ball, = region["inspheres"]
        self.assertEqual((ball["radius"], ball["center"], ball["unique"]), ("1/4", ["1/4", "1/4"], True))
        self.assertEqual(ball["without_domain"]["radius"]["exact"], "(3 - sqrt(5))/2")
        self.assertEqual((ball["cube"]["radius"], ball["cross_polytope"]["radius"]), ("1/4", "1/4"))
        words = self.crease("region", self.triangle, "--at", "1/2,1/4").stdout
        self.assertEqual(len(re_lines(words, "  insphere ")), 1)
        self.assertRegex(words, r"(?m)^  insphere +radius \(3 - sqrt\(5\)\)/2  \(about 0\.381966\), centre .* touches u0\.0 u0\.1 u0\.2$")
        words = self.crease("region", self.triangle, "--at", "-1,-1").stdout
        self.assertRegex(words, r"(?m)^  insphere +balls of any radius$")


if __name__ == "__main__":
    command_test.CREASE = os.path.abspath(sys.argv.pop(1))
    unittest.main()
