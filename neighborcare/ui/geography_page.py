"""The Geography page: what is loaded, a map that was dropped with its flaws drawn, taking, leaving, undoing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from html import escape
from typing import Any

import streamlit as st

from neighborcare.generation.geography import Preview
from neighborcare.intake.grid_borders import Finding
from neighborcare.store import batches, manifest
from neighborcare.store.batches import Batch
from neighborcare.store.home import Home
from neighborcare.text import N_, formats, say, translator
from neighborcare.ui import errand, filters, ground, map_frame, page, picture, tables
from neighborcare.ui.cache import answer, generation
from neighborcare.ui.delivery import BESIDE, MAPS
from neighborcare.ui.desk import AUTOMATIC
from neighborcare.ui.geography_desk import Found, GeographyDesk
from neighborcare.ui.geography_map import CODES, SIZE, Scene, draw
from neighborcare.ui.map_frame import Caption, Drawing
from neighborcare.ui.origin import hand, moment, source
from neighborcare.ui.plain import plain
from neighborcare.ui.session import Session

MOST = 12  # findings that are listed on the page
LAYERS = ("grids", "walkways", "water", "green", "buildings", "roads")
SYSTEMS = {"wgs84": "WGS 84", "cgcs2000": "CGCS2000", "gcj02": "GCJ-02", "bd09": "BD-09"}


def drop_zone(session: Session, desk: GeographyDesk) -> None:
    """Where a map is dropped, and what may be said about it."""
    _ = translator(session.language)
    left, right = st.columns([3, 2], gap="small", vertical_alignment="bottom")
    with left:
        files = st.file_uploader(
            _(
                N_(
                    "Map file: GeoJSON, Shapefile (zipped, or its parts), GeoPackage, KML, OpenStreetMap extract"
                )
            ),
            type=[*MAPS, *BESIDE],
            accept_multiple_files=True,
            key=f"geography_{desk.turn}",
            disabled=desk.changing is not None,
        )
    with right, st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        layers = {AUTOMATIC: _(N_("As the file says"))}
        layers |= {name: source(f"geo:{name}", session.language) for name in LAYERS}
        layer = st.selectbox(
            _(N_("Layer")), list(layers), format_func=layers.__getitem__, key="geography_layer"
        )
        systems = {AUTOMATIC: _(N_("As the file says"))} | SYSTEMS
        crs = st.selectbox(
            _(N_("Coordinates")), list(systems), format_func=systems.__getitem__, key="geography_crs"
        )
    desk.look(session, files, layer, crs)


def wait(session: Session, desk: GeographyDesk) -> None:
    """Show what is under way until it is finished; then the whole page anew if data changed."""
    for under_way in (desk.looking, desk.changing):
        if under_way:
            errand.watch(under_way, session.language)
    if desk.settle():
        st.rerun()


def head(session: Session, desk: GeographyDesk) -> None:
    """The page's sentence: what the dropped map comes to, else what the street's maps lack."""
    _ = translator(session.language)
    if desk.found and desk.found.preview.looked.refusal is None:
        page.head(
            verdict(desk.found.preview, session.language),
            _(N_("Nothing has changed yet: take the map or leave it.")),
        )
        return
    measured = _(N_("Boundaries, streets and ground under every map; undone like any batch"))
    page.head(_standing(session), measured)


def verdict(seen: Preview, language: str) -> str:
    """What a map holds and what is wrong with it."""
    _ = translator(language)
    words = {
        "layer": source(f"geo:{seen.layer}", language),
        "count": formats.number(seen.looked.accepted),
        "severe": sum(one.severity == "error" for one in seen.findings),
        "found": len(seen.findings),
    }
    if seen.looked.known:
        return _(N_("{layer}: this very map is loaded already, there is nothing to take"), **words)
    if not seen.findings:
        return _(N_("{layer}: {count} shapes, nothing wrong with them"), **words)
    if words["severe"]:
        return _(N_("{layer}: {count} shapes, {found} findings, {severe} of them to be mended"), **words)
    return _(N_("{layer}: {count} shapes, {found} findings to look at"), **words)


def _standing(session: Session) -> str:
    _ = translator(session.language)
    land = answer(session, ground.land)
    known = [place for place in filters.community_of(session).values() if place.is_grid]
    missing = [place.grid_name for place in known if place.grid_id not in land.grids]
    if not land.grids:
        return _(N_("No grid has a boundary yet: drop a map of the grids"))
    if missing:
        names = formats.listing(missing[:3], session.language)
        return _(N_("{count} grids lack a boundary: {names}"), count=len(missing), names=names)
    if not layers_in_force(session.home, generation(session).number).get("walkways"):
        return _(
            N_("All {count} grids have their boundary; the walking network is missing"), count=len(known)
        )
    return _(N_("All {count} grids have their boundary, and the walking network is loaded"), count=len(known))


def news(session: Session, desk: GeographyDesk) -> None:
    """What came of the last look, taking or undo."""
    _ = translator(session.language)
    refusal = desk.found.preview.looked.refusal if desk.found else None
    if desk.failure or refusal:
        problem: Any = desk.failure or refusal
        st.error(plain(say(problem, session.language)), icon=":material/error:")
    elif desk.news is not None:
        st.success(_(N_("Done: all maps are drawn anew.")), icon=":material/check_circle:")


def decide(session: Session, desk: GeographyDesk, found: Found) -> None:
    """Take or leave; the map with its flaws; the list of findings."""
    _ = translator(session.language)
    seen = found.preview
    with st.container(key="decision", horizontal=True, vertical_alignment="center"):
        name = source(f"geo:{seen.layer}", session.language) if seen.layer else found.file.name
        words = _(N_("Take “{layer}”"), layer=name)
        st.button(
            words,
            key="take",
            type="primary",
            icon=":material/check:",
            disabled=seen.looked.refusal is not None or bool(seen.looked.known),
            on_click=desk.take,
            args=(session,),
        )
        st.button(_(N_("Leave")), key="leave", icon=":material/close:", on_click=desk.clear)
        if seen.looked.refusal is None:
            st.html(f'<p class="quiet">{escape(_facts(session, seen))}</p>')
    if seen.looked.refusal is not None:
        return
    left, right = st.columns([8, 5], gap="small")
    with left:
        scene = Scene(map_frame.screen(session), found)
        measured = f"{found.file.name} · {source(f'geo:{seen.layer}', session.language)}"
        map_frame.show(
            session,
            Drawing(draw, scene, (answer(session, ground.land),)),
            Caption(_map_title(session, seen), measured, _facts(session, seen)),
            key="geography",
            height=scene.screen.size(SIZE)[1],
        )
    with right:
        _findings(session, seen)


def _facts(session: Session, seen: Preview) -> str:
    _ = translator(session.language)
    looked, system = seen.looked, SYSTEMS.get(seen.crs, seen.crs)
    how = {
        "said": N_("coordinates {system}, as you said"),
        "file": N_("coordinates {system}, as the file says"),
        "assumed": N_("coordinates {system}, assumed"),
    }[seen.crs_from]
    parts = [
        _(N_("{read} shapes read"), read=formats.number(looked.read)),
        _(N_("{count} left out"), count=formats.number(looked.rejected)) if looked.rejected else "",
        _(how, system=system),
        _(N_("looks like {system}"), system=SYSTEMS.get(seen.likely_crs, seen.likely_crs))
        if seen.likely_crs
        else "",
        _(N_("the same map is loaded already")) if looked.known else "",
    ]
    return " · ".join(part for part in parts if part)


def _map_title(session: Session, seen: Preview) -> str:
    _ = translator(session.language)
    if not seen.findings:
        return _(N_("The map as it would be"))
    code, count = Counter(one.code for one in seen.findings).most_common(1)[0]
    return _(N_("Most often: {finding} ({count})"), finding=_(CODES[code]), count=count)


def _findings(session: Session, seen: Preview) -> None:
    """Every finding in words: what, where, how large."""
    _ = translator(session.language)
    kinds = {"error": _(N_("To be mended")), "warning": _(N_("To be looked at"))}
    title = _(N_("Nothing wrong was found"))
    if seen.findings:
        title = _(N_("{count} findings"), count=len(seen.findings))
    measured = _(N_("Overlaps, gaps, grids and ledger against each other, places"))
    with picture.picture(title, measured, key="findings"):
        if not seen.findings:
            st.caption(_(N_("Shapes are valid, meet without gaps, and agree with the ledger.")))
            return
        st.html(_in_words(session, seen.findings[:MOST]))
        columns: dict[str, list[Any]] = {
            _(N_("Finding")): [_(CODES[one.code]) for one in seen.findings],
            _(N_("What to do")): [one.reason.of(session.language) for one in seen.findings],
            _(N_("Urgency")): [kinds[one.severity] for one in seen.findings],
            _(N_("Square metres")): [round(one.area_m2) if one.area_m2 else None for one in seen.findings],
        }
        if len(seen.findings) > MOST:
            st.caption(_(N_("The first {count} are listed; the download has all."), count=MOST))
        tables.save(session, columns, key="findings")


def _in_words(session: Session, findings: Sequence[Finding]) -> str:
    """A list whose sentences are read to their end."""
    _ = translator(session.language)
    rows = "".join(
        f'<tr><td class="words">{escape(_(CODES[one.code]))}</td>'
        f'<td class="words" style="white-space:normal">{escape(one.reason.of(session.language))}</td></tr>'
        for one in findings
    )
    return f'<table class="plain">{rows}</table>'


def loaded(session: Session, desk: GeographyDesk) -> None:
    """What every map stands on now: drawn, and as a list from which a layer can be undone."""
    _ = translator(session.language)
    left, right = st.columns([8, 5], gap="small")
    with left:
        scene = Scene(map_frame.screen(session))
        map_frame.show(
            session,
            Drawing(draw, scene, (answer(session, ground.land),)),
            Caption(
                _(N_("The street as its maps draw it")),
                _(N_("Grid boundaries over water, green and streets")),
                picture.foot(session, sources=("grids", "walkways")),
            ),
            key="geography",
            height=scene.screen.size(SIZE)[1],
            empty=_(N_("Nothing to draw yet.")),
        )
    with right:
        _layers(session, desk)


@lru_cache(maxsize=8)
def layers_in_force(home: Home, number: int) -> dict[str, Batch]:
    """The newest batch of every layer of a generation."""
    if not number:
        return {}
    known = [batches.read(home, name) for name in manifest.read(home, number).batches]
    return {batch.dataset.removeprefix("geo:"): batch for batch in known if batch.dataset.startswith("geo:")}


def _layers(session: Session, desk: GeographyDesk) -> None:
    _ = translator(session.language)
    known = layers_in_force(session.home, generation(session).number)
    title = _(N_("{count} layers are loaded"), count=len(known))
    with picture.picture(title, _(N_("The newest file of each layer counts")), key="layers"):
        for layer, batch in known.items():
            with st.container(horizontal=True, vertical_alignment="center", key=f"layer_{layer}"):
                st.html(_layer_row(session, batch), width="stretch")
                st.button(
                    _(N_("Undo")),
                    key=f"undo_{layer}",
                    type="tertiary",
                    icon=":material/undo:",
                    disabled=desk.changing is not None,
                    on_click=desk.undo,
                    args=(session, batch.id),
                )


def _layer_row(session: Session, batch: Batch) -> str:
    _ = translator(session.language)
    name = source(batch.dataset, session.language)
    shapes = _(N_("{count} shapes"), count=formats.number(batch.accepted))
    system = SYSTEMS.get(batch.crs or "", batch.crs or "")
    when = f"{moment(batch.taken_at):%Y-%m-%d %H:%M} · {hand(batch.by, session.language)}"
    facts = " · ".join(part for part in (shapes, batch.file, system) if part)
    return (
        f'<div><div class="card-name">{escape(name)}</div>'
        f'<p class="quiet">{escape(facts)}</p><p class="quiet">{escape(when)}</p></div>'
    )
