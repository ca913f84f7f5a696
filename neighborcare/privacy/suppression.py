"""Small numbers: each role's figures as its file holds them, and nothing from which a hidden one can be calculated.

`rollup_<role>` has the months that are told; a cell that is not has `hidden` and no numbers. `span_<role>(kpi,
area_kind, area_id, first, last, part, value, numerator, denominator)` has what is told of more than one month only:
a quarter whose months are too small, a year so far; and the medians of durations, for whose bins nobody is too
few. Which cells: merging; how it is known that none comes back: audit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from neighborcare.errors import UserError
from neighborcare.measures import Kpi
from neighborcare.privacy import ledger, shutting
from neighborcare.privacy.ledger import COMMUNITY, GRID, STREET, Ledger
from neighborcare.privacy.merging import LEAST_DENOMINATOR, Told
from neighborcare.privacy.views import THRESHOLDS
from neighborcare.text import N_

QUERIES = Path(__file__).parent / "queries"
# A meeting is told of communities, not of grids (domain/privacy.md).
LEVELS = {"leader": (STREET, COMMUNITY, GRID), "presenter": (STREET, COMMUNITY)}

CELL = pa.schema(
    [
        ("kpi", pa.string()),
        ("part", pa.string()),
        ("area_kind", pa.string()),
        ("area_id", pa.string()),
        ("first", pa.date32()),
        ("last", pa.date32()),
    ]
)
Cell = tuple[str, str | None, str, str, date, date]


def suppress(con: duckdb.DuckDBPyConnection, kpis: Iterable[Kpi]) -> None:
    """Create `rollup_<role>` and `span_<role>` for every role from `rollup` and `place`.

    Raises UserError where small numbers could still be calculated: such a build is not published.
    """
    chosen = list(kpis)
    for role, threshold in THRESHOLDS.items():
        sensitive = [kpi for kpi in chosen if role in kpi.hidden_from] if threshold else []
        con.execute(
            _query("told_rollup").replace("rollup_role", f"rollup_{role}"),
            {"kpis": [k.id for k in sensitive]},
        )
        con.execute(_query("no_spans").replace("span_role", f"span_{role}"))
        if sensitive:
            _tell(con, role, threshold, sensitive)


def _tell(con: duckdb.DuckDBPyConnection, role: str, threshold: int, kpis: list[Kpi]) -> None:
    figures = ledger.read(con, kpis)
    try:
        told = shutting.told(figures, threshold, LEVELS[role])
    except ArithmeticError as error:
        raise UserError(
            N_("Small numbers of the role “{role}” could be calculated from its other figures."),
            remedy=N_(
                "Nothing was published. Please report this with the exports' period and the number of grids."
            ),
            role=role,
        ) from error
    levels = set(LEVELS[role])
    con.register("told_cell", _table(_shown(figures, told)))
    con.register("hidden_cell", _table(_hidden(figures, told)))
    con.register("span_cell", _table(_spans(figures, told)))
    con.register("median_cell", _table(_medians(figures, levels)))
    con.execute(_query("tell").replace("rollup_role", f"rollup_{role}").replace("span_role", f"span_{role}"))
    con.execute(_query("medians").replace("span_role", f"span_{role}"), {"least": LEAST_DENOMINATOR})
    con.register("untold", _untold(figures, told))
    con.execute(f"CREATE OR REPLACE TABLE untold_{role} AS SELECT DISTINCT * FROM untold")
    con.unregister("untold")
    for name in ("told_cell", "hidden_cell", "span_cell", "median_cell"):
        con.unregister(name)


def _shown(figures: Ledger, told: Told) -> Iterator[Cell]:
    for series, area, month in np.argwhere(told.single):
        yield _cell(figures, int(series), int(area), (int(month), int(month)))


def _hidden(figures: Ledger, told: Told) -> Iterator[Cell]:
    """What is not told, whether there is anything or not: that a cell is there would tell something, too.

    Only where the street has no figure at all there is nothing to hide, nor in an area or of a part that never had any.
    """
    for series, one in enumerate(figures.series):
        whole = figures.wholes[one.kpi]
        if np.isnan(figures.num[series]).all():
            continue
        months = ~np.isnan(figures.num[whole, 0])
        areas = ~np.isnan(figures.num[whole]).all(axis=1)
        for area, month in np.argwhere(areas[:, None] & months[None, :] & ~told.single[series]):
            yield _cell(figures, series, int(area), (int(month), int(month)))


def _spans(figures: Ledger, told: Told) -> Iterator[Cell]:
    for (series, area), blocks in told.blocks.items():
        for block in blocks:
            yield _cell(figures, series, area, block)


def _medians(figures: Ledger, levels: set[int]) -> Iterator[Cell]:
    """Every month, quarter and year so far of the durations, by the levels that the role sees."""
    for series, one in enumerate(figures.series):
        if not one.is_duration:
            continue
        for area in np.flatnonzero(np.isin(figures.level, list(levels))):
            for block in _periods(figures):
                yield _cell(figures, series, int(area), block)


def _untold(figures: Ledger, told: Told) -> pa.Table:
    """`untold(community_id, value)`: what is hidden of the communities now: this month, this year, in all."""
    last = len(figures.months) - 1
    this_year = [i for i, month in enumerate(figures.months) if month.year == figures.months[last].year]
    begin = this_year[0] if this_year else 0
    found = set()
    for area in figures.at(COMMUNITY) if this_year else ():
        for series, one in enumerate(figures.series):
            for block in ((begin, last), (0, last)) if one.is_flow else ((last, last),):
                if not told.single[series, area, block[0] : block[1] + 1].all():
                    found |= {
                        (figures.areas[area][1], number)
                        for number in figures.over((series, int(area)), block)
                    }
    columns = list(zip(*sorted(found), strict=True)) or [(), ()]
    return pa.table(
        {"community_id": pa.array(columns[0], pa.string()), "value": pa.array(columns[1], pa.float64())}
    )


def _periods(figures: Ledger) -> set[tuple[int, int]]:
    found = set()
    for last, month in enumerate(figures.months):
        same = [i for i in range(last + 1) if figures.months[i].year == month.year]
        quarter = [i for i in same if (figures.months[i].month - 1) // 3 == (month.month - 1) // 3]
        found |= {(last, last), (quarter[0], last), (same[0], last)}
    return found


def _cell(figures: Ledger, series: int, area: int, block: tuple[int, int]) -> Cell:
    one = figures.series[series]
    return one.kpi, one.part, *figures.areas[area], figures.months[block[0]], figures.months[block[1]]


def _table(cells: Iterable[Cell]) -> pa.Table:
    columns = list(zip(*cells, strict=True)) or [()] * len(CELL)
    arrays = [pa.array(column, field.type) for column, field in zip(columns, CELL, strict=True)]
    return pa.Table.from_arrays(arrays, schema=CELL)


def _query(name: str) -> str:
    return (QUERIES / f"{name}.sql").read_text(encoding="utf-8")
