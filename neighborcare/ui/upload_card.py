"""A decision card: what one table of a file is, what becomes of its rows, and (when asked) every row and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from html import escape
from pathlib import Path

import streamlit as st

from neighborcare import contracts
from neighborcare.errors import UnknownDataset
from neighborcare.intake import notices
from neighborcare.intake.geography import LAYERS
from neighborcare.store import sent_back as rows_sent_back
from neighborcare.store.taking import Looked
from neighborcare.text import N_, formats, say, translator
from neighborcare.ui import covered, sent_back, upload_mapping, upload_preview
from neighborcare.ui.desk import AUTOMATIC, Desk, Found, Said
from neighborcare.ui.origin import source
from neighborcare.ui.plain import plain
from neighborcare.ui.session import Session

SYSTEMS = {"wgs84": "WGS84", "cgcs2000": "CGCS2000", "gcj02": "GCJ-02", "bd09": "BD-09"}
LINES = {
    "title": N_("{count} title"),
    "header": N_("{count} header"),
    "blank": N_("{count} blank"),
    "subtotal": N_("{count} total or subtotal"),
    "note": N_("{count} note or signature"),
    "continued": N_("{count} continuing the row above"),
}
REASONS, ROWS, COLUMNS = "reasons", "rows", "columns"
FEW = 2  # tables on the desk of which the reasons are open from the start


def draw(session: Session, desk: Desk, found: Found, one: Looked, *, key: str) -> None:
    """The card of one table, with what the visitor may say about it."""
    with st.container(key=key, border=True, gap="small"):
        st.html(_head(session, one) + ("" if one.refusal else _counts(session, one)))
        if one.refusal:
            st.error(plain(say(one.refusal, session.language)))
        for line in _remarks(session, one):
            st.caption(line)
        with st.container(horizontal=True, vertical_alignment="bottom", key=f"{key}_ask"):
            panel = _panels(session, found, one, key)
            _ask(session, desk, found, one, key)
        _open(session, desk, one, panel, key)


def left(session: Session, desk: Desk, found: Found) -> None:
    """The files that are left out, each to be put back."""
    _ = translator(session.language)
    for number, path in enumerate(found.left):
        with st.container(key=f"left_{number}", horizontal=True, vertical_alignment="center"):
            st.caption(_(N_("Left out: {name}"), name=plain(path.name)))
            st.button(
                _(N_("Put it back")),
                key=f"put_back_{number}",
                type="tertiary",
                on_click=_leave,
                args=(desk, found.ids[path], False),
            )


def folder_of(session: Session, one: Looked) -> Path | None:
    """Where the table's rows lie: staged, or in the batch that it was taken as before."""
    return session.home.batches / one.known if one.known else one.staged


def _head(session: Session, one: Looked) -> str:
    _ = translator(session.language)
    state, word = _state(one)
    name = one.file.name if one.sheet is None else f"{one.file.name} · {one.sheet}"
    what = source(one.dataset, session.language) if one.dataset else _(N_("not recognised"))
    facts = " · ".join(escape(fact) for fact in (what, *_facts(session, one)))
    mark = {"good": "●", "watch": "▲", "bad": "■", "": "="}[state]
    return (
        f'<div class="parcel-head"><h2>{escape(name)}</h2>'
        f'<span class="state {state}">{mark} {escape(_(word))}</span></div><p class="parcel-facts">{facts}</p>'
    )


def _facts(session: Session, one: Looked) -> list[str]:
    """Whose rows they are, of which months, and how the file was written."""
    said = covered.words(session, folder_of(session, one), one.dataset)
    return [*said, *([one.encoding.upper()] if one.encoding else [])]


def _state(one: Looked) -> tuple[str, str]:
    if one.refusal:
        return "bad", N_("Cannot be taken")
    if one.known:
        return "", N_("Taken before")
    if one.withdrawn:
        return "watch", N_("Replaces the month")
    if not one.accepted:
        return ("bad", N_("Every row is sent back")) if not one.duplicate else ("", N_("Nothing new"))
    return ("watch", N_("Some rows are sent back")) if one.rejected else ("good", N_("Ready to take"))


def _counts(session: Session, one: Looked) -> str:
    """Read = new + replacing + there already + sent back, in one line."""
    _ = translator(session.language)
    numbers = (
        (N_("Shapes read") if one.dataset.startswith("geo:") else N_("Rows read"), one.read, ""),
        (N_("New"), one.accepted - one.replaced, ""),
        (N_("Replace what is there"), one.replaced, ""),
        (N_("There already"), one.duplicate, ""),
        (N_("Sent back"), one.rejected, "wrong"),
        *(((N_("Taken back"), one.withdrawn, "wrong"),) if one.withdrawn else ()),
    )
    items = "".join(
        f'<div class="{kind if count else "none"}"><i>{escape(_(name))}</i><b>{formats.number(count, 9)}</b></div>'
        for name, count, kind in numbers
    )
    return f'<div class="counts">{items}</div>'


def _remarks(session: Session, one: Looked) -> list[str]:
    """What must be known before deciding: a file that came before, a map that takes a layer's place."""
    _ = translator(session.language)
    said = []
    if one.known:
        said.append(_(N_("This very file was taken before. Taking it again changes nothing.")))
    if one.withdrawn:
        count = formats.number(one.withdrawn, 9)
        said.append(
            _(N_("{count} older rows of the month are not in this file and are taken back."), count=count)
        )
    if one.mends:
        said.append(_(N_("These rows were sent back before; only they go in.")))
    if one.dataset.startswith("geo:") and not one.known:
        said.append(_(N_("A newer map takes the place of the whole layer.")))
    if one.unmatched:
        names = formats.listing(one.unmatched, session.language)
        said.append(_(N_("Columns not used: {names}."), names=plain(names)))
    apart = [_(LINES[kind], count=n) for kind, n in (one.lines or {}).items() if n and kind in LINES]
    if len(apart) > 1 or (one.lines or {}).get("header", 1) != 1:
        listed = formats.listing(apart, session.language)
        said.append(_(N_("Lines that are no data: {lines}."), lines=listed))
    told = notices.warnings(one.warnings, one.file.name, session.language)
    told += notices.sheets(one.skipped, session.language)
    return [*said, *map(plain, told)]


def _panels(session: Session, found: Found, one: Looked, key: str) -> str | None:
    """Which of the table's particulars is open; only that one is drawn."""
    _ = translator(session.language)
    folder = folder_of(session, one)
    offered = {}
    if one.problems:
        rejected = sum(1 for p in one.problems if p.severity == "error")
        words = N_("{count} reasons") if rejected else N_("{count} notes on the rows")
        offered[REASONS] = _(words, count=formats.number(len(one.problems), 9))
    if folder and one.dataset in contracts.catalogue() and not one.refusal:
        offered[ROWS] = _(N_("Row by row"))
    if one.question:
        offered[COLUMNS] = _(N_("Headers"))
    if not offered:
        return None
    opened = REASONS if REASONS in offered and one.rejected and len(found.all) <= FEW else None
    if one.question and (one.question.missing or (one.question.open and not opened)):
        opened = COLUMNS
    chosen = st.segmented_control(
        _(N_("Look closer")),
        list(offered),
        default=opened,
        format_func=offered.__getitem__,
        key=f"{key}_panel",
        label_visibility="collapsed",
    )
    return str(chosen) if chosen else None


def _open(session: Session, desk: Desk, one: Looked, panel: str | None, key: str) -> None:
    folder = folder_of(session, one)
    if panel == REASONS:
        if folder and one.rejected and rows_sent_back.are_kept(folder):
            sent_back.workbook(session, folder, one.file.stem, key)
        sent_back.problem_table(session, one.problems, one.dataset)
    elif panel == ROWS and folder:
        upload_preview.draw(session, one.problems, folder, one.dataset, key=key)
    elif panel == COLUMNS and one.question:
        upload_mapping.mapping_panel(session, desk, one.question, key=key)


def _ask(session: Session, desk: Desk, found: Found, one: Looked, key: str) -> None:
    """What the file is, if the visitor knows better; and whether it is to be taken at all."""
    _ = translator(session.language)
    upload = found.ids[one.file]
    said = found.words[upload]
    if one in found.maps:
        layers: Mapping[str, str] = {layer: source(f"geo:{layer}", session.language) for layer in LAYERS}
        _choose(session, desk, upload, said, layers)
        _choose(session, desk, upload, said, SYSTEMS, crs=True)
    elif _may_say(found, one):
        names = {
            name: contract.label.of(session.language) for name, contract in contracts.catalogue().items()
        }
        _choose(session, desk, upload, said, names)
    if len(found.ids) > 1:
        st.button(
            _(N_("Leave this file out")),
            key=f"{key}_leave",
            type="tertiary",
            icon=":material/remove_circle_outline:",
            on_click=_leave,
            args=(desk, upload, True),
        )


def _may_say(found: Found, one: Looked) -> bool:
    """Whether it helps to say what a file is: it holds one table, and that can be read."""
    readable = one.refusal is None or isinstance(one.refusal, UnknownDataset)
    return readable and not one.known and sum(other.file == one.file for other in found.all) == 1


def _choose(
    session: Session, desk: Desk, upload: str, said: Said, names: Mapping[str, str], *, crs: bool = False
) -> None:
    _ = translator(session.language)
    now = said.crs if crs else said.name
    options = [AUTOMATIC, *names]
    automatic = _(N_("Coordinates as recognised")) if crs else _(N_("Kind as recognised"))
    key = f"{'crs' if crs else 'kind'}_{upload}"
    st.selectbox(
        _(N_("Coordinate system")) if crs else _(N_("What it is")),
        options,
        index=options.index(now),
        format_func=lambda option: names.get(option, automatic),
        key=key,
        width=220,
        label_visibility="collapsed",
        on_change=_say,
        args=(desk, upload, key, crs),
    )


def _say(desk: Desk, upload: str, key: str, crs: bool) -> None:
    before, chosen = desk.said.get(upload, Said()), str(st.session_state[key])
    desk.said[upload] = replace(before, crs=chosen) if crs else replace(before, name=chosen)


def _leave(desk: Desk, upload: str, leave: bool) -> None:
    desk.said[upload] = replace(desk.said.get(upload, Said()), leave=leave)
