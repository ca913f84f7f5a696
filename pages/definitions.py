"""Definitions: the KPI catalogue and the exports, from the same files that compute them."""

import streamlit as st

from neighborcare.text import N_
from neighborcare.ui import definitions, page
from neighborcare.ui.picture import foot, picture

TITLE = N_("Definitions")
ICON = ":material/menu_book:"
ORDER = 80
ROLES = ("leader", "analyst", "worker", "presenter")
SECTION = "data"

session = page.require(ROLES)
page.head(definitions.sentence(session), definitions.version(session))
bar = st.container(key="filters", horizontal=True, vertical_alignment="bottom")
with bar:
    about = definitions.part(session)

if about == "kpis":
    view = definitions.newest(session)
    with bar:
        found = definitions.find(session)
    left, right = st.columns([1, 1], gap="small")
    with left:
        definitions.listing(session, view, found)
    kpi = definitions.chosen(session, found)
    if kpi is not None:
        title = f"{kpi.id} {kpi.label.of(session.language)}"
        measured = f"{view.area_name} · {view.period_name(session.language)}"
        with right, picture(title, measured, foot=foot(session, kpi, definition=False), key="kpi"):
            definitions.describe(session, view, kpi)
else:
    with bar:
        contract = definitions.export(session)
    title, measured = contract.label.of(session.language), contract.grain.of(session.language)
    with picture(title, measured, key="export"):
        definitions.describe_export(session, contract)
