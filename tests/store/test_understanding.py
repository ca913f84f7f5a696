"""From a file as it came to columns that are understood: asked once, remembered for that community's next file."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from neighborcare import generation
from neighborcare.store import batches, mappings
from neighborcare.store.home import Home
from neighborcare.store.taking import Look, Looked
from neighborcare.text import say

TODAY = date(2025, 9, 3)
HEADER = "走访编号,走访日期,社区,户编号,走访人,走访类型,见面法,走访结果"
ROWS = [
    f"V{n},2025-08-20,清苑社区,H{n},W1,探访,{how},正常" for n, how in enumerate(("上门", "电话", "上门"), 1)
]


@pytest.fixture
def looks(home: Home, tmp_path: Path):
    def look(name: str, *lines: str, dataset: str | None = None) -> Looked:
        file = tmp_path / name
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
        seen: Look = generation.look(home, [file], dataset=dataset, today=TODAY)
        (table,) = seen.tables
        return table

    return look


def stored(table: Looked, *columns: str) -> list[tuple[object, ...]]:
    assert table.staged
    rows = pq.read_table(table.staged / batches.EXPORT_ROWS, columns=list(columns))
    return list(zip(*(rows[name].to_pylist() for name in columns), strict=True))


def test_what_is_not_understood_is_asked_and_then_remembered(home: Home, looks) -> None:
    first = looks("走访.csv", HEADER, *ROWS)
    assert first.refusal is not None
    assert "见面法" in say(first.refusal, "zh-CN")
    asked = first.question
    assert asked is not None
    assert (asked.dataset, asked.community, asked.missing) == ("visits", "清苑社区", ("mode",))
    assert asked.examples["见面法"] == ("上门", "电话")

    mappings.remember(home, [mappings.Mapping("清苑社区", "visits", "见面法", "mode")], "analyst")
    again = looks("走访.csv", HEADER, *ROWS)
    assert (again.refusal, again.accepted) == (None, 3)
    assert again.question is not None
    assert again.question.reasons["见面法"][1].kind == "remembered"


def test_another_community_is_asked_itself(home: Home, looks) -> None:
    mappings.remember(home, [mappings.Mapping("清苑社区", "visits", "见面法", "mode")], "analyst")
    assert (
        looks("走访.csv", HEADER, *(row.replace("清苑社区", "柳岸社区") for row in ROWS)).refusal is not None
    )


def test_a_wrong_guess_is_corrected_by_what_was_said(home: Home, looks) -> None:
    header = HEADER.replace("见面法", "走访形式") + ",需求"
    mappings.remember(home, [mappings.Mapping("清苑社区", "visits", "需求", mappings.IGNORE)], "analyst")
    table = looks("走访.csv", header, *(f"{row},送药" for row in ROWS))
    assert stored(table, "need_text") == [(None,)] * 3
    assert table.unmatched == ()


def test_the_title_says_whose_file_it_is_and_of_which_day(looks) -> None:
    title = "清苑社区人口年龄结构（数据截至2025年7月31日）,,,"
    rows = ["第一网格,男,60-64,12", "第一网格,女,60-64,15"]
    table = looks("人口.csv", title, "网格,性别,年龄段,人数", *rows)
    assert table.refusal is None
    assert stored(table, "stat_date", "community_id") == [(date(2025, 7, 31), "清苑社区")] * 2
    assert table.question is not None
    assert table.question.reasons["统计日期"][1].says.zh == "标题写明：2025-07-31"


def test_the_file_name_says_the_community(looks) -> None:
    table = looks("清苑社区楼栋.csv", "楼栋编号,楼栋,经度,纬度", "B1,1栋,115.21,29.83", "B2,2栋,115.22,29.84")
    assert stored(table, "community_id") == [("清苑社区",)] * 2


def test_two_coordinates_in_one_cell_are_two_columns(looks) -> None:
    rows = [
        'B1,1栋,清苑社区,"115.21,29.83"',
        'B2,2栋,清苑社区,"29.84，115.22"',
        "B3,3栋,清苑社区,115.23 29.85",
    ]
    table = looks("楼栋.csv", "楼栋编号,楼栋,社区,坐标(GCJ-02)", *rows)
    assert stored(table, "longitude", "latitude") == [(115.21, 29.83), (115.22, 29.84), (115.23, 29.85)]


def test_figures_in_ten_thousands_are_told_by_header_or_title(looks) -> None:
    rows = ["E1,2025-08-20,收入,资金,3.5,清苑社区", 'E2,2025-08-20,收入,资金,"1,234.5",清苑社区']
    table = looks("资金.csv", "凭证号,记账日期,收支方向,款物类别,金额（万元）,社区", *rows)
    assert stored(table, "amount") == [(35000.0,), (12345000.0,)]
    assert table.problems == ()
    titled = looks(
        "台账.csv", "资金台账,,,,单位：万元,", "凭证号,记账日期,收支方向,款物类别,金额,社区", *rows
    )
    assert stored(titled, "amount") == [(35000.0,), (12345000.0,)]


def test_a_column_of_communities_under_a_related_header_is_the_community(looks) -> None:
    table = looks("走访.csv", HEADER.replace("社区", "服务社区").replace("见面法", "方式"), *ROWS)
    assert {value: key for key, value in table.matched.items()}["community_id"] == "服务社区"


def test_opening_and_closing_hours_in_one_cell_are_two_columns(looks) -> None:
    header = "点位编号,点位名称,点位类型,经度,纬度,所属社区,服务时间"
    rows = [
        f"D{n},某站{n},活动室,115.1,30.2,清苑社区,{hours}"
        for n, hours in enumerate(("8:30-17:30", "8：00—20：00"))
    ]
    table = looks("点位.csv", header, *rows)
    assert stored(table, "opens", "closes") == [("08:30", "17:30"), ("08:00", "20:00")]
