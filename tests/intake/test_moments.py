from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neighborcare.intake.moments import clock, rewritten


def one(cell: str, context: str = "", *, planned: bool = False) -> str | None:
    return rewritten([cell], context, planned=planned).get(cell)


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("2025、8、20", "2025-08-20 00:00:00"),
        ("2025 8 20", "2025-08-20 00:00:00"),
        ("二〇二五年八月二十日", "2025-08-20 00:00:00"),
        ("二〇二五年八月二十日下午三点", "2025-08-20 15:00:00"),
        ("民国114年8月20日", "2025-08-20 00:00:00"),
        ("2025-08-20 24:00", "2025-08-21 00:00:00"),
        ("2025年8月20日晚上12点", "2025-08-21 00:00:00"),
        ("2025年8月20日凌晨12:30", "2025-08-20 00:30:00"),
        ("2025/8/20 中午1点", "2025-08-20 13:00:00"),
        ("2025-8-20 12:05 AM", "2025-08-20 00:05:00"),
        ("2025-8-20 12:05 PM", "2025-08-20 12:05:00"),
        ("2025年8月20日9点半", "2025-08-20 09:30:00"),
        ("20-Aug-2025", "2025-08-20 00:00:00"),
        ("Aug 20, 2025 9:05", "2025-08-20 09:05:00"),
        ("2025-08-20 01:05:00+00:00", "2025-08-20 09:05:00"),
        ("2025\u200b-08-20", "2025-08-20 00:00:00"),
        ("114年8月20日", None),
        ("25.8.20", None),
        ("8月20日", None),
        ("20-Aug-25", None),
        ("2025-02-30", None),
        ("2025/13/1", None),
        ("2025-08-20 24:30", None),
        ("2025年8月20日晚上3点", None),
        ("2025.8.1-8.5", None),
    ],
)
def test_a_cell_by_itself(cell: str, moment: str | None) -> None:
    assert one(cell) == moment


def test_the_column_tells_whether_the_month_stands_first() -> None:
    assert rewritten(["8/20/2025", "3/4/2025"])["3/4/2025"] == "2025-03-04 00:00:00"
    assert rewritten(["20/8/2025", "3/4/2025"])["3/4/2025"] == "2025-04-03 00:00:00"
    assert rewritten(["3/4/2025", "5/6/2025"]) == {}
    assert rewritten(["8/20/2025", "20/8/2025"]) == {}


def test_the_title_may_say_the_year_and_the_header_the_era() -> None:
    assert one("8月20日", "2025年7月走访台账") == "2025-08-20 00:00:00"
    assert one("8月20日", "2024年12月至2025年7月") is None
    assert one("40年3月5日", "出生日期（民国）") == "1951-03-05 00:00:00"


def test_a_deadline_may_end_in_before() -> None:
    assert one("2025-08-20前", planned=True) == "2025-08-20 00:00:00"
    assert one("2025-08-20前") is None


@given(st.datetimes(datetime(1900, 1, 1), datetime(2100, 12, 31)))
def test_every_moment_comes_back(when: datetime) -> None:
    when = when.replace(microsecond=0)
    part, hour = ("上午", when.hour) if when.hour < 12 else ("下午", when.hour - 12 or 12)
    cell = f"{when.year}年{when.month}月{when.day}日{part}{hour}时{when.minute}分{when.second}秒"
    assert one(cell) == f"{when:%Y-%m-%d %H:%M:%S}"


@pytest.mark.parametrize(
    ("cell", "time"),
    [
        ("8:30", "08:30"), ("8：00", "08:00"), ("上午8点半", "08:30"), ("下午3点", "15:00"),
        ("0.354166666666667", "08:30"),
        ("1899-12-30 08:30:00", "08:30"), ("17", "17:00"), ("24:00", "24:00"), ("08:30:00", "08:30"),
        ("25:00", None), ("8:75", None), ("很晚", None), ("0.12345", None),
    ],
)  # fmt: skip
def test_an_hour_of_the_day(cell: str, time: str | None) -> None:
    assert clock(cell) == time
