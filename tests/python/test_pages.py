# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages are those of the command, byte for byte; where no command line stands for the input, they tell none."""

import html
import json
import pickle
import re
import subprocess

import crease
import pytest
from networks import random_network, zigzag


@pytest.fixture
def page(command, tmp_path):
    """What a subcommand writes to a file of this extension."""
    def run(name, *args, extension=".html", code=0):
        path = tmp_path / f"command{extension}"
        done = subprocess.run([command, name, *map(str, args), "-o", str(path)], capture_output=True, text=True)
        assert done.returncode == code, done.stderr
        return path.read_text(encoding="utf-8")
    return run


@pytest.mark.parametrize("name,domain", [("moons.onnx", "box:-3,3"), ("moons.onnx", "all"), ("shells.onnx", "box:-1,1"),
                                         ("damped_sine.onnx", "all"), ("abs_1d.json", "box:-1,2")])
def test_same_bytes(page, data, tmp_path, name, domain):
    path = data / name
    net = crease.load(path)
    for made, kind in ((net.view, "view"), (net.report, "report")):
        mine = made(domain, tmp_path / "mine.html")
        assert mine == page(kind, path, "--domain", domain) == (tmp_path / "mine.html").read_text(encoding="utf-8")
        assert made(domain, tmp_path / "mine.json") == mine and mine.complete
        assert (tmp_path / "mine.json").read_text() == page(kind, path, "--domain", domain, extension=".json")


def test_pages_of_a_complex(data):
    net = crease.load(data / "moons.onnx")
    complex = net.complex("box:-3,3")
    assert complex.view() == net.view("box:-3,3") and complex.report() == net.report("box:-3,3")


def test_random_networks(page, rng, scale, tmp_path):
    for _ in range(max(1, round(4 * scale))):
        net = random_network(rng)
        path = tmp_path / "random.json"
        net.save(path)
        for domain in ("box:-1,3/2", "all"):
            read = crease.load(path)
            assert read.view(domain) == page("view", path, "--domain", domain), net.layers
            assert read.report(domain) == page("report", path, "--domain", domain), net.layers


def test_options(page, data):
    xor, moons = data / "xor.onnx", data / "moons.onnx"
    assert crease.load(xor).view("box:-1,2", level="1/2", inspheres=False) == page(
        "view", xor, "--domain", "box:-1,2", "--level", "1/2", "--no-inspheres")
    assert crease.load(moons, outputs="1,0").view("box:-3,3") == page("view", moons, "--outputs", "1,0", "--domain",
                                                                      "box:-3,3")
    part = crease.load(moons).complex("box:-3,3", max_regions=20)
    for made, kind in ((part.view(), "view"), (part.report(), "report")):
        assert made == page(kind, moons, "--domain", "box:-3,3", "--max-regions", "20", code=4)
        assert not made.complete and made.reason == "max-regions" and made != page(kind, moons, "--domain", "box:-3,3")


def test_several_networks(page, data, tmp_path):
    paths = [data / f"evolution/moons-0-{epoch}.onnx" for epoch in ("000", "010")]
    networks = [crease.load(path) for path in paths]
    assert crease.view(networks, "box:-1,1") == page("view", *paths, "--domain", "box:-1,1")
    assert crease.view(networks[0], "box:-1,1") == networks[0].view("box:-1,1")
    run = tmp_path / "run.json"
    layers = [json.loads((data / name).read_text())["layers"] for name in ("xor_2d.json", "pencil_5.json")]
    run.write_text(json.dumps({"format": "crease-checkpoints/1", "checkpoints": [
        {"name": name, "input_dim": 2, "layers": given} for name, given in zip("ab", layers)]}))
    assert crease.view(crease.load_all(run), "box:-1,1") == page("view", run, "--domain", "box:-1,1")
    assert crease.view(crease.load_all(run, outputs="0")) == page("view", run, "--outputs", "0")
    one = crease.load(run, checkpoint="b")
    assert one.report("box:-1,1") == page("report", run, "--checkpoint", "b", "--domain", "box:-1,1")
    with pytest.raises(ValueError, match="no networks"):
        crease.view([])
    with pytest.raises(ValueError, match="one input space"):
        crease.view([networks[0], crease.load(data / "shells.onnx")])


def test_no_command_where_none_gives_the_same(page, data, tmp_path):
    """Of networks that no file holds, and of domains that have no words: all else is the same."""
    path = tmp_path / "net.json"
    made = crease.Network([([[1, 2], [-1, 1], [0, 1]], [0, "1/3", -1]), ([[1, 1, -2]], [0])], name="net")
    made.save(path)
    read = crease.load(path)
    simplex = crease.Domain.polytope([[1, 0], [0, 1], [-1, -1]], [1, 1, 1])
    line = crease.Domain.all(2).sliced([0, "1/2"], [[1, 1]], box=[(-1, 1)])
    again = pickle.loads(pickle.dumps(read))
    for net, domain in ((made, "box:-1,1"), (again, "box:-1,1"), (read, simplex), (read, line)):
        net.view(domain, tmp_path / "mine.json")
        told = json.loads((tmp_path / "mine.json").read_text())
        assert told["arguments"] is None
        report = net.report(domain, tmp_path / "mine.json")
        assert "crease count" not in report and "From <code>" not in report
        assert json.loads((tmp_path / "mine.json").read_text())["arguments"] is None
        if domain == "box:-1,1":
            its = json.loads(page("view", path, "--domain", domain, extension=".json"))
            assert told == {**its, "arguments": None}
            its = page("report", path, "--domain", domain)
            assert report == re.sub("<p>From <code>.*</code>.</p>\n", "", its) != its
    # A box that is made here is one that --domain understands.
    assert read.report(crease.Domain.box([-1, 0], [1, 2])) == page("report", path, "--domain", "box:-1,1;0,2")
    assert read.report((-1, 1)) == page("report", path, "--domain", "box:-1,1")
    # A file of that name is not that domain.
    named = crease.Domain(read.domain("box:-1,1")._core.labelled("box:0,1"))
    assert "From <code>" not in read.report(named)


def test_slices(page, data, tmp_path):
    net, path = crease.load(data / "digits.onnx"), data / "slices/digits_0_1_7.json"
    net.view(net.domain(None, path), tmp_path / "mine.json")
    its = json.loads(page("view", data / "digits.onnx", "--slice", path, extension=".json"))
    assert json.loads((tmp_path / "mine.json").read_text()) == {**its, "arguments": None}


def test_errors_in_the_words_of_the_command(command, data, tmp_path):
    digits, moons = data / "digits.onnx", data / "moons.onnx"
    cases = [(("view", digits), lambda: crease.load(digits).view()),
             (("view", data / "xor.onnx", data / "damped_sine.onnx"),
              lambda: crease.view([crease.load(data / "xor.onnx"), crease.load(data / "damped_sine.onnx")])),
             (("report", digits, "--domain", "box:0,16"), lambda: crease.load(digits).report("box:0,16"))]
    for args, call in cases:
        done = subprocess.run([command, *map(str, args)], capture_output=True, text=True, cwd=tmp_path)
        with pytest.raises(ValueError) as error:
            call()
        assert done.stderr == f"crease: error: {error.value}\n"
    with pytest.raises(ValueError, match="moons: --level is for networks with one output, and this one has 2"):
        crease.load(moons).view(level=1)
    with pytest.raises(ValueError, match="not a rational number|level"):
        crease.load(data / "xor.onnx").view(level=float("nan"))
    with pytest.raises(OSError):
        crease.load(moons).view("box:-3,3", tmp_path / "none/page.html")
    with pytest.raises(ValueError, match="timeout"):
        zigzag(2, 2, 11).complex((-1, 1), timeout=0.02).view()


def test_limits(data, tmp_path):
    net = zigzag(2, 2, 8)
    for made in (net.view((-1, 1), timeout=0.05), net.report((-1, 1), timeout=0.05)):
        assert not made.complete and made.reason == "timeout" and made.endswith("</html>\n")


def test_pages_show_themselves(data, monkeypatch):
    page = crease.load(data / "moons.onnx").view("box:-3,3", max_regions=20)
    assert repr(page) == f"<crease.Page of {len(page):,} characters, a part (max-regions)>"
    frame = re.fullmatch('<iframe srcdoc="([^"]*)" sandbox="allow-scripts allow-downloads" style="[^"]*"></iframe>',
                         page._repr_html_(), re.DOTALL)
    assert html.unescape(frame.group(1)) == page
    back = pickle.loads(pickle.dumps(page))
    assert back == page and back.reason == page.reason and type(back) is crease.Page
    monkeypatch.setattr("crease._pages.MOST_CHARACTERS", 100)
    assert len(page._repr_html_()) < 300 and "too large" in page._repr_html_()
