# SPDX-License-Identifier: GPL-3.0-or-later
"""Where regions are counted."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Optional

from . import _crease
from ._numbers import Matrix, Numbers, as_lists, exact_point, html_table


def _text(value: Any) -> str:
    return value if isinstance(value, str) else str(_fraction(value))


def _fraction(value: Any) -> Fraction:
    try:
        return Fraction(*value.as_integer_ratio()) if hasattr(value, "as_integer_ratio") else Fraction(value)
    except (ValueError, OverflowError):
        raise ValueError(f"domain: {value!r} is not a rational number") from None


class Domain:
    """All of R^n, a box or a polytope, possibly inside an affine slice. Points of it are those of its own coordinates:
    the inputs of the network, or those of the slice. Immutable."""

    __slots__ = ("_core",)
    _core: _crease.Domain

    def __init__(self, core: _crease.Domain) -> None:
        self._core = core

    @staticmethod
    def all(dim: int) -> Domain:
        """All of R^dim."""
        return Domain(_crease.all_of(dim))

    @staticmethod
    def box(lo: Numbers, hi: Numbers) -> Domain:
        """The box of all x with lo[i] <= x[i] <= hi[i]."""
        return Domain(_crease.box(as_lists(lo), as_lists(hi)))

    @staticmethod
    def polytope(normals: Matrix, offsets: Numbers) -> Domain:
        """All x with normals[k] . x + offsets[k] >= 0 for every k."""
        return Domain(_crease.polytope(as_lists(normals), as_lists(offsets)))

    def sliced(self, point: Numbers, directions: Matrix, box: Optional[Any] = None) -> Domain:
        """The part in the slice of all x = point + sum of y[k] directions[k], which is then described by y; `box` is
        a list of (lo, hi), the bounds of every y[k]."""
        core = self._core.sliced(as_lists(point), as_lists(directions))
        if box is not None:
            bounds = Domain.box([lo for lo, _ in box], [hi for _, hi in box])
            core = core.with_slice_rows(bounds.normals, bounds.offsets)
        return Domain(core)

    @property
    def dim(self) -> int:
        """The dimension of the regions."""
        return self._core.dim

    @property
    def ambient_dim(self) -> int:
        """The number of inputs."""
        return self._core.ambient_dim

    @property
    def label(self) -> str:
        """The words it was given by."""
        return self._core.label

    @property
    def notes(self) -> list[str]:
        """What its file says and the domain does not."""
        return self._core.notes

    @property
    def normals(self) -> list[list[Fraction]]:
        """Rows of the inequalities normals[k] . y + offsets[k] >= 0, in its own coordinates."""
        return self._core.normals

    @property
    def offsets(self) -> list[Fraction]:
        """Constants of the same inequalities."""
        return self._core.offsets

    @property
    def slice(self) -> Optional[tuple[list[Fraction], list[list[Fraction]]]]:
        """(point, directions), or None."""
        parts: Any = self._core.slice
        return parts

    def to_input(self, point: Numbers) -> tuple[Fraction, ...]:
        """A point of its own coordinates as an input of the network."""
        return exact_point(self._core.to_input(as_lists(point)))

    def _parts(self) -> tuple[Any, ...]:
        return (self.ambient_dim, self.slice, self.normals, self.offsets, self.label, self.notes)

    def __reduce__(self) -> Any:
        return _from_parts, self._parts()

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Domain) and self._parts()[:4] == other._parts()[:4])

    def __hash__(self) -> int:
        return hash((self.ambient_dim, tuple(self.offsets)))

    def __repr__(self) -> str:
        return f"<crease.Domain {self.label}, dimension {self.dim}>"

    def _repr_html_(self) -> str:
        return html_table("domain", [("label", self.label), ("dimension", self.dim), ("rows", len(self.offsets))])


def _from_parts(*parts: Any) -> Domain:
    return Domain(_crease.domain_from_parts(*parts))


def domain_of(value: Any, network: _crease.NetworkFile) -> Domain:
    """The domain of a network that a user means: a Domain; the text that --domain takes; (lo, hi) for all inputs; None
    for all of the space."""
    if isinstance(value, Domain):
        if value.ambient_dim != network.input_dim:
            raise ValueError(f"domain {value.label}: it has {value.ambient_dim} coordinates where the network has "
                             f"{network.input_dim} inputs")
        return value
    if value is None:
        value = "all"
    elif isinstance(value, tuple) and len(value) == 2:
        value = f"box:{_text(value[0])},{_text(value[1])}"
    if not isinstance(value, str):
        raise ValueError(f"domain: {value!r} is no Domain, no text and no pair (lo, hi)")
    return Domain(_crease.parse_domain(value, network))
