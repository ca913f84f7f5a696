"""The Upload page: the drop zone, what is under way, the decision over all files, and what came of it."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache, partial
from pathlib import Path
from string import Template

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from neighborcare import contracts
from neighborcare.generation import Loaded, preview
from neighborcare.generation.preview import Preview
from neighborcare.store import manifest
from neighborcare.store.home import Home
from neighborcare.store.taking import Look, Looked
from neighborcare.text import N_, formats, say, translator
from neighborcare.ui import covered, errand, page, upload_card, upload_changes
from neighborcare.ui.delivery import BESIDE, MAPS, TABLES
from neighborcare.ui.desk import Desk, Found
from neighborcare.ui.errand import Progress
from neighborcare.ui.origin import moment, source
from neighborcare.ui.plain import plain
from neighborcare.ui.session import Session

BY_KEY = "by key"  # how files go in when they do not replace a month
STYLE = Path(__file__).with_name("upload.css")


def drop_zone(session: Session, desk: Desk) -> None:
    """Where files are dropped; a changed set of files is looked at, together."""
    _ = translator(session.language)
    st.html(_style(session.language))
    with st.container(key="drop_zone"):
        files = st.file_uploader(
            _(N_("Export files and maps")),
            type=[*TABLES, *MAPS, *BESIDE],
            accept_multiple_files=True,
            key=f"dropped_{desk.turn}",
            disabled=desk.changing is not None,
            label_visibility="collapsed",
        )
    desk.look(session, files)


def wait(session: Session, desk: Desk) -> None:
    """Show what is under way until it is finished; then the whole page anew if data changed."""
    if desk.looking:
        errand.watch(desk.looking, session.language)
    if desk.changing:
        errand.watch(desk.changing, session.language)
    if desk.settle():
        st.rerun()


def head(session: Session, desk: Desk) -> None:
    """The page's sentence: what the dropped files come to, else what the data is made of."""
    _ = translator(session.language)
    if desk.found:
        page.head(
            _verdict(session, desk.found), _(N_("Nothing has changed yet: take the rows or leave them."))
        )
    else:
        page.head(
            _standing(session), _(N_("Exports from Excel or WPS as they are; several at once, in any order."))
        )


def news(session: Session, desk: Desk) -> None:
    """What came of the last taking, undo or redo; or why it did not work."""
    _ = translator(session.language)
    if desk.failure:
        st.error(plain(say(desk.failure, session.language)), icon=":material/error:")
    elif desk.news is not None:
        st.success(_came_of_it(session, desk), icon=":material/check_circle:")


def decide(session: Session, desk: Desk, found: Found) -> None:
    """Take or leave, what would change in the figures, then one card a table of each file."""
    _ = translator(session.language)
    with st.container(key="decision", horizontal=True, vertical_alignment="center"):
        st.button(
            _take_words(session, found),
            key="take",
            type="primary",
            icon=":material/check:",
            disabled=not (found.fresh or found.withdrawn),
            on_click=desk.take,
            args=(session,),
        )
        words = N_("Leave everything") if len(found.ids) > 1 else N_("Leave")
        st.button(_(words), key="leave", icon=":material/close:", on_click=desk.clear)
        _replace_month(session, desk, found)
        st.html(f'<p class="quiet">{_sums(session, found)}</p>')
    changes = st.empty()
    for number, one in sorted(enumerate(found.all), key=lambda at: (_urgency(at[1]), at[0])):
        upload_card.draw(session, desk, found, one, key=f"table_{number}")
    upload_card.left(session, desk, found)
    if any(table.accepted or table.withdrawn for table in found.look.tables):
        _weigh(session, desk, found, changes)


def _urgency(one: Looked) -> int:
    """What wants to be looked at comes first: refused, sent back, good, nothing new."""
    if one.refusal:
        return 0
    return 1 if one.rejected and not one.known else 2 if one.accepted or one.withdrawn else 3


def _replace_month(session: Session, desk: Desk, found: Found) -> None:
    """Add and correct by key (the rule), or take these files for the whole of one month."""
    _ = translator(session.language)
    offered = _months(session, found)
    if not offered:
        return
    names = {f"{month:%Y-%m}": formats.month(month, session.language) for month in offered}
    now = f"{found.month:%Y-%m}" if found.month else BY_KEY
    options = list(dict.fromkeys([BY_KEY, now, *names]))
    key = f"month_{desk.turn}"

    def choose() -> None:
        chosen = str(st.session_state[key])
        desk.month = None if chosen == BY_KEY else date.fromisoformat(f"{chosen}-01")

    st.selectbox(
        _(N_("How they go in")),
        options,
        index=options.index(now),
        format_func=lambda month: (
            _(N_("Add and correct by ID"))
            if month == BY_KEY
            else _(N_("Replace the whole of {month}"), month=names.get(month, month))
        ),
        key=key,
        on_change=choose,
        label_visibility="collapsed",
        width=240,
        help=_(
            N_(
                "A month that is replaced: what stands of it for these communities and is not in the files goes."
            )
        ),
    )


def _months(session: Session, found: Found) -> list[date]:
    """The months that these files could replace, newest first; none where not all of them are kept by the month."""
    if found.maps or not found.good or not all(_is_fact(one.dataset) for one in found.good):
        return []
    spans = [covered.months(upload_card.folder_of(session, one), one.dataset) for one in found.good]
    months = {month for span in spans for month in span}
    live = manifest.current(session.home)
    if live.number and not all(spans):  # a file without a new row may still say that older ones go
        months |= set(covered.between(live.as_of - timedelta(days=365), live.as_of))
    return sorted(months, reverse=True)


def _is_fact(dataset: str) -> bool:
    return dataset in contracts.catalogue() and contracts.get(dataset).is_fact


def _take_words(session: Session, found: Found) -> str:
    """What the button does, truly: how many rows go in, and whether that is all of them."""
    _ = translator(session.language)
    if not found.fresh:
        return _(N_("Take the month as it stands here")) if found.withdrawn else _(N_("Nothing to take"))
    some = found.rejected or found.refused
    words = N_("Take the {count} rows that are good") if some else N_("Take {count} rows")
    return _(words, count=formats.number(found.fresh, 9))


def _weigh(session: Session, desk: Desk, found: Found, place: DeltaGenerator) -> None:
    """Counted when everything else is on the screen; whoever clicks meanwhile need not wait."""
    _ = translator(session.language)
    errand_ = desk.weigh(session, found.look.folder, partial(_preview, session.home, found.look))
    upload_changes.follow(session, errand_, place, (_(N_("Now")), _(N_("Once taken"))))


def _preview(home: Home, look: Look, progress: Progress) -> Preview:
    return preview.of_look(home, look, progress=progress)


@cache
def _style(language: str) -> str:
    """The page's own sheet. Streamlit writes its drop zone in English only, so the words stand in the sheet."""
    _ = translator(language)
    words = {
        "drop": _(N_("Drop files here, or choose them")),
        "choose": _(N_("Choose files")),
        "kinds": _(N_("Excel, WPS, CSV, Parquet; maps as GeoJSON, Shapefile (.zip), GeoPackage, KML, OSM.")),
    }
    return f"<style>{Template(STYLE.read_text(encoding='utf-8')).substitute(words)}</style>"


def _verdict(session: Session, found: Found) -> str:
    _ = translator(session.language)
    rejected, refused = found.rejected, found.refused
    files = len({one.file for one in found.all})
    if not files and found.left:
        return _(N_("All files are left out"))
    if not files:
        return _(N_("There is no export and no map among these files"))
    if found.good and all(one.known for one in found.good) and not refused:
        return _(N_("These files were taken before; there is nothing new in them"))
    taken = N_("{count} rows can be taken") if found.fresh else N_("nothing new can be taken")
    clauses = [] if found.withdrawn and not found.fresh else [_(taken, count=formats.number(found.fresh, 9))]
    if found.withdrawn:
        clauses.append(_(N_("{count} are taken back"), count=formats.number(found.withdrawn, 9)))
    if rejected:
        clauses.append(_(N_("{count} are sent back"), count=formats.number(rejected, 9)))
    if refused:
        words = N_("one table cannot be read") if refused == 1 else N_("{count} tables cannot be read")
        clauses.append(_(words, count=refused))
    rows = _(N_(", ")).join(clauses)
    return _(N_("Of {files} files, {rows}"), files=files, rows=rows) if files > 1 else _begun(rows)


def _begun(sentence: str) -> str:
    """With a capital letter, where a language has them."""
    return sentence[:1].upper() + sentence[1:]


def _standing(session: Session) -> str:
    _ = translator(session.language)
    live = manifest.current(session.home)
    if not live.number:
        return _(N_("There is no data yet: drop the exports that you have"))
    return _(
        N_("{count} files make up the data; the last change was on {day}"),
        count=len(live.batches),
        day=formats.day(moment(live.action.at).date(), session.language),
    )


def _sums(session: Session, found: Found) -> str:
    _ = translator(session.language)
    replaced = sum(one.replaced for one in found.good)
    duplicate = sum(one.duplicate for one in found.good)
    added = found.fresh - replaced
    parts = [_(N_("{count} new"), count=formats.number(added, 9))] if added else []
    if replaced:
        parts.append(_(N_("{count} replace what is there"), count=formats.number(replaced, 9)))
    if duplicate:
        parts.append(_(N_("{count} are there already"), count=formats.number(duplicate, 9)))
    if found.withdrawn:
        parts.append(_(N_("{count} are taken back"), count=formats.number(found.withdrawn, 9)))
    return _(N_(", ")).join(parts)


def _came_of_it(session: Session, desk: Desk) -> str:
    _ = translator(session.language)
    made = desk.news.generation if isinstance(desk.news, Loaded) else desk.news
    if made is None:
        return _(N_("Nothing new was in these files; the data stays as it is."))
    published = _(
        N_("Published as version {number}, figures as of {day}."),
        number=made.number,
        day=formats.day(made.as_of, session.language),
    )
    return (" " if session.language == "en" else "").join((_what_was_done(session, desk), published))


def _what_was_done(session: Session, desk: Desk) -> str:
    _ = translator(session.language)
    if isinstance(desk.news, Loaded):
        kept = [one for one in desk.news.tables if one.batch]
        return _(
            N_("Taken: {rows} rows from {exports}."),
            rows=formats.number(sum(one.accepted for one in kept), 9),
            exports=formats.listing(
                list(dict.fromkeys(source(one.dataset, session.language) for one in kept)), session.language
            ),
        )
    done = desk.news.action.kind if desk.news else ""
    return _(N_("The batch was undone.")) if done == "undo" else _(N_("The batch is in force again."))
