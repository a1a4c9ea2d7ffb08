# SPDX-License-Identifier: GPL-3.0-or-later
"""What crease validate says, against crease count, crease bounds, crease insphere, and samples by numpy.

validate_command_test.py PATH_OF_CREASE [unittest options]: exits with 77 (skipped) when modules are missing.
"""
import csv
import json
import os
import signal
import sys
import time
import unittest
from fractions import Fraction

try:
    import jsonschema
    import numpy
except ImportError as error:
    print("skipped:", error)
    sys.exit(77)

import command_test
from command_test import golden, huge, network, relu, tent

DATA = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "data")
BOUNDS = ["montufar_2014", "serra_2018_lower", "naive", "montufar_2017", "montufar_ren_zhang_2021", "serra_2018",
          "hinz_2019", "serra_ramalingam_2020"]


def data(name):
    return os.path.join(DATA, name)


def doubled_cross():
    """Two lines, each under two units: four regions."""
    return network(2, [relu([[1, 0], [-2, 0], [0, 1], [0, -3]], [0, 0, 0, 0])])


class Validate(command_test.CommandTest):
    def check_schema(self, document):
        with open(data("schemas/validate.schema.json"), encoding="utf-8") as file:
            schema = json.load(file)
        jsonschema.Draft7Validator.check_schema(schema)
        jsonschema.Draft7Validator(schema).validate(document)

    def validate(self, *arguments, code=0):
        result = self.crease("validate", *arguments, "--json")
        self.assertEqual(result.returncode, code, result.stderr)
        document = json.loads(result.stdout)
        self.check_schema(document)
        return document

    def rows(self, document):
        """By name; of float_lp the adjacencies as float_lp_adjacencies."""
        rows = {}
        for row in document["methods"]:
            rows[row["name"] + ("_adjacencies" if row["quantity"] == "adjacencies" else "")] = row
        return rows

    def assert_compared(self, row, exact):
        """The laws of a count beside the exact one."""
        self.assertEqual(row["exact"], str(exact))
        self.assertEqual(Fraction(row["ratio"]), Fraction(row["value"]) / exact)
        if row["missed"] is not None:
            self.assertEqual(int(row["value"]), exact - row["missed"] + row["invented"])

    def test_a_trained_network(self):
        found = self.validate(data("moons.onnx"), "--domain", "box:-3,3", "--assert")
        with open(data("expected.json"), encoding="utf-8") as file:
            expected = next(row for row in json.load(file)["counts"]
                            if row["network"] == "moons.onnx" and row.get("domain") == "box:-3,3")
        for name in ("activation_regions", "linear_regions", "affine_pieces", "adjacencies"):
            self.assertEqual(found[name], expected[name])
        self.assertEqual(found["violations"], [])
        rows = self.rows(found)
        self.assertEqual(list(rows), BOUNDS + ["grid", "random", "segments", "float_lp", "float_lp_adjacencies",
                                               "monte_carlo_volumes", "float_insphere"])
        for name in BOUNDS + ["grid", "random", "segments", "float_lp"]:
            self.assert_compared(rows[name], 302)
        self.assert_compared(rows["float_lp_adjacencies"], 571)
        bounds = json.loads(self.crease("bounds", data("moons.onnx"), "--domain", "box:-3,3", "--json").stdout)
        self.assertEqual({name: rows[name]["value"] for name in BOUNDS}, bounds["bounds"])
        # A generic network: the search finds all, the others do not.
        self.assertEqual((rows["float_lp"]["missed"], rows["float_lp"]["invented"]), (0, 0))
        self.assertEqual((rows["float_lp_adjacencies"]["missed"], rows["float_lp_adjacencies"]["invented"]), (0, 0))
        for name in ("grid", "random", "segments"):
            self.assertGreater(rows[name]["missed"], 0)
            self.assertEqual(rows[name]["invented"], 0)
        self.assertEqual(rows["monte_carlo_volumes"]["exact"], "36")
        self.assertAlmostEqual(rows["monte_carlo_volumes"]["value"], 36)
        self.assertEqual(rows["monte_carlo_volumes"]["missed"], rows["random"]["missed"])
        insphere = json.loads(self.crease("insphere", data("moons.onnx"), "--domain", "box:-3,3", "--json").stdout)
        least = insphere["min"]["radius"]
        exact = rows["float_insphere"]["exact"]
        self.assertLessEqual(Fraction(exact["lo"]), Fraction(least["hi"]))
        self.assertGreaterEqual(Fraction(exact["hi"]), Fraction(least["lo"]))
        self.assertLess(rows["float_insphere"]["error"], 1e-6)
        self.assertEqual(rows["float_insphere"]["missed"], 0)

    def test_help(self):
        text = self.crease("validate", "--help").stdout
        for option in ("--methods", "--samples", "--segments", "--tolerance", "--seed", "--assert", "--domain", "--slice",
                       "--threads", "--timeout", "--max-regions", "--decimals", "--json", "-o,--output"):
            self.assertIn("\n  " + option + " ", text)
        self.assertIn("Exit codes", text)

    def test_a_grid_by_numpy(self):
        weights = numpy.array([[1, 0], [1, 2], [-1, 1], [2, -1]])
        bias = numpy.array([0.25, -0.75, 0.125, 0.5])
        file = self.write("net.json", network(2, [relu(weights.tolist(), bias.tolist())]))
        found = self.rows(self.validate(file, "--domain", "box:-1,1", "--methods", "grid", "--samples", "120"))
        axis = numpy.linspace(-1, 1, 10)
        points = numpy.array([(x, y) for x in axis for y in axis])
        patterns = {tuple(pattern) for pattern in points @ weights.T + bias > 0}
        self.assertEqual(found["grid"]["parameters"], {"points": 100, "per_axis": 10})
        self.assertEqual(found["grid"]["value"], str(len(patterns)))

    def test_where_the_float_search_fails(self):
        # (file or network, domain, regions, found): lines under several units, and folds where a later unit is zero.
        cases = [(self.write("cross.json", doubled_cross()), "box:-1,1", 4, 1),
                 (data("zigzag_2_2_3.json"), "box:-1,1", 64, 16),
                 (data("sawtooth_10.json"), "box:0,1", 1024, 4),
                 (data("abs_1d.json"), "all", 2, 1)]
        for file, domain, regions, reached in cases:
            found = self.validate(file, "--domain", domain)
            self.assertEqual(found["activation_regions"], regions)
            row = self.rows(found)["float_lp"]
            self.assertEqual((row["value"], row["missed"], row["invented"]), (str(reached), regions - reached, 0))
            # It fails without a word of it being a bound.
            self.assertEqual(row["kind"], "estimate")

    def test_assertions(self):
        # At 0 both units are off: a pattern of no region.
        file = self.write("net.json", network(1, [relu([[1], [-1]], [0, 0])]))
        arguments = [file, "--domain", "box:-1,1", "--methods", "grid", "--samples", "3"]
        self.assertEqual(len(self.validate(*arguments)["violations"]), 1)
        found = self.validate(*arguments, "--assert", code=1)
        row = found["methods"][0]
        self.assertEqual((row["value"], row["exact"], row["missed"], row["invented"]), ("3", "2", 0, 1))
        words = self.crease("validate", *arguments, "--assert")
        self.assertEqual(words.returncode, 1)
        self.assertRegex(words.stderr, r"\Acrease: validate: does not hold: grid is 3[^\n]+\n\Z")
        self.assertIn("does not hold", words.stdout)
        self.validate(file, "--domain", "box:-1,1", "--methods", "grid", "--samples", "2", "--assert")
        self.validate(self.write("golden.json", golden(3, 2, [5, 5, 5])), "--domain", "box:-8,8", "--methods",
                      "bounds,random,segments", "--assert")

    def test_seeds(self):
        arguments = [data("xor.onnx"), "--domain", "box:-1,2", "--methods", "random,segments", "--samples", "20",
                     "--segments", "2"]
        def values(*more):
            return [(row["value"], row["missed"]) for row in self.validate(*arguments, *more)["methods"]]
        self.assertEqual(values("--seed", "3"), values("--seed", "3", "--threads", "1"))
        self.assertGreater(len({str(values("--seed", str(seed))) for seed in range(8)}), 1)

    def test_unbounded_domains_and_words(self):
        found = self.rows(self.validate(data("pencil_5.json")))
        for name in ("grid", "random", "segments", "monte_carlo_volumes"):
            self.assertIsNone(found[name]["value"])
            self.assertIn("--domain", found[name]["note"])
        self.assertEqual(found["float_lp"]["value"], "10")
        self.assertEqual(found["zaslavsky"]["value"], "10")
        self.assertEqual(found["float_insphere"]["missed"], 0)
        words = self.crease("validate", data("pencil_5.json"), "--domain", "box:-1,1")
        self.assertEqual(words.returncode, 0, words.stderr)
        self.assertRegex(words.stdout, r"\nfloat_lp +adjacencies .* 10 +10 ")
        slice_file = data("slices/digits_0_1_7.json")
        sliced = self.validate(data("digits.onnx"), "--slice", slice_file, "--methods", "random,monte_carlo_volumes")
        self.assertEqual((sliced["activation_regions"], self.rows(sliced)["monte_carlo_volumes"]["exact"]), (149, "4"))

    def test_tables(self):
        out = self.path("out.csv")
        result = self.crease("validate", data("xor.onnx"), "--domain", "box:-1,2", "-o", out)
        self.assertEqual((result.returncode, result.stdout, result.stderr), (0, "", ""))
        with open(out, newline="", encoding="utf-8") as file:
            rows = {(row["name"], row["quantity"]): row for row in csv.DictReader(file)}
        self.assertEqual(rows["float_lp", "activation_regions"]["ratio"], "1")
        self.assertEqual(rows["naive", "activation_regions"]["ratio"], "16/11")
        self.assertEqual(json.loads(rows["random", "activation_regions"]["parameters"]), {"points": 10000, "seed": 1})

    def test_a_directory(self):
        os.mkdir(self.path("nets"))
        self.write("nets/b_cross.json", doubled_cross())
        self.write("nets/a_tent.json", tent(3))
        self.write("nets/c_broken.json", "{")
        self.write("nets/notes.md", "no network")
        checkpoints = [{"name": name, "input_dim": 1, "layers": tent(k)["layers"]} for k, name in
                       ((1, "first"), (2, "last"))]
        self.write("nets/d_set.json", {"format": "crease-checkpoints/1", "checkpoints": checkpoints})
        methods = ["--domain", "box:-1,1", "--methods", "bounds,float_lp,segments"]
        found = self.validate(self.path("nets"), *methods, code=3)
        files = [row["file"] for row in found["networks"]]
        self.assertEqual(files, ["a_tent.json", "b_cross.json", "c_broken.json", "d_set.json#first",
                                 "d_set.json#last"])
        self.assertEqual([row["error"] is None for row in found["networks"]], [True, True, False, True, True])
        self.assertEqual(found["networks"][1]["activation_regions"], 4)
        alone = self.validate(self.path("nets/b_cross.json"), *methods)
        self.assertEqual([row["value"] for row in alone["methods"]],
                         [row["value"] for row in found["networks"][1]["methods"]])
        words = self.crease("validate", self.path("nets"), *methods)
        self.assertEqual(words.returncode, 3)
        self.assertRegex(words.stdout, r"\nb_cross.json +4 ")
        self.assertRegex(words.stdout, r"\nc_broken.json +- .*error\n")
        self.assertIn("c_broken.json", words.stderr)
        out = self.path("out.csv")
        self.assertEqual(self.crease("validate", self.path("nets"), *methods, "-o", out).returncode, 3)
        with open(out, newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual([row["file"] for row in rows], files)
        self.assertEqual((rows[1]["float_lp_missed"], rows[1]["float_lp_ratio"]), ("3", "1/4"))
        self.assertEqual(rows[2]["activation_regions"], "")
        self.assertIn("c_broken.json", rows[2]["failure"])
        os.remove(self.path("nets/c_broken.json"))
        self.assertTrue(self.validate(self.path("nets"), *methods)["complete"])
        os.mkdir(self.path("empty"))
        self.assert_one_error(self.crease("validate", self.path("empty")), 3)

    def test_limits(self):
        part = self.validate(data("spirals.onnx"), "--domain", "box:-1,1", "--max-regions", "20", code=4)
        self.assertEqual((part["complete"], part["counts_complete"], part["activation_regions"]), (False, False, 20))
        for row in part["methods"]:
            self.assertEqual((row["exact"], row["ratio"], row["missed"]), (None, None, None), row)
        self.assertIsNotNone(self.rows(part)["random"]["value"])
        start = time.monotonic()
        late = self.validate(self.write("huge.json", huge()), "--domain", "box:-1,1", "--timeout", "1", code=4)
        self.assertLess(time.monotonic() - start, 30)
        self.assertEqual((late["reason"], self.rows(late)["random"]["note"]), ("timeout", "ended by a limit"))
        # The counts end in time, a method does not.
        slow = self.validate(data("xor.onnx"), "--domain", "box:-1,2", "--methods", "random", "--samples",
                             "1000000000", "--timeout", "2", code=4)
        self.assertEqual((slow["complete"], slow["counts_complete"], slow["activation_regions"]), (False, True, 11))
        self.assertEqual((slow["methods"][0]["value"], slow["methods"][0]["exact"]), (None, "11"))

    def test_interruption(self):
        process = self.start("validate", data("xor.onnx"), "--domain", "box:-1,2", "--methods", "random", "--samples",
                             "1000000000", "--json")
        time.sleep(2)
        process.send_signal(signal.SIGINT)
        output, errors = process.communicate(timeout=command_test.DEADLINE)
        self.assertEqual(process.returncode, 130, errors)
        document = json.loads(output)
        self.check_schema(document)
        self.assertFalse(document["complete"])

    def test_errors(self):
        file = data("xor.onnx")
        for arguments, code in ([file, "--methods", "bounds,guess"], 2), ([file, "--tolerance", "-1"], 2), \
                ([file, "--samples", "0"], 2), ([self.path("missing.json")], 3), \
                ([data("digits.onnx"), "--domain", "box:0,1"], 3), ([file, "-o", self.path("a.csv"), "--json"], 2):
            self.assert_one_error(self.crease("validate", *arguments), code)


if __name__ == "__main__":
    command_test.CREASE = os.path.abspath(sys.argv.pop(1))
    unittest.main()
