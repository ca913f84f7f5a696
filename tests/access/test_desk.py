"""The administrator's page."""

import re

import pytest

from neighborcare.access import accounts, sessions

from .conftest import PASSWORD, Visitor


@pytest.fixture
def boss(people, visitor):
    visitor.sign_in("boss")
    return visitor


def test_a_new_account_is_made_and_its_password_shown_once(boss, people):
    answer = boss.fill("/users", {"do": "add", "name": "lisi", "role": "worker", "community": "C2"})
    first = re.findall(r'class="secret">([^<]+)<', answer.text)[0]
    account = accounts.check(people, "lisi", first)
    assert account is not None
    assert (account.role, account.community, account.must_change) == ("worker", "C2", True)
    assert first not in boss.get("/users").text


def test_every_account_stands_there_with_what_can_be_done_to_it_but_the_own(boss, people):
    page = boss.get("/users")
    rows = re.findall(r"<tr>(.*?)</tr>", page.text, flags=re.DOTALL)
    for account in accounts.every(people):
        (row,) = [found for found in rows if f"<strong>{account.name}</strong>" in found]
        assert ("<form" in row) is (account.name != "boss")


@pytest.mark.parametrize(
    ("deed", "holds"),
    [
        ("lock", lambda home: accounts.get(home, "anna").is_locked),
        ("revoke", lambda home: "anna" not in sessions.count(home)),
        ("reset", lambda home: accounts.check(home, "anna", PASSWORD) is None),
    ],
)
def test_what_is_done_holds_at_once(boss, people, deed, holds):
    anna = Visitor(boss.app)
    anna.sign_in("anna")
    assert boss.fill("/users", {"do": deed, "name": "anna"}).status == 200
    assert holds(people)
    assert anna.get("/coverage").status == 303


def test_a_locked_account_is_unlocked(boss, people):
    boss.fill("/users", {"do": "lock", "name": "anna"})
    assert "■" in boss.get("/users").said
    boss.fill("/users", {"do": "unlock", "name": "anna"})
    assert accounts.check(people, "anna", PASSWORD) is not None


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"do": "add", "name": "anna", "role": "leader"}, "已被使用"),
        ({"do": "add", "name": "lisi", "role": "worker"}, "所属社区"),
        ({"do": "add", "name": "<script>alert(1)</script>", "role": "leader"}, "不能用作账号名"),
        ({"do": "lock", "name": "boss"}, "唯一的管理员"),
        ({"do": "lock", "name": "nobody"}, "没有名为"),
    ],
)
def test_what_will_not_do_is_refused_with_the_reason(boss, people, typed, said):
    answer = boss.fill("/users", typed)
    assert answer.status == 400
    assert said in answer.said
    assert "<script>alert" not in answer.text
    assert len(accounts.every(people)) == 5


def test_a_deed_that_does_not_exist_does_nothing(boss, people):
    assert boss.fill("/users", {"do": "drop", "name": "anna"}).status == 200
    assert len(accounts.every(people)) == 5


def test_the_table_of_roles_stands_there_in_the_readers_language(boss):
    assert "走访" in boss.get("/users").said or "Visits" in boss.get("/users").said
    assert "Visits and staff" in boss.get("/users?lang=en").said
