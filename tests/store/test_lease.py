"""Readers keep the generation they began with; nobody waits for a build; the file cannot be left."""

from datetime import date
from pathlib import Path

import duckdb
import pytest

from neighborcare.errors import NotFound
from neighborcare.store import manifest
from neighborcare.store.connection import scratch, write_file
from neighborcare.store.home import Home
from neighborcare.store.lease import Reader
from neighborcare.store.manifest import Manifest


def publish(home: Home, number: int, value: int) -> None:
    folder = f"g{number}"
    with scratch() as con:
        write_file(con, home.generations / folder / "leader.duckdb", {"answer": f"SELECT {value} AS value"})
    action = manifest.action("load", (), "test")
    files = {"leader.duckdb": "-", "folder": folder}
    manifest.publish(home, Manifest(number, (), date(2025, 8, 31), action, files, "2025-09-01"))


def value(con: duckdb.DuckDBPyConnection) -> object:
    return con.execute("SELECT value FROM answer").fetchall()[0][0]


def test_a_reader_keeps_its_generation_while_a_new_one_appears(home: Home) -> None:
    publish(home, 1, 10)
    reader = Reader(home)
    with reader.lease("leader") as (old, first):
        publish(home, 2, 20)
        with reader.lease("leader") as (new, second):
            assert (value(old), first.number) == (10, 1)
            assert (value(new), second.number) == (20, 2)
        assert value(old) == 10
    with reader.lease("leader") as (con, _):
        assert value(con) == 20
    reader.close()


def test_an_earlier_generation_can_still_be_asked(home: Home) -> None:
    publish(home, 1, 10)
    publish(home, 2, 20)
    reader = Reader(home)
    for number, expected in ((1, 10), (2, 20), (None, 20), (1, 10)):
        with reader.lease("leader", number) as (con, made):
            assert (value(con), made.number) == (expected, number or 2)
    reader.close()


def test_two_readers_of_one_home_do_not_disturb_each_other(home: Home) -> None:
    publish(home, 1, 10)
    first, second = Reader(home), Reader(home)
    with first.lease("leader") as (one, _), second.lease("leader") as (two, _):
        assert (value(one), value(two)) == (10, 10)
        with pytest.raises(duckdb.Error):
            two.execute("SET enable_external_access = true")
    first.close()
    second.close()


def test_no_data_and_no_such_file_are_said(home: Home) -> None:
    reader = Reader(home)
    with pytest.raises(NotFound, match="no data yet"), reader.lease("leader"):
        pass
    publish(home, 1, 10)
    with pytest.raises(NotFound, match="analyst"), reader.lease("analyst"):
        pass
    reader.close()


@pytest.mark.parametrize(
    "attempt",
    [
        "SELECT * FROM read_csv('{outside}')",
        "ATTACH '{outside}.duckdb' AS other",
        "COPY answer TO '{outside}.csv'",
        "SET enable_external_access = true",
        "SET lock_configuration = false",
        "CREATE TABLE mine AS SELECT 1",
        "INSTALL httpfs",
    ],
)
def test_the_role_file_cannot_be_left_or_changed(home: Home, tmp_path: Path, attempt: str) -> None:
    outside = tmp_path / "outside.csv"
    outside.write_text("secret\n1\n")
    publish(home, 1, 10)
    reader = Reader(home)
    with reader.lease("leader") as (con, _), pytest.raises(duckdb.Error):
        con.execute(attempt.format(outside=outside))
    reader.close()
