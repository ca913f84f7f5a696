"""The first slides: the conclusion and what became of the last decisions; whom it is about; the main indicators."""

from __future__ import annotations

from dataclasses import dataclass

from neighborcare import measures
from neighborcare.charts.palette import SHAPES
from neighborcare.measures import Kpi
from neighborcare.measures.figures import Figure
from neighborcare.report import wording
from neighborcare.report.asking import Asked
from neighborcare.report.meeting import Decision
from neighborcare.report.slides import Bullets, Slide, Table
from neighborcare.text import N_, formats

HEADLINES = ("K10", "K11", "K12", "K58", "K39", "K18")  # those of the overview
BASE = (
    ("K01", "households"),
    ("K01", "population"),
    ("K02", "60"),
    ("K02", "65"),
    ("K02", "80"),
    ("K04", None),
)
LISTED = 6  # rows of a table that a hall can read
STATES = {"good": N_("on target"), "watch": N_("close"), "bad": N_("off target")}
STANDING = {
    "done": ("good", N_("done")),
    "under_way": ("", N_("under way")),
    "overdue": ("bad", N_("overdue")),
    "deferred": ("watch", N_("put off")),
    "rejected": ("", N_("not adopted")),
    "open": ("watch", N_("not decided")),
}


@dataclass(frozen=True, slots=True)
class Lag:
    """A grid that is off target on an indicator, and for how many months in a row."""

    figure: Figure
    name: str
    months: int


def cover(asked: Asked) -> Slide:
    """The conclusion in one sentence; under it what became of the last meeting's decisions, or the agenda."""
    decisions = asked.meeting.decisions
    body = _decided(asked, decisions) if decisions else Bullets(asked.meeting.agenda or _agenda(asked))
    day = formats.day(asked.meeting.day, asked.language)
    parts = [asked.words(N_("Joint party-building meeting")), asked.meeting.area_name, day]
    return Slide(
        id="cover",
        kicker=" · ".join([*parts, asked.meeting.audience] if asked.meeting.audience else parts),
        title=conclusion(asked),
        body=body,
        foot=asked.foot(("K10", "K11", "K13")),
        notes=asked.notes(("K10", "K11", "K13"), asked.said),
        alt=body.caption if isinstance(body, Table) else formats.joined(body.items, asked.language),
        said=tuple(asked.said),
    )


def conclusion(asked: Asked) -> str:
    """ "2025年8月：月探访率 98.3%，环比上升 0.4 个百分点；158 人超期未访；凯旋第四网格…连续 3 个月未达标"."""
    visits, overdue = asked.figure("K10"), asked.figure("K13")
    first = ""
    if asked.shown(visits):
        reached = asked.words(N_("{rate} of elders in special difficulty visited"), rate=asked.say(visits))
        first = formats.comma(reached, asked.moved(visits), language=asked.language)
    late = ""
    if overdue.value:
        late = asked.words(N_("{people} overdue for a visit"), people=asked.say(overdue))
    elif overdue.value == 0:
        late = asked.words(N_("nobody is overdue"))
    said = formats.joined([first, late, _lagging(asked)], asked.language)
    period = asked.when
    if not said:
        return asked.words(N_("{period}: no figures on visits can be shown"), period=period)
    return asked.words(N_("{period}: {said}"), period=period, said=said)


def _lagging(asked: Asked) -> str:
    found = lags(asked, "K11")
    if not found:
        return ""
    worst = found[0]
    name = measures.get("K11").short.of(asked.language)
    if worst.months < 2:
        said = asked.words(N_("off target this month"))
    else:
        said = wording.behind(worst.months, asked.language)
    return asked.words(
        N_("{area}: {kpi} {value}, {said}"),
        area=worst.name,
        kpi=name,
        value=asked.say(worst.figure),
        said=said,
    )


def lags(asked: Asked, kpi_id: str) -> list[Lag]:
    """The grids off target on an indicator, those first that are so for longest, then the furthest from it."""
    kpi = measures.get(kpi_id)
    off = [one for one in asked.every(kpi_id, "grid").values() if asked.state(one) == "bad"]
    off.sort(key=lambda one: (_far(kpi, one), one.area), reverse=True)
    found = [
        Lag(one, asked.grids[one.area], asked.running(kpi_id, ("grid", one.area))) for one in off[:LISTED]
    ]
    return sorted(found, key=lambda lag: -lag.months)


def _far(kpi: Kpi, figure: Figure) -> float:
    """By what part of its target a figure misses it."""
    aim = kpi.target_of(figure.part)
    if aim is None or figure.value is None:
        return 0.0
    return abs(aim - figure.value) / (abs(aim) or 1.0)


def _decided(asked: Asked, decisions: tuple[Decision, ...]) -> Table:
    shown = decisions[:LISTED]
    done = sum(one.state == "done" for one in decisions)
    late = sum(one.state == "overdue" for one in decisions)
    caption = asked.words(
        N_("Decided last time: {count} topics, {done} done, {late} overdue"),
        count=len(decisions),
        done=done,
        late=late,
    )
    rows = [
        (
            one.title,
            one.owner or formats.NOTHING,
            formats.day(one.due, asked.language),
            marked(asked, *STANDING.get(one.state, ("", one.state))),
        )
        for one in shown
    ]
    heads = (N_("Decided"), N_("Responsible unit"), N_("Due"), N_("State"))
    return Table(
        tuple(asked.words(head) for head in heads),
        tuple(rows),
        (False, False, False, False),
        tuple(STANDING.get(one.state, ("", ""))[0] for one in shown),
        caption,
    )


def marked(asked: Asked, state: str, word: str) -> str:
    """A state by shape and word."""
    return f"{SHAPES[state]} {asked.words(word)}" if state else asked.words(word)


def _agenda(asked: Asked) -> tuple[str, ...]:
    items = (
        N_("How the period went: main indicators, elders, children and special groups"),
        N_("Requests, safety, and what partners did"),
        N_("What lags, and who mends it by when"),
        N_("Items offered for claiming"),
    )
    return tuple(asked.words(item) for item in items)


def base(asked: Asked) -> Slide:
    """Whom it is about: households, residents, elders, key people, by area."""
    households, people, elders = asked.figure("K01", "households"), asked.figure("K01"), asked.figure("K02")
    first = asked.words(
        N_("{households} with {people} live here"), households=asked.say(households), people=asked.say(people)
    )
    aged = (
        asked.words(N_("{rate} of them 65 or older"), rate=asked.say(elders)) if asked.shown(elders) else ""
    )
    title = formats.joined(
        [formats.comma(first, aged, language=asked.language), _oldest(asked)], asked.language
    )
    return Slide(
        id="base",
        kicker=asked.words(N_("Whom it is about")),
        title=title,
        body=_base_table(asked),
        foot=asked.foot(("K02", "K01", "K04")),
        notes=asked.notes(("K01", "K02", "K04"), asked.said),
        alt=asked.words(N_("Residents, elders and key people by area")),
        said=tuple(asked.said),
    )


def _oldest(asked: Asked) -> str:
    found = [one for one in asked.every("K02", asked.below).values() if one.area in dict(asked.places)]
    judged = [one for one in found if asked.shown(one)]
    if len(judged) < 2:
        return ""
    most = max(judged, key=lambda one: (one.value or 0.0, one.area))
    return asked.words(
        N_("{area} is the most aged, {rate}"), area=dict(asked.places)[most.area], rate=asked.say(most)
    )


def _base_table(asked: Asked) -> Table:
    heads = [asked.words(N_("Community") if asked.below == "community" else N_("Grid"))]
    heads += [
        asked.words(N_("Households")),
        asked.words(N_("Residents")),
        *(asked.words(N_("{age}+"), age=age) for age in (60, 65, 80)),
        measures.get("K04").short.of(asked.language),
    ]
    rows = [(name, *_line(asked, (asked.below, area))) for area, name in asked.places]
    rows.append((asked.words(N_("Total")), *_line(asked, asked.meeting.area)))
    return Table(tuple(heads), tuple(rows), (False, *[True] * len(BASE)))


def _line(asked: Asked, area: tuple[str, str]) -> list[str]:
    found = [asked.figure(kpi, part, area=area) for kpi, part in BASE]
    for one in found:
        asked.say(one)
    return [
        asked.written(one)
        if one.hidden or one.value is None
        else formats.bare(one.value, measures.get(one.kpi).unit_of(one.part))
        for one in found
    ]


def headlines(asked: Asked) -> Slide:
    """The six main indicators against target, the period before and a year ago."""
    found = [asked.figure(kpi) for kpi in HEADLINES]
    states = [asked.state(one) for one in found]
    title = _standing(asked, states, found)
    heads = (
        N_("Indicator"),
        N_("Actual"),
        N_("Target"),
        N_("On the period before"),
        N_("On last year"),
        N_("State"),
    )
    table = Table(
        tuple(asked.words(head) for head in heads),
        tuple(_headline(asked, one, state) for one, state in zip(found, states, strict=True)),
        (False, True, True, True, True, False),
        tuple(state or "" for state in states),
    )
    return Slide(
        id="headlines",
        kicker=asked.words(N_("Main indicators")),
        title=title,
        body=table,
        foot=asked.foot(HEADLINES[:3]),
        notes=asked.notes(HEADLINES, asked.said),
        alt=asked.words(N_("Six main indicators against target, the period before and last year")),
        said=tuple(asked.said),
    )


def _standing(asked: Asked, states: list[str | None], found: list[Figure]) -> str:
    counted = asked.words(
        N_("{count} main indicators: {good} on target, {watch} close, {bad} off target"),
        count=len(states),
        good=states.count("good"),
        watch=states.count("watch"),
        bad=states.count("bad"),
    )
    if None in states:
        unknown = asked.words(N_("{count} cannot be judged"), count=states.count(None))
        counted = formats.comma(counted, unknown, language=asked.language)
    off = [one for one, state in zip(found, states, strict=True) if state == "bad"]
    if not off:
        return counted
    worst = max(off, key=lambda one: _far(measures.get(one.kpi), one))
    name = measures.get(worst.kpi).short.of(asked.language)
    furthest = asked.words(N_("{kpi} is furthest from it, {value}"), kpi=name, value=asked.say(worst))
    return formats.joined([counted, furthest], asked.language)


def _headline(asked: Asked, figure: Figure, state: str | None) -> tuple[str, ...]:
    kpi = measures.get(figure.kpi)
    target = asked.target(kpi, figure)
    aim = formats.NOTHING if target is None else formats.quantity(target, kpi.unit, asked.language)
    return (
        kpi.short.of(asked.language),
        asked.say(figure),
        asked.words(N_("{target} by now"), target=aim) if kpi.yearly and target is not None else aim,
        _against(asked, figure, "before"),
        _against(asked, figure, "year"),
        marked(asked, state, STATES[state]) if state else formats.NOTHING,
    )


def _against(asked: Asked, figure: Figure, against: wording.Against) -> str:
    """A stock that grows from January on is compared with last year only."""
    if against == "before" and (asked.meeting.period == "ytd" or measures.get(figure.kpi).yearly):
        return formats.NOTHING
    return wording.cell(asked.change(figure, against), asked.language)
