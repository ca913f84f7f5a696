"""Whatever a page shows of single persons, cases, requests or households is in the trail; so is every download."""

import ast
import re

import pytest
from streamlit.testing.v1 import AppTest

from neighborcare.access import trail
from neighborcare.store import chain, manifest
from neighborcare.store.lease import opened
from neighborcare.ui import exports, menu, noting, page
from neighborcare.ui.session import ROOT, Session
from neighborcare.ui.shell import PAGES

# Whose row it is, by what names it there.
IDENTITIES = {
    "key_people": ("person_id", "name"),
    "cases": ("case_id",),
    "requests": ("request_id",),
    "households": ("household_id",),
}
SEEN = [
    (entry, role)
    for entry in menu.entries(PAGES)
    for role in ("analyst", "worker", "leader")
    if role in entry.roles
]


@pytest.fixture(autouse=True)
def _fresh():
    trail._looks.clear()


@pytest.fixture(scope="module")
def somebody(demo_home):
    """Every ID and masked name by which a row says whose it is, as far as no worker is called alike."""
    found = set()
    with opened(demo_home, manifest.current(demo_home), "analyst") as con:
        tables = {row[0] for row in con.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
        for table, columns in IDENTITIES.items():
            for column in columns if table in tables else ():
                question = f'SELECT DISTINCT "{column}" FROM "{table}"'  # noqa: S608 - of our own table above
                found |= {row[0] for row in con.execute(question).fetchall()}
        staff = {row[0] for row in con.execute("SELECT DISTINCT name FROM staff").fetchall()}
    return {str(one) for one in found - staff if one}  # who works here is named where a task is his


def named(value):
    return value.address if isinstance(value, menu.Entry) else None


def words(app):
    """Every cell of every table and every word of its own on the page."""
    for table in app.dataframe:
        for column in table.value.columns:
            yield from (str(cell) for cell in table.value[column].tolist())
    for block in app.html:
        yield from (part.strip() for part in re.split(r"<[^>]+>", block.value))


def arrive(role):
    app = AppTest.from_file(ROOT / "neighborcare" / "ui" / "main.py", default_timeout=30)
    app.query_params["role"], app.query_params["lang"] = role, "en"
    return app.run()


@pytest.fixture
def noted(monkeypatch):
    """What this process adds to the trail, as it comes: others may write into the same home."""
    found = []
    append = chain.append

    def listening(home, facts):
        append(home, facts)
        found.extend(facts)

    monkeypatch.setattr(chain, "append", listening)
    return found


@pytest.mark.demo
@pytest.mark.usefixtures("at_demo", "open_door")
@pytest.mark.parametrize(("entry", "role"), SEEN, ids=named)
def test_a_page_that_shows_somebody_s_row_is_noted(entry, role, noted, somebody):
    app = arrive(role)
    trail._looks.clear()
    noted.clear()
    app.switch_page(str(entry.path)).run()
    assert not app.exception
    shown = {word for word in words(app) if word in somebody}
    looks = [one for one in noted if one.what == "records.looked" and one.detail["page"] == entry.address]
    assert {one.who for one in looks} <= {role}
    assert looks or not shown, sorted(shown)[:5]
    assert not any(word in said for said in map(repr, noted) for word in shown)


@pytest.mark.demo
@pytest.mark.usefixtures("at_demo", "open_door")
def test_a_rerun_is_no_new_look_and_another_area_is(noted):
    app = arrive("analyst")
    trail._looks.clear()
    app.switch_page(str(PAGES / "visits.py")).run()
    first = list(noted)
    app.run()
    assert noted == first
    app.selectbox(key="area").select_index(1).run()
    assert len(noted) > len(first)
    assert noted[-1].detail["scope"] != first[-1].detail["scope"]


@pytest.mark.demo
@pytest.mark.usefixtures("at_demo", "open_door")
def test_the_rows_behind_a_figure_are_noted_when_they_are_opened(noted):
    app = arrive("analyst")
    app.switch_page(str(PAGES / "visits.py")).run()
    assert "rows_K10_key_people" not in [one.detail.get("list") for one in noted]
    app.button(key="explain_K10_whole").click().run()
    assert "rows_K10_key_people" in [one.detail.get("list") for one in noted]


@pytest.mark.demo
@pytest.mark.usefixtures("at_demo", "open_door")
def test_rows_are_not_shown_where_the_look_cannot_be_noted(monkeypatch, somebody):
    app = arrive("analyst")
    trail._looks.clear()

    def full(_home, _facts):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(chain, "append", full)
    app.switch_page(str(PAGES / "visits.py")).run()
    assert len(app.exception) == 1  # `door.show_failure` says it in the reader's words
    assert not [word for word in words(app) if word in somebody]


@pytest.fixture
def session(home):
    return Session("analyst", "en", None, home, account="anna", ticket="t1")


def test_a_download_is_noted_when_it_is_fetched_and_not_before(session, home):
    told = exports._told(session, "overdue", "王秀珍 名单.xlsx", 30)
    assert chain.verify(home).count == 0
    assert exports._handed(session, lambda: b"content", told) == b"content"
    (entry,) = trail.entries(home)
    assert (entry.who, entry.what, entry.detail["list"], entry.detail["kind"], entry.detail["rows"]) == (
        "anna",
        "records.exported",
        "overdue",
        "xlsx",
        30,
    )
    assert "王" not in chain.path(home).read_text()


def test_nothing_is_handed_out_that_cannot_be_noted(session, home):
    home.create()
    chain.path(home).mkdir()
    with pytest.raises(trail.Unnoted):
        exports._handed(session, lambda: b"content", exports._told(session, "overdue", "a.xlsx", 1))


def test_an_export_that_fails_leaves_no_entry(session, home):
    def broken():
        raise LookupError

    with pytest.raises(LookupError):
        exports._handed(session, broken, exports._told(session, "overdue", "a.xlsx", 1))
    assert chain.verify(home).count == 0


def test_asking_for_the_page_of_another_role_is_noted(session, home, monkeypatch):
    monkeypatch.setattr(page, "current", lambda: session)
    monkeypatch.setattr(page, "head", lambda *_words: None)
    monkeypatch.setattr(noting, "page", lambda: "today")
    page.closed()
    (entry,) = trail.entries(home)
    assert (entry.who, entry.what) == ("anna", "page.refused")
    assert (entry.detail["page"], entry.detail["role"]) == ("today", "analyst")


@pytest.mark.parametrize("folder", ["neighborcare/ui", "pages"])
def test_no_file_leaves_by_another_way(folder):
    """`exports.button` is the one that notes."""
    for path in sorted((ROOT / folder).glob("*.py")):
        calls = {
            node.func.attr
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        }
        assert "download_button" not in calls or path.name == "exports.py", path.name
