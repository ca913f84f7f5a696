"""A person leaves the home: the rows in disguise, the figures as they were, and nothing older that still tells.

The rows are rewritten first (`store.erasing`), then a generation is built of them and published, then the role files
of all older ones go. What a crash ends is gone on with before anything else changes the data.
"""

from __future__ import annotations

from collections.abc import Callable

from neighborcare.generation import history
from neighborcare.store import erasing, manifest
from neighborcare.store.erasing import Erasure
from neighborcare.store.home import Home
from neighborcare.store.manifest import Manifest

Build = Callable[[str], Manifest]
"Builds the same batches again and publishes them, told by whom."


def person(home: Home, person_id: str, by: str, build: Build) -> Erasure:
    """Erase a person by ID from batches, rows sent back, files as they came, meetings and role files.

    Raises NotFound for an ID that nothing has. Done twice, it is done.
    """
    resume(home, build)
    erasing.begin(home, person_id, by)
    return _go_on(home, build)


def resume(home: Home, build: Build) -> None:
    """Finish what a crash left half done; nothing otherwise."""
    if erasing.pending(home):
        _go_on(home, build)


def _go_on(home: Home, build: Build) -> Erasure:
    task = erasing.pending(home)
    if task is None:  # another process has finished it
        return Erasure((), 0)
    erased = erasing.carry_out(home, task)
    if manifest.current_number(home):
        build(task.by)
        history.prune(home, keep=1)
    late = erasing.carry_out(home, task)  # what somebody else took meanwhile
    if late.batches and manifest.current_number(home):
        build(task.by)
        history.prune(home, keep=1)
    erasing.done(home)
    return erased
