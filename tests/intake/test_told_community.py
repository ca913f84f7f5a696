"""A row that does not name its community: its grid, person, building or point may tell it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import duckdb
import pytest

from neighborcare.intake.checking import Checked

Checks = Callable[..., list[Checked]]
VISITS = ["走访编号", "走访时间", "走访人", "走访类型", "方式", "结果", "档案编号"]


@pytest.fixture
def known(con: duckdb.DuckDBPyConnection) -> Mapping[str, str]:
    """Two people, each of another community."""
    con.execute(
        "CREATE TEMP TABLE known_people AS SELECT * FROM (VALUES "
        "('P1', NULL, NULL, 'C1'), ('P2', NULL, NULL, 'C2')) AS t (id, name, name_hash, community_id)"
    )
    return {"key_people": "known_people"}


def visit(number: int, person: str, *more: str) -> list[str]:
    return [f"V{number}", "2025-08-20", "S1", "探访", "上门", "正常", person, *more]


def places(con: duckdb.DuckDBPyConnection, checked: Checked) -> list[tuple[str, str]]:
    return con.execute(f"SELECT visit_id, community_id FROM {checked.table} ORDER BY 1").fetchall()  # noqa: S608


def test_the_person_tells_it(
    con: duckdb.DuckDBPyConnection, checks: Checks, known: Mapping[str, str]
) -> None:
    (checked,) = checks((VISITS, [visit(1, "P1"), visit(2, "P2")]), known=known)
    assert places(con, checked) == [("V1", "C1"), ("V2", "C2")]


def test_a_community_that_is_written_stays(
    con: duckdb.DuckDBPyConnection, checks: Checks, known: Mapping[str, str]
) -> None:
    (checked,) = checks(([*VISITS, "社区"], [visit(1, "P1", "C9"), visit(2, "P2", "")]), known=known)
    assert places(con, checked) == [("V1", "C9"), ("V2", "C2")]


def test_who_is_not_known_is_told_of_himself_alone(checks: Checks, known: Mapping[str, str]) -> None:
    (checked,) = checks((VISITS, [visit(1, "P9")]), known=known)
    assert [problem.code for problem in checked.problems] == ["unknown_reference"]


def test_where_nobody_tells_it_the_community_is_missing(checks: Checks, known: Mapping[str, str]) -> None:
    (checked,) = checks(([*VISITS, "户编号"], [visit(1, "", "H1")]), known=known)
    assert [(p.code, p.name) for p in checked.problems] == [("missing_value", "community_id")]
