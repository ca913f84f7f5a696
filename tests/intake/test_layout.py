from collections.abc import Callable
from pathlib import Path

import pytest

from neighborcare.errors import Unreadable
from neighborcare.intake.raw import Limits, RawTable
from neighborcare.intake.table import tables

Reads = Callable[..., RawTable]

MESS = """荔枝园社区走访台账,,,,,
统计日期：2025年8月31日,,,,,
,,,,,
序号,走访编号,走访时间,走访人,户数,结果
1,V1,2025-08-01,王珍,3,正常
2,V2,2025-08-02,王珍,4,正常
小计,,,,7,
序号,走访编号,走访时间,走访人,户数,结果
3,V3,2025-08-03,李四,5,未遇
合计,,,,12,
,,,,,
注：本表由社区填报,,,,,
制表人：张三,,,审核：李四,,
"""


def test_every_line_has_one_class(reads: Reads) -> None:
    raw = reads(MESS.encode())
    assert dict(raw.lines) == {"title": 2, "header": 2, "blank": 2, "subtotal": 2, "note": 2, "data": 3}
    assert sum(raw.lines.values()) == MESS.count("\n")
    assert raw.header == ("序号", "走访编号", "走访时间", "走访人", "户数", "结果")
    assert raw.table["_row"].to_pylist() == [5, 6, 9]
    assert raw.title == "荔枝园社区走访台账 统计日期：2025年8月31日"


def test_a_two_row_header_is_joined(reads: Reads) -> None:
    text = (
        "序号,社区,老年人口,,登记\n,,60岁以上,80岁以上,\n1,甲社区,20,3,2025-08-01\n2,乙社区,21,4,2025-08-01\n"
    )
    raw = reads(text.encode())
    assert raw.header == ("序号", "社区", "老年人口/60岁以上", "老年人口/80岁以上", "登记")
    assert raw.lines["header"] == 2
    assert raw.size == 2


def test_a_row_that_numbers_the_columns_belongs_to_the_header(reads: Reads) -> None:
    raw = reads("社区,户数,人口,楼栋\n1,2,3,4\n甲社区,20,30,4\n".encode())
    assert raw.lines["header"] == 2
    assert raw.table["c0"].to_pylist() == ["甲社区"]


def test_data_that_look_a_little_like_sums_or_notes_stay_data(reads: Reads) -> None:
    text = "编号,事由,备注\n1,合计费用纠纷,无\n2,设计图纸,说明已交\n3,注水,\n"
    assert reads(text.encode()).size == 3


def test_a_place_whose_name_begins_like_a_sum_is_no_sum(reads: Reads) -> None:
    raw = reads("社区,户数,人口\n总计桥,12,30\n合计社区,8,20\n合计20户,20,50\n".encode())
    assert (raw.lines["data"], raw.lines["subtotal"]) == (2, 1)


def test_a_short_last_row_of_data_is_no_note(reads: Reads) -> None:
    raw = reads("走访编号,走访时间,走访人,结果,备注\nV1,2025-08-01,王珍,正常,好\nV2,,,,\n".encode())
    assert raw.table["c0"].to_pylist() == ["V1", "V2"]


def test_words_alone_under_the_table_are_a_note(reads: Reads) -> None:
    text = (
        "走访编号,走访时间,走访人,结果,备注\nV1,2025-08-01,王珍,正常,好\n本表一式两份,,,,\n某街道办事处,,,,\n"
    )
    raw = reads(text.encode())
    assert (raw.size, raw.lines["note"]) == (1, 2)


@pytest.mark.parametrize(
    "signed",
    [
        "填表人：甲某某,,,审核人：乙某某,,2025年7月2日,,",
        "社区书记（签字）：,,,,填表日期：2025年7月1日,,,",
        "分管领导：,丙某某,,经办人：,丁某某,,日期：,2025.7.1",
        "制表人,甲某某,,复核人,乙某某,,,",
    ],
)
def test_signatures_that_fill_half_a_row_are_notes(reads: Reads, signed: str) -> None:
    names = "序号,社区编码,社区名称,所属街道,统计日期,总户数,常住人口,品牌名称"
    rows = [f"{i},SQ{i},甲{i}社区,某街道,2025.6.30,300,860,邻里" for i in range(1, 4)]
    raw = reads("\n".join([names, *rows, signed, ""]).encode())
    assert (raw.size, raw.lines["note"]) == (3, 1)


@pytest.mark.parametrize(
    "above",
    [
        "填报单位：某某街道办事处,,,,数据截至：2025年6月,,,",
        "某某街道办事处,,,,,,2025年第二季度,",
        "单位：某某社区,,,,,,单位：人,",
    ],
)
def test_who_reports_and_for_when_names_no_group_of_columns(reads: Reads, above: str) -> None:
    names = "序号,社区编码,社区名称,所属街道,统计日期,总户数,常住人口,品牌名称"
    raw = reads(f"{above}\n{names}\n1,SQ1,甲社区,某街道,2025.6.30,300,860,邻里\n".encode())
    assert raw.header == tuple(names.split(","))
    assert raw.titles == (" ".join(filter(None, above.split(","))),)


@pytest.mark.parametrize(
    "row",
    [
        ",,,,小计,2",
        "1,甲社区,一,小计,2,3",
        "合计,2025-08-01,2,3,,全街道",
        "合 计,,,,,",
        "第2页 共3页,,,,,",
    ],
)
def test_sums_and_page_numbers_within_the_table_are_no_data(reads: Reads, row: str) -> None:
    data = "V1,甲社区,一,H1,2,3"
    raw = reads(f"编号,社区,网格,户编号,人数,户数\n{data}\n{row}\n{data}\n".encode())
    assert (raw.size, raw.table["_row"].to_pylist()) == (2, [2, 4])


def test_letters_and_numbers_under_the_names_belong_to_the_header(reads: Reads) -> None:
    raw = reads("社区编码,社区名称,统计日期,户数,人口\n甲,乙,丙,1,2\nQ1,子社区,2025-08-01,10,20\n".encode())
    assert (raw.lines["header"], raw.size) == (2, 1)


def test_merged_places_are_filled_down_and_nothing_else(reads: Reads) -> None:
    text = "社区,网格,走访人\n荔枝园社区,一,王珍\n,二,\n,三,\n枫林社区,四,李四\n,五,\n,六,\n"
    raw = reads(text.encode())
    assert raw.table["c0"].to_pylist() == ["荔枝园社区"] * 3 + ["枫林社区"] * 3
    assert raw.table["c2"].to_pylist() == ["王珍", "", "", "李四", "", ""]


def test_a_place_that_is_merely_missing_stays_missing(reads: Reads) -> None:
    text = "编号,社区\n1,甲社区\n2,甲社区\n3,\n4,乙社区\n"
    assert reads(text.encode()).table["c1"].to_pylist() == ["甲社区", "甲社区", "", "乙社区"]


def test_no_header_is_a_refusal(reads: Reads) -> None:
    with pytest.raises(Unreadable):
        reads(b"1,2,3\n4,5,6\n7,8,9\n")


def test_a_header_alone_is_a_table_without_rows(reads: Reads) -> None:
    raw = reads("社区,户数\n".encode())
    assert (raw.header, raw.size) == (("社区", "户数"), 0)


def test_averages_and_parts_of_a_sum_are_no_data(reads: Reads) -> None:
    text = "社区,网格,户数,人口\n荔枝园社区,一,10,20\n枫林社区,二,20,40\n平均,,15,30\n其中：独居,,3,4\n合计,,30,60\n"
    raw = reads(text.encode())
    assert (raw.size, raw.lines["subtotal"]) == (2, 3)


def test_headings_among_the_rows_are_kept_by_their_row(reads: Reads) -> None:
    first, second = "V1,2025-08-01,王珍,正常", "V2,2025-08-01,李四,未遇"
    text = f"走访编号,走访时间,走访人,结果\n荔枝园社区,,,\n{first}\n枫林社区,,,\n{second}\n"
    raw = reads(text.encode())
    assert dict(raw.sections) == {2: "荔枝园社区", 4: "枫林社区"}
    assert raw.size == 2


def test_every_title_is_kept(reads: Reads) -> None:
    assert reads(MESS.encode()).titles == ("荔枝园社区走访台账", "统计日期：2025年8月31日")


def test_signatures_beside_a_single_row_are_notes(reads: Reads) -> None:
    text = "走访编号,走访时间,走访人,结果\nV1,2025-08-01,王珍,正常\n\n填报单位,荔枝园社区,,\n填报日期,2025-08-31,,\n"
    raw = reads(text.encode())
    assert (raw.size, raw.lines["note"]) == (1, 2)


def test_a_row_whose_cells_are_words_of_headers_is_no_header(reads: Reads) -> None:
    raw = reads("甲列,乙列,丙列,丁列\n1000,a,,\n1001,,渠道,渠道\n1002,,社区,渠道\n".encode())
    assert (raw.header, raw.size) == (("甲列", "乙列", "丙列", "丁列"), 3)


def test_in_a_table_of_other_words_a_total_is_a_row(reads: Reads) -> None:
    assert reads(b"region,value,share,rank\nNorth,3,1,1\nTotal,3,1,\n").size == 2


def test_two_exports_in_one_sheet_are_two_tables(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    visits = "走访编号,走访时间,走访人\nV1,2025-08-01,王珍\nV2,2025-08-02,王珍\n"
    path.write_text(visits + "\n诉求编号,受理时间,诉求内容,状态\nQ1,2025-08-01,漏水,办结\n", encoding="utf-8")
    first, second = tables(path, Limits(), lambda step: None)
    assert (first.size, second.size, second.sheet) == (2, 1, "#2")
    assert second.header == ("诉求编号", "受理时间", "诉求内容", "状态")
    assert sum(first.lines.values()) + sum(second.lines.values()) == 6
