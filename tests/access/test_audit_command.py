"""The trail by the command line."""

import json

import pytest

from neighborcare.__main__ import main
from neighborcare.access import trail
from neighborcare.store import chain


@pytest.fixture
def ask(home, capsys):
    """Run `audit …` on the home; gives the exit code and what was printed."""

    def run(*arguments, command="audit"):
        code = main([command, *arguments, "--home", str(home.path), "--lang", "en"])
        return code, capsys.readouterr()

    return run


@pytest.fixture
def noted(home):
    """A home with four entries."""
    trail.note(home, "boss", "account.added", account="anna", role="analyst")
    trail.note(home, "anna", "session.started")
    trail.note(home, "anna", "records.looked", page="visits", list="overdue", rows=30)
    trail.note(home, "wang", "records.exported", list="round", rows=3)
    return home


def test_a_whole_chain_is_verified(ask, noted):
    head = chain.head(noted).hash
    code, said = ask("verify", "--json")
    assert code == 0
    assert json.loads(said.out) == {
        "whole": True,
        "entries": 4,
        "head": head,
        "broken": None,
        "torn_after": [],
        "holds_head": None,
    }
    code, said = ask("verify", "--head", head)
    assert code == 0
    assert "The head that was kept is in the trail." in said.out


def test_the_first_broken_entry_is_named(ask, noted):
    path = chain.path(noted)
    path.write_text(path.read_text().replace('"rows":30', '"rows":29'))
    code, said = ask("verify")
    assert code == 1
    assert "Entry 3 does not hold" in said.out
    code, said = ask("verify", "--json")
    assert (code, json.loads(said.out)["broken"]) == (1, {"entry": 3, "why": "seal"})


def test_a_head_that_is_gone_is_told(ask, noted):
    kept = json.loads(ask("head", "--json")[1].out)
    assert kept["entry"] == 4
    path = chain.path(noted)
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))
    assert ask("verify")[0] == 0
    code, said = ask("verify", "--head", kept["head"], "--json")
    assert (code, json.loads(said.out)["holds_head"]) == (1, False)


def test_an_empty_trail_is_whole_and_has_no_head(ask, home):
    assert ask("verify")[0] == 0
    code, said = ask("head")
    assert code == 1
    assert "no entry" in said.err
    assert not home.path.exists()


def test_entries_are_listed_newest_first_by_account_deed_and_number(ask, noted):
    assert [one["entry"] for one in json.loads(ask("list", "--json")[1].out)] == [4, 3, 2, 1]
    found = json.loads(ask("list", "--who", "anna", "--json")[1].out)
    assert [(one["entry"], one["what"]) for one in found] == [
        (3, "records.looked"),
        (2, "session.started"),
        (1, "account.added"),
    ]
    assert [
        one["entry"] for one in json.loads(ask("list", "--what", "records", "--most", "1", "--json")[1].out)
    ]
    code, said = ask("list", "--what", "records.looked", "--who", "anna")
    assert code == 0
    assert "Looked at single records  page=visits list=overdue rows=30" in said.out
    assert ask("list", "--what", "eaten")[0] == 1


def test_reading_the_trail_is_noted(ask, noted):
    ask("list")
    last = chain.head(noted)
    assert (last.who, last.what, last.detail) == (
        "command line",
        "records.looked",
        {"list": "trail", "rows": 4},
    )


def test_what_the_command_line_does_to_accounts_is_noted(ask, home):
    ask("add", "boss", "--role", "administrator", command="users")
    ask("add", "lisi", "--role", "worker", "--community", "C 2", command="users")
    for action in ("lock", "unlock", "reset", "revoke"):
        ask(action, "lisi", command="users")
    ask("lock", "boss", command="users")  # refused: the last administrator
    ask("list", command="users")
    found = list(trail.entries(home))[::-1]
    assert [entry.what.partition(".")[2] for entry in found] == [
        "added",
        "added",
        "locked",
        "unlocked",
        "reset",
        "revoked",
    ]
    assert {entry.who for entry in found} == {"command line"}
    assert found[1].detail == {"account": "lisi", "role": "worker", "community": "C_2"}
