"""Choices that live in the address: a view can be bookmarked and sent, whatever language its labels are in.

Streamlit's own `bind="query-params"` writes the label that is shown, so an address made in Chinese would
mean nothing in English; here the code is written (`role=worker`).
"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from neighborcare.access.roles import Role
from neighborcare.privacy.views import THRESHOLDS

WRITTEN = "neighborcare.written"


def settle(name: str, options: Sequence[str], default: str) -> str:
    """What is chosen under `name` before its widget (key=name) is drawn, and make the widget show that.

    The widget's own value counts, unless the address says something else than we last wrote there (a link,
    the browser's back button). A value that is not among the options is the default.
    """
    asked = st.query_params.get(name)
    value: str = st.session_state.get(name, default)
    if asked is not None and asked != _written().get(name):
        value = asked
    if value not in options:
        value = default
    # Always set, since a widget whose labels change with the language is a new widget to Streamlit.
    st.session_state[name] = value
    _write(name, value, default)
    return value


def settle_many(name: str, options: Sequence[str], default: Sequence[str]) -> list[str]:
    """The same for a widget of several choices: in the address they stand apart by commas, in `options`' order."""
    asked = st.query_params.get(name)
    value: Sequence[str] = st.session_state.get(name, default)
    if asked is not None and asked != _written().get(name):
        value = asked.split(",") if not asked or set(asked.split(",")) & set(options) else default
    chosen = [option for option in options if option in value]
    st.session_state[name] = chosen
    _write(name, ",".join(chosen), ",".join(option for option in options if option in default))
    return chosen


def offered(role: Role, every: Sequence[str], bands: Sequence[str]) -> tuple[str, ...]:
    """The bounds that a role may set: `every` where it sees its own rows, else fixed `bands`.

    Two bounds that lie close together would tell a small group apart from the rest by subtraction.
    """
    return tuple(bands if THRESHOLDS[role] else every)


def _written() -> dict[str, str]:
    found: dict[str, str] = st.session_state.setdefault(WRITTEN, {})
    return found


def _write(name: str, value: str, default: str) -> None:
    """Keep the address in step (Streamlit empties it when the page changes); defaults stay out of it."""
    _written()[name] = value
    if value == default:
        st.query_params.pop(name, None)
    elif st.query_params.get(name) != value:
        st.query_params[name] = value
