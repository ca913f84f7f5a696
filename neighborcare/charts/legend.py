"""A legend as a small piece of HTML (escaped, no script, no address in it)."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from neighborcare.charts.breaks import Entry
from neighborcare.charts.palette import Look


def html(entries: Sequence[Entry], look: Look, title: str = "", counts: bool = True) -> str:
    """The entries side by side, wrapping; `counts` adds how many marks each has."""
    items = "".join(_item(entry, look, counts) for entry in entries)
    head = f'<span style="color:{look.colours.muted}">{escape(title)}</span>' if title else ""
    style = (
        f"display:flex;flex-wrap:wrap;gap:4px 16px;align-items:center;font-size:{look.text}px;line-height:1.5"
    )
    return f'<div class="nc-legend" style="{style}">{head}{items}</div>'


def _item(entry: Entry, look: Look, counts: bool) -> str:
    many = ""
    if counts and entry.count is not None:
        many = f' <span style="color:{look.colours.muted}">({entry.count})</span>'
    box = "display:inline-flex;gap:6px;align-items:center;white-space:nowrap"
    return f'<span style="{box}">{_swatch(entry, look)}<span>{escape(entry.text)}{many}</span></span>'


def _swatch(entry: Entry, look: Look) -> str:
    if entry.symbol:
        disc = "display:inline-grid;place-items:center;width:18px;height:18px;border-radius:50%"
        ink = f"background:{entry.colour};color:#FFFFFF;font-size:11px;font-weight:600"
        return f'<span style="{disc};{ink}">{escape(entry.symbol)}</span>'
    fill = f"background:{entry.colour}"
    if entry.pattern == "hatch":
        ground = look.colours.empty
        stripes = f"{entry.colour} 0 1.5px,{ground} 1.5px 5px"
        fill = f"background:repeating-linear-gradient(45deg,{stripes})"
    if entry.pattern == "ring":
        fill = f"box-shadow:inset 0 0 0 2px {entry.colour}"
    shape = {
        "ring": "width:10px;height:10px;border-radius:50%",
        "dot": "width:10px;height:10px;border-radius:50%",
        "line": "width:18px;height:3px",
    }.get(
        entry.pattern,
        f"width:18px;height:12px;border-radius:2px;box-shadow:inset 0 0 0 1px {look.colours.rule}",
    )
    return f'<span style="display:inline-block;{shape};{fill}"></span>'
