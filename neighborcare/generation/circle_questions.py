"""The circle's questions from the command line: who is within reach, and where the next posts belong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Literal

from neighborcare import contracts
from neighborcare.circle.reach import STANDARD_M
from neighborcare.errors import UserError
from neighborcare.generation.questions import opened
from neighborcare.measures import estimating, siting, walking
from neighborcare.measures.siting import Candidate, Choice, Plan
from neighborcare.measures.walking import GridReach, Question
from neighborcare.store.home import Home
from neighborcare.text import N_

By = Literal["grid", "type", "pace"]


def circle(home: Home, question: Question, by: By = "grid") -> list[dict[str, Any]]:
    """Elders 65+ and what became of their walk: elders, covered, uncovered, no_path, not_located.

    By grid: `grid` each. By type: `type` each, the street's elders and their walk to services of that type alone.
    By pace: `factor` each with elders and covered only, if all walked that much slower or faster; the last has
    `standard_m` instead, covered being who lives within so many metres whatever his pace.
    """
    with opened(home, None, None) as (con, _, _day):
        town = walking.town(con)
        if by == "type":
            types = [code.code for code in contracts.get("service_points").column("point_type").codes]
            alone = [(name, replace(question, types=(name,))) for name in question.types or types]
            return [{"type": name} | _sum(walking.by_grid(con, one, town)) for name, one in alone]
        if by == "pace":
            found = estimating.sensitivity(con, question, town)
            paces: list[dict[str, Any]] = [
                {"factor": factor, "elders": round(found.elders), "covered": round(covered)}
                for factor, covered in found.by_factor
            ]
            standard = {"elders": round(found.elders), "covered": round(found.standard_covered)}
            return [*paces, {"standard_m": STANDARD_M} | standard]
        return [{"grid": row.grid_id} | _sum([row]) for row in walking.by_grid(con, question, town)]


def types_of(words: Sequence[str]) -> tuple[str, ...]:
    """Codes of types of service points, several in one word allowed. Raises UserError for one that there is not."""
    types = tuple(name for text in words for name in text.replace(",", " ").split())
    known = [code.code for code in contracts.get("service_points").column("point_type").codes]
    for name in types:
        if name not in known:
            raise UserError(
                N_("There is no type of service point “{type}”."),
                remedy=N_("The types are: {types}."),
                type=name,
                types=", ".join(known),
            )
    return types


def site(home: Home, plan: Plan) -> dict[str, Any]:
    """Where the next posts belong: `before` and `choices`, the best first, each with `posts`, `gained`, `outside`,
    `mean_minutes`, `proof`, `gap` (None: not proven), `grids` that gain, and the round by those who stay outside.
    """
    with opened(home, None, None) as (con, _, _day):
        town = walking.town(con)
        found = siting.site(con, plan, town)
        rounds = [siting.visits(con, plan, choice, town) for choice in found.choices[:1]]
    return {
        "objective": plan.objective,
        "candidates": found.candidates,
        "before": _standing(found.before),
        "choices": [_choice(choice) for choice in found.choices],
        "round": [
            {
                "buildings": [stop.building_id for stop in one.stops],
                "metres": round(one.metres),
                "minutes": round(one.minutes),
            }
            for one in rounds
        ],
    }


def _sum(rows: list[GridReach]) -> dict[str, int]:
    names = ("elders", "covered", "uncovered", "no_path", "not_located")
    return {name: sum(getattr(row, name) for row in rows) for name in names}


def _choice(choice: Choice) -> dict[str, Any]:
    return {
        "posts": [_post(post) for post in choice.posts],
        "gained": round(choice.gained),
        **_standing(choice.standing),
        "proof": choice.proof,
        "gap": choice.gap,
        "grids": {grid.grid_id: round(grid.gained) for grid in choice.grids if grid.gained},
    }


def _post(post: Candidate) -> dict[str, Any]:
    return {"id": post.id, "name": post.name, "lon": post.lon, "lat": post.lat}


def _standing(standing: siting.Standing) -> dict[str, Any]:
    mean = standing.mean_minutes
    return {
        "elders": round(standing.elders),
        "covered": round(standing.covered),
        "outside": round(standing.outside),
        "mean_minutes": None if mean is None else round(mean, 2),
    }
