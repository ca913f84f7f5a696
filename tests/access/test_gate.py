"""The gate, asked as a client would ask it."""

import asyncio
import base64
import hashlib

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import Message, Scope

from neighborcare.access.gate import Gate, content_policy, is_foreign, own_headers

HERE = (b"host", b"street.example:8501")


async def echo(scope, receive, send):
    """Answers with the headers that got through."""
    await JSONResponse(dict(Request(scope).headers))(scope, receive, send)


def ask(scope: Scope) -> list[Message]:
    """Everything that the gate in front of `echo` sends back."""
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    asyncio.run(Gate(echo, policy="default-src 'self'")(scope, receive, send))
    return sent


def http(method: str = "GET", *headers: tuple[bytes, bytes]) -> Scope:
    return {"type": "http", "method": method, "path": "/", "query_string": b"", "headers": [HERE, *headers]}


def websocket(origin: bytes | None) -> Scope:
    headers = [HERE] if origin is None else [HERE, (b"origin", origin)]
    return {"type": "websocket", "path": "/_stcore/stream", "query_string": b"", "headers": headers}


@pytest.mark.parametrize(
    "origin",
    [
        b"https://evil.example",
        b"http://street.example:9000",
        b"null",
        b"http://street.example:8501.evil.example",
        b"https://street.example:8501",
        b"http://evil@street.example:8501",
        b"http://street.example:8501/",
        b"",
    ],
)
def test_a_websocket_of_another_site_is_closed_before_it_opens(origin):
    assert [message["type"] for message in ask(websocket(origin))] == ["websocket.close"]


def test_the_own_page_and_a_program_without_origin_may_open_the_websocket():
    assert not is_foreign(websocket(b"http://street.example:8501"))
    assert not is_foreign(websocket(None))


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_a_changing_request_of_another_site_is_refused(method):
    assert ask(http(method, (b"origin", b"https://evil.example")))[0]["status"] == 403


def test_reading_by_a_link_from_elsewhere_is_allowed():
    assert ask(http("GET", (b"origin", b"https://evil.example")))[0]["status"] == 200


@pytest.mark.parametrize(
    "name",
    [
        "X-Remote-User",
        "Remote-User",
        "X-Forwarded-User",
        "x-forwarded-email",
        "X-Forwarded-Preferred-Username",
        "X-Auth-Request-Email",
        "X_Forwarded_User",
        "X-NeighborCare-Role",
        "X-User",
        "X-User-Id",
        "X-Forwarded-Groups",
    ],
)
def test_a_header_that_claims_an_identity_does_not_get_through(name):
    assert own_headers([(name.encode(), b"leader")]) == []


def test_ordinary_headers_get_through_unchanged():
    ordinary = [
        HERE,
        (b"user-agent", b"x"),
        (b"x-forwarded-for", b"10.0.0.1"),
        (b"cookie", b"a=1"),
        (b"accept", b"*/*"),
    ]
    assert own_headers(ordinary) == ordinary


def test_every_answer_tells_the_browser_to_stay_here():
    headers = dict(ask(http())[0]["headers"])
    assert headers[b"content-security-policy"] == b"default-src 'self'"
    assert headers[b"x-content-type-options"] == b"nosniff"
    assert headers[b"referrer-policy"] == b"same-origin"
    assert headers[b"cross-origin-resource-policy"] == b"same-origin"


@pytest.mark.parametrize(
    ("path", "kept"), [("/media/0123456789abcdef.xlsx", b"no-store"), ("/static/a.js", None)]
)
def test_no_copy_of_an_export_stays_in_the_browser(path, kept):
    assert dict(ask(http() | {"path": path})[0]["headers"]).get(b"cache-control") == kept


def test_the_policy_names_inline_scripts_by_hash_and_no_other_host():
    script = "window.ready = false"
    policy = content_policy(f"<script>{script}</script><script src='./a.js'></script>")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in policy
    assert "'unsafe-eval'" not in policy
    assert "http" not in policy
    assert "'unsafe-inline'" not in policy.split("style-src")[0]


def test_tiles_of_a_base_map_are_allowed_only_where_the_office_turned_it_on():
    plain, tiled = content_policy(""), content_policy("", ["https://t0.tianditu.gov.cn"])
    assert "http" not in plain
    allowed = [part for part in tiled.split("; ") if "tianditu" in part]
    assert [part.split()[0] for part in allowed] == ["img-src", "connect-src"]
