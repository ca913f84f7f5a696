"""Classes of something else than the figure itself: a grid is coloured by its code, and still says its figure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from neighborcare.charts.breaks import Classes, Entry
from neighborcare.charts.reading import Reading


@dataclass(frozen=True, slots=True)
class Coded(Classes):
    """`codes`: by a grid's id its change, or where it stands in the funnel; None where neither can be said."""

    codes: Mapping[str, float | None] = field(default_factory=dict)

    def colour(self, reading: Reading) -> str:
        """The fill of a grid by its code."""
        return Classes.colour(self, self._coded(reading))

    def legend(self, readings: Iterable[Reading] = (), *, hatch: bool = True) -> list[Entry]:
        """The classes of the codes, with how many grids fall in each."""
        return Classes.legend(self, [self._coded(one) for one in readings], hatch=hatch)

    def _coded(self, reading: Reading) -> Reading:
        return replace(reading, value=self.codes.get(reading.id))
