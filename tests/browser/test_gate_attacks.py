"""Attacks on the real server, by raw requests and the pages' own websocket: role × page × route, other people's ids."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Iterator

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from neighborcare.access import accounts, register, sessions
from neighborcare.access.entrance import COOKIE, SESSION
from neighborcare.access.roles import ROLES, TABLE
from neighborcare.store.home import Home
from neighborcare.ui import menu
from neighborcare.ui.shell import PAGES

from . import wire
from .conftest import PASSWORD, running

pytestmark = [pytest.mark.browser, pytest.mark.demo]
ENTRIES = menu.entries(PAGES)
NAMES = {"leader": "head", "analyst": "anna", "worker": "wang", "presenter": "hall"}
OWN, OTHER = "JY", "KX"  # communities
CLOSED = [(role, entry) for role in ROLES for entry in ENTRIES if role not in entry.roles]
ROUTES = (
    *(f"/{entry.address}" for entry in ENTRIES),
    *("/", "/home", "/index.html", "/manifest.json", "/favicon.png", "/robots.txt", "/static/js/index.js"),
    *("/_stcore/host-config", "/_stcore/metrics", "/_stcore/script-health-check", "/_stcore/stream"),
    *("/_stcore/agent/openapi.json", "/_stcore/agent/interact", "/_stcore/bidi-components/any/index.js"),
    *("/_stcore/upload_file/page/file", "/media/0123456789abcdef.xlsx", "/component/any/index.html"),
    *("/app/static/style.json", "/auth/login", "/auth/logout", "/oauth2callback", "/map/tianditu.json"),
)
ODD = (
    *(
        "//",
        "//coverage",
        "/./coverage",
        "/%2e%2e/coverage",
        "/..%2fcoverage",
        "/login/..%2fcoverage",
        "/login%2f..%2fcoverage",
    ),
    *(
        "/COVERAGE",
        "/coverage.",
        "/coverage/",
        "/coverage%00",
        "/coverage%0a",
        "/login%0a",
        "/login%00",
        "/login/",
        "/login;x",
    ),
    *(
        "/LOGIN",
        "/healthz/",
        "/healthz%0a",
        "/_stcore/health/",
        "/_stcore/health%0a",
        "/_stcore//health",
        "/care/coverage",
    ),
    *(
        "*",
        "http://evil.example/coverage",
        "http://localhost/healthz",
        "/static/../coverage",
        "/static/%2e%2e/%2e%2e/app.py",
    ),
    *(
        "/app/static/..%2f..%2fmain.py",
        "/app/static/../main.py",
        "/media/..%2f..%2fapp.py",
        "/component/..%2f..%2fapp.py",
    ),
)
METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND")


@pytest.fixture(scope="module")
def home(demo_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The street with an account of every role, and some that may not come in (any more)."""
    place = Home(tmp_path_factory.mktemp("attacked") / "home")
    shutil.copytree(demo_home.path, place.path)
    for role, name in NAMES.items():
        accounts.add(place, name, role, OWN if role == "worker" else None, password=PASSWORD)
    accounts.add(place, "boss", "administrator", password=PASSWORD)
    for name in ("left", "gone", "idle", "late"):
        accounts.add(place, name, "analyst", password=PASSWORD)
    accounts.add(place, "new", "analyst")
    return place


@pytest.fixture(scope="module")
def server(home: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running(home, tmp_path_factory.mktemp("console") / "console.txt") as address:
        yield address


@pytest.fixture(scope="module")
def inside(server: str) -> dict[str, str]:
    """The cookie of each role."""
    return {role: wire.sign_in(server, name, PASSWORD) for role, name in NAMES.items()}


@pytest.fixture(scope="module")
def outside(home: Home, server: str) -> dict[str, str]:
    """Cookies that open no page: by what is wrong with them."""
    tokens = {name: sessions.start(home, name) for name in ("boss", "left", "gone", "idle", "late", "new")}
    accounts.revoke(home, "left")
    accounts.lock(home, "gone")
    with register.writing(home) as connection:
        connection.execute("UPDATE session SET wall = wall - ? WHERE account = 'idle'", (sessions.IDLE + 1,))
        connection.execute("UPDATE session SET age = ? WHERE account = 'late'", (sessions.LONGEST + 1,))
    good = wire.sign_in(server, "anna", PASSWORD)
    token = good.split("=", 1)[1]
    return {
        "nobody": "",
        "administrator": f"{COOKIE}={tokens['boss']}",
        "must change": f"{COOKIE}={tokens['new']}",
        "revoked": f"{COOKIE}={tokens['left']}",
        "locked": f"{COOKIE}={tokens['gone']}",
        "idle": f"{COOKIE}={tokens['idle']}",
        "too long": f"{COOKIE}={tokens['late']}",
        "made up": f"{COOKIE}={'x' * 43}",
        "the session's id": f"{COOKIE}={sessions.identity(token)}",
        "another name": f"{COOKIE}2={token}; __Host-{COOKIE}={token}; session={token}",
        "cut short": f"{COOKIE}={token[:-1]}",
        "in other letters": f"{COOKIE}={token.swapcase()}",
    }


WAYS = {"administrator": "/users", "must change": "/password"}


@pytest.mark.parametrize("path", ROUTES)
def test_no_route_opens_to_who_is_not_in(server, outside, path):
    for who, cookie in outside.items():
        led = wire.ask(server, path, accept="text/html", cookie=cookie)
        assert (led.status, led.header("location")[:9]) == (303, WAYS.get(who, "/login?ne")[:9]), who
        for method in ("GET", "PUT", "OPTIONS"):
            refused = wire.ask(server, path, method, b"x" if method == "PUT" else None, cookie=cookie)
            assert (refused.status, refused.body) == (401, b"Sign in first."), (who, method)


@pytest.mark.parametrize("target", ODD)
def test_no_odd_way_of_writing_an_address_opens_anything(server, outside, target):
    for method in METHODS:
        answer = wire.ask(server, target, method, b"x" if method == "PUT" else None, accept="text/html")
        assert answer.status in {303, 400, 401, 404, 405}, method
        assert answer.header("location")[:7] in {"", "/login?"}
        assert b'<div id="root"' not in answer.body


def test_no_header_makes_anybody_of_nobody(server, inside):
    own = sessions.identity(inside["analyst"].split("=", 1)[1])
    for name in (
        SESSION,
        "x_neighborcare_session",
        "X-NeighborCare-Session",
        "remote-user",
        "x-forwarded-user",
    ):
        assert wire.ask(server, "/coverage", **{name: own}).status == 401
        assert wire.ask(server, "/coverage", **{name: "demonstration"}).status == 401
    forged = {
        "x-forwarded-for": "127.0.0.1",
        "forwarded": "for=127.0.0.1",
        "x-forwarded-proto": "https",
        "x-real-ip": "::1",
    }
    assert wire.ask(server, "/coverage", **forged).status == 401
    assert wire.ask(server, "/coverage", cookie=inside["leader"], **{SESSION: own}).status == 200
    with wire.tab(server, inside["presenter"], **{SESSION: own}) as tab:
        assert "<strong>hall</strong>" in tab.open("overview").text


@pytest.mark.parametrize(
    "cookie", ["nobody", "administrator", "must change", "revoked", "locked", "idle", "too long"]
)
def test_no_websocket_opens_to_who_is_not_in(server, outside, cookie):
    with pytest.raises(InvalidHandshake), wire.tab(server, outside[cookie]):
        pass


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "https://localhost", "http://localhost.evil.example"]
)
def test_no_other_sites_page_gets_in_by_a_visitors_cookie(server, inside, origin):
    with pytest.raises(InvalidHandshake), wire.tab(server, inside["analyst"], Origin=origin):
        pass
    for path in ("/logout", "/users", "/password", "/_stcore/upload_file/page/file"):
        assert wire.ask(server, path, "POST", b"x", cookie=inside["analyst"], origin=origin).status == 403


def headline(tab: wire.Tab) -> str:
    found = re.findall(r"<h1>(.*?)</h1>", tab.text)
    return found[-1] if found else ""


def closed(tab: wire.Tab) -> bool:
    return headline(tab) == "This page is not part of your work area"


@pytest.mark.parametrize("role", ROLES)
def test_no_address_and_no_forged_hash_leads_a_role_to_a_page_that_is_not_its_own(server, inside, role):
    shut = [entry for entry in ENTRIES if role not in entry.roles]
    forged = {"role": "analyst", "community": OTHER}
    with wire.tab(server, inside[role]) as tab:
        home_page = headline(tab.open("", locale="en"))
        for entry in shut:
            assert closed(tab.open(entry.address, forged, locale="en")), entry.address
            for spelling in (
                str(entry.path),
                str(entry.path.resolve()),
                entry.address,
                f"pages/{entry.path.name}",
            ):
                hash_ = hashlib.md5(spelling.encode(), usedforsecurity=False).hexdigest()
                tab.rerun(forged, locale="en", page_script_hash=hash_)
                assert closed(tab) or headline(tab) == home_page, (entry.address, spelling)
        assert f"<strong>{NAMES[role]}</strong>" in tab.text


def test_a_fresh_servers_first_request_may_be_the_attack(home, tmp_path):
    cookie = f"{COOKIE}={sessions.start(home, 'hall')}"
    with running(home, tmp_path / "console.txt") as server:
        with wire.tab(server, cookie) as tab:
            assert closed(tab.open("upload", {"role": "analyst"}, locale="en"))
        assert wire.ask(server, "/upload", cookie="").status == 401


def test_a_worker_gets_no_row_of_another_community_whatever_he_asks_for(server, inside):
    asked = {
        "community": OTHER,
        "area": OTHER,
        "grid": f"{OTHER}-01",
        "role": "analyst",
        "about": OTHER,
        "against": OTHER,
    }
    rows = rb"-(?:R\d{4}|\d\d-H\d{4}|W\d{3})"  # persons, households, staff
    with wire.tab(server, inside["worker"]) as tab:
        for address in sorted(TABLE["worker"].pages):
            tab.open(address, asked)
            tab.rerun(asked | {"area": f"{OTHER}-01"})
        told = b"".join(tab.heard)
        assert re.findall(OWN.encode() + rows, told)
        assert re.findall(rb"(?:KX|LZY|RMZ|SZS)" + rows, told) == []


def exports(tab: wire.Tab) -> list[str]:
    return re.findall(r'deferred_file_id: "([^"]+)"', tab.text)


def made(tab: wire.Tab, file: str, session: str = "") -> str:
    """Where the export lies that a click makes; "" where none is made."""
    asked = BackMsg()
    request = asked.backend_operation_request
    request.request_id, request.session_id, request.deferred_file.file_id = "7", session or tab.id, file
    tab.say(asked)
    while True:
        message = tab.hear()
        if message.WhichOneof("type") == "backend_operation_response":
            return str(message.backend_operation_response.deferred_file.url)


def test_an_export_is_its_own_sessions_however_its_address_is_written_or_spoken(server, inside):
    with wire.tab(server, inside["analyst"]) as own, wire.tab(server, inside["presenter"]) as other:
        own.open("visits")
        other.open("overview")
        file = exports(own)[0]
        for as_whom in ("", own.id):
            with wire.tab(server, inside["presenter"]) as thief:
                thief.open("overview")
                with pytest.raises(ConnectionClosed):
                    made(thief, file, as_whom)
        url = made(own, file)
        other.open(
            "visits", {"area": url, "kpi": url, "month": url, "q": url}
        )  # comes back on his page, perhaps
        other.rerun(page_name=url, query_string=f"x={url}")
        for written in (
            url,
            f"{url}%0a",
            f"{url}%0A%0A",
            f"{url}%00",
            f"/media//{url[7:]}",
            f"/media/./{url[7:]}",
            url.upper(),
        ):
            for method in ("GET", "HEAD"):
                assert b"PK" not in wire.ask(server, written, method, cookie=inside["presenter"]).body[:2], (
                    written
                )
                assert wire.ask(server, written, method).status == 401
        # Once more, since Streamlit forgets what nobody has fetched after two reruns of anybody.
        url = made(own, file)
        assert wire.ask(server, url, "HEAD", cookie=inside["analyst"]).status == 200
        part = wire.ask(server, url, cookie=inside["analyst"], range="bytes=0-3")
        assert (part.status, part.body, part.header("cache-control")) == (206, b"PK\x03\x04", "no-store")
        assert wire.ask(server, url, cookie=inside["analyst"]).status == 200
        assert wire.ask(server, url, cookie=inside["analyst"]).status == 404
        assert wire.ask(server, url, cookie=inside["analyst"], range="bytes=0-3").status == 404


def test_another_sessions_widgets_do_nothing_here(server, inside):
    with wire.tab(server, inside["analyst"]) as own, wire.tab(server, inside["presenter"]) as other:
        own.open("visits", locale="en")
        before = headline(other.open("overview", locale="en"))
        ids = set(re.findall(r'\bid: "(\$\$[^"]+)"', own.text)) - set(
            re.findall(r'"(\$\$[^"]+)"', other.text)
        )
        assert ids
        widgets = [WidgetState(id=one, string_value="analyst") for one in ids]
        widgets += [WidgetState(id=one, trigger_value=True) for one in ids]
        other.rerun(locale="en", widgets=widgets)
        assert headline(other) == before
        assert "<strong>hall</strong>" in other.text


def test_an_upload_reaches_nobody_elses_page(server, inside):
    with wire.tab(server, inside["analyst"]) as own:
        own.open("upload")
        place = f"/_stcore/upload_file/{own.id}/0123-file"
        for written in (
            place,
            f"{place}%0a",
            f"/_stcore/upload_file/{own.id}%0a/0123-file",
            f"/_stcore//upload_file/{own.id}/f",
        ):
            for method in ("PUT", "DELETE", "OPTIONS"):
                answer = wire.ask(server, written, method, b"x", cookie=inside["leader"])
                assert answer.status in {400, 404, 405}, (written, method)


def test_a_hundred_megabytes_are_not_read_from_who_is_not_in(server):
    for path in ("/_stcore/upload_file/page/file", "/login", "/coverage"):
        answer = wire.ask(server, path, "POST", b"", content_length="100000000")
        assert answer.status in {401, 403}


def test_a_thousand_sockets_without_a_session_leave_the_server_answering(server, inside):
    for _ in range(1000):
        answer = wire.ask(
            server,
            "/_stcore/stream",
            connection="Upgrade",
            upgrade="websocket",
            sec_websocket_version="13",
            sec_websocket_key="dGhlIHNhbXBsZSBub25jZQ==",
        )
        assert answer.status == 403
    assert wire.ask(server, "/coverage", cookie=inside["leader"]).status == 200


@pytest.mark.parametrize("page", ["/", "/coverage"])
def test_the_frame_of_a_page_holds_nothing_of_its_visitor(server, inside, page):
    """What a role sees comes by its own websocket."""
    assert (
        len({wire.ask(server, page, cookie=cookie, accept="text/html").body for cookie in inside.values()})
        == 1
    )
