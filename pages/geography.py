"""Geography: the maps that everything stands on; drop one, see it drawn with its flaws, take or leave it, undo it."""

import streamlit as st

from neighborcare.text import N_
from neighborcare.ui import geography_desk, geography_page, page

TITLE = N_("Geography")
ICON = ":material/map:"
ORDER = 75
ROLES = ("analyst",)
SECTION = "data"

session = page.require(ROLES)
top = st.container()
mine = geography_desk.mine()
geography_page.drop_zone(session, mine)
geography_page.wait(session, mine)
with top:
    geography_page.head(session, mine)
geography_page.news(session, mine)
if mine.found:
    geography_page.decide(session, mine, mine.found)
else:
    geography_page.loaded(session, mine)
