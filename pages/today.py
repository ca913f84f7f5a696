"""Today: whom a community worker visits, in walking order, and the greetings still to make."""

import streamlit as st

from neighborcare.text import N_
from neighborcare.ui import filters, page, today
from neighborcare.ui.drawn import ask

TITLE = N_("Today")
ICON = ":material/today:"
ORDER = 5
ROLES = ("worker",)

session = page.require(ROLES)
top = st.container()
view = filters.bar(session, month=False, period=False, grids=True)
with top:
    page.head(ask(session, today.conclusion, view), today.measured(session, view))
today.draw(session, view)
