"""The front door: `streamlit run app.py` starts everything.

An ASGI application, so that the gate stands before Streamlit (websocket, uploads and media included).
"""

from pathlib import Path

import streamlit as st

from neighborcare.ui import door

app = st.App(
    Path(__file__).parent / "neighborcare" / "ui" / "main.py",
    lifespan=door.lifespan,
    routes=door.ROUTES,
    middleware=door.MIDDLEWARE,
    on_script_error=door.show_failure,
)
