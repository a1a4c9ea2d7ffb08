# SPDX-License-Identifier: GPL-3.0-or-later
"""Networks, and what can be asked of them."""

from __future__ import annotations

import os
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Callable, Iterator, NamedTuple, Optional, Sequence, Union

from . import _crease
from ._complex import Complex
from ._domain import Domain, domain_of
from ._numbers import Bounds, Matrix, Number, Numbers, activation_text, as_lists, html_table, int_values
from ._plot import Picture, plot
from ._region import Region, ball_of
from ._results import BallRegions, Counts, Inspheres, PathTrace

if TYPE_CHECKING:
    from ._pages import Page

Path = Union[str, "os.PathLike[str]"]
Progress = Union[None, bool, Callable[[int], None]]


class Layer(NamedTuple):
    """Units act(W x + b). `activation`: none (relu, and none in the last layer), the name of one for all units or a list
    with one per unit; with parameters as ("leaky_relu", alpha), ("clip", lo, hi), or a dict as in crease JSON. `max`:
    instead, the maxima of so many consecutive rows, or a list with the numbers of rows per unit."""

    weights: Matrix
    bias: Optional[Numbers] = None
    activation: Any = None
    max: Any = None


class _Bar:
    """Progress as a user wants it: a function, True for tqdm where it is there, nothing."""

    def __init__(self, progress: Progress, noun: str = "regions") -> None:
        self._bar: Any = None
        self.call: Optional[Callable[[int], None]] = None
        if callable(progress):
            self.call = progress
        elif progress:
            try:
                from tqdm.auto import tqdm
            except ImportError:
                return
            self._bar = tqdm(unit=f" {noun}", unit_scale=True)
            self.call = self._update

    def _update(self, regions: int) -> None:
        self._bar.update(regions - self._bar.n)

    def __enter__(self) -> Optional[Callable[[int], None]]:
        return self.call

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.close()


class RegionStream:
    """The regions of a walk one by one, in the order of the complex, in constant memory. Another thread walks, a few
    thousand regions ahead at most, and ends with this object or its iterator."""

    def __init__(self, file: _crease.NetworkFile, domain: Domain, geometry: bool, timeout: Optional[float],
                 max_regions: Optional[int]) -> None:
        self._file, self._domain = file, domain
        self._stream = _crease.stream(file, domain._core, geometry, timeout, max_regions)
        self._regions = self._walk(self._stream, file, domain)

    @staticmethod
    def _walk(stream: _crease.RegionStream, file: _crease.NetworkFile, domain: Domain) -> Iterator[Region]:
        index = 0
        while True:
            batch, complex = stream.next_batch()
            if not batch:
                return
            for row, (pattern, bounded, point) in enumerate(batch):
                yield Region(file, domain, index, pattern, bounded, point, complex, row)
                index += 1

    def __iter__(self) -> Iterator[Region]:
        return self._regions

    def __next__(self) -> Region:
        return next(self._regions)

    def __repr__(self) -> str:
        end = "going on" if self.reason is None else self.reason
        return f"<crease.RegionStream of regions in {self._domain.label}, {end}>"

    @property
    def reason(self) -> Optional[str]:
        """How the walk ended: finished, max-regions, timeout; None while it goes on."""
        return self._stream.reason

    @property
    def complete(self) -> bool:
        """Has the walk come to its end?"""
        return self.reason == "finished"


class Network:
    """A piecewise-linear network: the function over the reals that its stored numbers give. Immutable.

    `layers` are Layer objects or tuples (weights, bias, activation), where bias and activation may be missing: the bias
    is then zero, the activation relu, and none in the last layer. Weights are lists of rows or arrays, rows for outputs;
    numbers are taken exactly."""

    __slots__ = ("_file",)
    _file: _crease.NetworkFile

    def __init__(self, layers: Sequence[Any], name: str = "network") -> None:
        given = [_layer(layer, is_last=i + 1 == len(layers)) for i, layer in enumerate(layers)]
        self._file = _crease.from_layers(given, name, "decimal")

    @classmethod
    def _of(cls, file: _crease.NetworkFile) -> Network:
        network = cls.__new__(cls)
        network._file = file
        return network

    @property
    def name(self) -> str:
        """The stem of its file's name, or what it was named here."""
        return self._file.name

    @property
    def input_dim(self) -> int:
        """The number of inputs."""
        return self._file.input_dim

    @property
    def output_dim(self) -> int:
        """The number of outputs."""
        return self._file.output_dim

    @property
    def widths(self) -> list[int]:
        """The number of units of every layer."""
        return self._file.widths

    @property
    def sha256(self) -> str:
        """Of the file it was read from; of a network made here, of its crease JSON."""
        return self._file.sha256

    @property
    def layers(self) -> list[Layer]:
        """The layers, exactly; activations as crease JSON."""
        return [Layer(w, b, a, m or None) for w, b, a, m in self._file.layers()]

    def __call__(self, x: Numbers) -> list[Fraction]:
        """The outputs at a point, exactly."""
        return self._file.evaluate(as_lists(x))

    def domain(self, domain: Any = None, slice: Optional[Path] = None) -> Domain:
        """The domain that count() and the others understand by `domain`: a Domain; None for all of the space; (lo, hi)
        for a box; or what --domain takes: "all", "box:-1,1", "box:0,1;0,2", the name of a file. `slice`: a file as for
        --slice."""
        result = domain_of(domain, self._file)
        return result if slice is None else Domain(_crease.read_slice(os.fspath(slice), result._core, self._file))

    def count(self, domain: Any = None, *, threads: int = 0, timeout: Optional[float] = None,
              max_regions: Optional[int] = None, progress: Progress = None) -> Counts:
        """The number of activation regions, and of bounded ones, in constant memory. threads: 0 = all cores; progress:
        True for tqdm, or a function of the number of regions so far."""
        where = domain_of(domain, self._file)
        with _Bar(progress) as bar:
            found = _crease.count(self._file, where._core, threads, timeout, max_regions, bar)
        reason = found["reason"]
        return Counts(found["activation_regions"], found["bounded_regions"], reason == "finished", reason)

    def complex(self, domain: Any = None, *, geometry: bool = True, threads: int = 0, timeout: Optional[float] = None,
                max_regions: Optional[int] = None, progress: Progress = None) -> Complex:
        """All regions with their facets and, with `geometry`, exact vertices."""
        where = domain_of(domain, self._file)
        with _Bar(progress) as bar:
            core = _crease.build(self._file, where._core, geometry, threads, timeout, max_regions, bar)
        return Complex(core, self._file, where)

    def regions(self, domain: Any = None, *, geometry: bool = False, timeout: Optional[float] = None,
                max_regions: Optional[int] = None) -> RegionStream:
        """The regions as a stream, in constant memory. geometry: with vertices and facets, which the walk knows and takes
        some more time to hand out; without, what is asked of a region beyond its pattern is found anew, slowly."""
        return RegionStream(self._file, domain_of(domain, self._file), geometry, timeout, max_regions)

    def regions_at(self, x: Numbers, domain: Any = None) -> list[Region]:
        """The regions that contain a point of the domain's coordinates: several where it lies on creases, none outside
        the domain. Without looking at any others."""
        where = domain_of(domain, self._file)
        core = _crease.build_at(self._file, where._core, as_lists(x))
        return [Region(self._file, where, i, core.pattern(i), core.is_bounded(i), None, core, i)
                for i in range(core.num_regions)]

    def region(self, x: Numbers, domain: Any = None) -> Region:
        """The region that contains a point in its interior. Raises ValueError where there is none: the point lies on a
        crease (see regions_at) or outside the domain."""
        found = self.regions_at(x, domain)
        if len(found) == 1:
            return found[0]
        if not found:
            raise ValueError("the point lies outside the domain. Choose a point of the domain")
        raise ValueError(f"the point lies on a crease, in {len(found)} regions. Ask regions_at() for all of them")

    def inspheres(self, domain: Any = None, *, norm: str = "euclidean", without_domain: bool = False, width: Any = None,
                  threads: int = 0, timeout: Optional[float] = None, max_regions: Optional[int] = None,
                  progress: Progress = None) -> Inspheres:
        """The largest ball of every region, in the order of the complex. width: of the bounds of irrational numbers."""
        where = domain_of(domain, self._file)
        with _Bar(progress) as bar:
            columns, reason, *extremes = _crease.inspheres(self._file, where._core, norm, without_domain, width, threads,
                                                           timeout, max_regions, bar)
        balls = [ball_of(dict(zip(columns, row))) for row in zip(*columns.values())]
        return Inspheres(columns["pattern"], balls, reason == "finished", reason, *extremes)

    def path(self, points: Sequence[Numbers], domain: Any = None, *, closed: bool = False, gradients: bool = False,
             lengths: bool = False, timeout: Optional[float] = None, max_regions: Optional[int] = None) -> PathTrace:
        """Follows the polyline through these points of the domain's coordinates, exactly, in any dimension. gradients:
        tell how alike those of neighbouring regions are; lengths: of the path's images in all layers."""
        where = domain_of(domain, self._file)
        found = _crease.trace(self._file, where._core, _rows(points), closed, gradients, lengths,
                              (1, timeout, max_regions, None))
        names = ("deviation_integrals", "absolute_deviation", "total_variation", "signed_variation")
        values = [found[name] or [] for name in names]
        outputs = [dict(zip(names, row)) for row in zip(*values)]
        for output in outputs:
            if not isinstance(output["absolute_deviation"], Bounds):
                output["absolute_deviation"] = Bounds(output["absolute_deviation"], output["absolute_deviation"])
        return PathTrace(found["density"], found["curve"], found["breakpoints"], outputs, found["layers"],
                         found["complete"], found["reason"])

    def ball(self, center: Numbers, radius: Number, domain: Any = None, *, norm: str = "euclidean", curve: bool = False,
             bounds: str = "lipschitz,interval,both", threads: int = 0, timeout: Optional[float] = None,
             max_regions: Optional[int] = None, progress: Progress = None) -> BallRegions:
        """The regions whose interiors meet the open ball, of the norm euclidean, maximum or sum. curve: tell it of every
        smaller ball, too. bounds: as 'crease ball --bounds' takes them; each is held against all others."""
        where = domain_of(domain, self._file)
        with _Bar(progress) as bar:
            found = _crease.ball(self._file, where._core, as_lists(center), radius, norm, curve, bounds,
                                 (threads, timeout, max_regions, bar))
        jumps = found["curve"]
        return BallRegions(found["activation_regions"], int_values(found["bounds"]),
                           None if jumps is None else [tuple(jump.values()) for jump in jumps], found["complete"],
                           found["reason"])

    def neighborhood(self, x: Numbers, rings: int = 1, domain: Any = None, *, radii: bool = False, threads: int = 0,
                     timeout: Optional[float] = None, max_regions: Optional[int] = None) -> dict[str, Any]:
        """The regions around a point, ring by ring, and their facets, in any number of dimensions: what
        'crease neighborhood --json' tells. radii: of every largest ball, too."""
        return _crease.around(self._file, domain_of(domain, self._file)._core, as_lists(x), rings, radii,
                              (threads, timeout, max_regions, None))

    def region_report(self, x: Numbers, domain: Any = None, *, threads: int = 0, timeout: Optional[float] = None,
                      max_regions: Optional[int] = None) -> dict[str, Any]:
        """What 'crease region --json' tells of the regions at a point: inspheres, the nearest crease of the network,
        distances from facets, cosines between facets, and the tables regions, facets and vertices by columns."""
        return _crease.region_report(self._file, domain_of(domain, self._file)._core, as_lists(x),
                                     (threads, timeout, max_regions, None))

    def stats(self, domain: Any = None, *, points: Optional[Matrix] = None, units: bool = False,
              domain_facets: bool = False, bins: int = 20, bits: int = 64, threads: int = 0,
              timeout: Optional[float] = None, max_regions: Optional[int] = None,
              progress: Progress = None) -> dict[str, Any]:
        """How sizes, distances and directions are distributed over all regions, or over those of the given points: what
        'crease stats --json' tells."""
        where = domain_of(domain, self._file)
        with _Bar(progress) as bar:
            return _crease.stats(self._file, where._core, None if points is None else _rows(points), units,
                                 domain_facets, bins, bits, (threads, timeout, max_regions, bar))

    def validate(self, domain: Any = None, *, methods: Sequence[str] = (), samples: int = 10000, segments: int = 100,
                 tolerance: float = 1e-6, seed: int = 1, threads: int = 0, timeout: Optional[float] = None,
                 max_regions: Optional[int] = None, progress: Progress = None) -> dict[str, Any]:
        """Holds approximate methods (all, or those named) and bounds against the exact regions: what
        'crease validate --json' tells; `methods` has a dict per row."""
        where = domain_of(domain, self._file)
        with _Bar(progress) as bar:
            return _crease.compare(self._file, where._core, list(methods), samples, segments, tolerance, seed,
                                   (threads, timeout, max_regions, bar))

    def bounds(self, domain: Any = None, *, exact_ranges: bool = False, threads: int = 0,
               timeout: Optional[float] = None, max_regions: Optional[int] = None) -> dict[str, Optional[int]]:
        """Lower and upper bounds of the literature on the number of regions, by the names of 'crease bounds'; None where
        one does not apply. exact_ranges: find out from all regions which units are stable, too."""
        found = self.bounds_report(domain, exact_ranges=exact_ranges, count=False, threads=threads, timeout=timeout,
                                   max_regions=max_regions)
        bounds: dict[str, Optional[int]] = found["bounds"]
        return bounds

    def bounds_report(self, domain: Any = None, *, gradient_constant: Number = 1, bias_constant: Number = 1,
                      exact_ranges: bool = False, count: bool = True, threads: int = 0,
                      timeout: Optional[float] = None, max_regions: Optional[int] = None,
                      progress: Progress = None) -> dict[str, Any]:
        """What 'crease bounds --json' tells: the bounds, beside them the number of regions (count), how many units
        intervals do not show to be stable, the arrangement of a first layer, and how many regions hanin_rolnick_2019
        expects per volume: with products of k gradients of units that have a mean of at most gradient_constant**k, and k
        biases that have a joint density of at most bias_constant**k."""
        where = domain_of(domain, self._file)
        with _Bar(progress) as bar:
            return _bounds_in(_crease.bounds(self._file, where._core, gradient_constant, bias_constant, exact_ranges, count,
                                             (threads, timeout, max_regions, bar)))

    @property
    def info(self) -> dict[str, Any]:
        """What 'crease info --json' tells: shape, activations, operators, types of weights."""
        return _crease.info(self._file)

    def plot(self, domain: Any = None, path: Optional[Path] = None, **options: Any) -> Picture:
        """A picture of the regions of a line or a plane, as SVG. The options are those of crease.plot."""
        return plot(self, domain, path, **options)

    def view(self, domain: Any = None, path: Optional[Path] = None, **options: Any) -> Page:
        """A page to look at the regions in a browser. The options are those of crease.view."""
        from ._pages import view

        return view(self, domain, path, **options)

    def report(self, domain: Any = None, path: Optional[Path] = None, **options: Any) -> Page:
        """A page on the regions to hand to somebody. The options are those of crease.report."""
        from ._pages import report

        return report(self, domain, path, **options)

    def save(self, path: Path) -> None:
        """Writes .json, .onnx, .nnet or .npz, exactly or not at all."""
        self._file.save(os.fspath(path))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Network) and self._file.equals(other._file)

    def __hash__(self) -> int:
        return hash((self.input_dim, tuple(self.widths)))

    def __reduce__(self) -> Any:
        return _restore, (self._file.state(),)

    def __repr__(self) -> str:
        shape = " -> ".join(str(n) for n in [self.input_dim, *self.widths])
        return f"<crease.Network {self.name} ({shape})>"

    def _repr_html_(self) -> str:
        shape = " -> ".join(str(n) for n in [self.input_dim, *self.widths])
        return html_table(self.name, [("shape", shape), ("weights", self._file.weight_type), ("SHA-256", self.sha256)])


def _restore(state: Any) -> Network:
    return Network._of(_crease.network_from_state(state))


def _layer(layer: Any, is_last: bool) -> tuple[Any, Any, list[str], list[int]]:
    if not isinstance(layer, Layer):
        parts = list(layer)
        if not 1 <= len(parts) <= 3:
            raise ValueError(f"a layer has (weights, bias, activation), not {len(parts)} parts")
        weights, bias, activation = (parts + [None, None])[:3]
        layer = Layer(weights, bias, activation)
    weights = as_lists(layer.weights)
    arguments: list[int] = []
    activations = layer.activation or ("identity" if is_last or layer.max is not None else "relu")
    if layer.max is not None:
        rows = len(weights)
        arguments = [layer.max] * (rows // layer.max) if isinstance(layer.max, int) else list(layer.max)
        if sum(arguments) != rows:
            raise ValueError(f"max: {rows} rows of weights are not those of such groups")
    given = activations if isinstance(activations, list) else [activations]
    bias = None if layer.bias is None else as_lists(layer.bias)
    return weights, bias, [activation_text(a) for a in given], arguments


def load(path: Path, *, decimals: str = "exact", raw: bool = False, weights: str = "", checkpoint: str = "",
         preprocess: Optional[Path] = None, outputs: str = "") -> Network:
    """Reads a network: .onnx, .nnet, .json, .npz, .safetensors, .txt, or a directory of .npy. The options are those of
    the command: what decimals in text stand for (exact, float64, float32), .nnet without its normalisation, the
    orientation of weights ("out,in" or "in,out"), which network of several, an affine map before the network, which
    outputs ("0,2", "0-4")."""
    return Network._of(_files(path, decimals, raw, weights, checkpoint, preprocess, outputs, False)[0])


def load_all(path: Path, *, decimals: str = "exact", raw: bool = False, weights: str = "",
             preprocess: Optional[Path] = None, outputs: str = "") -> list[Network]:
    """All networks of a file, in its order: checkpoints of a training. The options are those of load()."""
    return [Network._of(file) for file in _files(path, decimals, raw, weights, "", preprocess, outputs, True)]


def bounds(architecture: str) -> dict[str, Optional[int]]:
    """The bounds for an architecture, "2,16,16,1": inputs, ReLU layers, affine outputs; "2,16m3,1" for maxout."""
    found: dict[str, Optional[int]] = bounds_report(architecture)["bounds"]
    return found


def bounds_report(architecture: str, *, gradient_constant: Number = 1, bias_constant: Number = 1) -> dict[str, Any]:
    """What 'crease bounds --arch --json' tells: the bounds, and the expectation as in Network.bounds_report()."""
    return _bounds_in(_crease.architecture_bounds(architecture, gradient_constant, bias_constant))


def _bounds_in(report: dict[str, Any]) -> dict[str, Any]:
    return {**report, "bounds": int_values(report["bounds"])}


def _files(path: Path, decimals: str, raw: bool, weights: str, checkpoint: str, preprocess: Optional[Path],
           outputs: str, all_of_them: bool) -> Sequence[_crease.NetworkFile]:
    before = "" if preprocess is None else os.fspath(preprocess)
    return _crease.load(os.fspath(path), decimals, raw, weights, checkpoint, before, outputs, all_of_them)


def _rows(points: Any) -> Any:
    rows = as_lists(points)
    return rows if isinstance(rows, str) else [as_lists(row) for row in rows]
