"""“Where next”: the places that bring most elders within reach, what each alternative gains, and who stays outside."""

from __future__ import annotations

from functools import partial
from html import escape
from typing import Any

import streamlit as st

from neighborcare.measures.siting import Choice as Found
from neighborcare.measures.siting import Siting
from neighborcare.text import N_, formats, translator
from neighborcare.ui import filters, ground, map_frame, page, picture, siting_map, tables, writing
from neighborcare.ui.cache import answer
from neighborcare.ui.choices import settle
from neighborcare.ui.circle_choice import paces, town
from neighborcare.ui.circle_walk import joined
from neighborcare.ui.grid_page import tables_height
from neighborcare.ui.map_frame import Caption, Drawing
from neighborcare.ui.session import Session
from neighborcare.ui.siting_choice import Choice
from neighborcare.ui.siting_map import Scene

HEIGHT = 480
SOURCES = ("service_points", "buildings", "walkways")


def search(session: Session, choice: Choice) -> Siting:
    """The answer to the search; UserError where there is nothing to choose from."""
    return answer(session, siting_map.found, choice.plan, town(session))


def waiting(session: Session) -> None:
    """What stands here before there are buildings and streets."""
    _ = translator(session.language)
    text = _(N_("The health circle waits for buildings, service points and the walking network"))
    page.head(text, _(N_("Load them on the upload page.")))


def head(session: Session, choice: Choice, found: Siting) -> None:
    """The sentence that concludes."""
    _ = translator(session.language)
    page.head(joined(conclusion(session, choice, found)), _under(session, choice, found))


def conclusion(session: Session, choice: Choice, found: Siting) -> str:
    """Where to put the posts, what they bring, and who is still outside."""
    _ = translator(session.language)
    if not found.choices or not found.choices[0].gained:
        return _(N_("No candidate brings anybody else within reach"))
    best = found.choices[0]
    words = {
        "names": _names(session, best),
        "count": persons(session, best.gained, estimated=found.estimated),
        "outside": persons(session, best.standing.outside, estimated=found.estimated),
        "minutes": formats.number(choice.plan.question.minutes),
    }
    if choice.plan.objective == "walk" and best.standing.mean_minutes is not None:
        words["mean"] = formats.quantity(round(best.standing.mean_minutes, 1), "minutes", session.language)
        return _(N_("Put posts at {names}: the average walk becomes {mean}; {outside} stay outside"), **words)
    text = _(
        N_("Posts at {names} bring {count} within {minutes} minutes; {outside} stay outside"),
        **words,
    )
    return text + _fewer(session, choice, found)


def _fewer(session: Session, choice: Choice, found: Siting) -> str:
    """That more posts than these would bring nobody."""
    if found.posts >= min(choice.plan.posts, found.candidates):
        return ""
    return translator(session.language)(N_("; more posts would bring nobody else"))


def _names(session: Session, choice: Found) -> str:
    return formats.listing([post.name for post in choice.posts], session.language)


def persons(session: Session, count: float, *, estimated: bool) -> str:
    """So many elders in a sentence, as this role may see them."""
    _ = translator(session.language)
    if writing.is_few(session, count):
        return _(N_("a number not shown"))
    text = formats.quantity(round(count), "persons", session.language)
    return _(N_("about {figure}"), figure=text) if estimated and round(count) else text


def _under(session: Session, choice: Choice, found: Siting) -> str:
    _ = translator(session.language)
    parts = [
        _(N_("{count} candidates"), count=formats.number(found.candidates)),
        _(N_("weights: living alone × {alone}, frail × {frail}"), **_weights(choice)),
    ]
    if not found.weights_known:
        parts.append(_(N_("who lives alone is not known by building here, so that weight has no effect")))
    return " · ".join(parts)


def _weights(choice: Choice) -> dict[str, str]:
    weights = choice.plan.weights
    return {"alone": f"{weights.alone:g}", "frail": f"{weights.frail:g}"}


def proof(session: Session, choice: Found) -> str:
    """Whether better places were ruled out."""
    _ = translator(session.language)
    if choice.proof == "optimal":
        return _(N_("Proven optimal (gap 0)"))
    return _(N_("Found by a heuristic, not proven"))


def alternatives(session: Session, choice: Choice, found: Siting) -> None:
    """Up to three answers side by side; the one that is shown on the map is marked."""
    _ = translator(session.language)
    settle("choice", ("0", "1", "2"), "0")
    for number, (column, one) in enumerate(
        zip(st.columns(len(found.choices), gap="small"), found.choices, strict=True)
    ):
        with column, st.container(border=True, height="stretch"):
            st.html(_card(session, found, one, number))
            now = number == min(choice.shown, len(found.choices) - 1)
            st.button(
                _(N_("On the map")) if now else _(N_("Show on the map")),
                key=f"choice_{number}",
                type="tertiary",
                icon=":material/check:" if now else ":material/map:",
                disabled=now,
                on_click=_show,
                args=(str(number),),
            )


def _show(number: str) -> None:
    st.session_state["choice"] = number


def _card(session: Session, found: Siting, one: Found, number: int) -> str:
    _ = translator(session.language)
    name = _(N_("Best answer")) if not number else _(N_("Alternative {number}"), number=number)
    value = persons(session, one.gained, estimated=found.estimated)
    lines = [
        _names(session, one),
        _(
            N_("{count} stay outside; {share} are within reach"),
            count=persons(session, one.standing.outside, estimated=found.estimated),
            share=formats.percent(
                one.standing.covered / one.standing.elders if one.standing.elders else None
            ),
        ),
    ]
    if one.standing.mean_minutes is not None:
        mean = formats.quantity(round(one.standing.mean_minutes, 1), "minutes", session.language)
        lines.append(_(N_("Average walk {mean}"), mean=mean))
    lines.append(proof(session, one))
    return (
        f'<div><div class="card-name">{escape(name)}</div>'
        f'<div class="card-figure"><span class="card-value">+{escape(value)}</span></div>'
        + "".join(f'<p class="quiet">{escape(line)}</p>' for line in map(joined, lines))
        + "</div>"
    )


def shown(choice: Choice, found: Siting) -> Found:
    """The alternative that is looked at."""
    return found.choices[min(choice.shown, len(found.choices) - 1)]


def show_map(session: Session, choice: Choice, found: Siting) -> None:
    """The chosen places and what becomes of every building."""
    _ = translator(session.language)
    land, homes = answer(session, ground.land), town(session)
    one = shown(choice, found)
    scene = Scene(choice.plan, map_frame.screen(session))
    title = _(
        N_("{names}: {count} newly within reach"),
        names=_names(session, one),
        count=persons(session, one.gained, estimated=found.estimated),
    )
    foot = " · ".join(
        [
            proof(session, one),
            paces(choice.plan.question, session.language),
            picture.foot(session, sources=SOURCES),
        ]
    )
    map_frame.show(
        session,
        Drawing(siting_map.draw, scene, (land, homes, one)),
        Caption(joined(title), _(N_("Posts and what becomes of every building")), foot),
        key="siting",
        height=scene.screen.size(siting_map.SIZE)[1],
    )


def show_grids(session: Session, choice: Choice, found: Siting) -> None:
    """What the shown answer gains by grid, and who stays outside there."""
    _ = translator(session.language)
    columns = grids(session, found, shown(choice, found))
    first = next(iter(columns.values()), [])
    title = _(N_("No grid gains")) if not first else _(N_("{grid} gains most"), grid=first[0])
    px = partial(picture.wide, session)
    with picture.picture(title, _(N_("Elders 65+ by grid, most gained first")), key="siting_grids"):
        config = {_(N_("Grid")): st.column_config.TextColumn(pinned=True, width=px(136))}
        tables.show(
            session, columns, key="siting_grids", config=config, height=tables_height(len(first), HEIGHT)
        )


def grids(session: Session, found: Siting, one: Found) -> dict[str, list[Any]]:
    """The table's columns; small numbers are words."""
    _ = translator(session.language)
    names = filters.community_of(session)
    rows = sorted(one.grids, key=lambda grid: (-grid.gained, -grid.outside, grid.grid_id))
    rows = [row for row in rows if round(row.gained) or round(row.outside)]
    return {
        _(N_("Grid")): [names[row.grid_id].grid_name for row in rows],
        _(N_("Gained")): [writing.count(session, row.gained) for row in rows],
        _(N_("Still outside")): [writing.count(session, row.outside) for row in rows],
    }
