"""The entrance: role × route, first request included; forged headers, foreign sites, replayed and stolen cookies."""

import asyncio
import threading
from dataclasses import replace

import pytest

from neighborcare.access import accounts, moments, sessions
from neighborcare.access.entrance import DEMONSTRATION, SESSION
from neighborcare.access.house import House

from .conftest import BY_ITSELF, COOKIE, FAREWELL, HOST, PASSWORD, Visitor

ROUTES = (
    "/",
    "/coverage",
    "/upload?role=analyst",
    "/_stcore/host-config",
    "/_stcore/metrics",
    "/_stcore/agent/openapi.json",
    "/_stcore/upload_file/page/file",
    "/_stcore/bidi-components/any",
    "/media/0123456789abcdef.csv",
    "/static/js/index.js",
    "/app/static/style.json",
    "/component/any",
    "/map/tianditu.json",
    "//coverage",
    "/login/../coverage",
    "/LOGIN",
    "/login/",
    "/healthz/",
    "/users/x",
)
WORKING = ("head", "anna", "wang", "hall")


@pytest.mark.parametrize("path", ROUTES)
def test_without_a_session_a_person_is_led_to_the_door_and_a_program_refused(people, visitor, path):
    led = visitor.get(path)
    assert (led.status, led.header("location")[:12]) == (303, "/login?next=")
    refused = visitor.ask("GET", path)
    assert (refused.status, refused.text) == (401, "Sign in first.")
    assert visitor.ask("PUT", path, b"x").status == 401
    assert [message["type"] for message in visitor.websocket(path)] == ["websocket.close"]


@pytest.mark.parametrize("path", ROUTES)
@pytest.mark.parametrize("name", WORKING)
def test_who_signed_in_passes_and_is_named_by_the_entrance_alone(people, visitor, path, name):
    visitor.sign_in(name)
    own = sessions.identity(visitor.cookies[COOKIE])
    forged = {SESSION: "forged", "x_neighborcare_session": "forged", "X-NeighborCare-Role": "analyst"}
    answer = visitor.get(path, **forged)
    assert answer.status == 200
    assert f'"session":["{own}"]' in answer.text
    assert "forged" not in answer.text


@pytest.mark.parametrize("path", ROUTES)
def test_an_administrator_gets_to_no_figure(people, visitor, path):
    visitor.sign_in("boss")
    led = visitor.get(path)
    assert (led.status, led.header("location")) == (303, "/users")
    assert visitor.ask("GET", path).status == 401
    assert [message["type"] for message in visitor.websocket(path)] == ["websocket.close"]


@pytest.mark.parametrize("path", ROUTES)
def test_before_the_first_account_there_is_one_page_only(visitor, path):
    led = visitor.get(path)
    assert (led.status, led.header("location")) == (303, "/first")
    assert visitor.ask("GET", path).status == 401
    assert [message["type"] for message in visitor.websocket(path)] == ["websocket.close"]
    assert visitor.get("/users").status == 303


@pytest.mark.parametrize("path", ["/healthz", "/_stcore/health"])
def test_that_the_server_lives_is_no_secret(people, visitor, path):
    assert visitor.ask("GET", path).status == 200


@pytest.mark.parametrize("name", WORKING)
def test_a_websocket_opens_with_a_session_and_knows_it(people, visitor, name):
    visitor.sign_in(name)
    opened = visitor.websocket()
    assert [message["type"] for message in opened] == ["websocket.accept", "websocket.send", "websocket.send"]
    assert opened[1]["text"] == sessions.identity(visitor.cookies[COOKIE])
    assert opened[2]["bytes"] == b"hello"


@pytest.mark.parametrize("origin", ["https://evil.example", "null", f"http://{HOST}.evil.example"])
def test_another_sites_page_gets_nothing_by_a_visitors_cookie(people, visitor, origin):
    visitor.sign_in("anna")
    assert [message["type"] for message in visitor.websocket(origin=origin)] == ["websocket.close"]
    for path in ("/_stcore/upload_file/page/file", "/logout", "/users"):
        assert visitor.post(path, {}, origin=origin).status == 403


def test_a_one_time_password_opens_nothing_but_the_page_to_change_it(home, visitor):
    first = accounts.add(home, "anna", "analyst")
    assert "/password" in visitor.sign_in("anna", first).text
    assert visitor.get("/coverage").header("location") == "/password"
    assert visitor.get("/users").header("location") == "/password"
    assert [message["type"] for message in visitor.websocket()] == ["websocket.close"]
    visitor.fill("/password", {"old": first, "new": PASSWORD, "again": PASSWORD})
    assert visitor.get("/coverage").status == 200


def test_a_cookie_that_was_signed_out_with_opens_nothing_when_replayed(people, visitor):
    visitor.sign_in("anna")
    stolen = dict(visitor.cookies)
    visitor.fill("/logout", {})
    assert COOKIE not in visitor.cookies
    assert Visitor(visitor.app, cookies=stolen).get("/coverage").status == 303


@pytest.mark.parametrize("token", ["", "x", "' OR 1=1 --", "0" * 64, "../../etc/passwd", "%00"])
def test_a_made_up_cookie_opens_nothing(people, visitor, token):
    visitor.cookies[COOKIE] = token
    assert visitor.get("/coverage").status == 303


def test_a_sessions_id_is_no_cookie(people, visitor):
    visitor.sign_in("anna")
    visitor.cookies[COOKIE] = sessions.identity(visitor.cookies[COOKIE])
    assert visitor.get("/coverage").status == 303


def test_what_is_another_sessions_is_not_there(people, visitor, others):
    visitor.sign_in("anna")
    others["/media/abc.csv"] = others["/_stcore/upload_file/page/file"] = "somebody else's"
    assert visitor.get("/media/abc.csv").status == 404
    assert visitor.ask("PUT", "/_stcore/upload_file/page/file", b"x").status == 404
    others["/media/abc.csv"] = sessions.identity(visitor.cookies[COOKIE])
    assert visitor.get("/media/abc.csv").status == 200


@pytest.mark.parametrize("end", [accounts.revoke, accounts.lock])
def test_an_open_websocket_ends_with_its_session_though_nobody_touches_it(people, visitor, end, monkeypatch):
    monkeypatch.setattr("neighborcare.access.entrance.LOOK_EVERY", 0.01)
    visitor.sign_in("anna")
    sent, opened = [], threading.Event()

    async def receive():
        if not opened.is_set():
            opened.set()
            return {"type": "websocket.connect"}
        return await asyncio.Future()  # the visitor does nothing for ever

    async def send(message):
        sent.append(message)
        if message["type"] == "websocket.send" and message.get("text"):
            end(people, "anna")

    scope = visitor._scope("websocket", "/_stcore/stream", {})
    asyncio.run(asyncio.wait_for(visitor.app(scope, receive, send), 10))
    assert [message["type"] for message in sent][-2:] == ["websocket.send", "websocket.close"]
    assert sent[-2]["bytes"] == FAREWELL


def test_nothing_more_is_heard_from_a_websocket_whose_session_was_revoked(people, visitor):
    visitor.sign_in("anna")
    sent = []
    said = [{"type": "websocket.connect"}, {"type": "websocket.receive", "bytes": b"show me more"}]

    async def receive():
        return said.pop(0) if said else {"type": "websocket.disconnect", "code": 1000}

    async def send(message):
        sent.append(message)
        if message.get("text"):
            accounts.revoke(people, "anna")

    asyncio.run(visitor.app(visitor._scope("websocket", "/_stcore/stream", {}), receive, send))
    assert b"show me more" not in [message.get("bytes") for message in sent]


def test_a_link_from_elsewhere_is_followed_by_our_own_page(people, visitor):
    visitor.sign_in("anna")
    kept = visitor.cookies.pop(COOKIE)  # SameSite=Strict: it does not come along from another site
    between = visitor.get("/coverage?month=2025-08", **{"sec-fetch-site": "cross-site"})
    assert (between.status, between.header("location")) == (200, "")
    assert "url=/login?next=/coverage%3Fmonth%3D2025-08" in between.text
    visitor.cookies[COOKIE] = kept
    assert (
        visitor.get("/login?next=/coverage%3Fmonth%3D2025-08").header("location") == "/coverage?month=2025-08"
    )


@pytest.fixture
def at_home(home, app, house, monkeypatch):
    """A browser on the demonstration's own computer."""
    here = House(home, "127.0.0.1")
    monkeypatch.setattr(house, "is_here_alone", here.is_here_alone)
    return Visitor(app, host="localhost:8501", client="127.0.0.1")


def test_the_demonstration_opens_on_its_own_computer_without_an_account(at_home):
    assert DEMONSTRATION in at_home.get("/coverage").text
    assert at_home.websocket()[1]["text"] == DEMONSTRATION


def test_the_demonstration_opens_to_nobody_else(at_home):
    for stranger in (
        Visitor(at_home.app, host="localhost:8501", client="10.0.0.7"),
        Visitor(at_home.app, host="evil.example", client="127.0.0.1"),
    ):
        assert stranger.get("/coverage").status == 403
        assert [message["type"] for message in stranger.websocket()] == ["websocket.close"]
    assert at_home.get("/coverage", **{"x-forwarded-for": "10.0.0.7"}).status == 403


def test_an_open_demonstration_ends_when_an_account_is_made(at_home, home):
    assert at_home.get("/coverage").status == 200
    accounts.add(home, "boss", "administrator")
    assert at_home.get("/coverage").status == 303


def test_naming_the_demonstration_by_header_opens_nothing(people, visitor):
    assert visitor.ask("GET", "/coverage", **{SESSION: DEMONSTRATION}).status == 401


@pytest.fixture
def tired(people, visitor, monkeypatch):
    """`tired(messages)`: whether a session is over after each of these messages came at the end of its patience."""

    def over_after(*messages):
        visitor.sign_in("anna")
        own = sessions.identity(visitor.cookies[COOKIE])
        clock = [moments.now()]
        monkeypatch.setattr(moments, "now", lambda: clock[0])
        said = [
            {"type": "websocket.connect"},
            *({"type": "websocket.receive", "bytes": one} for one in messages),
        ]

        async def receive():
            if not said:
                return {"type": "websocket.disconnect", "code": 1000}
            clock[0] = replace(clock[0], steady=clock[0].steady + sessions.IDLE / 3 - 1)
            return said.pop(0)

        async def send(_message):
            pass

        asyncio.run(visitor.app(visitor._scope("websocket", "/_stcore/stream", {}), receive, send))
        return sessions.find(people, own) is None

    return over_after


def test_a_page_that_runs_again_by_itself_keeps_no_session_alive(tired):
    assert tired(b"hello", *[BY_ITSELF] * 5)


def test_what_its_user_does_keeps_it_alive(tired):
    assert not tired(b"hello", *[b"a click"] * 5)


def test_taking_up_a_line_that_was_cut_keeps_no_session_alive(people, visitor, monkeypatch):
    visitor.sign_in("anna")
    clock = [moments.now()]
    monkeypatch.setattr(moments, "now", lambda: clock[0])
    for _ in range(3):
        clock[0] = replace(clock[0], steady=clock[0].steady + sessions.IDLE / 2 - 1)
        visitor.websocket()
        visitor.ask("GET", "/_stcore/host-config")
    assert visitor.get("/coverage").status == 303


@pytest.mark.parametrize("path", ["/healthz", "/_stcore/health"])
def test_what_is_open_to_a_question_is_no_way_in_for_a_websocket(people, visitor, path):
    assert [message["type"] for message in visitor.websocket(path)] == ["websocket.close"]


def test_who_names_what_is_another_sessions_on_his_websocket_is_sent_away(people, visitor, others):
    visitor.sign_in("anna")
    others["hello"] = "somebody else's"
    assert [message["type"] for message in visitor.websocket()][-1] == "websocket.close"
    assert b"hello" not in [message.get("bytes") for message in visitor.websocket()]
