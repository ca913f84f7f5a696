"""Wishes, projects, pairing, funds: stages, lead times, the balance, what each partner promised and did."""

import streamlit as st

from neighborcare.text import N_, translator
from neighborcare.ui import claims, filters, page
from neighborcare.ui.drawn import ask

TITLE = N_("Wishes and funds")
ICON = ":material/featured_seasonal_and_gifts:"
ORDER = 66
ROLES = ("leader", "analyst", "worker", "presenter")
SECTION = "people"

session = page.require(ROLES)
_ = translator(session.language)

top = st.container()
view = filters.bar(session)
conclusion = ask(session, claims.conclusion, view)
with top:
    page.head(
        conclusion or _(N_("There are no claims to count yet")),
        claims.measured(session, view) if conclusion else "",
    )
if conclusion:
    claims.draw(session, view)
else:
    st.info(
        _(
            N_(
                "Load the exports “Claims”, “Partners” and “Funds” on the Upload page; the figures appear here."
            )
        )
    )
