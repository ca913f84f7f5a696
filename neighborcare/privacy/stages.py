"""How far claims have come, as leaders and meetings may see it: for the whole street, without small steps.

Who is stuck between two stages is a small group in need. A stage is shown only where nobody can be counted
out: its count and its distance from the last one shown are 0 or not small.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

import duckdb

ROLES = ("leader", "presenter")


def shown(reached: Sequence[int], threshold: int) -> list[int | None]:
    """Counts that fall from stage to stage, None where one (or its step) is from 1 to `threshold` − 1."""
    told: list[int | None] = []
    last: int | None = None
    for count in reached:
        step = 0 if last is None else last - count
        if all(number == 0 or number >= threshold for number in (count, step)):
            told.append(count)
            last = count
        else:
            told.append(None)
    return told


def make(con: duckdb.DuckDBPyConnection, thresholds: Mapping[str, int]) -> None:
    """Create `claim_stages_<role>` (community_id NULL, claim_type, step, stage, reached) from the list of the rows."""
    rows = con.execute(
        "SELECT claim_type, step, stage, cast(sum(reached) AS BIGINT) FROM list_claim_stages "
        "GROUP BY claim_type, step, stage ORDER BY claim_type, step"
    ).fetchall()
    for role in ROLES:
        con.execute(
            f"CREATE OR REPLACE TABLE claim_stages_{role} "
            "(community_id VARCHAR, claim_type VARCHAR, step INTEGER, stage VARCHAR, reached BIGINT)"
        )
        for kind, stages in groupby(rows, key=lambda row: row[0]):
            found = list(stages)
            counts = shown([int(row[3]) for row in found], thresholds[role])
            con.executemany(
                f"INSERT INTO claim_stages_{role} VALUES (NULL, ?, ?, ?, ?)",
                [(kind, row[1], row[2], count) for row, count in zip(found, counts, strict=True)],
            )
