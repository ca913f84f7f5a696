"""Signing in and out, the own password, the first administrator; injections against every field."""

import asyncio
import re
from urllib.parse import quote

import pytest

from neighborcare.access import accounts, attempts, forms, lobby, sessions

from .conftest import COOKIE, FORM_COOKIE, HOST, PASSWORD, Visitor

FORM = "application/x-www-form-urlencoded"
INJECTIONS = (
    "' OR '1'='1",
    "anna'--",
    '" OR ""="',
    "x'; DROP TABLE account; --",
    "anna\x00",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{7*7}}",
    "${jndi:ldap://evil.example}",
    "../../../etc/passwd",
    "%0d%0aSet-Cookie: a=b",
    "anna\r\nX-Evil: 1",
    "＇ OR １＝１",
    "ａｎｎａ",
    "a" * 5000,
)


def test_signing_in_gives_a_cookie_that_no_script_and_no_other_site_gets(people, visitor):
    answer = visitor.sign_in("anna")
    (cookie,) = [
        value for name, value in answer.headers if name == "set-cookie" and value.startswith(COOKIE + "=")
    ]
    assert {part.strip().lower() for part in cookie.split(";")[1:]} == {
        "httponly",
        "samesite=strict",
        "path=/",
        "secure",
    }
    assert visitor.get("/coverage").status == 200


def test_over_https_no_other_host_and_no_plain_page_can_set_our_cookies(people, visitor):
    answer = visitor.sign_in("anna")
    set_there = [value for name, value in answer.headers if name == "set-cookie"]
    assert all(value.startswith("__Host-") and "secure" in value.lower() for value in set_there)
    plain = {name.removeprefix("__Host-"): value for name, value in visitor.cookies.items()}
    assert Visitor(visitor.app, cookies=plain).get("/coverage").status == 303


def test_on_its_own_computer_plain_http_will_do(people, app):
    visitor = Visitor(app, host="localhost:8501", client="127.0.0.1", scheme="http")
    visitor.sign_in("anna")
    assert visitor.get("/coverage").status == 200


def test_a_session_that_somebody_else_put_there_is_not_taken_over(people, visitor):
    other = Visitor(visitor.app)
    other.sign_in("wang")
    visitor.cookies[COOKIE] = other.cookies[COOKIE]
    page = Visitor(visitor.app).get("/login")
    proof = re.findall(r'name="form" value="([^"]+)"', page.text)[0]
    visitor.cookies[FORM_COOKIE] = dict(
        value.split(";")[0].split("=", 1) for name, value in page.headers if name == "set-cookie"
    )[FORM_COOKIE]
    visitor.post("/login", {"form": proof, "name": "anna", "password": PASSWORD})
    assert visitor.cookies[COOKIE] != other.cookies[COOKIE]
    assert other.get("/coverage").status == 303


@pytest.mark.parametrize(
    ("name", "password"), [("anna", "wrong one"), ("nobody", PASSWORD), ("", ""), ("boss ", "x")]
)
def test_a_wrong_name_and_a_wrong_password_look_alike(people, visitor, name, password):
    answer = visitor.sign_in(name, password)
    assert answer.status == 401
    assert "账号名或密码不正确。" in answer.said
    assert COOKIE not in visitor.cookies


def test_a_locked_account_looks_like_a_wrong_password(people, visitor):
    accounts.lock(people, "anna")
    assert visitor.sign_in("anna").status == 401


@pytest.mark.parametrize("name", ["anna", "nobody"])
def test_after_five_failures_even_the_right_password_waits(people, visitor, name):
    for _ in range(attempts.FREE):
        assert visitor.sign_in(name, "wrong one").status == 401
    answer = visitor.sign_in(name)
    assert answer.status == 429
    assert "30 秒" in answer.said or "30秒" in answer.said
    assert Visitor(visitor.app).sign_in("wang").status == 200
    attempts.forget(people, name, visitor.client)
    assert Visitor(visitor.app).sign_in("anna").status == 200


@pytest.mark.parametrize("text", INJECTIONS)
@pytest.mark.parametrize("field", ["name", "password", "next"])
def test_an_injection_opens_nothing_and_comes_back_harmless(people, visitor, field, text):
    answer = visitor.sign_in(**{"name": "nobody", "password": "wrong one", field: text})
    assert answer.status in {401, 429}
    assert COOKIE not in visitor.cookies
    assert "<script>alert" not in answer.text
    assert "<img" not in answer.text
    assert not answer.header("x-evil")
    assert len(accounts.every(people)) == 5


@pytest.mark.parametrize("text", INJECTIONS)
def test_an_injection_in_the_address_comes_back_harmless(people, visitor, text):
    answer = visitor.get(f"/login?next={quote(text)}&lang={quote(text)}&name={quote(text)}")
    assert answer.status == 200
    assert "<script>alert" not in answer.text
    assert "<img" not in answer.text


@pytest.mark.parametrize(
    "way",
    [
        "https://evil.example",
        "//evil.example/x",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/%0d%0aX-Evil: 1\r\nX-Evil: 1",
        "evil.example",
        "http://[",
        "",
        "/logout",
        "/login?next=/login",
    ],
)
def test_after_signing_in_nobody_is_led_elsewhere(people, visitor, way):
    answer = visitor.sign_in("anna", next=way)
    assert 'url=/"' in answer.text
    assert forms.way(way) == "/"


def test_after_signing_in_one_is_where_one_wanted_to_be(people, visitor):
    assert (
        "url=/coverage?month=2025-08&amp;lang=en"
        in visitor.sign_in("anna", next="/coverage?month=2025-08&lang=en").text
    )
    assert "url=/users" in Visitor(visitor.app).sign_in("boss", next="/coverage").text


@pytest.mark.parametrize("path", ["/login", "/logout", "/password", "/users"])
def test_a_form_that_we_did_not_give_does_nothing(people, visitor, path):
    visitor.sign_in("boss")
    told = {
        "name": "anna",
        "password": PASSWORD,
        "old": PASSWORD,
        "new": "x" * 20,
        "again": "x" * 20,
        "do": "lock",
    }
    for form in (told, {"form": "made up", **told}):
        assert visitor.post(path, form).status == 403
    assert not accounts.get(people, "anna").is_locked
    assert visitor.get("/users").status == 200


def test_another_browsers_form_does_nothing(people, visitor):
    proof = re.findall(r'name="form" value="([^"]+)"', Visitor(visitor.app).get("/login").text)[0]
    visitor.get("/login")
    assert visitor.post("/login", {"form": proof, "name": "anna", "password": PASSWORD}).status == 403


@pytest.mark.parametrize("length", ["", "30000", "-1", "many"])
def test_a_form_of_no_sensible_size_is_not_read(people, visitor, length):
    assert visitor.post("/login", {"name": "anna"}, **{"content-length": length}).status == 403


def test_the_own_password_is_changed_and_signs_out_elsewhere(people, visitor):
    elsewhere = Visitor(visitor.app)
    elsewhere.sign_in("anna")
    visitor.sign_in("anna")
    new = "another heron entirely"
    assert visitor.fill("/password", {"old": PASSWORD, "new": new, "again": new}).status == 200
    assert visitor.get("/coverage").status == 200
    assert elsewhere.get("/coverage").status == 303
    assert Visitor(visitor.app).sign_in("anna", new).status == 200


@pytest.mark.parametrize(
    ("old", "new", "again", "said"),
    [
        ("not it at all", "another heron entirely", "another heron entirely", "原密码不正确"),
        (PASSWORD, "another heron entirely", "another heron entirel", "两次输入的新密码不一致"),
        (PASSWORD, "short", "short", "至少10个字符"),
        (PASSWORD, PASSWORD, PASSWORD, "不能与原密码相同"),
    ],
)
def test_a_password_that_will_not_do_says_why(people, visitor, old, new, again, said):
    visitor.sign_in("anna")
    answer = visitor.fill("/password", {"old": old, "new": new, "again": again})
    assert answer.status == 400
    assert said in answer.said
    assert Visitor(visitor.app).sign_in("anna").status == 200


def test_the_old_password_cannot_be_tried_through_either(people, visitor):
    visitor.sign_in("anna")
    told = {"old": "not it at all", "new": "another heron entirely", "again": "another heron entirely"}
    for _ in range(attempts.FREE):
        visitor.fill("/password", told)
    assert "尝试次数过多" in visitor.fill("/password", {**told, "old": PASSWORD}).said
    assert accounts.check(people, "anna", PASSWORD) is not None


def test_pages_speak_the_browsers_language_or_the_chosen_one(people, visitor):
    assert "账号名" in visitor.get("/login").said
    assert "Account name" in visitor.get("/login", **{"accept-language": "en-GB,en"}).said
    assert "Account name" in visitor.get("/login?lang=en").said


def test_pages_need_nothing_from_elsewhere_and_no_script(people, visitor):
    pages = [visitor.get("/login").text]
    visitor.sign_in("boss")
    pages += [visitor.get(path).text for path in ("/logout", "/password", "/users")]
    for text in pages:
        assert "<form" in text
        assert "<script" not in text
        assert not re.search(r"(src|href|action)=\"(https?:)?//", text)


def test_only_the_administrator_sees_the_accounts(people, visitor):
    for name in ("head", "anna", "wang", "hall"):
        own = Visitor(visitor.app)
        own.sign_in(name)
        answer = own.get("/users")
        assert answer.status == 403
        assert "boss" not in answer.text
        proof = re.findall(r'name="form" value="([^"]+)"', own.get("/logout").text)[0]
        assert own.post("/users", {"form": proof, "do": "lock", "name": "head"}).status == 403
    assert not accounts.get(people, "head").is_locked


def test_signing_out_shows_who_one_is_first(people, visitor):
    visitor.sign_in("wang")
    said = visitor.get("/logout").said
    assert "wang" in said
    assert "社区工作者" in said
    assert visitor.get("/coverage").status == 200


def test_the_callers_address_is_kept_nowhere(people, visitor):
    visitor.sign_in("anna", "wrong one")
    visitor.sign_in("anna")
    kept = b"".join(file.read_bytes() for file in people.path.rglob("*") if file.is_file())
    assert visitor.client.encode() not in kept
    assert HOST.encode() not in kept


def test_a_failure_is_counted_even_where_many_ask_at_once(people):
    for _ in range(attempts.FREE):
        assert lobby.sign_in(people, "anna", "wrong one", "10.0.0.7") is None
    with pytest.raises(forms.TooSoon):
        lobby.sign_in(people, "anna", PASSWORD, "10.0.0.7")
    assert sessions.count(people) == {}


def test_a_name_in_full_width_letters_is_the_same_name_with_the_same_failures(people, visitor):
    assert "url=/" in visitor.sign_in("ＡＮＮＡ").text
    for written in ("anna", "Anna", "ａnna", "aｎna", "anｎa"):
        assert Visitor(visitor.app).sign_in(written, "wrong one").status == 401
    assert Visitor(visitor.app).sign_in("annａ").status == 429


@pytest.mark.parametrize(
    "told",
    [{"content-length": "20001"}, {"content-length": "-1"}, {"content-length": "٣"}, {"content-length": ""}],
)
def test_a_form_that_is_too_long_or_does_not_say_how_long_is_not_read(people, visitor, told):
    answer = visitor.ask("POST", "/login", b"name=anna&" * 2000, **told)
    assert answer.status == 403


def test_a_form_that_does_not_come_is_not_waited_for(people, visitor, monkeypatch):
    monkeypatch.setattr(forms, "SLOWEST", 0.01)
    scope = visitor._scope("http", "/login", {"content-length": "10", "content-type": FORM}) | {
        "method": "POST"
    }
    sent = []

    async def receive():
        return await asyncio.Future()

    async def send(message):
        sent.append(message)

    asyncio.run(asyncio.wait_for(visitor.app(scope, receive, send), 10))
    assert sent[0]["status"] == 403


@pytest.mark.parametrize("path", ["/login", "/logout", "/password", "/users"])
def test_looking_whether_a_page_is_there_changes_nothing(people, visitor, path):
    visitor.sign_in("boss")
    assert visitor.ask("HEAD", path).status in {200, 303}
    assert visitor.get("/users").status == 200


def test_plain_http_from_another_computer_is_told_what_to_do_in_its_language(people, app):
    visitor = Visitor(app, scheme="http")
    for path in ("/", "/login", "/coverage?month=2025-08", "/users", "/password"):
        led = visitor.get(path)
        assert (led.status, led.header("location")) == (303, "/unprotected")
    assert "https://" in visitor.get("/unprotected").said
    assert "没有加密" in visitor.get("/unprotected").said
    assert "not encrypted" in visitor.get("/unprotected", **{"accept-language": "en"}).said
    answer = visitor.post("/login", {"name": "anna", "password": PASSWORD})
    assert (answer.status, answer.text) == (401, "Open this address with https.")
    assert [message["type"] for message in visitor.websocket()] == ["websocket.close"]
