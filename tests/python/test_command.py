# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever the command tells as JSON, the package tells, too: the same numbers, as Fractions and Bounds."""

import json
import math
import pickle
import subprocess
from fractions import Fraction
from pathlib import Path

import crease
import numpy as np
import pytest
from crease import _crease
from networks import random_network, zigzag

# What says where a result is from, and what is passed to the package another way.
ASIDE = {"schema", "tool_version", "network", "decimals", "domain", "threads", "sign_tests", "points", "random_points",
         "ball_radius", "asked_rings", "at", "input", "output", "closed", "files"}
TIMES = {"seconds", "count_seconds"}


def exactly(value, name=""):
    """What the package makes of JSON, by another way than its own."""
    if isinstance(value, dict):
        if set(value) in ({"lo", "hi"}, {"lo", "hi", "exact"}):
            return exactly(value["lo"]), exactly(value["hi"])
        return {k: exactly(v, k) for k, v in value.items() if k not in TIMES}
    if isinstance(value, list):
        return [exactly(item, name) for item in value]
    if not isinstance(value, str) or name in TEXTS:
        return value
    if value == "inf":
        return math.inf
    try:
        return Fraction(value)
    except ValueError:
        return value


TEXTS = set(_crease.text_names())


def members(result):
    """Of a whole result, by the second way."""
    return {k: v for k, v in exactly(result).items() if k not in ASIDE}


def plain(value):
    """Without the times, and pairs as they come from JSON."""
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items() if k not in TIMES}
    if isinstance(value, crease.Bounds):
        return tuple(value)
    return [plain(item) for item in value] if isinstance(value, list) else value


@pytest.fixture
def tells(command):
    """The JSON that a subcommand prints."""
    def run(*args):
        done = subprocess.run([command, *map(str, args), "--json"], capture_output=True)
        assert done.returncode in (0, 4), done.stderr  # 4: a limit was reached
        return json.loads(done.stdout)
    return run


def schema_texts():
    """Names of members by what they hold: numbers as text, or words."""
    numbers, words = set(), set()
    for path in (Path(__file__).resolve().parents[2] / "data/schemas").glob("*.json"):
        if path.name.startswith(("view", "complex", "dataset", "reference")):  # told by tables, or by no door of the package
            continue
        schema = json.loads(path.read_text())

        def kinds(node, depth=0):
            if "$ref" in node and depth < 20:
                return kinds(schema["definitions"][node["$ref"].split("/")[-1]], depth + 1)
            if node.get("pattern", "").startswith(("^-?[0-9]", "^[0-9]+", "^[1-9]")):
                return {"number"}
            found = {"word"} if "string" in node.get("type", ()) and node.get("const") != "inf" else set()
            parts = [*node.get("anyOf", []), *node.get("oneOf", [])]
            items = node.get("items", [])
            for part in [*parts, *(items if isinstance(items, list) else [items])]:
                found |= kinds(part, depth + 1)
            return found

        def walk(node):
            if isinstance(node, dict):
                for name, member in node.get("properties", {}).items():
                    if isinstance(member, dict):
                        found = kinds(member)
                        numbers.update({name} if "number" in found else ())
                        words.update({name} if "word" in found else ())
                for part in node.values():
                    walk(part)
            elif isinstance(node, list):
                for part in node:
                    walk(part)

        walk(schema)
    return numbers, words


def test_words_that_look_like_numbers():
    """No member that holds numbers is kept as text, and none that holds words is made a number."""
    numbers, words = schema_texts()
    assert "radius" in numbers and "pattern" in words and not numbers & TEXTS
    # Of these, words never look like numbers: closed forms (kept as text, too), and how a picture is scaled.
    assert words - numbers - TEXTS <= {"squared_volume", "volume", "ball_squared_radius", "nearest", "nearest_in_regions",
                                       "arguments", "breakpoints", "slopes", "domain_asked", "base64", "intercepts",
                                       "offsets"}
    assert (words & numbers) <= {"exact", "scale", "directions", "point", "weights", "bias", "volume"}


def networks(rng, scale):
    return [random_network(rng) for _ in range(max(1, round(4 * scale)))]


def test_same_as_the_command(tells, rng, scale, tmp_path):
    for net in networks(rng, scale):
        path = tmp_path / "net.json"
        net.save(path)
        net = crease.load(path)
        domain = "box:-1,3/2"
        at = [Fraction(rng.randint(-4, 4), 4) for _ in range(net.input_dim)]
        end = [Fraction(rng.randint(-4, 4), 4) + Fraction(1, 7) for _ in range(net.input_dim)]
        text, end_text = ",".join(map(str, at)), ",".join(map(str, end))
        where = (path, "--domain", domain)
        complex = net.complex(domain)
        pairs = [
            (complex.graph(at, end), tells("graph", *where, f"--from={text}", f"--to={end_text}")),
            (complex.graph(), tells("graph", *where)),
            (complex.summary, tells("analyze", *where)),
            (net.neighborhood(at, 2, domain, radii=True),
             tells("neighborhood", *where, f"--at={text}", "--rings", "2", "--radii")),
            (net.stats(domain, bins=7), tells("stats", *where, "--bins", "7")),
            (net.info, tells("info", path)),
            (complex.decision_boundary().at(at), tells("boundary", *where, f"--at={text}")["at"]),
            (complex.decision_boundary().summary, {**tells("boundary", *where), "at": None}),
            (complex.decision_boundary([0, 1], measures=False).summary,
             tells("boundary", *where, "--classes", "0,1", "--no-measures")),
        ]
        for mine, its in pairs:
            its = members(its)
            assert {k: v for k, v in plain(mine).items() if k in its} == its, (net.layers, at, end)
        region = tells("region", *where, f"--at={text}")
        mine = net.region_report(at, domain)
        for name in ("inspheres", "nearest_crease", "distances", "cosines", "complete", "reason"):
            assert plain(mine[name]) == exactly(region[name]), (net.layers, at)
        assert mine["regions"]["volume"] == [exactly(row["volume"]) for row in region["regions"]]
        assert plain(net.regions_at(at, domain)[0].nearest_crease(at)) == exactly(region["nearest_crease"])
        ball = tells("ball", *where, f"--center={text}", "--radius", "2/3", "--curve", "--bounds", "both,cells:1")
        mine = net.ball(at, "2/3", domain, curve=True, bounds="both,cells:1")
        assert mine.activation_regions == ball["activation_regions"] and mine.complete
        assert mine.bounds == {k: v if v is None else int(v) for k, v in ball["bounds"].items()}
        assert mine.curve == [(Fraction(jump["squared_radius"]), jump["regions"]) for jump in ball["curve"]]
        for options, words in (({}, ()), ({"count": False}, ("--no-count",)),
                               ({"gradient_constant": "3/2", "bias_constant": 0.25, "exact_ranges": True},
                                ("--gradient-constant", "3/2", "--bias-constant", "1/4", "--exact-ranges"))):
            its = members(tells("bounds", *where, *words))
            assert {k: v for k, v in net.bounds_report(domain, **options).items() if k in its} == its, (net.layers, words)
        bounds = tells("bounds", *where, "--exact-ranges")
        assert net.bounds(domain, exact_ranges=True) == {k: v if v is None else int(v) for k, v in bounds["bounds"].items()}
        for given, words in ((domain, ("--domain", domain)), (None, ())):
            spheres = tells("insphere", path, *words)
            mine = net.inspheres(given)
            its = [spheres[name] and spheres[name]["id"] for name in ("min", "max", "max_finite")]
            assert [mine.smallest, mine.largest, mine.largest_finite] == its, net.layers
        if at != end:
            path_json = exactly(tells("path", *where, f"--from={text}", f"--to={end_text}", "--gradients", "--lengths"))
            mine = net.path([at, end], domain, gradients=True, lengths=True)
            assert mine.density == path_json["density"] and plain(mine.breakpoints) == path_json["breakpoints"]
            assert plain(mine.lengths) == path_json["layers"]
            assert [o["total_variation"] for o in mine.outputs] == path_json["total_variation"]


def test_bounds_of_an_architecture(tells):
    for constants, words in (({}, ()), ({"gradient_constant": 2, "bias_constant": "1/3"},
                                        ("--gradient-constant", "2", "--bias-constant", "1/3"))):
        its = members(tells("bounds", "--arch", "2,8,8,1", *words))
        assert {k: v for k, v in crease.bounds_report("2,8,8,1", **constants).items() if k in its} == {
            k: v for k, v in its.items() if k != "architecture"}
    for wrong in ({"gradient_constant": 0}, {"bias_constant": "-1"}, {"bias_constant": "x"}):
        with pytest.raises(ValueError, match=next(iter(wrong))):
            crease.bounds_report("2,8,1", **wrong)


def test_directories(command, tells, rng, tmp_path):
    """A complex writes the directory of 'crease analyze', which it and the command hold against the laws."""
    net = random_network(rng)
    path, its, mine = tmp_path / "net.json", tmp_path / "its", tmp_path / "mine"
    net.save(path)
    complex = crease.load(path).complex("box:-1,3/2")
    for formats in ((), ("csv", "dot")):
        words = ("--formats", ",".join(formats)) if formats else ()
        tells("analyze", path, "--domain", "box:-1,3/2", "-o", its, *words)
        complex.write(mine, formats)
        assert {p.name: p.read_bytes() for p in mine.iterdir()} == {p.name: p.read_bytes() for p in its.iterdir()}, net.layers
        assert crease.check(mine) == []
    for wrong, word in (((tmp_path / "a.h5",), "no format"), (("",), "no file"), (("-",), "no file"), ((mine, ["pdf"]), "formats"),
                        ((tmp_path / "a.csv", ["csv"]), "formats")):
        with pytest.raises(ValueError, match=word):
            complex.write(*wrong)
    (mine / "mine.txt").write_text("nobody else's")
    with pytest.raises(OSError):
        complex.write(mine)


def test_validate(tells, data):
    path = data / "zigzag_2_2_3.json"
    mine = crease.load(path).validate("box:-1,1", methods=["bounds", "grid", "float_lp"], samples=500)
    its = members(tells("validate", path, "--domain", "box:-1,1", "--methods", "bounds,grid,float_lp", "--samples", "500"))
    assert {k: v for k, v in plain(mine).items() if k in its} == its
    lp = next(row for row in mine["methods"] if row["name"] == "float_lp")
    assert (lp["value"], lp["exact"], lp["missed"]) == (16, 64, 48)
    with pytest.raises(ValueError, match="none of"):
        crease.load(path).validate(methods=["guessing"])


def test_stats_of_points(tells, data):
    points = np.load(data / "evolution/moons-0.npy")[:20]
    path = data / "evolution/moons-0-100.onnx"
    net = crease.load(path)
    mine = net.stats("box:-1,1", points=points)
    assert mine["points"] == {"file": "points", "count": 20, "outside": 0, "on_creases": 0}
    assert mine["activation_regions"] <= 20 and net.stats("box:-1,1", points=points.tolist()) == mine


def test_evolution(tells, data):
    paths = [data / f"evolution/moons-0-{epoch}.onnx" for epoch in ("000", "010", "100")]
    points = data / "evolution/moons-0.npy"
    its = exactly(tells("evolve", *paths, "--domain", "box:-1,1", "--points", points, "--balls", "1/10", "--no-measures"))
    mine = crease.evolve([crease.load(p) for p in paths], "box:-1,1", points=np.load(points), balls="1/10", measures=False)
    assert plain(mine) == its["checkpoints"] and [c["activation_regions"] for c in mine][0] < 1000
    with pytest.raises(ValueError, match="balls"):
        crease.evolve([crease.load(paths[0])], "box:-1,1", balls=1)


def test_check(command, data, tmp_path):
    subprocess.run([command, "analyze", str(data / "xor.onnx"), "--domain", "box:-1,2", "-o", str(tmp_path / "xor")],
                   check=True, capture_output=True)
    assert crease.check(tmp_path / "xor") == []
    table = tmp_path / "xor/regions.csv"
    table.write_text(table.read_text().replace("0", "1", 1))
    assert [finding.code for finding in crease.check(tmp_path / "xor")] == ["file-content"]
    with pytest.raises(ValueError):
        crease.check(tmp_path / "none")


def test_threshold(tells, data):
    for pieces, depth in [(1, 1), (64, 3), (1000, 2), (10**30, 5)]:
        mine = crease.threshold(pieces, depth)
        its = tells("threshold", "--pieces", pieces, "--depth", depth)
        assert (mine.least_width, mine.widths) == (int(its["least_width"]), [int(w) for w in its["example"]])
    assert crease.threshold(samples=[(0, 1), ("1/2", 0), (1, 1), (2, 1)]).labels == (4, 2, 2, 2)
    sawtooth = data / "sawtooth_10.json"
    for pieces, options, words in [(64, {}, ()), (2000, {}, ()), (64, {"max_regions": 5}, ("--max-regions", "5")),
                                   (3, {"max_regions": 5}, ("--max-regions", "5"))]:
        mine = crease.threshold(pieces, 2, network=crease.load(sawtooth), domain="box:0,1", **options)
        its = tells("threshold", sawtooth, "--domain", "box:0,1", "--pieces", pieces, "--depth", "2", *words)
        assert (mine.network_pieces, mine.enough, mine.reason) == (its["network_pieces"], its["enough"], its["reason"])
    assert crease.threshold(64).enough is None and crease.threshold(64).network_pieces is None
    with pytest.raises(ValueError, match="along a line"):
        crease.threshold(64, network=crease.load(data / "moons.onnx"))
    for wrong in ({}, {"pieces": 0}, {"pieces": "1/2"}, {"pieces": 4, "depth": 0}, {"samples": [(0, 1), (0, 2)]}):
        with pytest.raises(ValueError):
            crease.threshold(**wrong)


def test_pictures(command, data, tmp_path):
    def drawn(*args):
        return subprocess.run([command, "plot", *map(str, args)], check=True, capture_output=True).stdout.decode()

    path = data / "moons.onnx"
    net = crease.load(path)
    assert net.plot("box:-3,3") == drawn(path, "--domain", "box:-3,3")
    assert net.plot("box:-3,3", color="class", show=["edges", "boundary", "circles"], ball=((0, "1/3"), 0.5),
                    segment=([-1, 0], [1, "1/2"]), view=[(-2, 2), (-1, 3)]) == drawn(
        path, "--domain", "box:-3,3", "--color", "class", "--show", "edges,boundary,circles", "--center", "0,1/3",
        "--radius", "0.5", "--from=-1,0", "--to", "1,1/2", "--view=-2,2;-1,3")
    complex = net.complex("box:-3,3")
    assert complex._repr_svg_() == complex.plot() == net.plot("box:-3,3")
    assert net.plot("box:-3,3", until_layer=0, merged=True) == drawn(path, "--domain", "box:-3,3", "--until-layer", "0",
                                                                     "--merged")
    digits, points = crease.load(data / "digits.onnx"), np.load(data / "evolution/moons-0.npy")
    corners = [[8] * 64, [0] * 63 + [16], [16] + [0] * 63]
    (tmp_path / "corners.csv").write_text("".join(",".join(map(str, row)) + "\n" for row in corners))
    assert digits.plot(plane=corners, color="none") == drawn(data / "digits.onnx", "--plane", tmp_path / "corners.csv",
                                                             "--color", "none")
    picture = net.plot("box:-3,3", tmp_path / "moons.svg", color="inradius", points=points[:5])
    its = json.loads(subprocess.run([command, "plot", path, "--domain", "box:-3,3", "--color", "inradius", "-o",
                                     tmp_path / "its.svg", "--json"], check=True, capture_output=True).stdout)
    its = members({k: v for k, v in its.items() if k != "box"})
    assert {k: v for k, v in plain(picture.told).items() if k in its} == its and picture.told["points"] == 5
    assert repr(picture) == "<crease.Picture of 302 regions, svg>" and picture._repr_svg_() == picture
    assert pickle.loads(pickle.dumps(picture)).told == picture.told
    assert net.complex("box:-3,3", max_regions=5).plot() != complex.plot()
    line = crease.load(data / "damped_sine.onnx")
    assert line.plot("box:-3,3", path=tmp_path / "sine.svg") == (tmp_path / "sine.svg").read_text()
    space = crease.load(data / "shells.onnx")
    assert space.complex("box:-1,1", geometry=False)._repr_svg_() is None
    assert space.plot("box:-1,1", tmp_path / "shells.ply", explode="1/2")._repr_svg_() is None
    assert (tmp_path / "shells.ply").read_bytes().startswith(b"ply")
    for wrong in ({"color": "taste"}, {"show": ["clouds"]}, {"scale": "odd"}, {"points": [[0, 0, 0]]},
                  {"points": [[0, 0]], "labels": [1, 2]}, {"ball": ((0, 0), 0)}):
        with pytest.raises(ValueError):
            net.plot("box:-3,3", **wrong)
    with pytest.raises(ValueError, match="3 dimensions"):
        space.plot("box:-1,1")
    with pytest.raises(ValueError, match="bodies show regions"):
        space.plot("box:-1,1", tmp_path / "shells.ply", points=[[0, 0, 0]])
    for wrong in ({"plane": corners[:2]}, {"plane": [corners[0]] * 3}, {"until_layer": 9}):
        with pytest.raises(ValueError, match="plane|until-layer"):
            digits.plot(**{"plane": corners, **wrong})
    with pytest.raises(ValueError, match="no picture"):
        net.plot("box:-3,3", tmp_path / "moons.bmp")


def test_bounds_are_pairs():
    bounds = crease.Bounds(Fraction(1, 3), Fraction(1, 2), "sqrt(1/6)")
    assert bounds == (Fraction(1, 3), Fraction(1, 2)) and bounds.lo < bounds.hi and bounds.exact == "sqrt(1/6)"
    assert pickle.loads(pickle.dumps(bounds)).exact == bounds.exact and "0.416667" in repr(bounds)
    assert float(crease.Bounds(math.inf, math.inf)) == math.inf


def test_complexes_without_geometry_pickle(rng, scale):
    for _ in range(round(20 * scale)):
        net = random_network(rng)
        bare = net.complex(None, geometry=False, max_regions=rng.choice([None, 1, 3]))
        back = pickle.loads(pickle.dumps(bare))
        assert back.counts == bare.counts and back.reason == bare.reason and list(back) == list(bare)
        assert [back.neighbors(r) for r in back] == [bare.neighbors(r) for r in bare] and back.graph() == bare.graph()
        assert [r.interior_point for r in back[:2]] == [r.interior_point for r in bare[:2]]
    part = zigzag(2, 2, 11).complex((-1, 1), geometry=False, timeout=0.02)
    assert part.reason == "timeout" and not part.complete
    back = pickle.loads(pickle.dumps(part))
    assert len(back) == len(part) and back.reason == "timeout" and back.counts == part.counts
    state = list(_crease.bare_state(part._core))
    for place, wrong in ((1, b"x"), (4, (b"\0" * 4, b"\1\0\0\0" * 2)), (3, b"\1")):
        broken = [*state[:place], wrong, *state[place + 1:]]
        with pytest.raises(ValueError):
            _crease.complex_from_bare_state(part._file, part._domain._core, tuple(broken))
