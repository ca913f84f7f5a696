"""The script that Streamlit runs for every visitor on every rerun: nothing heavy stands here."""

from neighborcare.ui import first_start, session, shell

visitor = shell.open_session()
session.begin(visitor)
first_start.wait(visitor.home, visitor.language)
if not visitor.generation.number:
    visitor = visitor.at_newest()
    session.begin(visitor)
shell.open_page(visitor).run()
