"""What `app.py` hands to Streamlit's ASGI application: middleware, routes, the start, the last word."""

from __future__ import annotations

import gc
import importlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Route

from neighborcare import errors, text
from neighborcare.access.gate import Gate, content_policy
from neighborcare.charts import basemap
from neighborcare.text import N_
from neighborcare.ui import first_start, session
from neighborcare.ui.squeeze import Squeeze

ASSETS = Path(st.__file__).parent / "static"

# What the pages and Streamlit import on first use; a leader's first click should not pay for it.
WARM = (
    "duckdb",
    "pandas",
    "plotly.graph_objects",
    "plotly.io",
    "pyarrow.compute",
    "pydeck",
    "streamlit.elements.lib.streamlit_plotly_theme",
)


@asynccontextmanager
async def lifespan(_app: object) -> AsyncIterator[dict[str, Any]]:
    """Import what the pages need, start the demonstration street if there is nothing, then freeze the heap.

    A collection after every rerun walks all that Plotly, pandas and DuckDB brought with them
    (docs/decisions.md); frozen objects are not walked.
    """
    for name in WARM:
        importlib.import_module(name)
    text.catalogue()
    first_start.begin(session.home())
    gc.collect()
    gc.freeze()
    yield {}


async def healthz(_request: Request) -> JSONResponse:
    """`ok` 200; `starting` 503 while the first street is being built; `failed` 500 when it could not be."""
    preparation = first_start.begin(session.home())
    if preparation.is_ready:
        return JSONResponse({"status": "ok"})
    if preparation.finished.is_set():
        return JSONResponse({"status": "failed"}, 500)
    return JSONResponse({"status": "starting"}, 503)


async def base_map(_request: Request) -> JSONResponse:
    """The style of the base map that the office turned on; 404 where it did not."""
    return JSONResponse(basemap.tianditu()) if basemap.key() else JSONResponse({}, 404)


ROUTES: Sequence[BaseRoute] = (
    Route("/healthz", healthz, methods=["GET"]),
    Route(basemap.TIANDITU_STYLE, base_map, methods=["GET"]),
)

MIDDLEWARE: Sequence[Middleware] = (
    Middleware(
        Gate, policy=content_policy((ASSETS / "index.html").read_text(encoding="utf-8"), basemap.hosts())
    ),
    Middleware(Squeeze, folder=ASSETS / "static"),
)


def show_failure(error: Exception) -> bool:
    """Say what went wrong in the reader's language; the trace goes to the log alone. Always True (shown)."""
    language = session.language()
    with st.container(key="failure"):
        if isinstance(error, errors.UserError):
            st.error(text.say(error, language))
        else:
            _ = text.translator(language)
            st.error(_(N_("Something went wrong on this page. The details are in the server's log.")))
    return True
