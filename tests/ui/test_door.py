"""The front door's own routes."""

import asyncio
import json

import pytest
import streamlit as st
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


@pytest.mark.parametrize(
    ("option", "value"),
    [("server.trustedUserHeaders", {}), ("server.trustedUserHeaders", None), ("server.baseUrlPath", "care")],
)
def test_the_server_does_not_start_with_a_setting_that_opens_what_is_kept_apart(option, value, monkeypatch):
    asked = st.config.get_option
    monkeypatch.setattr(st.config, "get_option", lambda name: value if name == option else asked(name))
    with pytest.raises(RuntimeError, match=option):
        door._check_served()


def test_the_code_of_the_first_administrator_is_told_once_in_both_languages(home, monkeypatch, capsys):
    monkeypatch.setenv("NEIGHBORCARE_HOME", str(home.path))
    door._tell_code.cache_clear()
    for _ in range(2):
        door._tell_code()
    told = capsys.readouterr().err
    assert told.count("/first") == 1
    assert told.count(door.house().code) == 2
    assert "启动码" in told
    door._tell_code.cache_clear()
