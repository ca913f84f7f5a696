"""Every KPI, counted once a build into one small table at grid, community and street.

`rollup(kpi, area_kind, area_id, month, part, value, numerator, denominator, hidden)`: area_kind is grid,
community or street (whose id is `street`); a duration has one row a bin with value = the bin, numerator =
value × items, denominator = items; others have value NULL. A count has a row of 0 for every grid, community
and month since its own data began; a rate has none where nothing was due.

`kpi_status(kpi, missing)`: one row a KPI; `missing` names the datasets (or the layer `walkways`) that it
waits for, joined by `;`, NULL when it was computed.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import duckdb

from neighborcare import contracts
from neighborcare.measures import Kpi, catalogue

QUERIES = Path(__file__).parent / "queries"
WALKWAYS = "walkways"  # not an export: a layer of geography, known by the walks that a build made of it


def compute(con: duckdb.DuckDBPyConnection, as_of: date, kpis: Iterable[Kpi] | None = None) -> None:
    """Create `rollup` and `kpi_status` from the workspace's tables (all KPIs, or those given).

    Raises ValueError when a KPI names a grid that `place` does not know: its figures would not add up.
    """
    chosen = list(catalogue().values() if kpis is None else kpis)
    _create_tables(con)
    for kpi in chosen:
        missing = _missing(con, kpi)
        con.execute("INSERT INTO kpi_status VALUES ($kpi, $missing)", {"kpi": kpi.id, "missing": missing})
        if missing is None:
            _count(con, kpi, as_of)
    _check_places(con)
    con.execute(_query("rollup"))
    for table in ("kpi_cell", "kpi_zero"):
        con.execute(f"DROP TABLE {table}")


def no_spans(con: duckdb.DuckDBPyConnection) -> None:
    """Create `span`, empty: nothing of a whole `rollup` is told of several months only."""
    con.execute(_query("span"))


def _create_tables(con: duckdb.DuckDBPyConnection) -> None:
    con.execute(
        "CREATE OR REPLACE TEMP TABLE kpi_cell (kpi VARCHAR, grid_id VARCHAR, month DATE, part VARCHAR, "
        "value DOUBLE, numerator DOUBLE, denominator DOUBLE)"
    )
    con.execute("CREATE OR REPLACE TEMP TABLE kpi_zero (kpi VARCHAR, begins DATE)")
    con.execute("CREATE OR REPLACE TABLE kpi_status (kpi VARCHAR, missing VARCHAR)")
    no_spans(con)


def _count(con: duckdb.DuckDBPyConnection, kpi: Kpi, as_of: date) -> None:
    bound = {"as_of": as_of} if "$as_of" in kpi.sql else {}
    answer = con.sql(kpi.sql, params=bound).to_arrow_table()
    con.register("answer", answer)
    shape = "mixed" if kpi.is_mixed else "duration" if kpi.kind == "duration" else "rate"
    begins = _ledger_begins(con, kpi)
    con.execute(_query(f"cells_of_{shape}"), {"kpi": kpi.id, "begins": begins})
    con.unregister("answer")
    if kpi.kind == "count":
        con.execute("INSERT INTO kpi_zero VALUES ($kpi, $begins)", {"kpi": kpi.id, "begins": begins})


def _missing(con: duckdb.DuckDBPyConnection, kpi: Kpi) -> str | None:
    missing = [name for name in kpi.needs if name != WALKWAYS and _is_empty(con, name)]
    if kpi.needs_any and all(_is_empty(con, name) for name in kpi.needs_any):
        missing.append(kpi.needs_any[0])
    if not missing and WALKWAYS in kpi.needs and _is_empty(con, "reach"):
        missing.append(WALKWAYS)
    return ";".join(missing) or None


def _is_empty(con: duckdb.DuckDBPyConnection, table: str) -> bool:
    return con.execute(f'SELECT 1 FROM "{table}" LIMIT 1').fetchone() is None  # noqa: S608 - a contract's id


def _ledger_begins(con: duckdb.DuckDBPyConnection, kpi: Kpi) -> date:
    """The first month of the KPI's ledger (its first day); the beginning of time when it has none."""
    if kpi.ledger is None:
        return date.min
    when = contracts.get(kpi.ledger).when
    query = f'SELECT min(cast("{when}" AS DATE)) FROM "{kpi.ledger}"'  # noqa: S608 - names from a contract
    row = con.execute(query).fetchone()
    first: date | None = row[0] if row else None
    return first.replace(day=1) if first else date.min


def _check_places(con: duckdb.DuckDBPyConnection) -> None:
    lost = con.execute(_query("lost_grids")).fetchall()
    if lost:
        raise ValueError(f"KPI rows at grids that no place knows: {lost}")


def _query(name: str) -> str:
    return (QUERIES / f"{name}.sql").read_text(encoding="utf-8")
