"""The health circle page's first parts: the sentence, four numbers, the map, the worst-served grids."""

from __future__ import annotations

from dataclasses import replace
from html import escape

import streamlit as st

from neighborcare.measures import opening
from neighborcare.privacy.views import THRESHOLDS
from neighborcare.text import N_, formats, translator
from neighborcare.ui import (
    circle_map,
    circle_walk,
    filters,
    ground,
    map_frame,
    page,
    picture,
    writing,
)
from neighborcare.ui.cache import answer
from neighborcare.ui.circle_choice import MAP, SERVICES, Choice, paces, services_name, toggle, town, when
from neighborcare.ui.circle_grids import worst_first
from neighborcare.ui.circle_map import Scene
from neighborcare.ui.circle_walk import Asked, Walked, about, joined
from neighborcare.ui.map_frame import Caption, Clicked, Drawing
from neighborcare.ui.session import Session

SOURCES = ("buildings", "service_points", "walkways")
EVEN = 5e-4  # shares that are written alike


def head(session: Session, choice: Choice, found: Walked) -> None:
    """The sentence that concludes, or what is missing."""
    _ = translator(session.language)
    if not choice.asked.question.types:
        page.head(_(N_("Choose at least one kind of service")))
        return
    if not found.elders:
        text = _(N_("The health circle waits for buildings, service points and the walking network"))
        page.head(text, _(N_("Load them on the upload page.")))
        return
    page.head(
        joined(_said(session, choice, found)),
        _(N_("Elders aged 65 and over, by the building they live in, along the walking network")),
    )


def _said(session: Session, choice: Choice, found: Walked) -> str:
    asked, homes = choice.asked, town(session)
    question = asked.question
    if question.closed:
        whole = replace(asked, question=replace(question, closed=()))
        text = conclusion(asked, found, {}, session.language, THRESHOLDS[session.role])
        return text + _without(
            session, question.closed, found, answer(session, circle_walk.walked, whole, homes)
        )
    any_day = replace(asked, question=replace(question, weekday=0))
    shares = answer(session, circle_walk.by_weekday, any_day, homes)
    return conclusion(asked, found, shares, session.language, THRESHOLDS[session.role])


def _without(session: Session, closed: tuple[str, ...], found: Walked, whole: Walked) -> str:
    """What switching points off does."""
    _ = translator(session.language)
    names = {point.point_id: point.point_name for point in answer(session, opening.points)}
    named = formats.listing([names.get(point, point) for point in closed[:2]], session.language)
    if len(closed) > 2:
        named = _(N_("{count} service points"), count=len(closed))
    more = round(found.outside - whole.outside)
    if not more:
        return _(N_("; without {names} nobody more is outside"), names=named)
    count = about(_count(session, more), found, session.language)
    return _(N_("; without {names} {count} more are outside"), names=named, count=count)


def conclusion(
    asked: Asked, found: Walked, shares: dict[int, float | None], language: str, least: int = 0
) -> str:
    """One sentence: the share within reach, how many are outside, and what another day would make of it.

    Of fewer than `least` outside nothing is told, nor the share that would tell it.
    """
    _ = translator(language)
    if 0 < found.outside < least:
        return _(
            N_("Walking to {services} in {minutes} minutes: how many are outside is not shown"),
            minutes=formats.number(asked.minutes),
            services=services_name(asked.question, language),
        )
    words: dict[str, object] = {
        "minutes": formats.number(asked.minutes),
        "services": services_name(asked.question, language),
        "share": about(formats.percent(found.share), found, language),
        "count": about(formats.number(round(found.outside)), found, language),
        "day": when(asked.question, language),
    }
    if asked.weekday or asked.question.hour:
        text = _(
            N_(
                "On {day} {share} of elders 65+ can walk to {services} in {minutes} minutes; {count} are outside"
            ),
            **words,
        )
        return text + _other(
            _(N_("; counting all days {other}")), shares.get(0) if asked.weekday else None, found
        )
    text = _(
        N_("{share} of elders 65+ can walk to {services} in {minutes} minutes; {count} are outside"), **words
    )
    return _begun(text) + _worst_day(shares, found, language)


def _begun(text: str) -> str:
    """A sentence with its first letter large."""
    return text[:1].upper() + text[1:]


def _worst_day(shares: dict[int, float | None], found: Walked, language: str) -> str:
    _ = translator(language)
    known = {day: share for day, share in shares.items() if day and share is not None}
    if not known:
        return ""
    worst = min(known.values())
    days = [day for day, share in known.items() if share - worst < EVEN]
    if len(days) == 1:
        text = _(N_("; on {day} alone {other}"), day=circle_map.day_name(days[0], language), other="{other}")
        return _other(text, worst, found)
    best = [day for day in known if day not in days]
    names = formats.listing([circle_map.day_name(day, language) for day in best], language)
    return _other(_(N_("; on days other than {days} {other}"), days=names, other="{other}"), worst, found)


def _other(text: str, share: float | None, found: Walked) -> str:
    if share is None or found.share is None or abs(share - found.share) < EVEN:
        return ""
    return text.replace("{other}", formats.percent(share))


def numbers(session: Session, choice: Choice, found: Walked) -> None:
    """Four numbers side by side."""
    _ = translator(session.language)
    persons = formats.unit_name("persons", session.language, 2)
    unseen = writing.is_few(session, found.outside)  # with all of which it could be told
    share = formats.hidden(session.language)
    covered = share if unseen else _count(session, found.covered)
    if not unseen:
        share = about(formats.percent(found.share), found, session.language)
    inside = _(N_("{covered} of {elders}"), covered=covered, elders=_count(session, found.elders))
    off = _(N_("of them without a connected path: {count}"), count=_count(session, found.no_path))
    tiles = [
        (
            _(N_("Within {minutes} minutes"), minutes=formats.number(choice.asked.minutes)),
            share,
            "",
            inside,
        ),
        (
            _(N_("Outside the circle")),
            share if unseen else about(_count(session, found.outside), found, session.language),
            "" if unseen else persons,
            off,
        ),
        (
            _(N_("Cannot be located")),
            _count(session, found.not_located),
            "" if writing.is_few(session, found.not_located) else persons,
            _(N_("their building has no usable coordinates")),
        ),
    ]
    if found.standard is not None:
        near = formats.percent(found.standard)
        near = _(N_("about {figure}"), figure=near) if found.some_hidden else near
        note = _(N_("on the network, at whatever pace (GB 50180)"))
        tiles.append((_(N_("Within 1,000 m")), near, "", note))
    for column, tile in zip(st.columns(len(tiles), gap="small"), tiles, strict=True):
        with column, st.container(border=True, height="stretch"):
            st.html(_tile(*tile))


def _tile(name: str, value: str, unit: str, note: str) -> str:
    return (
        f'<div><div class="card-name">{escape(name)}</div>'
        f'<div class="card-figure"><span class="card-value">{escape(value)}</span>'
        f'<span class="card-unit">{escape(unit)}</span></div>'
        f'<p class="quiet">{escape(note)}</p></div>'
    )


def _count(session: Session, count: float) -> str:
    return (
        formats.hidden(session.language) if writing.is_few(session, count) else formats.number(round(count))
    )


def show_map(session: Session, choice: Choice, found: Walked) -> None:
    """The map; paces and source at its foot. A click on a service switches it off or on."""
    _ = translator(session.language)
    question, land = choice.asked.question, answer(session, ground.land)
    parts = [paces(question, session.language)]
    if found.estimated:
        parts.append(_(N_("Buildings with few elders are estimated from their grid's total")))
    measured = " · ".join(
        [
            _(N_("Walk to {services}"), services=services_name(question, session.language)),
            when(question, session.language),
        ]
    )
    scene = Scene(
        choice.asked,
        choice.by,
        map_frame.screen(session),
        THRESHOLDS[session.role],
    )
    homes = town(session)
    map_frame.show(
        session,
        Drawing(circle_map.draw, scene, (land, homes, found)),
        Caption(
            joined(_map_title(session, choice, found)),
            measured,
            " · ".join([*parts, picture.foot(session, sources=SOURCES)]),
        ),
        key=MAP,
        height=scene.screen.size(circle_map.SIZE)[1],
        clicked=Clicked((SERVICES,), toggle, keep=False) if homes else None,
        empty=_(N_("Nothing to draw yet: load buildings and the grids' boundaries.")),
    )


def _map_title(session: Session, choice: Choice, found: Walked) -> str:
    _ = translator(session.language)
    names = filters.community_of(session)
    outside: dict[str, float] = {}
    for grid in found.grids:
        community = names[grid.grid_id].community_name
        outside[community] = outside.get(community, 0.0) + grid.outside
    total = sum(outside.values())
    if not total:
        return _(
            N_("Everybody is within the {minutes}-minute circle"),
            minutes=formats.number(choice.asked.minutes),
        )
    if len(outside) < 2:
        worst = worst_first(found)[0]
        place = names[worst.grid_id].grid_name
        return _(N_("Most of those outside live in {place}"), place=place)
    most = max(outside, key=lambda name: outside[name])
    share = about(formats.percent(outside[most] / total, 0), found, session.language)
    return _begun(_(N_("{share} of those outside live in {place}"), share=share, place=most))
