"""The whole demonstration street, byte by byte: what the exports tell of persons is nowhere in the loaded home."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from neighborcare.intake import reading
from neighborcare.intake.matching import recognise
from neighborcare.store.home import Home

EXPORTS = Path(__file__).parents[2] / "data" / "exports"
NUMBER = re.compile(r"(?<!\d)(?:\d{17}[\dX]|1[3-9]\d{9}|0\d{2,3}-\d{7,8})(?!\d)")
WORDS = re.compile(r"[\u4e00-\u9fff]{2,}")
PERSONAL = {
    "key_people": ("name", "id_number", "phone", "address", "guardian"),
    "staff": ("name",),
    "cases": ("parties",),
}


@pytest.fixture(scope="module")
def seeded() -> dict[str, set[str]]:
    """What the exports say in the columns that tell of persons."""
    found: dict[str, set[str]] = {"names": set(), "numbers": set(), "addresses": set()}
    for outcome in reading.read(sorted(EXPORTS.iterdir())):
        assert not isinstance(outcome, Exception)
        for raw in outcome:
            match = recognise(raw.header, hints=[raw.file.stem], cells=raw.table)
            for column in PERSONAL.get(match.dataset, ()):
                if column in match.columns:
                    cells = raw.table[f"c{match.columns[column]}"].cast(pa.string()).unique().to_pylist()
                    _sort(found, column, [str(cell) for cell in cells if cell])
    assert min(map(len, found.values())) > 100
    return found


def _sort(found: dict[str, set[str]], column: str, cells: list[str]) -> None:
    kind = {"id_number": "numbers", "phone": "numbers", "address": "addresses"}.get(column, "names")
    if kind == "names":  # parties are called 王某: that is nobody's name
        cells = [word for cell in cells for word in WORDS.findall(cell) if "某" not in word]
    found[kind] |= {cell.strip() for cell in cells if len(cell.strip()) > 1}


def texts(home: Home) -> Iterator[tuple[str, str]]:
    """(where, text) for every different text in the home that is not sealed; tables decoded, files whole."""
    for path in sorted(home.path.rglob("*")):
        if not path.is_file() or path.suffix == ".sealed" or path.name == "secret.key":
            continue
        yield path.name, path.name
        if path.suffix == ".parquet":
            yield from _of_table(path.name, pq.read_table(path))
        elif path.suffix == ".duckdb":
            with duckdb.connect(str(path), read_only=True) as con:
                for (name,) in con.execute("SELECT table_name FROM duckdb_tables()").fetchall():
                    yield from _of_table(f"{path.name} {name}", con.sql(f'FROM "{name}"').to_arrow_table())
        else:
            yield path.name, path.read_bytes().decode("utf-8", "replace")


def _of_table(where: str, table: pa.Table) -> Iterator[tuple[str, str]]:
    for name in table.column_names:
        if pa.types.is_string(table[name].type):
            words = [text for text in table[name].unique().to_pylist() if text]
            yield f"{where}.{name}", "\n".join(words)


def test_no_name_number_or_address_of_the_exports_is_in_the_home(
    demo_home: Home, seeded: dict[str, set[str]]
) -> None:
    names, addresses = seeded["names"], seeded["addresses"]
    hits: list[tuple[str, str]] = []
    for where, text in texts(demo_home):
        hits += [(where, number) for number in NUMBER.findall(text) if number in seeded["numbers"]]
        runs = set(WORDS.findall(text))
        pieces = {
            run[at : at + size] for run in runs for size in (2, 3, 4) for at in range(len(run) - size + 1)
        }
        hits += [(where, name) for name in names & pieces]
        lines = set(text.split("\n"))
        hits += [(where, address) for address in addresses & lines]
        hits += [(where, door) for door in re.findall(r"\d单元\d+室", text)]
    assert hits == []


def test_what_is_sealed_looks_like_nothing(demo_home: Home, seeded: dict[str, set[str]]) -> None:
    sealed = [path.read_bytes() for path in demo_home.path.rglob("*.sealed")]
    assert len(sealed) > len(list(EXPORTS.iterdir()))
    some = sorted(seeded["numbers"])[:50]
    assert [number for number in some for content in sealed if number.encode() in content] == []
    assert not any(content.startswith((b"PAR1", b"PK")) for content in sealed)


def test_nothing_is_left_in_staging(demo_home: Home) -> None:
    assert not list(demo_home.staging.iterdir())


def test_every_batch_says_where_it_came_from_by_a_name_that_is_nobodys(demo_home: Home) -> None:
    files = [
        json.loads(path.read_text(encoding="utf-8"))["file"]
        for path in demo_home.batches.glob("*/batch.json")
    ]
    assert not [file for file in files if NUMBER.search(file)]
