"""A figure of a slide opened before the hall: by community, then by grid, from the meeting's own file alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import duckdb

from neighborcare import measures
from neighborcare.charts.palette import SHAPES
from neighborcare.measures import Kpi, figures
from neighborcare.measures.figures import AreaKind, Figure
from neighborcare.report.meeting import Meeting
from neighborcare.report.slides import Slide
from neighborcare.store import manifest
from neighborcare.store.manifest import Manifest
from neighborcare.ui import drawn, filters, query
from neighborcare.ui.cache import answer
from neighborcare.ui.filters import STREET
from neighborcare.ui.picture import foot
from neighborcare.ui.session import Session

Asked = tuple[str, str | None]  # a KPI and one of its parts, or the whole


@dataclass(frozen=True, slots=True)
class Row:
    """One area: its figure in words with its state's shape, how long its bar is (0 to 1, None without a value)."""

    id: str
    parent: str
    name: str
    text: str
    state: str
    share: float | None


@dataclass(frozen=True, slots=True)
class Opened:
    """One figure with the areas below the meeting's, the grids below those, and where it comes from."""

    name: str
    text: str
    foot: str
    areas: tuple[Row, ...]
    grids: tuple[Row, ...]


def presenting(session: Session, meeting: Meeting) -> Session | None:
    """The visitor as the meeting sees him, on its generation; None where the figures are not kept any more."""
    made = manifest.read(session.home, meeting.generation)
    if not (made.folder(session.home) / "presenter.duckdb").exists():
        return None
    return as_presenter(session, made)


def as_presenter(session: Session, made: Manifest) -> Session:
    """The visitor as the meeting sees him, on that generation."""
    return replace(session, role="presenter", community=None, generation=made)


def asked(slide: Slide) -> list[Asked]:
    """What a slide speaks of, in its order."""
    return list(dict.fromkeys((one.figure.kpi, one.figure.part) for one in slide.said))


def opened(session: Session, meeting: Meeting, wanted: Iterable[Asked]) -> dict[Asked, Opened]:
    """Each of these figures with its areas; nothing where the meeting's figures are not kept any more."""
    seen = presenting(session, meeting)
    if seen is None:
        return {}
    span = figures.period(meeting.period, meeting.month)
    return {one: answer(seen, _opened, seen, meeting.area, *one, *span) for one in dict.fromkeys(wanted)}


def _opened(
    con: duckdb.DuckDBPyConnection,
    session: Session,
    area: tuple[str, str],
    kpi_id: str,
    part: str | None,
    first: date,
    last: date,
) -> Opened:
    kpi = measures.get(kpi_id)
    inside = [
        one for one in filters.places(con) if area == STREET or area[1] in (one.community_id, one.grid_id)
    ]
    by_grid = _figures(con, kpi, "grid", part, first, last)
    grids = _rows(
        con, session, kpi, [(p.grid_id, p.community_id, p.grid_name) for p in inside if p.is_grid], by_grid
    )
    areas, below = grids, tuple[Row, ...]()
    if area == STREET:
        by_community = _figures(con, kpi, "community", part, first, last)
        names = list(dict.fromkeys((p.community_id, "", p.community_name) for p in inside))
        areas, below = _rows(con, session, kpi, names, by_community), grids
    whole = figures.figures(con, kpi, areas=area, first=first, last=last, by_part=part is not None)
    now = next((one for one in whole if one.part == part), None)
    text = drawn.value_text(session, kpi, now)
    return Opened(_name(kpi, part, session.language), text, foot(session, kpi), areas, below)


def _figures(
    con: duckdb.DuckDBPyConnection, kpi: Kpi, kind: AreaKind, part: str | None, first: date, last: date
) -> dict[str, Figure]:
    found = figures.figures(con, kpi, areas=kind, first=first, last=last, by_part=part is not None)
    return {one.area: one for one in found if one.part == part}


def _rows(
    con: duckdb.DuckDBPyConnection,
    session: Session,
    kpi: Kpi,
    names: Sequence[tuple[str, str, str]],
    found: dict[str, Figure],
) -> tuple[Row, ...]:
    """The areas, what lags first; those without a figure that may be shown stand last."""
    as_of = _as_of(con)
    shown = {
        area: one.value
        for area, one in found.items()
        if one.value is not None and not figures.too_few(kpi, one)
    }
    most = max(shown.values(), default=0.0)
    rows = []
    for area, parent, name in names:
        one = found.get(area)
        state = figures.state(kpi, one, as_of) if one and area in shown else None
        text = drawn.value_text(session, kpi, one)
        value = shown.get(area)
        share = None if value is None or most <= 0 else max(value / most, 0.0)
        rows.append(Row(area, parent, name, f"{SHAPES[state]} {text}" if state else text, state or "", share))
    falling = -1 if kpi.direction != "up" else 1
    return tuple(sorted(rows, key=lambda row: (row.id not in shown, falling * shown.get(row.id, 0.0))))


def _as_of(con: duckdb.DuckDBPyConnection) -> date | None:
    found = query.rows(con, "month_end", month=date.max)
    return found[0][1] if found else None


def _name(kpi: Kpi, part: str | None, language: str) -> str:
    name = kpi.short.of(language)
    return f"{name} · {kpi.part(part).label.of(language)}" if part else name
