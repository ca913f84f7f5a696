"""The one button that hands a file out: what it gives is made when asked for, and noted in the trail before it goes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import PurePath
from typing import Any, Literal

import streamlit as st

from neighborcare.access import trail
from neighborcare.text import say
from neighborcare.ui import noting
from neighborcare.ui.session import Session

Content = Callable[[], bytes | str]


def button(
    session: Session,
    label: str,
    data: Content,
    *,
    file: str,
    mime: str,
    what: str,
    key: str,
    rows: int = 0,
    style: Literal["secondary", "tertiary"] = "secondary",
    help_: str | None = None,
) -> None:
    """A download named `file`; the trail calls it `what`, with its number of `rows` if it has any.

    Where the trail cannot be written, that is said instead of the button.
    """
    try:
        trail.ready(session.home)
    except trail.Unnoted as error:
        st.caption(say(error, session.language))
        return
    st.download_button(
        label,
        data=partial(_handed, session, data, _told(session, what, file, rows)),
        file_name=file,
        mime=mime,
        on_click="ignore",
        key=key,
        type=style,
        icon=":material/download:",
        help=help_,
    )


def _told(session: Session, what: str, file: str, rows: int) -> dict[str, Any]:
    """What the trail says of it; the file's name may be somebody's words, so only its kind is told."""
    told: dict[str, Any] = {
        "page": noting.page(),
        "list": trail.coded(what),
        "kind": trail.coded(PurePath(file).suffix.lstrip(".")),
        "scope": noting.scope(session),
        "generation": session.generation.number,
    }
    return told | ({"rows": rows} if rows else {})


def _handed(session: Session, data: Content, told: dict[str, Any]) -> bytes | str:
    """The content. Runs when the button is pressed, beside the page's script."""
    content = data()
    trail.note(session.home, session.by, "records.exported", **told)
    return content
