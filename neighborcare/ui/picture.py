"""A picture in its frame: the finding as title, what is measured, the picture, source · as-of · definition.

with picture(_("Songtao Grid 3 is lowest"), _("Monthly visits, August 2025"), foot=foot(session, kpi)):
    chart(figure, key="ranked")
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from html import escape
from typing import Any, Literal, cast

import streamlit as st
from plotly.basedatatypes import BaseFigure
from streamlit.delta_generator import DeltaGenerator

from neighborcare import contracts
from neighborcare.charts.frame import CONFIG, TEXT
from neighborcare.charts.palette import Look
from neighborcare.measures import Kpi
from neighborcare.text import N_, Label, formats, translator
from neighborcare.ui.cache import generation
from neighborcare.ui.session import Session

LAYERS = {"walkways": Label("步行路网", "Walking network"), "grids": Label("网格边界", "Grid boundaries")}


@contextmanager
def picture(
    title: str, measured: str, *, foot: str = "", key: str | None = None, border: bool = True
) -> Iterator[DeltaGenerator]:
    """A block for one picture; pictures side by side in columns share their height. All words are plain text."""
    frame = st.container(key=f"picture_{key}" if key else None, border=border, height="stretch", gap="small")
    with frame:
        under = f'<p class="quiet">{escape(measured)}</p>' if measured else ""
        st.html(f'<div class="picture-head"><h2>{escape(title)}</h2>{under}</div>')
        inside = st.container(gap="small", height="stretch")
        with inside:
            yield inside
        if foot:
            st.html(f'<p class="picture-foot">{escape(foot)}</p>')


HALL = 20  # px of the words in a picture that a hall reads


def look(session: Session) -> Look:
    """How pictures are drawn for this visitor: language, light or dark ground, text size."""
    return Look(session.language, st.context.theme.type == "dark", hall(session) or TEXT)


def hall(session: Session) -> int:
    """The text size (px) of a picture that a hall reads; 0 where nobody presents."""
    return HALL if session.role == "presenter" else 0


def wide(session: Session, px: int) -> int:
    """The width of a table's column, wider where its words are larger."""
    return px * 7 // 5 if hall(session) else px


class _Plain(BaseFigure):  # type: ignore[misc]  # Plotly has no types
    """A figure that Plotly takes as it is: reading every property of ours again was half of a page's rerun."""

    def __init__(self, figure: Mapping[str, Any]) -> None:
        object.__setattr__(self, "plain", figure)

    def to_dict(self) -> dict[str, Any]:
        return dict(self.plain)


def chart(
    figure: Mapping[str, Any], *, key: str, on_select: Literal["ignore", "rerun"] = "ignore"
) -> list[dict[str, Any]]:
    """Draw a figure of `charts/` as it stands. Gives the points that were clicked (with `on_select="rerun"`)."""
    event = st.plotly_chart(
        cast("Any", _Plain(figure)), key=key, config=CONFIG, theme=None, width="stretch", on_select=on_select
    )
    return list(cast("Any", event)["selection"]["points"]) if on_select == "rerun" else []


def foot(session: Session, *kpis: Kpi, definition: bool = True, sources: tuple[str, ...] = ()) -> str:
    """Source, as-of date and definition of one or more KPIs (the definition of the first), as one line.

    `sources` are exports or layers that are named besides those the KPIs need.
    """
    _ = translator(session.language)
    names = dict.fromkeys((*sources, *(name for kpi in kpis for name in (*kpi.needs, *kpi.needs_any))))
    listed = formats.listing([source_name(name, session.language) for name in names], session.language)
    parts = [_(N_("Source: {source}"), source=listed)] if listed else []
    parts.append(as_of(session))
    if kpis and definition:
        parts.append(kpis[0].definition.of(session.language))
    return " · ".join(parts)


def as_of(session: Session) -> str:
    """The day that the visitor's figures speak of, as a line of words."""
    return formats.as_of(generation(session).as_of, session.language)


def source_name(dataset: str, language: str) -> str:
    """The name of an export or a layer of the map."""
    known = contracts.catalogue().get(dataset)
    return known.label.of(language) if known else LAYERS.get(dataset, Label(dataset, dataset)).of(language)
