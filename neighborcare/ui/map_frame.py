"""The one way a map stands on a page: finding, map, legend, source; still where WebGL is missing; for documents too.

    map_frame.show(session, Drawing(grid_map.draw, scene, (land,)), Caption(title, measured, foot), key="map")

The ranked table that a page puts beside it says the same to a keyboard and a screen reader; the map's own words (alt)
are its conclusion.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Protocol

import streamlit as st

from neighborcare.charts import basemap, legend, maps, png, svg
from neighborcare.charts.deck import layer_name
from neighborcare.charts.maps import Map
from neighborcare.charts.palette import Look
from neighborcare.charts.svg import Words
from neighborcare.text import N_, translator
from neighborcare.ui import exports, ground, picture, webgl
from neighborcare.ui.cache import drawing
from neighborcare.ui.choices import settle
from neighborcare.ui.session import Session

CLICKS, CHOSEN = "neighborcare.map_clicks", "neighborcare.map_chosen"


@dataclass(frozen=True, slots=True)
class Screen:
    """What a map is drawn for: the ground's colour, the text size (px) of a meeting's hall (0: none), a phone."""

    language: str
    dark: bool = False
    hall: int = 0
    phone: bool = False

    @property
    def look(self) -> Look:
        """How it is drawn."""
        return Look(self.language, self.dark, self.hall or 13)

    def size(self, usual: tuple[int, int]) -> tuple[int, int]:
        """The px that the map gets on the page, `usual` on a desktop."""
        return ground.PHONE if self.phone else ground.HALL if self.hall else usual


def screen(session: Session) -> Screen:
    """What this visitor looks at."""
    look = picture.look(session)
    return Screen(session.language, look.dark, picture.hall(session), ground.on_phone())


class Scene(Hashable, Protocol):
    """What a drawing is asked for; `screen` says for what."""

    @property
    def screen(self) -> Screen:
        """Where it is drawn."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A question that gives a Map (or None: nothing to draw), its scene and further arguments."""

    question: Callable[..., Map | None]
    scene: Scene
    arguments: tuple[Hashable, ...] = ()

    def on(self, session: Session) -> Map | None:
        """The map on the visitor's screen."""
        return drawing(session, self.question, self.scene, *self.arguments)

    def on_paper(self, session: Session) -> Map | None:
        """The same map for a document: light ground, usual size."""
        scene: Any = self.scene
        paper = replace(scene, screen=Screen(session.language))
        return drawing(session, self.question, paper, *self.arguments)


@dataclass(frozen=True, slots=True)
class Caption:
    """The finding, what is measured, and source · date under it."""

    title: str
    measured: str
    foot: str = ""


@dataclass(frozen=True, slots=True)
class Clicked:
    """What a click means: `on_pick(id)` with the id of an object of one of the `layers`, "" for none.

    With `keep` the object stays chosen and the others step back; else a click is only a click.
    """

    layers: tuple[str, ...]
    on_pick: Callable[[str], None]
    keep: bool = True


def show(
    session: Session,
    drawn: Drawing,
    caption: Caption,
    *,
    key: str,
    height: int,
    clicked: Clicked | None = None,
    empty: str = "",
) -> Map | None:
    """Draw it in its frame with all that belongs to a map; `empty` is said where there is nothing to draw."""
    foot = caption.foot
    if basemap.key():
        foot = f"{foot} · {basemap.SOURCE.of(session.language)}"
    with picture.picture(caption.title, caption.measured, foot=foot, key=key):
        found = drawn.on(session)
        if found is None:
            st.info(empty or translator(session.language)("No data"))
            return None
        look = picture.look(session)
        if plain():
            # As an image, since st.html takes drawings with patterns and titles for unsafe and shows nothing.
            st.image(svg.still(found, look, (980, round(height * 1.25))), width="stretch", alt=found.alt)
            st.caption(found.alt)
        else:
            _chart(found, key, height, clicked)
        with st.container(horizontal=True, vertical_alignment="center", key=f"{key}_under", gap="small"):
            st.html(legend.html(found.legend, look))
            _tools(session, drawn, replace(caption, foot=foot), key)
    return found


def plain() -> bool:
    """Whether the visitor wants still maps, or can have no others (kept in the address)."""
    return settle("plain", ("", "1"), "1" if webgl.missing() else "") == "1"


def _chart(found: Map, key: str, height: int, clicked: Clicked | None) -> None:
    webgl.ask(key)
    name = f"{key}_map"
    if clicked is None:
        st.pydeck_chart(found.deck, height=height, key=name, alt=found.alt)
        return
    deck = replace(found.deck, clicks=_forgotten(key))
    picked = partial(_picked, key, clicked)
    st.pydeck_chart(deck, height=height, key=name, alt=found.alt, on_select=picked)


def _picked(key: str, clicked: Clicked) -> None:
    """Tell of a click. That a forgotten choice is gone reaches us later, and is no click."""
    found = (_chosen(key, layer) for layer in clicked.layers)
    chosen = next(filter(None, found), "")
    if chosen or st.session_state.get(f"{CHOSEN}.{key}"):
        clicked.on_pick(chosen)
    st.session_state[f"{CHOSEN}.{key}"] = chosen
    if chosen and not clicked.keep:
        _forget(key)


def _chosen(key: str, layer: str) -> str | None:
    """The object of a layer that the map shows as chosen."""
    selection = st.session_state.get(f"{key}_map", {}).get("selection")
    return maps.picked(selection, layer_name(layer, _forgotten(key)))


def forget_click(key: str, layer: str) -> None:
    """Forget what was chosen on the map, which dims all others."""
    if _chosen(key, layer):
        _forget(key)


def _forgotten(key: str) -> int:
    clicks: int = st.session_state.get(f"{CLICKS}.{key}", 0)
    return clicks


def _forget(key: str) -> None:
    st.session_state[f"{CLICKS}.{key}"] = _forgotten(key) + 1
    st.session_state[f"{CHOSEN}.{key}"] = ""


def _tools(session: Session, drawn: Drawing, caption: Caption, key: str) -> None:
    """For a document: sharp picture and drawing with title, legend, scale and source; and the still map's switch."""
    _ = translator(session.language)

    def sheet() -> str:
        found = drawn.on_paper(session)
        words = Words(caption.title, caption.measured, caption.foot)
        return "" if found is None else svg.sheet(found, words, Look(session.language))

    with st.container(horizontal=True, gap="small", width="content", key=f"{key}_tools"):
        _download(
            session,
            "PNG",
            lambda: png.png(sheet()),
            f"{key}.png",
            "image/png",
            _(N_("Picture for a document (300 dpi)")),
        )
        _download(
            session,
            "SVG",
            sheet,
            f"{key}.svg",
            "image/svg+xml",
            _(N_("Drawing that stays sharp at any size")),
        )
        now = plain()
        st.button(
            _(N_("Interactive map")) if now else _(N_("Plain map")),
            key=f"{key}_plain",
            type="tertiary",
            help=_(N_("Map for browsers without WebGL, and for print")),
            icon=":material/map:",
            on_click=_switch,
            args=("" if now else "1",),
        )


def _download(session: Session, name: str, data: exports.Content, file: str, mime: str, help_: str) -> None:
    exports.button(
        session,
        name,
        data,
        file=file,
        mime=mime,
        what=file.partition(".")[0],
        key=f"{file}_download",
        style="tertiary",
        help_=help_,
    )


def _switch(value: str) -> None:
    st.session_state["plain"] = value
