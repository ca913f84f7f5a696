"""One table says role × page × file × field; pages and files agree with it."""

import pytest

from neighborcare.access.roles import ACCOUNT_ROLES, LABELS, ROLES, TABLE, may_open, role_of, working
from neighborcare.privacy import views
from neighborcare.store import lease, manifest
from neighborcare.ui import menu
from neighborcare.ui.shell import PAGES

ENTRIES = menu.entries(PAGES)


@pytest.mark.parametrize("text", [None, "", "Leader", "administrator", "worker ", 3, ["analyst"]])
def test_an_unknown_role_gets_no_more_than_a_leader(text):
    assert role_of(text) == "leader"


def test_every_role_is_named_in_both_languages():
    assert [LABELS[role].zh != LABELS[role].en for role in ACCOUNT_ROLES] == [True] * len(ACCOUNT_ROLES)


def test_pages_say_the_same_as_the_table():
    menu.check(ENTRIES)
    named = set().union(*(said.pages for said in TABLE.values()))
    assert named == {entry.address for entry in ENTRIES}


def test_a_page_that_says_something_else_stops_the_start():
    one = ENTRIES[0]
    with pytest.raises(ValueError, match=one.path.name):
        menu.check([menu.Entry(one.path, one.title, one.icon, one.order, ())])
    with pytest.raises(ValueError, match="unheard"):
        menu.check([menu.Entry(one.path.with_name("unheard.py"), "x", "", 1, ("leader",))])


def test_what_the_table_does_not_name_stays_closed():
    assert not any(may_open(role, "unheard") for role in ACCOUNT_ROLES)
    assert not any(may_open("administrator", entry.address) for entry in ENTRIES)


def test_the_administrator_works_with_no_figures():
    assert working("administrator") is None
    assert TABLE["administrator"].file == ""
    assert [working(role) for role in ROLES] == list(ROLES)
    assert "administrator" not in views.THRESHOLDS


@pytest.mark.parametrize("role", ROLES)
def test_every_role_has_a_file_of_its_own(role):
    assert views.file_of(TABLE[role].file, "C1").split("-")[0] == role
    assert len({TABLE[other].file for other in ROLES}) == len(ROLES)


@pytest.mark.demo
@pytest.mark.parametrize("role", ROLES)
def test_columns_that_a_role_is_to_be_without_are_in_no_table_of_its_file(demo_home, role):
    live = manifest.current(demo_home)
    files = [name.removesuffix(".duckdb") for name in live.files if name.split(".")[0].split("-")[0] == role]
    assert files
    for file in files:
        with lease.opened(demo_home, live, file) as connection:
            rows = connection.execute("SELECT table_name, column_name FROM duckdb_columns()").fetchall()
        assert rows
        assert [row for row in rows if row[1] in TABLE[role].without] == []
