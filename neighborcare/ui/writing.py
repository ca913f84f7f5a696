"""A figure as it is written on the screen: its value and unit, both its numbers, its state."""

from __future__ import annotations

from html import escape

from neighborcare import measures
from neighborcare.charts.palette import SHAPES
from neighborcare.measures.figures import Figure
from neighborcare.privacy.views import THRESHOLDS
from neighborcare.text import N_, formats, translator
from neighborcare.ui.figure import Told
from neighborcare.ui.session import Session

STATES = {"good": N_("on target"), "watch": N_("near target"), "bad": N_("off target")}


def state_words(state: str | None, language: str) -> str:
    """A state as shape and word: "● 达标"; "" for none."""
    return f"{SHAPES[state]} {translator(language)(STATES[state])}" if state in STATES else ""


def state_mark(state: str | None, language: str, *, word: bool = True) -> str:
    """A state as shape and word in its colour; nothing for none."""
    if state not in SHAPES:
        return ""
    says = translator(language)(STATES[state])
    text = f"{SHAPES[state]} {says}" if word else SHAPES[state]
    return f'<span class="state {state}" title="{escape(says)}">{escape(text)}</span>'


def standing_mark(told: Told, language: str) -> str:
    """The figure's state, or that it stands on too few to be judged."""
    if told.too_few:
        words = translator(language)(N_("Too few to judge"))
        return f'<span class="state hushed">{escape(words)}</span>'
    return state_mark(told.state, language)


def figure_html(session: Session, told: Told, part: str | None = None) -> str:
    """The figure in large type with its unit in small."""
    now = told.now
    if now is not None and now.hidden:
        value, unit = formats.hidden(session.language), ""
    else:
        value, unit = formats.split(told.value, told.kpi.unit_of(part), session.language)
    return (
        f'<div class="card-figure"><span class="card-value">{escape(value)}</span>'
        f'<span class="card-unit">{escape(unit)}</span></div>'
    )


def is_few(session: Session, count: float) -> bool:
    """Whether a page that counts people out itself must not tell this role how many these are."""
    return 0 < count < THRESHOLDS[session.role]


def count(session: Session, number: float) -> int | str:
    """So many people in a table: the number, or the word for one that may not be shown."""
    return formats.hidden(session.language) if is_few(session, number) else round(number)


def numbers(now: Figure | None) -> str:
    """Both numbers of a rate: "3,512 / 3,614", of a ratio per 10,000 "17 / 3,614 × 10,000"; nothing for other kinds."""
    if now is None or now.hidden or not now.denominator or now.numerator is None:
        return ""
    per = measures.get(now.kpi).per_of(now.part)
    made = now.numerator / now.denominator * per
    if now.value is None or abs(made - now.value) > 1e-9:  # a median has no fraction
        return ""
    both = f"{formats.number(now.numerator)} / {formats.number(now.denominator)}"
    return f"{both} × {formats.number(per)}" if per > 1 else both
