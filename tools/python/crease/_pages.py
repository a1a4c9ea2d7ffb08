# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages on regions: to look at them, and to hand to somebody."""

from __future__ import annotations

import os
from html import escape
from typing import Any, Optional, Sequence, Union

from . import _crease
from ._domain import domain_of
from ._network import Network, Path, Progress, _Bar
from ._numbers import Number

# A notebook keeps every page that it shows, so that larger ones are not shown.
MOST_CHARACTERS = 10_000_000


class Page(str):
    """The text of an HTML page that asks for nothing else. Notebooks show it, in a frame of its own, where it has less than
    ten million characters."""

    _reason: str

    def __new__(cls, text: str, reason: str = "finished") -> Page:
        page = super().__new__(cls, text)
        page._reason = reason
        return page

    @property
    def complete(self) -> bool:
        """False when a limit ended the walk, or what is made of its regions: the page says what is missing."""
        return self._reason == "finished"

    @property
    def reason(self) -> str:
        """finished, max-regions or timeout."""
        return self._reason

    def __reduce__(self) -> Any:
        return Page, (str(self), self._reason)

    def __repr__(self) -> str:
        return f"<crease.Page of {len(self):,} characters{'' if self.complete else f', a part ({self._reason})'}>"

    def _repr_html_(self) -> str:
        if len(self) > MOST_CHARACTERS:
            return f"<p>{escape(repr(self))}: too large for a notebook. Give a path, and open the file in a browser</p>"
        return (f'<iframe srcdoc="{escape(self)}" sandbox="allow-scripts allow-downloads" '
                'style="width:100%;height:720px;border:0"></iframe>')


def view(networks: Union[Network, Sequence[Network]], domain: Any = None, path: Optional[Path] = None, *,
         level: Optional[Number] = None, inspheres: bool = True, threads: int = 0, timeout: Optional[float] = None,
         max_regions: Optional[int] = None, progress: Progress = None) -> Page:
    """The page of 'crease view', the same bytes: the regions of a network on 1, 2 or 3 inputs, or in a slice of so many
    dimensions, to be looked at in a browser; several networks on the same inputs are the steps of a slider. `path`: write
    it to a file, too, or, to one named .json, its data alone. level: of a network with one output, where its boundary is.
    inspheres: False leaves out inscribed balls, which take most of the time.

    The page tells the command line that gives the same regions if load() has read the first network and --domain
    understands the label of the domain; else none."""
    given = [networks] if isinstance(networks, Network) else list(networks)
    if not given:
        raise ValueError("view: there are no networks")
    files = [network._file for network in given]
    where = domain_of(domain, files[0])
    with _Bar(progress) as bar:
        return Page(*_crease.view(files, where._core, level, inspheres, "" if path is None else os.fspath(path),
                                  (threads, timeout, max_regions, bar)))


def report(network: Network, domain: Any = None, path: Optional[Path] = None, *, threads: int = 0,
           timeout: Optional[float] = None, max_regions: Optional[int] = None, progress: Progress = None) -> Page:
    """The page of 'crease report', the same bytes: the network, counts, bounds, a picture, the decision boundary and
    distributions, to hand to somebody. `path`: write it to a file, too, or, to one named .json, its data alone. It tells
    the commands behind its parts where view() would tell one."""
    where = domain_of(domain, network._file)
    with _Bar(progress) as bar:
        return Page(*_crease.report(network._file, where._core, "" if path is None else os.fspath(path),
                                    (threads, timeout, max_regions, bar)))
