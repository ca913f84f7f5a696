"""The accounts: the service systems as a board, each with its data, its indicators and its published figure."""

import streamlit as st

from neighborcare.text import N_, translator
from neighborcare.ui import account_board, page
from neighborcare.ui.drawn import ask

TITLE = N_("Accounts")
ICON = ":material/checklist:"
ORDER = 80
ROLES = ("leader", "analyst", "presenter")
SECTION = "data"

session = page.require(ROLES)
_ = translator(session.language)

conclusion = ask(session, account_board.conclusion)
page.head(
    conclusion or _(N_("There are no accounts to show yet")),
    account_board.measured(session) if conclusion else "",
)
if conclusion:
    account_board.draw(session, account_board.choose(session))
else:
    st.info(_(N_("Load the communities' exports on the Upload page; the board appears here.")))
