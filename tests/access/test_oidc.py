"""Signing in at an identity provider, here a made-up one on this computer."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from neighborcare.access import accounts, provider, sessions, trail
from neighborcare.errors import UserError

from .conftest import COOKIE, HOST, PASSWORD, Visitor

CONFIG = """
issuer = "{issuer}"
client_id = "neighborcare"
client_secret = "made up"
name = "统一身份认证"
[roles]
"jd-leaders" = "leader"
"jd-community" = "worker"
"""


class Issuer(HTTPServer):
    """An identity provider that signs everybody in as `claims` say."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.address = f"http://127.0.0.1:{self.server_port}"
        self.claims: dict[str, object] = {}
        self.about: dict[str, object] = {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
        }
        self.asked: dict[str, list[str]] = {}
        self.codes = {"good"}

    def tells(self, nonce: str, /, **more: object) -> None:
        """What the next token says."""
        self.claims = {
            "iss": self.address,
            "aud": "neighborcare",
            "exp": time.time() + 300,
            "nonce": nonce,
            "sub": "4711",
            "preferred_username": "zhao",
            "groups": ["everybody", "jd-leaders"],
        } | more


class _Answer(BaseHTTPRequestHandler):
    server: Issuer

    def do_GET(self) -> None:
        self._send(self.server.about)

    def do_POST(self) -> None:
        length = int(self.headers["content-length"])
        self.server.asked = parse_qs(self.rfile.read(length).decode())
        if self.server.asked["code"][0] not in self.server.codes:
            self.send_error(400)
            return
        self.server.codes.discard(self.server.asked["code"][0])
        payload = base64.urlsafe_b64encode(json.dumps(self.server.claims).encode()).rstrip(b"=").decode()
        self._send({"id_token": f"e30.{payload}.x", "access_token": "never kept"})

    def _send(self, document: dict[str, object]) -> None:
        body = json.dumps(document).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        """Nothing."""


@pytest.fixture
def issuer(people) -> Iterator[Issuer]:
    with Issuer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        (people.path / provider.NAME).write_text(CONFIG.format(issuer=server.address), encoding="utf-8")
        yield server
        server.shutdown()
        thread.join()


def leave(visitor: Visitor, way: str = "/coverage") -> dict[str, str]:
    """Go to the provider; gives what the browser is sent there with."""
    answer = visitor.get(f"/oidc/start?next={way}")
    assert answer.status == 303
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.header("location")).query).items()}


def test_who_the_provider_vouches_for_gets_a_session_of_ours(issuer, people, visitor):
    sent = leave(visitor)
    issuer.tells(sent["nonce"])
    answer = visitor.get(
        f"/oidc/callback?code=good&state={sent['state']}", **{"sec-fetch-site": "cross-site"}
    )
    assert (answer.status, "url=/coverage" in answer.text) == (200, True)
    found = sessions.find(people, sessions.identity(visitor.cookies[COOKIE]))
    assert found is not None
    assert (found.account, found.role) == ("zhao", "leader")
    assert visitor.get("/coverage").status == 200
    assert "neighborcare_oidc" not in visitor.cookies


def test_the_code_is_worth_nothing_without_this_browsers_proof(issuer, visitor):
    sent = leave(visitor)
    issuer.tells(sent["nonce"])
    visitor.get(f"/oidc/callback?code=good&state={sent['state']}")
    verifier = issuer.asked["code_verifier"][0]
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    assert (sent["code_challenge"], sent["code_challenge_method"]) == (challenge, "S256")
    assert sent["redirect_uri"] == issuer.asked["redirect_uri"][0] == f"https://{HOST}/oidc/callback"


@pytest.mark.parametrize(
    "wrong",
    [
        {"iss": "https://evil.example"},
        {"aud": "another"},
        {"aud": ["another"]},
        {"azp": "another"},
        {"exp": 1},
        {"exp": "soon"},
        {"nonce": "another"},
        {"sub": ""},
        {"sub": 7},
        {"preferred_username": None},
        {"groups": ["everybody"]},
        {"groups": "administrator"},
        {"groups": ["jd-community"]},
        {"preferred_username": "anna"},
        {"preferred_username": "<script>alert(1)</script>"},
    ],
)
def test_a_token_that_is_not_right_opens_nothing(issuer, people, visitor, wrong):
    sent = leave(visitor)
    issuer.tells(sent["nonce"], **wrong)
    answer = visitor.get(f"/oidc/callback?code=good&state={sent['state']}")
    assert answer.status == 403
    assert COOKIE not in visitor.cookies
    assert "<script>" not in answer.text
    assert len(accounts.every(people)) == 5


def test_a_way_back_that_nobody_set_out_on_opens_nothing(issuer, visitor):
    sent = leave(visitor)
    issuer.tells(sent["nonce"])
    other = Visitor(visitor.app)
    assert other.get(f"/oidc/callback?code=good&state={sent['state']}").status == 403
    assert visitor.get("/oidc/callback?code=good&state=another").status == 403
    assert visitor.get(f"/oidc/callback?code=&state={sent['state']}").status == 403
    visitor.cookies["neighborcare_oidc"] = visitor.cookies["neighborcare_oidc"][:-1] + "x"
    assert visitor.get(f"/oidc/callback?code=good&state={sent['state']}").status == 403


def test_a_code_works_once(issuer, visitor):
    sent = leave(visitor)
    kept = dict(visitor.cookies)
    issuer.tells(sent["nonce"])
    assert visitor.get(f"/oidc/callback?code=good&state={sent['state']}").status == 200
    assert (
        Visitor(visitor.app, cookies=kept).get(f"/oidc/callback?code=good&state={sent['state']}").status
        == 403
    )


def test_a_role_that_the_provider_changes_counts_from_the_next_time(issuer, people, visitor):
    for claims, role, community in (
        ({}, "leader", None),
        ({"groups": "jd-community", "community": "C2"}, "worker", "C2"),
    ):
        issuer.codes.add("good")
        own = Visitor(visitor.app)
        sent = leave(own)
        issuer.tells(sent["nonce"], **claims)
        assert own.get(f"/oidc/callback?code=good&state={sent['state']}").status == 200
        found = accounts.get(people, "zhao")
        assert (found.role, found.community, found.has_password) == (role, community, False)


def test_who_is_locked_here_does_not_come_in_by_the_provider(issuer, people, visitor):
    accounts.add(people, "zhao", "leader", subject=f"{issuer.address}|4711")
    accounts.lock(people, "zhao")
    sent = leave(visitor)
    issuer.tells(sent["nonce"])
    answer = visitor.get(f"/oidc/callback?code=good&state={sent['state']}")
    assert (answer.status, "已停用" in answer.said) == (403, True)


def test_what_came_of_the_way_back_is_in_the_trail(issuer, people, visitor):
    trail._looks.clear()
    for claims in (
        {},
        {"groups": "jd-community", "community": "C2"},
        {"groups": "strangers"},
        {"groups": "strangers"},  # within ten minutes: noted once
    ):
        issuer.codes.add("good")
        own = Visitor(visitor.app)
        sent = leave(own)
        issuer.tells(sent["nonce"], **claims)
        own.get(f"/oidc/callback?code=good&state={sent['state']}")
    accounts.lock(people, "zhao")
    issuer.codes.add("good")
    sent = leave(visitor)
    issuer.tells(sent["nonce"])
    visitor.get(f"/oidc/callback?code=good&state={sent['state']}")
    assert [(entry.who, entry.what) for entry in trail.entries(people)][::-1] == [
        ("zhao", "account.added"),
        ("zhao", "session.started"),
        ("zhao", "account.settled"),
        ("zhao", "session.started"),
        ("-", "session.failed"),
        ("-", "session.failed"),
    ]


def test_an_account_of_the_provider_has_no_password(issuer, people, visitor):
    accounts.add(people, "zhao", "leader", subject=f"{issuer.address}|4711")
    assert visitor.sign_in("zhao", "").status == 401
    assert visitor.sign_in("zhao").status == 401


def test_a_provider_that_claims_to_be_another_is_not_asked(issuer, visitor):
    issuer.about["issuer"] = "https://evil.example"
    assert visitor.get("/oidc/start").status == 403


def test_a_provider_that_is_away_is_named(people, visitor):
    (people.path / provider.NAME).write_text(CONFIG.format(issuer="http://127.0.0.1:1"), encoding="utf-8")
    answer = visitor.get("/oidc/start")
    assert (answer.status, "无法连接统一身份认证" in answer.said) == (403, True)
    assert visitor.sign_in("anna", PASSWORD).status == 200


def test_the_door_offers_the_provider_where_there_is_one(issuer, people, visitor):
    assert "用统一身份认证登录" in visitor.get("/login").said
    (people.path / provider.NAME).unlink()
    assert "统一身份认证" not in visitor.get("/login").said
    assert visitor.get("/oidc/start").status == 403


@pytest.mark.parametrize(
    "text",
    [
        'issuer = "http://idp.example"\nclient_id = "a"\nclient_secret = "b"',
        "issuer =",
        'client_id = "a"',
        "typo = 1",
    ],
)
def test_a_configuration_that_will_not_do_says_so(people, visitor, text):
    (people.path / provider.NAME).write_text(text, encoding="utf-8")
    with pytest.raises(UserError):
        provider.read(people)
    assert visitor.get("/login").status == 200
