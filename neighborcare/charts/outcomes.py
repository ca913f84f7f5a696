"""What became of cases: stage under stage, each as long as its share of the first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from neighborcare.charts.frame import Figure, axis, empty, layout, no_axis
from neighborcare.charts.palette import SHAPES, Look, state_colour
from neighborcare.text import formats, translator


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage or an outcome: code, name, how many (None: hidden), and good, watch, bad or None."""

    code: str
    name: str
    count: float | None
    state: str | None = None


def outcomes(
    stages: Sequence[Stage],
    unit: str,
    look: Look,
    *,
    whole: float | None = None,
    row: int = 40,
) -> Figure:
    """One bar a stage on a pale track that stands for `whole` (default: the first stage's count).

    Beside each bar its count and its share of the whole. `customdata[0]` of a click is the code.
    """
    base = whole if whole is not None else (stages[0].count if stages else None)
    if not stages or not base:
        return empty(look, translator(look.language)("No data"), height=row * 3)
    frame = layout(look, row * len(stages) + 12, top=4, bottom=8)
    frame |= {"barmode": "overlay", "bargap": 0.4, "hovermode": "closest"}
    frame["xaxis"] = {**no_axis(), "range": [0, base * 1.32]}
    frame["yaxis"] = axis(
        look,
        type="category",
        autorange="reversed",
        tickvals=[s.code for s in stages],
        ticktext=[f"{escape(s.name)}  " for s in stages],
        tickfont={"size": look.text, "color": look.colours.ink},
    )
    words = [_words(stage, base, unit, look) for stage in stages]
    return {"data": [_track(stages, base, words, look), _counts(stages, words, look)], "layout": frame}


def _words(stage: Stage, base: float, unit: str, look: Look) -> str:
    mark = ""
    if stage.state in SHAPES:
        mark = f'<span style="color:{state_colour(stage.state, look)}">{SHAPES[stage.state]}</span> '
    if stage.count is None:
        return f" {mark}{formats.hidden(look.language)}"
    count = formats.quantity(stage.count, unit, look.language)
    return f" {mark}<b>{count}</b>  {formats.percent(stage.count / base)}"


def _track(stages: Sequence[Stage], base: float, words: Sequence[str], look: Look) -> Figure:
    return {
        "type": "bar",
        "orientation": "h",
        "y": [s.code for s in stages],
        "x": [base] * len(stages),
        "text": list(words),
        "textposition": "outside",
        "textfont": {"size": look.text},
        "cliponaxis": False,
        "marker": {"color": look.colours.empty, "line": {"width": 0}},
        "hoverinfo": "skip",
    }


def _counts(stages: Sequence[Stage], words: Sequence[str], look: Look) -> Figure:
    return {
        "type": "bar",
        "orientation": "h",
        "y": [s.code for s in stages],
        "x": [s.count for s in stages],
        "customdata": [[s.code] for s in stages],
        "marker": {"color": [state_colour(s.state, look) for s in stages], "line": {"width": 0}},
        "hovertext": [f"<b>{escape(s.name)}</b><br>{w}" for s, w in zip(stages, words, strict=True)],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }
