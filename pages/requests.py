"""Requests: order, accept, close, rate; what is late; topics; which team takes what; orders without a team."""

import streamlit as st

from neighborcare.text import N_, translator
from neighborcare.ui import filters, page, requests
from neighborcare.ui.drawn import ask

TITLE = N_("Requests")
ICON = ":material/support_agent:"
ORDER = 62
ROLES = ("leader", "analyst", "worker", "presenter")
SECTION = "matters"

session = page.require(ROLES)
_ = translator(session.language)

top = st.container()
view = filters.bar(session)
conclusion = ask(session, requests.conclusion, view)
with top:
    page.head(
        conclusion or _(N_("There are no requests to count yet")),
        requests.measured(session, view) if conclusion else "",
    )
if conclusion:
    requests.draw(session, view)
else:
    st.info(_(N_("Load the export “Requests” on the Upload page; the figures appear here.")))
