"""A decision card: what one table of a file is, what becomes of its rows, and what is wrong with those sent back."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import streamlit as st

from neighborcare import contracts
from neighborcare.errors import UnknownDataset
from neighborcare.intake.geography import LAYERS
from neighborcare.store.batches import REJECTED_ROWS
from neighborcare.store.taking import Looked
from neighborcare.text import N_, formats, say, translator
from neighborcare.ui import sent_back
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


def draw(session: Session, desk: Desk, found: Found, one: Looked, *, key: str) -> None:
    """The card of one table, with what the visitor may say about it."""
    with st.container(key=key, border=True, gap="small"):
        st.html(_head(session, one))
        if one.refusal:
            st.error(plain(say(one.refusal, session.language)))
        else:
            st.html(_counts(session, one))
            for line in _remarks(session, one):
                st.caption(line)
        folder = session.home.batches / one.known if one.known else one.staged
        if folder and (folder / REJECTED_ROWS).exists():
            sent_back.rejected(session, one.problems, folder, one.dataset, name=one.file.stem, key=key)
        elif one.problems and not one.known:
            with st.expander(_warned(session, one)):
                sent_back.problem_table(session, one.problems, one.dataset)
        _ask(session, desk, found, one, key)


def _head(session: Session, one: Looked) -> str:
    _ = translator(session.language)
    state, word = _state(one)
    name = one.file.name if one.sheet is None else f"{one.file.name} · {one.sheet}"
    what = source(one.dataset, session.language) if one.dataset else _(N_("not recognised"))
    mark = {"good": "●", "watch": "▲", "bad": "■", "": "="}[state]
    return (
        f'<div class="parcel-head"><h2>{escape(name)} <span class="quiet">{escape(what)}</span></h2>'
        f'<span class="state {state}">{mark} {escape(_(word))}</span></div>'
    )


def _state(one: Looked) -> tuple[str, str]:
    if one.refusal:
        return "bad", N_("Cannot be taken")
    if one.known:
        return "", N_("Taken before")
    if not one.accepted:
        return ("bad", N_("Every row is sent back")) if not one.duplicate else ("", N_("Nothing new"))
    return ("watch", N_("Some rows are sent back")) if one.rejected else ("good", N_("Ready to take"))


def _counts(session: Session, one: Looked) -> str:
    _ = translator(session.language)
    numbers = (
        (N_("Shapes read") if one.dataset.startswith("geo:") else N_("Rows read"), one.read, ""),
        (N_("New"), one.accepted - one.replaced, ""),
        (N_("Replace what is there"), one.replaced, ""),
        (N_("There already"), one.duplicate, ""),
        (N_("Sent back"), one.rejected, "wrong"),
    )
    items = "".join(
        f'<div class="{kind if count else "none"}"><i>{escape(_(name))}</i><b>{formats.number(count, 9)}</b></div>'
        for name, count, kind in numbers
    )
    return f'<div class="counts">{items}</div>'


def _remarks(session: Session, one: Looked) -> list[str]:
    """What else there is to say: a file that came before, columns understood and not, lines that are no data."""
    _ = translator(session.language)
    said = []
    if one.known:
        said.append(_(N_("This very file was taken before. Taking it again changes nothing.")))
    if one.dataset.startswith("geo:") and not one.known:
        said.append(_(N_("A newer map takes the place of the whole layer.")))
    if one.matched:
        names = formats.listing(list(one.matched), session.language)
        said.append(_(N_("Recognised by its columns: {names}."), names=plain(names)))
    if one.unmatched:
        names = formats.listing(one.unmatched, session.language)
        said.append(_(N_("Columns not used: {names}."), names=plain(names)))
    apart = [_(LINES[kind], count=n) for kind, n in (one.lines or {}).items() if n and kind in LINES]
    if len(apart) > 1 or (one.lines or {}).get("header", 1) != 1:
        listed = formats.listing(apart, session.language)
        said.append(_(N_("Lines that are no data: {lines}."), lines=listed))
    return said


def _warned(session: Session, one: Looked) -> str:
    _ = translator(session.language)
    return _(N_("{count} notes on the rows"), count=formats.number(len(one.problems), 9))


def _ask(session: Session, desk: Desk, found: Found, one: Looked, key: str) -> None:
    """What the file is, if the visitor knows better."""
    upload = found.ids[one.file]
    said = found.words[upload]
    with st.container(horizontal=True, vertical_alignment="bottom", key=f"{key}_ask"):
        if one in found.maps:
            _choose(
                session,
                desk,
                upload,
                said,
                {layer: source(f"geo:{layer}", session.language) for layer in LAYERS},
            )
            _choose(session, desk, upload, said, SYSTEMS, crs=True)
        elif _may_say(found, one):
            names = {
                name: contract.label.of(session.language) for name, contract in contracts.catalogue().items()
            }
            _choose(session, desk, upload, said, names)


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
    key = f"{'crs' if crs else 'kind'}_{upload}"
    st.selectbox(
        _(N_("Coordinate system")) if crs else _(N_("What it is")),
        options,
        index=options.index(now),
        format_func=lambda option: names.get(option, _(N_("As recognised"))),
        key=key,
        width=220,
        on_change=_say,
        args=(desk, upload, key, crs),
    )


def _say(desk: Desk, upload: str, key: str, crs: bool) -> None:
    before, chosen = desk.said.get(upload, Said()), str(st.session_state[key])
    desk.said[upload] = Said(before.name, chosen) if crs else Said(chosen, before.crs)
