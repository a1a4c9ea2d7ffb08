# SPDX-License-Identifier: GPL-3.0-or-later
"""One activation region."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple, Optional, Union

from ._numbers import Bounds, Extended, exact_point, html_table, short

if TYPE_CHECKING:
    from . import _crease
    from ._domain import Domain


class Facet(NamedTuple):
    """A facet of a region, on which normal . y + offset == 0; inside the region it is positive."""

    normal: tuple[Fraction, ...]
    """Coprime integers."""
    offset: Fraction
    """An integer."""
    units: tuple[str, ...]
    """The units that bend there, as "u0.3": layer 0, unit 3; none on the boundary of the domain. A region that is not
    part of a complex does not know of units that sit on a breakpoint throughout it and bend behind the facet."""


class Ball(NamedTuple):
    """The largest balls in a region."""

    radius: Bounds
    """Its bounds are equal where the radius is rational or infinite."""
    exact: Optional[str]
    """A closed form, where it is short."""
    center: Optional[list[Bounds]]
    """Bounds of the coordinates of the canonical centre; None where the radius is infinite."""
    unique: Optional[bool]
    """Is there one ball of this radius only?"""
    facets: list[str]
    """What the ball touches."""

    def __repr__(self) -> str:
        return f"<crease.Ball of radius {repr(self.radius)[15:-1]}, touches {', '.join(self.facets) or 'nothing'}>"


class Region:
    """An activation region. Immutable; everything but its pattern is computed on demand, exactly."""

    __slots__ = ("_file", "_domain", "_index", "_pattern", "_bounded", "_point", "_complex", "_row")

    def __init__(self, file: _crease.NetworkFile, domain: Domain, index: int, pattern: str, bounded: bool,
                 point: Any = None, complex: Optional[_crease.Complex] = None, row: int = 0) -> None:
        self._file = file
        self._domain = domain
        self._index = index
        self._pattern = pattern
        self._bounded = bounded
        self._point = point
        self._complex = complex
        self._row = row

    @property
    def index(self) -> int:
        """Its number in the order of the walk, that of a complex too."""
        return self._index

    @property
    def pattern(self) -> str:
        """One character per unit, layers separated by '|': the piece it is on, or '*' where it sits on a breakpoint."""
        return self._pattern

    @property
    def is_bounded(self) -> bool:
        """Does it hold no ray?"""
        return self._bounded

    def _core(self) -> _crease.Complex:
        if self._complex is None or not self._complex.has_geometry:
            from . import _crease

            where = self._domain._core
            if self._complex is not None:
                self._complex = _crease.build_region_of(self._file, where, self._complex, self._row)
            elif self._point is not None:
                self._complex = _crease.build_at(self._file, where, self._point)
            else:
                self._complex = _crease.build_pattern(self._file, where, self._pattern)
            self._row = 0
        return self._complex

    @property
    def interior_point(self) -> tuple[Fraction, ...]:
        """The mean of the vertices plus the sum of the rays."""
        return exact_point(self._core().interior_point(self._row))

    @property
    def vertices(self) -> list[tuple[Fraction, ...]]:
        """Its corners."""
        return [exact_point(x) for x in self._core().points(self._row, False)]

    @property
    def rays(self) -> list[tuple[Fraction, ...]]:
        """Directions of the extreme rays, primitive integers."""
        return [exact_point(x) for x in self._core().points(self._row, True)]

    @property
    def facets(self) -> list[Facet]:
        """Its facets, with rows that are positive inside."""
        core = self._core()
        units = core.facet_units(self._row)
        return [Facet(exact_point(a), b, tuple(u)) for (a, b), u in zip(core.facet_rows(self._row), units)]

    @property
    def affine_map(self) -> tuple[list[list[Fraction]], list[Fraction]]:
        """(A, c): the network is A y + c on the region."""
        return self._core().affine_map(self._row)

    @property
    def volume(self) -> Extended:
        """math.inf where it is unbounded."""
        value: Any = self._core().volume(self._row)
        return float("inf") if value is None else value

    def insphere(self, norm: str = "euclidean", without_domain: bool = False) -> Ball:
        """Its largest ball, of the norm euclidean, maximum or sum; `without_domain`: as if there were no domain."""
        from . import _crease

        return ball_of(_crease.insphere_of(self._core(), self._row, norm, without_domain))

    def nearest_crease(self, point: Any) -> Optional[dict[str, Any]]:
        """Of a point in the region: {squared_distance, units, points: [{facet, foot}]} of the nearest creases of the whole
        network; None where it has none."""
        from . import _crease
        from ._numbers import as_lists

        where = self._domain._core
        found: Any = _crease.nearest_crease(_crease.build_at(self._file, where, as_lists(point)), as_lists(point))
        return found

    def __contains__(self, point: Any) -> bool:
        """Is the point in the closed region?"""
        from ._numbers import as_lists

        return self._row in self._core().locate(as_lists(point))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Region):
            return NotImplemented
        return (self._index, self._pattern, self._domain) == (other._index, other._pattern, other._domain) and (
            self._file is other._file or self._file.equals(other._file))

    def __hash__(self) -> int:
        return hash((self._index, self._pattern))

    def __reduce__(self) -> Any:
        return _restore, (self._file.state(), self._domain, self._index, self._pattern, self._bounded,
                          self._point if self._complex is None else list(self.interior_point))

    def __repr__(self) -> str:
        return f"<crease.Region R{self._index} {self._pattern}{'' if self._bounded else ', unbounded'}>"

    def _repr_html_(self) -> str:
        rows: list[tuple[str, Union[str, int]]] = [("pattern", self._pattern), ("facets", len(self.facets))]
        rows.append(("interior point", ", ".join(short(x) for x in self.interior_point)))
        return html_table(f"R{self._index}", rows)


def _restore(state: Any, *rest: Any) -> Region:
    from . import _crease

    return Region(_crease.network_from_state(state), *rest)


def ball_of(row: dict[str, Any]) -> Ball:
    """A row of the table of inspheres."""
    lo, hi = row["center_lo"], row["center_hi"]
    center = None if lo is None else [Bounds(*pair) for pair in zip(lo, hi)]
    radius = Bounds(row["radius_lo"], row["radius_hi"], row["radius_exact"])
    return Ball(radius, row["radius_exact"], center, row["unique"], row["facets"] or [])
