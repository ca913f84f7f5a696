"""The style sheet with the palette's colours of the visitor's ground as variables: `var(--good)` and so on."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from neighborcare.charts.palette import Look

SHEET = (Path(__file__).parent / "style.css").read_text(encoding="utf-8")
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
def sheet(dark: bool) -> str:
    """A `<style>` element for `st.html`."""
    colours = Look("en", dark).colours
    variables = "".join(f"--{name.replace('_', '-')}:{getattr(colours, name)};" for name in NAMES)
    return f"<style>:root{{{variables}--meeting:#C8402C;}}{SHEET}</style>"
