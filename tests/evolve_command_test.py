# SPDX-License-Identifier: GPL-3.0-or-later
"""What crease evolve says of checkpoints, held against other commands and against counts made here.

evolve_command_test.py PATH_OF_CREASE [unittest options]: exits with 77 (skipped) when modules are missing.
"""
import csv
import json
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
from command_test import golden, network, relu

DATA = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "data")


def steps(*places):
    """relu(x - t) for every place t, on a line; classes change where the sum of them passes 1."""
    return network(1, [relu([[1]] * len(places), ["%s" % -Fraction(t) for t in places]),
                       {"weights": [[1] * len(places)], "bias": [-1], "activation": "identity"}])


def bounds(value):
    if isinstance(value, dict):
        return Fraction(value["lo"]), Fraction(value["hi"])
    return Fraction(value), Fraction(value)


class Evolve(command_test.CommandTest):
    @classmethod
    def setUpClass(cls):
        with open(os.path.join(DATA, "schemas/evolve.schema.json"), encoding="utf-8") as file:
            schema = json.load(file)
        jsonschema.Draft7Validator.check_schema(schema)
        cls.validator = jsonschema.Draft7Validator(schema)

    def run_json(self, *arguments, code=0, command="evolve"):
        result = self.crease(command, *arguments, "--json")
        self.assertEqual(result.returncode, code, result.stderr)
        document = json.loads(result.stdout)
        if command == "evolve":
            for error in self.validator.iter_errors(document):
                self.fail("%s: %s" % (list(error.absolute_path), error.message[:300]))
        return document

    def test_a_line(self):
        """Everything by hand: breakpoints 1 and 2, then 1 and 3, on [0, 4]."""
        first = self.write("first.json", steps(1, 2))
        second = self.write("second.json", steps(1, 3))
        points = self.write("points.csv", "x\n0\n1\n5/2\n7/2\n9\n")
        found = self.run_json(first, second, "--domain", "box:0,4", "--points", points, "--balls", "1/2")
        self.assertEqual(found["points"], {"file": points, "count": 4, "outside": 1})
        self.assertEqual(found["random_points"], {"count": 4, "seed": 1})
        one, two = found["checkpoints"]
        self.assertEqual((one["network"]["name"], two["network"]["name"]), ("first", "second"))
        self.assertIsNone(one["change"])
        for checkpoint in (one, two):
            self.assertEqual([checkpoint[key] for key in ("activation_regions", "linear_regions", "affine_pieces",
                                                          "adjacencies", "bounded_regions")], [3, 3, 3, 2, 3])
            self.assertEqual(checkpoint["layers"], [{"layer": 0, "parents": 1, "children": 3,
                                                     "splits": [{"units": 2, "children": 3, "cells": 1}]}])
            self.assertEqual(checkpoint["points"]["on_creases"], 1)
        # f = 0 at x = 2, a breakpoint of the first, inside a region of the second.
        self.assertEqual((one["cut_regions"], two["cut_regions"]), (0, 1))
        self.assertEqual((one["boundary"], two["boundary"]), ({"pieces": 1, "components": 1, "size": "1"},) * 2)
        # 1, 0, 1/2, 3/2 from 1 and 2; 1, 0, 1/2, 1/2 from 1 and 3.
        distances = [checkpoint["points"]["squared_distance_to_crease"] for checkpoint in (one, two)]
        self.assertEqual([[d[key] for key in ("min", "q1", "median", "q3", "max", "mean")] for d in distances],
                         [["0", "0", "1/4", "1", "9/4", "7/8"], ["0", "0", "1/4", "1/4", "1", "3/8"]])
        # Breakpoints just 1/2 away only touch the ball.
        balls = [checkpoint["points"]["ball_regions"] for checkpoint in (one, two)]
        self.assertEqual([(b["min"], b["max"], b["mean"]) for b in balls], [("1", "2", "5/4")] * 2)
        change = two["change"]
        self.assertEqual([change[key] for key in ("kept_regions", "vanished_regions", "appeared_regions")], [3, 0, 0])
        self.assertEqual((change["points"]["same_pattern"], change["points"]["same_class"]), (3, 4))
        self.assertEqual(change["points"]["hamming_distance"]["max"], "1")
        self.assertEqual(change["overlap"], {"pieces": 4, "kept_pieces": 3, "volume": "4", "kept_volume": "3",
                                             "mean_hamming_distance": "1/4"})

    def test_as_other_commands_say(self):
        files = [self.write("net%d.json" % seed, golden(seed, 2, [6, 6])) for seed in (2, 3, 4)]
        grid = [[Fraction(i, 3), Fraction(j, 5)] for i in range(-12, 13, 3) for j in range(-20, 21, 7)]
        points = self.write("points.csv", "".join("%s,%s\n" % tuple(p) for p in grid))
        domain = ["--domain", "box:-8,8"]
        found = self.run_json(*files, *domain, "--points", points, "--balls", "1/2", "--random-points", "7")
        patterns = []
        for file, checkpoint in zip(files, found["checkpoints"]):
            count = self.run_json(file, *domain, command="count")
            for key in ("activation_regions", "linear_regions", "affine_pieces", "adjacencies", "bounded_regions"):
                self.assertEqual(checkpoint[key], count[key])
            boundary = self.run_json(file, *domain, command="boundary")
            self.assertEqual(checkpoint["cut_regions"], boundary["cut_regions"])
            self.assertEqual(checkpoint["boundary"]["size"], boundary["boundary"]["size"])
            self.assertEqual(checkpoint["boundary"]["pieces"], boundary["boundary"]["pieces"])
            stats = self.run_json(file, *domain, "--points", points, command="stats")
            for quantity in stats["quantities"]:
                if quantity["name"] == "squared_distance_to_crease":
                    mine = checkpoint["points"]["squared_distance_to_crease"]
                    self.assertEqual(mine, {key: quantity[key] for key in mine})
            self.assertEqual(checkpoint["points"]["on_creases"], stats["points"]["on_creases"])
            self.assertEqual(checkpoint["random_points"]["ball_regions"]["count"], 7)
            last = checkpoint["layers"][-1]
            self.assertEqual(last["children"], checkpoint["activation_regions"])
            self.assertEqual(sum(s["cells"] for s in last["splits"]), last["parents"])
            self.assertEqual(self.crease("analyze", file, *domain, "-o", self.path("all")).returncode, 0)
            patterns.append({json.loads(line)["pattern"] for line in self.read("all/regions.jsonl").splitlines()})
        for old, new, checkpoint in zip(patterns, patterns[1:], found["checkpoints"][1:]):
            change = checkpoint["change"]
            self.assertEqual([change[key] for key in ("kept_regions", "vanished_regions", "appeared_regions")],
                             [len(old & new), len(old - new), len(new - old)])

    def test_trained_checkpoints(self):
        directory = os.path.join(DATA, "evolution")
        files = [os.path.join(directory, name) for name in sorted(os.listdir(directory))
                 if name.startswith("moons-0-")]
        self.assertGreater(len(files), 3)
        points = os.path.join(directory, "moons-0.npy")
        few = self.path("few.npy")
        numpy.save(few, numpy.load(points)[:60])
        arguments = ["--domain", "box:-1,1", "--points", few, "--balls", "1/10"]
        found = self.run_json(*files, *arguments)
        self.assertEqual([c["network"]["name"] for c in found["checkpoints"]],
                         [os.path.basename(file)[:-5] for file in files])
        for checkpoint in found["checkpoints"]:
            self.assertTrue(checkpoint["complete"])
            self.assertEqual(checkpoint["points"]["squared_distance_to_crease"]["count"], 60)
        for checkpoint in found["checkpoints"][1:]:
            low, high = bounds(checkpoint["change"]["overlap"]["kept_volume"])
            self.assertTrue(0 <= low <= high <= 4)
            self.assertEqual(checkpoint["change"]["overlap"]["volume"], "4")
        threads = [self.run_json(*files, *arguments, "--threads", n)["checkpoints"] for n in ("1", "2")]
        self.assertEqual(threads[0], threads[1])

    def test_a_file_of_several(self):
        several = {"format": "crease-checkpoints/1",
                   "checkpoints": [{"name": name, "input_dim": 1, "layers": steps(1, place)["layers"]}
                                   for name, place in (("a", 2), ("b", 3))]}
        result = self.crease("evolve", self.write("run.json", several), "--domain", "box:0,4")
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        self.assertRegex(result.stdout, r"(?m)^run#a .*\nrun#b ")
        one = self.crease("evolve", self.path("run.json"), "--domain", "box:0,4", "--checkpoint", "b")
        self.assertNotIn("run#a", one.stdout)

    def test_words_and_tables(self):
        files = [self.write("net%d.json" % seed, golden(seed, 2, [5, 5])) for seed in (2, 3)]
        arguments = [*files, "--domain", "box:-8,8", "--random-points", "5", "--seed", "3", "--balls", "1"]
        found = self.run_json(*arguments)
        words = self.crease("evolve", *arguments)
        self.assertEqual((words.returncode, words.stderr), (0, ""))
        table = words.stdout.split("\n\n")[1].splitlines()
        self.assertEqual(len(table), 3)
        self.assertEqual(len({len(line) for line in table}), 1)
        self.assertIn("(random)", table[0])
        self.assertNotIn("pattern", table[0])  # no points of the data
        for line, checkpoint in zip(table[1:], found["checkpoints"]):
            self.assertEqual(line.split()[:2], [checkpoint["network"]["name"], str(checkpoint["activation_regions"])])
        self.assertEqual(self.crease("evolve", *arguments, "-o", self.path("run.csv")).returncode, 0)
        with open(self.path("run.csv"), newline="") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual(len(rows), 2)
        for row, checkpoint in zip(rows, found["checkpoints"]):
            self.assertEqual(row["name"], checkpoint["network"]["name"])
            self.assertEqual(int(row["cut_regions"]), checkpoint["cut_regions"])
            low, high = bounds(checkpoint["boundary"]["size"])
            self.assertEqual((Fraction(row["boundary_size_lo"]), Fraction(row["boundary_size_hi"])), (low, high))
            self.assertEqual(row["random_squared_distance_median_lo"],
                             checkpoint["random_points"]["squared_distance_to_crease"]["median"])
            self.assertEqual(row["squared_distance_median_lo"], "")
        self.assertEqual(rows[0]["kept_regions"], "")
        self.assertEqual(int(rows[1]["kept_regions"]), found["checkpoints"][1]["change"]["kept_regions"])

    def test_other_units_and_unbounded_domains(self):
        small, large = self.write("a.json", golden(1, 2, [4])), self.write("b.json", golden(1, 2, [5]))
        found = self.run_json(small, large)
        self.assertIsNone(found["checkpoints"][1]["change"])
        self.assertIsNone(found["random_points"])
        again = self.run_json(small, small)["checkpoints"][1]["change"]
        self.assertEqual((again["vanished_regions"], again["appeared_regions"], again["overlap"]), (0, 0, None))

    def test_limits(self):
        files = [self.write("net%d.json" % seed, golden(seed, 2, [6, 6])) for seed in (2, 3)]
        part = self.run_json(*files, "--domain", "box:-8,8", "--random-points", "3", "--max-regions", "5", code=4)
        self.assertEqual((part["complete"], part["reason"]), (False, "max-regions"))
        self.assertEqual([c["activation_regions"] for c in part["checkpoints"]], [5, 5])
        self.assertEqual([(c["complete"], c["random_points"], c["change"]) for c in part["checkpoints"]],
                         [(False, None, None)] * 2)
        huge = self.write("huge.json", command_test.huge())
        stopped = self.run_json(files[0], files[1], "--timeout", "1e-6", code=4)
        self.assertEqual(stopped["reason"], "timeout")
        self.assertEqual(len(stopped["checkpoints"]), 1)
        self.assertEqual(self.crease("evolve", huge, huge, "--timeout", "1").returncode, 4)

    def test_errors(self):
        file = self.write("net.json", golden(1, 2, [4]))
        line = self.write("line.json", steps(1))
        for arguments, code, word in [([], 2, "CHECKPOINT"), ([file, "--balls", "1"], 2, "--points"),
                                      ([file, "--random-points", "3"], 3, "bounded"),
                                      ([file, line], 3, "1 input"), ([file, "--balls", "0"], 2, "--balls"),
                                      ([file, "--points", self.path("none.csv")], 3, "none.csv"),
                                      ([file, "--points", file, "--array", "x"], 2, "--array")]:
            result = self.crease("evolve", *arguments)
            self.assert_one_error(result, code)
            self.assertIn(word, result.stderr)


if __name__ == "__main__":
    command_test.CREASE = os.path.abspath(sys.argv.pop(1))
    unittest.main()
