"""What `app.py` hands to Streamlit's ASGI application: middleware, routes, the start, the last word."""

from __future__ import annotations

import gc
import importlib
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Route

from neighborcare import errors, text
from neighborcare.access import entrance, lobby, log
from neighborcare.access.entrance import Entrance
from neighborcare.access.gate import Gate, content_policy
from neighborcare.access.house import House
from neighborcare.charts import basemap
from neighborcare.text import N_
from neighborcare.ui import belongings, first_start, menu, session, shell
from neighborcare.ui.plain import plain
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
    """Clean the log, import what the pages need, start the demonstration street where nothing is, freeze the heap.

    A collection after every rerun walks all that Plotly, pandas and DuckDB brought with them
    (docs/decisions.md); frozen objects are not walked.
    """
    log.install()
    for name in WARM:
        importlib.import_module(name)
    text.catalogue()
    menu.check(menu.entries(shell.PAGES))
    _check_served()
    if house().situation() == "no accounts":
        _tell_code()
    first_start.begin(session.home())
    gc.collect()
    gc.freeze()
    yield {}


def house() -> House:
    """How the home that this process serves stands."""
    return session.house(session.home())


def titles() -> dict[str, str]:
    """The pages' words by address, in menu order."""
    return {entry.address: entry.title for entry in menu.entries(shell.PAGES)}


def _check_served() -> None:
    """Raise RuntimeError where a setting would open what the entrance keeps apart.

    Streamlit then stops with that sentence in its console.
    """
    if entrance.SESSION not in str(st.config.get_option("server.trustedUserHeaders")).lower():
        raise RuntimeError("server.trustedUserHeaders must stay as .streamlit/config.toml has it.")
    if st.config.get_option("server.baseUrlPath"):
        raise RuntimeError("server.baseUrlPath must be empty: give the application a host name of its own.")


@cache
def _tell_code() -> None:
    """Say in the console, in both languages, how the first account is made; only there the code is told, once."""
    own = house()
    _ = text.translator(text.LANGUAGES[0])
    said = N_(
        "Nobody has an account yet, so no page opens. Open this address in the browser and type the code {code}:"
    )
    address = f"http://{st.config.get_option('browser.serverAddress')}:{st.config.get_option('server.port')}{entrance.FIRST}"
    command = "python -m neighborcare users add NAME --role administrator"
    lines = (_(said, code=own.code), said.format(code=own.code), address, command)
    sys.stderr.write("\n  " + "\n  ".join(lines) + "\n\n")
    sys.stderr.flush()


async def healthz(_request: Request) -> JSONResponse:
    """`ok` 200; `starting` 503 while the first street is being built; `failed` 500 when it could not be.

    `no accounts` 503 where nothing is shown before the first administrator was made.
    """
    if house().situation() == "no accounts":
        return JSONResponse({"status": "no accounts"}, 503)
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
    *lobby.routes(house, titles, _tell_code),
)

MIDDLEWARE: Sequence[Middleware] = (
    Middleware(
        Gate, policy=content_policy((ASSETS / "index.html").read_text(encoding="utf-8"), basemap.hosts())
    ),
    Middleware(Entrance, lives=house, within=belongings),
    Middleware(Squeeze, folder=ASSETS / "static"),
)


def show_failure(error: Exception) -> bool:
    """Say what went wrong in the reader's language; the trace goes to the log alone. Always True (shown)."""
    language = session.language()
    with st.container(key="failure"):
        if isinstance(error, errors.UserError):
            st.error(plain(text.say(error, language)))
        else:
            _ = text.translator(language)
            st.error(_(N_("Something went wrong on this page. The details are in the server's log.")))
    return True
