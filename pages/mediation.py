"""Mediation and petitions: topics, outcomes, how long they took, deadlines, backlog, what is still open."""

import streamlit as st

from neighborcare.text import N_, translator
from neighborcare.ui import filters, mediation, page
from neighborcare.ui.drawn import ask

TITLE = N_("Mediation and petitions")
ICON = ":material/balance:"
ORDER = 60
ROLES = ("leader", "analyst", "worker", "presenter")
SECTION = "matters"

session = page.require(ROLES)
_ = translator(session.language)

top = st.container()
view = filters.bar(session)
conclusion = ask(session, mediation.conclusion, view)
with top:
    page.head(
        conclusion or _(N_("There are no cases to count yet")),
        mediation.measured(session, view) if conclusion else "",
    )
if conclusion:
    mediation.draw(session, view)
else:
    st.info(_(N_("Load the export “Disputes and petitions” on the Upload page; the figures appear here.")))
