"""Activities and classes: series kept or missed, sessions and person-times, fill, party study by way of delivery."""

import streamlit as st

from neighborcare.text import N_, translator
from neighborcare.ui import activities, filters, page
from neighborcare.ui.drawn import ask

TITLE = N_("Activities and classes")
ICON = ":material/event_available:"
ORDER = 68
ROLES = ("leader", "analyst", "worker", "presenter")
SECTION = "matters"

session = page.require(ROLES)
_ = translator(session.language)

top = st.container()
view = filters.bar(session)
conclusion = ask(session, activities.conclusion, view)
with top:
    page.head(
        conclusion or _(N_("There are no activities to count yet")),
        activities.measured(session, view) if conclusion else "",
    )
if conclusion:
    activities.draw(session, view)
else:
    st.info(_(N_("Load the export “Activities” on the Upload page; the figures appear here.")))
