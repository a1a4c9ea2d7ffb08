# SPDX-License-Identifier: GPL-3.0-or-later
"""What crease view and crease report write.

view_command_test.py PATH_OF_CREASE [unittest options]: exits with 77 (skipped) when modules are missing.
"""
import html
import html.parser
import json
import os
import re
import shlex
import subprocess
import sys
import unittest

try:
    import jsonschema
except ImportError as error:
    print("skipped:", error)
    sys.exit(77)

import command_test
from command_test import golden, network, relu

DATA = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "data")
SMALL = ["abs_1d.json", "xor_2d.json", "pencil_5.json", "dead_layer.json", "duplicated_units.json", "damped_sine.onnx",
         "xor.onnx", "moons.onnx", "moons_maxout.onnx", "spirals.onnx", "spirals_residual.onnx", "zigzag_2_2_3.json",
         "shells.onnx", "sawtooth_10.json"]
# Two parallel lines: regions without a vertex.
STRIPS = network(2, [relu([[1, 1], [1, 1]], [0, -1])])


def data(name):
    return os.path.join(DATA, name)


class Reader(html.parser.HTMLParser):
    """Tags that open and do not close, and texts of elements."""

    def __init__(self):
        super().__init__()
        self.open, self.tags, self.text = [], [], ""

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        if tag not in ("meta", "link", "br", "input"):
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.tags.append(tag)

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, (tag, self.open)
        self.open.pop()

    def handle_data(self, text):
        self.text += text


class PageTest(command_test.CommandTest):
    def ok(self, *arguments, code=0):
        result = self.crease(*arguments)
        self.assertEqual(result.returncode, code, result.stderr)
        return result.stdout

    def json_of(self, command, *arguments, code=0):
        document = json.loads(self.ok(command, *arguments, "--json", code=code))
        with open(os.path.join(DATA, "schemas", command + ".schema.json"), encoding="utf-8") as file:
            schema = json.load(file)
        jsonschema.Draft7Validator.check_schema(schema)
        for error in jsonschema.Draft7Validator(schema).iter_errors(document):
            self.fail("%s: %s" % (list(error.absolute_path), error.message[:300]))
        return document


class View(PageTest):

    def test_the_box_around_all_vertices_shows_every_region_and_adjacency(self):
        cases = [data(name) for name in SMALL]
        cases += [self.write("strips.json", STRIPS), self.write("one.json", network(2, [relu([[0, 0]], [1])]))]
        cases += [self.write("golden%d.json" % seed, golden(seed, 2, [5, 4, 1])) for seed in range(12)]
        for path in cases:
            with self.subTest(path=os.path.basename(path)):
                counted = json.loads(self.ok("count", path, "--json"))
                shown = self.json_of("view", path)
                self.assertTrue(shown["complete"])
                frame = shown["frames"][0]
                for key in ("activation_regions", "linear_regions", "affine_pieces", "adjacencies"):
                    self.assertEqual(frame[key], counted[key], key)
                self.assertEqual(frame["bounded_regions"], frame["activation_regions"])
                self.assertEqual(shown["fitted"], counted["bounded_regions"] < counted["activation_regions"])
                # The command line that is told gives the same regions.
                if shown["fitted"]:
                    label = frame["domain"]["label"]
                    again = json.loads(self.ok("count", path, "--domain", label, "--json"))
                    self.assertEqual(again["adjacencies"], frame["adjacencies"])

    def test_what_follows_the_walk_ends_in_time_too(self):
        path = self.write("wide.json", golden(1, 2, [60, 60, 60, 1]))
        shown = self.json_of("view", path, "--domain", "box:-8,8", "--timeout", "0.05", code=4)
        self.assertFalse(shown["complete"])
        frame = shown["frames"][0]
        for part, array in (("volumes", "volume"), ("inscribed balls", "radius"), ("decision boundary", "winner")):
            self.assertEqual(part in frame["left_out"], array not in frame["arrays"], part)
        self.assertIn("inscribed balls", frame["left_out"])
        self.assertEqual(self.json_of("view", data("moons.onnx"))["frames"][0]["left_out"], [])
        report = self.json_of("report", path, "--domain", "box:-8,8", "--timeout", "0.05", code=4)
        self.assertFalse(report["complete"])

    def test_a_report_of_space_has_a_section(self):
        self.ok("report", data("shells.onnx"), "--domain", "box:-1,1", "-o", self.path("shells.html"))
        page = self.read("shells.html")
        self.assertIn("shells: the section x2 = 0", page)
        # Its command gives the same picture.
        command = html.unescape(re.search(r"<code>(echo .*?)</code>", page).group(1))
        command = command.replace("crease plot", shlex.quote(command_test.CREASE) + " plot")
        done = subprocess.run(command, shell=True, cwd=self.directory, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(done.stdout, page)

    def test_bytes_do_not_depend_on_threads(self):
        pages = []
        for threads in ("1", "2"):
            page = self.path("page%s.html" % threads)
            self.ok("view", data("moons.onnx"), "--threads", threads, "-o", page)
            report = self.path("report%s.html" % threads)
            self.ok("report", data("moons.onnx"), "--threads", threads, "-o", report)
            bytes_of = []
            for path in (page, report):
                with open(path, "rb") as file:
                    bytes_of.append(file.read())
            pages.append(bytes_of)
        self.assertEqual(pages[0], pages[1])

    def test_errors(self):
        for arguments, code, word in [
                ((data("digits.onnx"),), 3, "--slice"),
                ((data("moons.onnx"), "--level", "1/2"), 3, "one output"),
                ((data("xor.onnx"), "--level", "x"), 2, "--level"),
                ((data("xor.onnx"), data("shells.onnx")), 3, "input"),
                ((data("xor.onnx"), "-o", "/no/such/directory/page.html"), 1, "/no/such"),
        ]:
            result = self.crease("view", *arguments)
            self.assertEqual(result.returncode, code, (arguments, result.stderr))
            self.assertIn(word, result.stderr)

    def test_a_part(self):
        document = self.json_of("view", data("moons.onnx"), "--domain", "box:-3,3", "--max-regions", "50", code=4)
        self.assertEqual((document["complete"], document["frames"][0]["activation_regions"]), (False, 50))

    def test_the_command_it_tells_names_the_first_network_of_a_file_of_several(self):
        networks = {name: golden(seed, 2, [3]) for name, seed in (("a", 2), ("b", 3))}
        path = self.write("run.json", {"format": "crease-checkpoints/1", "checkpoints": [
            {"name": name, "input_dim": 2, "layers": net["layers"]} for name, net in networks.items()]})
        shown = self.json_of("view", path, "--domain", "box:-1,1")
        self.assertEqual([frame["network"]["name"] for frame in shown["frames"]], ["run#a", "run#b"])
        counted = json.loads(self.ok("count", *shlex.split(shown["arguments"]), "--json"))
        self.assertEqual(counted["activation_regions"], shown["frames"][0]["activation_regions"])

    def test_left_out(self):
        arrays = self.json_of("view", data("xor.onnx"), "--no-inspheres")["frames"][0]["arrays"]
        self.assertNotIn("radius", arrays)
        self.assertIn("volume", arrays)


class Report(PageTest):
    def test_reports(self):
        cases = [(data(name), "--domain", "box:-2,2") for name in SMALL] + [(data("moons.onnx"),)]
        cases.append((self.write("<&.json", STRIPS),))
        cases.append((data("digits.onnx"), "--slice", data("slices/digits_0_1_7.json")))
        for i, arguments in enumerate(cases):
            with self.subTest(arguments=arguments):
                page = self.ok("report", *arguments)
                reader = Reader()
                reader.feed(page)
                reader.close()
                self.assertEqual(reader.open, [])
                self.assertNotIn("script", reader.tags)
                commands = re.findall("From <code>(.*?)</code>", page)
                self.assertGreaterEqual(len(commands), 5)
                for command in commands if i % 4 == 0 or i > len(SMALL) else []:
                    words = shlex.split(html.unescape(command))
                    if words[0] == "crease":  # the others: test_a_report_of_space_has_a_section
                        self.ok(*words[1:])
                counted = json.loads(self.ok("count", *arguments, "--json"))
                for key in ("activation_regions", "linear_regions", "adjacencies"):
                    self.assertIn("{:,}".format(counted[key]), reader.text)
                if counted["domain"]["dim"] <= 2:
                    self.assertIn(self.ok("plot", *arguments, "--color", "active"), page)
                found = self.json_of("report", *arguments)
                self.assertEqual(found["activation_regions"], counted["activation_regions"])
                bounds = json.loads(self.ok("bounds", *arguments, "--json"))["bounds"]
                for name, value in found["bounds"].items():
                    self.assertEqual(value, bounds[name])
                stats = json.loads(self.ok("stats", *arguments, "--json"))
                self.assertEqual(found["stats"]["quantities"], stats["quantities"])
                boundary = json.loads(self.ok("boundary", *arguments, "--json"))
                self.assertEqual(found["boundary"], {key: boundary[key] for key in found["boundary"]})


if __name__ == "__main__":
    command_test.CREASE = os.path.abspath(sys.argv.pop(1))
    unittest.main()
