# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers of several parts."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, NamedTuple, Optional

from ._numbers import Bounds
from ._region import Ball


class Counts(NamedTuple):
    """How many regions there are."""

    activation_regions: int
    """Cells on whose interior no unit changes its piece."""
    bounded_regions: int
    """Those of them that are bounded."""
    complete: bool
    """False when a limit ended the walk."""
    reason: str
    """finished, max-regions or timeout."""


class PathTrace(NamedTuple):
    """A path through the regions."""

    density: int
    """The number of crossings."""
    curve: dict[str, list[Any]]
    """Columns t, leg, units, pattern, value, slope: a row where every piece begins, one where the last one ends."""
    breakpoints: list[dict[str, Any]]
    """Per crossing t, units, derivatives (how alike the slopes along the path are), and gradients, where asked for."""
    outputs: list[dict[str, Any]]
    """Per output deviation_integrals, absolute_deviation (bounds), total_variation, signed_variation; empty when a limit
    ended the walk."""
    lengths: list[dict[str, Bounds]]
    """Per layer, where asked for, the lengths of the path's images: pre_activations and outputs."""
    complete: bool
    """False when a limit ended the walk."""
    reason: str
    """finished, max-regions or timeout."""

    def __repr__(self) -> str:
        return f"<crease.PathTrace of {self.density} crossings{_part(self.reason)}>"


class BallRegions(NamedTuple):
    """The regions that meet an open ball."""

    activation_regions: int
    """So many do."""
    bounds: dict[str, Optional[int]]
    """Upper bounds on their number, by name; None where a limit came first."""
    curve: Optional[list[tuple[Fraction, int]]]
    """(radius, regions): every ball around the centre that is a little larger than this meets so many regions. The
    radius is squared in the Euclidean norm, where it is then rational."""
    complete: bool
    """False when a limit ended the walk."""
    reason: str
    """finished, max-regions or timeout."""


class Inspheres(NamedTuple):
    """The largest balls of all regions."""

    patterns: list[str]
    """Of the regions."""
    balls: list[Ball]
    """In the order of the complex."""
    complete: bool
    """False when a limit ended the walk."""
    reason: str
    """finished, max-regions or timeout."""
    smallest: Optional[int]
    """The first region whose radius is the least, by exact comparison; None where there are no regions."""
    largest: Optional[int]
    """The first region whose radius is the greatest."""
    largest_finite: Optional[int]
    """The first region whose radius is the greatest of the finite ones."""

    def __repr__(self) -> str:
        return f"<crease.Inspheres of {len(self.balls)} regions{_part(self.reason)}>"


def _part(reason: str) -> str:
    """Of a result that a limit ended."""
    return "" if reason == "finished" else f", a part ({reason})"
