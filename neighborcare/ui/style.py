"""The style sheet with the palette's colours of the visitor's ground as variables: `var(--good)` and so on."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from neighborcare.charts.palette import VERMILION, Look

SHEET = (Path(__file__).parent / "style.css").read_text(encoding="utf-8")
TEXT = 15  # px; baseFontSize in .streamlit/config.toml
# A meeting reads from the back of the hall: all grows with the projector's width, to 24 px text at 1920.
HALL = ":root:has(.reader-presenter){font-size:clamp(15px,1.25vw,48px)}"
NAMES = (
    "ground",
    "card",
    "ink",
    "muted",
    "rule",
    "brand",
    "soft",
    "second",
    "good",
    "watch",
    "watch_text",
    "bad",
    "empty",
)


@cache
def reader(language: str, role: str) -> str:
    """An empty element that tells the style sheet who reads: where the bar is narrow, and a meeting's hall."""
    narrow = language == "en" or role == "presenter"
    return f'<i class="reader{" reader-narrow" if narrow else ""} reader-{role}"></i>'


@cache
def sheet(dark: bool) -> str:
    """A `<style>` element for `st.html`."""
    colours = Look("en", dark).colours
    variables = "".join(f"--{name.replace('_', '-')}:{getattr(colours, name)};" for name in NAMES)
    return f"<style>:root{{{variables}--meeting:{VERMILION};}}{HALL}{_growing(SHEET)}</style>"


def _growing(css: str) -> str:
    """The sheet's lengths, written in px, as parts of the text size: a meeting's larger text enlarges them all.

    Media queries and hairlines of 1 px stay.
    """
    return re.sub(
        r"(?<![\w-])(\d+)px(?=[^{}]*\})",
        lambda px: px[0] if int(px[1]) < 2 else f"{int(px[1]) / TEXT:.4g}rem",
        css,
    )
