"""Upload: drop exports, see what they are and what will happen, take or leave; history, undo and redo."""

import streamlit as st

from neighborcare.text import N_
from neighborcare.ui import batch_history, desk, earlier, expected, notes, page, upload, upload_mapping

TITLE = N_("Upload")
ICON = ":material/upload_file:"
ORDER = 70
ROLES = ("analyst",)
SECTION = "data"

session = page.require(ROLES)
top = st.container()
mine = desk.mine()
upload.drop_zone(session, mine)
upload.wait(session, mine)
with top:
    upload.head(session, mine)
upload.news(session, mine)
if mine.found:
    upload.decide(session, mine, mine.found)
else:
    expected.draw(session)
    upload_mapping.remembered(session, mine)
    earlier.draw(session)
    notes.panel(session)
    batch_history.draw(session, mine)
