import pytest
from hypothesis import given
from hypothesis import strategies as st

from neighborcare.intake.numerals import in_digits, number_of


@pytest.mark.parametrize(
    ("word", "number"),
    [
        ("三十二", 32), ("十二", 12), ("一百二十", 120), ("两千三百", 2300), ("一万二千", 12000), ("一百零五", 105),
        ("二〇二五", 2025), ("十", 10), ("〇", 0), ("壹佰贰拾", 120), ("三亿", 300_000_000),
        ("百", None), ("三五", None), ("二三十", None), ("一百二", None), ("十百", None), ("", None),
    ],
)  # fmt: skip
def test_a_run_of_numerals(word: str, number: int | None) -> None:
    assert number_of(word) == number


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("三十二户", "32户"),
        ("二〇二五年八月二十日", "2025年8月20日"),
        ("1.1万", "1.1万"),
        ("3十", "3十"),
        ("百余", "百余"),
        ("三五成群", "三五成群"),
    ],
)
def test_numerals_in_a_text(text: str, digits: str) -> None:
    assert in_digits(text) == digits


def spelled(number: int) -> str:
    """A number below 100,000,000 as it is read aloud."""
    if number >= 10_000:
        rest = number % 10_000
        joint = "零" if 0 < rest < 1000 else ""
        return spelled(number // 10_000) + "万" + (joint + spelled(rest) if rest else "")
    said, digits = "", f"{number:04d}"
    for place, digit in zip("千百十 ", digits, strict=True):
        if digit != "0":
            said += "零一二三四五六七八九"[int(digit)] + place.strip()
        elif said and not said.endswith("零"):
            said += "零"
    return said.rstrip("零") or "零"


@given(st.integers(0, 99_999_999))
def test_every_number_comes_back(number: int) -> None:
    assert number_of(spelled(number)) == number
