"""Who came on file after a text was written is taken out of it at the build; of the erased only hashes are kept."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from neighborcare.intake.known_names import hashed, masked
from neighborcare.store import people, workspace
from neighborcare.store.batches import Batch
from neighborcare.store.connection import scratch
from neighborcare.store.home import Home

Put = Callable[..., Batch]


def person(home: Home, name: str, **more: Any) -> dict[str, Any]:
    return {"name": masked(name), "name_hash": hashed(home.secret().hex(), name), **more}


@pytest.fixture
def later(home: Home, put: Put) -> list[Batch]:
    """Texts, and the ledgers of those whom they name, which came later."""
    request = {
        "request_id": "R1",
        "community_id": "A",
        "content": "王秀珍和李芳吵架",
        "topic": "王秀珍家漏水",
    }
    return [
        put("communities", [{"community_id": "A", "community_name": "王秀珍社区"}]),
        put("requests", [request | {"created_at": None}, request | {"request_id": "R2", "content": "无"}]),
        put("partners", [{"partner_id": "P", "community_id": "A", "partner_name": "王秀珍超市（李芳）"}]),
        put("key_people", [person(home, "王秀珍", person_id="1", community_id="A")]),
        put("staff", [person(home, "李芳", staff_id="W", community_id="A")]),
    ]


def test_names_that_became_known_later_are_in_no_table(home: Home, later: list[Batch]) -> None:
    with scratch() as con:
        workspace.fill(con, home, later, date(2025, 8, 31), date(2025, 9, 3))
        told = con.execute("SELECT content, topic FROM requests ORDER BY request_id").fetchall()
        assert told == [("王*珍和李*吵架", "某家漏水"), ("无", "某家漏水")]
        assert con.execute("SELECT partner_name FROM partners").fetchall() == [("某超市（李芳）",)]
        assert con.execute("SELECT community_name FROM communities").fetchall() == [("王秀珍社区",)]


def test_who_is_known_is_read_from_the_ledgers_alone(home: Home, later: list[Batch]) -> None:
    assert people.known(home, later).masked("王秀珍、李芳、赵某") == "王*珍、李*、赵某"
    assert people.known(home, later[:3]).suspect == ""


def test_of_the_erased_only_hashes_are_kept_and_they_add_up(home: Home) -> None:
    assert people.erased(home).ids == frozenset()
    people.remember_erased(home, ["a"], ["n"], [])
    people.remember_erased(home, ["b"], [], ["m"])
    found = people.erased(home)
    assert found.ids == {"a", "b"}
    assert found.numbers == {"n"}
    assert found.names == {"m"}
    assert (home.path / people.ERASED).stat().st_mode & 0o077 == 0
