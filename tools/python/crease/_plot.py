# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures of regions."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Optional, Sequence, Union

from . import _crease
from ._domain import domain_of
from ._numbers import Matrix, Number, Numbers, as_lists, number_text, point_text

if TYPE_CHECKING:
    from ._network import Network


class Picture(str):
    """The text of an SVG, which notebooks show; empty where bodies of space were written to a file."""

    _told: dict[str, Any]

    def __new__(cls, svg: str, told: dict[str, Any]) -> Picture:
        picture = super().__new__(cls, svg)
        picture._told = told
        return picture

    @property
    def told(self) -> dict[str, Any]:
        """What 'crease plot --json' tells: what is in sight, and what the colours say."""
        return self._told

    def __reduce__(self) -> Any:
        return Picture, (str(self), self._told)

    def __repr__(self) -> str:
        return f"<crease.Picture of {self._told['shown_regions']:,} regions, {self._told['format']}>"

    def _repr_svg_(self) -> Optional[str]:
        return str(self) or None


def plot(network: Network, domain: Any = None, path: Union[None, str, os.PathLike[str]] = None, *,
         color: str = "layer", scale: str = "auto", show: Optional[Sequence[str]] = None, view: Any = None,
         cut: str = "", points: Optional[Matrix] = None, labels: Optional[Numbers] = None,
         ball: Optional[tuple[Numbers, Number]] = None, norm: str = "euclidean",
         segment: Optional[tuple[Numbers, Numbers]] = None, level: Optional[Number] = None,
         classes: Sequence[int] = (), plane: Optional[Matrix] = None, until_layer: Optional[int] = None,
         merged: bool = False, title: str = "", explode: Number = 0, dpi: int = 192, threads: int = 0,
         timeout: Optional[float] = None, max_regions: Optional[int] = None) -> Picture:
    """Draws the regions of a line or a plane as 'crease plot' does, and returns the SVG, the same bytes. `path`: write it
    to a file, too, by extension .svg, .pdf, .png, .tikz or .tex; bodies of space to .glb, .ply or .vtu, of which there
    is no SVG.

    color: layer, active, inradius, volume, gradient, output, class, linear or none. scale: auto, linear or log. show:
    some of edges, creases, boundary, circles, graph, vertices, labels, or none. view: (lo, hi) or a list of such pairs,
    one per coordinate. points, with labels: of the data. ball: (center, radius). segment: (start, end), drawn with its
    breakpoints. level, classes: what decides. plane: three points of the input space, through which a plane is drawn.
    until_layer: draw the regions of layers 0 to this one alone. merged: all regions of one colour are one path. explode:
    move bodies apart."""
    where = domain_of(domain, network._file)
    center, radius = ball if ball is not None else ("", "")
    start, end = segment if segment is not None else ("", "")
    given = {
        "name": network.name, "color": color, "scale": scale, "show": None if show is None else list(show),
        "view": _box_text(view), "cut": cut, "points": None if points is None else as_lists(points),
        "labels": None if labels is None else as_lists(labels), "center": center if ball is None else point_text(center),
        "radius": radius if ball is None else number_text(radius), "norm": norm,
        "start": start if segment is None else point_text(start), "end": end if segment is None else point_text(end),
        "level": None if level is None else number_text(level), "classes": list(classes), "title": title,
        "plane": None if plane is None else as_lists(plane), "until_layer": until_layer, "merged": merged,
    }
    return Picture(*_crease.plot(network._file, where._core, given, "" if path is None else os.fspath(path), explode, dpi,
                                 (threads, timeout, max_regions, None)))


def _box_text(view: Any) -> str:
    if view is None or isinstance(view, str):
        return view or ""
    pairs = as_lists(view)
    if not isinstance(pairs[0], (list, tuple)):
        pairs = [pairs]
    return ";".join(point_text(pair) for pair in pairs)
