"""What all Plotly pictures share: type, margins, quiet axes, nothing that asks the network for anything."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from neighborcare.charts.palette import FONTS, Look
from neighborcare.text import formats

Figure = dict[str, Any]
TEXT = 13  # px, usually
# pass to st.plotly_chart(config=…): no toolbar, no zoom by accident
CONFIG: dict[str, Any] = {
    "displayModeBar": False,
    "scrollZoom": False,
    "doubleClick": False,
    "showTips": False,
}


def layout(
    look: Look, height: int, *, left: int = 8, right: int = 8, top: int = 8, bottom: int = 28
) -> Figure:
    """A bare layout: transparent, our fonts, no toolbar, no title (the card has it).

    Heights and margins are px at the usual text size; a picture with larger text is larger.
    """
    colours = look.colours
    left, right, top, bottom, height = (
        round(px * look.text / TEXT) for px in (left, right, top, bottom, height)
    )
    return {
        "height": height,
        "margin": {"l": left, "r": right, "t": top, "b": bottom, "pad": 0},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONTS, "size": look.text, "color": colours.ink},
        "showlegend": False,
        "title": {"text": ""},
        "dragmode": False,
        "hoverlabel": {
            "bgcolor": colours.card,
            "bordercolor": colours.rule,
            "align": "left",
            "font": {"family": FONTS, "size": look.text, "color": colours.ink},
        },
    }


def axis(look: Look, *, lines: bool = False, **more: Any) -> Figure:  # noqa: ANN401 - Plotly's own options
    """A quiet axis: no zero line, no box; grid lines only where asked for."""
    return {
        "showgrid": lines,
        "gridcolor": look.colours.rule,
        "gridwidth": 1,
        "zeroline": False,
        "showline": False,
        "ticks": "",
        "fixedrange": True,
        "automargin": True,
        "tickfont": {"size": look.text - 1, "color": look.colours.muted},
        **more,
    }


def no_axis() -> Figure:
    """An axis that is not drawn."""
    return {"visible": False, "fixedrange": True}


def note(look: Look, text: str, **more: Any) -> Figure:  # noqa: ANN401 - Plotly's own options
    """A word written into the plot, in a quiet ink."""
    return {
        "text": text,
        "showarrow": False,
        "font": {"size": look.text - 1, "color": look.colours.muted},
        **more,
    }


def nice_ticks(low: float, high: float, count: int = 4) -> list[float]:
    """Round numbers from at or below `low` to at or above `high`, about `count` steps of 1, 2, 2.5 or 5."""
    span = high - low or abs(high) or 1.0
    power = 10.0 ** math.floor(math.log10(span / count))
    step = next(s * power for s in (1, 2, 2.5, 5, 10) if s * power * count >= span * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(i * step, 10) for i in range(first, max(last, first + 1) + 1)]


def value_axis(look: Look, ticks: Sequence[float], unit: str, **more: Any) -> Figure:  # noqa: ANN401
    """An axis of values whose ticks are written as their unit wants it."""
    return axis(
        look,
        lines=True,
        tickvals=list(ticks),
        ticktext=[formats.axis(tick, unit) for tick in ticks],
        **more,
    )


def empty(look: Look, text: str, height: int = 200) -> Figure:
    """A picture without data: says so in words and keeps its place."""
    frame = layout(look, height)
    frame |= {"xaxis": no_axis(), "yaxis": no_axis()}
    frame["annotations"] = [note(look, text, x=0.5, y=0.5, xref="paper", yref="paper", opacity=0.75)]
    # Streamlit refuses a figure without any trace.
    return {"data": [{"type": "scatter", "x": [], "y": [], "hoverinfo": "skip"}], "layout": frame}
