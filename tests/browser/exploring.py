"""Somebody who tries everything that a page offers: every choice, every button, every link within, every export."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

from .wire import Answer, Tab

LINKS = 6  # of one page
FRAME = ("-lang",)  # the frame's switches, which are the same on every page
KEYS = re.compile(r"href=\\?[\"']\.?/?([a-z]*)\?([^\"'\\#]+)")


def everything(tab: Tab, page: str, locale: str = "zh-CN") -> Iterator[Answer]:
    """Open the page and try all of it; gives the exports. What was told lies in `tab.heard`."""
    fetched: set[str] = set()
    tab.open(page, locale=locale)
    states, links = list(_states(tab.told)), list(_links(tab))
    yield from _exports(tab, fetched)
    for state in states:
        if not any(name in state.id for name in FRAME):
            tab.open(page, locale=locale)
            tab.rerun(locale=locale, widgets=[state])
            yield from _exports(tab, fetched)
    for query in links[:LINKS]:
        tab.open(page, query, locale=locale)
        yield from _exports(tab, fetched)


def elements(told: list[ForwardMsg]) -> Iterator[tuple[str, Any]]:
    """What the messages draw: each element with its kind."""
    for message in told:
        if message.WhichOneof("type") == "delta" and message.delta.WhichOneof("type") == "new_element":
            kind = message.delta.new_element.WhichOneof("type")
            if kind:
                yield kind, getattr(message.delta.new_element, kind)


def _states(told: list[ForwardMsg]) -> Iterator[WidgetState]:
    """One state of one widget each: what the browser would send after a click."""
    for kind, element in elements(told):
        if kind in CHOOSING:
            yield from CHOOSING[kind](element)
        elif getattr(element, "selection_mode", None):
            yield WidgetState(id=element.id, string_value=SELECTED[kind])


def _options(element: Any) -> Iterator[WidgetState]:
    for option in _some(list(element.options)):
        yield WidgetState(id=element.id, string_value=option)


def _segments(element: Any) -> Iterator[WidgetState]:
    for option in _some([one.content for one in element.options]):
        state = WidgetState(id=element.id)
        state.string_array_value.data.append(option)
        yield state


def _many(element: Any) -> Iterator[WidgetState]:
    state = WidgetState(id=element.id)
    state.string_array_value.data.extend(element.options)
    yield state


def _click(element: Any) -> Iterator[WidgetState]:
    if not element.disabled:
        yield WidgetState(id=element.id, trigger_value=True)


def _tick(element: Any) -> Iterator[WidgetState]:
    yield WidgetState(id=element.id, bool_value=not element.default)


def _some(options: list[str]) -> list[str]:
    """The first and the last."""
    return list(dict.fromkeys((options[0], options[-1]))) if options else []


CHOOSING = {
    "selectbox": _options,
    "radio": _options,
    "button_group": _segments,
    "multiselect": _many,
    "button": _click,
    "checkbox": _tick,
}
SELECTED = {
    "dataframe": '{"selection":{"rows":[0],"columns":[],"cells":[]}}',
    "arrow_data_frame": '{"selection":{"rows":[0],"columns":[],"cells":[]}}',
    "plotly_chart": '{"selection":{"points":[{"curve_number":0,"point_number":0,"point_index":0}],'
    '"point_indices":[0],"box":[],"lasso":[]}}',
    "deck_gl_json_chart": '{"selection":{"indices":{},"objects":{}}}',
}


def _links(tab: Tab) -> Iterator[dict[str, str]]:
    """What the page's own links would ask of this page."""
    seen = set()
    for _page, query in KEYS.findall(tab.text):
        asked = dict(parse_qsl(urlsplit(f"?{query.replace('&amp;', '&')}").query))
        if asked and tuple(asked) not in seen:
            seen.add(tuple(asked))
            yield asked


def _exports(tab: Tab, known: set[str]) -> Iterator[Answer]:
    for kind, element in list(elements(tab.told)):
        made_of = f"{element.id} {element.label}" if kind == "download_button" else ""
        if made_of and element.deferred_file_id and made_of not in known:
            known.add(made_of)
            yield tab.fetch(element.deferred_file_id)
