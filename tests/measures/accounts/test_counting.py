"""What a system is counted to be, on rows that fit on one's fingers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import duckdb
import pytest

from neighborcare.measures.accounts import Question, _question, accounts
from neighborcare.measures.accounts.counting import community_of, compute, counted
from tests.measures.workspace import fill, settle

AS_OF = date(2025, 8, 31)
SINCE_2024 = (date(2024, 1, 1), AS_OF)
GIVEN: dict[str, list[dict[str, Any]]] = {
    "communities": [
        {"community_id": "7", "community_name": "人民中社区", "households": 10, "population": 30},
        {"community_id": "8", "community_name": "别的社区", "households": 1, "population": 2},
    ],
    "improvements": [
        {
            "improvement_id": "1",
            "community_id": "7",
            "type": "charger",
            "done_qty": 5,
            "done_date": date(2024, 1, 1),
        },
        {
            "improvement_id": "2",
            "community_id": "7",
            "type": "charger",
            "done_qty": 4,
            "done_date": date(2023, 12, 31),
        },
        {"improvement_id": "3", "community_id": "7", "type": "charger", "done_qty": 0},
        {
            "improvement_id": "4",
            "community_id": "8",
            "type": "charger",
            "done_qty": 9,
            "done_date": date(2024, 5, 1),
        },
        {
            "improvement_id": "5",
            "community_id": "7",
            "type": "lamp",
            "done_qty": 2,
            "done_date": date(2024, 5, 1),
        },
    ],
    "requests": [
        {
            "request_id": "1",
            "community_id": "7",
            "created_at": datetime(2023, 12, 1),
            "closed_at": datetime(2024, 1, 2),
            "is_solved": True,
        },
        {
            "request_id": "2",
            "community_id": "7",
            "created_at": datetime(2024, 2, 1),
            "closed_at": datetime(2024, 2, 2),
            "is_solved": False,
        },
        {"request_id": "3", "community_id": "7", "created_at": datetime(2024, 2, 1)},
    ],
    "key_people": [
        {
            "person_id": "P1",
            "community_id": "7",
            "categories": "living_alone;elder_80",
            "filed_date": date(2020, 1, 1),
        },
        {
            "person_id": "P2",
            "community_id": "7",
            "categories": "child_in_difficulty",
            "end_date": date(2025, 8, 31),
        },
        {
            "person_id": "P3",
            "community_id": "7",
            "categories": "child_in_difficulty",
            "end_date": date(2025, 9, 1),
        },
        {
            "person_id": "P4",
            "community_id": "7",
            "categories": "special_family",
            "filed_date": date(2025, 8, 31),
        },
    ],
    "partners": [
        {"partner_id": "A", "community_id": "7", "partner_type": "government"},
        {"partner_id": "B", "community_id": "7", "partner_type": "bank"},
    ],
    "claims": [
        {
            "claim_id": "1",
            "community_id": "7",
            "claim_type": "household",
            "collected_at": datetime(2024, 3, 1),
            "household_id": "H1",
            "partner_id": "A",
        },
        {
            "claim_id": "2",
            "community_id": "7",
            "claim_type": "household",
            "collected_at": datetime(2024, 4, 1),
            "household_id": "H1",
            "partner_id": "A",
        },
        {
            "claim_id": "3",
            "community_id": "7",
            "claim_type": "household",
            "collected_at": datetime(2024, 5, 1),
            "household_id": "H2",
            "partner_id": "B",
        },
        {
            "claim_id": "4",
            "community_id": "7",
            "claim_type": "household",
            "collected_at": datetime(2024, 5, 1),
            "household_id": "H3",
        },
    ],
}


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as made:
        fill(made, settle(GIVEN, AS_OF), date(2023, 12, 1), AS_OF)
        yield made


def ask(**entry: Any) -> Question:
    return _question(entry)


@pytest.mark.parametrize(
    ("question", "count"),
    [
        (
            ask(
                dataset="improvements",
                where={"type": "charger"},
                measure="sum",
                column="done_qty",
                when="done_date",
            ),
            5,
        ),
        (ask(dataset="improvements", where={"type": ["charger", "lamp"]}, when="done_date"), 2),
        (
            ask(
                dataset="improvements",
                where={"done_date": "*"},
                measure="max",
                column="done_qty",
                when="done_date",
            ),
            5,
        ),
        (ask(dataset="requests", where={"is_solved": True}, when="closed_at"), 1),
        (ask(dataset="requests", where={"is_solved": False}, when="closed_at"), 1),
        (ask(dataset="requests"), 2),  # received since 2024
        (
            ask(dataset="key_people", where={"categories": "child_in_difficulty"}),
            1,
        ),  # one file ended that day
        (ask(dataset="key_people", where={"categories": ["elder_80", "special_family"]}), 2),
        (ask(dataset="key_people", when="filed_date"), 1),  # filed since 2024
        (ask(dataset="key_people", measure="first_year", column="filed_date"), 2020),
        (ask(dataset="claims", where={"partner_id.partner_type": "government"}), 2),
        (
            ask(
                dataset="claims",
                where={"partner_id.partner_type": "government"},
                measure="distinct",
                column="household_id",
            ),
            1,
        ),
        (ask(dataset="communities", measure="sum", column="households"), 10),
        (ask(dataset="topics", measure="distinct", column="meeting_id"), 0),
    ],
)
def test_a_question_counts_what_a_finger_counts(
    con: duckdb.DuckDBPyConnection, question: Question, count: float
) -> None:
    assert counted(con, question, "7", SINCE_2024) == count


def test_rows_are_counted_whenever_they_were(con: duckdb.DuckDBPyConnection) -> None:
    assert counted(con, ask(dataset="improvements", where={"type": "charger"}), "7", None) == 3
    assert counted(con, ask(dataset="requests", where={"content": {"contains": "灯"}}), "7", None) == 0


def test_a_community_is_found_by_its_name(con: duckdb.DuckDBPyConnection) -> None:
    assert community_of(con, accounts()["R"]) == "7"
    assert community_of(con, accounts()["L"]) is None


def test_what_is_made_is_one_row_for_every_question_of_a_community_that_is_there(
    con: duckdb.DuckDBPyConnection,
) -> None:
    compute(con, AS_OF)
    rows = con.execute("SELECT system_id, kind, position, count, hidden FROM account_counts").fetchall()
    assert {row[0][0] for row in rows} == {"R"}
    systems = accounts()["R"].systems
    assert len(rows) == sum(len(s.exports) + sum(m.question is not None for m in s.metrics) for s in systems)
    told = {row[:3]: row[3] for row in rows}
    assert told["R15", "export", 0] == 3
    assert told["R15", "metric", 0] == 5
    assert told["R9", "metric", 0] == 1
    assert not any(row[4] for row in rows)


def test_another_row_moves_the_count(con: duckdb.DuckDBPyConnection) -> None:
    con.execute(
        "INSERT INTO improvements (improvement_id, community_id, type, done_qty, done_date) "
        "VALUES ('6', '7', 'charger', 282, DATE '2025-08-31')"
    )
    compute(con, AS_OF)
    query = "SELECT count FROM account_counts WHERE system_id = 'R15' AND kind = 'metric'"
    assert con.execute(query).fetchall() == [(287,)]
    compute(con, date(2025, 8, 30))
    assert con.execute(query).fetchall() == [(5,)]
