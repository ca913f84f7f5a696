"""The command line as scripts use it, on a month made by hand: shapes, exit codes, refusals, and every figure counted.

August 2025 in two communities; the awkward cases stand beside the rows that make them. All people are made up.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from neighborcare.__main__ import main

EXPORTS = {
    # JY has 10 households and 20 residents beyond its grids.
    "社区.csv": """社区编码,社区名称,统计日期,户数,常住人口
JY,甲社区,2025-07-31,100,300
YS,乙社区,2025-07-31,50,120""",
    # G2's manager left on 15 August; G3 has none.
    "网格.csv": """网格编号,网格名称,社区,网格长,户数,人口
G1,甲一,甲社区,W1,60,200
G2,甲二,甲社区,W2,30,80
G3,乙一,乙社区,,50,120""",
    "年龄.csv": """社区,网格,统计日期,性别,年龄段,人数
甲社区,甲一,2025-07-31,男,65-69,10
甲社区,甲一,2025-07-31,女,80-84,6
甲社区,甲一,2025-07-31,男,15-19,40
甲社区,甲一,2025-07-31,女,60-64,14
甲社区,甲一,2025-07-31,男,0-4,5
乙社区,乙一,2025-07-31,男,65-69,4
乙社区,乙一,2025-07-31,男,30-34,16""",
    # W3 begins on the last day (in service), W4 ends on it (not any more).
    "力量.csv": """工号,姓名,身份,社区,网格,上岗日期,离岗日期
W1,陈某松,网格员,甲社区,甲一,2023-01-01,
W2,周某影,网格员,甲社区,甲二,2023-01-01,2025-08-15
W3,李某川,志愿者,乙社区,乙一,2025-08-31,
W4,王某河,楼栋长,甲社区,甲一,2023-01-01,2025-08-31
W5,赵某山,党员干部,甲社区,甲一,2023-01-01,
W6,孙某石,调解员,甲社区,甲一,2023-01-01,""",
    # B1 is 51 m from the station, B2 1,785 m: at 0.9 m/s fifteen minutes are 810 m.
    "楼栋.csv": """楼栋编号,楼栋,经度,纬度,坐标系,60岁以上人数,65岁以上人数,80岁以上人数,社区,网格
B1,1号楼,116.101,23.5,WGS84,12,8,2,甲社区,甲一
B2,2号楼,116.119,23.5,WGS84,9,5,1,甲社区,甲二""",
    "点位.csv": """点位编号,点位名称,点位类型,经度,纬度,坐标系,开放日,社区,网格
K1,卫生站,卫生服务站,116.1015,23.5,WGS84,每天,甲社区,甲一""",
    # P3 turns 60 on 31 August, P4 the day after; P5's file ends on 31 August; P6 shares P1's household.
    "重点.csv": """档案编号,户编号,姓名,身份证号,性别,出生年月,社区,网格,楼栋,人员类别,\
风险等级,建档日期,注销日期,注销原因,结对人
P1,H1,钱某一,,女,1940-05-05,甲社区,甲一,,独居、高龄,红,2025-08-25,,,赵某山
P2,H2,钱某二,11010519491231002X,女,1949-12-31,甲社区,甲二,B2,空巢,黄,2024-01-01,,,
P3,H3,钱某三,,男,1965-08-31,乙社区,乙一,,残疾,绿,2024-01-01,,,
P4,H4,钱某四,,男,1965-09-01,乙社区,乙一,,计生特殊家庭,绿,2024-01-01,,,
P5,H5,钱某五,,男,1939-01-01,甲社区,甲一,,孤寡,黄,2024-01-01,2025-08-31,死亡,
P6,H1,钱某六,,男,1980-01-01,甲社区,甲一,,低保,蓝,2024-01-01,,,
P7,H7,钱某七,,男,2015-01-01,乙社区,乙一,,困境儿童,绿,2025-08-10,,,""",
    # V3 names the household only; V5 is handled after exactly 24 hours, V6 never, V7's time has not run out,
    # V8 was found at the end of July and handled "on 1 August".
    "走访.csv": """走访编号,走访时间,档案编号,户编号,走访人,走访类型,方式,结果,处置时间,社区
V1,2025-08-02,P2,,W1,探访,上门,正常,,甲社区
V2,2025-08-05,P2,,W1,探访,上门,未遇,,甲社区
V3,2025-08-26 08:00,,H1,W1,每日问候,设备,正常,,甲社区
V4,2025-08-26 09:00,P1,,W1,每日问候,电话,正常,,甲社区
V5,2025-08-27 10:00,P1,,W1,探访,上门,异常,2025-08-28 10:00,甲社区
V6,2025-08-30 10:00,P4,,W3,探访,电话,异常,,乙社区
V7,2025-08-31 20:00,P2,,W1,探访,上门,异常,,甲社区
V8,2025-07-31 23:30,P2,,W1,探访,上门,异常,2025-08-01,甲社区
V9,2025-08-20,P4,,W3,探访,上门,拒访,,乙社区
V10,2025-08-28 08:00,P1,,W1,每日问候,电话,未遇,,甲社区""",
    # The last one is planned after the as-of day.
    "活动.csv": """活动编号,活动名称,活动类型,系列,计划日期,开展日期,参加人数,社区
T1,健康日,义诊,健康日,2025-08-06,2025-08-06,42人次,甲社区
T2,健康日,义诊,健康日,2025-08-13,,,甲社区
T3,健康日,义诊,社区健康日,2025-08-31,2025-08-31,20余,乙社区
T4,国学堂,课堂,国学堂,2025-08-09,,,甲社区
T5,健康日,义诊,健康日,2025-09-06,,,甲社区""",
    # S2 checks the same person again, S3 and S5 name nobody, S4 is 59 years old.
    "健康.csv": """服务编号,档案编号,年龄段,服务时间,服务类型,是否异常,转介时间,药品份数,社区,网格
S1,P2,,2025-08-05,年度体检,否,,,甲社区,甲二
S2,P2,,2025-08-06,年度体检,否,,,甲社区,甲二
S3,,65-69,2025-08-05,年度体检,否,,,乙社区,乙一
S4,P4,,2025-08-05,年度体检,否,,,乙社区,乙一
S5,,,2025-08-05,年度体检,否,,,乙社区,乙一
S7,P2,,2025-08-07,入户义诊,是,2025-08-10,,甲社区,甲二
S8,P2,,2025-08-08,送药,否,,3份,甲社区,甲二
S9,,,2025-08-08,随访,否,,,甲社区,甲二
S10,P1,,2025-08-26,血压,是,,2份,甲社区,甲一""",
    # C4 has no result; C5 is accepted on its 15th day, C6 never, C7's time has not run out;
    # C9's 60 days end on 2 August.
    "案件.csv": """案件编号,案件类型,纠纷类别,登记时间,受理时间,办理时限,调解次数,办结时间,\
结果,化解层级,积案,满意度,重访时间,社区,网格
C1,调解,邻里,2025-07-20,,,2,2025-08-10,成功,网格,否,,,甲社区,甲一
C2,调解,物业,2025-08-01,,,4,2025-08-31 23:30,未成,社区,否,,,甲社区,甲一
C3,调解,家庭,2025-08-15,,,,,,,否,,,甲社区,甲一
C4,调解,邻里,2025-08-03,,,,2025-08-03,,,否,,,乙社区,乙一
C5,信访,其他,2025-08-01,2025-08-16,,,,,,否,,,甲社区,甲一
C6,信访,其他,2025-08-10,,,,,,,否,,,甲社区,甲一
C7,信访,其他,2025-08-20,,,,,,,否,,,甲社区,甲一
C8,信访,其他,2025-06-01,2025-06-20,2025-08-04,,2025-08-05,息访,街道,是,基本满意,,乙社区,乙一
C9,信访,其他,2025-06-02,2025-06-03,,,,,,否,,,乙社区,乙一
C10,信访,物业,2025-07-01,2025-07-02,2025-08-31,,2025-08-20,成功,网格,是,不满意,2025-08-25,甲社区,甲一""",
}
WALK = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {},
            "geometry": {"type": "LineString", "coordinates": [[116.1, 23.5], [116.12, 23.5]]},
        }
    ],
}
LOAD_KEYS = ["file", "dataset", "batch", "read", "accepted", "rejected", "duplicate", "replaced", "problems"]
KPI_KEYS = {
    "id",
    "area",
    "part",
    "from",
    "to",
    "numerator",
    "denominator",
    "value",
    "unit",
    "as_of",
    "generation",
}
Json = Callable[..., Any]


def write(folder: Path, *names: str) -> list[str]:
    """The exports of those names (all, if none is named) as files."""
    for name in names or EXPORTS:
        (folder / name).write_text(EXPORTS[name] + "\n", encoding="utf-8-sig")
    return [str(folder / name) for name in names or EXPORTS]


def run_command(command: list[str], home: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, Any]:
    """The exit code and the one document on standard output."""
    capsys.readouterr()
    code = main([*command, "--home", str(home), "--json"])
    return code, json.loads(capsys.readouterr().out)


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of the month made by hand; only read from."""
    folder = tmp_path_factory.mktemp("hand")
    home = folder / "home"
    walk = folder / "步行道.geojson"
    walk.write_text(json.dumps(WALK), encoding="utf-8")
    assert main(["load", *reversed(write(folder)), "--strict", "--home", str(home)]) == 0
    assert main(["geo", str(walk), "--layer", "walkways", "--home", str(home)]) == 0
    return home


@pytest.fixture
def own(loaded: Path, tmp_path: Path) -> Path:
    """A copy of it, to change."""
    return Path(shutil.copytree(loaded, tmp_path / "own"))


@pytest.fixture
def ask(loaded: Path, capsys: pytest.CaptureFixture[str]) -> Json:
    """A command on the month made by hand that succeeds → its document."""

    def ask(*command: str) -> Any:
        code, document = run_command(list(command), loaded, capsys)
        assert code == 0
        return document

    return ask


@pytest.fixture
def do(own: Path, capsys: pytest.CaptureFixture[str]) -> Json:
    """A command on one's own copy → (exit code, document)."""
    return lambda *command: run_command(list(command), own, capsys)


AUGUST = [
    ("K01", None, 420, None),
    ("K01", "households", 150, None),
    ("K02", None, 20, 95),
    ("K02", "60", 34, 95),
    ("K02", "80", 6, 95),
    ("K03", None, 20, 70),
    ("K04", None, 6, None),
    ("K04", "green", 3, None),
    ("K04", "living_alone", 1, None),
    ("K05", None, 1, 6),
    ("K06", None, 3, 150),
    ("K07", None, 1, 3),
    ("K07", "households", 140, 3),
    ("K10", None, 2, 3),
    ("K10", "disability", 0, 1),
    ("K11", None, 5, 18),
    ("K11", "red", 2, 7),
    ("K11", "yellow", 2, 9),
    ("K11", "green", 1, 2),
    ("K12", None, 1, 7),
    ("K13", None, 2, None),
    ("K13", "red", 1, None),
    ("K13", "green", 1, None),
    ("K14", None, 2, 3),
    ("K15", None, 1, 2),
    ("K16", None, 2, 1),
    ("K18", None, 2, 20),
    ("K19", None, 3, None),
    ("K19", "persons", 1, None),
    ("K19", "medicine_packs", 5, None),
    ("K20", None, 2, 3),
    ("K22", None, 1, 2),
    ("K22", "blood_pressure", 0, 1),
    ("K38", None, 3, None),
    ("K38", "neighbour", 1, None),
    ("K39", None, 1, 3),
    ("K41", None, 1, 2),
    ("K42", None, 1, 3),
    ("K43", None, 1, 2),
    ("K44", None, 1, 2),
    ("K45", None, 2, 4),
    ("K45", "petition", 1, 2),
    ("K58", None, 8, 13),
    ("K59", None, 5, None),
]


def test_every_figure_of_august_is_as_counted_by_hand(ask: Json) -> None:
    found = ask("kpi", "--month", "2025-08", "--by", "part")
    figures = {(e["id"], e["part"]): (e["numerator"], e["denominator"]) for e in found}
    wrong = {
        (kpi, part): (figures.get((kpi, part)), (top, bottom))
        for kpi, part, top, bottom in AUGUST
        if figures.get((kpi, part)) != (top, bottom)
    }
    assert wrong == {}
    rates = {e["id"]: e["value"] for e in found if e["part"] is None}
    assert (rates["K10"], rates["K40"]) == (pytest.approx(2 / 3), 21)
    assert all(set(entry) - {"missing"} == KPI_KEYS for entry in found)
    assert {entry["as_of"] for entry in found} == {"2025-08-31"}


def test_july_has_what_had_happened_by_then(ask: Json) -> None:
    found = ask("kpi", "K06", "K07", "K14", "K38", "--month", "2025-07")
    figures = {e["id"]: (e["numerator"], e["denominator"], e["value"]) for e in found}
    assert figures["K06"][:2] == (1, 150)
    assert figures["K07"][:2] == (2, 3)
    assert figures["K14"] == (None, None, None) or figures["K14"][2] is None
    assert figures["K38"][0] == 1


def test_months_communities_and_grids_add_up(ask: Json) -> None:
    period = ("--from", "2025-07", "--to", "2025-08")
    by_month = ask("kpi", "K38", *period, "--by", "month")
    assert {e["from"]: e["numerator"] for e in by_month} == {"2025-07": 1, "2025-08": 3}
    for kind in ("grid", "community"):
        parts = ask("kpi", "K38", *period, "--by", kind)
        assert sum(e["numerator"] or 0 for e in parts) == ask("kpi", "K38", *period)[0]["numerator"] == 4
    both = ask("kpi", "K38", *period, "--by", "community", "--by", "month")
    assert {(e["area"], e["from"], e["numerator"]) for e in both if e["numerator"]} == {
        ("JY", "2025-07", 1),
        ("JY", "2025-08", 2),
        ("YS", "2025-08", 1),
    }


@pytest.mark.parametrize("name", ["JY", "甲社区", "甲"])
def test_an_area_is_found_by_id_and_by_name(ask: Json, name: str) -> None:
    (entry,) = ask("kpi", "k06", "--area", name, "--month", "2025-08")
    assert (entry["id"], entry["area"], entry["numerator"], entry["denominator"]) == ("K06", "JY", 2, 100)


def test_a_grid_is_an_area_too_and_the_street_is_the_default(ask: Json) -> None:
    assert ask("kpi", "K01", "--area", "乙一")[0]["numerator"] == 120
    assert ask("kpi", "K01")[0]["area"] == "street"


def test_another_as_of_day_counts_afresh(ask: Json) -> None:
    (entry,) = ask("kpi", "K14", "--month", "2025-08", "--as-of", "2025-08-30")
    # On the 30th neither the visit of the 30th is due nor that of the 31st known.
    assert (entry["numerator"], entry["denominator"], entry["as_of"]) == (2, 2, "2025-08-30")


def test_the_circle_by_grid(ask: Json) -> None:
    found = {entry.pop("grid"): entry for entry in ask("circle")}
    nobody = {"elders": 0, "covered": 0, "uncovered": 0, "no_path": 0, "not_located": 0}
    assert found["G1"] == nobody | {"elders": 8, "covered": 8}
    assert found["G2"] == nobody | {"elders": 5, "uncovered": 5}
    far = {entry["grid"]: entry["covered"] for entry in ask("circle", "--minutes", "60")}
    fast = {entry["grid"]: entry["covered"] for entry in ask("circle", "--speed", "3")}
    assert far["G2"] == fast["G2"] == 5
    assert sum(entry["covered"] for entry in ask("circle", "--types", "hospital,pharmacy")) == 0


def test_the_circle_by_type_and_pace_and_without_stairs(ask: Json) -> None:
    by_type = {entry["type"]: entry for entry in ask("circle", "--by", "type")}
    assert by_type["health_station"]["covered"] == 8
    assert by_type["hospital"]["covered"] == 0
    paces = ask("circle", "--by", "pace")
    assert [entry.get("factor") for entry in paces] == [0.8, 0.9, 1.0, 1.1, 1.2, None]
    assert paces[-1]["standard_m"] == 1000.0
    assert ask("circle", "--steps", "nobody") == ask("circle")  # there is no stair in this town


def test_where_next_among_all_buildings(ask: Json) -> None:
    found = ask("site", "--posts", "1", "--candidates", "buildings")
    assert found["before"]["outside"] == 5
    best = found["choices"][0]
    assert (best["gained"], best["outside"], best["proof"], best["gap"]) == (5, 0, "optimal", 0.0)
    assert best["grids"] == {"G2": 5}


def test_a_load_says_of_each_file_what_became_of_its_rows(home_of: Path, capsys: Any, tmp_path: Path) -> None:
    code, found = run_command(["load", *write(tmp_path, "社区.csv", "网格.csv", "力量.csv")], home_of, capsys)
    assert code == 0
    assert [list(entry) for entry in found] == [LOAD_KEYS] * 3
    counts = [(e["file"], e["dataset"], e["read"], e["accepted"], e["rejected"]) for e in found]
    assert counts == [
        ("社区.csv", "communities", 2, 2, 0),
        ("网格.csv", "grids", 3, 3, 0),
        ("力量.csv", "staff", 6, 6, 0),
    ]
    assert all(entry["batch"] for entry in found)


@pytest.fixture
def home_of(tmp_path: Path) -> Path:
    """Where a home may be made."""
    return tmp_path / "home"


VISITS = "走访编号,走访时间,档案编号,走访人,走访类型,方式,结果,社区\n"
GOOD = "V20,2025-08-20,P1,W1,探访,上门,正常,甲社区\n"
BAD = "V21,25.8.20,P1,W1,探访,上门,正常,甲社区\n"


def visits(folder: Path, *rows: str, name: str = "走访补报.csv") -> str:
    (folder / name).write_text(VISITS + "".join(rows), encoding="gb18030")
    return str(folder / name)


def test_a_rejected_row_does_not_stop_the_rest(do: Json, tmp_path: Path) -> None:
    code, (entry,) = do("load", visits(tmp_path, GOOD, BAD))
    assert (code, entry["accepted"], entry["rejected"]) == (0, 1, 1)
    (problem,) = entry["problems"]
    assert list(problem) == ["row", "column", "value", "code", "reason"]
    assert (problem["row"], problem["column"], problem["value"]) == (3, "走访时间", "25.8.20")
    assert problem["code"] == "two_digit_year"
    assert "四位" in problem["reason"]


def test_strict_and_dry_run_change_nothing(do: Json, own: Path, tmp_path: Path) -> None:
    file = visits(tmp_path, GOOD, BAD)
    before = sorted(path for path in own.rglob("*"))
    assert do("load", file, "--strict")[0] == 1
    code, (entry,) = do("load", file, "--dry-run")
    assert (code, entry["accepted"], entry["batch"]) == (0, 1, None)
    assert sorted(path for path in own.rglob("*")) == before


def test_a_refused_file_keeps_the_others_out_and_says_why(do: Json, own: Path, tmp_path: Path) -> None:
    (tmp_path / "空.csv").write_bytes(b"")
    before = sorted(path for path in own.rglob("*"))
    code, (empty, good) = do("load", str(tmp_path / "空.csv"), visits(tmp_path, GOOD))
    assert code == 1
    assert "空" in empty["refused"]
    assert good["batch"] is None
    assert sorted(path for path in own.rglob("*")) == before


def test_a_file_without_one_good_row_is_refused_and_every_row_says_why(
    own: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    before = sorted(path for path in own.rglob("*"))
    assert main(["load", visits(tmp_path, BAD), "--home", str(own), "--lang", "en"]) == 1
    told = capsys.readouterr()
    assert "four digits" in told.out
    assert "every row is rejected" in told.err
    assert sorted(path for path in own.rglob("*")) == before


def test_the_same_file_twice_and_a_corrected_one(do: Json, tmp_path: Path) -> None:
    first = do("load", visits(tmp_path, GOOD))[1][0]
    again = do("load", visits(tmp_path, GOOD))[1][0]
    assert (again["batch"], again["accepted"], again["duplicate"]) == (first["batch"], 0, 1)
    mended = visits(tmp_path, GOOD.replace("正常", "未遇"), GOOD.replace("V20", "V22"), name="更正.csv")
    entry = do("load", mended)[1][0]
    assert (entry["read"], entry["accepted"], entry["replaced"], entry["duplicate"]) == (2, 2, 1, 0)


def test_undo_and_redo_move_the_figures(do: Json, tmp_path: Path) -> None:
    def greetings() -> tuple[Any, Any]:
        entry = do("kpi", "K12", "--month", "2025-08")[1][0]
        return entry["numerator"], entry["generation"]

    greeting = "V30,2025-08-29,P1,W1,每日问候,电话,正常,甲社区\n"
    batch = do("load", visits(tmp_path, greeting))[1][0]["batch"]
    assert greetings()[0] == 2
    assert do("undo", batch)[0] == 0
    assert greetings()[0] == 1
    assert {entry["active"] for entry in do("batches")[1] if entry["id"] == batch} == {False}
    code, refused = do("undo", batch)
    assert (code, bool(refused["refused"])) == (1, True)
    assert do("redo", batch)[0] == 0
    assert greetings()[0] == 2


def test_build_counts_the_same_batches_for_another_day(do: Json) -> None:
    code, made = do("build", "--as-of", "2025-08-15")
    assert (code, made["as_of"]) == (0, "2025-08-15")
    # Until the 15th only C4 was closed.
    entry = do("kpi", "K39", "--month", "2025-08")[1][0]
    assert (entry["numerator"], entry["denominator"]) == (1, 2)


def test_what_a_file_is_can_be_said_and_must_fit(do: Json, tmp_path: Path) -> None:
    assert do("load", visits(tmp_path, GOOD), "--dataset", "visits")[0] == 0
    code, (entry,) = do("load", visits(tmp_path, GOOD, BAD), "--dataset", "cases")
    assert (code, entry["dataset"] is None or entry["accepted"]) == (1, True)
    assert "走访" in entry["refused"]


def test_a_subset_of_the_exports_gives_what_it_can_and_says_what_is_missing(
    home_of: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    run_command(["load", *write(tmp_path, "社区.csv")], home_of, capsys)
    code, found = run_command(["kpi", "--area", "甲"], home_of, capsys)
    told = {entry["id"]: entry for entry in found}
    assert code == 0
    assert (told["K01"]["numerator"], told["K10"]["value"]) == (300, None)
    assert told["K58"]["missing"] == "buildings;service_points"
    assert {entry["area"] for entry in found} == {"JY"}


@pytest.mark.parametrize("command", [["kpi"], ["circle"], ["build"], ["undo", "x"], ["redo", "x"]], ids=str)
def test_an_empty_home_refuses_and_stays_empty(
    home_of: Path, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    code, document = run_command(command, home_of, capsys)
    assert code == 1
    assert document["refused"]
    assert not [path for path in home_of.rglob("*") if path.is_file() and path.name != "secret.key"]


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["kpi", "K99"], "K01"),
        (["kpi", "K10", "--area", "火星"], "甲社区"),
        (["kpi", "--from", "2025-08", "--to", "2025-01"], "--from"),
        (["undo", "nothing"], "batches"),
        (["load", "nowhere.csv"], "nowhere.csv"),
        (["geo", "nowhere.geojson"], "nowhere.geojson"),
        (["load", __file__, "--dataset", "nothing"], "visits"),
        (["circle", "--types", "hospital,clinic"], "health_station"),
        (["site", "--types", "clinic"], "health_station"),
    ],
    ids=str,
)
def test_a_refusal_says_what_to_do(do: Json, command: list[str], said: str) -> None:
    code, document = do(*command)
    assert code == 1
    assert said in document["refused"]


@pytest.mark.parametrize(
    "command",
    [
        [],
        ["load"],
        ["kpi", "--month", "2025-13"],
        ["kpi", "--month", "August"],
        ["kpi", "--by", "fortnight"],
        ["kpi", "--as-of", "yesterday"],
        ["circle", "--weekday", "8"],
        ["circle", "--hour", "25:00"],
        ["site", "--objective", "luck"],
        ["dance"],
    ],
    ids=str,
)
def test_wrong_usage(command: list[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(command)
    assert left.value.code == 2


def test_as_a_process_of_its_own_with_the_home_from_the_environment(loaded: Path) -> None:
    command = [sys.executable, "-m", "neighborcare", "kpi", "K01", "--lang", "en", "--json"]
    run = subprocess.run(
        command,
        env=os.environ | {"NEIGHBORCARE_HOME": str(loaded)},
        cwd=Path(__file__).parents[1],
        capture_output=True,
        check=True,
    )
    assert json.loads(run.stdout)[0]["numerator"] == 420


def test_without_json_a_person_can_read_it(loaded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["kpi", "K10", "--month", "2025-08", "--home", str(loaded)]) == 0
    assert "K10 street" in capsys.readouterr().out
