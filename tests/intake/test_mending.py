import pytest

from neighborcare.intake.mending import Columns, Reading, split, weighed

SALES = Columns.of([["2025-08-01", "7", "oak chair", "5"], ["2025-08-02", "12", "tap", "2"]], 4)


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ('a,"b, c",d', ("a", "b, c", "d")),
        ('a, "b, c" ,d', ("a", "b, c", "d")),
        ('a,"say ""no""",d', ("a", 'say "no"', "d")),
        ('a,"say "no" now",d', ("a", 'say "no" now', "d")),
        ('a,5" pipe,d', ("a", '5" pipe', "d")),
    ],
)
def test_marks_in_and_out_of_place(line: str, cells: tuple[str, ...]) -> None:
    assert split(line, ",").cells == cells


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ('a,"b,"c, d",e', ("a", '"b', "c, d", "e")),
        ('a,""b",c,d', ("a", '"b', "c", "d")),
        ('a,",c,d', ("a", '"', "c", "d")),
        ('a,"say "no"",c,d', ("a", 'say "no"', "c", "d")),
        ('"a""",b,c,"d', ('a"', "b", "c", '"d')),
        ('a,"b\nc",d,e', ("a", "b\nc", "d", "e")),
    ],
)
def test_the_width_decides_between_readings(line: str, cells: tuple[str, ...]) -> None:
    found = weighed(line, ",", 4)
    assert found is not None
    assert found.cells == cells


def test_no_reading_has_the_width() -> None:
    assert weighed('a,"b', ",", 5) is None
    assert split('a,"b', ",") == Reading(("a", "b"), 1.5, True)


@pytest.mark.parametrize(
    ("cells", "fitted"),
    [
        (["2025-08-03", "", "3", "lamp", "5"], ["2025-08-03", "3", "lamp", "5"]),
        (["2025-08-03", "3", "oak", " chair", "5"], ["2025-08-03", "3", "oak, chair", "5"]),
    ],
)
def test_cells_too_many_are_fitted_to_their_columns(cells: list[str], fitted: list[str]) -> None:
    assert SALES.fitted(cells, ",") == fitted


def test_a_delimiter_that_fell_out_between_two_marks() -> None:
    assert SALES.parted(["2025-08-03", '3"lamp', "5"]) == ["2025-08-03", "3", "lamp", "5"]
    assert SALES.parted(["2025-08-03", "3lamp", "5"]) is None


def test_a_row_by_another_delimiter() -> None:
    assert SALES.by_another("2025-08-03 3 oak chair 5", ",", is_header=False) == [
        "2025-08-03",
        "3",
        "oak chair",
        "5",
    ]
    assert SALES.by_another("nothing to see here", ",", is_header=False) is None
    assert SALES.by_another("day;count;what;note", ",", is_header=True) == ["day", "count", "what", "note"]
