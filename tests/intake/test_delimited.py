import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neighborcare.errors import Unreadable
from neighborcare.intake.delimited import records
from neighborcare.intake.dialect import detect

CELL = st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from(' ,;"\n\t，'), max_size=12)


def cells(text: str, delimiter: str | None = None) -> list[list[str]]:
    found = records(text.encode(), delimiter).table.drop_columns(["_row"]).to_pydict()
    return [list(row) for row in zip(*found.values(), strict=True)]


def rows(text: str) -> list[int]:
    return [int(row) for row in records(text.encode()).table["_row"].to_pylist()]


def test_one_row_whose_cells_all_break_the_line() -> None:
    assert cells('"r0","\n","\n"\n', ",") == [["r0", "\n", "\n"]]


@settings(max_examples=200, deadline=None)
@given(
    st.integers(2, 5).flatmap(
        lambda n: st.lists(st.lists(CELL, min_size=n, max_size=n), min_size=1, max_size=8)
    )
)
def test_what_python_writes_is_read_back(table: list[list[str]]) -> None:
    # A first cell that is never empty: a row of nothing but blanks is a blank line, which is counted and not kept.
    table = [[f"r{i}", *row] for i, row in enumerate(table)]
    buffer = io.StringIO()
    csv.writer(buffer, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(table)
    text = buffer.getvalue()
    if max(cell.count("\n") for row in table for cell in row) < 3:
        found = records(text.encode(), ",")
        got = [
            list(row) for row in zip(*found.table.drop_columns(["_row"]).to_pydict().values(), strict=True)
        ]
        assert got == table
        assert found.table.num_rows + found.blank + found.more == text.count("\n")


@given(st.text(max_size=300))
@settings(max_examples=200, deadline=None)
def test_every_line_of_any_text_is_accounted_for(text: str) -> None:
    data = text.encode("utf-8", "ignore")
    if not data:
        return
    found = records(data)
    body = data if b"\n" in data else data.replace(b"\r", b"\n")
    lines = body.count(b"\n") + (not body.endswith(b"\n"))
    assert found.table.num_rows + found.blank + found.more == lines


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|", "，"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    text = "\n".join(
        delimiter.join(row) for row in (["编号", "类别", "备注"], ["1", "空巢、独居", "无"], ["2", "", "好"])
    )
    assert cells(text) == [["编号", "类别", "备注"], ["1", "空巢、独居", "无"], ["2", "", "好"]]


def test_excels_own_mark_of_the_delimiter_counts() -> None:
    assert detect(b"sep=;\na;b,c\n").delimiter == ";"


def test_a_runaway_quote_costs_its_line_only() -> None:
    body = ["a,b,c", *(f"{i},x,y" for i in range(100))]
    body[50] = '49,"open,y'
    found = records("\n".join(body).encode())
    assert found.table.num_rows == 101
    assert found.flaws == {51: "open_quote"}


def test_a_cell_over_several_lines_is_one_row_with_the_number_of_its_first_line() -> None:
    text = 'a,b\n1,"one\ntwo\nthree"\n2,x\n'
    assert cells(text)[1] == ["1", "one\ntwo\nthree"]
    assert rows(text) == [1, 2, 5]
    assert records(text.encode()).more == 2


def test_an_inch_sign_is_a_character() -> None:
    assert cells('a,b\n1,5" pipe\n2,6" pipe\n')[1:] == [["1", '5" pipe'], ["2", '6" pipe']]


def test_cells_too_many_are_told_and_stay_readable() -> None:
    found = records(b"a,b\n1,2\n3,4,5\n6,7,,\n")
    assert found.flaws == {3: "extra_cells"}
    assert found.table["c1"].to_pylist() == ["b", "2", "4,5", "7"]


def test_blank_lines_are_counted_and_rows_keep_their_own_number() -> None:
    text = "a,b\n\n1,2\n\n\n3,4\n"
    assert rows(text) == [1, 3, 6]
    assert records(text.encode()).blank == 3


@pytest.mark.parametrize("ending", ["\r\n", "\r", "\n"])
def test_line_ends_of_every_system(ending: str) -> None:
    assert cells(ending.join(["a,b", "1,2", ""])) == [["a", "b"], ["1", "2"]]


def test_a_monstrous_line_is_refused() -> None:
    with pytest.raises(Unreadable):
        records(b"a,b\n" + b"x" * (9 << 20))
