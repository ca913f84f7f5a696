"""Bars: places ranked by a KPI, a whole divided into its parts, how long things took."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from neighborcare.charts.frame import TEXT, Figure, axis, empty, layout, nice_ticks, no_axis, note, value_axis
from neighborcare.charts.palette import SHAPES, Look, state_colour
from neighborcare.charts.reading import Reading, Subject, figure_text, hover
from neighborcare.charts.trend import target_text
from neighborcare.text import formats, translator

STUB = 0.1  # length of a bar that has no value to show, as a part of the axis


def ranked(
    readings: Sequence[Reading], subject: Subject, look: Look, *, selected: str | None = None, row: int = 28
) -> Figure:
    """One bar a place in the order given, its figure beside it; `row` px each.

    A place too small to judge, or hidden, gets a short hatched stub and words instead of a length.
    A click's `customdata[0]` is the reading's id. `selected` keeps its colour, the others step back.
    """
    if not readings:
        return empty(look, translator(look.language)("No data"))
    drawn = [r.drawn for r in readings if r.drawn is not None]
    top = max([*drawn, subject.target or 0.0]) or 1.0
    frame = layout(look, row * len(readings) + 34, top=26)
    frame |= {"bargap": 0.32, "hovermode": "closest"}
    frame["xaxis"] = {**no_axis(), "range": [0, top * (1 + 0.3 * look.text / TEXT)]}
    frame["yaxis"] = axis(
        look,
        type="category",
        autorange="reversed",
        tickvals=[r.id for r in readings],
        ticktext=[_padded(r.name) for r in readings],
        tickfont={"size": look.text, "color": look.colours.ink},
    )
    frame["shapes"], frame["annotations"] = _target(subject, look)
    data = [_ranked(readings, subject, look, selected, top), _column(readings, subject, look, top)]
    return {"data": data, "layout": frame}


def _padded(name: str) -> str:
    return f"{escape(name)}  "


def _ranked(
    readings: Sequence[Reading], subject: Subject, look: Look, selected: str | None, top: float
) -> Figure:
    hatched = [r.kind in ("hidden", "too_few") for r in readings]
    colours = look.colours
    return {
        "type": "bar",
        "orientation": "h",
        "y": [r.id for r in readings],
        "x": [top * STUB if hatch else r.drawn for r, hatch in zip(readings, hatched, strict=True)],
        "customdata": [[r.id] for r in readings],
        "text": [_instead(r, subject, look) for r in readings],
        "textposition": "outside",
        "textfont": {"size": look.text},
        "cliponaxis": False,
        "marker": {
            "color": [
                colours.empty if hatch else colours.bad if r.state == "bad" else colours.brand
                for r, hatch in zip(readings, hatched, strict=True)
            ],
            "opacity": [1.0 if selected in (None, r.id) else 0.45 for r in readings],
            "pattern": {
                "shape": ["/" if hatch else "" for hatch in hatched],
                "fgcolor": colours.hatch,
                "bgcolor": colours.empty,
                "size": 6,
                "solidity": 0.3,
            },
            "line": {"width": 0},
        },
        "hovertext": [hover(r, subject, look.language) for r in readings],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _instead(reading: Reading, subject: Subject, look: Look) -> str:
    """What stands beside a stub: why there is no bar."""
    return "" if reading.kind == "value" else f" {escape(figure_text(reading, subject, look.language))}"


def _column(readings: Sequence[Reading], subject: Subject, look: Look, top: float) -> Figure:
    """The figures one under the other right of all bars, each with the shape of its state."""
    shown = [r for r in readings if r.kind == "value"]
    return {
        "type": "scatter",
        "mode": "text",
        "y": [r.id for r in shown],
        "x": [top * 1.03] * len(shown),
        "text": [_figure(r, subject, look) for r in shown],
        "textposition": "middle right",
        "textfont": {"size": look.text},
        "cliponaxis": False,
        "hoverinfo": "skip",
    }


def _figure(reading: Reading, subject: Subject, look: Look) -> str:
    words = escape(figure_text(reading, subject, look.language))
    if reading.state not in SHAPES:
        return words
    return f'<span style="color:{state_colour(reading.state, look)}">{SHAPES[reading.state]}</span> {words}'


def _target(subject: Subject, look: Look) -> tuple[list[Figure], list[Figure]]:
    if subject.target is None:
        return [], []
    span = {"type": "line", "yref": "paper", "y0": 0, "y1": 1, "x0": subject.target, "x1": subject.target}
    line = {"color": look.colours.second, "width": 1.2, "dash": "dash"}
    place: dict[str, Any] = {
        "x": subject.target,
        "yref": "paper",
        "y": 1,
        "yanchor": "bottom",
    }
    return [span | {"line": line}], [note(look, target_text(subject, look.language), **place)]


def histogram(
    counts: Mapping[int, float],
    unit: str,
    counted: str,
    look: Look,
    *,
    target: float | None = None,
    median: float | None = None,
    width: int = 5,
    last: int = 60,
    height: int = 260,
) -> Figure:
    """How long things took: `counts` by whole days or minutes, in bins of `width`, those from `last` in one.

    `counted` is the unit of what is counted ("cases", "persons"). Bins wholly past `target` are coloured.
    """
    _ = translator(look.language)
    bins = _bins(counts, width, last)
    if not any(bins.values()):
        return empty(look, _("No data"), height)
    frame = layout(look, height, top=30, bottom=40)
    frame |= {"bargap": 0.08, "hovermode": "closest"}
    middles = [start + width / 2 for start in bins]
    # The axis is named as far as the target's line, which may stand beyond the last bin.
    starts = list(range(0, max(*bins, min(int(target or 0), last)) + 1, width))
    unit_text = formats.unit_name(unit, look.language)
    frame["xaxis"] = axis(
        look,
        tickvals=starts[::2],
        ticktext=[_open_end(start, last) for start in starts[::2]],
        title=_small(unit_text, look),
        ticklabelstandoff=6,
    )
    ticks = nice_ticks(0, max(bins.values()), 3)
    frame["yaxis"] = value_axis(look, ticks, counted, range=[0, ticks[-1]])
    frame["shapes"], frame["annotations"] = _marks(target, median, unit, look)
    late = [target is not None and start >= target for start in bins]
    trace = {
        "type": "bar",
        "x": middles,
        "y": list(bins.values()),
        "width": [width] * len(bins),
        "marker": {
            "color": [look.colours.watch if is_late else look.colours.brand for is_late in late],
            "line": {"color": look.colours.ground, "width": 1},
        },
        "hovertext": [_bin_words(s, width, last, n, unit, counted, look) for s, n in bins.items()],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }
    return {"data": [trace], "layout": frame}


def _bins(counts: Mapping[int, float], width: int, last: int) -> dict[int, float]:
    top = min(max(counts, default=0), last)
    bins: dict[int, float] = dict.fromkeys(range(0, top // width * width + 1, width), 0)
    for value, count in counts.items():
        bins[min(value, last) // width * width] += count
    return bins


def _open_end(start: int, last: int) -> str:
    return f"{start}+" if start >= last else str(start)


def _small(text: str, look: Look) -> Figure:
    return {"text": text, "font": {"size": look.text - 1}, "standoff": 6}


def _bin_words(start: int, width: int, last: int, count: float, unit: str, counted: str, look: Look) -> str:
    span = f"{start}+" if start >= last else f"{start}–{start + width - 1}" if width > 1 else str(start)
    unit_text = formats.unit_name(unit, look.language, 2)
    return f"<b>{span} {unit_text}</b><br>{formats.quantity(count, counted, look.language)}"


def _marks(
    target: float | None, median: float | None, unit: str, look: Look
) -> tuple[list[Figure], list[Figure]]:
    """Upright lines at the target and at the median, each named at its top."""
    _ = translator(look.language)
    marks = [(target, "Target {value}", "dash"), (median, "Median {value}", "solid")]
    known = [(at, text, dash) for at, text, dash in marks if at is not None]
    right = max((at for at, _text, _dash in known), default=0)
    shapes, notes = [], []
    for at, text, dash in known:
        line = {
            "color": look.colours.ink if dash == "solid" else look.colours.second,
            "width": 1.4,
            "dash": dash,
        }
        shapes.append(
            {"type": "line", "yref": "paper", "y0": 0, "y1": 1.02, "x0": at, "x1": at, "line": line}
        )
        side = "left" if at == right and len(known) > 1 else "right" if len(known) > 1 else "center"
        place: dict[str, Any] = {"x": at, "yref": "paper", "y": 1.02, "yanchor": "bottom", "xanchor": side}
        notes.append(note(look, _(text, value=formats.quantity(at, unit, look.language)), **place))
    return shapes, notes
