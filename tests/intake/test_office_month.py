"""One month of a made-up street as five clerks keep it: eleven exports, each counted by hand, line by line.

`COUNTS` is read, accepted, rejected, duplicate; `REASONS` is (row of the file, code) of everything that is told.
The files refer to each other and are looked at together, as on the day before the meeting.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from neighborcare.store import taking
from neighborcare.store.home import Home
from neighborcare.store.taking import Looked

TODAY = date(2025, 9, 3)
Rows = Sequence[Sequence[object]]

COMMUNITIES: Rows = [
    ["社区基本情况表"],
    ["序号", "社区编码", "社区名称", "数据截至", "总户数（户）", "常住人口"],
    [1, "C1", "梨园社区", "2025年7月31日", "1,200", "3100"],
    [2, "C2", "枫林社区", "2025.7.31", 900, "2,000"],
    [3, "C3", "桃溪社区", "2025-07-32", 800, 2100],  # 5 not a day
    [4, "C4", "柳岸社区", "2025-07-31", "12.6", 2100],  # 6 not a whole number
    [5, "C1", "梨园社区", "2025-07-31", 1200, 3100],  # 7 the same as 3
    ["合计", "", "", "", 2100, 5100],
    ["制表人：陈某某　审核：周某某"],
]
GRIDS: Rows = [
    ["网格编号", "网格名称", "所属社区", "网格长", "户数", "人口"],
    ["G1", "梨园第一网格", "梨园社区", "陈松涛", 600, 1500],
    ["G2", "梨园第二网格", "梨园", "W2", 600, 1600],
    ["G3", "枫林第一网格", "C2", "许某某", 900, 2000],  # 4 manager unknown: told, kept
    ["G4", "桃溪第一网格", "桃溪社区", "", 800, 2100],  # 5 its community was rejected
    ["G2", "梨园第二网格", "梨园社区", "W2", 610, 1600],  # 6 the key of 3 with another figure
    ["G5", "枫林第二网格", "枫林社区", "", 700, 90],  # 7 fewer people than households: told, kept
]
POPULATION = """人口年龄结构（2025年7月）
网格,统计日期,性别,年龄段,人数
G1,2025-07-31,男,65-69岁,40
G1,2025-07-31,女,65-69,44
G1,2025/7/31,女,65-69,44
G2,2025-07-31,男,101岁,3
G2,2025-07-31,不详,70-74,3
G9,2025-07-31,男,70-74,3
小计,,,,134
"""
BUILDINGS = """楼栋编号;楼栋名称;社区;网格;经度;纬度;户数;60岁以上;65岁以上;80岁以上
L1;1栋;梨园社区;G1;115.2101;29.8301;60;20;12;3
L2;2栋;梨园社区;G1;115.2102;29.8302;60户;20;25;3
L3;3栋;梨园社区;G3;115.2103;29.8303;60;20;12;3
L4;4栋;枫林社区;G3;295.21;29.8304;60;20;12;3
L5;5栋;枫林社区;G3;115.2105;29.8305;－;—;/;
"""
POINTS: Rows = [
    ["点位编号", "点位名称", "点位类型", "社区", "经度", "纬度", "开放日", "启用日期", "停用日期"],
    ["D1", "梨园卫生服务站", "卫生服务站", "梨园社区", 115.21, 29.83, "周一、周三", "2023-01-01", ""],
    ["D2", "枫林助餐点", "长者食堂", "枫林社区", 115.22, 29.84, "工作日", "2024-01-01", "2023-12-31"],  # 3
    ["D3", "枫林茶馆", "茶馆", "枫林社区", 115.22, 29.84, "", "", ""],  # 4 no such kind
    ["D4", "梨园活动室", "活动室", "", 115.21, 29.83, "每天", "", ""],  # 5 whose?
]
STAFF = """人员编号,姓名,身份,社区,网格,上岗日期,离岗日期
W1,陈松涛,网格员,梨园社区,梨园第一网格,2023/8/1,
W2,周月影,社区工作者,梨园社区,,20230801,至今
W3,许清和,网格员,枫林社区,G3,23.8.1,
W4,顾长河,志愿者,枫林社区,,2024年3月5日,2024-01-01
W5,林晚舟,志愿者,枫林社区,G1,2024-03-05,
W1,陈松涛,网格员,梨园社区,G1,2023年8月1日,
"""
PEOPLE: Rows = [
    ["梨园、枫林社区重点人群台账"],
    [
        "档案编号",
        "户编号",
        "姓名",
        "身份证号",
        "性别",
        "出生年月",
        "类别",
        "等级",
        "社区",
        "网格",
        "注销日期",
    ],
    [
        "P1",
        "H1",
        "白云飞",
        "11010519491231002X",
        "女",
        "1949年12月",
        "独居、高龄",
        "红",
        "梨园社区",
        "G1",
        "",
    ],
    [
        "P2",
        "H2",
        "江海潮",
        "11010519491231002x",
        "女",
        "1949-12-31",
        "独居",
        "每周",
        "梨园社区",
        "G1",
        "",
    ],  # 4
    ["P3", "H3", "雷雨田", "4.20222E+17", "男", "1950-01-01", "空巢", "绿", "枫林社区", "G3", ""],  # 5
    ["P4", "H4", "石中玉", "110105194912310021", "男", "1949-12-31", "低保", "绿", "枫林社区", "G3", ""],  # 6
    ["P5", "H5", "唐小糖", "", "女", "1952-03-01", "退休", "绿", "枫林社区", "G3", ""],  # 7 no category
    ["P6", "H6", "汪洋", "", "男", "1948-05-06", "残疾", "蓝", "枫林社区", "G3", "2025-08-10"],
    ["P7", "H6", "汪波", "", "男", "1978-05-06", "残疾", "蓝", "梨园社区", "G1", ""],
    ["P8", "H8", "叶知秋", "110105194912310038", "男", "1949-12-31", "低保", "绿", "枫林社区", "G3", ""],
    ["合计", "8人"],
]
VISITS = """走访编号,走访时间,档案编号,走访人,走访类型,方式,结果,社区,网格,处置时间
V1,2025年8月20日 9:05,P1,陈松涛,探访,上门,正常,梨园社区,G1,
V2,2025.8.21,P6,W2,探访,上门,正常,枫林社区,G3,
V3,25.8.22,P1,W1,探访,上门,正常,梨园社区,G1,
V4,2025-08-23,P9,W1,探访,上门,正常,梨园社区,G1,
V5,2025-10-01,P1,W1,探访,上门,正常,梨园社区,G1,
V6,2025-08-24,,W1,探访,上门,正常,梨园社区,G1,
V7,2025-08-25,P1,W1,探访,上门,异常,梨园社区,G1,2025-08-24
V8,2025-08-26,P1,W1,看望,上门,很好,梨园社区,G1,
V1,2025-08-20 09:05,P1,W1,探访,上门,正常,梨园社区,G1,
V9,2025-08-27,P5,W1,探访,上门,正常,枫林社区,G3,
V10,45890,P7,W3,探访,电话,未遇,梨园社区,,
V11,2025-08-28,P7,W2,探访,电话,未遇,梨园社区,G2,

填表说明：以上为八月份数据
"""
HEALTH = """服务编号\t档案编号\t年龄段\t服务时间\t服务类型\t收缩压\t舒张压\t社区\t是否异常
J1\tP1\t75-79\t2025-08-08\t血压\t135\t85\t梨园社区\t否
J2\t\t65+\t2025-08-08\t体检\t\t\t梨园社区\t√
J3\tP1\t75-79\t2025-08-09\t血压\t85\t135\t梨园社区\t否
J4\tP1\t75-79\t2025-08-09\t血压\t1350\t85\t梨园社区\t否
J5\tP1\t75-79\t2025-08-10\t按摩\t\t\t梨园社区\t否
J6\tP1\t60-64\t2025-08-11\t血压\t135\t85\t梨园社区\t也许
"""
ACTIVITIES: Rows = [
    ["活动编号", "活动名称", "活动类型", "社区", "计划日期", "开展日期", "参加人数"],
    ["A1", "防诈骗讲座", "讲座", "梨园社区", "2025-08-05", "2025-08-05", "42人"],
    ["A2", "重阳联欢", "文体", "枫林社区", "2025-10-29", "", ""],
    ["A3", "周末义诊", "义诊", "枫林社区", "2025-08-09", "2025-10-09", 30],  # 4 held after today
    ["A4", "读书会", "课堂", "枫林社区", "", "2025-08-09", 30],  # 5 no plan
    ["A5", "清洁日", "清洁", "枫林社区", "2025-08-16", "", 25],  # 6 they came on no day: told, kept
    ["A1", "防诈骗讲座", "讲座", "梨园社区", "2025-08-05", "2025-08-05", 42],  # 7 the same as 2
]
CASES = """案件编号,案件类型,纠纷类别,登记时间,受理时间,办结时间,结果,社区
M1,调解,邻里,2025-08-01,2025-08-01,2025-08-05,成功,梨园社区
M2,调解,邻里,2025-08-05,2025-08-04,2025-08-09,成功,梨园社区
M3,信访,拆迁,2025-08-05,,,息访,枫林社区
M4,调解,噪音扰民啦,2025-08-05,,,,枫林社区
M5,调解,物业,2025-08-05 10:00,2025-08-05,尚未办结,,枫林社区
M6,调解,物业,2025-08-05,2025-08-06,2025-08-04,成功,不知道社区
"""

COUNTS = {
    "communities": (5, 2, 2, 1),
    "grids": (6, 4, 2, 0),
    "population": (6, 2, 3, 1),
    "buildings": (5, 2, 3, 0),
    "service_points": (4, 1, 3, 0),
    "staff": (6, 2, 3, 1),
    "key_people": (8, 4, 4, 0),
    "visits": (12, 2, 9, 1),
    "health_services": (6, 2, 4, 0),
    "activities": (6, 3, 2, 1),
    "cases": (6, 2, 4, 0),
}
REASONS = {
    "communities": [(5, "not_a_date"), (6, "not_whole"), (7, "duplicate")],
    "grids": [
        (4, "unknown_reference"),
        (5, "reference_rejected"),
        (6, "key_conflict"),
        (7, "more_households_than_people"),
    ],
    "population": [(5, "duplicate"), (6, "not_a_code"), (7, "missing_value"), (8, "unknown_reference")],
    "buildings": [(3, "elders_order"), (4, "grid_elsewhere"), (5, "out_of_range")],
    "service_points": [(3, "times_order"), (4, "not_a_code"), (5, "missing_value")],
    "staff": [(4, "two_digit_year"), (5, "times_order"), (6, "grid_elsewhere"), (7, "duplicate")],
    "key_people": [
        (4, "same_person"),
        (5, "id_rounded"),
        (6, "id_wrong"),
        (7, "not_a_code"),
    ],
    "visits": [
        (3, "after_end"),
        (4, "two_digit_year"),
        (5, "unknown_reference"),
        (6, "in_future"),
        (7, "who_missing"),
        (8, "times_order"),
        (9, "not_a_code"),
        (9, "not_a_code"),
        (10, "duplicate"),
        (11, "reference_rejected"),
        (12, "reference_rejected"),
        (13, "grid_of_person"),
    ],
    "health_services": [
        (4, "pressure_order"),
        (5, "out_of_range"),
        (6, "not_a_code"),
        (7, "not_yes_no"),
    ],
    "activities": [(4, "in_future"), (5, "missing_value"), (6, "attended_but_not_held"), (7, "duplicate")],
    "cases": [
        (3, "times_order"),
        (4, "result_without_close"),
        (5, "not_a_code"),
        (7, "times_order"),
        (7, "times_order"),
        (7, "unknown_reference"),
    ],
}


def sheet(folder: Path, name: str, rows: Rows) -> Path:
    path = folder / name
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet()
        for at, row in enumerate(rows):
            page.write_row(at, 0, row)
    return path


def text(folder: Path, name: str, content: str, encoding: str) -> Path:
    path = folder / name
    path.write_bytes(content.replace("\n", "\r\n").encode(encoding))
    return path


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Looked]:
    folder = tmp_path_factory.mktemp("month")
    files = [
        text(folder, "走访记录8月.csv", VISITS, "utf-8-sig"),
        text(folder, "健康服务记录.txt", HEALTH, "utf-16"),
        sheet(folder, "活动台账.xlsx", ACTIVITIES),
        text(folder, "矛盾纠纷.csv", CASES, "gb18030"),
        sheet(folder, "重点人群.xlsx", PEOPLE),
        text(folder, "工作力量.csv", STAFF, "gb18030"),
        sheet(folder, "服务点位.xlsx", POINTS),
        text(folder, "楼栋台账.csv", BUILDINGS, "utf-8"),
        text(folder, "人口年龄结构.csv", POPULATION, "gb18030"),
        sheet(folder, "网格台账.xlsx", GRIDS),
        sheet(folder, "社区基本情况.xlsx", COMMUNITIES),
    ]
    looked = taking.look(Home(folder / "home"), files, today=TODAY)
    looked.leave()
    return {table.dataset: table for table in looked.tables}


@pytest.mark.parametrize("dataset", list(COUNTS))
def test_every_row_ends_as_counted_by_hand(month: dict[str, Looked], dataset: str) -> None:
    table = month[dataset]
    assert table.refusal is None
    assert (table.read, table.accepted, table.rejected, table.duplicate) == COUNTS[dataset]


@pytest.mark.parametrize("dataset", list(COUNTS))
def test_every_reason_is_the_one_found_by_hand(month: dict[str, Looked], dataset: str) -> None:
    assert [(problem.row, problem.code) for problem in month[dataset].problems] == REASONS[dataset]


@pytest.mark.parametrize("dataset", list(COUNTS))
def test_every_problem_can_be_mended_from_what_it_says(month: dict[str, Looked], dataset: str) -> None:
    for problem in month[dataset].problems:
        assert problem.reason.zh
        assert problem.reason.en
        assert "{" not in problem.reason.zh + problem.reason.en
        assert problem.column or problem.code in {"missing_value", "grid_elsewhere"}
