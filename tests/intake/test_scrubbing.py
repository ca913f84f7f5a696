"""Numbers and doors of persons do not pass; dates, amounts, counts, buildings and numbers of files do."""

import re

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neighborcare.intake.scrubbing import GONE, SUSPECT, of_column, scrubbed

NUMBERS = (
    "110101199001011234",
    "11010119900101123X",
    "11010119900101123x",
    "110101 19900101 1234",
    "110101-19900101-123X",
    "1 1 0 1 0 1 1 9 9 0 0 1 0 1 1 2 3 4",
    "１１０１０１１９９００１０１１２３４",
    "999999195203120012",  # the demonstration's region, which nobody has
    "110101199013451234",  # mistyped, and still somebody's
    "110101900101123",
    "110101 900101 123",
    "13800138000",
    "１３８００１３８０００",
    "138 0013 8000",
    "138-0013-8000",
    "138.0013.8000",
    "1380 013 8000",
    "138 00138 000",
    "138 001 38000",
    "+8613800138000",
    "+86 138 0013 8000",
    "(+86)13800138000",
    "0086-13800138000",
    "013800138000",
    "027-87654321",
    "(027)87654321",
    "010 8765 4321",
    "0316-2345678",
    "0316-2345678转801",
    "+86-27-8765-4321",
    "400-800-1234",
    "400 8001 234",
    "4008001234",
    "138001380001",  # a digit too many
    "87654321",
    "6222 0212 3456 7890 123",
    "6222021234567890123",
    "一三八零零一三八零零零",
)


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize(
    "text", ["{}", "女儿电话{}，请联系", "张三（{}）", "tel:{};", "身份证号{}", "备注：{}。"]
)
def test_no_number_of_a_person_passes(text: str, number: str) -> None:
    left = scrubbed(text.format(number))
    assert GONE in left
    assert not re.search(r"[\d０-９]{3}", left)
    assert left.replace(GONE, "") == text.format("")


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("住3号楼2单元501室", "住3号楼***"),
        ("住３号楼２单元５０１室", "住３号楼***"),
        ("3栋2单元501", "3栋***"),
        ("3栋2-501", "3栋***"),
        ("3幢501", "3幢***"),
        ("5#2-301", "5#***"),
        ("5#楼301", "5#楼***"),
        ("12号楼1203室", "12号楼***"),
        ("B座1203", "B座***"),
        ("三单元五零一室", "***"),
        ("三号楼五〇一", "三号楼***"),
        ("3-2-501", "***"),
        ("3楼东户", "***"),
        ("2门501", "***"),
        ("3号楼第2单元", "3号楼***"),
        ("幸福路12号", "幸福路***"),
        ("解放大道甲12号", "解放大道***"),
        ("建设街3号附2号", "建设街***"),
        ("和平巷十二号", "和平巷***"),
        ("梨园路12号院3号楼2单元501室漏水", "梨园路12号院3号楼***漏水"),
        ("徐东大街123弄4号501室", "徐东大街***"),
        ("李家村12号", "李家村***"),
        ("三组5号", "三组***"),
        ("Unit 2 Room 301", "*** ***"),
        ("No. 12 Happiness Road", "*** Happiness Road"),
    ],
)
def test_a_building_may_be_told_but_no_door_in_it(said: str, kept: str) -> None:
    assert scrubbed(said) == kept


@pytest.mark.parametrize(
    "said",
    [
        "2025年8月20日走访",
        "2025-08-20 14:30",
        "20250820",
        "20250820143000",
        "20-8-2025",
        "2024-2025年度",
        "2023年8月至2025年7月",
        "5月1日-10月1日 8:00-12:00 14:00-17:30",
        "8月12号上午停水",
        "街道12号前上报",
        "工单SQ00001号",
        "编号：2025000123",
        "编号 87654321",
        "ZF-2025-000123",
        "XF20250001234",
        "RMZ-02-H0219",
        "LZY-02第2处",
        "金额12345678元",
        "￥12345678",
        "经费123456.78",
        "约300人次",
        "血压150-90-80",
        "7.5公里",
        "75-79",
        "100+",
        "12345热线",
        "讲座120人",
        "3号楼、5号楼两栋共120户居民停水",
        "3号楼2025年改造",
        "杏台老屋8栋",
        "幸福路3号楼",
        "幸福路12号院",
        "2室1厅",
        "3个单元，每单元2户",
        "第一单元课程",
        "住5楼，下不了楼",
        "1-2-3",
        "知道12号停水",
    ],
)
def test_what_is_nobodys_stays(said: str) -> None:
    assert scrubbed(said) == said


def test_a_thing_may_be_called_after_its_house_but_not_after_a_phone() -> None:
    assert scrubbed("幸福路12号便民店 13800138000", doors=False) == "幸福路12号便民店 ***"
    assert scrubbed("3栋501室", doors=False) == "3栋***"


def test_characters_that_nobody_sees_hide_nothing() -> None:
    assert scrubbed("138\u200b0013\u200b8000") == GONE


@given(
    st.text(
        alphabet="0123456789１２３一二三零〇十 -.·_#＃号楼栋室单元路街弄门层东户ABx电话N o\u200b年月元",
        max_size=24,
    )
)
def test_a_column_is_cleaned_like_each_of_its_cells(text: str) -> None:
    """The quick pattern, by which most cells are left alone, misses nothing that the rules would find."""
    assert of_column(pa.array([text]), scrubbed, SUSPECT).to_pylist() == [scrubbed(text)]


@given(st.text(alphabet="0123456789一二三号楼栋室单元路街 -,电话", max_size=24))
def test_what_was_cleaned_is_clean(text: str) -> None:
    once = scrubbed(text)
    assert pc.count_substring(once, "1380013800").as_py() == 0
    assert scrubbed(scrubbed(once)) == scrubbed(once)


@pytest.mark.parametrize("of", [pa.array, lambda cells: pa.chunked_array([cells[:1], cells[1:]])])
def test_columns_keep_their_type_and_their_blanks(of) -> None:
    cells = ["电话13800138000", None, "很好"]
    assert of_column(of(cells), scrubbed, SUSPECT).to_pylist() == ["电话***", None, "很好"]
    coded = pa.array(cells).dictionary_encode()
    assert of_column(coded, scrubbed, SUSPECT).to_pylist() == ["电话***", None, "很好"]
    assert of_column(coded, scrubbed, SUSPECT).type == coded.type
