"""The population pyramid: men to the left, women to the right, those of 65 and over accented."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from neighborcare.charts.frame import Figure, axis, empty, layout, nice_ticks, note
from neighborcare.charts.palette import Look
from neighborcare.text import formats, translator

OLD_FROM = 65


@dataclass(frozen=True, slots=True)
class Band:
    """A five-year band: its first age, its label ("65-69"), men and women; None is hidden or unknown."""

    start: int
    label: str
    men: float | None
    women: float | None


def pyramid(
    bands: Sequence[Band],
    look: Look,
    *,
    compared: Sequence[Band] = (),
    compared_name: str = "",
    share: bool = False,
    height: int = 420,
) -> Figure:
    """Bars by band, youngest at the bottom; `compared` is drawn as an outline over them.

    With `share` bars are parts of their whole population, so that places of unlike size compare;
    an outline always is one, since it comes from another population.
    """
    _ = translator(look.language)
    if not any((b.men or 0) + (b.women or 0) for b in bands):
        return empty(look, _("No data"), height)
    share = share or bool(compared)
    scaled, other = _scaled(bands, share), _scaled(compared, share)
    top = max(max(abs(v or 0) for v in pair) for pair in (*scaled, *other))
    ticks = nice_ticks(0, top, 3)
    frame = layout(look, height, right=24, top=34, bottom=24)
    frame |= {"barmode": "overlay", "bargap": 0.14, "hovermode": "closest"}
    frame["xaxis"] = _people_axis(ticks, share, look)
    frame["yaxis"] = axis(
        look, type="category", categoryarray=[b.label for b in bands], categoryorder="array"
    )
    frame["annotations"] = _heads(bands, look)
    data = [_bars(bands, scaled, side, look) for side in (0, 1)]
    data += [_outline(bands, other, side, compared_name, look) for side in (0, 1) if other]
    return {"data": data, "layout": frame}


def _scaled(bands: Sequence[Band], share: bool) -> list[tuple[float | None, float | None]]:
    """Men as negative numbers, women as positive ones; None stays None."""
    whole = sum((b.men or 0) + (b.women or 0) for b in bands) if share else 1
    scale: Callable[[float | None], float | None] = lambda v: None if v is None else v / (whole or 1)  # noqa: E731
    return [(None if b.men is None else -(scale(b.men) or 0), scale(b.women)) for b in bands]


def _people_axis(ticks: Sequence[float], share: bool, look: Look) -> Figure:
    unit = "percent" if share else "persons"
    both = [-tick for tick in ticks[:0:-1]] + list(ticks)
    texts = [formats.axis(abs(tick), unit) for tick in both]
    return axis(look, lines=True, tickvals=both, ticktext=texts, range=[-ticks[-1], ticks[-1]])


def _heads(bands: Sequence[Band], look: Look) -> list[Figure]:
    _ = translator(look.language)
    sides = (
        (_("Men"), _total([b.men for b in bands]), 0.25),
        (_("Women"), _total([b.women for b in bands]), 0.75),
    )
    place: dict[str, Any] = {"xref": "paper", "yref": "paper", "y": 1, "yanchor": "bottom", "yshift": 6}
    place["xanchor"] = "center"  # "auto" would hang it by its left end
    return [
        note(look, f"<b>{name}</b>  {formats.quantity(count, 'persons', look.language)}", x=x, **place)
        for name, count, x in sides
    ]


def _total(counts: Sequence[float | None]) -> float | None:
    """The sum, or None when a part of it is hidden: a total must not say what the bars do not."""
    known = [count for count in counts if count is not None]
    return sum(known) if len(known) == len(counts) else None


def _bars(
    bands: Sequence[Band],
    scaled: Sequence[tuple[float | None, float | None]],
    side: int,
    look: Look,
) -> Figure:
    _ = translator(look.language)
    sex = _("Women") if side else _("Men")
    whole = _total([count for b in bands for count in (b.men, b.women)])
    colours = look.colours
    return {
        "type": "bar",
        "orientation": "h",
        "y": [b.label for b in bands],
        "x": [pair[side] for pair in scaled],
        "marker": {
            "color": [colours.brand if b.start >= OLD_FROM else colours.soft for b in bands],
            "line": {"width": 0},
        },
        "text": [_words(b, (b.men, b.women)[side], sex, whole, look.language) for b in bands],
        "textposition": "none",
        "hovertemplate": "%{text}<extra></extra>",
    }


def _words(band: Band, count: float | None, sex: str, whole: float | None, language: str) -> str:
    _ = translator(language)
    head = f"<b>{_('Aged {band}', band=band.label)} · {sex}</b><br>"
    if count is None:
        return head + formats.hidden(language)
    part = _("{share} of all", share=formats.percent(count / whole)) if whole else ""
    return head + "<br>".join(filter(None, (formats.quantity(count, "persons", language), part)))


def _outline(
    bands: Sequence[Band],
    other: Sequence[tuple[float | None, float | None]],
    side: int,
    name: str,
    look: Look,
) -> Figure:
    return {
        "type": "bar",
        "orientation": "h",
        "name": name,
        "y": [b.label for b in bands],
        "x": [pair[side] for pair in other],
        "marker": {"color": "rgba(0,0,0,0)", "line": {"color": look.colours.second, "width": 1.4}},
        "hoverinfo": "skip",
    }
