"""The map under all maps: a plain ground of our own, or Tianditu's where an office turned it on with its key.

NEIGHBORCARE_TIANDITU_KEY is off by default: with it the visitors' browsers fetch tiles from Tianditu's hosts, which the
content policy then allows, and nothing else. The style is served by ourselves in either case.
"""

from __future__ import annotations

import os
import re
from typing import Any

from neighborcare.text import Label

STYLES = {False: "/app/static/style.json", True: "/app/static/style-dark.json"}
TIANDITU_STYLE = "/map/tianditu.json"
KEY = "NEIGHBORCARE_TIANDITU_KEY"
SOURCE = Label("底图：天地图", "Base map: Tianditu")
_HOSTS = tuple(f"https://t{number}.tianditu.gov.cn" for number in range(8))
_LAYERS = ("vec_w", "cva_w")  # the map, its labels
_VALID = re.compile(r"[0-9A-Za-z]{8,64}")


def key() -> str:
    """The office's key; empty where there is none or it is not one."""
    found = os.environ.get(KEY, "").strip()
    return found if _VALID.fullmatch(found) else ""


def style_address(dark: bool) -> str:
    """Where the browser gets the style of the base map from: always from us."""
    return TIANDITU_STYLE if key() else STYLES[dark]


def hosts() -> tuple[str, ...]:
    """Foreign hosts that a browser may fetch tiles from: none without a key."""
    return _HOSTS if key() else ()


def tianditu() -> dict[str, Any]:
    """The style of Tianditu's street map and its labels. Raises LookupError without a key."""
    if not key():
        raise LookupError(KEY)
    sources = {name: _source(name) for name in _LAYERS}
    layers = [{"id": name, "type": "raster", "source": name} for name in _LAYERS]
    return {"version": 8, "name": "Tianditu", "sources": sources, "layers": layers}


def _source(name: str) -> dict[str, Any]:
    tiles = [f"{host}/DataServer?T={name}&x={{x}}&y={{y}}&l={{z}}&tk={key()}" for host in _HOSTS]
    return {"type": "raster", "tiles": tiles, "tileSize": 256, "maxzoom": 18}
