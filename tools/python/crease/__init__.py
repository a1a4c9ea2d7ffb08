# SPDX-License-Identifier: GPL-3.0-or-later
"""Exact linear regions of piecewise-linear (ReLU) neural networks.

    >>> import crease
    >>> net = crease.Network([([[1, 0], ["1/3", "-1/7"]], [0, "0.1"]), ([[1, 1]], [0])])
    >>> net.count("box:-1,1").activation_regions
    4

All answers are exact: rational numbers are fractions.Fraction, and floats that are passed in are taken as the dyadic
rationals they are. What cannot be read or does not fit raises ValueError. Ctrl-C stops a walk and raises
KeyboardInterrupt; limits (timeout, max_regions) give the part found so far, with complete == False.
"""

from ._complex import Complex, DecisionBoundary
from ._crease import version as __version__
from ._dataset import Dataset, dataset, read_dataset
from ._domain import Domain
from ._network import Layer, Network, RegionStream, bounds, bounds_report, load, load_all
from ._numbers import Bounds
from ._pages import Page, report, view
from ._plot import Picture, plot
from ._region import Ball, Facet, Region
from ._reports import Finding, Threshold, check, evolve, threshold
from ._results import BallRegions, Counts, Inspheres, PathTrace
from ._torch import from_torch

__all__ = [
    "Ball",
    "BallRegions",
    "Bounds",
    "Complex",
    "Counts",
    "Dataset",
    "DecisionBoundary",
    "Domain",
    "Facet",
    "Finding",
    "Inspheres",
    "Layer",
    "Network",
    "Page",
    "PathTrace",
    "Picture",
    "Region",
    "RegionStream",
    "Threshold",
    "__version__",
    "bounds",
    "bounds_report",
    "check",
    "dataset",
    "evolve",
    "from_torch",
    "load",
    "load_all",
    "plot",
    "read_dataset",
    "report",
    "threshold",
    "view",
]
