"""Questions over several rows: who is blamed for what, and what is only told."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import duckdb
import pytest

from neighborcare.intake.checking import Checked

Checks = Callable[..., list[Checked]]

VISITS = ["走访编号", "走访时间", "走访人", "走访类型", "方式", "结果", "社区", "网格", "档案编号", "需求"]
PEOPLE = [
    "档案编号",
    "户编号",
    "身份证号",
    "性别",
    "出生年月",
    "人员类别",
    "风险等级",
    "社区",
    "网格",
    "注销日期",
]
FUNDS = ["流水号", "记账日期", "收支方向", "款物类别", "金额", "社区"]


def visit(number: int, **changes: str) -> list[str]:
    usual = [
        f"V{number}",
        "2025-08-20 09:30",
        "S1",
        "探访",
        "上门",
        "正常",
        "C1",
        "G1",
        f"P{number}",
        "",
    ]
    return list((dict(zip(VISITS, usual, strict=True)) | changes).values())


def person(number: int, **changes: str) -> list[str]:
    usual = [f"P{number}", f"H{number}", "", "女", "1949年12月", "独居", "红", "C1", "G1", ""]
    return list((dict(zip(PEOPLE, usual, strict=True)) | changes).values())


def told(checked: Checked) -> list[tuple[int, str, str]]:
    return [(problem.row, problem.code, problem.severity) for problem in checked.problems]


def spread_out(count: int, start: str, seconds: int) -> list[list[str]]:
    first = datetime.fromisoformat(start)
    return [
        visit(i, 走访时间=f"{first + timedelta(seconds=i * seconds):%Y-%m-%d %H:%M:%S}") for i in range(count)
    ]


def test_forty_visits_in_one_minute_are_one_warning(checks: Checks) -> None:
    (visits,) = checks((VISITS, [visit(i) for i in range(40)]))
    assert (visits.accepted, visits.rejected) == (40, 0)
    assert told(visits) == [(2, "burst", "warning")]
    assert "40 次" in visits.problems[0].reason.zh
    assert "第 41 行" in visits.problems[0].reason.zh
    assert "2025-08-20 09:30" in visits.problems[0].reason.en
    assert (visits.problems[0].column, visits.problems[0].value) == ("走访时间", "2025-08-20 09:30")


def test_a_burst_that_runs_into_the_next_minute_is_told_once(checks: Checks) -> None:
    (visits,) = checks((VISITS, spread_out(40, "2025-08-20 09:30:00", 3)))
    assert told(visits) == [(2, "burst", "warning")]
    assert "2 分钟" in visits.problems[0].reason.zh


@pytest.mark.parametrize(
    "rows",
    [
        [visit(i) for i in range(9)],
        [visit(i, 走访时间="2025-08-20") for i in range(40)],
        [visit(i, 方式="设备") for i in range(40)],
        [visit(i, 走访人=f"S{i}") for i in range(40)],
        [visit(i, 档案编号="P1") for i in range(40)],
        spread_out(40, "2025-08-20 09:30:00", 60),
    ],
    ids=["nine", "days without a time", "devices", "forty workers", "one person", "one a minute"],
)
def test_what_is_no_burst(checks: Checks, rows: Sequence[Sequence[str]]) -> None:
    (visits,) = checks((VISITS, rows))
    assert told(visits) == []


def test_the_same_sentence_for_ten_people_of_one_day(checks: Checks) -> None:
    words = "老人身体状况良好，情绪稳定"
    rows = [visit(i, 走访时间=f"2025-08-20 1{i}:30", 需求=words) for i in range(10)]
    (visits,) = checks((VISITS, rows))
    assert told(visits) == [(2, "same_words", "warning")]
    (fewer,) = checks((VISITS, rows[:9]))
    (short,) = checks(
        (VISITS, [visit(i, 走访时间=f"2025-08-20 1{i}:30", 需求="一切正常") for i in range(10)])
    )
    assert told(fewer) == told(short) == []


def test_nobody_is_visited_after_his_file_has_ended(checks: Checks) -> None:
    people = (PEOPLE, [person(1, 注销日期="2025-08-20"), person(2)])
    rows = [visit(1), visit(2), visit(3, 档案编号="P1", 走访时间="2025-08-21")]
    _, visits = checks(people, (VISITS, rows))
    assert (visits.accepted, visits.rejected) == (2, 1)
    assert told(visits) == [(4, "after_end", "error")]
    assert "2025-08-20" in visits.problems[0].reason.zh


def test_the_end_of_a_file_that_was_known_before_counts_too(
    con: duckdb.DuckDBPyConnection, checks: Checks
) -> None:
    (old,) = checks((PEOPLE, [person(1, 注销日期="2025-08-01"), person(2)]))
    con.execute(f"CREATE TABLE stood AS SELECT * FROM {old.table}")  # noqa: S608
    con.execute("CREATE TABLE k AS SELECT person_id AS id, name, name_hash, community_id FROM stood")
    _, visits = checks(
        (PEOPLE, [person(3)]),
        (VISITS, [visit(1), visit(2)]),
        known={"key_people": "k"},
        before={"key_people": "stood"},
    )
    assert told(visits) == [(2, "after_end", "error")]


def test_a_visit_in_another_grid_than_the_persons_is_told_once_a_person(checks: Checks) -> None:
    rows = [visit(1, 网格="G2"), visit(2), visit(3, 档案编号="P1", 网格="G2")]
    _, visits = checks((PEOPLE, [person(1), person(2)]), (VISITS, rows))
    assert (visits.accepted, told(visits)) == (3, [(2, "grid_of_person", "warning")])
    assert "2 行" in visits.problems[0].reason.zh


def test_one_living_person_has_one_file(con: duckdb.DuckDBPyConnection, checks: Checks) -> None:
    number = "11010519491231002X"
    (old,) = checks((PEOPLE, [person(1, 身份证号=number), person(2)]))
    con.execute(f"CREATE TABLE stood AS SELECT * FROM {old.table}")  # noqa: S608
    rows = [person(9, 身份证号=number, 网格="G2"), person(2, 网格="G3")]
    (people,) = checks((PEOPLE, rows), before={"key_people": "stood"})
    assert told(people) == [(2, "known_person", "error"), (3, "moved_person", "warning")]
    assert "P1" in people.problems[0].reason.zh
    assert "G1" in people.problems[1].reason.en

    again = [person(1, 身份证号=number, 注销日期="2025-08-01"), person(9, 身份证号=number)]
    (moved,) = checks((PEOPLE, again), before={"key_people": "stood"})
    assert (moved.accepted, moved.rejected) == (2, 0)


def test_a_household_in_two_grids_is_told_once(checks: Checks) -> None:
    rows = [person(1, 户编号="H1"), person(2, 户编号="H1", 网格="G2"), person(3, 户编号="H1", 网格="G2")]
    (people,) = checks((PEOPLE, rows))
    assert (people.accepted, told(people)) == (3, [(3, "split_household", "warning")])


@pytest.mark.parametrize(
    ("sex", "born", "codes"),
    [
        ("女", "1949-12-31", []),
        ("女", "1949年12月", []),
        ("男", "1949-12-31", ["sex_otherwise"]),
        ("女", "1949-12-30", ["born_otherwise"]),
        ("男", "1950年12月", ["sex_otherwise", "born_otherwise"]),
        ("", "", []),
    ],
)
def test_an_identity_number_knows_sex_and_birth(
    checks: Checks, sex: str, born: str, codes: list[str]
) -> None:
    (people,) = checks((PEOPLE, [person(1, 身份证号="11010519491231002X", 性别=sex, 出生年月=born)]))
    assert people.accepted == 1
    assert [problem.code for problem in people.problems] == codes


def test_a_balance_that_would_fall_below_nothing_costs_the_entry_that_does_it(checks: Checks) -> None:
    rows = [
        ["F1", "2025-08-01", "收入", "资金", "1000", "C1"],
        ["F2", "2025-08-03", "支出", "资金", "1500", "C1"],
        ["F3", "2025-08-04", "支出", "资金", "800", "C1"],
        ["F4", "2025-08-05", "支出", "资金", "300", "C1"],
        ["F5", "2025-08-05", "收入", "资金", "100", "C1"],
        ["F6", "2025-08-06", "支出", "物资", "9000", "C1"],
        ["F7", "2025-08-06", "支出", "资金", "1", "C2"],
    ]
    (funds,) = checks((FUNDS, rows))
    assert told(funds) == [(3, "negative_balance", "error"), (8, "negative_balance", "error")]
    assert "-500" in funds.problems[0].reason.zh
    assert funds.accepted == 5


def test_swapped_blood_pressure_and_a_service_after_the_end(checks: Checks) -> None:
    header = ["服务编号", "档案编号", "年龄段", "服务时间", "服务类型", "高压", "低压", "社区"]
    rows = [
        ["J1", "P1", "75-79", "2025-08-20", "血压", "135", "85", "C1"],
        ["J2", "P1", "75-79", "2025-08-20", "血压", "85", "135", "C1"],
        ["J3", "P1", "60-64", "2025-08-21", "血压", "135", "85", "C1"],
        ["J4", "P2", "", "2025-08-21", "血压", "135", "85", "C1"],
    ]
    _, services = checks((PEOPLE, [person(1), person(2, 注销日期="2025-08-01")]), (header, rows))
    assert told(services) == [
        (3, "pressure_order", "error"),
        (4, "age_otherwise", "warning"),
        (5, "served_after_end", "warning"),
    ]
    assert "75 岁" in services.problems[1].reason.zh
