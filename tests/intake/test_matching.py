import pytest

from neighborcare import contracts
from neighborcare.errors import UnknownDataset
from neighborcare.intake.matching import recognise

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
