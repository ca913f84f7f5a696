"""A KPI as a page shows it: the figure now, before and a year ago, its state, and the same words everywhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import duckdb

from neighborcare import measures
from neighborcare.charts.reading import Reading, Subject
from neighborcare.measures import Kpi, expected, figures
from neighborcare.measures.figures import AreaKind, Change, Figure
from neighborcare.text import N_, formats, translator
from neighborcare.ui.cache import answer
from neighborcare.ui.filters import View
from neighborcare.ui.session import Session


@dataclass(frozen=True, slots=True)
class Told:
    """One KPI of one area and period with what it is compared with; `months` is its course up to the period's end."""

    kpi: Kpi
    now: Figure | None
    before: Change
    year_ago: Change
    state: str | None
    months: tuple[Figure, ...]
    missing: str | None
    expected: float | None = None  # what a yearly target should have brought by now

    @property
    def too_few(self) -> bool:
        """Whether the figure is a rate on so few that it is not shown."""
        return self.now is not None and figures.too_few(self.kpi, self.now)

    @property
    def value(self) -> float | None:
        """The figure's value if it may be shown."""
        return None if self.now is None or self.too_few else self.now.value

    @property
    def course(self) -> list[float | None]:
        """The months' values, None where one may not be shown."""
        return [None if figures.too_few(self.kpi, month) else month.value for month in self.months]


def told(
    con: duckdb.DuckDBPyConnection,
    kpi_id: str,
    area: tuple[str, str],
    first: date,
    last: date,
    part: str | None = None,
) -> Told:
    """Everything that a card says of a KPI. Cached by `answer`."""
    kpi = measures.get(kpi_id)
    row = con.execute("SELECT missing FROM kpi_status WHERE kpi = $kpi", {"kpi": kpi_id}).fetchone()
    as_of = _as_of(con)
    now = one(con, kpi, area, first, last, part)
    before = one(con, kpi, area, *figures.previous(first, last), part)
    year_ago = one(con, kpi, area, *figures.last_year(first, last), part)
    course = figures.figures(
        con,
        kpi,
        areas=area,
        first=date(last.year - 2, last.month, 1),
        last=last,
        by_month=True,
        by_part=part is not None,
    )
    return Told(
        kpi=kpi,
        now=now,
        before=changed(kpi, now, before),
        year_ago=changed(kpi, now, year_ago),
        state=figures.state(kpi, now, as_of) if now else None,
        months=tuple(figure for figure in course if figure.part == part),
        missing=row[0] if row else None,
        expected=expected.target(kpi, part, first, last, as_of) if kpi.yearly else None,
    )


def _as_of(con: duckdb.DuckDBPyConnection) -> date | None:
    row = con.execute("SELECT max(day_to) FROM months").fetchone()
    return row[0] if row else None


def changed(kpi: Kpi, now: Figure | None, before: Figure | None) -> Change:
    """What changed; nothing where either is missing or too few to judge."""
    if now is None or before is None or figures.too_few(kpi, now) or figures.too_few(kpi, before):
        return Change()
    return figures.compare(now, before, kpi)


def change_text(change: Change, unit: str, language: str) -> str:
    """A change as written: "+1.2 个百分点", "−3.0%", "—"."""
    if change.points is not None:
        return formats.points(change.points, language)
    return formats.relative(change.share)


def one(
    con: duckdb.DuckDBPyConnection,
    kpi: Kpi,
    area: tuple[str, str],
    first: date,
    last: date,
    part: str | None = None,
) -> Figure | None:
    """The figure of one area and period, None where nothing was counted."""
    found = figures.figures(con, kpi, areas=area, first=first, last=last, by_part=part is not None)
    return next((figure for figure in found if figure.part == part), None)


def ask(session: Session, kpi_id: str, view: View, part: str | None = None) -> Told:
    """`told` for what the visitor looks at."""
    return answer(session, told, kpi_id, view.area, view.first, view.last, part)


def subject(session: Session, kpi: Kpi, view: View, part: str | None = None) -> Subject:
    """What a chart of this KPI measures."""
    name = kpi.short if part is None else kpi.part(part).label
    return Subject(
        name=name.of(session.language),
        unit=kpi.unit_of(part),
        period=view.period_name(session.language),
        target=kpi.target_of(part),
        direction=kpi.direction_of(part),
    )


def reading(
    session: Session, kpi: Kpi, figure: Figure | None, *, key: str, name: str, before: Change | None = None
) -> Reading:
    """A figure as a mark of a chart."""
    _ = translator(session.language)
    if figure is None:
        return Reading(key, name, None)
    moved = change_text(before, kpi.unit_of(figure.part), session.language) if before else ""
    return Reading(
        id=key,
        name=name,
        value=figure.value,
        numerator=figure.numerator,
        denominator=figure.denominator,
        hidden=figure.hidden,
        too_few=figures.too_few(kpi, figure),
        state=figures.state(kpi, figure),
        change=_(N_("On the period before {change}"), change=moved) if moved else "",
    )


def by_area(
    con: duckdb.DuckDBPyConnection,
    kpi_id: str,
    kind: AreaKind,
    first: date,
    last: date,
    part: str | None = None,
) -> tuple[Figure, ...]:
    """A KPI's (or one part's) figures of all grids or communities over a period."""
    broken = part is not None
    found = figures.figures(con, measures.get(kpi_id), areas=kind, first=first, last=last, by_part=broken)
    return tuple(figure for figure in found if figure.part == part)


def worst_first(kpi: Kpi, found: Sequence[Figure]) -> list[Figure]:
    """Figures that can be judged, the worst first; for a KPI without direction the largest first."""
    judged = [f for f in found if f.value is not None and not f.hidden and not figures.too_few(kpi, f)]
    return sorted(judged, key=lambda f: (f.value or 0.0, f.area), reverse=kpi.direction != "up")
