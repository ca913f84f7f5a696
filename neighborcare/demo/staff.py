"""Who does the work: grid managers, community workers, cadres, volunteers, neighbours, and the professionals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

import numpy as np

from neighborcare.demo import names
from neighborcare.demo.chance import stream
from neighborcare.demo.plan import COMMUNITIES, GRIDS, LAST, LEFT_GRIDS, VACANT_GRIDS
from neighborcare.demo.rows import Row

HELPERS = (
    "cadre",
    "social_worker",
    "party_volunteer",
    "volunteer",
    "building_head",
    "neighbor",
    "care_parent",
)
ACTIVE: Mapping[str, Mapping[str, int]] = {
    "LZY": dict(zip(HELPERS, (7, 8, 12, 14, 9, 6, 2), strict=True)),
    "RMZ": dict(zip(HELPERS, (6, 9, 14, 16, 10, 4, 5), strict=True)),
    "JY": dict(zip(HELPERS, (3, 3, 0, 0, 0, 0, 1), strict=True)),
    "KX": dict(zip(HELPERS, (5, 7, 9, 11, 5, 3, 0), strict=True)),
    "SZS": dict(zip(HELPERS, (6, 6, 9, 8, 5, 4, 0), strict=True)),
}
"Helpers at the end of the data, by role: 7 in JY and 38 in SZS, as published."
LEFT: Mapping[str, int] = {"LZY": 5, "RMZ": 6, "JY": 1, "KX": 4, "SZS": 3}
"Helpers who stopped before."
PROFESSIONALS: Mapping[str, tuple[str, ...]] = {
    "LZY": ("mediator", "mediator", "mediator", "lawyer", "psychologist", "doctor"),
    "RMZ": ("mediator", "mediator", "lawyer", "doctor"),
    "JY": ("mediator", "doctor"),
    "KX": ("mediator", "mediator", "doctor"),
    "SZS": ("mediator", "mediator", "lawyer", "doctor"),
}
TEAMS: Mapping[str, tuple[str, ...]] = {
    "LZY": ("幸福邻李志愿服务队", "红马甲志愿服务队", "银发志愿服务队"),
    "RMZ": ("津心守护志愿服务队", "针心裁意缝纫队", "楼道守望队"),
    "JY": ("银龄志愿服务队",),
    "KX": ("亲情敲门志愿服务队", "学雷锋志愿服务队"),
    "SZS": ("辣利婆志愿服务队", "网格管家服务队"),
}
STUDIO = date(2019, 9, 3)
"The counselling studio in LZY has been there since 2019, as published."
FROM, BEFORE = date(2019, 3, 1), date(2023, 7, 1)


def make(seed: int) -> list[Row]:
    """All staff rows, by community and role."""
    rng = stream(seed, "staff")
    crowd = names.people(rng, set())
    rows: list[Row] = []
    for plan in COMMUNITIES:
        mine = [*_managers(plan.id, rng), *_helpers(plan.id, rng), *_others(plan.id, rng)]
        for n, row in enumerate(mine):
            row["staff_id"] = f"{plan.id}-W{n + 1:03d}"
            row["name"] = next(crowd)[0]
        rows += mine
    return rows


def managers(rows: Sequence[Row]) -> dict[str, str]:
    """Grid → the id of its manager; the vacant grid has none."""
    return {str(r["grid_id"]): str(r["staff_id"]) for r in rows if r["role"] == "grid_worker"}


def _managers(community: str, rng: np.random.Generator) -> Iterator[Row]:
    for grid in GRIDS:
        if grid.startswith(community) and grid not in VACANT_GRIDS:
            end = date(2025, 6, 30) if grid in LEFT_GRIDS else None
            yield _row(community, grid, "grid_worker", _early(rng), end, rng)


def _helpers(community: str, rng: np.random.Generator) -> Iterator[Row]:
    grids = [grid for grid in GRIDS if grid.startswith(community)]
    for role, count in ACTIVE[community].items():
        for _ in range(count):
            late = rng.random() < 0.25 and role not in {"cadre", "social_worker"}
            grid = None if role in {"cadre", "social_worker"} else grids[int(rng.integers(len(grids)))]
            yield _row(community, grid, role, _late(rng) if late else _early(rng), None, rng)
    for _ in range(LEFT[community]):
        grid = grids[int(rng.integers(len(grids)))]
        end = date(2023, 11, 1) + timedelta(days=int(rng.integers(600)))
        yield _row(community, grid, "volunteer", _early(rng), end, rng)


def _others(community: str, rng: np.random.Generator) -> Iterator[Row]:
    for role in PROFESSIONALS[community]:
        start = _early(rng)
        yield _row(community, None, role, STUDIO if role == "psychologist" else start, None, rng)


def _row(
    community: str, grid: str | None, role: str, start: date, end: date | None, rng: np.random.Generator
) -> Row:
    teams = TEAMS[community]
    in_team = role in {"party_volunteer", "volunteer", "neighbor", "care_parent", "building_head"}
    served = min(((end or LAST) - start).days, 1500)
    return {
        "community_id": community,
        "grid_id": grid,
        "role": role,
        "team_name": teams[int(rng.integers(len(teams)))] if in_team else None,
        "start_date": start,
        "end_date": end,
        "service_hours": round(served * float(rng.uniform(0.02, 0.12)), 1) if in_team else None,
    }


def _early(rng: np.random.Generator) -> date:
    return FROM + timedelta(days=int(rng.integers((BEFORE - FROM).days)))


def _late(rng: np.random.Generator) -> date:
    return date(2023, 9, 1) + timedelta(days=int(rng.integers(640)))
