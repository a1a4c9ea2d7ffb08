# SPDX-License-Identifier: GPL-3.0-or-later
"""Data sets that 'crease dataset' has made."""

from __future__ import annotations

import hashlib
import json
import math
import os
from fractions import Fraction
from pathlib import Path
from typing import Any, Optional, Union

from . import _crease
from ._network import Network, Progress, _Bar, load


class Dataset:
    """A finished data set: its tables, exactly, and its networks. Tables are read when they are asked for."""

    def __init__(self, directory: Union[str, os.PathLike[str]]) -> None:
        self._directory = Path(directory)
        path = self._directory / "dataset.json"
        try:
            self._description = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
            raise ValueError(f"{path}: {error}. Give a directory that 'crease dataset' has made") from None
        schema = self._description.get("schema") if isinstance(self._description, dict) else None
        if schema != "crease-dataset-description/1":
            raise ValueError(f"{path}: it is no description of a data set, but of {schema!r}")
        if not (self._directory / "SHA256SUMS").exists():
            raise ValueError(f"{self._directory}: the data set is not finished. Run 'crease dataset' again")
        self._tables = {table["name"]: table for table in self._description["tables"]}

    @property
    def description(self) -> dict[str, Any]:
        """What dataset.json says: the specification, versions, and the meaning of every column."""
        return self._description

    @property
    def tables(self) -> list[str]:
        """The names of its tables: counts, and those that were asked for."""
        return list(self._tables)

    def __len__(self) -> int:
        """The number of its items: networks in domains."""
        return self._description["items"]

    def _types(self, table: str) -> dict[str, str]:
        if table not in self._tables:
            raise ValueError(f"'{table}' is not one of {', '.join(self._tables)}")
        return {column["name"]: column["type"] for column in self._tables[table]["columns"]}

    def _rows(self, table: str) -> list[dict[str, Any]]:
        path = self._directory / f"{table}.jsonl"
        try:
            with path.open(encoding="utf-8") as lines:
                return [json.loads(line) for line in lines]
        except OSError as error:
            raise ValueError(f"{path}: {error.strerror}. Make the data set with the format jsonl") from None

    def columns(self, table: str = "counts") -> dict[str, list[Any]]:
        """A table as lists by name of column: rational numbers as Fractions, infinity as math.inf."""
        types, rows = self._types(table), self._rows(table)
        return {name: [_value(row[name], kind) for row in rows] for name, kind in types.items()}

    def to_pandas(self, table: str = "counts") -> Any:
        """A table as a pandas.DataFrame of exact numbers."""
        import pandas

        return pandas.DataFrame(self.columns(table))

    def to_arrow(self, table: str = "counts") -> Any:
        """A table as a pyarrow.Table. A rational column is text ("p/q", "inf"), exactly, and behind it stands another one,
        its name with _double, of the nearest doubles."""
        import pyarrow

        types, rows = self._types(table), self._rows(table)
        basic = {"integer": pyarrow.int64(), "boolean": pyarrow.bool_(), "text": pyarrow.string(),
                 "rational": pyarrow.string()}
        fields, arrays = [], []
        for column in self._tables[table]["columns"]:
            name, kind = column["name"], types[column["name"]]
            values = [row[name] for row in rows]
            of_lists = kind.endswith("s") and kind not in basic
            item = basic[kind[:-1] if of_lists else kind]
            told = {"meaning": column["meaning"]}
            fields.append(pyarrow.field(name, pyarrow.list_(item) if of_lists else item, metadata=told))
            arrays.append(pyarrow.array(values, type=fields[-1].type))
            if kind.startswith("rational"):
                real = pyarrow.float64()
                fields.append(pyarrow.field(f"{name}_double", pyarrow.list_(real) if of_lists else real, metadata=told))
                arrays.append(pyarrow.array([_doubles(value) for value in values], type=fields[-1].type))
        return pyarrow.Table.from_arrays(arrays, schema=pyarrow.schema(fields))

    def to_parquet(self, directory: Union[str, os.PathLike[str]]) -> list[Path]:
        """Writes every table as directory/NAME.parquet (see to_arrow), and returns the paths."""
        from pyarrow import parquet

        target = Path(directory)
        target.mkdir(parents=True, exist_ok=True)
        paths = []
        for table in self._tables:
            path = target / f"{table}.parquet"
            beside = path.with_suffix(".part")  # so that a file appears whole or not at all
            parquet.write_table(self.to_arrow(table), beside)
            paths.append(beside.replace(path))
        return paths

    def network(self, item: int) -> Network:
        """The network of an item, exactly."""
        if not 0 <= item < len(self):
            raise IndexError(f"item {item} of {len(self)}")
        return load(self._directory / self._rows("counts")[item]["network"])

    def violations(self) -> list[str]:
        """The files that are not those whose hashes SHA256SUMS holds: none, if all is well."""
        wrong = []
        for line in (self._directory / "SHA256SUMS").read_text().splitlines():
            digest, name = line.split(maxsplit=1)
            path = self._directory / name.lstrip("*")
            if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != digest:
                wrong.append(name)
        return wrong

    def __repr__(self) -> str:
        return f"<crease.Dataset {self._description['name']}: {len(self)} items, {self._description['networks']} networks>"


def dataset(specification: Union[str, os.PathLike[str]], directory: Union[str, os.PathLike[str]], *, threads: int = 0,
            timeout: Optional[float] = None, progress: Progress = None) -> Dataset:
    """Makes the data set of a specification (a .toml or .json file) as 'crease dataset SPEC -o DIR' does, the same bytes, or
    goes on with one that was interrupted. Raises TimeoutError where a timeout came first: the same call goes on from
    there. progress: of items."""
    with _Bar(progress, "items") as bar:
        found = _crease.make_dataset(os.fspath(specification), os.fspath(directory), (threads, timeout, None, bar))
    if not found["complete"]:
        raise TimeoutError(f"{os.fspath(directory)}: {found['earlier_items'] + found['made_items']} items are there. "
                           "The same call goes on from here")
    return Dataset(directory)


def read_dataset(directory: Union[str, os.PathLike[str]]) -> Dataset:
    """The data set that 'crease dataset SPEC -o DIR' has made."""
    return Dataset(directory)


def _value(value: Any, kind: str) -> Any:
    if value is None or not kind.startswith("rational"):
        return value
    if isinstance(value, list):
        return [_value(item, "rational") for item in value]
    return math.inf if value == "inf" else Fraction(value)


def _doubles(value: Any) -> Any:
    if value is None:
        return None
    if isinstance(value, list):
        return [_doubles(item) for item in value]
    exact = _value(value, "rational")
    try:
        return float(exact)
    except OverflowError:
        return math.inf if exact > 0 else -math.inf
