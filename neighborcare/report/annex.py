"""The annex: every indicator by area, with target and definition, as a meeting may see it."""

from __future__ import annotations

from neighborcare import measures
from neighborcare.measures import Kpi
from neighborcare.measures.figures import Figure
from neighborcare.report.asking import Asked
from neighborcare.report.slides import Annex, AnnexRow
from neighborcare.text import N_, formats


def table(asked: Asked) -> Annex:
    """Every indicator that the generation knows, of the meeting's area first and then of each area below."""
    missing = {kpi for kpi, lacks in asked.rows("missing") if lacks}
    return Annex(
        title=asked.words(
            N_("{area}: all indicators, {period}"), area=asked.meeting.area_name, period=asked.when
        ),
        foot=asked.foot(()),
        areas=(asked.meeting.area_name, *(name for _area, name in asked.places)),
        rows=tuple(_row(asked, kpi) for kpi in measures.catalogue().values() if kpi.id not in missing),
    )


def _row(asked: Asked, kpi: Kpi) -> AnnexRow:
    below = asked.every(kpi.id, asked.below)
    blank = Figure(kpi.id, asked.below, "", None, *asked.span)
    found = [asked.figure(kpi.id), *(below.get(area, blank) for area, _name in asked.places)]
    aim = formats.NOTHING if kpi.target is None else formats.quantity(kpi.target, kpi.unit, asked.language)
    return AnnexRow(
        kpi=kpi.id,
        name=kpi.label.of(asked.language),
        unit=kpi.unit,
        target=aim,
        values=tuple(one.value if asked.shown(one) else None for one in found),
        texts=tuple(asked.written(one) for one in found),
        definition=kpi.definition.of(asked.language),
        source=kpi.source.of(asked.language),
    )
