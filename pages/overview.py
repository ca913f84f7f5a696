"""Overview: how the street stands, which grids lag, who needs attention. The home page."""

import streamlit as st

from neighborcare.report.opening import HEADLINES
from neighborcare.text import N_
from neighborcare.ui import attention, cards, conclusion, filters, overview, page, signals

TITLE = N_("Overview")
ICON = ":material/home:"
ORDER = 10
ROLES = ("leader", "analyst", "worker", "presenter")

session = page.require(ROLES)
top = st.container(key="conclusion")
view = filters.bar(session)
grids = overview.standings(session, view)
with top:
    page.head(conclusion.sentence(session, view, grids))
if session.role == "worker":  # whom to visit comes before how it stands
    attention.lists(session, view)
cards.row(session, view, HEADLINES)

left, right = st.columns([5, 3], gap="small")
with left:
    overview.weakest(session, view, grids)
with right:
    overview.needs_attention(session, view)

signals.draw(session, view)

if session.role == "analyst":
    attention.lists(session, view)

kpi = overview.choose(session)
left, right = st.columns([5, 3], gap="small")
with left:
    overview.draw_course(session, view, kpi)
with right:
    overview.draw_ranked(session, view, kpi)
