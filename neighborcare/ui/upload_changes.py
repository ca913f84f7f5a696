"""What would change in the figures: every KPI that differs, before and after, counted in the background."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from neighborcare import measures
from neighborcare.generation.preview import Change, Preview
from neighborcare.measures import Kpi, figures
from neighborcare.measures.figures import Figure
from neighborcare.report.opening import HEADLINES
from neighborcare.text import N_, formats, translator
from neighborcare.ui.errand import LOOK_EVERY, Errand
from neighborcare.ui.origin import source
from neighborcare.ui.session import Session


def follow(session: Session, errand: Errand[Preview], place: DeltaGenerator, heads: tuple[str, str]) -> None:
    """Show how far the counting is in `place`, and then what it came to. `heads`: the words for before and after."""
    _ = translator(session.language)
    with place.container(key="changes", border=True, gap="small"):
        slot = st.empty()
        if not errand.finished.wait(0.05):
            with slot.container(key="changes_wait", gap="small"):
                st.html(f'<div class="picture-head"><h2>{escape(_(N_("What would change")))}</h2></div>')
                bar = st.progress(0.0)
                while not errand.finished.wait(LOOK_EVERY):
                    step, share = errand.step
                    bar.progress(share, text=_(step))
        with slot.container(key="changes_found", gap="small"):
            if errand.outcome is not None:
                show(session, errand.outcome, heads)
            elif not errand.is_cancelled:
                st.caption(_(N_("What would change could not be counted.")))


def show(session: Session, preview: Preview, heads: tuple[str, str]) -> None:
    """The finding, and a table of the KPIs that differ; the headline ones first."""
    st.html(
        f'<div class="picture-head"><h2>{escape(_title(session, preview))}</h2>'
        f'<p class="quiet">{escape(_measured(session, preview))}</p></div>'
    )
    differing = _ordered(preview.differing)
    if differing:
        st.html(_table(session, differing, preview, heads))


def compared(session: Session, preview: Preview, heads: tuple[str, str]) -> None:
    """All KPIs of two versions side by side, those that differ first."""
    _ = translator(session.language)
    same = [change for change in preview.changes if not change.is_change]
    count = len(preview.differing)
    words = (
        N_("{count} indicators differ from those of now")
        if count
        else N_("No indicator differs from those of now")
    )
    st.caption(_(words, count=count))
    st.html(_table(session, [*_ordered(preview.differing), *_ordered(same)], preview, heads))


def _title(session: Session, preview: Preview) -> str:
    _ = translator(session.language)
    count = len(preview.differing)
    if not count:
        return _(N_("No indicator changes"))
    if preview.moves_on and preview.as_of_after:
        month = formats.month(preview.as_of_after, session.language)
        return _(N_("The figures move on to {month}"), month=month)
    return _(N_("One indicator changes")) if count == 1 else _(N_("{count} indicators change"), count=count)


def _measured(session: Session, preview: Preview) -> str:
    _ = translator(session.language)
    said = [_(N_("The whole street in its newest month; nothing is published yet"))]
    if preview.moves_on and preview.waiting:
        names = formats.listing(
            [source(name, session.language) for name in preview.waiting], session.language
        )
        said = [
            _(N_("For that month nobody has sent {names} yet; what is counted from them waits"), names=names)
        ]
    return "".join(said)


def _ordered(changes: Sequence[Change]) -> list[Change]:
    first = HEADLINES
    return sorted(changes, key=lambda change: first.index(change.kpi) if change.kpi in first else len(first))


def _table(session: Session, changes: Sequence[Change], preview: Preview, heads: tuple[str, str]) -> str:
    _ = translator(session.language)
    names = (
        _(N_("Indicator")),
        _dated(session, heads[0], preview.as_of_before, preview.moves_on),
        _dated(session, heads[1], preview.as_of_after, preview.moves_on),
        _(N_("Difference")),
    )
    cells = "".join(
        f'<th scope="col"{" class=words" if at == 0 else ""}>{escape(name)}</th>'
        for at, name in enumerate(names)
    )
    lines = "".join(_line(session, change, judged=not preview.moves_on) for change in changes)
    table = f"<thead><tr>{cells}</tr></thead><tbody>{lines}</tbody>"
    return f'<div class="parcel-table" tabindex="0"><table class="plain">{table}</table></div>'


def _dated(session: Session, name: str, as_of: date | None, moves_on: bool) -> str:
    """The head with its month where the two differ."""
    return f"{name} ({formats.month(as_of, session.language)})" if moves_on and as_of else name


def _line(session: Session, change: Change, *, judged: bool) -> str:
    kpi = measures.get(change.kpi)
    before, after = (
        formats.quantity(figure.value if figure else None, kpi.unit, session.language)
        for figure in (change.before, change.after)
    )
    return (
        f'<tr><th class="words" scope="row">{escape(kpi.label.of(session.language))}</th>'
        f"<td{_title_of(change.before)}>{escape(before)}</td><td{_title_of(change.after)}>{escape(after)}</td>"
        f"{_difference(session, kpi, change, judged=judged)}</tr>"
    )


def _title_of(figure: Figure | None) -> str:
    """Numerator and denominator on hover."""
    if figure is None or figure.numerator is None or not figure.denominator:
        return ""
    return f' title="{formats.number(figure.numerator, 9)} / {formats.number(figure.denominator, 9)}"'


def _difference(session: Session, kpi: Kpi, change: Change, *, judged: bool) -> str:
    """How much more or less; and where it is the same month, whether that is better, in words too."""
    _ = translator(session.language)
    before, after = change.before, change.after
    if before is None or after is None or before.value is None or after.value is None:
        return f'<td class="hushed">{formats.NOTHING}</td>'
    moved = after.value - before.value
    if not moved:
        words = N_("same value, other counts") if change.is_change else N_("the same")
        return f'<td class="hushed">{escape(_(words))}</td>'
    if kpi.unit == "percent":
        text = formats.points(moved, session.language)
    else:
        sign = "+" if moved > 0 else formats.MINUS
        text = sign + formats.quantity(abs(moved), kpi.unit, session.language)
    better = figures.compare(after, before, kpi).better if judged else None
    word = {True: _(N_("better")), False: _(N_("worse")), None: ""}[better]
    kind = {True: ' class="better"', False: ' class="worse"', None: ""}[better]
    return f"<td{kind}>{escape(f'{text} · {word}' if word else text)}</td>"
