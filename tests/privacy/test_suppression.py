"""Small numbers: hidden, told over longer where they are enough, and not to be had by calculation."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date

import duckdb
import pytest

from neighborcare import measures
from neighborcare.measures.rollup import no_spans
from neighborcare.privacy.suppression import suppress
from tests.privacy.solver import Solver
from tests.privacy.towns import kpis, town

AUG = date(2025, 8, 1)
Places = Mapping[str, Mapping[date, tuple[float, float | None]]]
Found = dict[tuple[str, str | None], float | None]


@contextmanager
def told(
    kpi: str,
    by_place: Places,
    parts: Mapping[str, Mapping[str, float]] | None = None,
) -> Iterator[duckdb.DuckDBPyConnection]:
    """What `suppress` makes of one KPI's cells at places ("A1" lies in community A) by month, and parts in August."""
    with duckdb.connect() as con:
        con.execute("CREATE TABLE place (grid_id VARCHAR, community_id VARCHAR)")
        con.executemany("INSERT INTO place VALUES (?, ?)", [(place, place[0]) for place in by_place])
        con.execute("CREATE TABLE cell (place VARCHAR, month DATE, part VARCHAR, num DOUBLE, den DOUBLE)")
        for place, months in by_place.items():
            for month, (num, den) in months.items():
                con.execute("INSERT INTO cell VALUES (?, ?, NULL, ?, ?)", [place, month, num, den])
        for part, places in (parts or {}).items():
            for place, num in places.items():
                con.execute("INSERT INTO cell VALUES (?, ?, ?, ?, NULL)", [place, AUG, part, num])
        con.execute(
            """
            CREATE TABLE rollup AS
            WITH located AS (
                SELECT * FROM cell CROSS JOIN (VALUES ('grid'), ('community'), ('street')) AS level (area_kind)
            )
            SELECT
                cast($kpi AS VARCHAR) AS kpi,
                area_kind,
                CASE area_kind WHEN 'grid' THEN place WHEN 'community' THEN place[1] ELSE 'street' END AS area_id,
                month,
                part,
                cast(NULL AS DOUBLE) AS value,
                sum(num) AS numerator,
                sum(den) AS denominator,
                false AS hidden
            FROM located
            GROUP BY ALL
            """,
            {"kpi": kpi},
        )
        no_spans(con)
        suppress(con, [measures.get(kpi)])
        yield con


def seen(con: duckdb.DuckDBPyConnection, role: str, kind: str, month: date = AUG) -> Found:
    """Numerators by area and part; None where hidden."""
    rows = con.execute(
        f"SELECT area_id, part, numerator, denominator, hidden FROM rollup_{role} WHERE area_kind = ? AND month = ?",  # noqa: S608
        [kind, month],
    ).fetchall()
    assert all((numerator is None) == hidden for *_, numerator, _, hidden in rows)
    assert all(denominator is None for *_, denominator, hidden in rows if hidden)
    return {(area, part): numerator for area, part, numerator, *_ in rows}


def counts(**places: float) -> Places:
    return {place: {AUG: (count, None)} for place, count in places.items()}


def test_a_small_count_takes_the_next_smallest_with_it() -> None:
    with told("K04", counts(A1=3, A2=7, A3=40, B1=60)) as con:
        assert seen(con, "leader", "grid") == {
            ("A1", None): None,
            ("A2", None): None,
            ("A3", None): 40,
            ("B1", None): 60,
        }
        assert seen(con, "analyst", "grid")["A1", None] == 3


def test_nought_and_numbers_at_the_threshold_are_shown() -> None:
    with told("K04", counts(A1=0, A2=5, A3=10)) as con:
        assert seen(con, "leader", "grid") == {("A1", None): 0, ("A2", None): 5, ("A3", None): 10}


def test_two_who_are_one_each_are_not_told_by_their_sum() -> None:
    with told("K04", counts(A1=1, A2=1, A3=40, A4=50)) as con:
        assert seen(con, "leader", "grid")["A3", None] is None


def test_a_meeting_is_told_of_communities_only() -> None:
    with told("K04", counts(A1=30, A2=40, B1=50)) as con:
        assert set(seen(con, "presenter", "grid").values()) == {None}
        assert seen(con, "presenter", "community") == {("A", None): 70, ("B", None): 50}


def test_a_small_community_takes_the_next_smallest_with_it() -> None:
    with told("K04", counts(A1=8, B1=30, C1=50)) as con:
        assert seen(con, "leader", "community") == {("A", None): 8, ("B", None): 30, ("C", None): 50}
        assert seen(con, "presenter", "community") == {("A", None): None, ("B", None): None, ("C", None): 50}


def test_minors_are_counted_for_the_street_alone_at_a_meeting() -> None:
    children = {"child_in_difficulty": {"A1": 20, "B1": 30}, "low_income": {"A1": 15, "B1": 25}}
    with told("K04", counts(A1=40, B1=60), children) as con:
        at_meeting = seen(con, "presenter", "community")
        assert at_meeting["A", "child_in_difficulty"] is None
        assert at_meeting["A", "low_income"] == 15
        assert seen(con, "presenter", "street")["street", "child_in_difficulty"] == 50
        assert seen(con, "leader", "community")["A", "child_in_difficulty"] == 20


def test_no_rate_is_told_on_fewer_than_ten() -> None:
    with told("K41", {"A1": {AUG: (8.0, 9.0)}, "B1": {AUG: (8.0, 12.0)}}) as con:
        assert seen(con, "leader", "street") == {("street", None): 16}
        assert seen(con, "leader", "community") == {("A", None): None, ("B", None): None}


def test_what_is_too_little_for_a_month_is_told_for_the_quarter() -> None:
    months = {date(2025, month, 1): (2.0, None) for month in (1, 2, 3)}
    larger = dict.fromkeys(months, (20.0, None))
    with told("K38", {"A1": months, "B1": larger}) as con:
        assert seen(con, "leader", "community", date(2025, 1, 1)) == {("A", None): None, ("B", None): None}
        spans = con.execute(
            "SELECT area_id, first, last, numerator FROM span_leader WHERE area_kind = 'community' ORDER BY 1"
        ).fetchall()
        quarter = (date(2025, 1, 1), date(2025, 3, 1))
        assert spans == [("A", *quarter, 6), ("B", *quarter, 60)]
        assert seen(con, "leader", "street", date(2025, 1, 1)) == {("street", None): 22}


def test_the_same_few_persons_do_not_become_more_by_the_month() -> None:
    few = {date(2025, month, 1): (4.0, 4.0) for month in range(1, 10)}
    many = dict.fromkeys(few, (60.0, 80.0))
    with told("K10", {"A1": few, "B1": many, "C1": many}) as con:
        areas = {area for area, *_ in con.execute("SELECT area_id FROM span_leader").fetchall()}
        assert "A" not in areas
        assert seen(con, "leader", "community", date(2025, 9, 1))["A", None] is None


def test_person_days_of_one_person_are_not_many() -> None:
    one = {AUG: (31.0, 31.0)}
    with told("K12", {"A1": one, "B1": {AUG: (900.0, 930.0)}, "C1": {AUG: (900.0, 930.0)}}) as con:
        assert seen(con, "presenter", "community")["A", None] is None
        assert seen(con, "leader", "community")["A", None] == 31  # a leader's own list names them


def test_a_kpi_that_is_not_sensitive_stays_as_it_is() -> None:
    with told("K23", counts(A1=1, A2=2)) as con:
        assert seen(con, "presenter", "grid") == {("A1", None): 1, ("A2", None): 2}


def test_a_whole_about_residents_at_large_stays_while_its_parts_are_hidden() -> None:
    with told("K59", counts(A1=3, B1=7), {"living_alone": {"A1": 2, "B1": 9}}) as con:
        assert seen(con, "leader", "community") == {
            ("A", None): 3,
            ("B", None): 7,
            ("A", "living_alone"): None,
            ("B", "living_alone"): None,
        }


def _same(kpi: str, part: str | None, which: str) -> tuple[str, str | None, str]:
    """Persons of a category are the same persons in three KPIs; disputes closed are those opened, in these towns."""
    if which == "den" and kpi in {"K10", "K15"} and part is not None:
        return "K04", part, "num"
    if which == "den" and kpi == "K39":
        return "K38", part, "num"
    return kpi, part, which


TOPICS = ("neighbour", "boundary", "drainage", "property", "demolition", "family", "other")
WHOLES = (
    ("K04", ("living_alone", "childless", "child_in_difficulty", "disability")),
    ("K15", ("living_alone", "childless", "child_in_difficulty")),
    ("K38", TOPICS),
    ("K39", TOPICS),
)


@pytest.mark.parametrize("seed", [0, 3, 4, 5])
@pytest.mark.parametrize(("role", "least"), [("leader", 5), ("presenter", 10)])
def test_nothing_small_can_be_calculated(seed: int, role: str, least: int) -> None:
    with town(seed) as con:
        suppress(con, kpis())
        months = [row[0] for row in con.execute("SELECT DISTINCT month FROM rollup ORDER BY 1").fetchall()]
        spans = [
            (months[0], months[0]),
            (months[-1], months[-1]),
            (months[0], months[min(2, len(months) - 1)]),
        ]
        assert Solver(con, role, _same, WHOLES).known(least, spans) == []


def test_the_solver_finds_what_is_told() -> None:
    with told("K04", counts(A1=3, A2=30, A3=40)) as con:
        con.execute("UPDATE rollup_leader SET numerator = 30, hidden = false WHERE area_id = 'A2'")
        found = Solver(con, "leader", lambda *one: one, ()).known(5, [(AUG, AUG)])
        assert [(name[3], name[-1]) for name in found] == [("A1", 3.0)]
