"""Ageing: how old the street is, where, and who among the elders lives alone, with a partner only, or disabled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import duckdb
import streamlit as st

from neighborcare import contracts, measures
from neighborcare.charts.bars import ranked
from neighborcare.charts.palette import Look
from neighborcare.charts.pyramid import Band, pyramid
from neighborcare.measures import Kpi, figures
from neighborcare.measures.figures import AreaKind, Figure
from neighborcare.text import N_, Label, formats, translator
from neighborcare.ui import cards, figure, query, tables
from neighborcare.ui.drawn import Drawn, ask, show, subject_of, value_text, where
from neighborcare.ui.filters import Place, View, places
from neighborcare.ui.picture import look
from neighborcare.ui.session import Session

AGES = ("60", "65", "80")
GROUPS = ("living_alone", "empty_nest", "disabled_elder")
MOST_GRIDS = 12


@dataclass(frozen=True, slots=True)
class Structure:
    """Five-year bands of an area, youngest first, and their date; `known`: not dated later than asked."""

    bands: tuple[Band, ...]
    day: date | None
    known: bool

    @property
    def people(self) -> float:
        """Everybody in it."""
        return sum((band.men or 0) + (band.women or 0) for band in self.bands)

    def share_from(self, age: int) -> float | None:
        """The share of those of that age and over."""
        old = sum((b.men or 0) + (b.women or 0) for b in self.bands if b.start >= age)
        return old / self.people if self.people else None


def structure(con: duckdb.DuckDBPyConnection, area: tuple[str, str], month: date) -> Structure:
    """The age structure of an area as the statistics of that month have it (as K02 takes them)."""
    found = query.rows(con, "month_end", month=month)
    day = found[0][1] if found else month
    rows = query.rows(con, "ageing_bands", kind=area[0], area=area[1], day=day)
    counts = {(band, sex): float(persons) for band, sex, persons, _day, _known in rows}
    codes = [code.code for code in contracts.get("population").column("age_band").codes]
    bands = tuple(
        Band(int(code.rstrip("+").split("-")[0]), code.replace("-", "–"), counts.get((code, "male"), 0.0),
             counts.get((code, "female"), 0.0))
        for code in codes
    )  # fmt: skip
    return Structure(bands, max((row[3] for row in rows), default=None), all(row[4] for row in rows))


def stage(kpi: Kpi, part: str | None, value: float | None) -> Label | None:
    """The stage of ageing by the thresholds of that age; None below the first, or for nothing."""
    reached = [t for t in kpi.thresholds if t.part == part and value is not None and value >= t.value]
    return max(reached, key=lambda t: t.value).label if reached else None


def stage_text(kpi: Kpi, part: str | None, value: float | None, language: str) -> str:
    """The stage in words; "—" for nothing."""
    if value is None:
        return formats.NOTHING
    found = stage(kpi, part, value)
    return found.of(language) if found else translator(language)(N_("Not yet ageing"))


def conclusion(con: duckdb.DuckDBPyConnection, session: Session, view: View) -> str:
    """The page's sentence: how old, at which stage, and which community is ahead."""
    _ = translator(session.language)
    kpi = measures.get("K02")
    now = figure.one(con, kpi, view.area, view.first, view.last)
    if now is None or now.value is None:
        return ""
    reached = stage_text(kpi, None, now.value, session.language)
    said = {
        "area": where(session, view),
        "people": formats.number(now.denominator),
        "share": formats.percent(now.value),
        "stage": reached if session.language != "en" else reached.lower(),
    }
    ahead = _oldest(con, view)
    if ahead is None:
        return _(N_("{share} of the {people} residents of {area} are 65 or over: {stage}"), **said)
    return _(
        N_(
            "{share} of the {people} residents of {area} are 65 or over: {stage}; {place} is highest at {high}"
        ),
        **said,
        place=ahead[0],
        high=formats.percent(ahead[1]),
    )


def _oldest(con: duckdb.DuckDBPyConnection, view: View) -> tuple[str, float] | None:
    """The community (within a community the grid) with the largest share, where there are several to compare."""
    kind: AreaKind = "community" if view.area[0] == "street" else "grid"
    found = [f for f in _within(con, view, "K02", kind) if f.value is not None and f.denominator]
    if view.area[0] == "grid" or len(found) < 2:
        return None
    names = _names(places(con))
    oldest = max(found, key=lambda f: f.value or 0.0)
    return names.get(oldest.area, oldest.area), float(oldest.value or 0.0)


def _names(known: Sequence[Place]) -> Mapping[str, str]:
    return {p.community_id: p.community_name for p in known} | {p.grid_id: p.grid_name for p in known}


def _within(
    con: duckdb.DuckDBPyConnection, view: View, kpi_id: str, kind: AreaKind, part: str | None = None
) -> list[Figure]:
    """A KPI's figures of the communities or grids of the chosen area (of a grid: of its community)."""
    found = figures.figures(
        con, measures.get(kpi_id), areas=kind, first=view.first, last=view.last, by_part=part is not None
    )
    known = places(con)
    inside = {p.grid_id: p.community_id for p in known} | {p.community_id: p.community_id for p in known}
    home = inside.get(view.area[1])
    return [
        f
        for f in found
        if f.part == part and (home is None or kind == "community" or inside.get(f.area) == home)
    ]


def pyramid_drawn(con: duckdb.DuckDBPyConnection, session: Session, view: View, look: Look) -> Drawn:
    """The pyramid of the area, with that of a year before as an outline where there are statistics of it."""
    _ = translator(session.language)
    now = structure(con, view.area, view.last)
    ago = structure(con, view.area, view.last.replace(year=view.last.year - 1))
    compares = ago.known and ago.day != now.day and ago.people > 0
    share, before = now.share_from(65), ago.share_from(65) if compares else None
    title = _(N_("{count} people are 65 or over"), count=formats.number(_old(now)))
    if share is not None and before is not None:
        title = _(
            N_("The share of those 65 and over is {share}, {change} in a year"),
            share=formats.percent(share),
            change=formats.change_words(share - before, "percent", session.language),
        )
    day = formats.day(now.day, session.language)
    measured = _(N_("Residents of {area} by age and sex, {day}"), area=where(session, view), day=day)
    if compares:
        measured = _(
            N_("Share of the residents of {area} by age and sex, {day}; outline: {before}"),
            area=where(session, view),
            day=day,
            before=formats.day(ago.day, session.language),
        )
    figure_ = pyramid(
        now.bands,
        look,
        compared=ago.bands if compares else (),
        compared_name=formats.day(ago.day, session.language),
        height=480,
    )
    return Drawn(title, measured, figure_)


def _old(found: Structure) -> float:
    return sum((b.men or 0) + (b.women or 0) for b in found.bands if b.start >= 65)


def oldest_grids(con: duckdb.DuckDBPyConnection, session: Session, view: View, look: Look) -> Drawn:
    """The grids with the largest share of residents 65 and over."""
    _ = translator(session.language)
    kpi = measures.get("K02")
    names = _names(places(con))
    found = sorted(_within(con, view, "K02", "grid"), key=lambda f: -(f.value or 0.0))[:MOST_GRIDS]
    readings = [figure.reading(session, kpi, f, key=f.area, name=names.get(f.area, f.area)) for f in found]
    title = _(N_("No grid has statistics yet"))
    if readings and readings[0].drawn is not None:
        title = _(
            N_("{place} is the oldest grid: {share} are 65 or over"),
            place=readings[0].name,
            share=formats.percent(readings[0].value),
        )
    count = len(readings)
    measured = _(N_("Share of residents 65 and over, the {count} highest grids"), count=count)
    selected = view.area[1] if view.area[0] == "grid" else None
    row = min(56, max(34, 410 // max(count, 1)))  # as high as the pyramid beside it
    return Drawn(
        title,
        measured,
        ranked(readings, subject_of(session, kpi, view, target=False), look, selected=selected, row=row),
    )


def by_community(
    con: duckdb.DuckDBPyConnection, session: Session, view: View, look: Look, kpi_id: str, part: str
) -> Drawn:
    """One age or group over the communities (within a community: over its grids), the most first."""
    _ = translator(session.language)
    kpi = measures.get(kpi_id)
    kind: AreaKind = "community" if view.area[0] == "street" else "grid"
    names = _names(places(con))
    found = sorted(
        _within(con, view, kpi_id, kind, part), key=lambda f: (f.value is None, -(f.value or 0.0), f.area)
    )
    readings = [figure.reading(session, kpi, f, key=f.area, name=names.get(f.area, f.area)) for f in found]
    name = kpi.part(part).label.of(session.language)
    now = figure.one(con, kpi, view.area, view.first, view.last, part)
    title = _(N_("{group}: {value}"), group=name, value=value_text(session, kpi, now))
    if now is not None and kpi.kind == "rate" and now.numerator is not None:
        people = formats.quantity(now.numerator, "persons", session.language)
        title = _(N_("{name}: {people}, {share}"), name=name, people=people, share=formats.percent(now.value))
    where = _(N_("by community")) if kind == "community" else _(N_("by grid"))
    measured = _(N_("{measure}, {where}"), measure=_measure(session, kpi, now), where=where)
    selected = view.area[1] if view.area[0] == "grid" else None
    return Drawn(
        title,
        measured,
        ranked(readings, subject_of(session, kpi, view, part, target=False), look, selected=selected),
    )


def _measure(session: Session, kpi: Kpi, now: Figure | None) -> str:
    _ = translator(session.language)
    if kpi.kind == "rate" and now is not None and now.value is not None:
        reached = stage_text(kpi, now.part, now.value, session.language)
        return (
            _(N_("Share of all residents"))
            if now.part == "80"
            else _(N_("Share of all residents; {stage}"), stage=reached)
        )
    return _(N_("Persons on the key-people ledger"))


def table(
    con: duckdb.DuckDBPyConnection, session: Session, view: View, kind: AreaKind
) -> dict[str, list[object]]:
    """Every community or grid of the area with its elders, the stage, and its special groups."""
    _ = translator(session.language)
    kpi, known = measures.get("K02"), places(con)
    names = _names(known)
    whole = _within(con, view, "K02", kind)
    columns: dict[str, list[object]] = {
        _(N_("Grid")) if kind == "grid" else _(N_("Community")): [names.get(f.area, f.area) for f in whole]
    }
    if kind == "grid":
        community = {p.grid_id: p.community_name for p in known}
        columns[_(N_("Community"))] = [community.get(f.area, "") for f in whole]
    columns[_(N_("Residents"))] = [f.denominator for f in whole]
    for age in AGES:
        found = {f.area: f for f in _within(con, view, "K02", kind, age)}
        columns[_(N_("{age}+"), age=age)] = [_number(found, f.area) for f in whole]
        columns[_(N_("{age}+ share"), age=age)] = [_percent(found, f.area) for f in whole]
    columns[_(N_("Stage (65+)"))] = [stage_text(kpi, None, f.value, session.language) for f in whole]
    dependency = {f.area: f for f in _within(con, view, "K03", kind)}
    columns[measures.get("K03").label.of(session.language)] = [_percent(dependency, f.area) for f in whole]
    for group in GROUPS:
        found = {f.area: f for f in _within(con, view, "K04", kind, group)}
        label = measures.get("K04").part(group).label.of(session.language)
        columns[label] = [_counted(session, found.get(f.area)) for f in whole]
    return columns


def _number(found: Mapping[str, Figure], area: str) -> float | None:
    return found[area].numerator if area in found else None


def _percent(found: Mapping[str, Figure], area: str) -> float | None:
    value = found[area].value if area in found else None
    return None if value is None else round(value * 100, 1)


def _counted(session: Session, found: Figure | None) -> float | str | None:
    """How many are on the ledger: none, a number, or the word for one that may not be shown."""
    if found is None:
        return 0
    return formats.hidden(session.language) if found.hidden else found.numerator


def draw(session: Session, view: View) -> None:
    """Everything under the page's sentence."""
    drawing = look(session)
    columns = st.columns(4, gap="small")
    asked = (("K02", "60"), ("K02", "65"), ("K02", "80"), ("K03", None))
    for column, (kpi_id, part) in zip(columns, asked, strict=True):
        with column:
            cards.card(session, view, kpi_id, part)
    left, right = st.columns((4, 3), gap="small")
    ageing = measures.get("K02")
    with left:
        show(
            session,
            ask(session, pyramid_drawn, view, drawing),
            ageing,
            key="pyramid",
            definition=False,
        )
    with right:
        show(session, ask(session, oldest_grids, view, drawing), ageing, key="oldest")
    _row(session, view, drawing, "K02", AGES)
    _row(session, view, drawing, "K04", GROUPS)
    _tables(session, view)


def _row(session: Session, view: View, drawing: Look, kpi_id: str, parts: Sequence[str]) -> None:
    kpi = measures.get(kpi_id)
    for column, part in zip(st.columns(len(parts), gap="small"), parts, strict=True):
        with column:
            drawn = ask(session, by_community, view, drawing, kpi_id, part)
            show(session, drawn, kpi, key=f"{kpi_id}_{part}", definition=False)


def _tables(session: Session, view: View) -> None:
    _ = translator(session.language)
    kinds: dict[AreaKind, str] = {"community": _(N_("By community")), "grid": _(N_("By grid"))}
    if view.area[0] != "street":
        kinds.pop("community")
    for tab, kind in zip(st.tabs(list(kinds.values())), kinds, strict=True):
        with tab:
            found = ask(session, table, view, kind)
            tables.show(session, found, key=f"ageing_{kind}", config=_formats(session), height=None)


def _formats(session: Session) -> Mapping[str, object]:
    _ = translator(session.language)
    names = [_(N_("{age}+ share"), age=age) for age in AGES]
    names.append(measures.get("K03").label.of(session.language))
    counts = [_(N_("Residents")), *(_(N_("{age}+"), age=age) for age in AGES)]
    whole = {name: st.column_config.NumberColumn(format="localized") for name in counts}
    return whole | {name: st.column_config.NumberColumn(format="%.1f%%") for name in names}
