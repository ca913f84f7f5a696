"""Rows about somebody who was erased are set aside: counted, and told of nobody."""

from collections.abc import Callable
from datetime import date

import duckdb
import pytest

from neighborcare import contracts
from neighborcare.intake.checking import Checked, Parcel, check_together
from neighborcare.intake.erased import CODE, Erased, of_id
from neighborcare.intake.known_names import hashed
from neighborcare.intake.matching import recognise
from tests.intake.conftest import raw_table

PEOPLE = ["档案编号", "姓名", "身份证号", "人员类别", "风险等级", "社区"]
VISITS = ["走访编号", "走访时间", "档案编号", "走访人", "走访类型", "方式", "结果", "社区"]
NUMBER = "11010519491231002X"
SECRET = b"key".hex()
GONE = Erased(
    frozenset({of_id(SECRET, "P1")}),
    frozenset({hashed(SECRET, NUMBER)}),
    frozenset({hashed(SECRET, "王秀珍")}),
)
Check = Callable[..., list[Checked]]


@pytest.fixture
def check(con: duckdb.DuckDBPyConnection) -> Check:
    def run(*sheets: tuple[list[str], list[list[str]]], erased: Erased = GONE) -> list[Checked]:
        parcels = []
        for i, (header, rows) in enumerate(sheets):
            match = recognise(header)
            parcels.append(Parcel(contracts.get(match.dataset), raw_table(header, rows), match, f"new_{i}"))
        return check_together(con, parcels, known={}, hash_key=b"key", today=date(2025, 9, 1), erased=erased)

    return run


def visit(number: int, who: str) -> list[str]:
    return [f"V{number}", "2025-08-20", who, "S1", "探访", "上门", "正常", "C1"]


def accounted(checked: Checked) -> tuple[int, int, int, int, int]:
    assert checked.read == checked.accepted + checked.rejected + checked.duplicate
    return checked.read, checked.accepted, checked.rejected, checked.duplicate, checked.erased


def test_nobody_is_set_aside_where_nobody_was_erased(check: Check) -> None:
    (people,) = check((PEOPLE, [["P1", "王秀珍", NUMBER, "独居", "红", "C1"]]), erased=Erased())
    assert accounted(people) == (1, 1, 0, 0, 0)


def test_rows_are_set_aside_by_id_by_identity_number_and_by_a_name_that_only_was_known(check: Check) -> None:
    people, visits = check(
        (
            PEOPLE,
            [
                ["P1", "王秀珍", "", "不存在的类别", "红", "C1"],  # wrong besides: nothing of it is told
                ["P9", "王秀珍", NUMBER, "独居", "红", "C1"],  # the same person under a new ID
                ["P2", "李芳", "", "独居", "红", "C1"],
            ],
        ),
        (VISITS, [visit(1, "P1"), visit(2, "王秀珍"), visit(3, "李芳"), visit(4, "无此人")]),
    )
    assert accounted(people) == (3, 1, 0, 2, 2)
    assert accounted(visits) == (4, 1, 1, 2, 2)
    assert [(p.row, p.code, p.value) for p in people.problems] == [(2, CODE, None), (3, CODE, None)]
    assert [(p.row, p.code) for p in visits.problems] == [(2, CODE), (3, CODE), (5, "unknown_reference")]
    assert "要求删除" in people.problems[0].reason.zh


def test_a_namesake_on_file_keeps_his_visits(check: Check) -> None:
    people, visits = check(
        (PEOPLE, [["P7", "王秀珍", "", "独居", "红", "C1"]]), (VISITS, [visit(1, "王秀珍"), visit(2, "P1")])
    )
    assert accounted(people) == (1, 1, 0, 0, 0)
    assert accounted(visits) == (2, 1, 0, 1, 1)
