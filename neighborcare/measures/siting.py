"""Where the next posts belong: which of the places that an office has would bring most people within reach.

The arithmetic is circle/siting; here are the people, what counts as reached already, and what a choice would change,
grid by grid. Everything is asked of one role's file, so nobody learns of people whom his file does not hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import duckdb
import numpy as np

from neighborcare.circle import reach
from neighborcare.circle import siting as sites
from neighborcare.circle.coordinates import Floats
from neighborcare.circle.round import WORKER_PACE, visiting_order, way_along
from neighborcare.circle.siting import Picked
from neighborcare.errors import NotFound, UserError
from neighborcare.measures import estimating, opening, walking
from neighborcare.measures.estimating import Home
from neighborcare.measures.opening import Point, Post
from neighborcare.measures.walking import Building, Homes, Question
from neighborcare.text import N_

Objective = Literal["cover", "walk"]
OBJECTIVES: tuple[Objective, ...] = ("cover", "walk")
MOST_POSTS = 5


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place where a post could be (WGS84)."""

    id: str
    name: str
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class Weights:
    """How much one elder counts who lives alone, or is frail (disabled or of limited mobility); everybody else is 1."""

    alone: float = 1.0
    frail: float = 1.0


@dataclass(frozen=True, slots=True)
class Plan:
    """What is looked for: so many posts among the candidates, for elders of one community or (None) of all.

    `question` says what is reached already, and how far people walk; a new post is open whenever it is asked for.
    """

    posts: int = 3
    objective: Objective = "cover"
    candidates: Literal["venues", "buildings"] | tuple[Candidate, ...] = "venues"
    question: Question = field(default_factory=Question)
    weights: Weights = field(default_factory=Weights)
    alternatives: int = 3
    community: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Elders, how many of them are within reach, how many are not (without the not located), and their mean walk."""

    elders: float
    covered: float
    outside: float
    mean_minutes: float | None


@dataclass(frozen=True, slots=True)
class GridGain:
    """What a choice brings one grid: elders newly within reach, and elders still outside."""

    grid_id: str
    gained: float
    outside: float


@dataclass(frozen=True, slots=True)
class Choice:
    """Some posts and what they bring. `gap`: 0 proven to be the best, None not proven ("heuristic")."""

    posts: tuple[Candidate, ...]
    gained: float
    standing: Standing
    grids: tuple[GridGain, ...]
    proof: Literal["optimal", "heuristic"]
    gap: float | None


@dataclass(frozen=True, slots=True)
class Siting:
    """The answer, the best choice first; none where no candidate brings anybody within reach.

    `posts`: how many are worth having: fewer than were asked for, where more would bring nobody else within reach.
    `estimated`: some numbers are hidden from this role, and counted as "about". `weights_known`: none of the numbers of
    those who live alone is, so that their weight could be used.
    """

    before: Standing
    choices: tuple[Choice, ...]
    candidates: int
    posts: int
    estimated: bool
    weights_known: bool


@dataclass(frozen=True, slots=True)
class Stop:
    """A building on a round: its elders outside (None: hidden), and metres from the stop before (None: no path)."""

    building_id: str
    building_name: str
    community_id: str
    grid_id: str
    lon: float
    lat: float
    elders: int | None
    metres: float | None


@dataclass(frozen=True, slots=True)
class Round:
    """Doors in walking order; metres and minutes on foot (without the visits); the line along the streets."""

    stops: tuple[Stop, ...] = ()
    metres: float = 0.0
    minutes: float = 0.0
    path: tuple[tuple[float, float], ...] = ()


def candidates(con: duckdb.DuckDBPyConnection, plan: Plan) -> tuple[Candidate, ...]:
    """The places to choose from, in order of id: a community has its own. Raises UserError where there is none."""
    if isinstance(plan.candidates, tuple):
        found = plan.candidates
    elif plan.candidates == "buildings":
        found = tuple(
            Candidate(name, label, lon, lat)
            for name, label, lon, lat, community in walking.buildings(con)
            if lon is not None
            and lat is not None
            and np.isfinite(lon)
            and plan.community in (None, community)
        )
    else:
        found = tuple(
            Candidate(p.point_id, p.point_name, p.lon, p.lat)
            for p in opening.venues(con, plan.community)
            if p.lon is not None and p.lat is not None
        )
    if not found:
        raise UserError(
            N_("There is no place to choose from."),
            remedy=N_("Load service points of the type “venue”, or choose among all buildings."),
        )
    return found


def site(con: duckdb.DuckDBPyConnection, plan: Plan, town: Homes | None = None) -> Siting:
    """The best choices.

    Raises NotFound where the role's file has no buildings or streets, UserError for an impossible plan.
    """
    if not 1 <= plan.posts <= MOST_POSTS:
        raise UserError(N_("Between 1 and {most} posts can be chosen."), most=MOST_POSTS)
    town = town or walking.town(con)
    if town is None or town.town is None:
        raise NotFound(
            N_("Nothing is known here of single buildings and the streets between them."),
            remedy=N_("Load walkways and buildings, or ask as an analyst or a worker."),
        )
    places = candidates(con, plan)
    before = _homes(con, plan, plan.question, town)
    weight, weights_known = _weights(con, before, plan.weights)
    there = [_post(place).as_point("venue") for place in places]
    picked = (_cover if plan.objective == "cover" else _walk)(plan, town, before, weight, there)
    choices = [_choice(con, plan, town, before, [places[i] for i in one.sites], one) for one in picked]
    return Siting(
        standing(before),
        tuple(choice for choice in choices if plan.objective == "walk" or choice.gained > 0),
        len(places),
        len(picked[0].sites) if picked else 0,
        any(home.hidden for home in before),
        weights_known,
    )


def visits(
    con: duckdb.DuckDBPyConnection,
    plan: Plan,
    choice: Choice | None = None,
    town: Homes | None = None,
    *,
    grid: str | None = None,
) -> Round:
    """The doors of the elders who stay outside with these posts, in the order in which to walk to them."""
    town = town or walking.town(con)
    if town is None or town.town is None:
        return Round()
    question = _with(plan.question, choice.posts if choice else ())
    homes = [home for home in _homes(con, plan, question, town) if is_outside(home)]
    doors: dict[str, list[Home]] = {}
    for home in homes:
        if grid in (None, home.building.grid_id):
            doors.setdefault(home.building.building_id, []).append(home)
    names = sorted(doors)
    snapped = town.town.doors.some(np.array([town.row[name] for name in names], dtype=np.int64))
    found = visiting_order(town.town.network, snapped)
    metres = [float(leg) if np.isfinite(leg) else None for leg in found.metres]
    return Round(
        tuple(_stop(doors[names[i]], leg) for i, leg in zip(found.order, metres, strict=True)),
        found.total_m,
        found.total_m / WORKER_PACE / 60.0,
        tuple((float(lon), float(lat)) for lon, lat in way_along(town.town.network, snapped, found.order)),
    )


def standing(homes: Sequence[Home]) -> Standing:
    """How these elders stand."""
    walks = [(h.building.minutes, h.elders) for h in homes if h.building.minutes is not None]
    people = sum(n for _, n in walks)
    return Standing(
        elders=sum(home.elders for home in homes),
        covered=sum(home.elders for home in homes if home.building.state == reach.COVERED),
        outside=sum(home.elders for home in homes if is_outside(home)),
        mean_minutes=sum(minutes * n for minutes, n in walks) / people if people else None,
    )


def is_outside(home: Home) -> bool:
    """Whether the walk is too long, or there is no path; those who are not located are not known to be outside."""
    return home.building.state in (reach.UNCOVERED, reach.NO_PATH)


def _homes(con: duckdb.DuckDBPyConnection, plan: Plan, question: Question, town: Homes) -> tuple[Home, ...]:
    homes = estimating.homes_of(con, question, town)
    return tuple(home for home in homes if plan.community in (None, home.building.community_id))


def _weights(con: duckdb.DuckDBPyConnection, homes: Sequence[Home], weights: Weights) -> tuple[Floats, bool]:
    """(what each home counts, whether all numbers of those living alone are known)."""
    alone = walking.alone(con)
    known = {who: count for who, count in alone.items() if count is not None}
    counts = [
        home.elders * (weights.frail if home.building.elder_class == walking.FRAIL else 1.0)
        + (weights.alone - 1.0) * known.get((home.building.building_id, home.building.elder_class), 0)
        for home in homes
    ]
    return np.maximum(np.array(counts, dtype=np.float64), 0.0), len(known) == len(alone)


def _cover(
    plan: Plan, town: Homes, homes: Sequence[Home], weight: Floats, there: Sequence[Point]
) -> list[Picked]:
    """Most weight of those outside within reach, with no more posts than that takes."""
    outside = [i for i, home in enumerate(homes) if is_outside(home)]
    minutes = estimating.minutes_to(town, plan.question, [homes[i] for i in outside], there)
    within = np.isfinite(minutes)
    return sites.cover_with_fewest(within, weight[outside], plan.posts, choices=plan.alternatives)


def _walk(
    plan: Plan, town: Homes, homes: Sequence[Home], weight: Floats, there: Sequence[Point]
) -> list[Picked]:
    """Least walking for all; where there is no path at all it counts as long as the longest walk."""
    found = [i for i, home in enumerate(homes) if home.building.state != reach.NOT_LOCATED]
    minutes = estimating.minutes_to(town, plan.question, [homes[i] for i in found], there, in_time=False)
    now = np.array([homes[i].building.minutes or np.inf for i in found])
    every = np.concatenate([minutes.ravel(), now])
    longest = float(every[np.isfinite(every)].max(initial=0.0))
    cost, already = np.minimum(minutes, longest), np.minimum(now, longest)
    return sites.walk(cost, weight[found], plan.posts, already=already, choices=plan.alternatives)


def _choice(
    con: duckdb.DuckDBPyConnection,
    plan: Plan,
    town: Homes,
    before: Sequence[Home],
    posts: Sequence[Candidate],
    picked: Picked,
) -> Choice:
    after = _homes(con, plan, _with(plan.question, posts), town)
    gained = {change.grid_id: change.gained for change in estimating.difference(before, after)}
    outside: dict[str, float] = {}
    for home in after:
        outside[home.building.grid_id] = (
            outside.get(home.building.grid_id, 0.0) + is_outside(home) * home.elders
        )
    return Choice(
        tuple(posts),
        sum(gained.values()),
        standing(after),
        tuple(GridGain(grid, gained.get(grid, 0.0), left) for grid, left in sorted(outside.items())),
        "optimal" if picked.is_proven else "heuristic",
        picked.gap,
    )


def _with(question: Question, posts: Sequence[Candidate]) -> Question:
    """The question as it would be with these posts, open at any time."""
    return replace(question, added=(*question.added, *(_post(place) for place in posts)))


def _post(place: Candidate) -> Post:
    return Post(f"+{place.id}", place.lon, place.lat, place.name)


def _stop(homes: Sequence[Home], metres: float | None) -> Stop:
    where: Building = homes[0].building
    counts = [home.building.elders for home in homes]
    known = [count for count in counts if count is not None]
    return Stop(
        where.building_id,
        where.building_name,
        where.community_id,
        where.grid_id,
        float(where.lon or 0.0),
        float(where.lat or 0.0),
        sum(known) if len(known) == len(counts) else None,
        metres,
    )
