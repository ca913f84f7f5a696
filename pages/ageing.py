"""Ageing: the population pyramid, elders by community and grid, the stage, and special groups among them."""

import streamlit as st

from neighborcare.text import N_, translator
from neighborcare.ui import ageing, ageing_ahead, filters, page
from neighborcare.ui.drawn import ask

TITLE = N_("Ageing")
ICON = ":material/elderly:"
ORDER = 30
ROLES = ("leader", "analyst", "worker", "presenter")
SECTION = "people"

session = page.require(ROLES)
_ = translator(session.language)

top = st.container()
view = filters.bar(session, period=False, grids=True)
conclusion = ask(session, ageing.conclusion, view)
with top:
    page.head(
        conclusion or _(N_("There are no population statistics yet")),
        view.period_name(session.language) if conclusion else "",
    )
if conclusion:
    ageing.draw(session, view)
    ageing_ahead.draw(session, view)
else:
    st.info(_(N_("Load the export “Population by age” on the Upload page; the pyramid appears here.")))
