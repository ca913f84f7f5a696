"""What a statement names is found whatever it is written like, and nothing is run for it."""

from __future__ import annotations

import pytest

from neighborcare.store.statement import named


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM secret",
        "FROM Secret",
        'SELECT a FROM "SECRET" AS place',
        "TABLE secret",
        "SELECT 1 WHERE EXISTS (SELECT 1 FROM secret)",
        "SELECT (SELECT max(x) FROM secret)",
        "SELECT 1 FROM place, LATERAL (SELECT * FROM secret)",
        "SELECT 1 FROM place SEMI JOIN secret USING (grid_id)",
        "SELECT 1 FROM place UNION ALL SELECT x FROM secret",
        "WITH a AS (SELECT * FROM secret) SELECT * FROM a",
        "WITH secret AS (SELECT * FROM secret) SELECT * FROM secret",
        "SELECT * FROM (WITH secret AS (SELECT 1) SELECT * FROM secret), secret",
        "WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n, secret) SELECT * FROM n",
        "SELECT x FROM place ORDER BY (SELECT max(y) FROM secret)",
        "SELECT count(*) OVER (ORDER BY (SELECT max(y) FROM secret)) FROM place",
        "DESCRIBE secret",
        "SUMMARIZE secret",
    ],
)
def test_a_table_is_found_wherever_it_stands(sql):
    assert "secret" in named(sql).tables


@pytest.mark.parametrize(
    ("sql", "tables"),
    [
        ("WITH a AS (SELECT 1 AS x) SELECT x FROM a", set()),
        ("WITH a AS (SELECT 1 AS x), b AS (SELECT x FROM a) SELECT x FROM b, place", {"place"}),
        (
            "WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 5) SELECT i FROM n",
            set(),
        ),
        ("SELECT x FROM main.place", {"main.place"}),
        ("SELECT 1 -- FROM secret", set()),
        ("SELECT 'FROM secret'", set()),
    ],
)
def test_what_only_looks_like_a_table_is_none(sql, tables):
    assert named(sql).tables == tables


def test_functions_in_a_tables_place_and_columns_are_named():
    found = named(
        "SELECT p.Name, x AS hidden FROM query_table('secret') AS p JOIN b USING (person_id) WHERE age > $a"
    )
    assert found.functions == {"query_table"}
    assert found.columns == {"p", "name", "x", "person_id", "age"}


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM place",
        "DROP TABLE place",
        "ATTACH 'other.duckdb'",
        "COPY place TO 'out.csv'",
        "SET memory_limit = '9GB'",
        "PRAGMA table_info('place')",
        "SELECT 1; SELECT 2",
        "SELEC 1",
        "",
    ],
)
def test_anything_but_one_select_is_refused(sql):
    with pytest.raises(ValueError, match="not one SELECT"):
        named(sql)
