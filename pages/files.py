"""Household files: the stages from file to follow-up, where each household stands, the care-gap list."""

import streamlit as st

from neighborcare.text import N_, translator
from neighborcare.ui import filters, household_files, page
from neighborcare.ui.drawn import ask

TITLE = N_("Household files")
ICON = ":material/folder_shared:"
ORDER = 64
ROLES = ("leader", "analyst", "worker", "presenter")
SECTION = "people"

session = page.require(ROLES)
_ = translator(session.language)

top = st.container()
view = filters.bar(session)
conclusion = ask(session, household_files.conclusion, view)
with top:
    page.head(
        conclusion or _(N_("There are no household files to count yet")),
        household_files.measured(session, view) if conclusion else "",
    )
if conclusion:
    household_files.draw(session, view)
else:
    st.info(_(N_("Load the exports “Key people” and “Claims” on the Upload page; the figures appear here.")))
