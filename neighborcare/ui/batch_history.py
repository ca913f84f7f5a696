"""The history of batches: when, who, which file, what came of its rows, in force or undone; undo and redo."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import streamlit as st

from neighborcare import generation
from neighborcare.store import batches, manifest, taking
from neighborcare.store.batches import REJECTED_ROWS, Batch
from neighborcare.store.home import Home
from neighborcare.text import N_, formats, translator
from neighborcare.ui import picture, sent_back, tables
from neighborcare.ui.desk import Desk
from neighborcare.ui.errand import Errand
from neighborcare.ui.origin import hand, moment, source
from neighborcare.ui.session import Session

LESS = N_(
    "All figures are built again without its {count} rows. Rows that it replaced come back. "
    "Nothing is lost: it can be put in force again."
)
MORE = N_("All figures are built again with its {count} rows, in the order in which they were first taken.")


def draw(session: Session, desk: Desk) -> None:
    """The table of all batches, newest first, and what may be done with one."""
    _ = translator(session.language)
    found = list(reversed(_every(session.home, manifest.current_number(session.home))))
    if not found:
        return
    active = set(manifest.current(session.home).batches)
    undone = sum(batch.id not in active for batch in found)
    title = (
        _(N_("{count} batches were taken, {undone} of them undone"), count=len(found), undone=undone)
        if undone
        else _(N_("{count} batches were taken, all in force"), count=len(found))
    )
    with picture.picture(title, _(N_("Every file ever taken; rows by what became of them")), key="batches"):
        tables.show(session, _columns(session, found, active), key="batches", height=320)
        _one(session, desk, found, active)


@lru_cache(maxsize=8)
def _every(home: Home, _generation: int) -> tuple[Batch, ...]:
    """All batches; they change only with the generation."""
    return tuple(batches.every(home))


def _columns(session: Session, found: Sequence[Batch], active: set[str]) -> dict[str, list[Any]]:
    _ = translator(session.language)
    state = {True: _(N_("in force")), False: _(N_("undone"))}
    return {
        _(N_("File")): [batch.file for batch in found],
        _(N_("Export")): [source(batch.dataset, session.language) for batch in found],
        _(N_("State")): [state[batch.id in active] for batch in found],
        _(N_("Taken at")): [moment(batch.taken_at) for batch in found],
        _(N_("By")): [hand(batch.by, session.language) for batch in found],
        _(N_("Rows read")): [batch.read for batch in found],
        _(N_("Accepted")): [batch.accepted for batch in found],
        _(N_("Replaced")): [batch.replaced for batch in found],
        _(N_("Sent back")): [batch.rejected for batch in found],
        _(N_("There already")): [batch.duplicate for batch in found],
        _(N_("SHA-256")): [batch.raw[:12] for batch in found],
    }


def _one(session: Session, desk: Desk, found: Sequence[Batch], active: set[str]) -> None:
    _ = translator(session.language)
    known = {batch.id: batch for batch in found}
    with st.container(horizontal=True, vertical_alignment="bottom", key="batch_actions"):
        chosen = st.selectbox(
            _(N_("One batch")),
            list(known),
            index=None,
            format_func=lambda name: _named(known[name], session.language),
            placeholder=_(N_("Choose a batch to undo it, or to see what was sent back")),
            key="batch",
            width=520,
        )
        batch = known.get(chosen) if chosen else None
        if batch:
            _change(session, desk, batch, batch.id in active)
    if batch:
        _sent_back(session, batch)


def _named(batch: Batch, language: str) -> str:
    return f"{batch.taken_at[:16].replace('T', ' ')} · {source(batch.dataset, language)} · {batch.file}"


def _change(session: Session, desk: Desk, batch: Batch, in_force: bool) -> None:
    _ = translator(session.language)
    word = _(N_("Undo this batch")) if in_force else _(N_("Put it in force again"))
    with st.popover(word, icon=":material/undo:" if in_force else ":material/redo:"):
        said = LESS if in_force else MORE
        st.write(_(said, count=formats.number(batch.accepted, 9)))
        st.button(
            word,
            key=f"{'undo' if in_force else 'redo'}_it",
            type="primary",
            on_click=_begin,
            args=(session, desk, batch, in_force),
        )


def _begin(session: Session, desk: Desk, batch: Batch, in_force: bool) -> None:
    work = generation.undo if in_force else generation.redo
    desk.change(Errand(lambda progress: work(session.home, batch.id, by=session.role, progress=progress)))


def _sent_back(session: Session, batch: Batch) -> None:
    _ = translator(session.language)
    folder = batch.folder(session.home)
    if not (folder / REJECTED_ROWS).exists():
        st.caption(_(N_("No row of this batch was sent back.")))
        return
    problems = taking.problems(session.home, batch.id)
    name = batch.file.rpartition(".")[0] or batch.file
    sent_back.rejected(session, problems, folder, batch.dataset, name=name, key=f"batch_{batch.id}")
