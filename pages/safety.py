"""Safety and works: hazards and their ages, works by type, devices online, beneficiaries."""

import streamlit as st

from neighborcare.text import N_, translator
from neighborcare.ui import filters, page, safety
from neighborcare.ui.drawn import ask

TITLE = N_("Safety and works")
ICON = ":material/health_and_safety:"
ORDER = 70
ROLES = ("leader", "analyst", "worker", "presenter")
SECTION = "matters"

session = page.require(ROLES)
_ = translator(session.language)

top = st.container()
view = filters.bar(session)
conclusion = ask(session, safety.conclusion, view)
with top:
    page.head(
        conclusion or _(N_("There are no hazards or works to count yet")),
        safety.measured(session, view) if conclusion else "",
    )
if conclusion:
    safety.draw(session, view)
else:
    st.info(
        _(N_("Load the exports “Hazards” and “Improvements” on the Upload page; the figures appear here."))
    )
