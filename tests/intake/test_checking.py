from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from neighborcare import contracts
from neighborcare.intake.checking import Checked, Parcel, check_together
from neighborcare.intake.matching import recognise
from neighborcare.intake.raw import RawTable

Checks = Callable[..., list[Checked]]

COMMUNITIES = (
    ["社区编码", "社区名称", "数据截至", "户数", "常住人口"],
    [["C1", "荔枝园社区", "2025-08-31", "3684", "1.1万"], ["C2", "枫林社区", "2025-08-31", "20", "30"]],
)
GRIDS = (
    ["网格编号", "网格名称", "社区", "网格长", "户数"],
    [
        ["G1", "第一网格", "荔枝园社区", "王秀珍", "100"],
        ["G2", "第一网格", "枫林", "S2", "90"],
        ["G3", "第二网格", "C2", "", "80"],
    ],
)
STAFF = (
    ["编号", "姓名", "岗位", "上岗日期", "社区", "网格"],
    [
        ["S1", "王 秀珍", "网格员", "2024.1.1", "荔枝园", "第一网格"],
        ["S2", "李四", "网格员", "2024.1.1", "枫林社区", "第二"],
    ],
)
VISITS = ["走访编号", "走访时间", "走访人", "走访类型", "方式", "结果", "社区", "网格", "户编号"]
PEOPLE = [
    "档案编号",
    "姓名",
    "身份证号",
    "人员类别",
    "风险等级",
    "社区",
    "注销日期",
    "联系电话",
    "住址",
    "备注",
]


def raw_table(header: Sequence[str], cells: Sequence[Sequence[str]]) -> RawTable:
    columns = {f"c{i}": list(column) for i, column in enumerate(zip(*cells, strict=True))}
    table = pa.table({"_row": pa.array(range(2, len(cells) + 2), pa.int64()), **columns})
    return RawTable(Path("t.csv"), None, None, None, tuple(header), table, {"data": len(cells)})


def visit(number: str, **changes: str) -> list[str]:
    row = dict(
        zip(VISITS, [number, "2025-08-20", "S1", "探访", "上门", "正常", "C1", "G1", "H1"], strict=True)
    )
    return list((row | changes).values())


def codes(checked: Checked) -> list[tuple[int, str, str]]:
    return [(problem.row, problem.name, problem.code) for problem in checked.problems]


def rows(con: duckdb.DuckDBPyConnection, checked: Checked, columns: str) -> list[tuple[object, ...]]:
    return con.execute(f"SELECT {columns} FROM {checked.table} ORDER BY _row").fetchall()  # noqa: S608


def test_two_ledgers_that_name_each_other(con: duckdb.DuckDBPyConnection, checks: Checks) -> None:
    communities, grids, staff = checks(COMMUNITIES, GRIDS, STAFF)
    assert (communities.accepted, grids.accepted, staff.accepted) == (2, 3, 2)
    assert rows(con, grids, "grid_id, community_id, manager_id") == [
        ("G1", "C1", "S1"),
        ("G2", "C2", "S2"),
        ("G3", "C2", None),
    ]
    assert rows(con, staff, "staff_id, name, community_id, grid_id") == [
        ("S1", "王*珍", "C1", "G1"),
        ("S2", "李*", "C2", "G3"),
    ]


def test_a_grid_that_its_name_does_not_tell_is_told_by_the_community(
    con: duckdb.DuckDBPyConnection, checks: Checks
) -> None:
    *_, visits = checks(
        COMMUNITIES,
        GRIDS,
        STAFF,
        (
            VISITS,
            [
                visit("V1", 社区="枫林社区", 网格="第一网格", 走访人="李四"),
                visit("V2", 社区="", 网格="G2"),
                visit("V3", 社区="", 网格="第一网格"),
                visit("V4", 社区="枫林社区", 网格="G1"),
                visit("V5", 社区="荔枝园社区", 网格="第二网格"),
                visit("V6", 社区="", 网格=""),
                visit("V7", 社区="枫林社区", 网格="枫林社区第一网格"),
                visit("V8", 社区="桃花社区", 网格=""),
                visit("V9", 走访人="赵六"),
            ],
        ),
    )
    assert rows(con, visits, "visit_id, community_id, grid_id, staff_id") == [
        ("V1", "C2", "G2", "S2"),
        ("V2", "C2", "G2", "S1"),
        ("V7", "C2", "G2", "S1"),
    ]
    assert codes(visits) == [
        (4, "grid_id", "ambiguous_reference"),
        (5, "grid_id", "grid_elsewhere"),
        (6, "grid_id", "grid_elsewhere"),
        (7, "community_id", "missing_value"),
        (9, "community_id", "unknown_reference"),
        (10, "staff_id", "unknown_reference"),
    ]
    assert "“赵*”" in visits.problems[-1].reason.zh  # where it stands is told, the name is not
    assert visits.problems[-1].column == "走访人"


def test_the_community_of_an_ambiguous_grid_without_one_is_not_asked_for_twice(checks: Checks) -> None:
    *_, visits = checks(COMMUNITIES, GRIDS, STAFF, (VISITS, [visit("V1", 社区="", 网格="第一网格")]))
    assert codes(visits) == [(2, "grid_id", "ambiguous_reference")]


def test_who_refers_to_a_rejected_row_is_rejected_and_told_so(checks: Checks) -> None:
    bad_grid = (GRIDS[0], [["G1", "第一网格", "C1", "", "12.6"]])
    _, grids, visits = checks(COMMUNITIES, bad_grid, (VISITS, [visit("V1")]))
    assert codes(grids) == [(2, "households", "not_whole")]
    assert codes(visits) == [(2, "grid_id", "reference_rejected")]


def test_a_rejected_manager_costs_his_visits_but_not_the_grid_that_all_hang_on(checks: Checks) -> None:
    bad_staff = (STAFF[0], [["S1", "王秀珍", "网格员", "24.1.1", "C1", "G1"]])
    grids_of = (GRIDS[0], [["G1", "第一网格", "C1", "S1", "100"]])
    _, grids, staff, visits = checks(COMMUNITIES, grids_of, bad_staff, (VISITS, [visit("V1", 走访人="S1")]))
    assert (grids.accepted, codes(grids)) == (1, [(2, "manager_id", "reference_rejected")])
    assert (2, "start_date", "two_digit_year") in codes(staff)
    assert codes(visits) == [(2, "staff_id", "reference_rejected")]


def test_what_was_known_before_may_be_referred_to(con: duckdb.DuckDBPyConnection, checks: Checks) -> None:
    con.execute(
        "CREATE TABLE k_grids AS SELECT 'G9' AS id, '老网格' AS name, NULL::VARCHAR AS name_hash, 'C1' AS community_id"
    )
    (visits,) = checks(
        (VISITS, [visit("V1", 社区="", 网格="老网格"), visit("V2", 网格="G1")]), known={"grids": "k_grids"}
    )
    assert rows(con, visits, "visit_id, community_id, grid_id, staff_id") == [("V1", "C1", "G9", "S1")]
    assert codes(visits) == [(3, "grid_id", "unknown_reference")]


def test_what_cannot_be_looked_up_is_taken_as_written_but_no_name_is_kept(
    con: duckdb.DuckDBPyConnection, checks: Checks
) -> None:
    (visits,) = checks((VISITS, [visit("V1"), visit("V2", 走访人="王秀珍"), visit("V3", 走访人="王 秀珍")]))
    (_, first), (_, second), (_, third) = rows(con, visits, "visit_id, staff_id")
    assert first == "S1"
    assert second == third
    assert "王" not in str(second)


def test_the_same_row_twice_counts_once_and_the_same_key_with_other_content_is_refused(
    con: duckdb.DuckDBPyConnection, checks: Checks
) -> None:
    (visits,) = checks(
        (
            VISITS,
            [
                visit("V1"),
                visit("V2"),
                visit("V1"),
                visit("V2", 结果="异常"),
                visit("V3", 走访时间="坏"),
                visit("V3"),
            ],
        )
    )
    assert (visits.read, visits.accepted, visits.rejected, visits.duplicate) == (6, 3, 2, 1)
    assert rows(con, visits, "visit_id, result, _row") == [("V1", "ok", 2), ("V2", "ok", 3), ("V3", "ok", 7)]
    assert codes(visits) == [
        (4, "visit_id", "duplicate"),
        (5, "visit_id", "key_conflict"),
        (6, "visit_at", "not_a_date"),
    ]
    assert visits.problems[0].severity == "warning"
    assert "第 2 行" in visits.problems[0].reason.zh
    assert "row 3" in visits.problems[1].reason.en


def test_a_broken_rule_says_what_to_mend_and_unread_values_are_not_blamed_twice(checks: Checks) -> None:
    header = ["案件编号", "案件类型", "纠纷类别", "登记时间", "办结时间", "结果", "社区"]
    (cases,) = checks(
        (
            header,
            [
                ["M1", "调解", "邻里", "2025-08-20", "2025-08-01", "成功", "C1"],
                ["M2", "调解", "邻里", "2025-08-20", "坏", "成功", "C1"],
                ["M3", "调解", "邻里", "2025-08-20", "", "成功", "C1"],
            ],
        )
    )
    assert codes(cases) == [
        (2, "closed_at", "times_order"),
        (3, "closed_at", "not_a_date"),
        (4, "closed_at", "result_without_close"),
    ]


def person(number: str, **changes: str) -> list[str]:
    row = dict(
        zip(
            PEOPLE,
            [number, "王秀珍", "", "独居", "红", "C1", "", "13812345678", "梨园路1号", ""],
            strict=True,
        )
    )
    return list((row | changes).values())


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("11010519491231002X", ""),
        (" １１０１０５ 19491231 002x", ""),
        ("'11010519491231002X", ""),
        ("110105491231002", ""),
        ("110105194912310021", "id_wrong"),
        ("11010519491331002X", "id_wrong"),
        ("4.20222E+17", "id_rounded"),
        ("4.202221970010112E+17", "id_rounded"),
        ("420222197001010000", "id_rounded"),
    ],
)
def test_identity_numbers(con: duckdb.DuckDBPyConnection, checks: Checks, cell: str, code: str) -> None:
    (people,) = checks((PEOPLE, [person("P1", 身份证号=cell)]))
    assert [problem.code for problem in people.problems] == ([code] if code else [])
    if not code:
        ((hashed,),) = rows(con, people, "id_number_hash")
        assert len(str(hashed)) == 32


def test_all_spellings_of_an_identity_number_are_one_person(checks: Checks) -> None:
    same = ["11010519491231002X", "11010519491231002x ", "110105491231002"]
    (people,) = checks((PEOPLE, [person(f"P{i}", 身份证号=number) for i, number in enumerate(same)]))
    assert codes(people) == [(3, "id_number", "same_person"), (4, "id_number", "same_person")]


def test_a_person_whose_file_has_ended_may_have_a_new_one(checks: Checks) -> None:
    number = "11010519491231002X"
    (people,) = checks(
        (PEOPLE, [person("P1", 身份证号=number, 注销日期="2025-01-01"), person("P2", 身份证号=number)])
    )
    assert people.accepted == 2


def test_nothing_that_names_a_person_passes(con: duckdb.DuckDBPyConnection, checks: Checks) -> None:
    number = "11010519491231002X"
    (people,) = checks((PEOPLE, [person("P1", 身份证号=number)]))
    kept = str(con.execute(f"SELECT * FROM {people.table}").fetchall())  # noqa: S608
    assert "王*珍" in kept
    for secret in ("王秀珍", number, "13812345678", "梨园路"):
        assert secret not in kept


def test_free_text_is_rid_of_numbers_that_name_a_person(
    con: duckdb.DuckDBPyConnection, checks: Checks
) -> None:
    told = "女儿电话13987654321，证号11010519491231002X，座机0717-6543210，住3栋2楼"
    (visits,) = checks(([*VISITS, "需求"], [[*visit("V1"), told]]))
    assert rows(con, visits, "need_text") == [("女儿电话***，证号***，座机***，住3栋2楼",)]


@pytest.mark.parametrize(
    "number",
    [
        "110101199001011237",
        "11010519491231002x",
        "１３８００１３８０００",
        "RY-13800138000",
        "110101900101123",
    ],
)
def test_an_id_that_is_a_persons_number_becomes_the_same_hash_in_every_export(
    con: duckdb.DuckDBPyConnection, checks: Checks, number: str
) -> None:
    people, visits = checks(
        (PEOPLE, [person(number)]), ([*VISITS, "档案编号"], [[*visit("V1"), f" {number} "]])
    )
    ((kept,),) = con.execute(f"SELECT person_id FROM {people.table}").fetchall()  # noqa: S608
    assert kept.startswith("~")
    assert rows(con, visits, "person_id") == [(kept,)]
    assert "8000" not in kept


@pytest.mark.parametrize(
    "number", ["V20250801000123", "202508010000000017", "ZF-2025-0801-19900101", "12345678901"]
)
def test_an_id_that_only_is_long_stays(con: duckdb.DuckDBPyConnection, checks: Checks, number: str) -> None:
    (people,) = checks((PEOPLE, [person(number)]))
    assert rows(con, people, "person_id") == [(number,)]


def test_another_key_gives_other_hashes(con: duckdb.DuckDBPyConnection, checks: Checks) -> None:
    (people,) = checks((PEOPLE, [person("P1")]))
    (before,) = rows(con, people, "name_hash")
    parcel = Parcel(
        contracts.get("key_people"), raw_table(PEOPLE, [person("P1")]), recognise(PEOPLE), "other"
    )
    (again,) = check_together(con, [parcel], known={}, hash_key=b"another", today=date(2025, 9, 1))
    assert rows(con, again, "name_hash") != [before]


def test_a_file_of_nothing_but_mistakes_is_accounted_for(checks: Checks) -> None:
    (visits,) = checks((VISITS, [visit(f"V{i}", 走访时间="坏", 结果="?") for i in range(20_000)]))
    assert (visits.read, visits.rejected, visits.accepted) == (20_000, 20_000, 0)
    assert len(visits.problems) == 40_000


def test_an_empty_table_is_no_problem(con: duckdb.DuckDBPyConnection, checks: Checks) -> None:
    (visits,) = checks((VISITS, []))
    assert (visits.read, visits.accepted, visits.problems) == (0, 0, [])
    assert rows(con, visits, "visit_id") == []


def test_every_problem_speaks_both_languages_and_names_its_column(checks: Checks) -> None:
    (visits,) = checks((VISITS, [visit("", 走访时间="坏", 结果="?", 方式="")]))
    assert len(visits.problems) == 4
    for problem in visits.problems:
        assert problem.column in problem.reason.zh
        assert problem.reason.en.isascii() or "“" in problem.reason.en
        assert "{" not in problem.reason.zh + problem.reason.en
