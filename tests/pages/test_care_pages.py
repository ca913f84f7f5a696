"""Ageing, visits, mediation as each role sees them on the demonstration street."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from neighborcare.store.home import Home
from neighborcare.ui.session import ROOT, reader
from neighborcare.ui.shell import PAGES

SECONDS = 30

pytestmark = [pytest.mark.demo, pytest.mark.usefixtures("at_demo")]


def arrive(page: str, role: str, **query: str) -> AppTest:
    app = AppTest.from_file(ROOT / "neighborcare" / "ui" / "main.py", default_timeout=SECONDS)
    for name, value in {"lang": "en", "role": role, **query}.items():
        app.query_params[name] = value
    app.run()
    for name, value in query.items():
        app.query_params[name] = value
    app.switch_page(str(PAGES / f"{page}.py")).run()
    assert [error.message for error in app.exception] == []
    return app


def words(app: AppTest) -> str:
    return "".join(block.value for block in app.html)


def columns(app: AppTest) -> list[list[str]]:
    return [list(frame.value.columns) for frame in app.dataframe]


def one(home: Home, sql: str) -> tuple[object, ...]:
    with reader(home).lease("analyst") as (con, _generation):
        found = con.execute(sql).fetchone()
    assert found is not None
    return tuple(found)


def test_ageing_says_the_share_that_the_statistics_give(at_demo):
    old, people = one(
        at_demo,
        "SELECT sum(CASE WHEN CAST(regexp_extract(age_band, '^[0-9]+') AS INT) >= 65 THEN count END), sum(count) "
        "FROM population WHERE stat_date = (SELECT max(stat_date) FROM population)",
    )
    assert f"{old / people:.1%} of the {people:,} residents of the street are 65 or over" in words(
        arrive("ageing", "leader")
    )


def test_ageing_of_a_grid_by_its_address(at_demo):
    grid, name = one(at_demo, "SELECT grid_id, grid_name FROM place WHERE is_grid ORDER BY grid_id LIMIT 1")
    assert f"residents of {name} are 65" in words(arrive("ageing", "leader", area=f"grid:{grid}"))


def test_the_presenter_sees_no_list_of_persons_or_cases():
    for page in ("visits", "mediation"):
        assert arrive(page, "presenter").dataframe.len == 0


def test_a_meeting_is_spared_cards_that_only_say_not_shown():
    app = arrive("mediation", "presenter")
    assert "Not shown at meetings:" in words(app)
    assert '<span class="card-value">not shown</span>' not in words(app)


def test_the_leader_follows_up_without_buildings_and_the_worker_with_them(at_demo):
    assert "Building" not in columns(arrive("visits", "leader"))[0]
    own = arrive("visits", "worker").dataframe[0].value
    assert {"Building", "Categories"} <= set(own.columns)
    assert all("*" in name for name in own["Name"] if name != "—")


def test_the_overdue_list_has_everybody_and_the_red_tier_comes_first(at_demo):
    (count,) = one(at_demo, "SELECT count(*) FROM list_overdue")
    listed = arrive("visits", "analyst").dataframe[0].value
    assert len(listed) == count
    order = [("Red", "Yellow", "Green", "Blue").index(tier) for tier in listed["Tier"]]
    assert order == sorted(order)


def test_open_cases_by_role(at_demo):
    (count,) = one(at_demo, "SELECT count(*) FROM cases WHERE closed_at IS NULL")
    analyst = arrive("mediation", "analyst")
    assert len(analyst.dataframe[0].value) == count
    assert "Case" not in columns(analyst)[0]
    assert "Case" in columns(arrive("mediation", "worker"))[0]
    assert arrive("mediation", "leader").dataframe.len == 0


def test_the_leaders_count_of_open_disputes_is_that_of_the_rows(at_demo):
    (count,) = one(at_demo, "SELECT count(*) FROM cases WHERE closed_at IS NULL AND case_type = 'mediation'")
    assert arrive("mediation", "leader").metric[0].value == f"{count} disputes"
