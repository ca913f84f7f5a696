"""The trail: what sessions and accounts leave in it, and the administrator's page of it."""

import csv
import io
import re
from datetime import date, timedelta

import pytest

from neighborcare.access import accounts, attempts, trail
from neighborcare.access.trail import Wanted
from neighborcare.store import chain
from neighborcare.store.deeds import DEEDS, DETAILS

from .conftest import PASSWORD, Visitor


def told(home, wanted=None):
    """(who, what) of the entries, oldest first."""
    wanted = wanted or Wanted()
    return [(entry.who, entry.what) for entry in trail.entries(home, wanted)][::-1]


@pytest.fixture
def boss(people, visitor):
    visitor.sign_in("boss")
    return visitor


@pytest.fixture(autouse=True)
def _fresh():
    trail._looks.clear()


def test_the_same_look_is_noted_once_in_ten_minutes(home, monkeypatch):
    now = [1000.0]
    monkeypatch.setattr(trail.time, "monotonic", lambda: now[0])

    def look(session="s1", **more):
        trail.once(home, "anna", session, "records.looked", page="visits", list="overdue", **more)

    look(rows=30)
    look(rows=31)  # as many or one more: the same list
    assert chain.verify(home).count == 1
    look(session="s2")
    look(scope="community:C1")
    assert chain.verify(home).count == 3
    now[0] += trail.AGAIN - 1
    look()
    assert chain.verify(home).count == 3
    now[0] += 1
    look()
    assert chain.verify(home).count == 4


def test_a_look_that_could_not_be_noted_is_not_taken_for_noted(home):
    home.create()
    chain.path(home).mkdir()
    for _ in range(2):
        with pytest.raises(trail.Unnoted):
            trail.once(home, "anna", "s1", "records.looked", list="overdue")


def test_a_typed_name_is_told_only_as_a_mark(home):
    for name in ("Wang.Xiuzhen", " wang.xiuzhen", "other"):
        trail.failed(home, name)
    marks = [entry.detail["name"] for entry in trail.entries(home)]
    assert "xiuzhen" not in chain.path(home).read_text().lower()
    assert marks[1] == marks[2] != marks[0]
    assert (
        len(list(trail.entries(home, Wanted("wang.xiuzhen")))) == 2
    )  # who knows the name finds the attempts


def test_entries_are_found_by_account_deed_and_day(home):
    trail.note(home, "boss", "account.added", account="anna", role="analyst")
    trail.note(home, "anna", "session.started", role="analyst")
    trail.note(home, "anna", "records.looked", list="overdue")
    trail.note(home, "anna", "records.exported", list="overdue")
    trail.note(home, "wang", "records.looked", list="round")
    today = trail.local(chain.head(home)).date()
    day = timedelta(days=1)
    assert told(home, Wanted("anna"))[0] == ("boss", "account.added")  # what was done to the account too
    assert len(told(home, Wanted("anna"))) == 4
    assert told(home, Wanted(what="records.looked")) == [
        ("anna", "records.looked"),
        ("wang", "records.looked"),
    ]
    assert len(told(home, Wanted(what="records"))) == 3
    assert len(told(home, Wanted(since=today, until=today))) == 5
    assert told(home, Wanted(since=today + day)) == []
    assert told(home, Wanted(until=today - day)) == []


def test_signing_in_and_out_and_failing_are_noted(people, visitor):
    visitor.sign_in("anna", "wrong")
    visitor.sign_in("nobody.at.all", "wrong")
    visitor.sign_in("anna")
    visitor.fill("/logout", {})
    assert told(people) == [
        ("-", "session.failed"),
        ("-", "session.failed"),
        ("anna", "session.started"),
        ("anna", "session.ended"),
    ]
    assert "nobody.at.all" not in chain.path(people).read_text()


def test_attempts_that_are_turned_away_unheard_are_not_noted(people, visitor):
    """Else whoever likes could fill the disk."""
    for _ in range(attempts.FREE + 5):
        visitor.sign_in("anna", "wrong")
    assert chain.verify(people).count == attempts.FREE


def test_changing_the_own_password_is_noted(people, visitor):
    visitor.sign_in("anna")
    form = {"old": "wrong", "new": "another good one", "again": "another good one"}
    visitor.fill("/password", form)
    visitor.fill("/password", form | {"old": PASSWORD})
    assert [what for _who, what in told(people)] == [
        "session.started",
        "session.failed",
        "account.password",
        "session.started",
    ]


def test_what_an_administrator_does_to_accounts_is_noted(boss, people):
    boss.fill("/users", {"do": "add", "name": "LiSi", "role": "worker", "community": "C2"})
    for deed in ("lock", "unlock", "reset", "revoke"):
        boss.fill("/users", {"do": deed, "name": "lisi"})
    boss.fill("/users", {"do": "lock", "name": "nobody"})  # nothing came of it
    boss.fill("/users", {"do": "dance", "name": "lisi"})
    found = [entry for entry in trail.entries(people) if entry.what.startswith("account.")][::-1]
    assert [entry.what for entry in found] == [
        "account.added",
        "account.locked",
        "account.unlocked",
        "account.reset",
        "account.revoked",
    ]
    assert {entry.who for entry in found} == {"boss"}
    assert found[0].detail == {"account": "lisi", "role": "worker", "community": "C2"}


def test_where_the_trail_cannot_be_written_nobody_is_let_in_but_an_account_is_locked(boss, people, app):
    chain.path(people).unlink()
    chain.path(people).mkdir()
    other = Visitor(app)
    answer = other.sign_in("anna")
    assert answer.status == 503
    assert not [name for name in other.cookies if not name.endswith("form")]
    boss.fill("/users", {"do": "add", "name": "lisi", "role": "leader"})
    assert "lisi" not in [account.name for account in accounts.every(people)]
    boss.fill("/users", {"do": "lock", "name": "anna"})
    assert accounts.get(people, "anna").is_locked


def test_only_an_administrator_opens_the_page_and_others_are_noted(people, visitor):
    assert visitor.get("/trail").header("location").startswith("/login")
    visitor.sign_in("head")
    for _ in range(3):
        assert visitor.get("/trail").status == 403
        assert visitor.get("/users").status == 403
    refused = [entry.detail["page"] for entry in trail.entries(people, Wanted(what="page.refused"))]
    assert sorted(refused) == ["trail", "users"]
    assert visitor.fill("/logout", {}).status == 303


def rows(answer):
    found = re.findall(r"<tr>(.*?)</tr>", answer.text, flags=re.DOTALL)[1:]
    return [[re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<td>(.*?)</td>", row)] for row in found]


def test_the_page_tells_each_entry_in_words_of_both_languages(boss, people):
    trail.note(people, "anna", "records.looked", page="upload", list="overdue", rows=30)
    english, chinese = boss.get("/trail?lang=en"), boss.get("/trail?lang=zh-CN")
    row = next(row for row in rows(english) if row[2] == "anna")
    assert row[3:] == ["Looked at single records", "page Upload · list overdue · rows 30"]
    row = next(row for row in rows(chinese) if row[2] == "anna")
    assert row[3:] == ["查看逐条记录", "页面 数据上传 · 清单 overdue · 行数 30"]


def test_the_page_is_turned_and_filtered(boss, people):
    for place in range(120):
        trail.note(people, "anna" if place % 2 else "wang", "records.looked", rows=place)
    seen = []
    way = "/trail?lang=en&who=anna"
    while way:
        page = boss.get(way)
        seen += [int(row[0]) for row in rows(page)]
        older = re.findall(r'href="([^"]+)">Older entries', page.text)
        way = older[0].replace("&amp;", "&") if older else ""
    wanted = [entry.number for entry in trail.entries(people, Wanted("anna"))]
    assert seen == wanted
    assert len(wanted) == 60
    today = trail.local(chain.head(people)).date()
    assert rows(boss.get(f"/trail?since={today}"))
    assert not rows(boss.get(f"/trail?since={today + timedelta(days=1)}"))


@pytest.mark.parametrize(
    "query",
    [
        "before=x",
        "before=99999999999999999999",
        "before=-1",
        "since=2025-02-31",
        "what='; DROP TABLE account; --",
        "who=<script>alert(1)</script>",
        "who=%00",
        "check=1&head=<b>",
        "page=9",
    ],
)
def test_whatever_stands_in_the_address_is_shown_as_text_or_not_at_all(boss, query):
    answer = boss.get(f"/trail?{query}")
    assert answer.status == 200
    assert "<script>" not in answer.text
    assert "<b>" not in answer.text


def test_looking_at_the_trail_is_in_the_trail(boss, people):
    boss.get("/trail")
    boss.get("/trail?who=anna")
    looked = list(trail.entries(people, Wanted(what="records.looked")))
    assert [(entry.who, entry.detail["page"]) for entry in looked] == [("boss", "trail")]


def test_the_head_is_shown_and_a_kept_one_is_checked(boss, people):
    boss.get("/trail")
    page = boss.get("/trail")
    head = chain.head(people).hash
    assert f">{head}</output>" in page.text
    trail.note(people, "anna", "session.ended")
    good = boss.get(f"/trail?check=1&head={head}&lang=en")
    assert 'class="word good"' in good.text
    assert "is in the trail" in good.said
    text = chain.path(people).read_bytes().splitlines(keepends=True)
    chain.path(people).write_bytes(b"".join(text[:-2]))
    bad = boss.get(f"/trail?check=1&head={head}&lang=en")
    assert 'class="word bad"' in bad.text
    assert "not in the trail" in bad.said


def test_a_broken_entry_is_named_on_the_page(boss, people):
    text = chain.path(people).read_text().replace('"who":"boss"', '"who":"anna"', 1)
    chain.path(people).write_text(text)
    page = boss.get("/trail?check=1&lang=en")
    assert "Entry 1 does not hold" in page.said


def test_the_entries_come_as_csv_which_is_noted_and_runs_no_formula(boss, people):
    trail.note(people, "anna", "records.looked", list="=1+1", rows=30)
    trail.note(people, "wang", "records.looked", list="round", rows=3)
    nth = len(re.findall(r'name="form"', boss.get("/trail?who=anna").text)) - 1
    proof = re.findall(r'name="form" value="([^"]+)"', boss.get("/trail?who=anna").text)[nth]
    answer = boss.post("/trail?lang=en", {"form": proof, "who": "anna"})
    assert answer.header("content-type").startswith("text/csv")
    assert "attachment" in answer.header("content-disposition")
    lines = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert [line[2] for line in lines[1:]] == ["anna"]
    assert not any(cell.startswith("=") for line in lines for cell in line)
    exported = list(trail.entries(people, Wanted(what="records.exported")))
    assert [(entry.who, entry.detail["list"]) for entry in exported] == [("boss", "trail")]
    assert boss.post("/trail", {"form": "made up"}).status == 403


def test_every_deed_and_detail_has_its_words_in_both_languages():
    from neighborcare.text import translator

    chinese = translator("zh-CN")
    for text in (*DEEDS.values(), *DETAILS.values()):
        assert chinese(text) != text or text == "SHA-256"


def test_days_of_the_filter_are_days_of_the_server_s_clock(home):
    trail.note(home, "anna", "session.started")
    entry = chain.head(home)
    assert trail.local(entry).utcoffset() is not None
    assert isinstance(trail.local(entry).date(), date)
