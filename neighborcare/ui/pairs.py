"""Two pictures side by side, the left one a little wider; a meeting is spared those that say nothing."""

from __future__ import annotations

import streamlit as st

from neighborcare import measures
from neighborcare.ui.drawn import Drawn, show
from neighborcare.ui.session import Session

WIDTHS = (4, 3)


def pair(session: Session, *two: tuple[Drawn, str, str]) -> None:
    """Draw (picture, KPI id, key) side by side; one that is left alone takes the whole width."""
    if session.role == "presenter":
        two = tuple(one for one in two if not one[0].blank)
    if not two:
        return
    columns = st.columns(WIDTHS[: len(two)] if len(two) > 1 else 1, gap="small")
    for column, (one, kpi_id, key) in zip(columns, two, strict=True):
        with column:
            show(session, one, measures.get(kpi_id), key=key)
