"""Whether the browser can draw our maps: it is asked where a map is shown, and answers only if it cannot."""

from __future__ import annotations

from functools import cache
from typing import Any

import streamlit as st

MISSING = "neighborcare.no_webgl"
_PROBE = """
export default function ({ setStateValue }) {
  const canvas = document.createElement("canvas");
  if (!canvas.getContext("webgl2")) setStateValue("missing", true);
}
"""


def missing() -> bool:
    """Whether the browser said that it has no WebGL (False until it has said so)."""
    return bool(st.session_state.get(MISSING))


def ask(key: str) -> None:
    """Ask the browser beside a map; it has the page drawn again, with still maps, if it cannot draw the others."""
    if not missing():
        with st.container(key=f"webgl_{key}"):
            _probe()(key=f"{key}_webgl", on_missing_change=_note)


def _note() -> None:
    st.session_state[MISSING] = True
    st.session_state["plain"] = "1"


@cache
def _probe() -> Any:  # noqa: ANN401 - Streamlit's own type is not public
    return st.components.v2.component("neighborcare_webgl", js=_PROBE)
