"""Where next: which places bring most elders within reach, who stays outside, and what a change would do."""

import streamlit as st

from neighborcare.text import N_
from neighborcare.ui import page, siting_choice, siting_page, siting_round, siting_try
from neighborcare.ui.cache import answer
from neighborcare.ui.circle_choice import town

TITLE = N_("Where next")
ICON = ":material/add_location_alt:"
ORDER = 45
ROLES = ("leader", "analyst", "worker")
SECTION = "map"

session = page.require(ROLES)
if town(session) is None:
    siting_page.waiting(session)
    st.stop()
top = st.container()
row = st.container(key="filters", horizontal=True, vertical_alignment="bottom", gap="small")
with row:
    part = siting_choice.part(session)
if part == "where":
    with row:
        choice = siting_choice.choose(session)
    found = siting_page.search(session, choice)
    with top:
        siting_page.head(session, choice, found)
    if found.choices:
        siting_page.alternatives(session, choice, found)
        left, right = st.columns([8, 5], gap="small")
        with left:
            siting_page.show_map(session, choice, found)
        with right:
            siting_page.show_grids(session, choice, found)
        siting_round.draw(session, choice, siting_page.shown(choice, found))
else:
    with row:
        tried = siting_try.choose(session)
    change = answer(session, siting_try.outcome, tried, town(session), session.community)
    with top:
        siting_try.head(session, tried, change)
    left, right = st.columns([8, 5], gap="small")
    with left:
        siting_try.show_map(session, tried)
    with right:
        siting_try.show_tables(session, change)
