"""Figures: periods, sums and stocks, medians, hidden cells, changes, and judgement against the target."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from statistics import median

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neighborcare.measures import get
from neighborcare.measures.figures import (
    Change,
    Figure,
    compare,
    figures,
    last_year,
    period,
    previous,
    state,
    too_few,
)
from neighborcare.measures.rollup import no_spans

JAN, FEB, MAR, APR = (date(2025, n, 1) for n in range(1, 5))
Cell = tuple[str, str, str, date, str | None, float | None, float | None, float | None, bool]

CELLS: list[Cell] = [
    # A rate that is summed: 9/10, then 0/30; a part beside it; one grid that is hidden in February.
    ("K14", "street", "street", JAN, None, None, 9, 10, False),
    ("K14", "street", "street", FEB, None, None, 0, 30, False),
    ("K14", "grid", "G1", JAN, None, None, 4, 5, False),
    ("K14", "grid", "G1", FEB, None, None, None, None, True),
    ("K14", "grid", "G2", JAN, None, None, 0, 0, False),
    # A stock; nothing for March.
    ("K05", "street", "street", JAN, None, None, 1, 2, False),
    ("K05", "street", "street", FEB, None, None, 3, 4, False),
    ("K05", "grid", "G1", JAN, None, None, 1, 2, False),
    # Counts by part.
    ("K38", "street", "street", JAN, None, None, 3, None, False),
    ("K38", "street", "street", FEB, None, None, 4, None, False),
    ("K38", "street", "street", JAN, "property", None, 1, None, False),
    ("K38", "street", "street", JAN, "neighbour", None, 2, None, False),
    ("K38", "street", "street", FEB, "property", None, 4, None, False),
    # Durations: 1, 1, 9 in January, 2, 40 in February.
    ("K40", "street", "street", JAN, None, 1, 2, 2, False),
    ("K40", "street", "street", JAN, None, 9, 9, 1, False),
    ("K40", "street", "street", FEB, None, 2, 2, 1, False),
    ("K40", "street", "street", FEB, None, 40, 40, 1, False),
    ("K40", "grid", "G1", JAN, None, 1, 2, 2, False),
    ("K40", "grid", "G1", FEB, None, None, None, None, True),
]


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with rollup(CELLS) as connection:
        yield connection


def rollup(cells: list[Cell]) -> duckdb.DuckDBPyConnection:
    """A connection with nothing but a rollup."""
    connection = duckdb.connect()
    connection.execute(
        "CREATE TABLE rollup (kpi VARCHAR, area_kind VARCHAR, area_id VARCHAR, month DATE, part VARCHAR, "
        "value DOUBLE, numerator DOUBLE, denominator DOUBLE, hidden BOOLEAN)"
    )
    no_spans(connection)
    connection.executemany("INSERT INTO rollup VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", cells)
    return connection


def test_a_rate_over_months_is_the_sum_of_its_parts(con: duckdb.DuckDBPyConnection) -> None:
    found = figures(con, get("K14"), areas="street", first=JAN, last=FEB)
    assert found == [Figure("K14", "street", "street", None, JAN, FEB, 9, 40, 0.225)]


def test_by_month_every_month_stands_alone(con: duckdb.DuckDBPyConnection) -> None:
    found = figures(con, get("K14"), areas="street", first=JAN, last=MAR, by_month=True)
    assert [(f.first, f.last, f.value) for f in found] == [(JAN, JAN, 0.9), (FEB, FEB, 0)]


def test_an_empty_denominator_has_no_value(con: duckdb.DuckDBPyConnection) -> None:
    found = figures(con, get("K14"), areas=("grid", "G2"), first=JAN, last=JAN)
    assert (found[0].denominator, found[0].value) == (0, None)


def test_a_period_with_a_hidden_month_is_hidden(con: duckdb.DuckDBPyConnection) -> None:
    grids = figures(con, get("K14"), areas="grid", first=JAN, last=FEB)
    assert grids[0] == Figure("K14", "grid", "G1", None, JAN, FEB, hidden=True)
    assert figures(con, get("K14"), areas=("grid", "G1"), first=JAN, last=JAN)[0].value == 0.8


def test_what_is_told_of_several_months_stands_for_them_where_all_are_asked_for(
    con: duckdb.DuckDBPyConnection,
) -> None:
    con.execute("INSERT INTO span VALUES ('K14', 'grid', 'G1', ?, ?, NULL, NULL, 12, 20)", [JAN, FEB])
    assert figures(con, get("K14"), areas="grid", first=JAN, last=FEB)[0] == Figure(
        "K14", "grid", "G1", None, JAN, FEB, 12, 20, 0.6
    )
    assert figures(con, get("K14"), areas=("grid", "G1"), first=FEB, last=FEB)[0].hidden
    assert [
        one.hidden
        for one in figures(con, get("K14"), areas=("grid", "G1"), first=JAN, last=FEB, by_month=True)
    ] == [
        False,
        True,
    ]


def test_a_median_may_be_told_of_just_these_months(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("INSERT INTO span VALUES ('K40', 'grid', 'G1', ?, ?, NULL, 7, NULL, NULL)", [JAN, FEB])
    assert figures(con, get("K40"), areas=("grid", "G1"), first=JAN, last=FEB) == [
        Figure("K40", "grid", "G1", None, JAN, FEB, value=7)
    ]
    asked_ahead = figures(con, get("K40"), areas=("grid", "G1"), first=JAN, last=MAR)
    assert [one.value for one in asked_ahead] == [7]
    assert figures(con, get("K40"), areas=("grid", "G1"), first=FEB, last=FEB)[0].hidden


def test_a_hidden_month_hides_the_median(con: duckdb.DuckDBPyConnection) -> None:
    assert figures(con, get("K40"), areas=("grid", "G1"), first=JAN, last=FEB) == [
        Figure("K40", "grid", "G1", None, JAN, FEB, hidden=True)
    ]


def test_a_stock_is_the_latest_month_there_is(con: duckdb.DuckDBPyConnection) -> None:
    found = figures(con, get("K05"), areas="street", first=JAN, last=MAR)
    assert [(f.numerator, f.denominator, f.value) for f in found] == [(3, 4, 0.75)]


def test_an_area_without_the_latest_month_has_no_stock(con: duckdb.DuckDBPyConnection) -> None:
    assert figures(con, get("K05"), areas=("grid", "G1"), first=JAN, last=FEB)[0].value is None
    assert figures(con, get("K05"), areas="grid", first=JAN, last=FEB) == []


def test_a_stock_by_month_is_every_month(con: duckdb.DuckDBPyConnection) -> None:
    found = figures(con, get("K05"), areas="street", first=JAN, last=FEB, by_month=True)
    assert [f.value for f in found] == [0.5, 0.75]


def test_a_count_is_its_numerator_and_parts_stand_in_their_order(con: duckdb.DuckDBPyConnection) -> None:
    whole = figures(con, get("K38"), areas="street", first=JAN, last=FEB)
    parts = figures(con, get("K38"), areas="street", first=JAN, last=FEB, by_part=True)
    assert [f.value for f in whole] == [7]
    assert [(f.part, f.value) for f in parts] == [("neighbour", 2), ("property", 5)]


def test_the_median_is_of_all_items_together(con: duckdb.DuckDBPyConnection) -> None:
    found = figures(con, get("K40"), areas="street", first=JAN, last=FEB)
    assert [(f.numerator, f.denominator, f.value) for f in found] == [(53, 5, 2)]
    even = figures(con, get("K40"), areas="street", first=FEB, last=FEB)
    assert even[0].value == 21


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 60), min_size=1, max_size=12))
def test_the_median_is_the_true_one(days: list[int]) -> None:
    cells: list[Cell] = [("K40", "street", "street", JAN, None, d, d, 1, False) for d in days]
    with rollup(cells) as con:
        assert figures(con, get("K40"), areas="street", first=JAN, last=JAN)[0].value == median(days)


def test_where_nothing_is_known_one_figure_says_so(con: duckdb.DuckDBPyConnection) -> None:
    nothing = [Figure("K43", "community", "C1", None, JAN, JAN)]
    assert figures(con, get("K43"), areas=("community", "C1"), first=JAN, last=JAN) == nothing
    assert (
        figures(con, get("K05"), areas="street", first=date(2024, 1, 1), last=date(2024, 2, 1))[0].value
        is None
    )


@pytest.mark.parametrize(
    ("kind", "month", "span"),
    [
        ("month", date(2025, 8, 20), (date(2025, 8, 1), date(2025, 8, 1))),
        ("quarter", date(2025, 8, 1), (date(2025, 7, 1), date(2025, 9, 1))),
        ("quarter", date(2024, 12, 31), (date(2024, 10, 1), date(2024, 12, 1))),
        ("ytd", date(2025, 8, 1), (date(2025, 1, 1), date(2025, 8, 1))),
    ],
)
def test_periods(kind: str, month: date, span: tuple[date, date]) -> None:
    assert period(kind, month) == span  # type: ignore[arg-type]


def test_the_period_before_and_a_year_before() -> None:
    assert previous(JAN, JAN) == (date(2024, 12, 1), date(2024, 12, 1))
    assert previous(JAN, MAR) == (date(2024, 10, 1), date(2024, 12, 1))
    assert last_year(JAN, MAR) == (date(2024, 1, 1), date(2024, 3, 1))


def figure(kpi: str, value: float | None, denominator: float | None = 100, part: str | None = None) -> Figure:
    """A figure of the street that is only its value."""
    return Figure(kpi, "street", "street", part, JAN, JAN, 1, denominator, value)


def test_rates_change_in_points_and_counts_relative() -> None:
    rate = compare(figure("K14", 0.9), figure("K14", 0.85), get("K14"))
    assert rate.points == pytest.approx(0.05)
    assert (rate.share, rate.better) == (None, True)
    fewer = compare(figure("K13", 30, None), figure("K13", 40, None), get("K13"))
    assert fewer == Change(share=-0.25, better=True)
    longer = compare(figure("K40", 12), figure("K40", 10), get("K40"))
    assert (longer.share, longer.better) == (0.2, False)


def test_no_change_can_be_said_on_a_missing_or_zero_base() -> None:
    assert compare(figure("K13", 3, None), figure("K13", 0, None), get("K13")) == Change()
    assert compare(figure("K13", 3, None), figure("K13", None, None), get("K13")) == Change()
    assert compare(replace(figure("K14", None), hidden=True), figure("K14", 0.5), get("K14")) == Change()


def test_neither_more_nor_fewer_disputes_are_better() -> None:
    assert compare(figure("K38", 3, None), figure("K38", 2, None), get("K38")).better is None


@pytest.mark.parametrize(
    ("kpi", "value", "judged"),
    [
        ("K10", 1.0, "good"),
        ("K10", 0.95, "watch"),
        ("K10", 0.949, "bad"),
        ("K25", 0.90, "watch"),
        ("K40", 30, "good"),
        ("K40", 33, "watch"),
        ("K40", 34, "bad"),
        ("K13", 0, "good"),
        ("K13", 1, "bad"),
        ("K10", None, None),
        ("K04", 5, None),
        ("K44", 0.5, None),
    ],
)
def test_judged_against_the_target(kpi: str, value: float | None, judged: str | None) -> None:
    assert state(get(kpi), figure(kpi, value)) == judged


def test_a_rate_of_fewer_than_ten_is_not_judged() -> None:
    assert too_few(get("K10"), figure("K10", 0.5, 9))
    assert state(get("K10"), figure("K10", 0.5, 9)) is None
    assert not too_few(get("K10"), figure("K10", 0.5, 10))


def test_grids_and_meetings_are_judged_however_few() -> None:
    assert state(get("K20"), figure("K20", 0.75, 4)) == "bad"
    assert state(get("K07"), figure("K07", 1.0, 6)) == "good"


def test_a_count_or_a_duration_is_never_too_few() -> None:
    assert not too_few(get("K38"), figure("K38", 2, None))
    assert not too_few(get("K40"), figure("K40", 2, 1))
