# SPDX-License-Identifier: GPL-3.0-or-later
"""What crease plot draws.

plot_command_test.py PATH_OF_CREASE [unittest options]: exits with 77 (skipped) when modules are missing. With
CREASE_UPDATE_GOLDEN=1 the pictures in tests/golden are written again; look at them before they are kept.
"""
import fractions
import json
import os
import re
import shutil
import subprocess
import sys
import unittest
import xml.etree.ElementTree as xml

try:
    import jsonschema
except ImportError as error:
    print("skipped:", error)
    sys.exit(77)

import command_test
from command_test import golden, network, relu, tent

TESTS = os.path.dirname(os.path.abspath(__file__))
DATA = os.path.join(os.path.dirname(TESTS), "data")
SVG = "{http://www.w3.org/2000/svg}"
CONVERTER = shutil.which("rsvg-convert")
LATEX = shutil.which("pdflatex")


def data(name):
    return os.path.join(DATA, name)


class PlotTest(command_test.CommandTest):
    def plot(self, *arguments, code=0):
        result = self.crease("plot", *arguments)
        self.assertEqual(result.returncode, code, result.stderr)
        return result.stdout

    def svg(self, *arguments, code=0):
        return xml.fromstring(self.plot(*arguments, code=code))

    def group(self, svg, name):
        found = [group for group in svg.iter(SVG + "g") if group.get("id") == name]
        self.assertEqual(len(found), 1, name)
        return found[0]

    def described(self, *arguments, name="a.svg", code=0):
        """The JSON beside a picture."""
        document = json.loads(self.plot(*arguments, "--json", "-o", self.path(name), code=code))
        with open(data("schemas/plot.schema.json"), encoding="utf-8") as file:
            schema = json.load(file)
        jsonschema.Draft7Validator.check_schema(schema)
        for error in jsonschema.Draft7Validator(schema).iter_errors(document):
            self.fail("%s: %s" % (list(error.absolute_path), error.message[:300]))
        return document


def area(path):
    """Of a polygon in square units of the picture."""
    numbers = [float(x) for x in re.findall(r"-?\d+(?:\.\d+)?", path.get("d"))]
    points = list(zip(numbers[::2], numbers[1::2]))
    return abs(sum(a[0] * b[1] - a[1] * b[0] for a, b in zip(points, points[1:] + points[:1]))) / 2


class Layers(PlotTest):
    def test_first_layers_alone(self):
        moons = data("moons.onnx")
        counts = []
        for last in range(3):
            seen = self.described(moons, "--domain", "box:-3,3", "--until-layer", str(last), "--color", "none")
            self.assertEqual(seen["until_layer"], last)
            counts.append(seen["activation_regions"])
        # Layer 2 has no activation, and layer 0 is an arrangement of lines.
        whole = self.described(moons, "--domain", "box:-3,3")
        self.assertIsNone(whole["until_layer"])
        self.assertEqual(counts[1:], [whole["activation_regions"]] * 2)
        self.assertLess(counts[0], counts[1])
        self.write("hidden.json", network(2, [relu([[1, 0], [0, 1]], [0, 0]), relu([[1, 1]], [-1])]))
        for last, count in ((0, 4), (1, 7)):
            self.assertEqual(self.described(self.path("hidden.json"), "--until-layer", str(last))
                             ["activation_regions"], count)
        svg = self.svg(moons, "--until-layer", "0", "--show", "creases")
        self.assertTrue(self.group(svg, "creases-0"))
        self.assertFalse([group for group in svg.iter(SVG + "g") if group.get("id") == "creases-1"])

    def test_what_only_the_whole_network_says_is_refused(self):
        for more in (["--color", "class"], ["--color", "output"], ["--color", "gradient"], ["--show", "boundary"]):
            result = self.crease("plot", data("moons.onnx"), "--until-layer", "0", *more)
            self.assert_one_error(result, 3)
            self.assertIn("--until-layer 0: classes", result.stderr)
        result = self.crease("plot", data("moons.onnx"), "--until-layer", "3")
        self.assert_one_error(result, 3)
        self.assertIn("Choose one up to 2", result.stderr)
        self.plot(data("moons.onnx"), "--until-layer", "2", "--color", "class")


class Limits(PlotTest):
    def test_what_follows_the_walk_ends_in_time_too(self):
        self.write("wide.json", golden(1, 2, [60, 60, 60, 1]))
        for more in (["--color", "inradius"], ["--color", "none", "--show", "circles"]):
            result = self.crease("plot", self.path("wide.json"), "--domain", "box:-8,8", *more, "--timeout", "0.05",
                                 "-o", self.path("late.svg"))
            self.assertEqual(result.returncode, 4, result.stderr)
            if "nothing was written" in result.stderr:
                self.assertFalse(os.path.exists(self.path("late.svg")))
                self.assertIn("--timeout was reached while it was at", result.stderr)

    def test_bodies_show_what_they_can(self):
        for more, name in ((["--show", "edges,circles"], "--show circles"), (["--show", "graph"], "--show graph"),
                           (["--show", "creases"], "--show creases"), (["--show", "vertices"], "--show vertices"),
                           (["--center", "0,0,0", "--radius", "1"], "--center"),
                           (["--from", "0,0,0", "--to", "1,1,1"], "--from")):
            result = self.crease("plot", data("shells.onnx"), *more, "-o", self.path("body.glb"))
            self.assert_one_error(result, 3)
            self.assertIn(name + ": pictures of bodies", result.stderr)
            self.assertFalse(os.path.exists(self.path("body.glb")))


class Fit(PlotTest):
    def test_vertices_far_off(self):
        near = self.described(data("moons.onnx"))
        every = self.described(data("moons.onnx"), "--view", "all")
        self.assertEqual(every["shown_regions"], 450)
        self.assertLess(near["shown_regions"], 450)
        for inner, outer in zip(near["box"], every["box"]):
            self.assertLess(fractions.Fraction(outer[0]), fractions.Fraction(inner[0]))
            self.assertLess(fractions.Fraction(inner[1]), fractions.Fraction(outer[1]))
        bounded = ["--domain", "box:-300,300"]
        self.assertEqual(self.described(data("moons.onnx"), *bounded)["box"],
                         self.described(data("moons.onnx"), *bounded, "--view", "all")["box"])

    def test_merged(self):
        single = self.svg(data("xor_2d.json"), "--color", "class")
        merged = self.svg(data("xor_2d.json"), "--color", "class", "--merged")
        paths = [list(self.group(svg, "regions").iter(SVG + "path")) for svg in (single, merged)]
        self.assertEqual([len(found) for found in paths][1], 2)
        self.assertGreater(len(paths[0]), 2)
        self.assertFalse(list(self.group(merged, "regions").iter(SVG + "title")))


class Golden(PlotTest):
    CASES = {
        "abs": [data("abs_1d.json")],
        "xor_classes": [data("xor_2d.json"), "--color", "class", "--show", "edges,boundary,labels", "--level", "1/2"],
        "pencil_creases": [data("pencil_5.json"), "--domain", "box:-1,1", "--color", "none", "--show",
                           "creases,vertices"],
        "dead_layer": [data("dead_layer.json"), "--color", "volume", "--show", "edges,circles,graph"],
        "xor_output": [data("xor_2d.json"), "--domain", "box:-1,2", "--color", "output", "--from", "0,0", "--to", "1,1",
                       "--center", "1/2,1/2", "--radius", "1/3"],
    }

    def test_bytes(self):
        for name, arguments in self.CASES.items():
            for extension in (".svg",) + ((".tikz",) if name == "abs" else ()):
                with self.subTest(name=name + extension):
                    path = os.path.join(TESTS, "golden", name + extension)
                    self.plot(*arguments, "-o", self.path("out" + extension))
                    found = self.read("out" + extension)
                    if os.environ.get("CREASE_UPDATE_GOLDEN"):
                        with open(path, "w", encoding="utf-8") as file:
                            file.write(found)
                    with open(path, encoding="utf-8") as file:
                        self.assertEqual(found, file.read())

    def test_threads_change_no_byte(self):
        arguments = [data("moons.onnx"), "--color", "inradius", "--show", "edges,creases,boundary,circles,graph"]
        self.assertEqual(self.plot(*arguments, "--threads", "1"), self.plot(*arguments, "--threads", "2"))


class Plane(PlotTest):
    def test_regions_fill_the_frame(self):
        for arguments, count in [([data("moons.onnx"), "--domain", "box:-3,3"], 302),
                                 ([data("spirals.onnx"), "--domain", "box:-4,4"], 821),
                                 ([data("moons.onnx"), "--view", "all"], 450), ([data("moons.onnx")], 383),
                                 ([data("xor_2d.json")], 3),
                                 ([data("duplicated_units.json")], 7)]:
            svg = self.svg(*arguments, "--show", "none")
            paths = self.group(svg, "regions").findall(SVG + "path")
            self.assertEqual(len(paths), count)
            frame = svg.find(".//" + SVG + "clipPath/" + SVG + "rect")
            whole = float(frame.get("width")) * float(frame.get("height"))
            self.assertAlmostEqual(sum(map(area, paths)) / whole, 1, delta=2e-3)

    def test_areas_are_those_of_the_regions(self):
        svg = self.svg(data("spirals.onnx"), "--domain", "box:-4,4", "--color", "volume", "--show", "none")
        scale = 600 / 8
        for path in self.group(svg, "regions").findall(SVG + "path"):
            told = float(path.find(SVG + "title").text.rsplit(": ", 1)[1])
            self.assertAlmostEqual(area(path) / scale ** 2, told, delta=3e-4 * (1 + told))

    def test_extremes_are_those_of_other_commands(self):
        file, domain = data("moons.onnx"), ("--domain", "box:-3,3")
        stats = json.loads(self.crease("stats", file, *domain, "--json").stdout)["quantities"]
        stats = {quantity["name"]: quantity for quantity in stats} if isinstance(stats, list) else stats
        found = self.described(file, *domain, "--color", "volume")["color"]
        self.assertEqual(found["least"]["value"], stats["volume"]["min"])
        self.assertEqual(found["greatest"]["value"], stats["volume"]["max"])
        ball = json.loads(self.crease("insphere", file, *domain, "--json").stdout)
        found = self.described(file, *domain, "--color", "inradius")["color"]
        for ours, theirs in (("least", "min"), ("greatest", "max")):
            self.assertEqual(found[ours]["value"], ball[theirs]["radius"])
            self.assertEqual((found[ours]["region"], found[ours]["pattern"]),
                             (ball[theirs]["id"], ball[theirs]["pattern"]))

    def test_numbers_are_of_whole_regions(self):
        # The quadrants of the plane, seen in a box.
        file = self.write("net.json", network(2, [relu([[1, 0], [0, 1]], [0, 0])]))
        found = self.described(file, "--color", "volume")
        self.assertEqual((found["box"], found["clipped"]), ([["-1", "1"]] * 2, True))
        self.assertEqual((found["color"]["infinite"], found["color"]["least"]), (4, None))
        found = self.described(file, "--color", "gradient", "--view", "0,1;0,1")
        self.assertEqual((found["shown_regions"], found["activation_regions"]), (1, 4))
        self.assertEqual(found["color"]["least"]["value"]["exact"], "sqrt(2)")
        result = self.crease("plot", file, "--domain", "box:0,1", "--view", "5,6")
        self.assert_one_error(result, 3)
        self.assertIn("--view", result.stderr)

    def test_layers(self):
        # One line, then one more on one side of it, bent by nothing else.
        file = self.write("net.json", network(2, [relu([[1, 0]], [0]), relu([[1]], [-1])]))
        found = self.described(file)["color"]
        self.assertEqual([(c["name"], c["count"]) for c in found["categories"]], [("layer 0", 1), ("layer 1", 2)])

    def test_linear_regions_next_to_each_other_differ(self):
        file = data("zigzag_2_2_3.json")
        svg = self.svg(file, "--domain", "box:-1,1", "--color", "linear", "--show", "none")
        fills = [path.get("fill") for path in self.group(svg, "regions").findall(SVG + "path")]
        self.assertLessEqual(len(set(fills)), 6)
        graph = self.crease("graph", file, "--domain", "box:-1,1", "-o", self.path("g.dot"))
        self.assertEqual(graph.returncode, 0, graph.stderr)
        edges = re.findall(r"R(\d+)\s*--\s*R(\d+)", self.read("g.dot"))
        self.assertEqual(len(edges), 112)
        for a, b in edges:
            self.assertNotEqual(fills[int(a)], fills[int(b)])

    def test_overlays(self):
        svg = self.svg(data("moons.onnx"), "--domain", "box:-3,3", "--color", "class", "--show",
                       "creases,boundary,circles,graph,vertices")
        pieces = json.loads(self.crease("boundary", data("moons.onnx"), "--domain", "box:-3,3", "--json").stdout)
        lines = self.group(svg, "decision-boundary").findall(SVG + "path")
        self.assertEqual(lines[1].get("d").count("M"), pieces["boundary"]["pieces"])
        self.assertEqual(len(self.group(svg, "circles").findall(SVG + "ellipse")), 302)
        graph = self.group(svg, "graph")
        self.assertEqual(graph.find(SVG + "path").get("d").count("M"), 571)
        for layer in (0, 1):
            titles = {path.find(SVG + "title").text for path in self.group(svg, "creases-%d" % layer)}
            self.assertTrue(all(title.startswith("crease of u%d." % layer) for title in titles))

    def test_points_balls_and_segments(self):
        points = self.write("p.csv", "x,y,label\n0,0,1\n1/2,0.5,2\n-1,1,1\n")
        arguments = [data("moons.onnx"), "--points", points, "--labelled", "--from", "-1,0", "--to", "1,1/2", "--center",
                     "0,0", "--radius", "1/2", "--norm", "maximum"]
        svg = self.svg(*arguments)
        dots = self.group(svg, "points").findall(SVG + "ellipse")
        self.assertEqual([dot.get("fill") for dot in dots][1] != dots[0].get("fill"), True)
        path = json.loads(self.crease("path", data("moons.onnx"), "--from", "-1,0", "--to", "1,1/2", "--json").stdout)
        self.assertEqual(len(self.group(svg, "segment").findall(SVG + "ellipse")), path["density"])
        self.assertEqual(self.described(*arguments)["crossings"], path["density"])
        self.assertEqual(len(self.group(svg, "ball").findall(SVG + "path")), 1)

    def test_a_plane_through_points(self):
        rows = [[str((7 * i + 3 * j * i) % 17) for j in range(64)] for i in range(6)]
        file = self.write("p.csv", "\n".join(map(",".join, rows)))
        found = self.described(data("digits.onnx"), "--plane", file, "--rows", "1,2,4")
        self.assertEqual(found["domain"]["slice"]["point"], rows[1])
        self.assertEqual(found["box"], [["-1/2", "3/2"]] * 2)
        self.write("slice.json", {"format": "crease-slice/1", "point": rows[1], "box": [["-1/2", "3/2"]] * 2,
                                  "directions": [[int(b) - int(a) for a, b in zip(rows[1], rows[k])] for k in (2, 4)]})
        counted = self.count(data("digits.onnx"), "--slice", self.path("slice.json"))
        self.assertEqual(found["activation_regions"], counted["activation_regions"])
        for arguments, word in ((["--rows", "0,1,1"], "line"), (["--rows", "0,1,9"], "point 9")):
            result = self.crease("plot", data("digits.onnx"), "--plane", file, *arguments)
            self.assert_one_error(result, 3)
            self.assertIn(word, result.stderr)

    def test_names_are_escaped(self):
        svg = self.svg(data("xor_2d.json"), "--title", "<a & \"b\">\x01")
        self.assertEqual(svg.find(SVG + "title").text, "<a & \"b\">\ufffd")
        self.assertEqual(svg.get("role"), "img")

    def test_many_regions(self):
        file = self.write("net.json", golden(1, 2, [60, 60]))
        svg = self.svg(file, "--domain", "box:-8,8", "--show", "edges,creases")
        self.assertLess(len(self.group(svg, "regions").findall(SVG + "path")), 10)


class Line(PlotTest):
    def test_the_tent(self):
        file = self.write("net.json", network(1, tent(3)["layers"] +
                                              [{"weights": [[2, -4]], "bias": [0], "activation": "identity"}]))
        svg = self.svg(file, "--domain", "box:0,1")
        self.assertEqual(len(self.group(svg, "breakpoints").findall(SVG + "path")), 7)
        self.assertEqual(len(self.group(svg, "regions").findall(SVG + "path")), 8)
        curve = self.group(svg, "output-0").find(SVG + "path").get("d")
        heights = [float(y) for y in re.findall(r",(-?\d+(?:\.\d+)?)", curve)]
        self.assertEqual(len(heights), 9)
        self.assertEqual(len(set(heights[0::2])), 1)
        self.assertEqual(len(set(heights[1::2])), 1)


class Files(PlotTest):
    @unittest.skipUnless(CONVERTER, "rsvg-convert is missing")
    def test_png_and_pdf(self):
        for name, magic in (("a.png", b"\x89PNG"), ("a.pdf", b"%PDF")):
            self.plot(data("xor_2d.json"), "-o", self.path(name))
            with open(self.path(name), "rb") as file:
                self.assertTrue(file.read().startswith(magic))

    @unittest.skipUnless(LATEX, "pdflatex is missing")
    def test_latex_takes_the_pictures(self):
        everything = ["--show", "edges,creases,boundary,circles,graph,vertices,labels", "--title", "50% of a_b <~^> {$}"]
        for name, arguments in (("line", [data("abs_1d.json"), "--domain", "box:-2,2"]),
                                ("radii", [data("moons.onnx"), "--domain", "box:-2,3", "--color", "inradius"]),
                                ("layers", [data("moons.onnx"), "--domain", "box:-2,3"]),
                                ("classes", [data("moons.onnx"), "--domain", "box:-2,3", "--color", "class"]),
                                ("plane", [data("xor_2d.json"), "--level", "1/2", "--color", "output", *everything])):
            with self.subTest(name=name):
                self.plot(*arguments, "-o", self.path(name + ".tikz"))
                self.write(name + ".tex", "\\documentclass{article}\\usepackage[T1]{fontenc}\\usepackage{tikz}"
                           "\\begin{document}\\noindent\\input{" + name + ".tikz}\\end{document}\n")
                run = subprocess.run([LATEX, "-interaction=nonstopmode", "-halt-on-error", name + ".tex"],
                                     cwd=self.directory, capture_output=True, text=True, errors="replace", check=False)
                self.assertEqual(run.returncode, 0, run.stdout[-2000:])
                self.assertNotIn("Missing character", run.stdout)
                with open(self.path(name + ".pdf"), "rb") as file:
                    self.assertTrue(file.read().startswith(b"%PDF"))

    def test_a_missing_converter_is_said_at_once(self):
        result = self.crease("plot", data("xor_2d.json"), "-o", self.path("a.png"), env={"PATH": self.directory})
        self.assert_one_error(result, 1)
        self.assertIn("librsvg2-bin", result.stderr)
        self.assertFalse(os.path.exists(self.path("a.png")))

    def test_a_converter_that_fails(self):
        fake = self.path("rsvg-convert")
        self.write("rsvg-convert", "#!/bin/sh\nexit 3\n")
        os.chmod(fake, 0o755)
        result = self.crease("plot", data("moons.onnx"), "-o", self.path("a.png"), env={"PATH": self.directory})
        self.assert_one_error(result, 1)
        self.assertFalse(os.path.exists(self.path("a.png")))

    def test_wrong_wishes(self):
        flat, space = data("xor_2d.json"), data("shells.onnx")
        for arguments, code, word in [
                ([flat, "-o", "a.gif"], 2, ".svg"), ([flat, "--json"], 2, "--output"),
                ([flat, "--color", "pink"], 2, "inradius"), ([flat, "--show", "stars"], 2, "circles"),
                ([flat, "-o", self.path("a.glb")], 3, ".glb"), ([space], 3, ".glb"),
                ([data("digits.onnx")], 3, "--plane"), ([flat, "--cut", "1,2"], 3, "--cut"),
                ([flat, "--center", "0,0", "--radius", "0"], 3, "--radius"),
                ([flat, "--from", "0,0", "--to", "0,0"], 3, "length"), ([flat, "--view", "2,1"], 3, "box")]:
            with self.subTest(arguments=arguments):
                result = self.crease("plot", *arguments)
                self.assert_one_error(result, code)
                self.assertIn(word, result.stderr)

    def test_limits_leave_a_picture_of_a_part(self):
        for domain in ("box:-3,3", "all"):
            found = self.described(data("moons.onnx"), "--domain", domain, "--max-regions", "20", code=4)
            self.assertEqual((found["complete"], found["reason"]), (False, "max-regions"))
            svg = xml.parse(self.path("a.svg")).getroot()
            self.assertIn("a part", svg.find(SVG + "desc").text)
            self.assertGreater(len(self.group(svg, "regions").findall(SVG + "path")), 0)

    def test_every_bundled_network_is_drawn(self):
        with open(data("expected.json"), encoding="utf-8") as file:
            cases = json.load(file)["counts"]
        for case in cases:
            arguments = [data(case["network"]), "--domain", case["domain"]]
            if "slice" in case:
                arguments += ["--slice", data(case["slice"])]
            name = "a.vtu" if case["network"] == "shells.onnx" else "a.svg"
            with self.subTest(case=case):
                found = self.described(*arguments, name=name)
                self.assertEqual(found["activation_regions"], case["activation_regions"])
                if "slice" not in case and case["domain"] != "all":
                    self.assertFalse(found["clipped"])
                    domain = [str(fractions.Fraction(x)) for x in case["domain"][4:].split(",")]
                    self.assertEqual(found["box"], [domain] * len(found["box"]))


if __name__ == "__main__":
    command_test.CREASE = os.path.abspath(sys.argv.pop(1))
    unittest.main()
