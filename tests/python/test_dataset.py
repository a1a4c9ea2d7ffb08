# SPDX-License-Identifier: GPL-3.0-or-later
"""Data sets, as 'crease dataset' lays them out."""

import hashlib
import json
import math
import subprocess
from fractions import Fraction

import crease
import pytest


@pytest.fixture
def directory(tmp_path):
    (tmp_path / "networks").mkdir()
    crease.Network([([[1], ["1/3"]], [0, -1])]).save(tmp_path / "networks/000000.json")
    columns = [("item", "integer"), ("network", "text"), ("complete", "boolean"), ("volume", "rational"),
               ("f_vector", "integers"), ("center", "rationals"), ("units", "texts")]
    rows = [[0, "networks/000000.json", True, "1/3", [2, 1], ["1/7", "-2"], ["u0.1"]],
            [1, "networks/000000.json", False, "inf", [], None, []],
            [2, "networks/000000.json", False, None, [3], [], []],
            [3, "networks/000000.json", True, "1" + "0" * 400, [3], ["0"], []]]
    names = [name for name, _ in columns]
    (tmp_path / "counts.jsonl").write_text("".join(json.dumps(dict(zip(names, row))) + "\n" for row in rows))
    (tmp_path / "dataset.json").write_text(json.dumps({
        "schema": "crease-dataset-description/1", "name": "four", "items": 4, "networks": 1,
        "tables": [{"name": "counts", "meaning": "all", "columns": [
            {"name": name, "type": kind, "meaning": "m"} for name, kind in columns]}]}))
    sums = [f"{hashlib.sha256((tmp_path / name).read_bytes()).hexdigest()}  {name}\n"
            for name in ("counts.jsonl", "dataset.json", "networks/000000.json")]
    (tmp_path / "SHA256SUMS").write_text("".join(sums))
    return tmp_path


def test_tables(directory):
    dataset = crease.read_dataset(directory)
    assert len(dataset) == 4 and dataset.tables == ["counts"] and "four" in repr(dataset)
    columns = dataset.columns()
    assert columns["volume"] == [Fraction(1, 3), math.inf, None, 10**400]
    assert columns["center"] == [[Fraction(1, 7), -2], None, [], [0]] and columns["units"][0] == ["u0.1"]
    assert dataset.network(3).widths == [2] and dataset.violations() == []
    frame = dataset.to_pandas()
    assert list(frame.columns) == list(columns) and frame.volume[0] == Fraction(1, 3)
    with pytest.raises(ValueError):
        dataset.columns("regions")
    with pytest.raises(IndexError):
        dataset.network(4)
    table = directory / "counts.jsonl"
    table.write_text(table.read_text().replace("1/3", "1/4"))
    assert dataset.violations() == ["counts.jsonl"]


def test_parquet(directory, tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet")
    (path,) = crease.read_dataset(directory).to_parquet(tmp_path / "tables")
    table = parquet.read_table(path)
    assert path.name == "counts.parquet" and table.num_rows == 4
    assert table["volume"].to_pylist() == ["1/3", "inf", None, "1" + "0" * 400]
    assert table["volume_double"].to_pylist() == [1 / 3, math.inf, None, math.inf]
    assert table["center_double"].to_pylist() == [[1 / 7, -2.0], None, [], [0.0]]
    assert table["complete"].to_pylist() == [True, False, False, True]
    assert table.schema.field("volume").metadata == {b"meaning": b"m"}
    assert not list((tmp_path / "tables").glob("*.part"))


def test_reference(data):
    dataset = crease.read_dataset(data / "reference")
    counts = dataset.columns()
    assert dataset.violations() == [] and len(counts["item"]) == len(dataset)
    for item in range(0, len(dataset), 7):
        if counts["slice"][item] is None:
            found = dataset.network(item).count(counts["domain"][item])
            assert found[:2] == (counts["activation_regions"][item], counts["bounded_regions"][item])


def test_making(command, tmp_path):
    """The same bytes as those of the command, and on from where a limit came first."""
    spec = tmp_path / "spec.toml"
    spec.write_text('format = "crease-dataset-spec/1"\nname = "small"\nquantities = ["counts", "volume", "regions"]\n'
                    '[[networks]]\narchitectures = [[2, 4, 1]]\ninitializations = ["he_normal", "integers:-1,1"]\n'
                    'seeds = { from = 0, to = 9 }\ndomains = ["box:-1,1", "all"]\n')
    seen = []
    dataset = crease.dataset(spec, tmp_path / "mine", progress=seen.append)
    subprocess.run([command, "dataset", str(spec), "-o", str(tmp_path / "its")], check=True, capture_output=True)
    files = sorted(path.relative_to(tmp_path / "its") for path in (tmp_path / "its").rglob("*") if path.is_file())
    assert len(files) > 20 and seen[-1] == len(dataset) == 40
    assert all((tmp_path / "mine" / name).read_bytes() == (tmp_path / "its" / name).read_bytes() for name in files)
    assert dataset.violations() == [] and dataset.tables == ["counts", "regions"]
    volumes = dataset.columns("counts")
    assert all(volume == 4 for volume, domain in zip(volumes["volume"], volumes["domain"]) if domain == "box:-1,1")
    assert len(crease.dataset(spec, tmp_path / "mine")) == 40  # finished, and only looked at
    spec.write_text(spec.read_text().replace("to = 9", "to = 8"))
    with pytest.raises(ValueError):
        crease.dataset(spec, tmp_path / "mine")
    with pytest.raises(TimeoutError, match="goes on"):
        crease.dataset(spec, tmp_path / "late", timeout=1e-6)
    assert len(crease.dataset(spec, tmp_path / "late")) == 36


def test_refused(directory):
    with pytest.raises(ValueError, match="crease dataset"):
        crease.read_dataset(directory / "networks")
    (directory / "SHA256SUMS").unlink()
    with pytest.raises(ValueError, match="not finished"):
        crease.read_dataset(directory)
    (directory / "dataset.json").write_text('{"schema": "crease-count/1"}')
    with pytest.raises(ValueError, match="no description"):
        crease.read_dataset(directory)
