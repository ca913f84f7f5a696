"""The middle slides: elders and the health circle, children and special groups, requests, safety, partners."""

from __future__ import annotations

from collections.abc import Sequence

import orjson

from neighborcare import contracts, measures
from neighborcare.charts import breaks
from neighborcare.charts.palette import Look
from neighborcare.charts.reading import Reading
from neighborcare.measures import figures
from neighborcare.measures.figures import Figure
from neighborcare.report.asking import Asked
from neighborcare.report.opening import LISTED
from neighborcare.report.slides import Area, Chart, GridMap, Ring, Series, Slide, Table
from neighborcare.text import N_, formats

TOPICS = 8


def elders(asked: Asked) -> Slide:
    """Visits and greetings in the sentence, the health circle on the map of grids."""
    visits = clause(asked, "K10", N_("{value} of elders in special difficulty visited"), compare=True)
    greeted = clause(asked, "K12", N_("{value} of daily greetings made"))
    circle = clause(asked, "K58", N_("{value} of elders live in the health circle"))
    title = formats.joined([formats.comma(visits, greeted, language=asked.language), circle], asked.language)
    body: GridMap | Chart = grid_map(asked, "K58") or course_chart(asked, "K10")
    return finish(asked, "elders", N_("Elders"), title, body, ("K58", "K10", "K12"))


def groups(asked: Asked) -> Slide:
    """Children and special groups: classes, pairing, wishes; the course of how full classes are."""
    title = formats.joined(
        [
            clause(asked, "K53", N_("Classes are {value} full"), compare=True),
            clause(asked, "K15", N_("{value} of those to be paired have a helper")),
            clause(asked, "K32", N_("{value} of published wishes and items claimed")),
        ],
        asked.language,
    )
    kicker = N_("Children and special groups")
    return finish(asked, "groups", kicker, title, course_chart(asked, "K53"), ("K53", "K15", "K32"))


def requests(asked: Asked) -> Slide:
    """What people ask about most, how much was closed on time, how satisfied they are."""
    came = clause(asked, "K23", N_("{value} came in"), compare=True)
    on_time = clause(asked, "K25", N_("{value} closed on time"))
    satisfied = clause(asked, "K27", N_("{value} satisfied"))
    chart = _topics(asked)
    most = ""
    if chart.categories and _is_first(chart.series[0].values):
        most = asked.words(N_("most about {topic}"), topic=chart.categories[0])
    title = formats.joined(
        [
            formats.comma(came, most, language=asked.language),
            formats.comma(on_time, satisfied, language=asked.language),
        ],
        asked.language,
    )
    return finish(asked, "requests", N_("Requests"), title, chart, ("K25", "K23", "K27"))


def _is_first(counts: Sequence[float | None]) -> bool:
    """Whether the first of falling counts is alone at the top."""
    return len(counts) < 2 or counts[0] != counts[1]


def _topics(asked: Asked) -> Chart:
    """The topics asked about most, beside the period before; of a year to date, beside last year's."""
    first, last = asked.span
    before = (figures.last_year if asked.meeting.period == "ytd" else figures.previous)(first, last)
    rows = (
        []
        if not asked.has("list_request_stages")
        else asked.rows(
            "topics", first=first, last=last, before_first=before[0], before_last=before[1], **asked.bound
        )
    )
    chosen = rows[:TOPICS]
    return Chart(
        kind="bar",
        categories=tuple(str(row[0]) for row in chosen),
        series=(
            Series(asked.when, tuple(float(row[1]) for row in chosen)),
            Series(formats.period(*before, asked.language), tuple(float(row[2]) for row in chosen)),
        ),
        unit="requests",
        caption=asked.words(N_("Requests by topic")),
    )


def safety(asked: Asked) -> Slide:
    """Disputes and how they end, petitions, hazards past their day."""
    disputes = clause(asked, "K38", N_("{value} registered"), compare=True)
    settled = clause(asked, "K39", N_("{value} of mediations ended in agreement"))
    petitions = clause(asked, "K42", N_("{value} of petitions closed in time"))
    hazards = clause(asked, "K47", N_("{value} with a hazard past its day"))
    title = formats.joined(
        [formats.comma(disputes, settled, language=asked.language), petitions, hazards], asked.language
    )
    chart = course_chart(asked, "K38", kind="column")
    if not any(value is not None for value in chart.series[0].values):
        chart = course_chart(asked, "K47", kind="column")
    return finish(
        asked, "safety", N_("Disputes, petitions and hazards"), title, chart, ("K38", "K39", "K42", "K47")
    )


def partners(asked: Asked) -> Slide:
    """Who gave what, and how many partners were active."""
    active = clause(asked, "K37", N_("{value} of partners were active in three months"))
    fund = clause(asked, "K36", N_("the fund holds {value}"))
    rows = asked.rows("partners", **asked.bound) if asked.has("list_partner_deeds") else []
    given = [row for row in rows if any(row[index] for index in (4, 5, 6, 7))]
    most = asked.words(N_("{partner} gave most"), partner=given[0][0]) if given and given[0][5] else ""
    title = formats.joined([active, fund, most], asked.language)
    heads = (
        N_("Partner"),
        N_("Kind of partner"),
        N_("Claimed"),
        N_("Fulfilled"),
        N_("Money (yuan)"),
        N_("Goods (pieces)"),
        N_("Activities"),
    )
    table = Table(
        tuple(asked.words(head) for head in heads),
        tuple(
            (str(row[0]), _kind(asked, row[1]), *(formats.number(row[index]) for index in range(3, 8)))
            for row in given[:LISTED]
        ),
        (False, False, True, True, True, True, True),
        caption=asked.words(N_("What partners gave since their agreements began, most first")),
    )
    return finish(asked, "partners", N_("Partners"), title, table, ("K37", "K36"))


def _kind(asked: Asked, code: str | None) -> str:
    known = {one.code: one.label for one in contracts.get("partners").column("partner_type").codes}
    return known[code].of(asked.language) if code in known else code or ""


def clause(asked: Asked, kpi_id: str, text: str, *, compare: bool = False) -> str:
    """A clause about one figure, with its change where asked for; "" where it cannot be shown."""
    figure = asked.figure(kpi_id)
    if not asked.shown(figure):
        return ""
    said = asked.words(text, value=asked.say(figure))
    return formats.comma(said, asked.moved(figure) if compare else "", language=asked.language)


def course_chart(asked: Asked, kpi_id: str, *, kind: str = "line") -> Chart:
    """A KPI over 13 months up to the period's end."""
    kpi = measures.get(kpi_id)
    months = asked.course(kpi_id)
    for one in months:
        if asked.shown(one):
            asked.say(one)
    target = kpi.target if kind == "line" and not kpi.yearly else None
    return Chart(
        kind="column" if kind == "column" else "line",
        categories=tuple(f"{one.first:%Y-%m}" for one in months),
        series=(Series(kpi.short.of(asked.language), tuple(_drawn(asked, one) for one in months)),),
        unit=kpi.unit,
        target=target,
        target_name=asked.words(N_("Target")),
        caption=asked.words(
            N_("{kpi} of {area} by month"), kpi=kpi.short.of(asked.language), area=asked.meeting.area_name
        ),
    )


def _drawn(asked: Asked, figure: Figure) -> float | None:
    return figure.value if asked.shown(figure) else None


def grid_map(asked: Asked, kpi_id: str) -> GridMap | None:
    """A KPI on the map of grids, each with its figure; None without borders or without any figure."""
    shapes = asked.rows("grid_shapes", **asked.bound)
    found = asked.every(kpi_id, "grid")
    if not shapes or not any(asked.shown(one) for one in found.values()):
        return None
    kpi, look = measures.get(kpi_id), Look(asked.language, text=24)
    values = [_drawn(asked, one) for one in found.values()]
    classes = breaks.suited(values, unit=kpi.unit, direction=kpi.direction, target=kpi.target, look=look)
    areas, readings = [], []
    for key, name, geojson in shapes:
        one = found.get(key)
        value = _drawn(asked, one) if one else None
        if one and value is not None:
            asked.say(one)
        reading = Reading(
            key, name, value, hidden=bool(one and one.hidden), too_few=bool(one and value is None)
        )
        readings.append(reading)
        colour = classes.colour(reading)
        written = "" if value is None else _short(value, kpi.unit)
        areas.append(Area(key, name, _rings(geojson), colour, written))
    legend = tuple(
        (entry.colour, entry.text) for entry in classes.legend(readings, hatch=False) if entry.count
    )
    caption = asked.words(N_("{kpi} by grid"), kpi=kpi.short.of(asked.language))
    return GridMap(tuple(areas), legend, caption)


def _short(value: float, unit: str) -> str:
    """A figure for a small field: a rate in whole percent, of which only all is 100 %."""
    return formats.percent(value, 0) if unit == "percent" else formats.axis(round(value, 3), unit)


def _rings(geojson: str) -> tuple[Ring, ...]:
    """The outer ring of each polygon."""
    shape = orjson.loads(geojson)
    polygons = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
    return tuple(tuple((float(x), float(y)) for x, y, *_ in rings[0]) for rings in polygons)


def finish(
    asked: Asked,
    name: str,
    kicker: str,
    title: str,
    body: Table | Chart | GridMap,
    kpis: Sequence[str],
    exports: Sequence[str] = (),
) -> Slide:
    """A slide of what was found; one with nothing to say says so."""
    sources = [contracts.get(export).label.of(asked.language) for export in exports]
    said = title or asked.words(N_("{period}: nothing can be shown here"), period=asked.when)
    return Slide(
        id=name,
        kicker=asked.words(kicker),
        title=said,
        body=body,
        foot=asked.foot(kpis, sources),
        notes=asked.notes(kpis, asked.said),
        alt=f"{body.caption}: {said}" if body.caption else said,
        said=tuple(asked.said),
    )
