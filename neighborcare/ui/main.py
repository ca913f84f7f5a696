"""The script that Streamlit runs for every visitor on every rerun: nothing heavy stands here."""

import streamlit as st

from neighborcare.ui import first_start, session, shell

try:
    visitor = shell.open_session()
except session.Closed as closed:
    shell.lead_out(closed)
    st.stop()
session.begin(visitor)
first_start.wait(visitor.home, visitor.language)
if not visitor.generation.number and visitor.at_newest().generation.number:
    st.rerun()  # the bar was drawn before there was any data
shell.open_page(visitor).run()
