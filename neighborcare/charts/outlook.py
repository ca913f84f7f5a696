"""Shares of a population now and some years ahead: solid where counted, dotted where projected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from neighborcare.charts.frame import Figure, axis, empty, layout, nice_ticks, note, value_axis
from neighborcare.charts.palette import Look
from neighborcare.text import formats, translator


def outlook(
    years: Sequence[int], lines: Mapping[str, Sequence[float | None]], look: Look, *, height: int = 280
) -> Figure:
    """One line a name over the calendar years, of which the first is counted and all later ones are projected."""
    known = [value for values in lines.values() for value in values if value is not None]
    if not known:
        return empty(look, translator(look.language)("No data"), height)
    ticks = nice_ticks(0.0, max(known))
    frame = layout(look, height, right=96, top=12)
    frame["xaxis"] = axis(
        look,
        tickvals=list(years),
        ticktext=[f"{year}{'' if look.language == 'en' else '年'}" for year in years],
        range=[years[0] - 0.4, years[-1] + 0.4],
    )
    frame["yaxis"] = value_axis(look, ticks, "percent", range=[0, ticks[-1]])
    colours = (look.colours.brand, look.colours.watch, look.colours.second)
    data = []
    frame["annotations"] = []
    for (name, values), colour in zip(lines.items(), colours, strict=False):
        data.append(_line(years, name, values, colour, look))
        frame["annotations"] += _labels(years, name, values, colour, look)
    return {"data": data, "layout": frame}


def _line(years: Sequence[int], name: str, values: Sequence[float | None], colour: str, look: Look) -> Figure:
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": list(years),
        "y": list(values),
        "line": {"color": colour, "width": 2.5, "dash": "dot"},
        "marker": {
            "size": 9,
            "color": [colour, *[look.colours.ground] * (len(years) - 1)],
            "line": {"color": colour, "width": 2},
        },
        "hovertext": [
            f"<b>{escape(name)}</b><br>{year}: {formats.percent(v)}"
            for year, v in zip(years, values, strict=True)
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "cliponaxis": False,
    }


def _labels(
    years: Sequence[int], name: str, values: Sequence[float | None], colour: str, look: Look
) -> list[Figure]:
    """Every value over its point, the name after the last."""
    found = [
        note(look, formats.percent(value, 0), x=year, y=value, yanchor="bottom", yshift=8, xanchor="center")
        for year, value in zip(years, values, strict=True)
        if value is not None
    ]
    if values[-1] is not None:
        font = {"size": look.text, "color": colour}
        found.append(
            note(look, escape(name), x=years[-1], y=values[-1], xanchor="left", xshift=14, font=font)
        )
    return found
