"""Rates weighed together as an office does it for its own reviews: the weights are set openly, none is built in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from neighborcare import measures
from neighborcare.text import N_, formats, translator
from neighborcare.ui import choices, figure
from neighborcare.ui.filters import View
from neighborcare.ui.session import Session

STEPS = tuple(str(weight) for weight in range(0, 101, 5))


def weighed(values: Mapping[str, float | None], weights: Mapping[str, int]) -> float | None:
    """sum(weight × rate) / sum(weights); None where no weight is set or a rate with a weight has no value."""
    used = [kpi for kpi, weight in weights.items() if weight]
    found = [values[kpi] for kpi in used]
    if not used or any(value is None for value in found):
        return None
    total = sum(weights[kpi] * (value or 0.0) for kpi, value in zip(used, found, strict=True))
    return total / sum(weights[kpi] for kpi in used)


def panel(session: Session, view: View, kpi_ids: Sequence[str]) -> None:
    """A folded panel with one weight a rate; with none set it only says what it is for."""
    _ = translator(session.language)
    with st.expander(_(N_("Weigh the rates as your office does"))):
        weights: dict[str, int] = {}
        for column, kpi_id in zip(st.columns(len(kpi_ids), gap="medium"), kpi_ids, strict=True):
            with column:
                weights[kpi_id] = _weight(session, kpi_id)
        told = {kpi_id: figure.ask(session, kpi_id, view) for kpi_id in kpi_ids}
        result = weighed({kpi_id: one.value for kpi_id, one in told.items()}, weights)
        st.write(_said(session, told, weights, result))


def _weight(session: Session, kpi_id: str) -> int:
    name = measures.get(kpi_id).short.of(session.language)
    key = f"weight_{kpi_id.lower()}"
    chosen = choices.settle(key, STEPS, "0")
    st.select_slider(name, STEPS, format_func=lambda weight: f"{weight}%", key=key)
    return int(chosen)


def _said(
    session: Session, told: Mapping[str, figure.Told], weights: Mapping[str, int], result: float | None
) -> str:
    _ = translator(session.language)
    used = [kpi_id for kpi_id, weight in weights.items() if weight]
    if not used:
        return _(N_("Set the weights and the weighed figure appears here; it is shown nowhere else."))
    total = sum(weights.values())
    terms = " + ".join(
        f"{told[kpi_id].kpi.short.of(session.language)} {formats.percent(told[kpi_id].value)} × {weights[kpi_id]}"
        for kpi_id in used
    )
    return _(
        N_("({terms}) ÷ {total} = **{result}**"), terms=terms, total=total, result=formats.percent(result)
    )
