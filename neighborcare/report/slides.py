"""What stands on a slide: a sentence, one picture or table, a foot. Plain words and numbers in one language.

The same objects become a native deck, a PDF, a drawing for the projector and the brief. They hold nothing but what a
meeting may see, and are kept as they are with the meeting.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from neighborcare.measures.figures import Figure

Ring = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Said:
    """A figure and how it is written."""

    figure: Figure
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text. `numeric` says which columns stand to the right; `states` colours a row's last cell
    ("good", "watch", "bad" or "" a row; its shape stands in the text).
    """

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]
    states: tuple[str, ...] = ()
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """One series of a chart; None where there is no value, or none that may be shown."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of a few categories: upright columns, lying bars (the first on top) or a line over months."""

    kind: Literal["column", "bar", "line"]
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str
    target: float | None = None
    target_name: str = ""
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Area:
    """A grid on the map: its outer rings in WGS84 longitude and latitude, its fill, and the figure written on it."""

    id: str
    name: str
    rings: tuple[Ring, ...]
    colour: str
    text: str


@dataclass(frozen=True, slots=True)
class GridMap:
    """A map of grids. `legend`: fill and words, from far to met."""

    areas: tuple[Area, ...]
    legend: tuple[tuple[str, str], ...]
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Bullets:
    """A few lines."""

    items: tuple[str, ...]


Body = Table | Chart | GridMap | Bullets


@dataclass(frozen=True, slots=True)
class Slide:
    """One slide. `title` is its conclusion; `kicker` stands small over it; `notes` is for who speaks; `alt` for
    those who cannot see the picture; `said` are the figures that its words, table and chart are made of.
    """

    id: str
    kicker: str
    title: str
    body: Body
    foot: str
    notes: str
    alt: str
    said: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the brief: its heading, paragraphs, and a table or none."""

    heading: str
    paragraphs: tuple[str, ...]
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Brief:
    """The monthly brief: masthead, issue, unit and day on its red line; title, overall, sections, annex."""

    masthead: str
    issue: str
    unit: str
    day: str
    title: str
    overall: str
    sections: tuple[Section, ...]
    annex: Section
    source: str


@dataclass(frozen=True, slots=True)
class AnnexRow:
    """One indicator over all areas: values (None where not shown), what is written there, and its definition."""

    kpi: str
    name: str
    unit: str
    target: str
    values: tuple[float | None, ...]
    texts: tuple[str, ...]
    definition: str
    source: str


@dataclass(frozen=True, slots=True)
class Annex:
    """All indicators by area: what stands over the table, the areas' names, the rows."""

    title: str
    foot: str
    areas: tuple[str, ...]
    rows: tuple[AnnexRow, ...]
