"""The entrance: role × route, first request included; forged headers, foreign sites, replayed and stolen cookies."""

import asyncio
import threading

import pytest

from neighborcare.access import accounts, sessions
from neighborcare.access.entrance import COOKIE, DEMONSTRATION, SESSION
from neighborcare.access.house import House

from .conftest import FAREWELL, HOST, PASSWORD, Visitor

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
