# SPDX-License-Identifier: GPL-3.0-or-later
"""What crease dataset makes, held against other commands, against random networks made here, and against data/reference.

dataset_tables_test.py PATH_OF_CREASE [unittest options]: exits with 77 (skipped) when modules are missing.
"""
import csv
import hashlib
import json
import math
import os
import struct
import subprocess
import sys
import unittest
from fractions import Fraction

try:
    import jsonschema
except ImportError as error:
    print("skipped:", error)
    sys.exit(77)

import command_test
from command_test import golden
from dataset_kill_test import contents

DATA = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "data")
ALL = ["counts", "faces", "volume", "inradii", "boundary", "bounds", "regions", "facets", "vertices", "inspheres",
       "decision"]


def validator(name):
    with open(os.path.join(DATA, "schemas/%s.schema.json" % name), encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft7Validator.check_schema(schema)
    return jsonschema.Draft7Validator(schema)


def spec(networks, **members):
    return {"format": "crease-dataset-spec/1", "name": "test", "networks": networks, **members}


class Numbers:
    """A stream of random_network.h, written anew from what that header says."""

    def __init__(self, widths, seed, stream):
        self.prefix = "crease-random-network/1;%s;%d;%s;" % (",".join(map(str, widths)), seed, stream)
        self.count = 0

    def next(self):
        block, word = divmod(self.count, 4)
        digest = hashlib.sha256((self.prefix + str(block)).encode()).digest()
        self.count += 1
        return int.from_bytes(digest[8 * word:8 * word + 8], "big")

    def uniform(self):
        return Fraction(self.next(), 2**64)

    def even_run(self, start, go_on=lambda: True):
        """Whether a falling run of numbers below `start` has an even length."""
        length = 0
        while True:
            value = self.uniform()
            if value >= start or not go_on():
                return length % 2 == 0
            start = value
            length += 1

    def normal(self):
        while True:
            k = 0
            while self.even_run(Fraction(1, 2)):
                k += 1
            if not all(self.even_run(Fraction(1, 2)) for _ in range(k * (k - 1))):
                continue
            bits = self.next()
            x = Fraction(bits, 2**64)
            if all(self.even_run(x, lambda: self.uniform() < (2 * k + x) / (2 * k + 2)) for _ in range(k + 1)):
                y = k + float(bits >> 11) * 2.0**-53
                return -y if self.next() & 1 else y

    def draw(self, law, n_in, n_out):
        name, _, argument = law.partition(":")
        squares = {"he_normal": 2 / n_in, "he_uniform": 6 / n_in, "lecun_normal": 1 / n_in, "lecun_uniform": 3 / n_in,
                   "glorot_normal": 2 / (n_in + n_out), "glorot_uniform": 6 / (n_in + n_out), "torch_linear": 1 / n_in}
        if name == "zero":
            return Fraction(0)
        if name == "integers":
            low, high = map(int, argument.split(","))
            return Fraction(low + (self.next() * (high - low + 1) >> 64))
        scale = float(Fraction(argument)) if argument else math.sqrt(squares[name])
        if "normal" in name:
            value = self.normal()
        else:
            value = (2.0 * (self.next() >> 40) + 1.0 - 2.0**24) * 2.0**-24
        return Fraction(struct.unpack("f", struct.pack("f", value * scale))[0])


def random_layers(widths, weights, biases, seed, max_of=1):
    streams = Numbers(widths, seed, "weights"), Numbers(widths, seed, "biases")
    layers = []
    for n_in, n_out in zip(widths, widths[1:]):
        rows = n_out * (max_of if len(layers) + 2 < len(widths) else 1)
        layers.append(([[streams[0].draw(weights, n_in, n_out) for _ in range(n_in)] for _ in range(rows)],
                       [streams[1].draw(biases, n_in, n_out) for _ in range(rows)]))
    return layers


class DatasetTest(command_test.CommandTest):
    def make(self, content, directory="out", arguments=(), code=0, name="spec.json"):
        result = self.crease("dataset", self.write(name, content), "-o", self.path(directory), "--json", *arguments)
        self.assertEqual(result.returncode, code, result.stderr)
        document = json.loads(result.stdout)
        for error in validator("dataset").iter_errors(document):
            self.fail("%s: %s" % (list(error.absolute_path), error.message[:300]))
        return document

    def refused(self, content, code, *words, directory="out", **options):
        result = self.crease("dataset", self.write("spec.json", content), "-o", self.path(directory), **options)
        self.assert_one_error(result, code)
        for word in words:
            self.assertIn(word, result.stderr)

    def rows(self, name, directory="out"):
        """The rows of a table, read from both of its files, which must agree."""
        with open(self.path("%s/%s.jsonl" % (directory, name)), encoding="utf-8") as file:
            rows = [json.loads(line) for line in file]
        with open(self.path("%s/%s.csv" % (directory, name)), encoding="utf-8", newline="") as file:
            cells = list(csv.DictReader(file))

        def as_cell(value):
            if isinstance(value, list):
                return " ".join(map(str, value))
            return {None: "", True: "true", False: "false"}.get(value, str(value)) if not isinstance(value, int) \
                or isinstance(value, bool) else str(value)
        self.assertEqual(cells, [{key: as_cell(value) for key, value in row.items()} for row in rows])
        return rows

    def json_of(self, *arguments):
        result = self.crease(*arguments, "--json")
        self.assertEqual(result.returncode, 0, result.stderr)
        return json.loads(result.stdout)


class RandomNetworks(DatasetTest):
    def test_against_an_implementation_from_the_description(self):
        laws = ["he_normal", "he_uniform", "glorot_normal", "glorot_uniform", "lecun_normal", "lecun_uniform",
                "torch_linear", "normal:1/3", "uniform:0.25", "integers:-3,3", "zero"]
        widths = [[2, 7, 4, 1], [3, 5, 2]]
        grid = {"architectures": widths, "initializations": laws, "biases": ["torch_linear", "normal:0.3"],
                "activations": ["relu", "max:3"], "seeds": [0, 562949953421311], "domains": ["box:-1,1"]}
        self.make(spec([grid], formats=["jsonl"], max_regions=1))
        with open(self.path("out/counts.jsonl"), encoding="utf-8") as file:
            rows = [json.loads(line) for line in file]
        self.assertEqual(len(rows), 2 * 2 * len(laws) * 2 * 2)
        for row in rows:
            max_of = 3 if row["activation"] == "max:3" else 1
            shape = [int(width) for width in row["architecture"].split(",")]
            expected = random_layers(shape, row["initialization"], row["biases"], row["seed"], max_of)
            document = json.loads(self.read("out/" + row["network"]))
            found = [([[Fraction(w) for w in weights] for weights in layer["weights"]],
                      [Fraction(b) for b in layer["bias"]]) for layer in document["layers"]]
            self.assertEqual(found, expected, row)
            self.assertEqual([layer.get("max", 1) for layer in document["layers"]],
                             [max_of] * (len(shape) - 2) + [1])
            self.assertEqual(document["layers"][-1]["activation"], "identity")


class Tables(DatasetTest):
    def networks(self):
        for name, content in (("a.json", golden(2, 2, [5, 4])), ("b.json", golden(3, 2, [4, 3]))):
            self.write(name, content)
        self.write("slice.json", {"format": "crease-slice/1", "point": [0, "1/3"], "directions": [[1, 2]],
                                  "box": [[-4, 4]]})
        self.write("triangle.json", {"format": "crease-domain/1", "rows": [
            {"normal": [1, 0], "offset": 1}, {"normal": [0, 1], "offset": 1}, {"normal": [-1, -1], "offset": 2}]})
        return [{"files": ["a.json", "b.json"],
                 "domains": ["all", "box:-8,8", "triangle.json", {"slice": "slice.json"}]},
                {"architectures": [[2, 5, 1], [3, 4, 2]], "activations": ["relu", "hard_tanh", "max:2"],
                 "initializations": ["he_normal", "integers:-1,1"], "biases": ["integers:-1,1"], "seeds": [4],
                 "domains": ["box:-1,1", "all"]}]

    def test_every_quantity_as_other_commands_say(self):
        made = self.make(spec(self.networks(), quantities=ALL))
        counts = self.rows("counts")
        tables = {name: self.rows(name) for name in ("regions", "facets", "vertices", "inspheres", "decision_cells",
                                                     "boundary_pieces", "decision_corners")}
        self.assertEqual((made["items"], made["networks"], made["made_items"]), (8 + 24, 2 + 12, 32))
        self.assertEqual(made["activation_regions"], len(tables["regions"]))
        self.assertEqual([row["item"] for row in counts], list(range(32)))
        schema = validator("dataset-counts")
        for row in counts:
            for error in schema.iter_errors(row):
                self.fail("%s: %s" % (list(error.absolute_path), error.message[:300]))
        self.check_description(tables, counts)
        for row in counts:
            with self.subTest(item=row["item"]):
                self.check_item(row, {name: [dict(r) for r in rows if r["item"] == row["item"]]
                                      for name, rows in tables.items()})

    def check_description(self, tables, counts):
        description = json.loads(self.read("out/dataset.json"))
        for name, document in (("dataset-description", description), ("dataset-spec", description["specification"])):
            for error in validator(name).iter_errors(document):
                self.fail("%s: %s" % (list(error.absolute_path), error.message[:300]))
        self.assertEqual([table["name"] for table in description["tables"]], ["counts"] + list(tables))
        card = self.read("out/README.md")
        for table in description["tables"]:
            rows = tables.get(table["name"], counts)
            self.assertEqual([column["name"] for column in table["columns"]], list(rows[0]))
            for column in table["columns"]:
                self.assertIn("| %s | %s |" % (column["name"], column["type"]), card)
        self.assertEqual({entry["file"] for entry in description["inputs"]},
                         {"a.json", "b.json", "slice.json", "triangle.json"})
        for entry in description["inputs"]:
            with open(self.path(entry["file"]), "rb") as file:
                self.assertEqual(hashlib.sha256(file.read()).hexdigest(), entry["sha256"])
        self.assertEqual([(d["label"], d["slice_file"], len(d["rows"])) for d in description["domains"]],
                         [("triangle.json", None, 3), ("all", "slice.json", 2)])

    def check_item(self, row, tables):
        network = self.path("out/" + row["network"])
        with open(network, "rb") as file:
            self.assertEqual(hashlib.sha256(file.read()).hexdigest(), row["network_sha256"])
        domain = row["domain"] if row["domain"] != "triangle.json" else self.path("triangle.json")
        arguments = [network, "--domain", domain] + (["--slice", self.path("slice.json")] if row["slice"] else [])
        if row["source"]:  # the file it came from says the same
            arguments[0] = self.path(row["source"])
        directory = self.path("analysis%d" % row["item"])
        summary = self.json_of("analyze", *arguments, "-o", directory, "--formats", "jsonl")
        for key in ("activation_regions", "linear_regions", "affine_pieces", "adjacencies", "boundary_facets",
                    "bounded_regions", "f_vector", "bounded_faces", "euler_characteristic"):
            self.assertEqual(row[key], summary[key], key)
        self.assertEqual(row["volume"], summary["volume_of_bounded_regions"])
        self.assertEqual({str(k): n for k, n in enumerate(row["degree_histogram"]) if n}, summary["degree_histogram"])
        for name in ("regions", "facets", "vertices"):
            with open(os.path.join(directory, name + ".jsonl"), encoding="utf-8") as file:
                self.assert_same_rows(tables[name], [json.loads(line) for line in file])

        balls = self.json_of("insphere", *arguments)
        self.assertEqual((row["infinite_inradii"], row["unique_inspheres"]), (balls["infinite"], balls["unique"]))
        for which in ("min", "max"):
            radius = balls[which]["radius"]
            lo, hi = (radius["lo"], radius["hi"]) if isinstance(radius, dict) else (radius, radius)
            self.assertEqual((row[which + "_inradius_lo"], row[which + "_inradius_hi"]), (lo, hi))
            self.assertEqual(row[which + "_inradius_region"], balls[which]["id"])
        self.assertEqual([r["pattern"] for r in tables["inspheres"]], [r["pattern"] for r in balls["regions"]])
        self.assertEqual([r["pattern"] for r in tables["inspheres"]], [r["pattern"] for r in tables["regions"]])
        self.assertEqual(self.crease("insphere", *arguments, "-o", directory + "/x.jsonl").returncode, 0)
        with open(directory + "/x.jsonl", encoding="utf-8") as file:
            self.assert_same_rows(tables["inspheres"], [json.loads(line) for line in file])

        boundary = self.json_of("boundary", *arguments, "-o", directory + "/boundary")
        self.assertEqual(row["cut_regions"], boundary["cut_regions"])
        self.assertEqual(row["decision_cells"], boundary["decision_cells"])
        self.assertEqual(row["decision_regions"], len(boundary["decision_regions"]))
        self.assertEqual(row["boundary_pieces"], boundary["boundary"]["pieces"])
        self.assertEqual(row["boundary_betti"], boundary["boundary"]["betti"])
        self.assertEqual(row["boundary_components"], len(boundary["boundary"]["components"]))
        size = boundary["boundary"]["size"]
        lo, hi = (size["lo"], size["hi"]) if isinstance(size, dict) else (size, size)
        self.assertEqual((row["boundary_size_lo"], row["boundary_size_hi"]), (lo, hi))
        for name, file_name in (("decision_cells", "cells"), ("boundary_pieces", "pieces"),
                                ("decision_corners", "corners")):
            with open("%s/boundary/%s.jsonl" % (directory, file_name), encoding="utf-8") as file:
                self.assert_same_rows(tables[name], [json.loads(line) for line in file])

        bounds = self.json_of("bounds", *arguments)
        for name, value in bounds["bounds"].items():
            self.assertEqual(row[name], value, name)
        self.assertEqual(row["unstable_units"], bounds["unstable_units"])

    def assert_same_rows(self, mine, theirs):
        """The data set's rows have every column of the definition, others those that their network has."""
        self.assertEqual(len(mine), len(theirs))
        for one, other in zip(mine, theirs):
            self.assertEqual({key: one[key] for key in other}, other)
            self.assertTrue(all(one[key] is None for key in one if key not in other and key != "item"))

    def test_a_file_of_several(self):
        layers = {name: golden(seed, 2, [3]) for name, seed in (("a", 2), ("b", 3))}
        self.write("run.json", {"format": "crease-checkpoints/1", "checkpoints": [
            {"name": name, "input_dim": 2, "layers": net["layers"]} for name, net in layers.items()]})
        files = [{"file": "run.json", "checkpoint": "b"}, {"file": "run.json", "checkpoint": "a"}]
        self.make(spec([{"files": files}]))
        self.assertEqual([row["source"] for row in self.rows("counts")], ["run.json#b", "run.json#a"])
        for number, name in enumerate("ba"):
            found = json.loads(self.read("out/networks/%06d.json" % number))
            self.assertEqual([layer["weights"] for layer in found["layers"]],
                             [layer["weights"] for layer in layers[name]["layers"]])
        self.refused(spec([{"files": ["run.json"]}]), 3, '{ file = "run.json", checkpoint = "a" }',
                     directory="no")

    def test_the_quantities_choose_the_files(self):
        grid = [{"architectures": [[2, 3, 1]], "seeds": [1], "domains": ["box:-1,1"]}]
        fixed = ["README.md", "SHA256SUMS", "dataset.json", "networks"]
        for quantities, formats, files in ((None, None, ["counts.csv", "counts.jsonl"]),
                                           (["inspheres"], ["csv"], ["inspheres.csv", "counts.csv"]),
                                           (["vertices", "facets"], ["jsonl"],
                                            ["counts.jsonl", "facets.jsonl", "vertices.jsonl"])):
            members = {"quantities": quantities, "formats": formats}
            name = "out_" + files[0]
            self.make(spec(grid, **{key: value for key, value in members.items() if value}), name)
            self.assertEqual(sorted(os.listdir(self.path(name))), sorted(fixed + files))

    def test_a_limit_of_regions(self):
        grid = [{"architectures": [[2, 6, 6, 1]], "seeds": {"from": 0, "to": 3}, "domains": ["box:-1,1", "all"]}]
        quantities = [q for q in ALL if q != "bounds"]
        made = self.make(spec(grid, quantities=quantities, max_regions=5), arguments=["--threads", "1"])
        self.assertEqual((made["complete"], made["incomplete_items"], made["activation_regions"]), (True, 8, 40))
        for row in self.rows("counts"):
            self.assertEqual((row["complete"], row["activation_regions"], row["euler_characteristic"]),
                             (False, 5, None))
        self.make(spec(grid, quantities=quantities, max_regions=5), "two", arguments=["--threads", "2"])
        self.assertEqual(contents(self.path("two")), contents(self.path("out")))
        self.assertIn("8 items that reached the limit of 5 regions", self.read("out/README.md"))

    def test_threads_and_toml(self):
        toml = ('format = "crease-dataset-spec/1"\nname = "test"\nquantities = ["regions", "inspheres", "decision"]\n'
                '[[networks]]\narchitectures = [[2, 4, 4, 1], [3, 4, 2]]\ninitializations = ["he_normal", '
                '"integers:-1,1"]\nseeds = [0, 1, 2]\ndomains = ["all", "box:-1,1"]\n')
        self.make(toml, name="spec.toml", arguments=["--threads", "1"])
        self.make(toml, "two", name="spec.toml", arguments=["--threads", "2"])
        again = json.loads(self.read("out/dataset.json"))["specification"]
        self.make(again, "again", arguments=["--threads", "0"])
        expected = contents(self.path("out"))
        self.assertEqual(contents(self.path("two")), expected)
        self.assertEqual(contents(self.path("again")), expected)
        subprocess.run(["sha256sum", "-c", "--quiet", "--strict", "SHA256SUMS"], cwd=self.path("out"), check=True)
        named = {line.split("  ")[1] for line in self.read("out/SHA256SUMS").splitlines()}
        self.assertEqual(named | {"SHA256SUMS"}, set(expected))


class Reference(DatasetTest):
    """The data set in data/reference, made again."""

    def test_byte_for_byte(self):
        result = self.crease("dataset", os.path.join(DATA, "reference.toml"), "-o", self.path("out"))
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        expected, found = contents(os.path.join(DATA, "reference")), contents(self.path("out"))
        self.assertEqual(sorted(found), sorted(expected))
        for name, content in expected.items():
            self.assertEqual(found[name], content, name)

    def test_against_expected_counts(self):
        """data/expected.json was held against exact linear programs."""
        with open(os.path.join(DATA, "expected.json"), encoding="utf-8") as file:
            expected = {(e["network"], e["domain"]): e for e in json.load(file)["counts"]}
        with open(os.path.join(DATA, "reference/counts.jsonl"), encoding="utf-8") as file:
            rows = [json.loads(line) for line in file]
        known = 0
        for row in rows:
            counts = expected.get((row["source"], row["domain"]))
            known += counts is not None
            for key, value in (counts or {}).items():
                if key not in ("network", "domain"):
                    self.assertEqual(row[key], value, (row["source"], key))
        self.assertGreaterEqual(known, 10)

    def test_laws(self):
        """What must hold of every row."""
        with open(os.path.join(DATA, "reference/counts.jsonl"), encoding="utf-8") as file:
            rows = [json.loads(line) for line in file]
        schema = validator("dataset-counts")
        for row in rows:
            with self.subTest(item=row["item"]):
                self.assertTrue(schema.is_valid(row))
                d = row["dim"]
                self.assertEqual(row["f_vector"][d], row["activation_regions"])
                self.assertEqual(row["f_vector"][d - 1], row["adjacencies"] + row["boundary_facets"])
                self.assertEqual(sum(row["degree_histogram"]), row["activation_regions"])
                self.assertEqual(sum(k * n for k, n in enumerate(row["degree_histogram"])), 2 * row["adjacencies"])
                self.assertLessEqual(row["affine_pieces"], row["linear_regions"])
                self.assertLessEqual(row["linear_regions"], row["activation_regions"])
                self.assertEqual(row["euler_characteristic"], sum((-1)**i * f for i, f in enumerate(row["f_vector"])))
                for name in ("naive", "montufar_2017", "montufar_ren_zhang_2021", "serra_2018", "hinz_2019",
                             "serra_ramalingam_2020", "zaslavsky"):
                    if row[name] is not None:
                        self.assertLessEqual(row["activation_regions"], int(row[name]), name)
                if row["domain"].startswith("box:"):
                    low, high = map(int, row["domain"][4:].split(","))
                    self.assertEqual(row["volume"], str((high - low)**d))
                    self.assertEqual(row["euler_characteristic"], 1)
                    self.assertEqual(row["bounded_regions"], row["activation_regions"])
                    self.assertLessEqual(Fraction(row["max_inradius_lo"]), Fraction(high - low, 2))
                else:
                    self.assertEqual(row["euler_characteristic"], (-1)**d)
        # The grid of 8 x 8 squares in [-1, 1]^2, each with a ball of radius 1/8.
        grid, = [row for row in rows if row["source"] == "zigzag_2_2_3.json" and row["domain"] == "box:-1,1"]
        self.assertEqual([grid[key] for key in ("activation_regions", "adjacencies", "min_inradius_lo",
                                                "max_inradius_hi", "f_vector")], [64, 112, "1/8", "1/8", [81, 144, 64]])


if __name__ == "__main__":
    command_test.CREASE = os.path.abspath(sys.argv.pop(1))
    unittest.main()
