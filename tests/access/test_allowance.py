"""What a role may ask: the table says it, the files agree with it, and a statement is held against it."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from neighborcare.access import allowance
from neighborcare.access.allowance import Allowed
from neighborcare.access.roles import ROLES, TABLE
from neighborcare.errors import Forbidden
from neighborcare.privacy import views
from neighborcare.store import connection

UI = Path(allowance.__file__).parents[1] / "ui" / "queries"


@pytest.mark.parametrize("role", ROLES)
def test_the_table_and_the_files_name_the_same_tables(role):
    (written,) = [set(file.tables) for file in views.files(["C1"]) if file.role == role]
    assert written == allowance.tables(role)


def test_only_who_presents_may_ask_another_file_than_his_own():
    assert {role: set(allowance.files(role)) for role in ROLES} == {
        "leader": {"leader", "presenter"},
        "analyst": {"analyst", "presenter"},
        "worker": {"worker"},
        "presenter": {"presenter"},
    }
    assert all(
        (allowance.files(role) - {role} == {"presenter"}) == ("present" in TABLE[role].pages)
        for role in ROLES
        if role != "presenter"
    )


def test_no_line_of_the_table_is_said_of_nobody():
    said = tomllib.loads((Path(allowance.__file__).parent / "tables.toml").read_text(encoding="utf-8"))
    assert all(roles for part in said.values() for roles in part.values())


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM list_overdue",
        "SELECT * FROM key_people",
        "WITH place AS (SELECT * FROM walker) SELECT * FROM place",
        "SELECT * FROM main.place",
        "SELECT * FROM information_schema.columns",
        "SELECT * FROM duckdb_columns()",
        "SELECT * FROM query('SELECT 1')",
        "SELECT * FROM query_table('key_people')",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM '/etc/passwd'",
        "SELECT person_id FROM place",
        'SELECT "Paired_Staff_Name" FROM place',
        "SELECT 1 FROM place ORDER BY phone",
        "SELECT 1 FROM place JOIN points USING (household_id)",
        "DESCRIBE place",
        "ATTACH 'x'",
        "no statement at all",
    ],
)
def test_a_presenter_is_refused_before_a_file_is_asked(sql):
    with pytest.raises(Forbidden):
        allowance.check("presenter", sql)


def test_what_belongs_to_a_role_passes():
    assert allowance.check("presenter", "SELECT grid_name FROM place JOIN unnest([1]) ON true") == {"place"}
    assert allowance.check("leader", "SELECT name FROM list_overdue") == {"list_overdue"}
    assert allowance.check("worker", "SELECT person_id FROM visits") == {"visits"}


@pytest.fixture
def file():
    with connection.scratch() as con:
        con.execute("CREATE TABLE place (grid_id VARCHAR, grid_name VARCHAR)")
        con.execute("CREATE TABLE points (point_id VARCHAR, phone VARCHAR)")
        con.execute("CREATE TABLE key_people (person_id VARCHAR)")
        con.execute("INSERT INTO place VALUES ('G1', '甲'), ('G2', '乙')")
        yield con


def test_an_allowed_file_answers_as_a_connection_does(file):
    con = Allowed(file, "presenter")
    assert con.execute("SELECT grid_name FROM place WHERE grid_id = $id", {"id": "G2"}).fetchall() == [
        ("乙",)
    ]
    found = con.execute("SELECT grid_id FROM place ORDER BY 1")
    assert ([column[0] for column in found.description], found.fetchone()) == (["grid_id"], ("G1",))
    assert list(con.execute("SELECT count(*) AS n FROM place").fetchnumpy()["n"]) == [2]


def test_an_allowed_file_gives_no_way_to_the_connection_behind_its_answers(file):
    con = Allowed(file, "presenter")
    with pytest.raises(Forbidden):
        con.execute("SELECT 1 FROM place").execute("SELECT * FROM key_people")
    assert not [name for name in ("sql", "cursor", "query", "table", "read_csv") if hasattr(con, name)]


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM points",
        "SELECT COLUMNS('ph.*') FROM points",
        "SELECT points FROM points",
        "SELECT #2 FROM points",
        "SELECT a FROM points AS p (a, b)",
        "SELECT 'a', 'b' UNION ALL SELECT * FROM points",
    ],
)
def test_a_table_that_holds_what_it_must_not_is_closed_whatever_way_it_is_asked(file, sql):
    closed = allowance.spoilt(file, "presenter")
    assert closed == {"points", "key_people"}
    with pytest.raises(Forbidden):
        Allowed(file, "presenter", closed).execute(sql)
    assert allowance.spoilt(file, "analyst") == {"points"}


def test_the_pages_own_queries_can_all_be_read():
    """One that cannot would be refused to everybody."""
    for path in UI.glob("*.sql"):
        text = path.read_text(encoding="utf-8")
        if "$dataset" not in text:  # a template, filled in before it is asked
            allowance.named(text)
