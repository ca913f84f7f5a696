"""The front door's own routes."""

import asyncio
import json

import pytest
from starlette.requests import Request

from neighborcare.charts import basemap
from neighborcare.ui import door


def ask(path):
    route = next(route for route in door.ROUTES if route.path == path)
    scope = {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": []}
    return asyncio.run(route.endpoint(Request(scope)))


@pytest.mark.parametrize("key", ["", "no key; at all"])
def test_without_a_key_there_is_no_foreign_base_map(key, monkeypatch):
    monkeypatch.setenv(basemap.KEY, key)
    assert ask(basemap.TIANDITU_STYLE).status_code == 404


def test_with_a_key_the_style_is_served_by_ourselves(monkeypatch):
    monkeypatch.setenv(basemap.KEY, "0123456789abcdef")
    style = json.loads(ask(basemap.TIANDITU_STYLE).body)
    assert style["version"] == 8
    assert [layer["source"] for layer in style["layers"]] == list(style["sources"])
