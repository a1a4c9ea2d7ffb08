# SPDX-License-Identifier: GPL-3.0-or-later
"""The command, the C++ library and the package say the same of random networks, byte for byte."""

import os
import subprocess

import crease
import pytest
from networks import random_network


@pytest.fixture(scope="module")
def library():
    """A program that writes the regions of a network with the library alone: library_regions.cpp."""
    path = os.environ.get("CREASE_LIBRARY_REGIONS")
    if not path:
        pytest.skip("CREASE_LIBRARY_REGIONS does not name the program")
    return path


def test_files(command, library, rng, scale, tmp_path):
    for i in range(round(200 * scale)):
        net = random_network(rng)
        path, out = tmp_path / "random.json", tmp_path / "out"
        net.save(path)
        domain = rng.choice(["all", "box:-1,1", "box:-1/2,3"])
        subprocess.run([command, "analyze", str(path), "--domain", domain, "-o", str(out)], check=True,
                       stdout=subprocess.DEVNULL)
        read = crease.load(path)
        assert read == net and read.sha256 == net.sha256
        complex = read.complex(domain)
        for name in ("complex.json", "regions.csv", "regions.jsonl", "facets.jsonl", "vertices.jsonl", "faces.jsonl",
                     "complex.npz", "graph.graphml"):
            assert complex.file(name) == (out / name).read_bytes(), (i, name, path.read_text())
        plain = subprocess.run([library, str(path), domain], check=True, capture_output=True).stdout
        assert plain == (out / "regions.jsonl").read_bytes(), (i, path.read_text())
