"""Each different cell once: the same result as cell by cell."""

import random
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neighborcare import contracts
from neighborcare.intake.checking import Checked, Parcel, check_together
from neighborcare.intake.different import as_dictionary, different, encoded, picked, spread
from neighborcare.intake.matching import recognise
from neighborcare.intake.raw import RawTable
from neighborcare.intake.settling import write_accepted
from tests.intake.conftest import raw_table

words = st.lists(st.sampled_from(["a", "b", "", "甲", None]), max_size=30)


@given(words, st.data())
def test_combinations_give_every_row_back(first: list[str | None], data: st.DataObject) -> None:
    second = data.draw(st.lists(st.sampled_from(["x", None, "y"]), min_size=len(first), max_size=len(first)))
    columns = {"one": pa.array(first, pa.string()), "two": pa.chunked_array([pa.array(second, pa.string())])}
    each = different(columns, len(first))
    for name, values in (("one", first), ("two", second)):
        assert spread(each.rows[name], each.of).to_pylist() == values
    pairs = [tuple(row[name] for name in ("one", "two")) for row in each.rows.to_pylist()]
    assert len(pairs) == len(set(pairs))


def test_no_column_is_one_combination() -> None:
    each = different({}, 3)
    assert (each.rows.num_rows, each.of.tolist()) == (1, [0, 0, 0])


def test_only_text_that_repeats_becomes_a_dictionary() -> None:
    size = 20_000
    table = pa.table(
        {
            "_row": pa.array(range(size)),
            "few": pa.chunked_array([pa.array(["甲", "乙"] * 5_000), pa.array(["丙"] * 10_000)]),
            "many": pa.array([f"V{i}" for i in range(size)]),
        }
    )
    made = encoded(table)
    assert [pa.types.is_dictionary(field.type) for field in made.schema] == [False, True, False]
    assert made["few"].to_pylist() == table["few"].to_pylist()
    assert not pa.types.is_dictionary(encoded(table.slice(0, 100)).schema.field("few").type)


def test_rows_are_picked_from_pieces() -> None:
    pieces = pa.chunked_array([["a", "b"], ["c"], [], ["d", "e"]])
    assert picked(pa.table({"x": pieces}), [1, 2, 4])["x"].to_pylist() == ["b", "c", "e"]
    assert picked(pa.table({"x": pieces}), []).num_rows == 0


def test_text_is_spread_as_a_dictionary_and_dates_are_not() -> None:
    of = np.array([1, 0, 1])
    assert pa.types.is_dictionary(spread(pa.array(["a", None]), of).type)
    assert spread(pa.array([date(2025, 8, 1), None]), of).to_pylist() == [None, date(2025, 8, 1), None]


HEADER = ("走访编号", "走访时间", "走访人", "走访类型", "方式", "结果", "社区", "网格", "户编号", "处置时间")


def messy(size: int) -> Sequence[Sequence[str]]:
    dice = random.Random(7)  # noqa: S311
    good = ["VX", "2025-08-20", "W1", "探访", "上门", "正常", "C1", "G1", "H1", ""]
    days = ["2025-08-20 9:05", "2025年8月20日", "25.8.20", "45890", "2026-01-01", "昨天", ""]
    return [
        [
            f"V{i}" if dice.random() > 0.01 else "V1",
            dice.choice(days),
            dice.choice(["W1", "陈松涛", "W9", ""]),
            dice.choice(["探访", "看望", "问候"]),
            "上门",
            dice.choice(["正常", "好", "异常", "—"]),
            dice.choice(["C1", "梨园", "梨园社区", "", "C9"]),
            dice.choice(["G1", "第一网格", "", "G7"]),
            dice.choice(["H1", "", "Ｈ２"]),
            dice.choice(["", "2025-08-19", "未处置"]),
        ]
        for i in range(size - 2)
    ] + [good, good]


@pytest.fixture
def outcome(con: duckdb.DuckDBPyConnection) -> Callable[[RawTable], Checked]:
    con.execute(
        "CREATE TABLE k_communities AS SELECT 'C1' AS id, '梨园社区' AS name, NULL AS name_hash, NULL AS community_id"
    )
    con.execute(
        "CREATE TABLE k_grids AS SELECT * FROM (VALUES ('G1', '第一网格', NULL, 'C1'), ('G2', '第一网格', NULL, 'C2')) "
        "AS v (id, name, name_hash, community_id)"
    )
    known = {"communities": "k_communities", "grids": "k_grids"}

    def checked(raw: RawTable) -> Checked:
        parcel = Parcel(contracts.get("visits"), raw, recognise(HEADER), "new")
        return check_together(con, [parcel], known=known, hash_key=b"key", today=date(2025, 9, 1))[0]

    return checked


def test_dictionaries_and_plain_cells_end_alike(
    con: duckdb.DuckDBPyConnection, outcome: Callable[[RawTable], Checked]
) -> None:
    plain = raw_table(HEADER, messy(3_000))
    coded = RawTable(
        plain.file,
        None,
        None,
        None,
        plain.header,
        pa.table(
            {
                name: as_dictionary(plain.table[name]) if name.startswith("c") else plain.table[name]
                for name in plain.table.column_names
            }
        ),
        plain.lines,
    )
    one = outcome(plain)
    rows = con.execute("SELECT * FROM new ORDER BY _row").fetchall()
    other = outcome(coded)
    assert one.accepted > 20
    assert one.duplicate == 1
    assert (other.accepted, other.rejected, other.duplicate) == (one.accepted, one.rejected, one.duplicate)
    assert other.problems == one.problems
    assert con.execute("SELECT * FROM new ORDER BY _row").fetchall() == rows


def test_what_is_written_is_what_was_accepted(
    con: duckdb.DuckDBPyConnection, outcome: Callable[[RawTable], Checked], tmp_path: Path
) -> None:
    checked = outcome(raw_table(HEADER, messy(2_000)))
    path = tmp_path / "rows.parquet"
    assert write_accepted(con, checked, path) == checked.accepted
    written = con.execute("SELECT * FROM read_parquet($path)", {"path": str(path)}).fetchall()
    assert written == con.execute("SELECT * FROM new ORDER BY _row").fetchall()
