"""The made-up town as a whole: its streets, its grids that tile the communities, its lanes and buildings.

`town(seed)` gives everything in metres; `Town.wgs84` places it on the map, in open country where no town is.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from neighborcare.demo import houses, lanes, partition, streets
from neighborcare.demo.houses import House
from neighborcare.demo.streets import Way

CENTRE = (113.5, 30.2)
DEGREE = 111_319.4908
PLACES = 6
"Decimals kept of a coordinate: 0.1 m."


@dataclass(frozen=True, slots=True)
class Town:
    """Grids by id, walkable ways (noded: they meet at shared vertices), buildings and the base layers, in metres."""

    grids: Mapping[str, Polygon]
    ways: tuple[Way, ...]
    houses: tuple[House, ...]
    water: Mapping[str, Polygon]
    green: Mapping[str, Polygon]
    rail: LineString

    @staticmethod
    def wgs84(geometry: BaseGeometry) -> BaseGeometry:
        """A geometry on the map: longitude and latitude, rounded."""
        wide = DEGREE * math.cos(math.radians(CENTRE[1]))

        def place(xy: np.ndarray) -> np.ndarray:
            return np.round(xy / (wide, DEGREE) + CENTRE, PLACES)

        return shapely.transform(geometry, place)


def town(seed: int) -> Town:
    """The town of that seed."""
    drawn = streets.draw(seed)
    areas = partition.grids(drawn)
    inner = lanes.draw(drawn, areas, seed)
    built = houses.build(drawn, areas, inner, seed)
    ways = lanes.noded([*drawn.ways, *inner.ways])
    green = {
        "狮子山": drawn.reserves["hill"],
        "塔影公园": drawn.reserves["park"],
        **houses.squares(drawn, areas, built),
    }
    water = {"清水河": drawn.water, "塔影湖": inner.pond}
    return Town(areas.grids, tuple(ways), tuple(built), water, green, drawn.rail)
