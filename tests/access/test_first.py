"""The first accounts: made by whoever reads the console, and how a person without colleagues goes on at once."""

from datetime import date

import pytest

from neighborcare import generation
from neighborcare.access import accounts, attempts

from .conftest import PASSWORD, Visitor

PLACES = "社区编码,社区名称,统计日期,户数,常住人口\nJY,甲社区,2025-07-31,100,300\n"


@pytest.fixture
def told(house):
    """The form as it ought to be filled in."""
    return {"code": house.code, "name": "boss", "own": "", "new": PASSWORD, "again": PASSWORD}


def test_the_first_administrator_is_made_with_the_consoles_code(home, told, visitor):
    answer = visitor.fill("/first", told)
    assert "url=/users" in answer.text
    assert "共1个账号" in visitor.get("/users").said
    assert [account.role for account in accounts.every(home)] == ["administrator"]
    assert Visitor(visitor.app).get("/first").header("location") == "/"


@pytest.mark.parametrize(
    "wrong",
    [
        {"code": "AAAA-AAAA"},
        {"code": ""},
        {"again": "something else"},
        {"new": "short", "again": "short"},
        {"name": "x"},
        {"own": "x"},
        {"own": "boss"},
        {"own": "leader"},
    ],
)
def test_without_the_code_or_a_good_password_there_is_no_administrator(home, told, visitor, wrong):
    assert visitor.fill("/first", told | wrong).status == 400
    assert not accounts.exist(home)


def test_the_code_cannot_be_tried_through(home, told, visitor):
    for _ in range(attempts.FREE):
        visitor.fill("/first", told | {"code": "AAAA-AAAA"})
    assert visitor.fill("/first", told).status == 400
    assert not accounts.exist(home)


def test_the_first_page_is_shut_once_there_is_an_account(people, house, visitor):
    page = visitor.get("/first")
    assert (page.status, page.header("location")) == (303, "/")
    answer = visitor.post(
        "/first", {"code": house.code, "name": "second", "new": PASSWORD, "again": PASSWORD}
    )
    assert answer.status == 303
    assert len(accounts.every(people)) == 5


def test_who_has_no_colleagues_goes_on_with_an_account_to_work_with(home, told, visitor):
    page = visitor.fill("/first", told | {"own": "Zhao"})
    assert page.status == 200
    assert "您已用“zhao”登录" in page.said
    assert "/upload" in page.text  # there is nothing to look at yet
    assert [(account.name, account.role) for account in accounts.every(home)] == [
        ("boss", "administrator"),
        ("zhao", "analyst"),
    ]
    assert visitor.get("/upload").status == 200
    assert visitor.get("/users").status == 403
    assert "url=/users" in Visitor(visitor.app).sign_in("boss").text


def test_the_page_says_that_nothing_of_the_own_data_is_lost(home, tmp_path, told, visitor):
    assert "建立管理员" in visitor.get("/first").said
    file = tmp_path / "社区.csv"
    file.write_text(PLACES, encoding="utf-8")
    generation.take(home, generation.look(home, [file]), by="analyst", today=date(2025, 9, 3))
    assert "一行不少" in visitor.get("/first").said
    page = visitor.fill("/first", told | {"own": "zhao"})
    assert 'href="/?lang' in page.text
    assert "/upload" not in page.text


def test_what_was_typed_stays_after_a_mistake_but_no_password(told, visitor):
    page = visitor.fill("/first", told | {"own": "zhao", "again": "something else"})
    assert 'value="boss"' in page.text
    assert 'value="zhao"' in page.text
    assert "两次输入的新密码不一致" in page.said
    assert PASSWORD not in page.text


def test_whoever_opens_the_page_finds_the_code_in_the_console(visitor, told_codes):
    visitor.get("/first")
    assert told_codes == ["told"]
