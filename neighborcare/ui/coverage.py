"""What the coverage page says of one KPI in one month: every grid's figure, the sentence, the ranking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import duckdb

from neighborcare import measures
from neighborcare.charts.reading import Reading, Subject, figure_text
from neighborcare.measures import Kpi, figures
from neighborcare.measures.figures import Change, Figure
from neighborcare.text import N_, formats, translator
from neighborcare.ui import figure, filters, writing
from neighborcare.ui.filters import Place

FIRST = date(1900, 1, 1)
ALIKE = 1e-9


@dataclass(frozen=True, slots=True)
class Asked:
    """One picture's worth of choices; `community` narrows it to a worker's own.

    Changes are against the month `against`, None for the month before.
    """

    kpi: str
    month: date
    language: str
    community: str | None = None
    against: date | None = None

    @property
    def base(self) -> date:
        """The month that changes are against."""
        return self.against or figures.previous(self.month, self.month)[0]

    @property
    def since(self) -> str:
        """ "On the month before", "Against March 2025" """
        _ = translator(self.language)
        if self.base == figures.previous(self.month, self.month)[0]:
            return _(N_("On the month before"))
        return _(N_("Against {month}"), month=formats.month(self.base, self.language))


@dataclass(frozen=True, slots=True)
class Seen:
    """One grid: its figure and its change on the month before."""

    place: Place
    figure: Figure | None
    change: Change
    reading: Reading


@dataclass(frozen=True, slots=True, eq=False)
class Survey:
    """All grids, those that can be judged first (worst first), then those that cannot.

    `missing`: exports that the KPI waits for. `rest`: work that belongs to no grid, by whole communities.
    `since` says in words which month changes are against, `month_before` whether it is the one before.
    """

    kpi: Kpi
    subject: Subject
    grids: tuple[Seen, ...]
    rest: tuple[Seen, ...]
    missing: str | None
    since: str = ""
    month_before: bool = True

    @property
    def judged(self) -> tuple[Seen, ...]:
        """Grids with a figure that can be judged and may be shown, the worst first."""
        return tuple(seen for seen in self.grids if seen.reading.kind == "value")


def survey(con: duckdb.DuckDBPyConnection, asked: Asked) -> Survey:
    """Every grid of the visitor's area in that month."""
    kpi = measures.get(asked.kpi)
    row = con.execute("SELECT missing FROM kpi_status WHERE kpi = $kpi", {"kpi": kpi.id}).fetchone()
    span = asked.month, asked.month
    now = {one.area: one for one in figures.figures(con, kpi, areas="grid", first=span[0], last=span[1])}
    base = asked.base
    before = {one.area: one for one in figures.figures(con, kpi, areas="grid", first=base, last=base)}
    known = [p for p in filters.places(con) if asked.community in (None, p.community_id)]
    seen = [_seen(kpi, place, now.get(place.grid_id), before.get(place.grid_id), asked) for place in known]
    return Survey(
        kpi=kpi,
        subject=_subject(kpi, asked),
        grids=ranked(kpi, [one for one in seen if one.place.is_grid]),
        rest=tuple(one for one in seen if not one.place.is_grid and one.figure and one.figure.value),
        missing=row[0] if row else None,
        since=asked.since,
        month_before=base == figures.previous(*span)[0],
    )


def ranked(kpi: Kpi, grids: Sequence[Seen]) -> tuple[Seen, ...]:
    """The worst first (the largest first where neither is better), those without a judgement last."""
    sign = 1 if kpi.direction == "up" else -1
    order = {"value": 0, "too_few": 1, "hidden": 2, "empty": 3}

    def place(seen: Seen) -> tuple[int, float, str]:
        return order[seen.reading.kind], sign * (seen.reading.drawn or 0.0), seen.place.grid_id

    return tuple(sorted(grids, key=place))


def _seen(kpi: Kpi, place: Place, now: Figure | None, before: Figure | None, asked: Asked) -> Seen:
    _ = translator(asked.language)
    change = figure.changed(kpi, now, before)
    reading = Reading(place.grid_id, place.grid_name, None)
    if now is not None:
        moved = figure.change_text(change, kpi.unit, asked.language)
        known = change.points is not None or change.share is not None
        reading = Reading(
            id=place.grid_id,
            name=place.grid_name,
            value=now.value,
            numerator=now.numerator,
            denominator=now.denominator,
            hidden=now.hidden,
            too_few=figures.too_few(kpi, now),
            state=figures.state(kpi, now),
            change=_(N_("{since} {change}"), since=asked.since, change=moved) if known else "",
        )
    return Seen(place, now, change, reading)


def _subject(kpi: Kpi, asked: Asked) -> Subject:
    return Subject(
        name=kpi.short.of(asked.language),
        unit=kpi.unit,
        period=formats.month(asked.month, asked.language),
        target=kpi.target,
        direction=kpi.direction,
    )


def course(con: duckdb.DuckDBPyConnection, kpi_id: str) -> tuple[float, ...]:
    """Every grid's figure of every month, so that colours keep their meaning when the month changes."""
    kpi = measures.get(kpi_id)
    found = figures.figures(con, kpi, areas="grid", first=FIRST, last=date.max.replace(day=1), by_month=True)
    return tuple(
        one.value
        for one in found
        if one.value is not None and not one.area.startswith("@") and not figures.too_few(kpi, one)
    )


def conclusion(found: Survey, language: str) -> str:
    """One sentence: which grid is worst and how far from the target it is."""
    name, judged = found.subject.name, found.judged
    if not judged or (not any(one.reading.drawn for one in judged) and _kinds(found, "hidden")):
        return _nothing(found, language)
    worst = judged[0]
    value = figure_text(worst.reading, found.subject, language)
    alike = [one for one in judged if abs((one.reading.drawn or 0) - (worst.reading.drawn or 0)) < ALIKE]
    words = {"kpi": name, "grid": worst.place.grid_name, "value": value, "count": len(alike)}
    if found.kpi.target is None or found.kpi.direction == "neutral":
        return _of_many(found, words, len(alike), language)
    if worst.reading.state == "good":
        return _all_good(found, words, language)
    if found.kpi.kind == "count" and not found.kpi.target:
        return translator(language)(N_("{kpi}: {grid} has most with {value}; the target is 0"), **words)
    words["gap"] = _gap(found.kpi, worst.reading.drawn or 0.0, language)
    return _short_of_target(found.kpi, words, len(alike), language)


def _kinds(found: Survey, *kinds: str) -> int:
    return sum(seen.reading.kind in kinds for seen in found.grids)


def _nothing(found: Survey, language: str) -> str:
    """Why there is no grid to name: nothing counted, or so little that it is not shown."""
    _ = translator(language)
    words = {"period": found.subject.period, "kpi": found.subject.name}
    if found.judged:
        few = _kinds(found, "hidden")
        text = N_("{period}: “{kpi}” is not shown in {count} grids, and nothing in the others")
        return _(text, count=few, **words)
    if _kinds(found, "hidden", "too_few"):
        return _(N_("{period}: “{kpi}” cannot be shown or judged in any grid"), **words)
    return _(N_("{period}: nothing to say yet about “{kpi}”"), **words)


def _short_of_target(kpi: Kpi, words: Mapping[str, object], alike: int, language: str) -> str:
    _ = translator(language)
    if kpi.direction == "up":
        if alike > 1:
            return _(
                N_(
                    "{kpi}: {grid} and others, {count} grids in all, are lowest with {value}, {gap} below target"
                ),
                **words,
            )
        return _(N_("{kpi}: {grid} is lowest with {value}, {gap} below target"), **words)
    if alike > 1:
        return _(
            N_(
                "{kpi}: {grid} and others, {count} grids in all, are highest with {value}, {gap} above target"
            ),
            **words,
        )
    return _(N_("{kpi}: {grid} is highest with {value}, {gap} above target"), **words)


def _all_good(found: Survey, words: Mapping[str, object], language: str) -> str:
    _ = translator(language)
    total = len(found.judged)
    if words["count"] == total:
        return _(N_("{kpi}: all {total} grids meet the target with {value}"), total=total, **words)
    if found.kpi.direction == "up":
        return _(
            N_("{kpi}: all {total} grids meet the target; the lowest is {grid} with {value}"),
            total=total,
            **words,
        )
    return _(
        N_("{kpi}: all {total} grids meet the target; the highest is {grid} with {value}"),
        total=total,
        **words,
    )


def _of_many(found: Survey, words: Mapping[str, object], alike: int, language: str) -> str:
    """Without a target: the lowest where more is better, else the highest."""
    _ = translator(language)
    if alike == len(found.judged) > 1:
        return _(N_("{kpi}: the same in all {count} grids, {value}"), **words)
    if found.kpi.direction == "up":
        if alike > 1:
            return _(N_("{kpi}: {grid} and others, {count} grids in all, are lowest with {value}"), **words)
        return _(N_("{kpi}: {grid} is lowest with {value}"), **words)
    if found.kpi.kind == "count":
        return _(N_("{kpi}: {grid} has most with {value}"), **words)
    return _(N_("{kpi}: {grid} is highest with {value}"), **words)


def _gap(kpi: Kpi, value: float, language: str) -> str:
    apart = abs(value - (kpi.target or 0.0))
    if kpi.unit == "percent":
        return formats.points(apart, language).removeprefix("+")
    return formats.quantity(apart, kpi.unit, language)


def tally(found: Survey, language: str) -> str:
    """How many grids meet the target, and how many cannot be judged."""
    _ = translator(language)
    kinds = [seen.reading.kind for seen in found.grids]
    parts = [_(N_("{count} grids"), count=len(kinds))]
    states = [seen.reading.state for seen in found.judged]
    if found.kpi.target is not None and states:
        parts.append(_(N_("{count} on target"), count=states.count("good")))
        parts.append(_(N_("{count} off target"), count=len(states) - states.count("good")))
    for kind, text in (
        ("too_few", N_("{count} too small to judge")),
        ("hidden", N_("{count} not shown")),
        ("empty", N_("{count} without data")),
    ):
        if kind in kinds:
            parts.append(_(text, count=kinds.count(kind)))
    return formats.comma(*parts, language=language)


def moved(found: Survey, language: str) -> str:
    """What changed since the month that is compared with, in one sentence."""
    _ = translator(language)
    known = [(seen, amount(seen)) for seen in found.judged if amount(seen) is not None]
    words: dict[str, object] = {"since": found.since}
    if not known:
        return _(N_("{since}: nothing to compare with"), **words)
    better = [seen for seen, _size in known if seen.change.better]
    worse = [(abs(size or 0), seen) for seen, size in known if seen.change.better is False]
    if found.kpi.direction == "neutral":
        up, down = (sum((size or 0) * sign > ALIKE for _one, size in known) for sign in (1, -1))
        return _(N_("{since}, {up} grids rose and {down} fell"), up=up, down=down, **words)
    if not worse and not better:
        return _(N_("{since}, no grid changed"), **words)
    if not worse:
        return _(N_("{since}, {better} grids are better and none is worse"), better=len(better), **words)
    worst = max(worse, key=lambda pair: pair[0])[1]
    return _(
        N_("{since}, {better} grids are better, {worse} worse; {grid} most ({change})"),
        better=len(better),
        worse=len(worse),
        grid=worst.place.grid_name,
        change=figure.change_text(worst.change, found.kpi.unit, language),
        **words,
    )


def amount(seen: Seen) -> float | None:
    """A grid's change: percentage points as a fraction for a rate, else the share of what was before."""
    return seen.change.points if seen.change.points is not None else seen.change.share


def state_words(seen: Seen, subject: Subject, language: str) -> str:
    """A grid's state by shape and word, or why it has none."""
    _ = translator(language)
    if seen.reading.kind == "value":
        return writing.state_words(seen.reading.state, language)
    if seen.reading.kind == "empty":
        return _("No data")
    return figure_text(seen.reading, subject, language)
