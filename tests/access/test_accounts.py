"""Accounts: made, locked, reset; every change signs out."""

import sqlite3
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from neighborcare.access import accounts, register, sessions
from neighborcare.errors import Forbidden, NotFound, UserError

from .conftest import PASSWORD


def test_a_home_without_accounts_has_no_register_and_nobody(home):
    assert not accounts.exist(home)
    assert accounts.every(home) == []
    assert accounts.check(home, "anna", PASSWORD) is None
    assert not (home.path / register.NAME).exists()


def test_a_new_account_gets_a_one_time_password_that_must_be_changed(home):
    first = accounts.add(home, " Anna ", "analyst")
    account = accounts.check(home, "ANNA", first)
    assert account is not None
    assert (account.name, account.role, account.must_change) == ("anna", "analyst", True)
    accounts.change_password(home, "anna", first, PASSWORD)
    assert accounts.check(home, "anna", first) is None
    changed = accounts.check(home, "anna", PASSWORD)
    assert changed is not None
    assert not changed.must_change


def test_a_one_time_password_that_nobody_used_in_a_week_is_none_any_more(home, monkeypatch):
    first = accounts.add(home, "anna", "analyst")
    later = accounts.time.time() + 8 * 86400
    monkeypatch.setattr(accounts.time, "time", lambda: later)
    assert accounts.check(home, "anna", first) is None


def test_only_the_owner_reads_the_register_and_no_password_stands_in_it(people):
    file = people.path / register.NAME
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert PASSWORD.encode() not in file.read_bytes()
    assert file.read_bytes().count(b"$argon2id$") == 5


@pytest.mark.parametrize(
    ("name", "role", "community"),
    [
        ("a", "analyst", None),
        ("with blank", "analyst", None),
        ("<b>bold</b>", "analyst", None),
        ("x'; DROP TABLE account; --", "analyst", None),
        ("leader", "leader", None),
        ("demo", "leader", None),
        ("x" * 41, "leader", None),
        ("anna", "emperor", None),
        ("anna", "", None),
        ("wang", "worker", None),
        ("wang", "worker", ""),
    ],
)
def test_what_will_not_do_as_an_account_is_refused(home, name, role, community):
    with pytest.raises(UserError):
        accounts.add(home, name, role, community)
    assert accounts.every(home) == []


def test_a_name_is_given_once_however_it_is_written(people):
    with pytest.raises(UserError, match="taken"):
        accounts.add(people, "ANNA", "leader")


def test_only_a_workers_account_has_a_community(people):
    accounts.add(people, "li.si", "leader", "C1")
    assert [accounts.get(people, name).community for name in ("wang", "li.si")] == ["C1", None]


@pytest.mark.parametrize(
    "change",
    [
        lambda home: accounts.lock(home, "anna"),
        lambda home: accounts.reset(home, "anna"),
        lambda home: accounts.revoke(home, "anna"),
        lambda home: accounts.change_password(home, "anna", PASSWORD, "another heron entirely"),
        lambda home: accounts.settle(home, "anna", "leader", None),
    ],
)
def test_every_change_of_an_account_ends_its_sessions_and_nobody_elses(people, change):
    own, other = (sessions.identity(sessions.start(people, name)) for name in ("anna", "wang"))
    change(people)
    assert sessions.find(people, own) is None
    assert sessions.find(people, other) is not None


def test_a_locked_account_lets_nobody_in_until_it_is_unlocked(people):
    accounts.lock(people, "anna")
    assert accounts.check(people, "anna", PASSWORD) is None
    accounts.unlock(people, "anna")
    assert accounts.check(people, "anna", PASSWORD) is not None


def test_the_last_administrator_cannot_be_locked_out(people):
    with pytest.raises(Forbidden, match="last administrator"):
        accounts.lock(people, "boss")
    accounts.add(people, "deputy", "administrator")
    accounts.lock(people, "boss")
    assert accounts.get(people, "boss").is_locked


def test_of_two_first_administrators_at_once_one_wins(home):
    def make(name):
        try:
            accounts.add_first(home, name, PASSWORD)
        except Forbidden:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(make, [f"boss{number}" for number in range(8)]))
    assert made.count(True) == 1
    assert len(accounts.every(home)) == 1


def test_the_first_administrator_cannot_be_made_twice(people):
    with pytest.raises(Forbidden):
        accounts.add_first(people, "second", PASSWORD)


def test_a_hash_with_yesterdays_costs_is_made_anew_when_its_owner_comes(people, monkeypatch):
    stronger = accounts.passwords.PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)
    monkeypatch.setattr(accounts.passwords, "HASHER", stronger)
    assert accounts.check(people, "anna", PASSWORD) is not None
    with sqlite3.connect(people.path / register.NAME) as connection:
        (kept,) = connection.execute("SELECT password FROM account WHERE name = 'anna'").fetchone()
    connection.close()
    assert "m=16,t=2" in kept


def test_an_account_that_is_not_there_is_named(people):
    with pytest.raises(NotFound, match="nobody"):
        accounts.lock(people, "nobody")
