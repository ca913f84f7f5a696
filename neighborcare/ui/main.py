"""The script that Streamlit runs for every visitor on every rerun: nothing heavy stands here."""

import streamlit as st

from neighborcare.ui import first_start, session, shell

visitor = shell.open_session()
session.begin(visitor)
first_start.wait(visitor.home, visitor.language)
if not visitor.generation.number and visitor.at_newest().generation.number:
    st.rerun()  # the bar was drawn before there was any data
shell.open_page(visitor).run()
