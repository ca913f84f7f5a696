"""What is asked of the page “Where next”: how many posts, for what, among which places, and whom it weighs more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, cast

import streamlit as st

from neighborcare.measures.siting import Plan, Weights
from neighborcare.measures.walking import HEALTH_SERVICES, Question
from neighborcare.text import N_, translator
from neighborcare.ui.choices import settle
from neighborcare.ui.circle_choice import limit
from neighborcare.ui.session import Session

Part = Literal["where", "try"]
PARTS: dict[Part, str] = {"where": N_("Find the best places"), "try": N_("Try a place or a day")}
OBJECTIVES = {"cover": N_("Most elders come within reach"), "walk": N_("Shortest walk on average")}
CANDIDATES = {"venues": N_("Venues the office has"), "buildings": N_("Any building")}
WEIGHTS = ("1", "1.5", "2", "3", "5")
KEYS = (
    *("part", "posts", "objective", "among", "minutes", "alone", "frail", "choice"),
    *("kind", "at", "post", "days", "on", "plain"),
)


@dataclass(frozen=True, slots=True)
class Choice:
    """What the visitor asks, and which of the alternatives he looks at (0: the best)."""

    plan: Plan
    shown: int


def part(session: Session) -> Part:
    """Whether places are searched for or one is tried."""
    _ = translator(session.language)
    chosen = settle("part", tuple(PARTS), "where")
    names = {code: _(text) for code, text in PARTS.items()}
    st.segmented_control(
        _(N_("Question")), list(PARTS), required=True, format_func=lambda code: names[code], key="part"
    )
    return cast("Part", chosen)


def choose(session: Session) -> Choice:
    """The row of questions of a search, weights among them in the open."""
    minutes = limit(session)
    posts = _buttons(session, "posts", {str(n): str(n) for n in range(1, 6)}, "3", N_("Posts"))
    objective = _select(session, "objective", OBJECTIVES, N_("Aim"), 168 if session.language != "en" else 264)
    among = _select(session, "among", CANDIDATES, N_("Candidates"), 152 if session.language != "en" else 208)
    alone = _weight(session, "alone", N_("Living alone ×"))
    frail = _weight(session, "frail", N_("Frail ×"))
    forget_button(session)
    plan = Plan(
        posts=int(posts),
        objective=cast("Literal['cover', 'walk']", objective),
        candidates=cast("Literal['venues', 'buildings']", among),
        question=Question(minutes, types=HEALTH_SERVICES),
        weights=Weights(float(alone), float(frail)),
        community=session.community,
    )
    return Choice(plan, int(settle("choice", ("0", "1", "2"), "0")))


def _buttons(session: Session, key: str, names: dict[str, str], default: str, label: str) -> str:
    chosen = settle(key, tuple(names), default)
    words = translator(session.language)(label)
    st.segmented_control(words, list(names), required=True, format_func=names.__getitem__, key=key)
    return chosen


def _select(session: Session, key: str, names: dict[str, str], label: str, width: int) -> str:
    _ = translator(session.language)
    chosen = settle(key, tuple(names), next(iter(names)))
    shown = {code: _(text) for code, text in names.items()}
    st.selectbox(_(label), list(names), format_func=shown.__getitem__, key=key, width=width)
    return chosen


def _weight(session: Session, key: str, label: str) -> str:
    _ = translator(session.language)
    chosen = settle(key, WEIGHTS, "1")
    help_ = _(N_("How many elders one such elder counts for; 1 is like everybody"))
    st.selectbox(_(label), WEIGHTS, format_func=lambda code: f"× {code}", key=key, width=112, help=help_)
    return chosen


def forget_button(session: Session) -> None:
    """The way back to the usual question."""
    words = translator(session.language)(N_("Reset"))
    st.button(words, key="reset", type="tertiary", icon=":material/restart_alt:", on_click=_forget)


def _forget() -> None:
    for key in KEYS:
        st.session_state.pop(key, None)
        st.query_params.pop(key, None)
