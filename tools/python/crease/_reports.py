# SPDX-License-Identifier: GPL-3.0-or-later
"""What is asked of no network, or of several."""

from __future__ import annotations

import os
from typing import Any, NamedTuple, Optional, Sequence, Union

from . import _crease
from ._domain import domain_of
from ._network import Network, Progress, _Bar, _rows
from ._numbers import Matrix, Number


class Finding(NamedTuple):
    """Something that is wrong with a directory of results."""

    code: str
    """What kind of fault it is."""
    law: int
    """The law of a complex that does not hold, or 0."""
    message: str
    """What is wrong, in words."""


class Threshold(NamedTuple):
    """How many units so many pieces on a line need."""

    pieces: int
    """So many are needed."""
    least_width: int
    """Fewer units cannot do."""
    widths: list[int]
    """Of the layers of an architecture that has so few."""
    labels: Optional[tuple[int, int, int, int]]
    """Of labelled samples: places, classes, changes between neighbours, and pieces that are necessary for them."""
    network_pieces: Optional[int] = None
    """Of a network along a line, where one is given: how many it has."""
    enough: Optional[bool] = None
    """Are these enough? None where there is no network, and where a limit came before so many."""
    reason: str = "finished"
    """How the walk through the network ended: finished, max-regions or timeout."""


def check(directory: Union[str, os.PathLike[str]]) -> list[Finding]:
    """Holds what 'crease analyze -o DIR' has written against the network and the laws of a complex, trusting none of it:
    what is wrong, nothing if all is well."""
    findings, _ = _crease.check(os.fspath(directory))
    return [Finding(*finding) for finding in findings]


def threshold(pieces: Optional[int] = None, depth: int = 1, *, samples: Optional[Matrix] = None,
              network: Optional[Network] = None, domain: Any = None, threads: int = 0, timeout: Optional[float] = None,
              max_regions: Optional[int] = None) -> Threshold:
    """The least number of ReLUs in `depth` layers that allow so many affine pieces of a function of one input, or as many
    as the labels of samples (place, label) need. network: hold the pieces of this one, in a domain of one dimension,
    against them."""
    if pieces is None and samples is None:
        raise ValueError("threshold: a number is needed: pieces or samples")
    file = None if network is None else network._file
    where = None if file is None else domain_of(domain, file)._core
    *least, line = _crease.threshold(pieces, None if samples is None else _rows(samples), depth, file, where,
                                     (threads, timeout, max_regions, None))
    return Threshold(*least, *(line or ()))


def evolve(networks: Sequence[Network], domain: Any = None, *, points: Optional[Matrix] = None,
           random_points: Optional[int] = None, seed: int = 1, balls: Optional[Number] = None, measures: bool = True,
           threads: int = 0, timeout: Optional[float] = None, max_regions: Optional[int] = None,
           progress: Progress = None) -> list[dict[str, Any]]:
    """What becomes of regions in the course of a training, checkpoint by checkpoint: the list `checkpoints` of
    'crease evolve --json'. points: of the data; random_points: so many to compare, of a bounded domain; balls: count the
    regions that a ball of this radius meets, around every point. The last dict has complete == False where a limit came
    first."""
    if not networks:
        raise ValueError("evolve: there are no networks")
    where = domain_of(domain, networks[0]._file)
    for network in networks:
        domain_of(where, network._file)
    if balls is not None and points is None and random_points is None:
        raise ValueError("balls needs points: points, random_points, or both")
    with _Bar(progress) as bar:
        found = _crease.evolve([network._file for network in networks], where._core,
                               None if points is None else _rows(points), random_points, seed, balls, measures,
                               (threads, timeout, max_regions, bar))
    return found["checkpoints"]
