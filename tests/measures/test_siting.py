"""Where posts belong, asked of a role's file: what cannot be answered says so."""

from __future__ import annotations

from dataclasses import replace

import pytest

from neighborcare.errors import NotFound, UserError
from neighborcare.measures import siting, walking
from neighborcare.measures.siting import Plan
from neighborcare.measures.walking import Question
from neighborcare.store import lease, manifest
from neighborcare.store.home import Home


def test_a_file_without_buildings_has_no_answer(demo_home: Home) -> None:
    with lease.opened(demo_home, manifest.current(demo_home), "presenter") as con, pytest.raises(NotFound):
        siting.site(con, Plan())


@pytest.mark.parametrize(
    "plan", [Plan(posts=0), Plan(posts=6), Plan(candidates=())], ids=["none", "six", "nowhere"]
)
def test_an_impossible_plan_is_refused(demo_home: Home, plan: Plan) -> None:
    with lease.opened(demo_home, manifest.current(demo_home), "analyst") as con, pytest.raises(UserError):
        siting.site(con, plan)


@pytest.mark.parametrize("objective", siting.OBJECTIVES)
def test_what_a_choice_brings_adds_up(demo_home: Home, objective: siting.Objective) -> None:
    with lease.opened(demo_home, manifest.current(demo_home), "analyst") as con:
        found = siting.site(con, Plan(posts=2, objective=objective))
    best = found.choices[0]
    assert (best.proof, best.gap) == ("optimal", 0.0)
    assert best.gained == sum(grid.gained for grid in best.grids)
    assert best.standing.outside == found.before.outside - best.gained
    assert best.standing.outside == sum(grid.outside for grid in best.grids)
    means = [c.standing.mean_minutes or 0.0 for c in found.choices]
    assert means[0] <= (found.before.mean_minutes or 0.0)
    values = [c.gained for c in found.choices] if objective == "cover" else [-mean for mean in means]
    assert values == sorted(values, reverse=True)


def test_the_round_knocks_once_at_every_door_outside(demo_home: Home) -> None:
    with lease.opened(demo_home, manifest.current(demo_home), "analyst") as con:
        community = con.execute("SELECT min(community_id) FROM place").fetchall()[0][0]
        plan = Plan(posts=1, community=community)
        choice = siting.site(con, plan).choices[0]
        found = siting.visits(con, plan, choice)
    assert sum(stop.elders or 0 for stop in found.stops) == choice.standing.outside
    assert len({stop.building_id for stop in found.stops}) == len(found.stops)
    assert {stop.community_id for stop in found.stops} == {community}
    assert found.metres == pytest.approx(sum(stop.metres or 0 for stop in found.stops))
    assert found.minutes == pytest.approx(found.metres / 1.2 / 60)
    assert len(found.path) >= len(found.stops)


def test_no_post_is_set_up_for_nobody(demo_home: Home) -> None:
    with lease.opened(demo_home, manifest.current(demo_home), "analyst") as con:
        venue = siting.candidates(con, Plan())[0]
        twice = tuple(replace(venue, id=name) for name in ("V1", "V2", "V3"))
        found = siting.site(con, Plan(3, candidates=twice, question=Question(30.0, types=("hospital",))))
    assert found.posts == 1
    assert [len(choice.posts) for choice in found.choices] == [1, 1, 1]


def test_a_community_is_offered_its_own_places(demo_home: Home) -> None:
    with lease.opened(demo_home, manifest.current(demo_home), "analyst") as con:
        every = siting.candidates(con, Plan())
        community = con.execute("SELECT min(community_id) FROM points WHERE point_type = 'venue'").fetchall()[
            0
        ][0]
        own = siting.candidates(con, Plan(community=community))
        known = dict(con.execute("SELECT point_id, community_id FROM points").fetchall())
        homes = siting.candidates(con, Plan(candidates="buildings", community=community))
        where = {name: of for name, _label, _lon, _lat, of in walking.buildings(con)}
    assert {known[one.id] for one in own} == {community}
    assert {where[one.id] for one in homes} == {community}
    assert len(own) < len(every)
