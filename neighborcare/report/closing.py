"""The last slides: what lags and whose task it is, and what is done next, by whom, until when."""

from __future__ import annotations

from dataclasses import dataclass

from neighborcare import contracts, measures
from neighborcare.measures import telling
from neighborcare.measures.signals import catalogue
from neighborcare.report import wording
from neighborcare.report.asking import Asked
from neighborcare.report.meeting import Offer
from neighborcare.report.opening import LISTED, Lag, lags
from neighborcare.report.services import clause, finish
from neighborcare.report.slides import Slide, Table
from neighborcare.text import N_, formats

JUDGED = ("K11", "K10", "K06", "K18", "K58", "K25", "K05", "K20", "K46")  # where a grid's own work shows
OF_ONE = 2  # rows of the problems about the same indicator
STEPS = 4  # next steps on the slide; the offered items share it
DUTIES = {"grid_manager": N_("grid manager"), "community": N_("community"), "office": N_("street office")}


@dataclass(frozen=True, slots=True)
class Step:
    """Something to be done next: what, whose task, until when."""

    what: str
    owner: str
    due: str


def weakest(asked: Asked) -> list[Lag]:
    """The grids furthest behind, indicator by indicator, those first that are behind for longest."""
    found = [lag for kpi in JUDGED for lag in lags(asked, kpi)[:OF_ONE]]
    return sorted(found, key=lambda lag: (-lag.months, JUDGED.index(lag.figure.kpi)))[:LISTED]


def problems(asked: Asked) -> Slide:
    """The weakest grids, by indicator, with whoever answers for them, and what is overdue."""
    found = weakest(asked)
    first = ""
    if found:
        worst = found[0]
        first = asked.words(
            N_("{area}: {kpi} {value}"),
            area=worst.name,
            kpi=measures.get(worst.figure.kpi).short.of(asked.language),
            value=asked.say(worst.figure),
        )
        first = formats.comma(first, wording.behind(worst.months, asked.language), language=asked.language)
    late = clause(asked, "K13", N_("{value} overdue for a visit"))
    hazards = clause(asked, "K47", N_("{value} with a hazard past its day"))
    title = formats.joined(
        [first or asked.words(N_("No grid is far from a target")), late, hazards], asked.language
    )
    heads = (N_("Grid"), N_("Indicator"), N_("Actual"), N_("Target"), N_("Off target for"), N_("Responsible"))
    table = Table(
        tuple(asked.words(head) for head in heads),
        tuple(_problem(asked, lag) for lag in found),
        (False, False, True, True, True, False),
        caption=asked.words(N_("Grids furthest behind their targets")),
    )
    kpis = tuple(dict.fromkeys(lag.figure.kpi for lag in found)) or ("K13",)
    return finish(asked, "problems", N_("What lags"), title, table, kpis)


def _problem(asked: Asked, lag: Lag) -> tuple[str, ...]:
    kpi = measures.get(lag.figure.kpi)
    target = asked.target(kpi, lag.figure)
    return (
        lag.name,
        kpi.short.of(asked.language),
        asked.say(lag.figure),
        formats.quantity(target, kpi.unit, asked.language),
        months(asked, lag.months),
        owner(asked, asked.community_of(lag.figure.area), "grid_manager"),
    )


def owner(asked: Asked, community: str | None, duty: str) -> str:
    """Who answers for it, by duty and not by name; the community is named where the meeting has several."""
    said = asked.words(DUTIES[duty])
    if not community or community == asked.meeting.area_name:
        return said
    if duty == "community":
        return community
    return asked.words(N_("{community}, {duty}"), community=community, duty=said)


def months(asked: Asked, count: int) -> str:
    """So many months; a full year and more as that."""
    if count == 0:
        return asked.words(N_("this period"))
    return asked.words(N_("1 month") if count == 1 else N_("{count} months"), count=count)


def steps(asked: Asked) -> list[Step]:
    """What the signals of the area ask for: whose task, by when; the gravest first."""
    if not asked.has("signals"):
        return []
    found = []
    for name, subject, items, value, expected, due, _severity, community in asked.rows(
        "signals", **asked.bound
    ):
        signal = catalogue().get(name)
        if signal is None:
            continue
        said = telling.sentence(
            signal, asked.language, subject=subject, items=items, value=value, expected=expected
        )
        who = owner(asked, community, signal.owner)
        found.append(Step(said, who, formats.day(due, asked.language)))
    return found


def offers(asked: Asked) -> list[tuple[str, str, str]]:
    """The items offered for claiming: what, where, until when."""
    return [
        (_item(asked, one), one.place, formats.day(one.deadline, asked.language))
        for one in asked.meeting.offered
    ]


def _item(asked: Asked, offer: Offer) -> str:
    """An item of the ledger by its kind in the meeting's language; one written by hand as it stands."""
    for code in contracts.get("claims").column("claim_type").codes:
        for known in (code.label.zh, code.label.en):
            if offer.claim_id and offer.item == f"{known} {offer.claim_id}":
                return f"{code.label.of(asked.language)} {offer.claim_id}"
    return offer.item


def next_steps(asked: Asked) -> Slide:
    """Next steps with owner and deadline, and the items that units may claim."""
    todo, offered = steps(asked), offers(asked)
    chosen = todo[: max(STEPS, LISTED - len(offered))]
    free = offered[: LISTED + 1 - len(chosen)]
    mend, claim = asked.words(N_("mend")), asked.words(N_("claim"))
    rows = [(mend, one.what, one.owner, one.due) for one in chosen]
    rows += [(claim, *one) for one in free]
    said = [
        asked.words(N_("Next: {count} things to mend"), count=len(todo)) if todo else "",
        asked.words(N_("{count} items here to be claimed"), count=len(free)) if free else "",
    ]
    title = formats.joined(said, asked.language) or asked.words(N_("Nothing is left open"))
    heads = (N_("To do"), N_("What"), N_("Who or where"), N_("Until"))
    table = Table(
        tuple(asked.words(head) for head in heads),
        tuple(rows),
        (False, False, False, False),
        caption=asked.words(N_("What is done next, and what units may claim")),
    )
    return finish(
        asked, "next", N_("Next steps"), title, table, (), ("requests", "hazards", "topics", "claims")
    )
