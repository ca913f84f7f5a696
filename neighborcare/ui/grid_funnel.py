"""Which grids differ from the whole street by more than chance: the funnel as colours, a sentence and a column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import duckdb

from neighborcare.charts.palette import Look
from neighborcare.measures import figures, funnel
from neighborcare.measures.figures import STREET, Figure
from neighborcare.measures.funnel import Judgement
from neighborcare.text import N_, formats, translator
from neighborcare.ui.coverage import Asked, Survey
from neighborcare.ui.grid_classes import Coded

BOUNDS = (-1.5, -0.5, 0.5, 1.5)
LABELS = (
    N_("clearly below (99.8%)"),
    N_("below (95%)"),
    N_("cannot be told apart"),
    N_("above (95%)"),
    N_("clearly above (99.8%)"),
)


@dataclass(frozen=True, slots=True)
class Compared:
    """Each grid against the whole: its judgement by grid; `whole` is the figure of them all."""

    judgements: Mapping[str, Judgement]
    whole: Figure | None

    def code(self, grid: str) -> float | None:
        """-2 clearly below … 2 clearly above; None where nothing can be said."""
        found = self.judgements.get(grid)
        if found is None or found.verdict == "too_few":
            return None
        side = {"below": -1, "same": 0, "above": 1}[found.verdict]
        return float(side * (2 if found.sure else 1))


def compared(con: duckdb.DuckDBPyConnection, asked: Asked, found: Survey) -> Compared:
    """The grids of a survey against the street, or a worker's against his community."""
    area = (STREET, STREET) if asked.community is None else ("community", asked.community)
    whole = figures.figures(con, found.kpi, areas=area, first=asked.month, last=asked.month)
    known = [seen.figure for seen in found.grids if seen.figure]
    judged = funnel.judge(found.kpi, known, whole[0] if whole else None)
    by_grid = {figure.area: one for figure, one in zip(known, judged, strict=True)}
    return Compared(by_grid, whole[0] if whole else None)


def classes(found: Survey, told: Compared, look: Look) -> Coded:
    """Five classes from clearly below to clearly above; teal is the good side."""
    _ = translator(look.language)
    colours = look.colours
    good, bad = colours.met, (colours.short[1], colours.short[0])
    low, high = (good, bad) if found.kpi.direction == "down" else (bad, good)
    fills = (low[1], low[0], colours.ramp[0], high[0], high[1])
    codes = {seen.place.grid_id: told.code(seen.place.grid_id) for seen in found.grids}
    return Coded(BOUNDS, fills, tuple(_(text) for text in LABELS), look, codes=codes)


def sentence(found: Survey, told: Compared, language: str) -> str:
    """How many grids differ by more than chance from the whole."""
    _ = translator(language)
    codes = [told.code(seen.place.grid_id) for seen in found.grids]
    low, high = sum((c or 0) < 0 for c in codes), sum((c or 0) > 0 for c in codes)
    whole = told.whole.value if told.whole and not told.whole.hidden else None
    words = {"low": low, "high": high, "value": formats.percent(whole), "few": codes.count(None)}
    if whole is None or codes.count(None) == len(codes):
        return _(N_("Too few in every grid to compare them"))
    if not low and not high:
        return _(N_("No grid differs from the whole ({value}) by more than chance"), **words)
    return _(N_("{low} grids are below the whole ({value}) by more than chance, {high} above"), **words)


def word(told: Compared, grid: str, language: str) -> str:
    """A grid's place in the funnel in words."""
    code = told.code(grid)
    _ = translator(language)
    return _("Too few to judge") if code is None else _(LABELS[int(code) + 2])
