"""Rows about where and who: communities, grids, population by age, buildings, service points."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from shapely import Point

from neighborcare.demo.chance import shares, stream
from neighborcare.demo.houses import House
from neighborcare.demo.plan import BY_ID, COMMUNITIES, GRIDS, STAT_DATES, STREET, CommunityPlan, grid_name
from neighborcare.demo.points import POINTS
from neighborcare.demo.rows import Row, number, whole
from neighborcare.demo.town import Town

BANDS = (*(f"{n}-{n + 4}" for n in range(0, 100, 5)), "100+")
YOUNG = (0.28, 0.34, 0.38)
WORKING = (0.082, 0.078, 0.094, 0.112, 0.118, 0.102, 0.098, 0.11, 0.108, 0.098)
OLD = (0.345, 0.265, 0.172, 0.115, 0.066, 0.027, 0.0085, 0.0015)
DRIFT = {"LZY": -0.004, "RMZ": -0.007, "JY": 0.005, "KX": 0.008, "SZS": 0.002}
"How much the population changes every half-year."


@dataclass(frozen=True, slots=True)
class Household:
    """A household: its id, its building and its grid."""

    id: str
    building: str
    grid: str


@dataclass(frozen=True, slots=True)
class Places:
    """Rows about places, and the households that people are put into."""

    tables: Mapping[str, list[Row]]
    households: Mapping[str, tuple[Household, ...]]
    "By grid."


def make(town: Town, seed: int) -> Places:
    """All rows about places; the sums over grids are the communities' published figures."""
    rng = stream(seed, "places")
    by_grid: dict[str, list[House]] = defaultdict(list)
    for house in town.houses:
        by_grid[house.grid].append(house)
    sizes = {grid: _capacity(by_grid[grid]) for grid in GRIDS}
    grids = [row for plan in COMMUNITIES for row in _grids(plan, sizes, by_grid, rng)]
    population = _population(grids, rng)
    buildings = _buildings(grids, by_grid, population, rng)
    tables = {
        "communities": [_community(plan) for plan in COMMUNITIES],
        "grids": grids,
        "population": population,
        "buildings": buildings,
        "service_points": _points(),
    }
    return Places(tables, _households(buildings))


def _community(plan: CommunityPlan) -> Row:
    return {
        "community_id": plan.id,
        "community_name": plan.name,
        "street_name": STREET,
        "stat_date": STAT_DATES[-1],
        "households": plan.households,
        "population": plan.population,
        "brand_name": plan.brand,
    }


def _capacity(houses: Sequence[House]) -> float:
    return 40.0 + math.pow(sum(_room(house) for house in houses), 0.6)


def _room(house: House) -> float:
    """Households that a building has room for."""
    return float(0.3 + house.outline.area * min(house.floors, 14) / 210.0)


def _grids(
    plan: CommunityPlan,
    sizes: Mapping[str, float],
    by_grid: Mapping[str, Sequence[House]],
    rng: np.random.Generator,
) -> list[Row]:
    ids = [grid for grid in GRIDS if grid.startswith(plan.id)]
    weights = [sizes[grid] * float(rng.uniform(0.92, 1.08)) for grid in ids]
    households = shares(plan.households, weights)
    people = shares(plan.population, [n * float(rng.uniform(0.95, 1.05)) for n in households])
    return [
        {
            "grid_id": grid,
            "grid_name": grid_name(grid),
            "community_id": plan.id,
            "manager_id": None,
            "households": homes,
            "population": persons,
            "building_count": len(by_grid[grid]),
        }
        for grid, homes, persons in zip(ids, households, people, strict=True)
    ]


def _population(grids: Sequence[Row], rng: np.random.Generator) -> list[Row]:
    rows: list[Row] = []
    for grid in grids:
        community = str(grid["community_id"])
        lean = float(rng.normal(0, 0.018))
        noise = rng.normal(1, 0.05, size=(len(BANDS), 2))
        for step, day in enumerate(reversed(STAT_DATES)):
            total = round(whole(grid["population"]) * (1 - DRIFT[community] * step))
            elder = BY_ID[community].elder_share + lean - 0.0038 * step
            rows += _pyramid(grid, day, total, elder, noise)
    return sorted(rows, key=lambda row: (str(row["stat_date"]), str(row["grid_id"])))


def _pyramid(grid: Row, day: date, total: int, elder: float, noise: np.ndarray) -> list[Row]:
    young = 0.135 - (elder - 0.17) * 0.35
    shape = [w * young for w in YOUNG] + [w * (1 - young - elder) for w in WORKING] + [w * elder for w in OLD]
    cells = [
        (
            band,
            sex,
            share * (_female(i) if sex == "female" else 1 - _female(i)) * float(noise[i, int(sex == "male")]),
        )
        for i, (band, share) in enumerate(zip(BANDS, shape, strict=True))
        for sex in ("male", "female")
    ]
    counts = shares(total, [weight for _, _, weight in cells])
    place = {"community_id": grid["community_id"], "grid_id": grid["grid_id"], "stat_date": day}
    return [
        {**place, "sex": sex, "age_band": band, "count": count}
        for (band, sex, _), count in zip(cells, counts, strict=True)
    ]


def _female(band: int) -> float:
    """The share of women in a five-year age band."""
    return 0.47 if band < 3 else 0.5 if band < 12 else 0.515 + 0.022 * (band - 12)


def elders(population: Sequence[Row], grid: str, start: int, end: int = 200) -> int:
    """People of a grid in the age bands from `start` to under `end`, on the last statistics date."""
    return sum(
        whole(row["count"])
        for row in population
        if row["grid_id"] == grid
        and row["stat_date"] == STAT_DATES[-1]
        and start <= int(str(row["age_band"]).split("-")[0].rstrip("+")) < end
    )


def _buildings(
    grids: Sequence[Row],
    by_grid: Mapping[str, Sequence[House]],
    population: Sequence[Row],
    rng: np.random.Generator,
) -> list[Row]:
    rows: list[Row] = []
    latest = [row for row in population if row["stat_date"] == STAT_DATES[-1]]
    for grid in grids:
        houses = by_grid[str(grid["grid_id"])]
        homes = shares(whole(grid["households"]), [_room(house) for house in houses])
        lean = [n * float(rng.uniform(0.5, 1.5)) + 1e-6 for n in homes]
        own = [row for row in latest if row["grid_id"] == grid["grid_id"]]
        ages = [
            shares(elders(own, str(grid["grid_id"]), a, b), lean) for a, b in ((60, 65), (65, 80), (80, 200))
        ]
        for n, house in enumerate(houses):
            rows.append(_building(grid, n, house, homes[n], [age[n] for age in ages]))
    _misplace(rows)
    return rows


def _building(grid: Row, n: int, house: House, homes: int, ages: Sequence[int]) -> Row:
    point = Town.wgs84(Point(house.x, house.y))
    assert isinstance(point, Point)  # noqa: S101 - for the type checker
    return {
        "building_id": f"{grid['grid_id']}-B{n + 1:02d}",
        "building_name": house.name,
        "community_id": grid["community_id"],
        "grid_id": grid["grid_id"],
        "longitude": point.x,
        "latitude": point.y,
        "crs": "wgs84",
        "households": homes,
        "elders_60_count": sum(ages),
        "elders_65_count": ages[1] + ages[2],
        "elders_80_count": ages[2],
        "floors_count": house.floors,
        "is_lift": house.is_lift,
    }


MISPLACED = {"JY-05-B11": (0.031, 0.004), "RMZ-02-B20": (0.0, 0.1), "KX-03-B07": (-0.2, -0.02)}
"Buildings whose coordinates are off (degrees added): typing errors that the health circle must not hide."


def _misplace(rows: Sequence[Row]) -> None:
    for row in rows:
        if (off := MISPLACED.get(str(row["building_id"]))) is not None:
            row["longitude"] = round(number(row["longitude"]) + off[0], 6)
            row["latitude"] = round(number(row["latitude"]) + off[1], 6)


def _points() -> list[Row]:
    rows: list[Row] = []
    for n, spot in enumerate(POINTS):
        point = Town.wgs84(Point(spot.x, spot.y))
        assert isinstance(point, Point)  # noqa: S101 - for the type checker
        rows.append(
            {
                "point_id": f"P{n + 1:03d}",
                "point_name": spot.name,
                "point_type": spot.type,
                "community_id": spot.community,
                "grid_id": None,
                "longitude": point.x,
                "latitude": point.y,
                "crs": "wgs84",
                "weekdays": list(spot.weekdays),
                "opens": spot.opens,
                "closes": spot.closes,
                "capacity_count": spot.capacity,
                "valid_from_date": spot.valid_from,
                "valid_to_date": spot.valid_to,
            }
        )
    return rows


def _households(buildings: Sequence[Row]) -> dict[str, tuple[Household, ...]]:
    found: dict[str, list[Household]] = defaultdict(list)
    for row in buildings:
        grid = str(row["grid_id"])
        for _ in range(whole(row["households"])):
            found[grid].append(
                Household(f"{grid}-H{len(found[grid]) + 1:04d}", str(row["building_id"]), grid)
            )
    return {grid: tuple(homes) for grid, homes in found.items()}
