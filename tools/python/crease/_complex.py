# SPDX-License-Identifier: GPL-3.0-or-later
"""The complex of all activation regions."""

from __future__ import annotations

import io
import os
from typing import TYPE_CHECKING, Any, Iterator, Optional, Sequence, Union, overload

from . import _crease
from ._domain import Domain
from ._numbers import Bounds, Numbers, as_lists, html_table
from ._region import Region

if TYPE_CHECKING:
    from ._network import Network
    from ._pages import Page
    from ._plot import Picture

# Pictures that notebooks show by themselves have at most so many regions.
MOST_DRAWN = 3000


class Complex:
    """All activation regions of a network in a domain, and the facets between them: a sequence of regions. Immutable.

    Built without geometry it knows which regions there are and how they are adjacent, and no coordinates."""

    def __init__(self, core: _crease.Complex, file: _crease.NetworkFile, domain: Domain) -> None:
        self._core, self._file, self._domain = core, file, domain

    @property
    def domain(self) -> Domain:
        """Where the regions are."""
        return self._domain

    @property
    def complete(self) -> bool:
        """False when a limit ended the walk: then this is a part."""
        return self._core.reason == "finished"

    @property
    def reason(self) -> str:
        """Why the walk ended: finished, max-regions or timeout."""
        return self._core.reason

    def __len__(self) -> int:
        return self._core.num_regions

    def _region(self, i: int) -> Region:
        core = self._core
        return Region(self._file, self._domain, i, core.pattern(i), core.is_bounded(i), None, core, i)

    @overload
    def __getitem__(self, index: int) -> Region: ...
    @overload
    def __getitem__(self, index: slice) -> list[Region]: ...
    def __getitem__(self, index: Union[int, slice]) -> Union[Region, list[Region]]:
        if isinstance(index, slice):
            return [self._region(i) for i in range(*index.indices(len(self)))]
        i = index + len(self) if index < 0 else index
        if not 0 <= i < len(self):
            raise IndexError(f"region {index} of {len(self)}")
        return self._region(i)

    def __iter__(self) -> Iterator[Region]:
        return (self._region(i) for i in range(len(self)))

    def __contains__(self, item: object) -> bool:
        """Is a point in some closed region? Is a region one of these?"""
        if isinstance(item, Region):
            return 0 <= item.index < len(self) and self[item.index] == item
        return bool(self._core.locate(as_lists(item)))

    def locate(self, point: Numbers) -> list[Region]:
        """The regions whose closure contains a point: several where it lies on creases."""
        return [self._region(i) for i in self._core.locate(as_lists(point))]

    def neighbors(self, region: Union[int, Region]) -> list[Region]:
        """The regions that share a facet with this one."""
        i = region.index if isinstance(region, Region) else region
        return [self._region(j) for j in self._core.neighbors(i)]

    def linear_region(self, region: Union[int, Region]) -> int:
        """The number of the linear region that an activation region is part of."""
        return self._core.linear_region(region.index if isinstance(region, Region) else region)

    @property
    def counts(self) -> dict[str, Any]:
        """activation_regions, linear_regions, affine_pieces, adjacencies, bounded_regions, degree_histogram."""
        return self._core.counts()

    @property
    def f_vector(self) -> list[int]:
        """How many faces there are of dimension 0, 1, ..."""
        return self._core.f_vector()

    @property
    def euler_characteristic(self) -> int:
        """The alternating sum of the f-vector."""
        return sum((-1) ** i * n for i, n in enumerate(self.f_vector))

    def violations(self) -> list[str]:
        """Laws of a complex that do not hold, each checked anew by exact evaluation of the network: none, if all is
        well."""
        return self._core.violations()

    def columns(self, table: str = "regions") -> dict[str, list[Any]]:
        """The table regions, facets, vertices or faces of 'crease analyze', exactly, as lists by name of column."""
        return self._core.columns(table)

    def decision_boundary(self, classes: Optional[list[int]] = None, level: Any = 0, *,
                          measures: bool = True) -> DecisionBoundary:
        """Where the greatest output, of these classes or of all, changes, or the only one crosses `level`. measures: False
        leaves out sizes, as is done beyond 6 dimensions."""
        return DecisionBoundary(self, classes or [], level, measures)

    def graph(self, start: Optional[Numbers] = None, end: Optional[Numbers] = None) -> dict[str, Any]:
        """The adjacency graph: what 'crease graph --json' tells. With two points, a shortest path between their
        regions."""
        if (start is None) != (end is None):
            raise ValueError("graph: a path has a start and an end")
        return _crease.graph(self._core, None if start is None else as_lists(start),
                             None if end is None else as_lists(end))

    @property
    def summary(self) -> dict[str, Any]:
        """What summary.json of 'crease analyze' tells: counts, faces, graph, volume, and what every unit does."""
        return _crease.summary(self._core)

    def plot(self, path: Union[None, str, os.PathLike[str]] = None, **options: Any) -> Picture:
        """A picture of these regions, as SVG. The options are those of crease.plot."""
        return self._network().plot(self._domain, path, **{**self._same_part(), **options})

    def view(self, path: Union[None, str, os.PathLike[str]] = None, **options: Any) -> Page:
        """A page to look at these regions in a browser. The options are those of crease.view."""
        return self._network().view(self._domain, path, **{**self._same_part(), **options})

    def report(self, path: Union[None, str, os.PathLike[str]] = None, **options: Any) -> Page:
        """A page on these regions to hand to somebody. The options are those of crease.report."""
        return self._network().report(self._domain, path, **{**self._same_part(), **options})

    def _network(self) -> Network:
        from ._network import Network

        return Network._of(self._file)

    def _same_part(self) -> dict[str, int]:
        """The limit with which another walk finds the same regions."""
        if self.reason == "timeout":
            raise ValueError("a part of a complex that a timeout ended cannot be shown: another walk ends elsewhere. "
                             "Use max_regions")
        return {} if self.complete else {"max_regions": len(self)}

    def _repr_svg_(self) -> Optional[str]:
        """The picture in a notebook, of the line and the plane; none of very many regions."""
        if self._domain.dim > 2 or len(self) > MOST_DRAWN or self.reason == "timeout":
            return None
        return self.plot()._repr_svg_()

    def to_pandas(self, table: str = "regions") -> Any:
        """The table as a pandas.DataFrame of exact numbers."""
        import pandas

        return pandas.DataFrame(self.columns(table))

    def to_numpy(self) -> dict[str, Any]:
        """All tables as arrays of numpy: the nearest doubles, with exact texts beside them (see write_npz)."""
        import numpy

        with numpy.load(io.BytesIO(self._core.file("complex.npz"))) as arrays:
            return {name: arrays[name] for name in arrays.files}

    def to_networkx(self) -> Any:
        """The adjacency graph as a networkx.Graph: nodes are indices of regions."""
        import networkx

        graph = networkx.Graph()
        for i in range(len(self)):
            graph.add_node(i, pattern=self._core.pattern(i), linear_region=self._core.linear_region(i))
            graph.add_edges_from((i, j) for j in self._core.neighbors(i) if j > i)
        return graph

    def write(self, path: Union[str, os.PathLike[str]], formats: Sequence[str] = ()) -> None:
        """Writes what 'crease analyze -o' does: one file by extension, .json (everything), .csv or .jsonl (regions), .npz,
        .graphml or .dot; or, to a name without one, a directory of all files, or of these formats, which crease.check
        holds against the laws. What is written appears whole or not at all."""
        self._core.write(os.fspath(path), list(formats))

    def file(self, name: str) -> bytes:
        """The bytes of one of the files of 'crease analyze -o DIR', such as "facets.csv"."""
        return self._core.file(name)

    def __reduce__(self) -> Any:
        if not self._core.has_geometry:
            return _restore_bare, (self._file.state(), self._domain, _crease.bare_state(self._core))
        return _restore, (self._file.state(), self._domain, self.file("complex.json"), self.reason)

    def __repr__(self) -> str:
        part = "" if self.complete else f", a part ({self.reason})"
        return f"<crease.Complex of {len(self)} regions in {self._domain.label}{part}>"

    def _repr_html_(self) -> str:
        rows = [(k.replace("_", " "), v) for k, v in self.counts.items()]
        return html_table(repr(self)[1:-1], [*rows, ("complete", "yes" if self.complete else "no")])


def _restore(state: Any, domain: Domain, text: bytes, reason: str) -> Complex:
    file = _crease.network_from_state(state)
    return Complex(_crease.complex_from_json(file, domain._core, text.decode(), reason), file, domain)


def _restore_bare(network: Any, domain: Domain, state: Any) -> Complex:
    file = _crease.network_from_state(network)
    return Complex(_crease.complex_from_bare_state(file, domain._core, state), file, domain)


class DecisionBoundary:
    """The decision boundary as a complex of its own, and the decision cells it bounds."""

    def __init__(self, complex: Complex, classes: list[int], level: Any, measures: bool) -> None:
        self._complex, self._rule, self._measures = complex, (classes, level), measures
        self._data: dict[str, Any] = _crease.decision(complex._core, classes, level, measures)

    def __len__(self) -> int:
        """The number of its pieces."""
        return len(self._data["pieces"]["id"])

    @property
    def num_decision_regions(self) -> int:
        """Maximal unions of decision cells with the same winner, connected through facets."""
        return self._data["num_regions"]

    @property
    def num_components(self) -> int:
        """Connected parts of the boundary."""
        return self._data["components"]

    @property
    def betti(self) -> list[int]:
        """Betti numbers of the closed set, over Z/2."""
        return self._data["betti"]

    @property
    def f_vector(self) -> list[int]:
        """How many faces there are of dimension 0, 1, ..."""
        return self._data["f_vector"]

    @property
    def size(self) -> Optional[Bounds]:
        """Bounds of its length in the plane, area in space, ...; None where that is infinite or was left out."""
        size = self._data["size"]
        return None if size is None else Bounds(*size)

    def at(self, point: Numbers) -> dict[str, Any]:
        """What 'crease boundary --at' tells of a point: the classes that win there, and where the boundary is
        nearest."""
        return _crease.decision_summary(self._complex._core, *self._rule, as_lists(point), False)["at"]

    @property
    def summary(self) -> dict[str, Any]:
        """What 'crease boundary --json' tells: decision regions, plateaus, components, and sizes by classes."""
        return _crease.decision_summary(self._complex._core, *self._rule, None, self._measures)

    def columns(self, table: str = "pieces") -> dict[str, list[Any]]:
        """The table pieces, cells or corners of 'crease boundary', as lists by name of column."""
        if table not in ("pieces", "cells", "corners"):
            raise ValueError(f"'{table}' is not pieces, cells or corners")
        return self._data[table]

    def __reduce__(self) -> Any:
        return DecisionBoundary, (self._complex, *self._rule, self._measures)

    def __repr__(self) -> str:
        return f"<crease.DecisionBoundary of {len(self)} pieces, {self.num_components} components>"
