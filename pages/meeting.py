"""The joint meeting: prepared, kept, handed out as files, and afterwards its decisions and claims."""

import streamlit as st

from neighborcare.text import N_, translator
from neighborcare.ui import meeting_after, meeting_draft, meeting_pack, meetings, page

TITLE = N_("Joint meeting")
ICON = ":material/co_present:"
ORDER = 74
ROLES = ("leader", "analyst")
SECTION = "matters"

session = page.require(ROLES)
_ = translator(session.language)

top = st.container()
draft = meeting_draft.choose(session)
with top:
    page.head(meeting_draft.conclusion(session, draft), meeting_draft.measured(session, draft), meeting=True)
with st.container(horizontal=True, vertical_alignment="center", key="meeting_doors"):
    st.html(meetings.door(session, draft.meeting, is_kept=draft.is_kept), width="content")
    meeting_pack.draw(session, draft.story)
meeting_draft.decided(session, draft.meeting)
st.subheader(_(N_("Before the meeting")))
meeting_draft.form(session, draft)
if draft.is_kept:
    meeting_after.draw(session, draft.meeting)
else:
    st.caption(_(N_("Keep the meeting; then its decisions can be written down here.")))
