"""The history of batches: when, who, which file, what came of its rows, in force or undone; undo and redo."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache, partial
from html import escape
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from neighborcare import generation
from neighborcare.generation import preview
from neighborcare.generation.preview import Preview
from neighborcare.store import batches, manifest, taking
from neighborcare.store import sent_back as rows_sent_back
from neighborcare.store.batches import Batch
from neighborcare.store.home import Home
from neighborcare.text import N_, formats, translator
from neighborcare.ui import covered, picture, sent_back, tables, upload_changes
from neighborcare.ui.desk import Desk
from neighborcare.ui.errand import Errand, Progress
from neighborcare.ui.origin import hand, moment, source
from neighborcare.ui.session import Session

CHOSEN = "batch"  # the session's key of the batch that is looked at
STATES = {True: N_("in force"), False: N_("undone")}
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
    return {
        _(N_("File")): [batch.file for batch in found],
        _(N_("Export")): [source(batch.dataset, session.language) for batch in found],
        _(N_("Days in it")): [
            " ".join(covered.words(session, batch.folder(session.home), batch.dataset)[1:]) for batch in found
        ],
        _(N_("State")): [_(STATES[batch.id in active]) for batch in found],
        _(N_("Taken at")): [moment(batch.taken_at) for batch in found],
        _(N_("By")): [hand(batch.by, session.language) for batch in found],
        _(N_("Rows read")): [batch.read for batch in found],
        _(N_("Accepted")): [batch.accepted for batch in found],
        _(N_("Replaced")): [batch.replaced for batch in found],
        _(N_("Sent back")): [batch.rejected for batch in found],
        _(N_("There already")): [batch.duplicate for batch in found],
        _(N_("SHA-256")): [batch.raw[:12] for batch in found],
    }


def choose(batch: str) -> None:
    """Look at that batch from now on."""
    st.session_state[CHOSEN] = batch


def file_of(home: Home, batch: str) -> str:
    """The name of the file that a batch came from."""
    return next(known.file for known in _every(home, manifest.current_number(home)) if known.id == batch)


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
            key=CHOSEN,
            width=520,
        )
        batch = known.get(chosen) if chosen else None
        if batch:
            _change(session, desk, batch, batch.id in active)
    if batch:
        st.html(_facts(session, batch, batch.id in active))
        changes = st.empty()
        _sent_back(session, batch)
        _weigh(session, desk, batch, batch.id in active, changes)


def _facts(session: Session, batch: Batch, in_force: bool) -> str:
    """Who brought what, and what became of it."""
    _ = translator(session.language)
    when = moment(batch.taken_at)
    said = {
        _(N_("File")): batch.file if batch.sheet is None else f"{batch.file} · {batch.sheet}",
        _(N_("Taken")): f"{when:%Y-%m-%d %H:%M} · {hand(batch.by, session.language)}",
        _(N_("State")): _(STATES[in_force]),
        _(N_("Rows")): _(
            N_(
                "{read} read = {accepted} accepted + {rejected} sent back + {duplicate} there already; "
                "{replaced} replaced older ones"
            ),
            read=batch.read,
            accepted=batch.accepted,
            rejected=batch.rejected,
            duplicate=batch.duplicate,
            replaced=batch.replaced,
        ),
        **_more(session, batch),
        _(N_("SHA-256")): batch.raw,
    }
    pairs = "".join(f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in said.items())
    return f'<dl class="facts">{pairs}</dl>'


def _more(session: Session, batch: Batch) -> dict[str, str]:
    """Whose rows of which days they are; what it took back; which batch it mends."""
    _ = translator(session.language)
    holds = " · ".join(covered.words(session, batch.folder(session.home), batch.dataset))
    said = {_(N_("Days in it")): holds} if holds else {}
    if batch.withdrawn:
        said[_(N_("Taken back"))] = _(N_("{count} rows"), count=formats.number(batch.withdrawn, 9))
    if batch.mends:
        said[_(N_("Mends"))] = file_of(session.home, batch.mends)
    return said


def _weigh(session: Session, desk: Desk, batch: Batch, in_force: bool, place: DeltaGenerator) -> None:
    """What undoing it, or putting it back, would change in the figures."""
    if batch.dataset.startswith("geo:"):
        return
    _ = translator(session.language)
    about = (manifest.current_number(session.home), batch.id)
    counting = desk.weigh(session, about, partial(_preview, session.home, batch.id))
    after = _(N_("Once undone")) if in_force else _(N_("Once back"))
    upload_changes.follow(session, counting, place, (_(N_("Now")), after))


def _preview(home: Home, batch_id: str, progress: Progress) -> Preview:
    return preview.of_undo(home, batch_id, progress=progress)


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
    desk.change(
        session, Errand(lambda progress: work(session.home, batch.id, by=session.by, progress=progress))
    )


def _sent_back(session: Session, batch: Batch) -> None:
    _ = translator(session.language)
    folder = batch.folder(session.home)
    if not batch.rejected:
        st.caption(_(N_("No row of this batch was sent back.")))
        return
    key = f"batch_{batch.id}"
    if rows_sent_back.are_kept(folder):
        sent_back.workbook(session, folder, batch.file.rpartition(".")[0] or batch.file, key)
    else:
        st.caption(_(N_("The rows that were sent back are not kept any more.")))
    sent_back.problem_table(session, taking.problems(session.home, batch.id), batch.dataset)
