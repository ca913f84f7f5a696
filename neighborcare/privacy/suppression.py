"""Small numbers: what a role's rollup hides, and what must be hidden with it.

A count about a sensitive group under the role's threshold is hidden; where only one cell of a total is hidden
the next smallest is hidden too, so that subtraction does not bring it back: among the areas of one parent, and
among the parts of one whole. A period that contains a hidden month is hidden as a whole (measures/figures).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

import duckdb

from neighborcare.privacy.views import THRESHOLDS

QUERIES = Path(__file__).parent / "queries"


def suppress(
    con: duckdb.DuckDBPyConnection,
    sensitive: Mapping[str, frozenset[str]],
    open_wholes: Collection[str] = frozenset(),
) -> None:
    """Create `rollup_<role>` for every role from `rollup` and `place`.

    `sensitive`: KPI id → the roles that small numbers of it are hidden from. `open_wholes`: the KPIs of which only
    the parts are about sensitive groups.
    """
    con.execute("CREATE OR REPLACE TEMP TABLE sensitive (kpi VARCHAR, role VARCHAR, is_open_whole BOOLEAN)")
    pairs = [(kpi, role, kpi in open_wholes) for kpi, roles in sensitive.items() for role in roles]
    if pairs:
        con.executemany("INSERT INTO sensitive VALUES (?, ?, ?)", pairs)
    for role, threshold in THRESHOLDS.items():
        con.execute(f"CREATE OR REPLACE TABLE rollup_{role} AS SELECT * FROM rollup")
        if threshold:
            _hide(con, role, threshold)


def _hide(con: duckdb.DuckDBPyConnection, role: str, threshold: int) -> None:
    con.execute(_query("cells"), {"role": role, "threshold": threshold})
    # Hiding a second part may leave a lone area hidden and the other way round: twice settles our shapes.
    for _ in range(2):
        con.execute(_query("siblings"))
        con.execute(_query("parts"))
    con.execute(_query("apply").replace("rollup_role", f"rollup_{role}"))


def _query(name: str) -> str:
    return (QUERIES / f"{name}.sql").read_text(encoding="utf-8")
