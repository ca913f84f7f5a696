import pyarrow as pa
import pytest

from neighborcare import contracts
from neighborcare.errors import UnknownDataset
from neighborcare.intake.match import Remembered
from neighborcare.intake.matching import Unmatched, match_with, recognise
from neighborcare.text import Label

VISITS = ["走访编号", "走访时间", "走访人", "走访类型", "方式", "结果", "社区", "户编号"]


@pytest.mark.parametrize("language", ["zh", "en", "name"])
@pytest.mark.parametrize("dataset", list(contracts.catalogue()))
def test_every_export_is_recognised_by_its_own_names(dataset: str, language: str) -> None:
    columns = contracts.get(dataset).columns
    header = [c.name if language == "name" else getattr(c.label, language) for c in columns]
    match = recognise(header)
    assert match.dataset == dataset
    assert set(match.columns) == {column.name for column in columns}


@pytest.mark.parametrize("dataset", list(contracts.catalogue()))
def test_the_required_columns_alone_are_enough(dataset: str) -> None:
    columns = contracts.get(dataset).columns
    assert recognise([c.label.zh for c in columns if c.required]).dataset == dataset


@pytest.mark.parametrize(
    "written",
    [
        "走访时间",
        " 走 访 时 间 ",
        "走访时间（年月日）",
        "*走访时间",
        "走访时间：",
        "入户情况/走访时间",
        "走访时间\n",
        "入户时间",
    ],
)
def test_a_header_is_known_however_it_is_written(written: str) -> None:
    header = [written if name == "走访时间" else name for name in VISITS]
    assert recognise(header).columns["visit_at"] == 1


def test_full_width_letters_and_units_do_not_matter() -> None:
    header = ["楼栋编号", "楼栋", "ｌｎｇ", "LAT", "社区", "户数（户）", "60岁以上老人(人)"]
    match = recognise(header)
    assert match.dataset == "buildings"
    assert not match.unmatched


def test_columns_that_carry_nothing_are_ignored_and_unknown_ones_told() -> None:
    match = recognise(["序号", *VISITS, "星座", "", "原行号", "原因"])
    assert match.unmatched == ("星座",)
    assert set(match.ignored) == {"序号", "原行号", "原因"}


def test_of_a_number_and_a_name_for_the_same_thing_the_number_is_taken() -> None:
    header = [*VISITS, "网格名称", "网格编号"]
    assert recognise(header).columns["grid_id"] == header.index("网格编号")


def test_the_community_may_be_told_by_the_grid() -> None:
    header = ["网格" if name == "社区" else name for name in VISITS]
    assert recognise(header).dataset == "visits"


def test_nothing_like_it_says_so() -> None:
    with pytest.raises(UnknownDataset, match="No export"):
        recognise(["品名", "单价", "库存"])


def test_a_missing_column_is_named() -> None:
    with pytest.raises(UnknownDataset) as caught:
        recognise([name for name in VISITS if name != "结果"])
    assert caught.value.values["missing"].zh == "结果"  # type: ignore[attr-defined]


def test_the_wrong_export_said_is_refused_by_name() -> None:
    with pytest.raises(UnknownDataset) as caught:
        recognise(VISITS, dataset="cases")
    assert caught.value.values["shown"].zh == "走访探访"  # type: ignore[attr-defined]


def test_the_right_export_said_is_taken() -> None:
    assert recognise(VISITS, dataset="visits").dataset == "visits"


def test_each_column_says_why_it_was_taken() -> None:
    header = ["走访编号", "入户时间", "走访人", "走访类型", "走访形式", "结果", "社区", "户编号"]
    match = recognise(header)
    kinds = {name: reason.kind for name, reason in match.reasons.items()}
    assert (kinds["visit_id"], kinds["visit_at"], kinds["mode"]) == ("name", "synonym", "alike")
    assert match.reasons["mode"].says.zh == "相近：走访形式≈走访方式 91 %"


def test_two_headers_that_are_as_like_are_both_asked_about() -> None:
    header = [*(name for name in VISITS if name != "走访时间"), "走访时刻", "走访年月日"]
    with pytest.raises(UnknownDataset) as caught:
        recognise(header)
    assert caught.value.values["missing"].zh == "走访时间"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("联系电话（监护人）", None),
        ("监护人/联系电话", None),
        ("家属信息/姓名", None),
        ("基本信息/姓名", "name"),
        ("姓名（必填）", "name"),
        ("性别（男/女）", "sex"),
        ("建档日期*（格式：2025-08-20）", "filed_date"),
        ("风险等级(下拉选择)", "risk_tier"),
        ("结对人（姓名）", "paired_staff_id"),
        ("老人（80岁）", None),
    ],
)
def test_what_stands_beside_a_name_may_make_it_another(header: str, column: str | None) -> None:
    found = match_with([header], contracts.get("key_people")).columns
    assert list(found) == ([column] if column else [])


def test_brackets_may_say_which_of_the_names_is_meant() -> None:
    header = ["网格（名称）", "网格（编号）", "社区", "户数"]
    found = match_with(header, contracts.get("grids")).columns
    assert (found["grid_name"], found["grid_id"]) == (0, 1)


def cells(*columns: list[str]) -> pa.Table:
    return pa.table({f"c{i}": pa.array(column, pa.string()) for i, column in enumerate(columns)})


ROWS = [["V1", "V2", "V3"], ["2025-08-20"] * 3, ["W1"] * 3, ["探访"] * 3]


def test_a_column_without_a_name_is_told_by_its_codes_and_its_days() -> None:
    header = ["走访编号", "列2", "走访人", "走访类型", "列5", "结果", "社区", "户编号"]
    table = cells(*ROWS, ["上门", "电话", "上门"], ["正常"] * 3, ["甲社区"] * 3, ["H1"] * 3)
    match = recognise(header, cells=table)
    assert (match.columns["visit_at"], match.columns["mode"]) == (1, 4)
    assert match.reasons["mode"].kind == "values"


def test_days_under_a_name_that_means_something_else_are_not_taken() -> None:
    header = ["走访编号", "录入日期", "走访人", "走访类型", "方式", "结果", "社区", "户编号"]
    table = cells(*ROWS, ["上门", "电话", "上门"], ["正常"] * 3, ["甲社区"] * 3, ["H1"] * 3)
    with pytest.raises(UnknownDataset):
        recognise(header, cells=table)


def test_sentences_under_a_synonym_are_no_result() -> None:
    header = ["走访编号", "走访时间", "走访人", "走访类型", "方式", "走访情况", "社区", "户编号"]
    words = ["老人身体状况良好，家中一切正常，无其他需求", "电话联系后得知在女儿家暂住，下月回来"] * 2
    table = cells(*([*column, column[0]] for column in ROWS), ["上门"] * 4, words, ["甲社区"] * 4, ["H1"] * 4)
    with pytest.raises(UnknownDataset) as caught:
        recognise(header, cells=table)
    assert caught.value.values["missing"].zh == "结果"  # type: ignore[attr-defined]


def test_longitude_and_latitude_the_wrong_way_round_are_put_right() -> None:
    header = ["楼栋编号", "楼栋", "经度", "纬度", "社区"]
    table = cells(
        ["B1", "B2", "B3"],
        ["1栋", "2栋", "3栋"],
        ["29.83"] * 3,
        ["115.2", "115°12′36″E", "115.3"],
        ["甲社区"] * 3,
    )
    match = recognise(header, cells=table)
    assert (match.columns["longitude"], match.columns["latitude"]) == (3, 2)
    assert "写反" in match.reasons["longitude"].says.zh


def test_kind_and_sort_that_were_mixed_up_are_told_by_their_cells() -> None:
    header = ["工单编号", "诉求类别", "诉求来源", "问题分类", "受理日期", "当前状态", "社区"]
    table = cells(
        ["Q1", "Q2", "Q3"], ["投诉", "咨询", "投诉"], ["微信"] * 3, ["环境", "停车", "环境"], ["2025-08-03"] * 3,
        ["办结"] * 3, ["清苑社区"] * 3,
    )  # fmt: skip
    match = recognise(header, cells=table)
    assert match.dataset == "requests"
    assert (match.columns["request_type"], match.columns["topic"]) == (1, 3)


def test_what_was_said_before_goes_first() -> None:
    said = Remembered("mode", Label("记住的", "remembered"))
    nothing = Remembered("", Label("记住的", "remembered"))
    header = [*(name for name in VISITS if name != "方式"), "见面法", "需求"]
    memory = {("visits", "见面法"): said, ("visits", "需求"): nothing}
    match = recognise(header, memory=memory)
    assert match.columns["mode"] == header.index("见面法")
    assert match.reasons["mode"].kind == "remembered"
    assert "需求" in match.ignored


def test_a_refusal_names_the_columns_that_may_hold_it() -> None:
    with pytest.raises(Unmatched) as caught:
        recognise([*(name for name in VISITS if name != "结果"), "探视感想"])
    assert caught.value.values["candidates"] == "探视感想"
    nearest = caught.value.nearest
    assert nearest is not None
    assert (nearest.dataset, nearest.missing) == ("visits", ("result",))


def test_the_person_tells_the_community() -> None:
    header = ["档案编号" if name == "社区" else name for name in VISITS]
    assert recognise(header).dataset == "visits"
