"""The board: when a count bears a quotation out."""

from __future__ import annotations

import pytest

from neighborcare.measures.accounts.board import Quoted, agrees


@pytest.mark.parametrize(
    ("qualifier", "value", "count", "expected"),
    [
        ("exact", 83, 83, True),
        ("exact", 83, 84, False),
        ("exact", 83, 82, False),
        ("over", 2100, 2120, True),
        ("over", 100, 100, True),  # 100 and more
        ("over", 30000, 29999, False),
        ("approx", 11000, 11499, True),
        ("approx", 11000, 10500, True),
        ("approx", 11000, 11501, False),
        ("approx", 54, 54.5, True),
        ("approx", 54, 55, False),
        ("vague", None, 177, None),
        ("vague", 50, 50, None),
        ("exact", None, 5, None),
        ("exact", 5, None, None),
        (None, 15, 15, None),
    ],
)
def test_a_count_is_held_against_a_quotation_by_its_qualifier(
    qualifier: str | None, value: float | None, count: float | None, expected: bool | None
) -> None:
    assert agrees(Quoted(value, "人", qualifier, "今年"), count) is expected
