"""The street's geography as the maps draw it, read once a generation."""

from __future__ import annotations

from dataclasses import dataclass, field

import duckdb
import shapely
import streamlit as st
from shapely.geometry.base import BaseGeometry

from neighborcare.charts.ground import Ground
from neighborcare.ui import query

SEEN = "neighborcare.phone"
PHONE = (330, 344)  # px that a map gets there
HALL = (990, 690)  # px that it gets before a meeting


@dataclass(frozen=True, slots=True, eq=False)
class Land:
    """Grids' shapes by id (WGS 84), and what lies under them. Either may be empty."""

    grids: dict[str, BaseGeometry] = field(default_factory=dict)
    ground: Ground = field(default_factory=Ground)


def land(con: duckdb.DuckDBPyConnection) -> Land:
    """All layers that were loaded."""
    grids: dict[str, BaseGeometry] = {}
    under: dict[str, list[BaseGeometry]] = {"water": [], "green": [], "walkways": []}
    for layer, grid, _name, text in query.rows(con, "layers"):
        shape = shapely.from_geojson(text)
        if layer == "grids":
            grids[grid] = shape
        elif layer in under:
            under[layer] += list(shapely.get_parts(shape))
    return Land(grids, Ground(under["water"], under["green"], under["walkways"]))


def on_phone() -> bool:
    """Whether the browser says it is a phone's: the first view of a map is fitted to its width."""
    if SEEN not in st.session_state:  # reading the headers costs more than the rest of a rerun's map
        st.session_state[SEEN] = "Mobi" in (st.context.headers.get("User-Agent") or "")
    return bool(st.session_state[SEEN])
