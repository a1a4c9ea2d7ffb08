# SPDX-License-Identifier: GPL-3.0-or-later
"""What commands make of VNN-LIB domains, of maps put before a network, and of chosen outputs.

inputs_command_test.py PATH_OF_CREASE [unittest options]: exits with 77 (skipped) when modules are missing.
"""
import json
import os
import sys
import unittest
from fractions import Fraction

import command_test
from command_test import golden, network, relu
from complex_command_test import ComplexTest, data  # exits with 77 where modules are missing

SQUARE = """(vnnlib-version <2.0>)
(declare-network N (declare-input X %s [1,2]) (declare-output Y real [1,2]))
(assert (and (<= -3 X[0,0] 3) (<= -3 X[0,1] 3)))
"""
PROPERTY = "(assert (or (<= Y[0,0] Y[0,1]) (<= Y[0,0] 0)))\n"
COUNTS = ("activation_regions", "linear_regions", "affine_pieces", "adjacencies", "bounded_regions", "degree_histogram")


def counts(document):
    return [document[name] for name in COUNTS]


class InputsTest(ComplexTest):
    def noted_json(self, command, *arguments):
        """As run_json, of a command that has remarks: the document, and the lines on standard error."""
        result = self.crease(command, *arguments, "--json")
        self.assertEqual(result.returncode, 0, result.stderr)
        document = json.loads(result.stdout)
        self.assert_valid({"analyze": "analysis"}.get(command, command), document)
        return document, result.stderr.splitlines()

    def refused(self, *arguments, words):
        result = self.crease(*arguments)
        self.assert_one_error(result, 3)
        for word in words:
            self.assertIn(word, result.stderr)


class Vnnlib(InputsTest):
    def test_a_box_is_a_box(self):
        file = self.write("p.vnnlib", SQUARE % "real")
        expected = self.run_json("count", data("moons.onnx"), "--domain", "box:-3,3")
        given = self.run_json("count", data("moons.onnx"), "--domain", file)
        self.assertEqual(counts(given), counts(expected))
        self.assertEqual(given["domain"], {"label": file, "dim": 2, "slice": None})

    def test_what_is_left_out_is_said_once(self):
        file = self.write("p.vnnlib", SQUARE % "float32" + PROPERTY + "(assert (< X[0,0] 9))")
        for command, options in (("count", []), ("analyze", []), ("region", ["--at", "0,0"])):
            with self.subTest(command=command):
                document, lines = self.noted_json(command, data("moons.onnx"), "--domain", file, *options)
                notes = document["domain"]["notes"]
                self.assertEqual(lines, ["crease: note: %s: %s" % (file, note) for note in notes])
                self.assertEqual(len(notes), 3)
                for note, word in zip(notes, ("outputs left out", "strict", "float32")):
                    self.assertIn(word, note)

    def test_slices_of_it(self):
        file = self.write("p.vnnlib", SQUARE % "real")
        line = self.write("line.json", {"format": "crease-slice/1", "point": [0, 0], "directions": [[1, 2]]})
        given = self.run_json("count", data("moons.onnx"), "--domain", file, "--slice", line)
        expected = self.run_json("count", data("moons.onnx"), "--domain", "box:-3,3", "--slice", line)
        self.assertEqual(counts(given), counts(expected))

    def test_what_is_refused(self):
        def broken(assertion, *words):
            file = self.write("p.vnnlib", SQUARE % "real" + assertion)
            self.refused("count", data("moons.onnx"), "--domain", file, words=(file + ":4:",) + words)
        broken("(assert (or (<= X[0,0] 0) (>= X[0,0] 1)))", "2 branches")
        broken("(assert (= X[0,0] 0))", "--slice")
        broken("(assert (<= X[0,0] -3))", "fixed to -3", "--slice")
        broken("(assert (<= X[0,2] -3))", "index 2")
        file = self.write("p.vnnlib", SQUARE % "real")
        self.refused("count", data("shells.onnx"), "--domain", file, words=(file + ":2:", "2 elements", "3 inputs"))
        empty = self.write("q.vnnlib", SQUARE % "real" + "(assert (<= (+ X[0,0] X[0,1]) -6))")
        self.refused("count", data("moons.onnx"), "--domain", empty, words=("interior",))


class Preprocess(InputsTest):
    MAP = {"mean": [0.5, "1/4"], "std": [2, "1/3"]}

    def test_regions_are_those_of_the_moved_box(self):
        file = self.write("map.json", self.MAP)
        # (x - 1/2) / 2 and 3 (x - 1/4) of [-1, 1]^2.
        expected = self.run_json("count", data("moons.onnx"), "--domain", "box:-3/4,1/4;-15/4,9/4")
        given = self.run_json("count", data("moons.onnx"), "--domain", "box:-1,1", "--preprocess", file)
        self.assertEqual(counts(given), counts(expected))
        self.assertEqual(given["network"]["preprocess"], {"scale": ["1/2", "3"], "offset": ["-1/4", "-3/4"]})
        self.assertEqual(given["network"]["sha256"], expected["network"]["sha256"])
        self.assertNotIn("preprocess", expected["network"])

    def test_values_and_outputs(self):
        file = self.write("map.json", {"scale": 2, "offset": [0, -1]})
        plain = self.run_json("region", data("shells.onnx"), "--at", "2,3,5")
        pair = self.write("pair.json", {"scale": 2, "offset": [0, 1, -1]})
        moved = self.run_json("region", data("shells.onnx"), "--at", "1,1,3", "--preprocess", pair, "--outputs", "2,0")
        self.assertEqual(moved["output"], [plain["output"][2], plain["output"][0]])
        self.assertEqual(moved["network"]["outputs"], [2, 0])
        self.assertEqual(moved["network"]["preprocess"], {"scale": "2", "offset": ["0", "1", "-1"]})
        self.refused("count", data("shells.onnx"), "--preprocess", file, words=(file + ":1:", "3, one per input"))

    def test_every_command_takes_it(self):
        file = self.write("map.json", {"std": 2})
        options = [data("xor.onnx"), "--preprocess", file]
        for command, more in (("count", []), ("graph", []), ("region", ["--at", "0,0"]), ("insphere", []),
                              ("boundary", []), ("neighborhood", ["--at", "0,0", "--rings", "1"]), ("stats", []),
                              ("analyze", [])):
            with self.subTest(command=command):
                document = self.run_json(command, *options, "--domain", "box:-2,4", *more)
                self.assertEqual(document["network"]["preprocess"], {"scale": "1/2", "offset": "0"})
        info = json.loads(self.crease("info", *options, "--json").stdout)
        self.assertEqual(info["network"]["preprocess"], {"scale": "1/2", "offset": "0"})

    def test_convert_writes_the_composed_network(self):
        file = self.write("map.json", {"std": [2, 4]})
        target = self.path("composed.json")
        result = self.crease("convert", data("moons.onnx"), target, "--preprocess", file, "--outputs", "1")
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        written = self.run_json("count", target, "--domain", "box:-4,4")
        given = self.run_json("count", data("moons.onnx"), "--domain", "box:-4,4", "--preprocess", file, "--outputs",
                              "1")
        self.assertEqual(counts(written), counts(given))
        self.assertNotIn("preprocess", written["network"])
        with open(target, encoding="utf-8") as stream:
            first = json.load(stream)["layers"][0]["weights"][0]
        original = json.loads(self.crease("convert", data("moons.onnx"), "-").stdout)["layers"][0]["weights"][0]
        self.assertEqual([Fraction(w) for w in first], [Fraction(w) / s for w, s in zip(original, (2, 4))])

    def test_an_analysis_says_it_and_is_checked(self):
        file = self.write("map.json", self.MAP)
        domain = self.write("p.vnnlib", SQUARE % "real" + PROPERTY)
        net = self.write("net.json", golden(3, 2, (5, 4, 2)))
        result = self.crease("analyze", net, "--preprocess", file, "--outputs", "1,0", "--domain", domain, "-o",
                             self.path("out"))
        self.assertEqual(result.returncode, 0, result.stderr)
        for name, schema in (("summary.json", "analysis"), ("complex.json", "complex")):
            document = self.json_of("out", name)
            self.assert_valid(schema, document)
            self.assertEqual(document["network"]["outputs"], [1, 0])
            self.assertEqual(document["network"]["preprocess"]["scale"], ["1/2", "3"])
            self.assertEqual(len(document["domain"]["notes"]), 1)
        check = self.crease("check", self.path("out"))
        self.assertEqual((check.returncode, check.stderr), (0, ""), check.stdout)
        # What is said of the network's origin is compared, too.
        text = self.read("out/complex.json").replace('"outputs": [1,0]', '"outputs": [0,1]')
        self.write("out/complex.json", text)
        self.assertEqual(self.crease("check", self.path("out")).returncode, 3)

    def test_outputs_that_are_left_out_take_their_creases_along(self):
        corner = self.write("corner.json", network(2, [relu([[1, 0], [0, 1]], [0, 0])]))
        self.assertEqual(self.count(corner)["activation_regions"], 4)
        self.assertEqual(self.count(corner, "--outputs", "1")["activation_regions"], 2)

    def test_what_is_refused(self):
        net = data("moons.onnx")
        for text, words in (({"std": 0}, ("above 0",)), ({}, ("mean and std",)), ({"mean": 1, "scale": 1}, ("either",)),
                            ("{", ("JSON",)), ({"std": [1]}, ("found 1",))):
            file = self.write("map.json", text)
            self.refused("count", net, "--preprocess", file, words=(file + ":1:",) + words)
        self.refused("count", net, "--preprocess", self.path("none.json"), words=("none.json",))
        for outputs in ("2", "0,0", "1-0", "x", "0,", "-"):
            self.refused("count", net, "--outputs=" + outputs, words=("--outputs '%s'" % outputs, "0-4"))


if __name__ == "__main__":
    command_test.CREASE = os.path.abspath(sys.argv.pop(1))
    unittest.main()
