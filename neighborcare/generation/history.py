"""Earlier generations: what a figure was, exactly.

Manifests, batches and the figures of every generation (a few small Parquet files) stay for ever; the role files,
which also hold rows and maps, only those of the newest `KEPT` generations. Where a folder is lost altogether the
generation is built again from its batches, for its as-of date and the day it was made on, and must come to the
very figures that its manifest bears witness of.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path

import duckdb

from neighborcare.errors import NotFound, UserError
from neighborcare.generation import building
from neighborcare.measures import rollup
from neighborcare.store import batches, manifest
from neighborcare.store.connection import scratch
from neighborcare.store.home import Home, sha256
from neighborcare.store.manifest import Manifest
from neighborcare.text import N_

KEPT = 12  # generations whose files stay on disk: a year of monthly meetings


@contextmanager
def at(
    home: Home, number: int | None = None, as_of: date | None = None
) -> Iterator[tuple[duckdb.DuckDBPyConnection, Manifest, date]]:
    """A generation computed afresh in memory, for another as-of date: its workspace with all tables of a build."""
    generation = manifest.read(home, number) if number else manifest.current(home)
    if not generation.number:
        raise no_data()
    with scratch() as con:
        chosen = [batches.read(home, name) for name in generation.batches]
        day = building.compute(con, home, chosen, as_of or generation.as_of, made_on(generation), _silent)
        yield con, generation, day


@contextmanager
def exactly(home: Home, number: int) -> Iterator[tuple[duckdb.DuckDBPyConnection, Manifest]]:
    """That generation's `rollup`, `kpi_status`, `place` and `months` as they were published.

    Raises NotFound for a number that never was, UserError when they cannot be had exactly: a file is not the one
    that was published, or it is gone and today's indicators count differently from those of then.
    """
    generation = manifest.read(home, number)
    files = {name: generation.folder(home) / f"{name}.parquet" for name in building.FIGURES}
    if all(path.exists() for path in files.values()):
        with scratch() as con:
            for name, path in files.items():
                _verify(generation, path)
                con.execute(f"CREATE TABLE {name} AS SELECT * FROM read_parquet($file)", {"file": str(path)})
            rollup.no_spans(con)
            yield con, generation
        return
    with at(home, number) as (con, _generation, _day):
        if generation.figures and building.fingerprint(con) != generation.figures:
            raise UserError(
                N_(
                    "The figures of generation {number} are lost, and today's indicators count differently "
                    "from those of then."
                ),
                remedy=N_(
                    "Put its folder back from a backup, or ask for `--as-of {day}` by today's definitions."
                ),
                number=number,
                day=generation.as_of.isoformat(),
            )
        yield con, generation


def prune(home: Home, keep: int = KEPT) -> None:
    """Remove the role files of all but the newest generations. Whoever reads one keeps what he has open."""
    for number in range(manifest.current_number(home) - keep, 0, -1):
        files = list(manifest.read(home, number).folder(home).glob("*.duckdb"))
        if not files:
            return  # everything older went before
        for path in files:
            with suppress(OSError):  # Windows keeps what somebody reads; the next build tries again
                path.unlink()


def _verify(generation: Manifest, path: Path) -> None:
    if sha256(path) != generation.files.get(path.name):
        raise UserError(
            N_("“{file}” of generation {number} is not the one that was published."),
            remedy=N_("Remove the folder “{folder}”: the figures are then built again from the batches."),
            file=path.name,
            number=generation.number,
            folder=path.parent.name,
        )


def made_on(generation: Manifest) -> date:
    """The day on which it was built."""
    return date.fromisoformat(generation.today) if generation.today else date.today()


def no_data() -> NotFound:
    """The refusal of a home where nothing was taken yet."""
    return NotFound(
        N_("There is no data yet."), remedy=N_("Load exports on the Upload page, or with `load FILE…`.")
    )


def _silent(step: str, share: float) -> None:
    """Nobody is watching."""
