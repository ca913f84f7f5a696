"""The pictures of “Where next”: chosen posts among candidates, a point that is tried, a round of visits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import duckdb
import numpy as np
import shapely

from neighborcare.charts import siting as pictures
from neighborcare.charts.maps import Area, Map
from neighborcare.charts.reading import Reading
from neighborcare.charts.siting import Place, Spot
from neighborcare.circle import reach
from neighborcare.measures import estimating, siting
from neighborcare.measures.estimating import Home
from neighborcare.measures.opening import Post
from neighborcare.measures.siting import Candidate, Choice, Plan, Round, Siting
from neighborcare.measures.walking import Homes, Question
from neighborcare.text import N_, formats, translator
from neighborcare.ui import circle_map, filters
from neighborcare.ui.grid_map import short
from neighborcare.ui.ground import Land
from neighborcare.ui.map_frame import Screen

SIZE = (816, 560)
CELL_M = 100.0  # of the ground that can be clicked
METRES_A_DEGREE = 111_320.0


@dataclass(frozen=True, slots=True)
class Scene:
    """A search whose answer is drawn, and on what screen."""

    plan: Plan
    screen: Screen


@dataclass(frozen=True, slots=True)
class Trial:
    """Two questions whose answers are compared: as it is, and as it would be. `clickable`: a point can be dropped."""

    before: Question
    after: Question
    screen: Screen
    community: str | None = None
    clickable: bool = False


@dataclass(frozen=True, slots=True)
class Walk:
    """A round of visits is drawn for this screen; `community` narrows the outlines to a worker's own."""

    screen: Screen
    community: str | None = None


def with_posts(plan: Plan, posts: Sequence[Candidate]) -> Question:
    """The plan's question as it would be with these posts."""
    added = tuple(Post(one.id, one.lon, one.lat, one.name) for one in posts)
    return replace(plan.question, added=added)


def found(con: duckdb.DuckDBPyConnection, plan: Plan, homes: Homes | None) -> Siting:
    """The search's answer. Raises UserError where there is nothing to choose from."""
    return siting.site(con, plan, homes)


def draw(
    con: duckdb.DuckDBPyConnection, scene: Scene, land: Land, homes: Homes | None, choice: Choice
) -> Map | None:
    """The posts of a choice, numbered, among the other candidates; buildings by what becomes of them."""
    look, plan = scene.screen.look, scene.plan
    chosen = {one.id for one in choice.posts}
    before = estimating.homes_of(con, plan.question, homes)
    after = estimating.homes_of(con, with_posts(plan, choice.posts), homes)
    others = [] if plan.candidates == "buildings" else siting.candidates(con, plan)
    return pictures.plan(
        spots(before, after, look.language),
        [_place(one, str(number)) for number, one in enumerate(choice.posts, 1)],
        look,
        candidates=[_place(one, "") for one in others if one.id not in chosen],
        services=circle_map.services(con, plan.question, look.language),
        areas=areas(con, land, plan.community),
        ground=land.ground,
        alt=translator(look.language)(
            N_("Map of the chosen places: {names}"),
            names=formats.listing([one.name for one in choice.posts], look.language),
        ),
        size=scene.screen.size(SIZE),
    )


def draw_trial(con: duckdb.DuckDBPyConnection, trial: Trial, land: Land, homes: Homes | None) -> Map | None:
    """What a point that is thought of, or other days, would do to every building."""
    look = trial.screen.look
    before = estimating.homes_of(con, trial.before, homes)
    after = estimating.homes_of(con, trial.after, homes)
    own = areas(con, land, trial.community)
    new = [
        Place(post.point_id, post.name, post.lon, post.lat, "+")
        for post in trial.after.added
        if post.lon is not None and post.lat is not None
    ]
    if not own and not before:
        return None
    dots = spots(before, after, look.language)
    if trial.clickable:  # a click on a building puts the point there
        dots = [replace(dot, id=f"{dot.longitude:.6f},{dot.latitude:.6f}") for dot in dots]
    return pictures.plan(
        dots,
        new,
        look,
        services=circle_map.services(con, replace(trial.after, added=()), look.language),
        areas=own,
        cells=cells(own) if trial.clickable else (),
        ground=land.ground,
        alt=translator(look.language)(N_("Map of what the change does to every building")),
        size=trial.screen.size(SIZE),
    )


def draw_walk(con: duckdb.DuckDBPyConnection, walk: Walk, land: Land, round_: Round) -> Map | None:
    """The round of visits; None where nobody is left to visit."""
    look = walk.screen.look
    if not round_.stops:
        return None
    stops = [
        Place(one.building_id, one.building_name or one.building_id, one.lon, one.lat, str(number))
        for number, one in enumerate(round_.stops, 1)
    ]
    return pictures.walk(
        stops,
        round_.path,
        look,
        areas=areas(con, land, walk.community),
        ground=land.ground,
        alt=translator(look.language)(N_("Map of the round of {count} buildings"), count=len(stops)),
        size=walk.screen.size(SIZE),
    )


def _place(one: Candidate, sign: str) -> Place:
    return Place(one.id, one.name, one.lon, one.lat, sign)


def areas(con: duckdb.DuckDBPyConnection, land: Land, community: str | None) -> list[Area]:
    """The visitor's grids as outlines."""
    return [
        Area(
            Reading(place.grid_id, place.grid_name, None),
            land.grids[place.grid_id],
            short(place.grid_name, place.community_name),
        )
        for place in filters.places(con)
        if place.grid_id in land.grids and community in (None, place.community_id)
    ]


def cells(own: Sequence[Area]) -> list[tuple[float, float, float, float]]:
    """Squares of CELL_M over the grids."""
    if not own:
        return []
    ground = shapely.union_all([area.shape for area in own])
    west, south, east, north = ground.bounds
    high = CELL_M / METRES_A_DEGREE
    wide = high / float(np.cos(np.radians(south)))
    shapely.prepare(ground)
    return [
        (float(x), float(y), float(x + wide), float(y + high))
        for x in np.arange(west, east, wide)
        for y in np.arange(south, north, high)
        if ground.intersects(shapely.box(x, y, x + wide, y + high))
    ]


def spots(before: Sequence[Home], after: Sequence[Home], language: str) -> list[Spot]:
    """One dot a building, by what becomes of most of its elders."""
    was: dict[tuple[str, str], str] = {_who(home): home.building.state for home in before}
    together: dict[str, list[Home]] = defaultdict(list)
    for home in after:
        if home.building.lon is not None and home.building.lat is not None:
            together[home.building.building_id].append(home)
    return [_spot(homes, was, language) for homes in together.values()]


def _spot(homes: Sequence[Home], was: dict[tuple[str, str], str], language: str) -> Spot:
    weight: dict[str, float] = defaultdict(float)
    for home in homes:
        weight[_became(was.get(_who(home), ""), home.building.state)] += home.elders
    # What changes is what the map is looked at for, so it wins over the larger part that stays as it was.
    state = max(weight, key=lambda name: (name in ("gained", "lost"), weight[name]))
    one = homes[0].building
    _ = translator(language)
    hidden = any(home.hidden for home in homes)
    count = (
        formats.hidden(language)
        if hidden
        else formats.quantity(sum(h.elders for h in homes), "persons", language)
    )
    return Spot(
        one.building_id,
        one.building_name or one.building_id,
        one.lon or 0.0,
        one.lat or 0.0,
        state,
        0.0 if hidden else sum(home.elders for home in homes),
        "\n".join([_(pictures.NAMES[state]), _(N_("Elders 65+: {count}"), count=count)]),
    )


def _became(was: str, now: str) -> str:
    if now == reach.COVERED:
        return "inside" if was == reach.COVERED else "gained"
    if was == reach.COVERED:
        return "lost"
    return "outside" if now == reach.UNCOVERED else "lost_way"


def _who(home: Home) -> tuple[str, str]:
    return home.building.building_id, home.building.elder_class
