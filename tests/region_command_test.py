# SPDX-License-Identifier: GPL-3.0-or-later
"""What crease region says of the distances of its point and of angles, held against arithmetic on its own facets.

region_command_test.py PATH_OF_CREASE [unittest options]: exits with 77 (skipped) when modules are missing.
"""
import itertools
import os
import sys
import unittest
from fractions import Fraction

import command_test
from command_test import golden, network, relu
from complex_command_test import ComplexTest, data  # exits with 77 where modules are missing


def rationals(texts):
    return [Fraction(text) for text in texts]


def dot(a, b):
    return sum(x * y for x, y in zip(a, b))


def squared_to_segment(point, ends):
    """The square of a point's distance to a segment, and where it is nearest."""
    a, b = ends
    along = [y - x for x, y in zip(a, b)]
    t = min(max(dot([p - x for p, x in zip(point, a)], along) / dot(along, along), 0), 1)
    foot = [x + t * step for x, step in zip(a, along)]
    return dot(*[[p - x for p, x in zip(point, foot)]] * 2), foot


class Region(ComplexTest):
    def region(self, *arguments, **options):
        return self.run_json("region", *arguments, **options)

    def test_a_triangle(self):
        # Legs of length 1 along the axes; the point is nearer to them than to the long side.
        file = self.write("net.json", network(2, [relu([[1, 0], [0, 1], [1, 1]], [0, 0, -1])]))
        result = self.region(file, "--at", "1/4,1/8")
        self.assertEqual(result["nearest_crease"]["squared_distance"], "1/64")
        self.assertEqual((result["nearest_crease"]["units"], [p["foot"] for p in result["nearest_crease"]["points"]]),
                         (["u0.1"], [["1/4", "0"]]))
        units = {facet["id"]: facet["units"][0] for facet in result["facets"]}
        own, = result["distances"]
        self.assertEqual({units[f["facet"]]: (f["squared_distance"], f["foot"]) for f in own["facets"]},
                         {"u0.0": ("1/16", ["0", "1/8"]), "u0.1": ("1/64", ["1/4", "0"]),
                          "u0.2": ("25/128", ["9/16", "7/16"])})
        own, = result["cosines"]
        self.assertEqual({tuple(sorted(units[f] for f in pair["facets"])): (pair["sign"], pair["squared"])
                          for pair in own["pairs"]},
                         {("u0.0", "u0.1"): (0, "0"), ("u0.0", "u0.2"): (-1, "1/2"), ("u0.1", "u0.2"): (-1, "1/2")})
        words = self.crease("region", file, "--at", "1/4,1/8").stdout
        self.assertRegex(words, r"(?m)^nearest crease +u0\.1 at squared distance 1/64, in \(1/4, 0\)$")
        self.assertRegex(words, r"(?m)^  cosines of facets +-sqrt\(1/2\) to 0, mean square 1/3, of 3 pairs$")
        self.assertRegex(words, r"(?m)^  squared distance +25/128  \(u0\.2\), in \(9/16, 7/16\)$")

    def test_a_foot_beyond_the_facet(self):
        # The hyperplane of u0.0 is nearest where u0.1 has cut the region off.
        file = self.write("net.json", network(2, [relu([[1, 0], [1, 1]], [0, -4])]))
        result = self.region(file, "--domain", "box:-10,10", "--at", "3,2")
        units = {facet["id"]: facet["units"] for facet in result["facets"]}
        distances, = result["distances"]
        behind, = [row for row in distances["facets"] if units[row["facet"]] == ["u0.0"]]
        self.assertEqual((behind["squared_distance_to_hyperplane"], behind["squared_distance"], behind["foot"]),
                         ("9", "13", ["0", "4"]))

    def test_no_crease(self):
        file = self.write("net.json", network(2, [relu([[0, 0]], [1])]))
        self.assertIsNone(self.region(file, "--at", "0,0")["nearest_crease"])
        result = self.region(file, "--domain", "box:-1,1", "--at", "0,0")
        self.assertIsNone(result["nearest_crease"])
        self.assertEqual([row["squared_distance"] for row in result["distances"][0]["facets"]], ["1"] * 4)
        self.assertRegex(self.crease("region", file, "--at", "0,0").stdout, r"(?m)^nearest crease +none$")

    def test_planes_against_segments(self):
        cases = [(self.write("a.json", golden(1, 2, [6, 6])), ["0,0", "1/3,-1/5", "2,7/2"]),
                 (self.write("b.json", network(2, [relu([[1, 0], [0, 1], [1, 1], [2, 2]], [0, 0, 0, 0])])),
                  ["0,0", "1,1", "-1,0", "1/2,-1/2"]),
                 (data("moons.onnx"), ["0,0", "-3,3", "1/7,2/3"])]
        for file, points in cases:
            # All facets of the network, from the complex.
            self.analyze(file, "--domain", "box:-8,8")
            whole = self.json_of("out", "complex.json")
            corners = [rationals(vertex["coordinates"]) for vertex in whole["vertices"]]
            creases = [(facet["units"], [corners[v] for v in facet["vertices"]]) for facet in whole["facets"]
                       if facet["kind"] == "interior"]
            for text in points:
                with self.subTest(file=file, point=text):
                    point = rationals(text.split(","))
                    result = self.region(file, "--domain", "box:-8,8", "--at=" + text)
                    least = min(squared_to_segment(point, ends)[0] for _, ends in creases)
                    nearest = result["nearest_crease"]
                    self.assertEqual(Fraction(nearest["squared_distance"]), least)
                    self.assertEqual(nearest["units"], sorted({
                        unit for units, ends in creases if squared_to_segment(point, ends)[0] == least
                        for unit in units}))
                    corners_here = [rationals(vertex["coordinates"]) for vertex in result["vertices"]]
                    facets = {facet["id"]: facet for facet in result["facets"]}
                    for region, distances, cosines in zip(result["regions"], result["distances"], result["cosines"]):
                        self.assertEqual({region["id"]}, {distances["region"], cosines["region"]})
                        self.assertEqual([row["facet"] for row in distances["facets"]], region["facets"])
                        normals = {}
                        for row in distances["facets"]:
                            facet = facets[row["facet"]]
                            ends = [corners_here[v] for v in facet["vertices"]]
                            self.assertEqual((Fraction(row["squared_distance"]), rationals(row["foot"])),
                                             squared_to_segment(point, ends))
                            side = 1 if facet["region"] == region["id"] else -1
                            normal = normals[row["facet"]] = [side * n for n in rationals(facet["normal"])]
                            value = dot(normal, point) + side * Fraction(facet["offset"])
                            self.assertEqual(Fraction(row["squared_distance_to_hyperplane"]),
                                             value**2 / dot(normal, normal))
                        self.assertEqual([pair["facets"] for pair in cosines["pairs"]],
                                         [list(pair) for pair in itertools.combinations(region["facets"], 2)])
                        for pair in cosines["pairs"]:
                            a, b = (normals[facet] for facet in pair["facets"])
                            self.assertEqual(Fraction(pair["squared"]), dot(a, b)**2 / (dot(a, a) * dot(b, b)))
                            self.assertEqual(pair["sign"], (dot(a, b) > 0) - (dot(a, b) < 0))

    def test_long_points(self):
        # Seven dimensions: no distances to facets.
        rows = [[int(i == j) for j in range(7)] for i in range(7)]
        file = self.write("net.json", network(7, [relu(rows, [0] * 7)]))
        result = self.region(file, "--at", "1,2,3,4,5,6,7")
        self.assertIsNone(result["distances"][0]["facets"])
        self.assertEqual((result["nearest_crease"]["squared_distance"], result["nearest_crease"]["units"]), ("1", ["u0.0"]))
        # What decimals tell exactly is not about.
        many = self.write("many.json", network(40, [relu([[1] + [0] * 39], [0])]))
        words = self.crease("neighborhood", many, "--at", ",".join(["8.5"] * 40), "--rings", "0").stdout
        self.assertRegex(words, r"(?m)^at +\((8\.5, ){39}8\.5\)$")
        words = self.crease("neighborhood", many, "--at", ",".join(["1/3"] * 40), "--rings", "0").stdout
        self.assertRegex(words, r"(?m)^at +about (0\.333333, ){39}0\.333333 \(exact with --json\)$")


if __name__ == "__main__":
    command_test.CREASE = os.path.abspath(sys.argv.pop(1))
    unittest.main()
