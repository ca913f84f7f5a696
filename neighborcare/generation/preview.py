"""What would change in the figures if something was taken, undone or put back: counted, and nothing published.

The candidate's workspace, circle and rollup are built in memory exactly as a build does it, so what is shown
before is what stands there afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from neighborcare.generation import building
from neighborcare.measures import Kpi, catalogue, figures
from neighborcare.measures.figures import STREET, Figure
from neighborcare.store import batches, lease, manifest
from neighborcare.store.batches import Batch
from neighborcare.store.connection import scratch
from neighborcare.store.home import Home
from neighborcare.store.manifest import Manifest
from neighborcare.store.taking import Look, Looked

Progress = Callable[[str, float], None]
FULL = "analyst"


@dataclass(frozen=True, slots=True)
class Change:
    """One KPI of the whole street in the newest month, before and after. A figure is None where there is none."""

    kpi: str
    before: Figure | None
    after: Figure | None

    @property
    def is_change(self) -> bool:
        """Whether anything of it differs."""
        return _numbers(self.before) != _numbers(self.after)


@dataclass(frozen=True, slots=True)
class Preview:
    """All KPIs before and after, with the as-of dates that they stand on (None: there was no data, or will be none).

    `waiting`: the exports due by the month that nobody has sent yet for the month of the figures after.
    """

    as_of_before: date | None
    as_of_after: date | None
    changes: tuple[Change, ...]
    waiting: tuple[str, ...] = ()

    @property
    def moves_on(self) -> bool:
        """Whether the figures go over to another month."""
        return (
            self.as_of_before is not None
            and self.as_of_after is not None
            and (self.as_of_before.replace(day=1) != self.as_of_after.replace(day=1))
        )

    @property
    def differing(self) -> tuple[Change, ...]:
        """Those that change."""
        return tuple(change for change in self.changes if change.is_change)


@dataclass(frozen=True, slots=True)
class Candidate(Batch):
    """A batch that is not taken yet: its rows still lie in the staging folder."""

    staged: Path = Path()

    def folder(self, home: Home) -> Path:
        """The staging folder, for now."""
        return self.staged


def of_look(
    home: Home, looked: Look, *, today: date | None = None, progress: Progress | None = None
) -> Preview:
    """What taking these files would change. (A map is not counted in: it says so itself.)"""
    fresh = [candidate(table, today or date.today()) for table in looked.tables if _goes_in(table)]
    live = manifest.current(home)
    known = [batches.read(home, name) for name in live.batches]
    return _compare(home, live, [*known, *fresh], today, progress)


def of_undo(home: Home, batch_id: str, *, progress: Progress | None = None) -> Preview:
    """What the figures would be without that batch, or with it again where it was undone."""
    live = manifest.current(home)
    batch = batches.read(home, batch_id)
    if batch.id in live.batches:
        chosen = [batches.read(home, name) for name in live.batches if name != batch.id]
    else:
        wanted = {*live.batches, batch.id}
        chosen = [known for known in batches.every(home) if known.id in wanted]
    return _compare(home, live, chosen, None, progress)


def since(home: Home, number: int) -> Preview:
    """The figures of an earlier generation, exactly as they were, beside those of now."""
    from neighborcare.generation import history

    with history.exactly(home, number) as (con, then):
        before = _street(con)
    live = manifest.current(home)
    return Preview(then.as_of, live.as_of, _changes(before, _published(home, live)))


def _compare(
    home: Home, live: Manifest, chosen: Sequence[Batch], today: date | None, progress: Progress | None
) -> Preview:
    before = _published(home, live)
    if not chosen:
        return Preview(live.as_of, None, _changes(before, {}))
    with scratch() as con:
        day = building.figures(con, home, chosen, None, today or date.today(), progress or _silent)
        after, waiting = _street(con), _waiting(con)
    return Preview(live.as_of if live.number else None, day, _changes(before, after), waiting)


def _waiting(con: duckdb.DuckDBPyConnection) -> tuple[str, ...]:
    rows = con.execute(
        "SELECT dataset FROM reporting WHERE month = (SELECT max(month) FROM months) "
        "GROUP BY dataset HAVING bool_and(state = 'missing') ORDER BY dataset"
    ).fetchall()
    return tuple(row[0] for row in rows)


def _published(home: Home, live: Manifest) -> dict[str, Figure]:
    if not live.number:
        return {}
    with lease.opened(home, live, FULL) as con:
        return _street(con)


def _street(con: duckdb.DuckDBPyConnection) -> dict[str, Figure]:
    """Every KPI that can be counted, for the whole street in the newest month."""
    newest: date | None = con.execute("SELECT max(month) FROM months").fetchall()[0][0]
    if newest is None:
        return {}
    missing = {
        kpi for (kpi,) in con.execute("SELECT kpi FROM kpi_status WHERE missing IS NOT NULL").fetchall()
    }
    known = {kpi for (kpi,) in con.execute("SELECT kpi FROM kpi_status").fetchall()}
    chosen = [kpi for kpi in catalogue().values() if kpi.id in known - missing]
    return {kpi.id: _figure(con, kpi, newest) for kpi in chosen}


def _figure(con: duckdb.DuckDBPyConnection, kpi: Kpi, month: date) -> Figure:
    return figures.figures(con, kpi, areas=(STREET, STREET), first=month, last=month)[0]


def _changes(before: dict[str, Figure], after: dict[str, Figure]) -> tuple[Change, ...]:
    return tuple(
        Change(kpi, before.get(kpi), after.get(kpi)) for kpi in catalogue() if kpi in before or kpi in after
    )


def _numbers(figure: Figure | None) -> tuple[float | None, ...]:
    """What a figure says, sums in another order being the same."""
    if figure is None:
        return ()
    return tuple(
        None if n is None else float(f"{n:.9g}") for n in (figure.value, figure.numerator, figure.denominator)
    )


def _goes_in(table: Looked) -> bool:
    changes = bool(table.accepted or table.withdrawn)
    return not table.refusal and not table.known and changes and table.staged is not None


def candidate(table: Looked, today: date) -> Candidate:
    """The batch that a table would become today."""
    counts = (table.read, table.accepted, table.rejected, table.duplicate, table.replaced)
    return Candidate(
        f"new-{table.staged}",
        table.dataset,
        table.file.name,
        table.raw,
        today.isoformat(),
        "",
        *counts,
        staged=table.staged or Path(),
    )


def _silent(step: str, share: float) -> None:
    """Nobody is watching."""
