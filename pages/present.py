"""Presenting a meeting: its slides over the whole screen, by keyboard or remote control."""

import streamlit as st

from neighborcare.text import N_, translator
from neighborcare.ui import meetings, page, present

TITLE = N_("Present")
ICON = ":material/slideshow:"
ORDER = 76
ROLES = ("leader", "analyst", "presenter")
SECTION = "matters"

session = page.require(ROLES)
_ = translator(session.language)

top = st.container()
meeting, story = meetings.choose(session)
with top:
    page.head(story.slides[0].title, meetings.name(meeting, session.language), meeting=True)
present.show(session, meeting, story)
