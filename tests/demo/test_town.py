"""The town: grids that tile, a network that holds together, buildings where people can live."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import pairwise

import pytest
import shapely
from shapely import LineString, Point

from neighborcare.demo import Street
from neighborcare.demo.places import MISPLACED
from neighborcare.demo.plan import GRIDS
from neighborcare.demo.town import Town


def test_every_planned_grid_has_its_ground(street: Street) -> None:
    assert sorted(street.town.grids) == sorted(GRIDS)
    assert len(GRIDS) >= 30


def test_grids_tile_without_gap_or_overlap(street: Street) -> None:
    grids = [Town.wgs84(shape) for shape in street.town.grids.values()]
    assert shapely.coverage_is_valid(grids)
    assert all(grid.is_valid for grid in grids)
    whole = shapely.coverage_union_all(grids)
    assert isinstance(whole, shapely.Polygon)
    assert not whole.interiors


@pytest.mark.parametrize("community", ["LZY", "RMZ", "JY", "KX", "SZS"])
def test_communities_are_of_one_piece(street: Street, community: str) -> None:
    parts = [shape for grid, shape in street.town.grids.items() if grid.startswith(community)]
    assert isinstance(shapely.coverage_union_all(parts), shapely.Polygon)


def test_houses_stand_in_their_grid_and_not_on_each_other(street: Street) -> None:
    tree = shapely.STRtree([house.outline for house in street.town.houses])
    assert all(
        street.town.grids[house.grid].contains(Point(house.x, house.y)) for house in street.town.houses
    )
    pairs = tree.query([house.outline for house in street.town.houses], predicate="intersects")
    assert pairs.shape[1] == len(street.town.houses)  # each meets only itself


def test_grids_have_a_fair_number_of_houses(street: Street) -> None:
    counts = Counter(house.grid for house in street.town.houses)
    assert 1700 <= sum(counts.values()) <= 2000
    assert all(35 <= count <= 75 for count in counts.values())


def components(street: Street) -> list[set[tuple[float, float]]]:
    """Pieces of the walking network by shared vertices, largest first."""
    beside: dict[tuple[float, float], set[tuple[float, float]]] = defaultdict(set)
    for way in street.town.ways:
        placed = Town.wgs84(way.line)
        assert isinstance(placed, LineString)
        points = [(x, y) for x, y in placed.coords]
        for a, b in pairwise(points):
            beside[a].add(b)
            beside[b].add(a)
    pieces, seen = [], set[tuple[float, float]]()
    for start in beside:
        if start not in seen:
            piece, pending = {start}, [start]
            while pending:
                fresh = beside[pending.pop()] - piece
                piece |= fresh
                pending += fresh
            seen |= piece
            pieces.append(piece)
    return sorted(pieces, key=len, reverse=True)


def test_one_network_and_one_path_apart_from_it(street: Street) -> None:
    town, apart = components(street)
    assert len(town) > 5_000
    assert len(apart) <= 5


def test_six_houses_have_no_way_to_town(street: Street) -> None:
    connected = shapely.MultiLineString([way.line for way in street.town.ways if way.name != "林场小道"])
    houses = [house for house in street.town.houses if house.name.startswith("林场宿舍")]
    assert len(houses) == 6
    assert all(connected.distance(Point(house.x, house.y)) > 150 for house in houses)


def test_misplaced_buildings_are_far_from_any_way(street: Street) -> None:
    rows = {row["building_id"]: row for row in street.tables["buildings"]}
    ways = shapely.union_all([Town.wgs84(way.line) for way in street.town.ways])
    for building in MISPLACED:
        at = Point(float(str(rows[building]["longitude"])), float(str(rows[building]["latitude"])))
        assert ways.distance(at) > 0.002  # over 190 m


def test_the_ways_are_of_many_kinds(street: Street) -> None:
    kinds = Counter(way.highway for way in street.town.ways)
    assert {"primary", "secondary", "residential", "living_street", "footway", "steps", "pedestrian"} <= set(
        kinds
    )
    assert kinds["steps"] < sum(kinds.values()) / 20


def test_river_is_crossed_only_by_bridges(street: Street) -> None:
    river = street.town.water["清水河"].buffer(-5)
    names = {way.name for way in street.town.ways if way.line.intersects(river)}
    assert names == {"望江路", "东港路", "渔人步行桥"}


def test_town_is_a_few_kilometres_across_and_not_a_chessboard(street: Street) -> None:
    west, south, east, north = shapely.total_bounds(list(street.town.grids.values()))
    assert 2500 < east - west < 4000
    assert 2000 < north - south < 4000
    areas = sorted(shape.area for shape in street.town.grids.values())
    assert areas[-3] > 1.5 * areas[3]
