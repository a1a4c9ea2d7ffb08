# SPDX-License-Identifier: GPL-3.0-or-later
"""What counts as numbers, and how they are shown."""

from __future__ import annotations

import json
import math
from fractions import Fraction
from typing import Any, Optional, Sequence, Union

# Whatever says exactly which number it is: int, float, Fraction, Decimal, a numpy scalar, or text ("1/3", "0.1").
Number = Any
# A list of numbers, or a one-dimensional array.
Numbers = Any
# A list of rows, or a two-dimensional array.
Matrix = Any
# A Fraction, or math.inf.
Extended = Union[Fraction, float]


# Longer closed forms say nothing to the eye.
LONGEST = 60


class Bounds(tuple[Extended, Extended]):
    """A real number that lies between lo and hi; they are equal where it is rational, or infinite. A pair (lo, hi)."""

    _exact: Optional[str]

    def __new__(cls, lo: Extended, hi: Extended, exact: Optional[str] = None) -> Bounds:
        bounds = super().__new__(cls, (lo, hi))
        bounds._exact = exact
        return bounds

    @property
    def lo(self) -> Extended:
        """The lower bound."""
        return self[0]

    @property
    def hi(self) -> Extended:
        """The upper bound."""
        return self[1]

    @property
    def exact(self) -> Optional[str]:
        """A closed form, where it is short."""
        return self._exact

    def __float__(self) -> float:
        """A double between the bounds, or one next to them."""
        return float(self[0] if self[0] == self[1] else (self[0] + self[1]) / 2)

    def __reduce__(self) -> Any:
        return Bounds, (*self, self.exact)

    def __repr__(self) -> str:
        if self[0] == self[1]:
            return f"<crease.Bounds {self[0]}>"
        exact = self.exact if self.exact and len(self.exact) <= LONGEST else "of a real number"
        return f"<crease.Bounds {exact}, about {float(self):.6g}>"


def point_text(values: Any) -> str:
    """A point as the command takes it, exactly."""
    return ",".join(number_text(value) for value in as_lists(values))


def number_text(value: Any) -> str:
    """A number as the command takes it, exactly."""
    return value if isinstance(value, str) else str(_exact_text(value))


def as_lists(values: Any) -> Any:
    """Nested lists of numbers, without any rounding: arrays hand out their items, all else stays as it is."""
    if hasattr(values, "detach"):
        values = values.detach().cpu().double() if values.is_floating_point() else values.detach().cpu()
    if not hasattr(values, "tolist"):
        return values
    kind = getattr(getattr(values, "dtype", None), "kind", "f")
    if kind == "c":
        raise ValueError("complex numbers are not rational numbers")
    return values.tolist()


def activation_text(activation: Any) -> str:
    """The name or the JSON of an activation that is given by its name, (name, parameter, ...) or a dict."""
    if isinstance(activation, str):
        return activation
    if isinstance(activation, dict):
        return json.dumps(_exact_text(activation))
    name, *parameters = activation
    names = {"leaky_relu": ("alpha",), "clip": ("lo", "hi")}.get(name)
    if names is None or len(parameters) > len(names):
        raise ValueError(f"activation {activation!r}: give parameters of this one as a dict")
    return json.dumps({"type": name, **{k: _exact_text(v) for k, v in zip(names, parameters)}})


def _exact_text(value: Any) -> Any:
    if isinstance(value, (str, int)):
        return value
    if isinstance(value, (list, tuple)):
        return [_exact_text(item) for item in value]
    if isinstance(value, dict):
        return {key: _exact_text(item) for key, item in value.items()}
    try:
        return str(Fraction(value))
    except (ValueError, OverflowError):
        raise ValueError("NaN and infinities are not rational numbers") from None


def int_values(values: dict[str, Any]) -> dict[str, Optional[int]]:
    """Integers that came as fractions."""
    return {name: None if value is None else int(value) for name, value in values.items()}


def exact_point(values: Sequence[Fraction]) -> tuple[Fraction, ...]:
    return tuple(values)


def short(value: Extended) -> str:
    """The number, or the nearest double where it is long."""
    text = str(value)
    if len(text) <= 24 or (isinstance(value, float) and math.isinf(value)):
        return text
    return f"about {float(value):.6g}"


def html_table(title: str, rows: Sequence[tuple[str, Any]]) -> str:
    """A small table for notebooks."""
    from html import escape

    lines = "".join(f"<tr><th style='text-align:left'>{escape(k)}</th><td>{escape(str(v))}</td></tr>" for k, v in rows)
    return f"<table><caption>{escape(title)}</caption>{lines}</table>"
