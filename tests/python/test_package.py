# SPDX-License-Identifier: GPL-3.0-or-later
"""The values of the C++ tests, seen from Python, and what is Python's own."""

import json
import math
import os
import pickle
import signal
import threading
import time
from decimal import Decimal
from fractions import Fraction

import crease
import numpy as np
import pytest
from networks import golden, random_network, zigzag

# seed, dimension, widths: cells, f-vector with the box, adjacencies
GOLDEN = [
    (1, 1, [6, 6], 9, [10, 9], 8),
    (1, 2, [6, 6], 80, [94, 173, 80], 146),
    (3, 2, [5, 5, 5], 69, [82, 150, 69], 121),
    (5, 2, [4, 4, 4, 4], 182, [193, 374, 182], 335),
    (1, 3, [5, 5], 127, [205, 524, 447, 127], 312),
    (3, 4, [5, 4], 158, [451, 1419, 1656, 845, 158], 467),
]


@pytest.mark.parametrize("seed,dim,widths,cells,f_vector,adjacencies", GOLDEN)
def test_golden_integer_networks(seed, dim, widths, cells, f_vector, adjacencies):
    net = golden(seed, dim, widths)
    complex = net.complex((-8, 8))
    assert net.count((-8, 8)) == (cells, cells, True, "finished")
    assert len(complex) == cells == sum(1 for _ in net.regions((-8, 8)))
    assert complex.f_vector == f_vector and complex.euler_characteristic == 1
    assert complex.counts["adjacencies"] == adjacencies
    assert sum(region.volume for region in complex) == 16**dim
    assert complex.violations() == []


def test_bundled_networks(data):
    for expected in json.loads((data / "expected.json").read_text())["counts"]:
        net = crease.load(data / expected["network"])
        domain = net.domain(expected["domain"], data / expected["slice"] if "slice" in expected else None)
        counts = net.complex(domain, geometry=False).counts
        for name in ("activation_regions", "bounded_regions", "linear_regions", "affine_pieces", "adjacencies"):
            assert counts[name] == expected[name], (expected, name)
        assert net.count(domain)[:2] == (expected["activation_regions"], expected["bounded_regions"])


def test_closed_forms():
    net = zigzag(2, 2, 3)
    complex = net.complex((-1, 1))
    assert len(complex) == 64 and complex.counts["adjacencies"] == 2 * 7 * 8
    balls = net.inspheres((-1, 1))
    assert balls.complete and {ball.radius for ball in balls.balls} == {(Fraction(1, 8), Fraction(1, 8))}
    assert all(region.volume == Fraction(1, 16) for region in complex)
    braid = crease.Network([([[1, -1, 0], [1, 0, -1], [0, 1, -1]], [0, 0, 0], "relu")])
    assert braid.count().activation_regions == 6
    diagonal = crease.Network([([[1, 1], [-1, 1]], [-1, 0], "relu")])
    ball = diagonal.region(["1/2", 0], (0, 1)).insphere()
    # The triangle (0, 0), (1, 0), (1/2, 1/2) has the inradius (sqrt(2) - 1)/2.
    lo, hi = ball.radius
    assert lo < hi and (2 * lo + 1) ** 2 < 2 < (2 * hi + 1) ** 2 and ball.unique and len(ball.facets) == 3


def test_numbers_are_exact():
    weights = np.array([[0.1, 1e-300], [2.5, -(2.0**60)]])
    net = crease.Network([(weights, np.float32([0.1, 3])), ([[Decimal("0.1"), "1/3"]], [Fraction(1, 7)])])
    first, second = net.layers
    assert first.weights == [[Fraction(x) for x in row] for row in weights.tolist()]
    assert first.bias == [Fraction(float(np.float32(0.1))), 3]
    assert second.weights == [[Fraction(1, 10), Fraction(1, 3)]]
    big = 3**400
    assert crease.Network([([[big, -big]], [Fraction(1, big)])]).layers[0][:2] == ([[big, -big]], [Fraction(1, big)])
    assert crease.Network([([[np.int64(-7)]], [np.uint8(200)])])([Fraction(1, 3)]) == [Fraction(-7, 3) + 200]
    x = [Fraction(2, 3), Fraction(-5, 7)]
    hidden = [max(Fraction(0), sum(w * v for w, v in zip(row, x)) + b) for row, b in zip(first.weights, first.bias)]
    assert net(x) == [hidden[0] / 10 + hidden[1] / 3 + Fraction(1, 7)]
    assert all(type(value) is Fraction for value in net(x))


@pytest.mark.parametrize("make", [
    lambda: crease.Network([([[math.nan]],)]),
    lambda: crease.Network([([[np.float32("inf")]],)]),
    lambda: crease.Network([(np.array([[1.0, -math.inf]]),)]),
    lambda: crease.Network([([["one"]],)]),
    lambda: crease.Network([([[None]],)]),
    lambda: crease.Network([([[1, 2], [3]],)]),
    lambda: crease.Network([]),
    lambda: crease.Network([([[1]], [1, 2])]),
    lambda: crease.Network([([[1]], [1]), ([[1, 1]], [0])]),
    lambda: crease.Network([([[1]], [1], "sigmoid")]),
    lambda: crease.Network([crease.Layer([[1], [2], [3]], max=2)]),
    lambda: crease.load("there/is/none.onnx"),
    lambda: crease.Network([([[1]],)]).count("box:1,0"),
    lambda: crease.Network([([[1]],)]).count("ball"),
    lambda: crease.Network([([[1]],)]).count((0, math.nan)),
    lambda: crease.Network([([[1]],)]).count(crease.Domain.all(2)),
    lambda: crease.Network([([[1]],)]).count(threads=-1),
    lambda: crease.Network([([[1]],)]).count(max_regions=0),
    lambda: crease.Network([([[1]],)]).count(timeout=math.nan),
    lambda: crease.Network([([[1]], [0], "relu")]).region([0]),
    lambda: crease.Network([([[1]], [0], "relu")]).region([0, 1]),
    lambda: crease.Network([([[1]], [0], "relu")]).complex().columns("edges"),
    lambda: crease.Network([([[1]], [0], "relu")]).inspheres(norm="taxi"),
    lambda: crease.Domain.box([0], [0]),
    lambda: crease.bounds("2"),
])
def test_bad_input(make):
    with pytest.raises(ValueError) as error:
        make()
    assert str(error.value)


def test_words_are_those_of_the_command(command, data, tmp_path):
    import subprocess

    broken = tmp_path / "broken.json"
    broken.write_text('{"format": "crease-network/1", "input_dim": 2, "layers": [{"weights": [[1, NaN]]}]}')
    for args, call in [((str(broken),), lambda: crease.load(broken)),
                       ((str(tmp_path / "no.onnx"),), lambda: crease.load(tmp_path / "no.onnx")),
                       ((str(data / "moons.onnx"), "--domain", "box:1,1"),
                        lambda: crease.load(data / "moons.onnx").count("box:1,1"))]:
        run = subprocess.run([command, "count", *args], capture_output=True, text=True)
        with pytest.raises(ValueError) as error:
            call()
        assert run.stderr == f"crease: error: {error.value}\n"


def test_max_groups():
    net = crease.Network([crease.Layer([[1, 0], [0, 1], [0, 0]], max=3)])
    assert net.widths == [1] and net([3, 5]) == [5] and net.count().activation_regions == 3
    assert pickle.loads(pickle.dumps(net)) == net


def test_complex_is_a_sequence(data):
    net = crease.load(data / "moons.onnx")
    complex = net.complex("box:-3,3")
    assert len(list(complex)) == len(complex) == 302
    assert complex[-1] == complex[301] and complex[-1] in complex and complex[2:4] == [complex[2], complex[3]]
    with pytest.raises(IndexError):
        complex[302]
    assert (0, 0) in complex and ("7/2", 0) not in complex
    for region in complex[::20]:
        assert complex.locate(region.interior_point) == [region] and region.interior_point in region
        assert all(vertex in region for vertex in region.vertices)
        assert all(region in complex.neighbors(other) for other in complex.neighbors(region))
        slopes, constants = region.affine_map
        y = region.interior_point
        assert net(y) == [sum(a * b for a, b in zip(row, y)) + c for row, c in zip(slopes, constants)]
        assert all(sum(a * b for a, b in zip(f.normal, y)) + f.offset > 0 for f in region.facets)
    with pytest.raises(AttributeError):
        complex.complete = False


def test_stream_equals_complex(rng, scale):
    """Regions of a stream, one by one and with all that is computed later, are those of the complex."""
    for _ in range(round(30 * scale)):
        net = random_network(rng)
        domain = rng.choice([None, (-2, 3)])
        complex = net.complex(domain)
        streamed = list(net.regions(domain))
        shown = list(net.regions(domain, geometry=True))
        assert streamed == shown == list(complex), net.layers
        bare = net.complex(domain, geometry=False)
        assert [r.interior_point for r in bare[:3]] == [r.interior_point for r in complex[:3]], net.layers
        few = list(zip(streamed, complex))[:: max(1, len(complex) // 4)]
        for mine, its in few + list(zip(shown, complex)):
            assert mine.interior_point == its.interior_point and mine.affine_map == its.affine_map, net.layers
            assert sorted(f[:2] for f in mine.facets) == sorted(f[:2] for f in its.facets), net.layers
            assert sorted(mine.vertices) == sorted(its.vertices) and mine.volume == its.volume, net.layers
            assert mine.is_bounded == its.is_bounded == (not its.rays and not math.isinf(its.volume)), net.layers


def test_streams_end(data):
    net = zigzag(2, 2, 10)
    stream = net.regions((-1, 1))
    assert [next(stream).index for _ in range(3)] == [0, 1, 2] and not stream.complete
    threads = len(os.listdir("/proc/self/task"))
    for _ in range(20):
        for region in net.regions((-1, 1)):
            break
    assert len(os.listdir("/proc/self/task")) <= threads  # those of oneTBB may end, too
    for geometry in (False, True):
        part = net.regions((-1, 1), geometry=geometry, max_regions=5)
        assert len(list(part)) == 5 and part.reason == "max-regions" and not part.complete
    net = zigzag(2, 2, 6)
    *_, last = net.regions((-1, 1), geometry=True)  # several batches; a region outlives its stream
    whole = net.complex((-1, 1))
    assert len(whole) > 2048 and last == whole[-1] and last.volume == whole[-1].volume
    with pytest.raises(ValueError):
        list(net.regions("box:1,0"))
    assert sum(1 for _ in crease.load(data / "xor.onnx").regions()) == 11


def test_limits():
    net = zigzag(2, 2, 10)
    part = net.count((-1, 1), max_regions=7)
    assert part == (7, 7, False, "max-regions")
    complex = net.complex((-1, 1), max_regions=7)
    assert len(complex) == 7 and not complex.complete and complex.reason == "max-regions"
    assert not net.complex((-1, 1), timeout=0.01).complete


def interrupt_after(seconds):
    timer = threading.Timer(seconds, lambda: os.kill(os.getpid(), signal.SIGINT))
    timer.start()
    return timer


@pytest.mark.parametrize("work", [
    lambda net: net.count((-1, 1)),
    lambda net: net.complex((-1, 1)),
    lambda net: [None for _ in net.regions((-1, 1))],
    lambda net: net.view((-1, 1)),
    lambda net: net.report((-1, 1)),
], ids=["count", "complex", "stream", "view", "report"])
def test_interrupts(work):
    # Who was started in the background ignores Ctrl-C.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    net = zigzag(2, 2, 14)
    timer = interrupt_after(0.3)
    begin = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        work(net)
    timer.join()
    assert time.monotonic() - begin < 20


@pytest.mark.parametrize("work", [lambda net: net.view((-1, 1)), lambda net: net.report((-1, 1))], ids=["view", "report"])
def test_interrupts_behind_the_walk(work):
    """The walk takes a part of a second, what is made of its regions many seconds."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    net = zigzag(2, 2, 8)
    assert len(net.complex((-1, 1), geometry=False)) == 4**8
    timer = interrupt_after(1)
    with pytest.raises(KeyboardInterrupt):
        work(net)
    timer.join()


def test_other_threads_run_and_progress_is_told():
    net = zigzag(2, 2, 11)
    turns, seen, done = 0, [], threading.Event()

    def turn():
        nonlocal turns
        while not done.is_set():
            turns += 1
            time.sleep(0.001)

    thread = threading.Thread(target=turn)
    thread.start()
    total = net.count((-1, 1), progress=seen.append).activation_regions
    done.set()
    thread.join()
    assert total == 4**11 and seen == sorted(seen) and len(seen) >= 2 and turns > 20

    class Stop(Exception):
        pass

    def refuse(regions):
        raise Stop

    with pytest.raises(Stop):
        zigzag(2, 2, 14).count((-1, 1), progress=refuse)


def test_pickles(data, rng, scale):
    net = crease.load(data / "moons.onnx", outputs="1,0")
    again = pickle.loads(pickle.dumps(net))
    assert again == net and again.name == net.name and again.sha256 == net.sha256
    slice = crease.load(data / "digits.onnx").domain(None, data / "slices/digits_0_1_7.json")
    for domain in [net.domain(), net.domain("box:-3,1/3"), slice]:
        back = pickle.loads(pickle.dumps(domain))
        assert back == domain and back.label == domain.label and repr(back) == repr(domain)
    for _ in range(round(10 * scale)):
        net = random_network(rng)
        complex = net.complex((-1, 1), max_regions=rng.choice([None, 2]))
        back = pickle.loads(pickle.dumps(complex))
        assert list(back) == list(complex) and back.complete == complex.complete
        assert back.file("complex.json") == complex.file("complex.json")
        assert back.counts == complex.counts
        bare = net.complex((-1, 1), geometry=False)
        assert pickle.loads(pickle.dumps(bare)).counts == bare.counts
        region = pickle.loads(pickle.dumps(complex[0]))
        assert region == complex[0] and region.vertices == complex[0].vertices


def test_domains(data):
    net = crease.load(data / "xor.onnx")
    assert crease.Domain.box([-1, -1], [2, 2]) == net.domain("box:-1,2") == net.domain((-1, 2))
    simplex = crease.Domain.polytope([[1, 0], [0, 1], [-1, -1]], [0, 0, 1])
    assert sum(r.volume for r in net.complex(simplex)) == Fraction(1, 2)
    line = crease.Domain.all(2).sliced([0, 0], [[1, 1]], box=[(0, "1/2")])
    assert line.dim == 1 and line.to_input(["1/4"]) == (Fraction(1, 4), Fraction(1, 4))
    assert sum(r.volume for r in net.complex(line)) == Fraction(1, 2)


def test_other_libraries(data):
    networkx = pytest.importorskip("networkx")
    pandas = pytest.importorskip("pandas")
    complex = crease.load(data / "xor.onnx").complex("box:-1,2")
    graph = complex.to_networkx()
    assert graph.number_of_nodes() == 11 and graph.number_of_edges() == 16 and networkx.is_connected(graph)
    frame = complex.to_pandas()
    assert isinstance(frame, pandas.DataFrame) and sum(frame.volume) == 9
    assert list(frame.pattern) == [r.pattern for r in complex]
    arrays = complex.to_numpy()
    assert math.isclose(arrays["regions_volume"].sum(), 9)
    assert [Fraction(x.decode()) for x in arrays["regions_volume_exact"]] == list(frame.volume)
    assert len(complex.to_pandas("vertices")) == complex.f_vector[0] == len(complex.to_pandas("faces").query("dimension == 0"))


def test_decision_boundary(data):
    diamond = crease.Network([([[1, 0], [-1, 0], [0, 1], [0, -1]], [0] * 4, "relu"), ([[1, 1, 1, 1]], [0])])
    boundary = diamond.complex((-2, 2)).decision_boundary(level=1)
    lo, hi = boundary.size
    assert lo**2 <= 32 <= hi**2 and boundary.betti == [1, 1] and len(boundary) == 4
    assert boundary.num_components == 1 and boundary.num_decision_regions == 2 and boundary.f_vector == [4, 4]
    back = pickle.loads(pickle.dumps(boundary))
    assert back.size == boundary.size and back.columns() == boundary.columns() and repr(back) == repr(boundary)
    assert diamond.complex((-2, 2)).decision_boundary(level=1, measures=False).size is None
    assert len(crease.load(data / "moons.onnx").complex("box:-3,3").decision_boundary()) > 0


def test_paths():
    # Values 0, 0, 2, 1 at t = 0, 1/4, 3/4, 1.
    net = crease.Network([([[1], [1]], ["-1/4", "-3/4"], "relu"), ([[4, -8]], [0])])
    path = net.path([[0], [1]])
    assert path.density == 2 and path.complete and path.curve["t"] == [0, Fraction(1, 4), Fraction(3, 4), 1]
    assert path.curve["value"] == [[0], [0], [2], [1]]
    assert path.outputs[0]["deviation_integrals"] == [Fraction(11, 24)]
    assert path.outputs[0]["absolute_deviation"] == (Fraction(11, 24), Fraction(11, 24))
    with pytest.raises(ValueError):
        net.path([[0]])
    for points, closed, leg in (([[0], [0], [1]], False, "leg"), ([[0], [1], [0]], True, "closing leg")):
        with pytest.raises(ValueError, match=rf"^the path's {leg} from \(0\) to itself has no length. Leave a point out$"):
            net.path(points, closed=closed)


def test_bounds():
    bounds = crease.bounds("2,8,8,1")
    assert (bounds["montufar_2017"], bounds["serra_2018"], bounds["montufar_2014"], bounds["serra_2018_lower"]) == (
        1369, 1369, 592, 925)
    net = golden(1, 2, [6, 6])
    assert net.count((-8, 8)).activation_regions <= net.bounds()["hinz_2019"] <= net.bounds()["naive"] == 2**12


def test_saving(tmp_path, data):
    net = crease.load(data / "moons.onnx")
    for name in ("a.json", "a.onnx", "a.npz"):
        net.save(tmp_path / name)
        assert crease.load(tmp_path / name) == net
    with pytest.raises(ValueError):
        net.save(tmp_path / "a.h5")
    with pytest.raises(OSError):
        net.save(tmp_path / "none" / "a.json")


def test_shows_itself(data):
    net = crease.load(data / "xor.onnx")
    complex = net.complex("box:-1,2")
    assert repr(net).startswith("<crease.Network xor (2 -> ") and repr(complex) == "<crease.Complex of 11 regions in box:-1,2>"
    assert repr(complex[0]) == f"<crease.Region R0 {complex[0].pattern}>"
    assert repr(net.domain("box:-1,2")) == "<crease.Domain box:-1,2, dimension 2>"
    found = [net.path([[0, 0], [1, 1]]), net.inspheres("box:-1,2"), net.inspheres("box:-1,2").balls[0],
             net.inspheres("box:-1,2", max_regions=2), net.regions("box:-1,2"), complex.decision_boundary(), net.count()]
    assert repr(found[0]) == f"<crease.PathTrace of {found[0].density} crossings>"
    assert repr(found[1]) == "<crease.Inspheres of 11 regions>" and "a part (max-regions)" in repr(found[3])
    moons = crease.load(data / "moons.onnx").inspheres("box:-3,3").balls
    assert max(len(repr(thing)) for thing in [*found, *moons]) < 160
    assert repr(crease.Ball(crease.Bounds(1, 1), "1", None, True, ["u0.1"])) == "<crease.Ball of radius 1, touches u0.1>"
    for shown in (net, complex, complex[0], complex.domain):
        assert shown._repr_html_().startswith("<table>") and len(repr(shown)) < 100
