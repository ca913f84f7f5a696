"""Visits: cadence by tier, who is overdue, who carries how much, greetings day by day, abnormal findings."""

import streamlit as st

from neighborcare.text import N_, translator
from neighborcare.ui import filters, page, visits
from neighborcare.ui.drawn import ask

TITLE = N_("Visits")
ICON = ":material/door_front:"
ORDER = 50
ROLES = ("leader", "analyst", "worker", "presenter")
SECTION = "people"

session = page.require(ROLES)
_ = translator(session.language)

top = st.container()
view = filters.bar(session)
conclusion = ask(session, visits.conclusion, view)
with top:
    page.head(
        conclusion or _(N_("There are no visits to count yet")),
        visits.measured(session, view) if conclusion else "",
    )
if conclusion:
    visits.draw(session, view)
else:
    st.info(_(N_("Load the exports “Key people” and “Visits” on the Upload page; the figures appear here.")))
