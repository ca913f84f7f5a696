"""What hidden numbers of elders are taken for: as much as the grid has among those who fare alike."""

from __future__ import annotations

import pytest

from neighborcare.measures import estimating, siting, walking
from neighborcare.measures.estimating import LIKELY
from neighborcare.measures.siting import Plan
from neighborcare.measures.walking import HEALTH_SERVICES, Building, GridReach, Question
from neighborcare.store import lease, manifest
from neighborcare.store.home import Home


def building(name: str, who: str, elders: int | None, state: str) -> Building:
    return Building(name, name, "A", "G1", 0.0, 0.0, who, elders, None, None, None, state)


def test_a_grid_s_remaining_elders_are_shared_by_the_hidden_ones_whose_walk_ends_alike() -> None:
    homes = [
        building("B1", "65-79", 9, "covered"),
        building("B2", "65-79", None, "covered"),
        building("B2", "80+", None, "covered"),
        building("B3", "65-79", None, "uncovered"),
    ]
    found = estimating.likely(homes, [GridReach("G1", 15, 12, 3, 0, 0)])
    assert found["B3", "65-79"] == 3
    assert found["B2", "65-79"] + found["B2", "80+"] == pytest.approx(3)
    assert found["B2", "65-79"] / found["B2", "80+"] == pytest.approx(LIKELY["65-79"] / LIKELY["80+"])


def test_a_leader_s_estimates_add_up_to_the_build_s_own_answer(demo_home: Home) -> None:
    with lease.opened(demo_home, manifest.current(demo_home), "leader") as con:
        homes = estimating.homes_of(con, Question(types=HEALTH_SERVICES))
        exact = estimating.exact(con)
    assert any(home.hidden for home in homes)
    found = siting.standing(homes)
    assert found.covered == pytest.approx(sum(row.covered for row in exact))
    assert found.outside == pytest.approx(sum(row.uncovered + row.no_path for row in exact))
    assert found.elders == pytest.approx(sum(row.elders for row in exact))


def test_a_leader_s_posts_start_from_the_circle_s_own_numbers(demo_home: Home) -> None:
    with lease.opened(demo_home, manifest.current(demo_home), "leader") as con:
        found = siting.site(con, Plan(posts=1))
        outside = sum(row.uncovered + row.no_path for row in estimating.exact(con))
    assert found.before.outside == pytest.approx(outside)
    assert found.choices[0].gained + found.choices[0].standing.outside == pytest.approx(outside)


def test_what_is_hidden_is_found_out_once(demo_home: Home) -> None:
    with lease.opened(demo_home, manifest.current(demo_home), "leader") as con:
        town = walking.town(con)
        assert town is not None
        estimating.homes_of(con, Question(5.0), town)
        first = dict(town.likely)
        estimating.homes_of(con, Question(25.0), town)
    assert first
    assert town.likely == first
