"""Values into classes, with colours and the words of the legend.

Fixed breaks, quantiles, or classes around a target. Make the classes once from all months,
so that nothing changes its colour when only the month changes.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from neighborcare.charts.palette import Look
from neighborcare.charts.reading import Reading
from neighborcare.text import formats, translator

RATE_STEPS = (0.05, 0.15)  # points short of a target: near, middle; more is far
MOST_CLASSES = 7
_FRACTIONS = ("percent", "ratio", "days", "minutes", "hours")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a legend. `pattern`: 'solid', 'hatch', 'line', 'dot', 'ring', or 'badge' with its `symbol`."""

    colour: str
    text: str
    pattern: str = "solid"
    count: int | None = None
    symbol: str = ""


@dataclass(frozen=True, slots=True)
class Classes:
    """Classes of values: class i lies between bounds[i-1] and bounds[i].

    With `upper_inside` a value equal to a bound belongs to the class below it.
    """

    bounds: tuple[float, ...]
    colours: tuple[str, ...]
    labels: tuple[str, ...]
    look: Look
    upper_inside: bool = False

    def index(self, value: float) -> int:
        """The class of a value."""
        find = bisect_left if self.upper_inside else bisect_right
        # rates come from divisions: 0.95 must not miss its class by one bit
        return find(self.bounds, round(value, 9))

    def colour(self, reading: Reading) -> str:
        """The fill of a reading: its class, or the grey of those without a value."""
        return self.look.colours.empty if reading.drawn is None else self.colours[self.index(reading.drawn)]

    def legend(self, readings: Iterable[Reading] = (), *, hatch: bool = True) -> list[Entry]:
        """All classes with how many readings fall in each, and the greys that occur.

        `hatch=False` for pictures that cannot hatch (daily): all without a value share one grey.
        """
        kinds = [(r.kind, None if r.drawn is None else self.index(r.drawn)) for r in readings]
        entries = [
            Entry(colour, label, count=kinds.count(("value", i)) if kinds else None)
            for i, (colour, label) in enumerate(zip(self.colours, self.labels, strict=True))
        ]
        return entries + _greys([kind for kind, _ in kinds], self.look, hatch)


def _greys(kinds: Sequence[str], look: Look, hatch: bool) -> list[Entry]:
    _ = translator(look.language)
    names = {
        "too_few": (_("Too few to judge"), "hatch"),
        "hidden": (formats.hidden(look.language), "hatch"),
        "empty": (_("No data"), "solid"),
    }
    if not hatch:
        count = sum(kind in names for kind in kinds)
        return [Entry(look.colours.empty, _("No data or not shown"), count=count)] if count else []
    return [
        Entry(
            look.colours.hatch if pattern == "hatch" else look.colours.empty, text, pattern, kinds.count(kind)
        )
        for kind, (text, pattern) in names.items()
        if kind in kinds
    ]


def fixed(bounds: Sequence[float], unit: str, look: Look) -> Classes:
    """Sequential classes with the given inner bounds (at most six). Raises ValueError for more."""
    if len(bounds) >= MOST_CLASSES:
        raise ValueError(f"at most {MOST_CLASSES} classes")
    edges = tuple(sorted(bounds))
    return Classes(edges, _ramp(len(edges) + 1, look), _labels(edges, unit, upper_inside=False), look)


def quantiles(values: Iterable[float | None], unit: str, look: Look, count: int = 5) -> Classes:
    """Sequential classes with about equally many values each, their bounds rounded to two digits."""
    known = sorted(v for v in values if v is not None)
    if not known:
        return fixed((), unit, look)
    shares = np.linspace(0, 1, count + 1)[1:-1]
    rounded = {_round(float(np.quantile(known, share)), unit) for share in shares}
    return fixed([b for b in sorted(rounded) if known[0] < b <= known[-1]], unit, look)


def around_target(
    target: float, direction: str, unit: str, look: Look, values: Iterable[float | None] = ()
) -> Classes:
    """Classes short of, at and beyond a target, diverging in colour.

    Rates: 5 and 15 points; other units: thirds of the shortfalls that occur in `values`.
    direction 'up': met when value >= target; 'down': met when value <= target.
    """
    steps = RATE_STEPS if unit == "percent" else _shortfalls(target, direction, unit, values)
    colours = look.colours
    ahead = len(steps) + 1
    short = colours.short[-ahead:]
    if direction == "down":
        edges = (target, *(round(target + s, 9) for s in steps))
        fills = (colours.met[1], *reversed(short))
    else:
        edges = (*(round(target - s, 9) for s in reversed(steps)), target)
        fills = (*short, colours.met[1])
    # a rate cannot go below nothing: drop classes that no value can reach
    spare = sum(edge <= 0 for edge in edges) if direction == "up" else 0
    edges, fills = edges[spare:], fills[spare:]
    labels = list(_labels(edges, unit, upper_inside=direction == "down"))
    met = 0 if direction == "down" else len(labels) - 1
    labels[met] = _met(labels[met], target, direction, unit, look.language)
    return Classes(edges, fills, tuple(labels), look, upper_inside=direction == "down")


def suited(
    values: Iterable[float | None], *, unit: str, direction: str, target: float | None, look: Look
) -> Classes:
    """The classes that suit a KPI: around its target if it has one to reach, else quantiles."""
    if target is not None and direction in ("up", "down"):
        return around_target(target, direction, unit, look, values)
    return quantiles(values, unit, look)


def _shortfalls(
    target: float, direction: str, unit: str, values: Iterable[float | None]
) -> tuple[float, ...]:
    sign = 1 if direction == "down" else -1
    missed = sorted(sign * (v - target) for v in values if v is not None and sign * (v - target) > 0)
    if not missed:
        return ()
    thirds = {_round(float(np.quantile(missed, share)), unit) for share in (1 / 3, 2 / 3)}
    return tuple(t for t in sorted(thirds) if 0 < t < missed[-1])


def _met(label: str, target: float, direction: str, unit: str, language: str) -> str:
    """The class that meets the target; a bound that nothing can pass is written as the value itself."""
    last = (direction == "up" and unit == "percent" and target >= 1) or (direction == "down" and target == 0)
    return translator(language)("{range}, target met", range=formats.axis(target, unit) if last else label)


def _ramp(count: int, look: Look) -> tuple[str, ...]:
    ramp = look.colours.ramp
    if count == 1:
        return (ramp[3],)
    return tuple(ramp[round(i * (MOST_CLASSES - 1) / (count - 1))] for i in range(count))


def _round(value: float, unit: str) -> float:
    if unit not in _FRACTIONS and value < 100:
        return float(round(value))
    size = 0 if value == 0 else math.floor(math.log10(abs(value)))
    return round(value, 1 - size)


def _labels(edges: Sequence[float], unit: str, *, upper_inside: bool) -> tuple[str, ...]:
    if not edges:
        return ("",)
    first = ("≤" if upper_inside else "<") + formats.axis(edges[0], unit)
    last = (">" if upper_inside else "≥") + formats.axis(edges[-1], unit)
    middle = [_between(a, b, unit, upper_inside) for a, b in pairwise(edges)]
    return (first, *middle, last)


def _between(low: float, high: float, unit: str, upper_inside: bool) -> str:
    """An interval; whole numbers name the first and the last that lie in it."""
    if unit not in _FRACTIONS and low == int(low) and high == int(high):
        low, high = (low + 1, high) if upper_inside else (low, high - 1)
        if low == high:
            return formats.axis(low, unit)
    return f"{formats.axis(low, unit)}–{formats.axis(high, unit)}"
