"""Questions from the command line, answered from the full file of a generation (or computed for another day)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

import duckdb

from neighborcare import generation
from neighborcare.errors import NotFound, UserError
from neighborcare.measures import Kpi, catalogue, figures, get
from neighborcare.measures.figures import Figure
from neighborcare.store import lease
from neighborcare.store.home import Home
from neighborcare.store.manifest import Manifest
from neighborcare.text import N_

STREET = ("street", "street")


def kpis(
    home: Home,
    ids: Sequence[str],
    *,
    area: str | None = None,
    first: date | None = None,
    last: date | None = None,
    by: Sequence[str] = (),
    as_of: date | None = None,
    number: int | None = None,
    language: str = "zh-CN",
) -> list[dict[str, Any]]:
    """Figures as the command line prints them. `first`, `last` are first days of months; default the newest month.

    Each: id, area, part, from, to (YYYY-MM), numerator, denominator, value, unit, as_of, generation; a KPI whose
    exports were never loaded has `missing` and no numbers. Raises NotFound for an unknown KPI or area.
    """
    chosen = [get(name.upper()) for name in ids] if ids else list(catalogue().values())
    with opened(home, number, as_of) as (con, made, day):
        newest = _newest_month(con)
        span = (first or last or newest, last or newest)
        if span[0] > span[1]:
            raise UserError(N_("The period ends before it begins."), remedy=N_("Check --from and --to."))
        missing = dict(
            con.execute("SELECT kpi, missing FROM kpi_status WHERE missing IS NOT NULL").fetchall()
        )
        found: list[dict[str, Any]] = []
        place = area_of(con, area)
        for kpi in chosen:
            told = {"as_of": day, "generation": made.name, "unit": kpi.unit}
            if kpi.id in missing:
                found.append(
                    _entry(kpi, None, span) | {"area": place[1]} | told | {"missing": missing[kpi.id]}
                )
                continue
            found += [_entry(kpi, figure, span) | told for figure in _figures(con, kpi, place, span, by)]
    return found


@contextmanager
def opened(
    home: Home, number: int | None, as_of: date | None
) -> Iterator[tuple[duckdb.DuckDBPyConnection, Manifest, date]]:
    """The full file of a generation (the live one, or by number), or what it would be on another day."""
    if as_of is not None:
        with generation.at(home, number, as_of) as opened:
            yield opened
        return
    if number is not None:
        with generation.exactly(home, number) as (con, made):
            yield con, made, made.as_of
        return
    reader = lease.Reader(home)
    try:
        with reader.lease("analyst") as (con, made):
            yield con, made, made.as_of
    finally:
        reader.close()


def _newest_month(con: duckdb.DuckDBPyConnection) -> date:
    row = con.execute("SELECT max(month) FROM months").fetchone()
    newest: date = row[0] if row else date.today().replace(day=1)
    return newest


def _figures(
    con: duckdb.DuckDBPyConnection,
    kpi: Kpi,
    area: tuple[str, str],
    span: tuple[date, date],
    by: Sequence[str],
) -> list[Figure]:
    found: list[Figure] = []
    for place in _places(con, area, by):
        for by_part in (False, True) if "part" in by else (False,):
            found += figures.figures(
                con, kpi, areas=place, first=span[0], last=span[1], by_month="month" in by, by_part=by_part
            )
    return found


def _places(
    con: duckdb.DuckDBPyConnection, area: tuple[str, str], by: Sequence[str]
) -> list[tuple[str, str]]:
    """The areas asked for: the one named, or its grids or communities."""
    kind, name = area
    if "grid" in by:
        rows = con.execute(
            "SELECT 'grid', grid_id FROM place WHERE $kind = 'street' OR $name IN (community_id, grid_id) ORDER BY 2",
            {"kind": kind, "name": name},
        ).fetchall()
    elif "community" in by:
        rows = con.execute(
            "SELECT DISTINCT 'community', community_id FROM place "
            "WHERE $kind = 'street' OR $name IN (community_id, grid_id) ORDER BY 2",
            {"kind": kind, "name": name},
        ).fetchall()
    else:
        rows = [(kind, name)]
    return [(str(row[0]), str(row[1])) for row in rows]


def area_of(con: duckdb.DuckDBPyConnection, area: str | None) -> tuple[str, str]:
    """(kind, id) of an area that is named by its ID or its name. Raises NotFound, also where a name is not enough."""
    if area is None or area in ("street", "街道"):
        return STREET
    rows = con.execute(
        "SELECT DISTINCT 'community', community_id FROM place WHERE $area IN (community_id, community_name) "
        "OR $area || '社区' = community_name "
        "UNION ALL SELECT 'grid', grid_id FROM place WHERE is_grid AND $area IN (grid_id, grid_name)",
        {"area": area},
    ).fetchall()
    if len(rows) != 1:
        known = con.execute("SELECT DISTINCT community_name FROM place ORDER BY 1").fetchall()
        raise NotFound(
            N_("“{area}” names {count} areas."),
            remedy=N_("Give the ID or name of one community or grid; communities: {known}."),
            area=area,
            count=len(rows),
            known=", ".join(str(row[0]) for row in known),
        )
    return str(rows[0][0]), str(rows[0][1])


def _entry(kpi: Kpi, figure: Figure | None, span: tuple[date, date]) -> dict[str, Any]:
    first, last = (figure.first, figure.last) if figure else span
    return {
        "id": kpi.id,
        "area": figure.area if figure else None,
        "part": figure.part if figure else None,
        "from": f"{first:%Y-%m}",
        "to": f"{last:%Y-%m}",
        "numerator": _number(figure.numerator) if figure else None,
        "denominator": _number(figure.denominator) if figure else None,
        "value": figure.value if figure else None,
    }


def _number(value: float | None) -> float | int | None:
    return int(value) if value is not None and float(value).is_integer() else value
