"""Health circle: who can walk to which service in how many minutes, for any choice of services, day and pace."""

import streamlit as st

from neighborcare.text import N_
from neighborcare.ui import circle_choice, circle_grids, circle_more, circle_page, circle_walk, page
from neighborcare.ui.cache import answer

TITLE = N_("Health circle")
ICON = ":material/directions_walk:"
ORDER = 40
ROLES = ("leader", "analyst", "worker", "presenter")
SECTION = "map"

session = page.require(ROLES)
top = st.container()
choice = circle_choice.choose(session)
found = answer(session, circle_walk.walked, choice.asked, circle_choice.town(session))
with top:
    circle_page.head(session, choice, found)
if choice.asked.question.types and found.elders:
    circle_page.numbers(session, choice, found)
    left, right = st.columns([8, 5], gap="small")
    with left:
        circle_page.show_map(session, choice, found)
    with right:
        circle_grids.show_grids(session, found)
    circle_more.draw(session, choice, found)
