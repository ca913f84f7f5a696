"""Generations: exports become batches, batches become a published generation. Everything that changes data is here.

A generation is built beside the live one (workspace → circle → measures → privacy → one file a role), and
published by one manifest. Nobody ever sees half of it; the older ones stay.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from neighborcare.errors import NotFound, UserError
from neighborcare.generation import building, erasing, geography, history, placing
from neighborcare.generation.history import at, exactly, no_data
from neighborcare.intake.geography import LAYERS
from neighborcare.store import batches, deeds, manifest, originals, staging, taking
from neighborcare.store.batches import Batch
from neighborcare.store.chain import Fact
from neighborcare.store.connection import scratch
from neighborcare.store.erasing import Erasure
from neighborcare.store.home import Home
from neighborcare.store.manifest import Action, Manifest, Outdated
from neighborcare.store.taking import Look, Looked
from neighborcare.text import N_

__all__ = ["at", "exactly"]

Progress = Callable[[str, float], None]
Change = Callable[[tuple[str, ...]], tuple[str, ...]]

DEMO = "demo"  # who takes the demonstration street: what he took is marked on every screen
SAMPLES = Path(__file__).parents[2] / "data"
TRIES = 5  # how often a build starts again because somebody else published meanwhile


@dataclass(frozen=True, slots=True)
class Loaded:
    """What came of a load: every table with its batch, and the generation that now answers (None: nothing changed)."""

    tables: tuple[Looked, ...]
    generation: Manifest | None


def look(
    home: Home,
    files: Sequence[Path],
    *,
    dataset: str | None = None,
    datasets: Mapping[Path, str] | None = None,
    today: date | None = None,
    month: date | None = None,
    progress: Progress | None = None,
) -> Look:
    """What these files are and what taking them would do. Changes nothing; `Look.leave` forgets it.

    `month` (its first day): what stands of that month and is not in the files is taken back (see `taking.look`).
    """
    staging.sweep(home)
    erasing.resume(home, lambda who: _built(home, who))
    originals.tidy(home)
    looked = taking.look(
        home, files, dataset=dataset, datasets=datasets, today=today, month=month, progress=progress
    )
    return placing.noticed(home, looked)


def look_map(home: Home, file: Path, *, layer: str | None = None, crs: str | None = None) -> Looked:
    """What this geography file is and holds, or (`refusal`) why it cannot be taken. Changes nothing."""
    seen = geography.in_force(home, file, layer, crs)
    return geography.again(file, seen) if seen else geography.look(home, file, layer, crs)


def take(
    home: Home,
    looked: Look,
    *,
    maps: Sequence[tuple[Path, str | None, str | None]] = (),
    by: str = "",
    as_of: date | None = None,
    today: date | None = None,
    progress: Progress | None = None,
) -> Loaded:
    """Take what was looked at, all of it in one step, with maps (file, layer, crs) if there are any.

    `as_of`: the day that the figures are told of, where the rows shall not move it.
    Raises UserError when it was refused or is out of date. What fails halfway leaves no batch behind.
    """
    if looked.refused:
        raise UserError(
            N_("Nothing was taken: at least one file is refused."), remedy=N_("Mend it or leave it out.")
        )
    if manifest.current_number(home) != looked.base:
        raise UserError(
            N_("The data changed after these files were looked at."),
            remedy=N_("Look at them again, then take them."),
        )
    layers = geography.keep(home, maps, by) if maps else []
    tables = (*layers, *taking.keep(home, looked, by))
    looked.leave()
    fresh = tuple(table.batch for table in tables if table.batch)
    if not fresh:
        return Loaded(tables, None)
    action = manifest.action("load", fresh, by)
    try:
        made = _publish(
            home, action, lambda active: (*active, *fresh), as_of=as_of, today=today, progress=progress
        )
    except BaseException:
        batches.forget(home, fresh)
        raise
    return Loaded(tables, made)


def undo(home: Home, batch_id: str, *, by: str = "", progress: Progress | None = None) -> Manifest:
    """Build again without that batch. Raises NotFound for an unknown one, UserError when it is not in force."""
    batch = batches.read(home, batch_id)
    if batch.id not in manifest.current(home).batches:
        raise UserError(N_("Batch “{batch}” is not in force; there is nothing to undo."), batch=batch.id)
    action = manifest.action("undo", (batch.id,), by)
    return _publish(home, action, lambda active: tuple(b for b in active if b != batch.id), progress=progress)


def redo(home: Home, batch_id: str, *, by: str = "", progress: Progress | None = None) -> Manifest:
    """Put a batch that was undone back where it was in the order of taking."""
    batch = batches.read(home, batch_id)
    if batch.id in manifest.current(home).batches:
        raise UserError(N_("Batch “{batch}” is in force already."), batch=batch.id)
    order = [known.id for known in batches.every(home)]
    if batch.id not in order:
        raise NotFound(N_("Batch “{batch}” was never taken."), batch=batch.id)
    action = manifest.action("redo", (batch.id,), by)
    return _publish(
        home, action, lambda active: tuple(sorted((*active, batch.id), key=order.index)), progress=progress
    )


def build(
    home: Home,
    *,
    as_of: date | None = None,
    by: str = "",
    today: date | None = None,
    progress: Progress | None = None,
) -> Manifest:
    """Build the same batches again (after an upgrade, or for another as-of date). Raises NotFound in an empty home."""
    if not manifest.current_number(home):
        raise no_data()
    return _publish(
        home,
        manifest.action("build", (), by),
        lambda active: active,
        as_of=as_of,
        today=today,
        progress=progress,
    )


def erase(home: Home, person: str, *, by: str = "") -> Erasure:
    """Erase a person by ID; the figures stay as they are (`generation.erasing`). Raises NotFound for an unknown ID."""
    return erasing.person(home, person, by, lambda who: _built(home, who))


def _built(home: Home, by: str) -> Manifest:
    """The same batches as of the same day and made on the same day, so that every figure is the same."""
    live = manifest.current(home)
    action = manifest.action("erase", (), by)
    return _publish(home, action, lambda active: active, as_of=live.as_of, today=history.made_on(live))


def take_geography(
    home: Home,
    file: Path,
    *,
    layer: str | None = None,
    crs: str | None = None,
    by: str = "",
    progress: Progress | None = None,
) -> Loaded:
    """Take a geography file (grids, walkways, water, green) as a batch. A newer file replaces the layer."""
    seen = geography.in_force(home, file, layer, crs)
    if seen:
        return Loaded((geography.again(file, seen),), None)
    kept = geography.keep(home, [(file, layer, crs)], by)[0]
    fresh = str(kept.batch)
    return Loaded(
        (kept,),
        _publish(
            home, manifest.action("geo", (fresh,), by), lambda active: (*active, fresh), progress=progress
        ),
    )


def ensure_demo(home: Home, progress: Progress, samples: Path = SAMPLES) -> None:
    """Load the demonstration street through the ordinary intake, once: a home with any generation is left alone."""
    if manifest.current_number(home):
        return
    progress(N_("Reading the map"), 0.02)
    layers = geography.keep(home, [(file, None, None) for file in _geography(samples)], DEMO)
    looked = look(home, _exports(samples), progress=_span(progress, 0.08, 0.55))
    tables = taking.keep(home, looked, DEMO)
    looked.leave()
    fresh = tuple(table.batch for table in (*layers, *tables) if table.batch)
    action = manifest.action("load", fresh, DEMO)
    _publish(home, action, lambda active: (*active, *fresh), progress=_span(progress, 0.6, 0.98))
    progress(N_("Ready"), 1.0)


def _publish(
    home: Home,
    action: Action,
    change: Change,
    *,
    as_of: date | None = None,
    today: date | None = None,
    progress: Progress | None = None,
) -> Manifest:
    if action.kind != "erase":
        erasing.resume(home, lambda who: _built(home, who))
    for _ in range(TRIES):
        base = manifest.current(home)
        try:
            return _attempt(
                home, base, change(base.batches), action, as_of, today or date.today(), progress or _silent
            )
        except Outdated:
            continue
    raise UserError(N_("Others keep publishing at the same time."), remedy=N_("Try again in a minute."))


def _attempt(
    home: Home,
    base: Manifest,
    names: tuple[str, ...],
    action: Action,
    as_of: date | None,
    today: date,
    progress: Progress,
) -> Manifest:
    number = base.number + 1
    folder = home.generations / f"g{number:06d}-{secrets.token_hex(4)}"
    try:
        with scratch() as con:
            chosen = [batches.read(home, name) for name in names]
            day = building.compute(con, home, chosen, as_of, today, progress)
            progress(N_("Writing what each role may see"), 0.85)
            hashes = building.write(con, folder) | {"folder": folder.name}
            figures = building.fingerprint(con)
        made = Manifest(number, names, day, action, hashes, today.isoformat(), figures)
        # Before and not after: what is published cannot be taken back where the trail cannot be written.
        deeds.note_all(home, _noted(home, made))
        manifest.publish(home, made)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    history.prune(home)
    progress(N_("Published"), 1.0)
    return made


def _noted(home: Home, made: Manifest) -> list[Fact]:
    """What the trail says of a generation: each batch that came in, went or came back, or that it was built again."""
    by = made.action.by or deeds.NOBODY
    changed = [batches.read(home, name) for name in made.action.batches]
    if not changed:
        return [deeds.fact(by, "data.built", generation=made.number)]
    return [
        deeds.fact(by, _deed(made.action.kind, batch), generation=made.number, **_told(batch))
        for batch in changed
    ]


def _deed(kind: str, batch: Batch) -> str:
    if kind in ("undo", "redo"):
        return "data.undone" if kind == "undo" else "data.redone"
    if batch.dataset.startswith("geo:"):
        return "data.map"
    if batch.mends:
        return "data.mended"
    return "data.replaced" if batch.withdrawn else "data.loaded"


def _told(batch: Batch) -> dict[str, str | int]:
    told: dict[str, str | int] = {"batch": batch.id, "dataset": batch.dataset}
    told |= {"read": batch.read, "accepted": batch.accepted, "rejected": batch.rejected}
    if batch.mends:
        told["mends"] = batch.mends
    return told | ({"withdrawn": batch.withdrawn} if batch.withdrawn else {})


def _exports(samples: Path) -> list[Path]:
    found = sorted(
        path for path in (samples / "exports").glob("*") if path.suffix in (".csv", ".xlsx", ".parquet")
    )
    if not found:
        raise UserError(
            N_("There is no demonstration data in {folder}."),
            remedy=N_("Write it with `python -m neighborcare demo --to data`."),
            folder=samples.name,
        )
    return found


def _geography(samples: Path) -> list[Path]:
    files = (samples / "geography" / f"{layer}.geojson" for layer in LAYERS)
    return [file for file in files if file.exists()]


def _span(progress: Progress, first: float, last: float) -> Progress:
    return lambda step, share: progress(step, first + (last - first) * share)


def _silent(step: str, share: float) -> None:
    """Nobody is watching."""
