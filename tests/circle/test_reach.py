"""Who can walk to care: each walk against a slow, obvious search."""

from __future__ import annotations

import heapq
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from neighborcare.circle.coordinates import Floats, LocalPlane
from neighborcare.circle.network import Network, build, from_lines
from neighborcare.circle.reach import PACES, classify, metres_each, metres_to_nearest
from neighborcare.circle.snapping import Snapped, snap
from neighborcare.intake.geography import read_layer

PLANE = LocalPlane(113.5, 30.2)
EXTRACT = Path(__file__).parents[3] / "shared" / "data" / "nctu_hsinchu.osm.pbf"


def at(*metres: tuple[float, float]) -> Floats:
    return PLANE.to_degrees(np.array(metres, dtype=np.float64).reshape(-1, 2))


def street(*metres: tuple[float, float]) -> shapely.LineString:
    return shapely.LineString(at(*metres))


def walk(network: Network, homes: Floats, services: Floats) -> list[float]:
    found = metres_to_nearest(network, snap(network, homes), snap(network, services))
    return [float(metres) for metres in found.metres]


def slow_metres(network: Network, home: int, homes: Snapped, services: Snapped) -> float:
    """One home's walk with a heap, every snap point being a node of its own on a street cut in pieces."""
    if homes.edge[home] < 0:
        return float("nan")
    rows = [int(row) for row in np.flatnonzero(services.located)]
    stops: dict[int, list[tuple[float, str]]] = {
        int(homes.edge[home]): [(float(homes.fraction[home]), "home")]
    }
    for row in rows:
        stops.setdefault(int(services.edge[row]), []).append(
            (float(services.fraction[row]), f"service {row}")
        )
    ways: dict[object, list[tuple[object, float]]] = {}
    for edge in range(len(network.u)):
        length = float(network.length_m[edge])
        ends = [(0.0, int(network.u[edge])), *sorted(stops.get(edge, [])), (1.0, int(network.v[edge]))]
        for (start, a), (stop, b) in pairwise(ends):
            ways.setdefault(a, []).append((b, (stop - start) * length))
            ways.setdefault(b, []).append((a, (stop - start) * length))
    doors = {f"service {row}": float(services.distance_m[row]) for row in rows}
    done: dict[object, float] = {}
    queue: list[tuple[float, int, object]] = [(0.0, 0, "home")]
    pushed = 0
    while queue:
        metres, _, place = heapq.heappop(queue)
        if place in done:
            continue
        done[place] = metres
        for other, step in ways.get(place, []):
            pushed += 1
            heapq.heappush(queue, (metres + step, pushed, other))
    walks = [done[door] + off for door, off in doors.items() if door in done]
    return min(walks, default=float("inf")) + float(homes.distance_m[home])


@st.composite
def towns(draw: st.DrawFn) -> tuple[Network, Floats, Floats]:
    """A small town of any shape, parallel streets, stacked corners and islands included."""
    corner = st.tuples(st.integers(0, 6), st.integers(0, 6))
    corners = draw(st.lists(corner, min_size=2, max_size=9))
    number = st.integers(0, len(corners) - 1)
    edges = draw(st.lists(st.tuples(number, number), min_size=1, max_size=14))
    place = st.tuples(st.floats(-60, 660), st.floats(-60, 660))
    homes, services = draw(st.lists(place, min_size=1, max_size=5)), draw(st.lists(place, max_size=3))
    u, v = (np.array([edge[i] for edge in edges], dtype=np.int64) for i in (0, 1))
    spots = at(*((100.0 * x, 100.0 * y) for x, y in corners))
    network = build(spots, u, v, np.zeros(len(edges), dtype=bool))
    return network, at(*homes), at(*services)


@settings(max_examples=150, deadline=None)
@given(town=towns())
def test_every_walk_is_what_a_slow_search_finds(town: tuple[Network, Floats, Floats]) -> None:
    network, homes, services = town
    doors, there = snap(network, homes), snap(network, services)
    found = metres_to_nearest(network, doors, there)
    slow = [slow_metres(network, home, doors, there) for home in range(len(homes))]
    assert found.metres == pytest.approx(slow, nan_ok=True, abs=1e-6)


def test_home_and_service_on_one_street_need_not_go_by_its_end() -> None:
    network = from_lines([street((0, 0), (1000, 0))])
    assert walk(network, at((450, 10)), at((550, -20))) == pytest.approx([100 + 10 + 20], rel=1e-3)


def test_the_river_is_crossed_by_its_bridge_as_counted_by_hand() -> None:
    # Two banks 100 m apart, one bridge at x = 0; home and service face each other at x = 400.
    network = from_lines(
        [street((-500, 0), (500, 0)), street((-500, 100), (500, 100)), street((0, 0), (0, 100))]
    )
    homes = at((400, -5), (-20, 0))
    assert walk(network, homes, at((400, 105))) == pytest.approx(
        [5 + 400 + 100 + 400 + 5, 20 + 100 + 400 + 5], rel=1e-3
    )


def test_the_way_back_is_as_long_as_the_way_there() -> None:
    network = from_lines([street((0, 0), (300, 0), (300, 400)), street((0, 0), (0, 400), (300, 400))])
    one, two = at((100, 7)), at((290, 380))
    assert walk(network, one, two) == pytest.approx(walk(network, two, one))


def test_the_nearest_service_is_named() -> None:
    network = from_lines([street((0, 0), (1000, 0))])
    services = np.concatenate([[[np.nan, np.nan]], at((0, 0), (1000, 0))])
    found = metres_to_nearest(network, snap(network, at((200, 0), (900, 0))), snap(network, services))
    assert found.service.tolist() == [1, 2]


def test_a_walk_of_exactly_the_limit_is_covered_and_a_longer_one_is_not() -> None:
    # 15 minutes at 0.9 m/s are 810 m.
    assert classify(np.array([810.0, 810.01]), 0.9).tolist() == ["covered", "uncovered"]


def test_no_path_and_not_located_are_states_of_their_own() -> None:
    metres = np.array([100.0, 5000.0, np.inf, np.nan])
    assert classify(metres, 0.9).tolist() == ["covered", "uncovered", "no_path", "not_located"]


def test_when_nothing_is_open_people_are_uncovered_not_without_a_path() -> None:
    assert classify(np.array([np.inf]), 0.9, has_service=False).tolist() == ["uncovered"]


def test_people_of_80_and_over_walk_at_their_own_pace() -> None:
    # 700 m: within 810 m (0.9 m/s), beyond 675 m (0.75 m/s), within the standard's 1000 m.
    states = classify(np.full(2, 700.0), np.array([PACES["65-79"], PACES["80+"]]))
    assert states.tolist() == ["covered", "uncovered"]


@settings(max_examples=100, deadline=None)
@given(town=towns())
def test_the_walk_to_the_nearest_is_the_least_of_the_walks_to_each(
    town: tuple[Network, Floats, Floats],
) -> None:
    network, homes, services = town
    doors, there = snap(network, homes), snap(network, services)
    each = metres_each(network, doors, there)
    assert each.shape == (len(homes), len(services))
    least = np.where(doors.located, each.min(axis=1, initial=np.inf), np.nan)
    found = metres_to_nearest(network, doors, there).metres
    assert least == pytest.approx(found, nan_ok=True)


def test_walks_beyond_the_limit_are_none() -> None:
    network = from_lines([street((0, 0), (2000, 0))])
    doors, there = snap(network, at((100, 0), (900, 0))), snap(network, at((0, 0), (2000, 0)))
    found = metres_each(network, doors, there, limit_m=950.0)
    assert np.isfinite(found).tolist() == [[True, False], [True, False]]


def test_a_stair_is_no_way_for_a_wheelchair() -> None:
    lines = [street((0, 0), (300, 0)), street((300, 0), (300, 40)), street((300, 40), (600, 40))]
    lines.append(street((0, 0), (0, 500), (600, 500), (600, 40)))
    network = from_lines(lines, is_steps=np.array([False, True, False, False]))
    homes, services = at((290, 0)), at((310, 40))
    assert walk(network, homes, services) == pytest.approx([10 + 40 + 10], rel=1e-3)
    assert walk(network.without_steps(), homes, services) == pytest.approx(
        [290 + 500 + 600 + 460 + 290], rel=1e-3
    )


@pytest.fixture(scope="module")
def extract() -> Network:
    if not EXTRACT.exists():
        pytest.skip("the shared OpenStreetMap extract is not here")
    layer = read_layer(EXTRACT)
    steps, level = (np.array(layer.properties[name]) for name in ("is_steps", "level"))
    return from_lines(layer.geometry, is_steps=steps, level=level, drawn=layer.drawn)


def test_a_real_extract_gives_the_known_walking_network(extract: Network) -> None:
    assert len(extract.nodes) == pytest.approx(4566, rel=0.01)
    assert len(extract.u) == pytest.approx(5037, rel=0.01)
    assert extract.in_main.mean() > 0.9
    assert 0 < extract.is_steps.sum() < 1000


def test_the_circle_on_a_real_extract_agrees_with_a_slow_search(extract: Network) -> None:
    dice = np.random.default_rng(7)
    low, span = extract.nodes.min(axis=0), np.ptp(extract.nodes, axis=0)
    homes, services = (low + dice.random((count, 2)) * span for count in (2000, 6))
    doors, there = snap(extract, homes), snap(extract, services)
    found = metres_to_nearest(extract, doors, there)
    sample = dice.choice(len(homes), 25, replace=False)
    slow = [slow_metres(extract, int(home), doors, there) for home in sample]
    assert found.metres[sample] == pytest.approx(slow, nan_ok=True, abs=1e-6)
    assert 0.1 < (found.metres < 810).mean() < 0.9


def test_a_circle_drawn_round_is_not_a_walk(extract: Network) -> None:
    dice = np.random.default_rng(8)
    low, span = extract.nodes.min(axis=0), np.ptp(extract.nodes, axis=0)
    homes, service = low + dice.random((2000, 2)) * span, low + span / 2
    doors = snap(extract, homes)
    found = metres_to_nearest(extract, doors, snap(extract, service[None, :])).metres
    there = extract.plane.to_metres(service[None, :])
    flight = np.hypot(*(extract.plane.to_metres(homes) - there).T)
    walkable = np.isfinite(found)
    assert (found[walkable] >= flight[walkable] * 0.999).all()
