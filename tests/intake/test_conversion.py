from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from neighborcare import contracts
from neighborcare.intake.checking import Checked, Parcel, check_together
from neighborcare.intake.matching import recognise
from neighborcare.intake.raw import RawTable

Checks = Callable[..., list[Checked]]
GRIDS = ["网格编号", "网格名称", "社区", "户数", "人口"]
VISITS = ["走访编号", "走访时间", "走访人", "走访类型", "方式", "结果", "社区", "户编号"]
PEOPLE = ["档案编号", "姓名", "身份证号", "出生年月", "人员类别", "风险等级", "社区", "联系电话"]
POINTS = ["点位编号", "点位名称", "点位类型", "经度", "纬度", "社区", "开放日"]


def one(con: duckdb.DuckDBPyConnection, checked: Checked, column: str) -> object:
    found = con.execute(f"SELECT {column} FROM {checked.table}").fetchall()  # noqa: S608
    return found[0][0] if found else checked.problems[0].code


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("120", 120),
        ("１２０", 120),
        ("1,234", 1234),
        ("1.1万", 11000),
        ("100余", 100),
        ("42户", 42),
        ("3千", 3000),
        ("100多人", 100),
        ("1,200余", 1200),
        ("1，234", 1234),
        ("三十二", 32),
        ("一百二十户", 120),
        ("\u200b12\u00a0", 12),
        ("'007", 7),
        ("不详", None),
        ("N/A", None),
        ("98%", "not_whole"),
        ("百余", "not_whole"),
        ("3十", "not_whole"),
        ("十几", "not_whole"),
        ("约30户", 30),
        ("12.0", 12),
        (" 7 ", 7),
        ("—", None),
        ("/", None),
        ("无", None),
        ("", None),
        ("12.6", "not_whole"),
        ("1e3", "not_whole"),
        ("0x1F", "not_whole"),
        ("1,23", "not_whole"),
        ("inf", "not_whole"),
        ("很多", "not_whole"),
        ("-5", "out_of_range"),
    ],
)
def test_whole_numbers(con: duckdb.DuckDBPyConnection, checks: Checks, cell: str, value: object) -> None:
    (checked,) = checks((GRIDS, [["G1", "一", "C1", "1", cell]]))
    assert one(con, checked, "population") == value


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("2025-08-20 09:05", datetime(2025, 8, 20, 9, 5)),
        ("2025/8/20 9:05", datetime(2025, 8, 20, 9, 5)),
        ("2025-08-20T09:05:30", datetime(2025, 8, 20, 9, 5, 30)),
        ("2025-08-20 09:05:30.250", datetime(2025, 8, 20, 9, 5, 30)),
        ("2025年8月20日", datetime(2025, 8, 20)),
        ("2025年8月20日 下午3时5分", datetime(2025, 8, 20, 15, 5)),
        ("2025年8月20日（星期三）9:05", datetime(2025, 8, 20, 9, 5)),
        ("2025.8.20", datetime(2025, 8, 20)),
        ("２０２５．８．２０", datetime(2025, 8, 20)),
        ("20250820", datetime(2025, 8, 20)),
        ("202508200905", datetime(2025, 8, 20, 9, 5)),
        ("45889", datetime(2025, 8, 20)),
        ("45889.5", datetime(2025, 8, 20, 12)),
        ("2025-08-20T01:05:00Z", datetime(2025, 8, 20, 9, 5)),
        ("2025-08-20 09:05:00+08:00", datetime(2025, 8, 20, 9, 5)),
        ("2025、8、20", datetime(2025, 8, 20)),
        ("二〇二五年八月二十日", datetime(2025, 8, 20)),
        ("民国114年8月20日", datetime(2025, 8, 20)),
        ("2025-08-19 24:00", datetime(2025, 8, 20)),
        ("8/20/2025", datetime(2025, 8, 20)),
        ("2025-08-20 12:05 AM", datetime(2025, 8, 20, 0, 5)),
        ("3/4/2025", "order_open"),
        ("8月20日", "year_missing"),
        ("2025/13/1", "not_a_date"),
        ("25.8.20", "two_digit_year"),
        ("25-8-20", "two_digit_year"),
        ("2025年8月", "day_missing"),
        ("2025-02-30", "not_a_date"),
        ("2025年2月30日", "not_a_date"),
        ("114年8月20日", "not_a_date"),
        ("epoch", "not_a_date"),
        ("infinity", "not_a_date"),
        ("2025-08-20 09:05-05", "not_a_date"),
        ("2025.8.1-8.5", "not_a_date"),
        ("昨天", "not_a_date"),
        ("2025-09-02", "in_future"),
        ("", "missing_value"),
    ],
)
def test_moments(con: duckdb.DuckDBPyConnection, checks: Checks, cell: str, value: object) -> None:
    (checked,) = checks((VISITS, [["V1", cell, "S1", "探访", "上门", "正常", "C1", "H1"]]))
    assert one(con, checked, "visit_at") == value


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("1952年3月", date(1952, 3, 1)),
        ("1952.03", date(1952, 3, 1)),
        ("195203", date(1952, 3, 1)),
        ("1952-03-09", date(1952, 3, 9)),
        ("1952.1", "day_missing"),
    ],
)
def test_a_birth_month_is_its_first_day(
    con: duckdb.DuckDBPyConnection, checks: Checks, cell: str, value: object
) -> None:
    (checked,) = checks((PEOPLE, [["P1", "王秀珍", "", cell, "独居", "红", "C1", ""]]))
    assert one(con, checked, "birth_date") == value


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("独居", "living_alone"),
        ("独居老人", "living_alone"),
        ("空巢、独居", "empty_nest;living_alone"),
        ("独居;空巢，低保户", "empty_nest;living_alone;low_income"),
        ("独居 残疾人", "living_alone;disability"),
        ("LIVING_ALONE", "living_alone"),
        ("独居、外星", "not_a_code"),
        ("", "missing_value"),
    ],
)
def test_several_codes_in_a_cell(
    con: duckdb.DuckDBPyConnection, checks: Checks, cell: str, value: object
) -> None:
    (checked,) = checks((PEOPLE, [["P1", "王秀珍", "", "", cell, "红", "C1", ""]]))
    assert one(con, checked, "categories") == value


@pytest.mark.parametrize(
    ("cell", "tier"),
    [
        ("红（每日）", "red"),
        ("每周", "yellow"),
        ("红色。", "red"),
        ("黄色等级", "yellow"),
        ("每月一次", "green"),
        ("绿\u200b色", "green"),
        ("绿色", "green"),
        ("Blue", "blue"),
    ],
)
def test_codes_in_their_spellings(
    con: duckdb.DuckDBPyConnection, checks: Checks, cell: str, tier: str
) -> None:
    (checked,) = checks((PEOPLE, [["P1", "王秀珍", "", "", "独居", cell, "C1", ""]]))
    assert one(con, checked, "risk_tier") == tier


@pytest.mark.parametrize(
    ("cell", "value"),
    [("是", True), ("√", True), ("1", True), ("有", True), ("否", False), ("无", False), ("", None)],
)
def test_yes_and_no(con: duckdb.DuckDBPyConnection, checks: Checks, cell: str, value: object) -> None:
    header = ["楼栋编号", "楼栋", "经度", "纬度", "社区", "电梯"]
    (checked,) = checks((header, [["B1", "1栋", "111.5", "30.5", "C1", cell]]))
    assert one(con, checked, "is_lift") is value


def test_an_end_that_has_not_come_is_no_date(con: duckdb.DuckDBPyConnection, checks: Checks) -> None:
    header = ["工号", "身份", "社区", "上岗日期", "离岗日期"]
    rows = [[f"W{n}", "网格员", "C1", "2024-01-01", cell] for n, cell in enumerate(["至今", "长期", "在岗"])]
    (checked,) = checks((header, rows))
    found = con.execute(f"SELECT end_date FROM {checked.table}").fetchall()  # noqa: S608
    assert found == [(None,)] * 3


def test_open_days_and_numbers(con: duckdb.DuckDBPyConnection, checks: Checks) -> None:
    (checked,) = checks((POINTS, [["P1", "健康日", "健康日点", "111.50", "30.25", "C1", "周四、周一"]]))
    found = con.execute(f"SELECT longitude, latitude, weekdays FROM {checked.table}").fetchall()  # noqa: S608
    assert found == [(111.5, 30.25, "1;4")]


@pytest.mark.parametrize(
    ("cell", "days"),
    [
        ("每天", "1;2;3;4;5;6;7"),
        ("周一至周五", "1;2;3;4;5"),
        ("周一-周三、周日", "1;2;3;7"),
        ("1,3,5", "1;3;5"),
        ("周一三五", "1;3;5"),
        ("星期六、星期天", "6;7"),
        ("工作日", "1;2;3;4;5"),
        ("随缘", "not_a_code"),
    ],
)
def test_open_days_as_offices_write_them(
    con: duckdb.DuckDBPyConnection, checks: Checks, cell: str, days: object
) -> None:
    (checked,) = checks((POINTS, [["P1", "健康日", "健康日点", "111.50", "30.25", "C1", cell]]))
    assert one(con, checked, "weekdays") == days


@pytest.mark.parametrize(
    ("cell", "band"),
    [
        ("65-69岁", "65-69"),
        ("65～69", "65-69"),
        ("65岁至69岁", "65-69"),
        ("0—4岁", "0-4"),
        ("100岁以上", "100+"),
        ("5月9日", "5-9"),
        ("2025-10-14", "10-14"),
        ("65", "not_a_code"),
    ],
)
def test_age_bands_as_offices_write_them_and_excel_spoils_them(
    con: duckdb.DuckDBPyConnection, checks: Checks, cell: str, band: object
) -> None:
    header = ["社区", "网格", "统计日期", "性别", "年龄段", "人数"]
    (checked,) = checks((header, [["C1", "G1", "2025-07-31", "男", cell, "3"]]))
    assert one(con, checked, "age_band") == band


def test_latitude_out_of_range_says_the_range(checks: Checks) -> None:
    (checked,) = checks((POINTS, [["P1", "健康日", "健康日点", "30.25", "111.5", "C1", ""]]))
    (problem,) = checked.problems
    assert (problem.code, problem.column, problem.value) == ("out_of_range", "纬度", "111.5")
    assert "-90 – 90" in problem.reason.zh


def test_what_the_parquet_file_knows_already_is_taken_as_it_is(con: duckdb.DuckDBPyConnection) -> None:
    words = ["S1", "care", "home", "ok", "C1", "H1"]
    moments = pa.array([datetime(2025, 8, 20, 9, 5), None], pa.timestamp("us"))
    cells = {"_row": pa.array([1, 2], pa.int64()), "c0": ["V1", "V2"], "c1": moments}
    table = pa.table(cells | {f"c{i + 2}": [word] * 2 for i, word in enumerate(words)})
    raw = RawTable(Path("v.parquet"), None, None, None, tuple(VISITS), table, {"data": 2})
    parcel = Parcel(contracts.get("visits"), raw, recognise(VISITS), "new")
    (checked,) = check_together(con, [parcel], known={}, hash_key=b"k", today=date(2025, 9, 1))
    assert con.execute("SELECT visit_at, _row FROM new").fetchall() == [(datetime(2025, 8, 20, 9, 5), 1)]
    assert [(p.row, p.code) for p in checked.problems] == [(2, "missing_value")]


def test_a_rounded_figure_is_taken_and_told(con: duckdb.DuckDBPyConnection, checks: Checks) -> None:
    rows = [
        ["G1", "一", "C1", "1", "1.1万"],
        ["G2", "二", "C1", "1", "11000"],
        ["G3", "三", "C1", "1", "约300"],
    ]
    (checked,) = checks((GRIDS, rows))
    assert checked.accepted == 3
    assert [(p.row, p.code, p.severity) for p in checked.problems] == [
        (2, "estimate", "warning"),
        (4, "estimate", "warning"),
    ]
    assert "按 11,000 记入" in checked.problems[0].reason.zh


def test_a_column_proves_whether_the_month_stands_first(
    con: duckdb.DuckDBPyConnection, checks: Checks
) -> None:
    rows = [
        [f"V{n}", day, "S1", "探访", "上门", "正常", "C1", "H1"]
        for n, day in enumerate(("8/20/2025", "3/4/2025"))
    ]
    (checked,) = checks((VISITS, rows))
    found = con.execute(f"SELECT visit_at FROM {checked.table} ORDER BY visit_id").fetchall()  # noqa: S608
    assert found == [(datetime(2025, 8, 20),), (datetime(2025, 3, 4),)]


@pytest.mark.parametrize(
    ("cell", "value"), [("上午8点半", "08:30"), ("8：00", "08:00"), ("", None), ("很晚", "not_a_time")]
)
def test_opening_hours(con: duckdb.DuckDBPyConnection, checks: Checks, cell: str, value: object) -> None:
    row = ["P1", "健康日", "健康日点", "115°12′36″E", "北纬30度15分", "C1", "", cell]
    (checked,) = checks(([*POINTS, "开门时间"], [row]))
    assert one(con, checked, "opens") == value
    if value != "not_a_time":
        assert one(con, checked, "longitude") == pytest.approx(115.21)


@pytest.mark.parametrize(
    "unit", sorted({c.unit for k in contracts.catalogue().values() for c in k.columns if c.unit})
)
def test_every_unit_may_stand_behind_its_figure(
    con: duckdb.DuckDBPyConnection, checks: Checks, unit: str
) -> None:
    (checked,) = checks((GRIDS, [["G1", "一", "C1", "1", f"42{unit}"]]))
    assert one(con, checked, "population") == 42
