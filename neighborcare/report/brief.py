"""The monthly brief in words: overall, main indicators, what went well, what does not, what is done next, annex."""

from __future__ import annotations

from collections.abc import Sequence

from neighborcare import measures
from neighborcare.report import closing, opening, wording
from neighborcare.report.asking import STREET, Asked
from neighborcare.report.slides import Brief, Section, Slide, Table
from neighborcare.text import N_, formats

BEST = 3  # highlights at most
JUDGED = (*opening.HEADLINES, "K25", "K27", "K53", "K48", "K37", "K05", "K46", "K56")
_NUMERALS = "〇一二三四五六七八九"


def write(asked: Asked, slides: Sequence[Slide]) -> Brief:
    """The brief of the meeting's period and area."""
    return Brief(
        masthead=asked.words(N_("NeighborCare Brief")),
        issue=_issue(asked),
        unit=asked.meeting.area_name,
        day=formats.day(asked.meeting.day, asked.language),
        title=asked.words(N_("{area}: work in {period}"), area=asked.meeting.area_name, period=asked.when),
        overall=_overall(asked),
        sections=(
            _indicators(asked, slides),
            _highlights(asked),
            _problems(asked),
            _next(asked),
        ),
        annex=_annex(asked),
        source=asked.foot(opening.HEADLINES).partition("\n")[0],
    )


def _issue(asked: Asked) -> str:
    """The months of a year are its issues: August is the eighth."""
    month = asked.meeting.month.month
    return asked.words(N_("Issue {number} of {year}"), number=month, year=asked.meeting.month.year)


def _overall(asked: Asked) -> str:
    people, elders = asked.figure("K01"), asked.figure("K02")
    words = asked.words(
        N_("{area} counts {people}, {elders} of them 65 or older"),
        area=asked.meeting.area_name,
        people=wording.over(people.value, "persons", asked.language),
        elders=asked.written(elders),
    )
    return _stop(formats.joined([words, opening.conclusion(asked)], asked.language), asked.language)


def _indicators(asked: Asked, slides: Sequence[Slide]) -> Section:
    """The table of the main indicators, as on its slide."""
    own = next((one for one in slides if one.id == "headlines"), None) or opening.headlines(asked)
    table = own.body if isinstance(own.body, Table) else None
    return Section(_heading(asked, 1, N_("Main indicators")), (_stop(own.title, asked.language),), table)


def _highlights(asked: Asked) -> Section:
    """At most three: what is on target and got better most, else what is on target."""
    found = []
    for kpi_id in JUDGED:
        figure = asked.figure(kpi_id)
        change = asked.change(figure, "year" if asked.meeting.period == "ytd" else "before")
        if asked.state(figure) == "good":
            delta = abs(change.points or change.share or 0.0) if change.better else 0.0
            found.append((delta, figure))
    found.sort(key=lambda one: -one[0])
    lines = []
    for _delta, figure in found[:BEST]:
        kpi = measures.get(figure.kpi)
        said = asked.words(
            N_("{kpi} {value}, on target"), kpi=kpi.label.of(asked.language), value=asked.written(figure)
        )
        lines.append(formats.comma(said, asked.moved(figure), language=asked.language))
    return _listed(asked, 2, N_("What went well"), lines, N_("No indicator reached its target."))


def _problems(asked: Asked) -> Section:
    """Indicator and grid by name, how long it has been so, and whose task it is."""
    lines = []
    for lag in closing.weakest(asked):
        kpi = measures.get(lag.figure.kpi)
        target = asked.target(kpi, lag.figure)
        said = asked.words(
            N_("{area}: {kpi} {value} against a target of {target}"),
            area=lag.name,
            kpi=kpi.label.of(asked.language),
            value=asked.written(lag.figure),
            target=formats.quantity(target, kpi.unit, asked.language),
        )
        lines.append(formats.comma(said, wording.behind(lag.months, asked.language), language=asked.language))
    return _listed(asked, 3, N_("What lags"), lines, N_("No grid is far from a target."))


def _next(asked: Asked) -> Section:
    """Measure, owner, deadline."""
    lines = [
        asked.words(N_("{what}; responsible: {owner}; by {day}"), what=one.what, owner=one.owner, day=one.due)
        for one in closing.steps(asked)
    ]
    offered = [place for _item, place, _day in closing.offers(asked)]
    if offered:
        lines.append(
            asked.words(
                N_("Partners may claim items of {places}"),
                places=formats.listing(list(dict.fromkeys(offered)), asked.language),
            )
        )
    return _listed(asked, 4, N_("What is done next"), lines, N_("Nothing is left open."))


def _annex(asked: Asked) -> Section:
    """The main indicators by area, and their definitions."""
    kpis = [measures.get(kpi) for kpi in opening.HEADLINES]
    heads = [asked.words(N_("Community") if asked.below == "community" else N_("Grid"))]
    heads += [kpi.short.of(asked.language) for kpi in kpis]
    places: list[tuple[tuple[str, str], str]] = [((asked.below, area), name) for area, name in asked.places]
    places.append((asked.meeting.area, asked.words(N_("Total"))))
    rows = [
        (name, *(asked.written(asked.figure(kpi.id, area=area)) for kpi in kpis)) for area, name in places
    ]
    table = Table(tuple(heads), tuple(rows), (False, *[True] * len(kpis)))
    defined = [asked.meaning(kpi) for kpi in kpis]
    kind = (
        N_("Annex: main indicators by community")
        if asked.meeting.area == STREET
        else N_("Annex: main indicators by grid")
    )
    return Section(asked.words(kind), tuple(defined), table)


def _listed(asked: Asked, number: int, heading: str, lines: Sequence[str], none: str) -> Section:
    if asked.language == "en":
        said = [f"{index}. {_stop(line, 'en')}" for index, line in enumerate(lines, 1)]
    else:
        said = [f"（{numeral(index)}）{_stop(line, asked.language)}" for index, line in enumerate(lines, 1)]
    return Section(_heading(asked, number, heading), tuple(said) or (asked.words(none),))


def _heading(asked: Asked, number: int, text: str) -> str:
    """Level one: "一、主要指标", "1. Main indicators"."""
    words = asked.words(text)
    return f"{number}. {words}" if asked.language == "en" else f"{numeral(number)}、{words}"


def numeral(number: int) -> str:
    """A number from 1 to 99 as headings write it: "三", "十二", "二十"."""
    tens, ones = divmod(number, 10)
    lead = ("" if tens == 1 else _NUMERALS[tens]) + "十" if tens else ""
    return lead + (_NUMERALS[ones] if ones else "")


def _stop(sentence: str, language: str) -> str:
    """A full sentence begins large and ends with its stop."""
    if language == "en":
        return f"{sentence[:1].upper()}{sentence[1:]}." if not sentence.endswith(".") else sentence
    return sentence if sentence.endswith("。") else f"{sentence}。"
