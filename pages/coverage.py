"""Grid coverage: every grid by any indicator, on the map and ranked; a click opens a grid."""

import streamlit as st

from neighborcare.text import N_
from neighborcare.ui import coverage, grid_choice, grid_page, page
from neighborcare.ui.cache import answer

TITLE = N_("Grid coverage")
ICON = ":material/grid_view:"
ORDER = 20
ROLES = ("leader", "analyst", "worker", "presenter")
SECTION = "map"

session = page.require(ROLES)
top = st.container()
choice = grid_choice.choose(session)
found = answer(session, coverage.survey, grid_choice.asked_of(session, choice))
with top:
    grid_page.head(session, choice, found)
beside = choice.shown == "beside"
left, right = st.columns([1, 1] if beside else [3, 2], gap="small")
if beside:
    with left:
        grid_page.show_earlier(session, choice)
    with right:
        grid_page.show_map(session, choice, found)
    grid_page.show_table(session, choice, found)
else:
    with left:
        grid_page.show_map(session, choice, found)
    with right:
        grid_page.show_table(session, choice, found)
grid_page.open_grid(session, choice, found)
