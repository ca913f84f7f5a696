"""Deliberation: topics from proposal to done, the last meeting's decisions."""

import streamlit as st

from neighborcare.text import N_, translator
from neighborcare.ui import deliberation, filters, page
from neighborcare.ui.drawn import ask

TITLE = N_("Deliberation")
ICON = ":material/groups:"
ORDER = 72
ROLES = ("leader", "analyst", "worker", "presenter")
SECTION = "matters"

session = page.require(ROLES)
_ = translator(session.language)

top = st.container()
view = filters.bar(session)
conclusion = ask(session, deliberation.conclusion, view)
with top:
    page.head(
        conclusion or _(N_("There are no meetings to count yet")),
        deliberation.measured(session, view) if conclusion else "",
    )
if conclusion:
    deliberation.draw(session, view)
else:
    st.info(_(N_("Load the export “Topics” on the Upload page; the figures appear here.")))
