"""What a slide asks: figures of the area and period of a meeting, and how they are written there.

Only a meeting's own role file is asked. It is hidden there what a meeting may not see, so nothing here can show it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import duckdb

from neighborcare import measures
from neighborcare.errors import Forbidden
from neighborcare.measures import Kpi, expected, figures
from neighborcare.measures.figures import AreaKind, Change, Figure, Span
from neighborcare.report import wording
from neighborcare.report.meeting import Meeting
from neighborcare.report.slides import Said
from neighborcare.text import N_, formats, translator

QUERIES = Path(__file__).parent / "queries"
STREET = ("street", "street")
LONGEST = 5  # years that a grid is followed back


@dataclass(frozen=True)
class Asked:
    """One meeting's file, area, period and language. `said` collects the figures that a slide writes,
    `known` what was asked before, in any language.
    """

    con: duckdb.DuckDBPyConnection
    meeting: Meeting
    language: str
    batches: tuple[str, ...] = ()
    said: list[Said] = field(default_factory=list)
    known: dict[tuple[object, ...], list[Figure]] = field(default_factory=dict)

    def words(self, text: str, /, **values: object) -> str:
        """A text in the meeting's language."""
        return translator(self.language)(text, **values)

    @cached_property
    def span(self) -> Span:
        """The first and the last month of the meeting's period."""
        return figures.period(self.meeting.period, self.meeting.month)

    @cached_property
    def when(self) -> str:
        """The period in words."""
        return wording.when(*self.span, self.meeting.period, self.language)

    @cached_property
    def as_of(self) -> date:
        """The last day that the figures know of, within the period."""
        rows = self.con.execute(
            "SELECT max(day_to) FROM months WHERE month <= $last", {"last": self.span[1]}
        ).fetchall()
        day: date | None = rows[0][0] if rows else None
        return day or formats.month_end(self.span[1])

    @cached_property
    def bound(self) -> dict[str, str]:
        """The area as the queries take it."""
        kind, area = self.meeting.area
        return {"kind": kind, "area": area}

    @cached_property
    def places(self) -> list[tuple[str, str]]:
        """(ID, name) of the areas that the meeting compares: communities of the street, else grids."""
        column = slice(2, 4) if self.below == "community" else slice(0, 2)
        inside = self.rows("places")
        if self.meeting.area != STREET:
            inside = [row for row in inside if self.meeting.area[1] in (row[0], row[2]) and row[4]]
        return list(dict.fromkeys(tuple(row[column]) for row in inside))

    @cached_property
    def below(self) -> AreaKind:
        """What kind of areas those are."""
        return "community" if self.meeting.area == STREET else "grid"

    @cached_property
    def grids(self) -> dict[str, str]:
        """Names of the meeting's grids by ID."""
        return {
            row[0]: row[1]
            for row in self.rows("places")
            if row[4] and (self.meeting.area == STREET or self.meeting.area[1] in (row[0], row[2]))
        }

    def community_of(self, grid: str) -> str:
        """The name of the community that a grid belongs to."""
        return next((str(row[3]) for row in self.rows("places") if row[0] == grid), "")

    def rows(self, query: str, **bound: object) -> list[tuple[Any, ...]]:
        """All rows of a query of this room."""
        return self.con.execute(text(query), bound).fetchall()

    def has(self, table: str) -> bool:
        """Whether the file has the table; those of earlier versions lack some."""
        return bool(self.rows("has_table", name=table)[0][0])

    def figure(
        self,
        kpi_id: str,
        part: str | None = None,
        *,
        area: tuple[str, str] | None = None,
        span: Span | None = None,
    ) -> Figure:
        """The figure of an area (else the meeting's) over a span (else its period); without a value where none was."""
        kpi, place, (first, last) = measures.get(kpi_id), area or self.meeting.area, span or self.span
        found = self._figures(kpi, place, (first, last), by_part=part is not None)
        blank = Figure(kpi_id, "street" if place == STREET else self.below, place[1], part, first, last)
        return next((one for one in found if one.part == part), blank)

    def every(self, kpi_id: str, kind: AreaKind) -> dict[str, Figure]:
        """The whole's figures of all areas of a kind that lie in the meeting's, by ID."""
        kpi = measures.get(kpi_id)
        known = self.grids if kind == "grid" else dict(self.places)
        found = self._figures(kpi, kind, self.span)
        return {one.area: one for one in found if one.area in known}

    def course(self, kpi_id: str, area: tuple[str, str] | None = None, *, years: int = 1) -> list[Figure]:
        """A KPI's last months: a year and the same month of the year before; those without any are left out."""
        last = self.span[1]
        span = date(last.year - years, last.month, 1), last
        found = self._figures(measures.get(kpi_id), area or self.meeting.area, span, by_month=True)
        return [one for one in found if one.part is None]

    def _figures(
        self,
        kpi: Kpi,
        areas: AreaKind | tuple[str, str],
        span: Span,
        *,
        by_month: bool = False,
        by_part: bool = False,
    ) -> list[Figure]:
        key = (kpi.id, areas, span, by_month, by_part)
        if key not in self.known:
            self.known[key] = figures.figures(
                self.con, kpi, areas=areas, first=span[0], last=span[1], by_month=by_month, by_part=by_part
            )
        return self.known[key]

    def say(self, figure: Figure) -> str:
        """A figure as it is written: "98.3%", "158 人", "not shown", "too few to judge", "—". Remembers that it was."""
        written = self.written(figure)
        self.said.append(Said(figure, written))
        return written

    def written(self, figure: Figure) -> str:
        """The same, not remembered."""
        kpi = measures.get(figure.kpi)
        if figure.hidden:
            return formats.hidden(self.language)
        if figures.too_few(kpi, figure):
            return self.words(N_("Too few to judge"))
        return formats.quantity(figure.value, kpi.unit_of(figure.part), self.language)

    def shown(self, figure: Figure) -> bool:
        """Whether it has a value that may be shown."""
        return figure.value is not None and not figures.too_few(measures.get(figure.kpi), figure)

    def change(self, figure: Figure, against: wording.Against) -> Change:
        """What changed since the period before, or since a year ago; nothing where either cannot be shown."""
        move = figures.previous if against == "before" else figures.last_year
        place = (figure.area_kind, figure.area)
        before = self.figure(figure.kpi, figure.part, area=place, span=move(figure.first, figure.last))
        if not (self.shown(figure) and self.shown(before)):
            return Change()
        return figures.compare(figure, before, measures.get(figure.kpi))

    def moved(self, figure: Figure) -> str:
        """The change in words: of a year to date on a year ago (同比), else on the period before (环比)."""
        against: wording.Against = "year" if self.meeting.period == "ytd" else "before"
        return wording.moved(self.change(figure, against), against, self.language)

    def state(self, figure: Figure) -> str | None:
        """Good, watch or bad against the target as of the period's end."""
        return figures.state(measures.get(figure.kpi), figure, self.as_of) if self.shown(figure) else None

    def target(self, kpi: Kpi, figure: Figure) -> float | None:
        """What the figure is held against; a yearly target by what should be there by now."""
        return expected.target(kpi, figure.part, figure.first, figure.last, self.as_of)

    def running(self, kpi_id: str, area: tuple[str, str]) -> int:
        """For how many months in a row, up to the period's last, the area is off target."""
        kpi = measures.get(kpi_id)
        states = [
            figures.state(kpi, one, formats.month_end(one.first))
            for one in self.course(kpi_id, area, years=LONGEST)
        ]
        return wording.streak(states)

    def foot(self, kpis: Sequence[str], sources: Sequence[str] = ()) -> str:
        """Source, as-of day, definition, generation and batches, as every slide and table carries them."""
        chosen = [measures.get(name) for name in kpis]
        named = dict.fromkeys([*(_source(one.source.of(self.language)) for one in chosen), *sources])
        source = self.words(N_("Source: {source}"), source=formats.listing(list(named), self.language))
        parts = [
            *([source] if named else []),
            formats.as_of(self.as_of, self.language),
            self.lot(chosen),
        ]
        line = " · ".join(parts)
        if not chosen:
            return line
        meant = self.meaning(chosen[0])
        return f"{line}\n{self.words(N_('Definition: {meaning}'), meaning=_first(meant))}"

    def meaning(self, kpi: Kpi) -> str:
        """An indicator's name and definition."""
        return self.words(
            N_("{kpi}: {meaning}"),
            kpi=kpi.label.of(self.language),
            meaning=kpi.definition.of(self.language),
        )

    def lot(self, kpis: Sequence[Kpi] = ()) -> str:
        """The generation, and the newest batch among those that the figures stand on."""
        needs = {need for kpi in kpis for need in (*kpi.needs, *kpi.needs_any)}
        own = [batch for batch in self.batches if not needs or any(f"-{need}-" in batch for need in needs)]
        number = f"g{self.meeting.generation:06d}"
        if not own:
            return self.words(N_("generation {number}"), number=number)
        return self.words(
            N_("generation {number}, {count} batches, newest {batch}"),
            number=number,
            count=len(own),
            batch="-".join(own[-1].split("-")[:3]),
        )

    def notes(self, kpis: Sequence[str], said: Sequence[Said]) -> str:
        """What the speaker can fall back on: numerators and denominators, definitions, sources."""
        lines = [line for one in said if (line := self._numbers(one))]
        for name in kpis:
            kpi = measures.get(name)
            lines.append(self.meaning(kpi))
            lines.append(self.words(N_("Source: {source}"), source=kpi.source.of(self.language)))
        return "\n".join(dict.fromkeys(lines))

    def _numbers(self, one: Said) -> str:
        kpi, figure = measures.get(one.figure.kpi), one.figure
        if figure.denominator is None or kpi.kind_of(figure.part) not in ("rate", "ratio"):
            return ""
        name = kpi.short.of(self.language)
        if figure.part:
            name = f"{name} · {kpi.part(figure.part).label.of(self.language)}"
        area = dict(self.places).get(figure.area) or self.grids.get(figure.area) or self.meeting.area_name
        numbers = f"{formats.number(figure.numerator)} ÷ {formats.number(figure.denominator)}"
        return f"{area} {name}: {one.text} = {numbers}"


def must_be_meeting(con: duckdb.DuckDBPyConnection) -> None:
    """Refuse any file but a meeting's: a story must not be able to show more. Raises Forbidden."""
    found = con.execute(text("forbidden")).fetchall()
    if found:
        raise Forbidden(
            N_("A meeting is told from the meeting's own figures only."),
            remedy=N_("Open the presenter's file of the generation."),
        )


def _source(text: str) -> str:
    """Which exports; what the target rests on stands in the notes."""
    return text.replace("；", "; ").partition("; ")[0]


def _first(definition: str) -> str:
    """The first sentence of a definition: the foot is two lines, the notes hold it all."""
    for stop in ("。", ". ", "；", "; "):
        head, found, _rest = definition.partition(stop)
        if found:
            return head + (stop.strip() if stop in ("。", ". ") else "")
    return definition


@cache
def text(name: str) -> str:
    """The query of that name (`queries/<name>.sql`)."""
    return (QUERIES / f"{name}.sql").read_text(encoding="utf-8")
