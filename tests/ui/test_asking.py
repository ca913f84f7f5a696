"""Page, question and file each check by themselves; a session that is over gets nothing, known answers included."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from neighborcare.access import accounts, allowance, register, sessions
from neighborcare.access.roles import ROLES, may_open
from neighborcare.errors import Forbidden
from neighborcare.privacy import views
from neighborcare.store import lease, manifest
from neighborcare.ui import asking, menu, page, session, shell
from neighborcare.ui.cache import answer, drawing
from neighborcare.ui.session import KEY, ROOT, Session

ENTRIES = menu.entries(shell.PAGES)
CLOSED = [(entry, role) for entry in ENTRIES for role in ROLES if not may_open(role, entry.address)]
POLITE = "This page is not part of your work area"
SECONDS = 30


def name(value):
    return value.address if isinstance(value, menu.Entry) else None


def sessions_of(home):
    """One visitor a role, workers of two communities."""
    two = list(shell._communities(home, manifest.current_number(home)))[:2]
    live = manifest.current(home)
    plain = [Session(role, "en", None, home, live) for role in ROLES if role != "worker"]
    return [*plain, *(Session("worker", "en", one, home, live) for one in two)]


# Nothing else opens a file -------------------------------------------------------------------------------------------

OPENERS = {  # rooms below the pages: the command line's questions, a build's own looks, the desk's names of communities
    "access/desk.py",
    "generation/map_checks.py",
    "generation/preview.py",
    "generation/questions.py",
    "report/pack.py",
}
WAYS = {"lease", "opened", "open_locked", "Reader", "scratch", "connect"}


def opens(path: Path) -> set[str]:
    """The ways into a database that a file takes: imported by name, or called on the module or a reader."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("neighborcare.store"):
            found |= {alias.name for alias in node.names} & WAYS
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            called, on = node.func.attr, ast.unparse(node.func.value)
            if called == "lease" or (called in WAYS and on in {"lease", "connection", "duckdb"}):
                found.add(called)
    return found


def test_only_one_module_of_the_pages_opens_a_role_file():
    screens = [*(ROOT / "neighborcare" / "ui").glob("*.py"), *(ROOT / "pages").glob("*.py"), ROOT / "app.py"]
    found = {path.stem: ways for path in screens if (ways := opens(path))}
    assert found == {"asking": {"lease"}, "session": {"Reader"}}


def test_the_rooms_below_that_open_a_role_file_are_known():
    below = [
        ROOT / "neighborcare" / room for room in ("access", "charts", "generation", "measures", "report")
    ]
    found = {
        str(path.relative_to(ROOT / "neighborcare"))
        for room in below
        for path in room.rglob("*.py")
        if opens(path) - {"scratch"}
    }
    assert found == OPENERS


# Who asks ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def office(home):
    """A home with accounts, and how somebody signs in there."""

    def sign_in(name, role, community=None):
        accounts.add(home, name, role, community)
        _settled(home, name)
        token = sessions.start(home, name)
        return Session(role, "en", community, home, account=name, ticket=sessions.identity(token))

    return sign_in


def _settled(home, name):
    """As if he had chosen his own password."""
    with register.writing(home) as connection:
        connection.execute("UPDATE account SET must_change = 0 WHERE name = ?", (name,))


def test_a_session_may_ask_as_what_it_was_let_in_for(office):
    leader, worker = office("li", "leader"), office("wu", "worker", "C1")
    asking.check(leader)
    asking.check(worker)
    asking.check(replace(leader, role="presenter"))  # he presents a meeting from the meeting's file


@pytest.mark.parametrize(
    "claimed",
    [
        {"role": "analyst"},
        {"role": "worker", "community": "C1"},
        {"role": "presenter", "community": "C1"},
        {"community": "C2"},
        {"ticket": ""},
        {"ticket": "somebody else's"},
    ],
)
def test_a_session_that_claims_something_else_is_refused(office, claimed):
    with pytest.raises(Forbidden):
        asking.check(replace(office("li", "leader"), **claimed))


@pytest.mark.parametrize(
    "claimed", [{"community": "C2"}, {"community": None}, {"role": "presenter", "community": None}]
)
def test_a_worker_asks_of_his_own_community_only(office, claimed):
    with pytest.raises(Forbidden):
        asking.check(replace(office("wu", "worker", "C1"), **claimed))


def test_a_session_asks_no_more_once_it_is_over(office, home):
    analyst = office("an", "analyst")
    asking.check(analyst)
    accounts.lock(home, "an")
    with pytest.raises(Forbidden):
        asking.check(analyst)


def test_a_first_password_asks_nothing(office, home):
    analyst = office("an", "analyst")
    accounts.reset(home, "an")
    fresh = replace(analyst, ticket=sessions.identity(sessions.start(home, "an")))
    with pytest.raises(Forbidden):
        asking.check(fresh)


def test_an_administrator_asks_nothing(office):
    admin = office("ad", "administrator")
    for role in ROLES:
        with pytest.raises(Forbidden):
            asking.check(replace(admin, role=role))


def test_only_who_may_open_the_page_changes_anything_there(office):
    asking.must(office("an", "analyst"), "upload")
    for who, community in (("leader", None), ("presenter", None), ("worker", "C1")):
        with pytest.raises(Forbidden):
            asking.must(office(who[:2], who, community), "upload")


# What is kept --------------------------------------------------------------------------------------------------------


def own(con: duckdb.DuckDBPyConnection) -> tuple[object, ...]:
    """Something that every role's file says differently."""
    rows = con.execute(
        "SELECT area_id, count(*), count(numerator), round(sum(numerator)) FROM rollup GROUP BY 1 ORDER BY 1"
    )
    return tuple(rows.fetchall())


@pytest.mark.demo
@pytest.mark.parametrize("way", [answer, drawing])
def test_no_role_and_no_community_gets_anothers_answer(demo_home, way):
    everybody = sessions_of(demo_home)
    found = [way(one, own) for one in everybody]
    for one, said in zip(everybody, found, strict=True):
        with lease.opened(demo_home, manifest.current(demo_home), one.file) as con:
            assert said == own(con)
    assert len(set(found)) == len(everybody)
    assert [way(one, own) for one in everybody] == found


@pytest.mark.demo
def test_a_known_answer_is_not_given_to_a_session_that_is_over(demo_home, monkeypatch):
    analyst = next(one for one in sessions_of(demo_home) if one.role == "analyst")
    signed = replace(analyst, ticket="t")
    account = sessions.Session("t", "an", "analyst", None, False)
    monkeypatch.setattr(asking.sessions, "find", lambda _home, _ticket: account)
    assert answer(signed, own)
    monkeypatch.setattr(asking.sessions, "find", lambda _home, _ticket: None)
    with pytest.raises(Forbidden, match="session is over"):
        answer(signed, own)


@pytest.mark.demo
def test_a_forged_role_gets_nothing_though_the_answer_is_known(demo_home, monkeypatch):
    everybody = sessions_of(demo_home)
    for one in everybody:
        answer(one, own)
    account = sessions.Session("t", "pr", "presenter", None, False)
    monkeypatch.setattr(asking.sessions, "find", lambda _home, _ticket: account)
    for one in everybody:
        forged = replace(one, ticket="t", account="pr")
        if one.role == "presenter":
            assert answer(forged, own) == answer(one, own)
        else:
            with pytest.raises(Forbidden):
                answer(forged, own)


# Each layer with the two others switched off -------------------------------------------------------------------------


@pytest.fixture
def no_questions_check(monkeypatch):
    monkeypatch.setattr(asking, "check", lambda _session: None)
    monkeypatch.setattr(asking, "must", lambda _session, _page: None)
    monkeypatch.setattr(allowance, "check", lambda _role, _sql: frozenset())
    monkeypatch.setattr(asking, "_spoilt", lambda *_: frozenset())


@pytest.fixture
def no_page_check(monkeypatch):
    monkeypatch.setattr(page, "require", lambda _roles: session.current())


@pytest.fixture
def one_file_for_all(monkeypatch):
    """Every role is given the analyst's file, as if files were not by role."""
    monkeypatch.setattr(views, "file_of", lambda _role, _community=None: "analyst")


def run(entry, visitor):
    app = AppTest.from_file(entry.path, default_timeout=SECONDS)
    app.session_state[KEY] = visitor
    return app.run()


def visitor_of(home, role):
    return next(one for one in sessions_of(home) if one.role == role)


@pytest.mark.demo
@pytest.mark.usefixtures("no_questions_check", "one_file_for_all")
@pytest.mark.parametrize(("entry", "role"), CLOSED, ids=name)
def test_the_page_alone_refuses(demo_home, monkeypatch, entry, role):
    visitor = visitor_of(demo_home, role)
    asked = []
    monkeypatch.setattr(lease.Reader, "lease", lambda _self, file, *_: asked.append(file))
    app = run(entry, visitor)
    assert POLITE in "".join(block.value for block in app.html)
    assert (len(app.exception), len(app.dataframe), asked) == (0, 0, [])


def refused(con, table) -> bool:
    try:
        con.execute(f'FROM "{table}" LIMIT 1').fetchall()
    except Forbidden:
        return True
    return False


@pytest.mark.demo
@pytest.mark.usefixtures("no_page_check", "one_file_for_all")
@pytest.mark.parametrize("role", ["leader", "presenter"])
def test_the_question_alone_refuses(demo_home, role):
    visitor = visitor_of(demo_home, role)
    assert visitor.file == "analyst"
    with lease.opened(demo_home, manifest.current(demo_home), "analyst") as con:
        every = {table for (table,) in con.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    with asking.asked(visitor) as con:
        open_to_him = {table for table in every if not refused(con, table)}
    assert open_to_him <= allowance.tables(role)
    assert {"rollup", "place", "months"} <= open_to_him
    assert not {"key_people", "visits", "cases", "list_open_cases", "walker"} & open_to_him


@pytest.mark.demo
@pytest.mark.usefixtures("no_page_check", "one_file_for_all")
@pytest.mark.parametrize("address", ["today", "visits", "files", "mediation"])
def test_no_page_lists_persons_of_a_file_that_is_not_the_roles(demo_home, address):
    """The presenter on the analyst's file: the question that names a list of persons is refused, and said so."""
    app = run(
        next(entry for entry in ENTRIES if entry.address == address), visitor_of(demo_home, "presenter")
    )
    assert [error.message for error in app.exception]
    assert not {"Name", "Household", "Case"} & {column for frame in app.dataframe for column in frame.value}


@pytest.mark.demo
@pytest.mark.usefixtures("no_page_check", "no_questions_check")
@pytest.mark.parametrize("role", ["leader", "presenter"])
def test_the_file_alone_refuses(demo_home, role):
    visitor = visitor_of(demo_home, role)
    live = manifest.current(demo_home)
    with lease.opened(demo_home, live, "analyst") as con:
        every = {table for (table,) in con.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    with asking.asked(visitor) as con:
        for table in every - allowance.tables(role):
            with pytest.raises(duckdb.CatalogException):
                con.execute(f'FROM "{table}"')
    today = next(entry for entry in ENTRIES if entry.address == "today")
    assert not run(today, visitor).dataframe


@pytest.mark.demo
@pytest.mark.usefixtures("no_page_check", "no_questions_check")
def test_a_workers_file_alone_holds_no_other_community(demo_home):
    first, second = (one for one in sessions_of(demo_home) if one.role == "worker")
    with asking.asked(first) as con:
        found = con.execute("SELECT DISTINCT community_id FROM key_people").fetchall()
    assert found == [(first.community,)]
    assert first.community != second.community
