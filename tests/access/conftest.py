"""Somebody who asks the gate as a browser would: with cookies, forms and websockets, but without a network."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest
from argon2 import PasswordHasher
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from neighborcare.access import accounts, entrance, forms, lobby, passwords
from neighborcare.access.entrance import SESSION, Entrance
from neighborcare.access.gate import Gate
from neighborcare.access.house import House
from neighborcare.store.home import Home

HOST = "street.example:8501"
PASSWORD = "blue heron over water"  # noqa: S105 - of made-up people
COOKIE, FORM_COOKIE = f"__Host-{entrance.COOKIE}", f"__Host-{forms.COOKIE}"  # as they are called over https
BY_ITSELF = b"the page runs again by itself"
FAREWELL = b"go to the login page"


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: list[tuple[str, str]]
    text: str

    def header(self, name: str) -> str:
        return next((value for found, value in self.headers if found == name), "")

    @property
    def said(self) -> str:
        """The page's words without its markup."""
        body = re.sub(r"<style>.*?</style>", "", self.text, flags=re.DOTALL)
        return unescape(re.sub(r"<[^>]+>", " ", body))


@dataclass
class Visitor:
    """One browser (or program) in front of an application."""

    app: Any
    host: str = HOST
    client: str = "10.0.0.7"
    scheme: str = "https"
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, b"", **{"accept": "text/html", **headers})

    def post(self, path: str, form: dict[str, str], **headers: str) -> Answer:
        """A form as it stands, without what proves that it is ours."""
        body = urlencode(form).encode()
        told = {
            "content-type": "application/x-www-form-urlencoded",
            "content-length": str(len(body)),
            "origin": f"{self.scheme}://{self.host}",
        }
        return self.ask("POST", path, body, **{**told, **headers})

    def fill(self, path: str, form: dict[str, str], nth: int = 0) -> Answer:
        """Open the page, fill in its form and send it."""
        proofs = re.findall(r'name="form" value="([^"]+)"', self.get(path).text)
        return self.post(path, {"form": proofs[nth], **form})

    def sign_in(self, name: str, password: str = PASSWORD, **more: str) -> Answer:
        return self.fill("/login", {"name": name, "password": password, **more})

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> Answer:
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Any) -> None:
            sent.append(message)

        asyncio.run(self.app(self._scope("http", path, headers) | {"method": method}, receive, send))
        start = sent[0]
        answer = Answer(
            start["status"],
            [(name.decode(), value.decode()) for name, value in start["headers"]],
            b"".join(message.get("body", b"") for message in sent[1:]).decode(),
        )
        self._keep(answer)
        return answer

    def websocket(self, path: str = "/_stcore/stream", **headers: str) -> list[dict[str, Any]]:
        """Open a websocket, say one thing, go; gives what came."""
        sent: list[dict[str, Any]] = []
        said = [{"type": "websocket.connect"}, {"type": "websocket.receive", "bytes": b"hello"}]

        async def receive() -> Any:
            return said.pop(0) if said else {"type": "websocket.disconnect", "code": 1000}

        async def send(message: Any) -> None:
            sent.append(message)

        asyncio.run(self.app(self._scope("websocket", path, headers), receive, send))
        return sent

    def _scope(self, kind: str, path: str, headers: dict[str, str]) -> dict[str, Any]:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        told = {"host": self.host, **({"cookie": cookie} if cookie else {}), **headers}
        plain, _mark, query = path.partition("?")
        return {
            "type": kind,
            "asgi": {
                "version": "3.0",
                "spec_version": "2.4",
            },  # as uvicorn says; an answer may come in pieces
            "path": plain,
            "raw_path": plain.encode(),
            "root_path": "",
            "scheme": self.scheme,
            "query_string": query.encode(),
            "client": (self.client, 50_000),
            "server": ("127.0.0.1", 8501),
            "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in told.items()],
        }

    def _keep(self, answer: Answer) -> None:
        for name, value in answer.headers:
            if name == "set-cookie":
                pair, _semicolon, attributes = value.partition(";")
                key, _equals, content = pair.partition("=")
                gone = "Max-Age=0" in attributes
                self.cookies.pop(key, None) if gone else self.cookies.update({key: content.strip('"')})


@dataclass
class Within:
    """Those within: `others` are paths that belong to one session, `heard` what browsers were told."""

    others: dict[str, str]
    heard: list[tuple[str, bytes]] = field(default_factory=list)

    def owns(self, method: str, path: str, session_id: str) -> bool:
        return self.others.get(path, session_id) == session_id

    def overhear(self, session_id: str, message: bytes) -> None:
        self.heard.append((session_id, message))

    def may_say(self, session_id: str, message: bytes) -> bool:
        return self.others.get(message.decode("latin-1"), session_id) == session_id

    def is_deed(self, message: bytes) -> bool:
        return message != BY_ITSELF

    def farewell(self, address: str) -> bytes:
        return FAREWELL


async def tell(request: Request) -> JSONResponse:
    """What stands behind the entrance: tells as whom one came in."""
    return JSONResponse({"session": request.headers.getlist(SESSION), "path": request.url.path})


async def talk(socket: WebSocket) -> None:
    """The pages' websocket: tells the session, then repeats what it hears."""
    await socket.accept()
    await socket.send_text(socket.headers.get(SESSION, ""))
    async for heard in socket.iter_bytes():
        await socket.send_bytes(heard)


@pytest.fixture(autouse=True)
def _cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """0.1 s a password is right for an office and long for a hundred tests; test_passwords asks for the real costs."""
    passwords._nobody.cache_clear()
    monkeypatch.setattr(passwords, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def house(home: Home) -> House:
    """A home that every network may ask: by account only."""
    return House(home, "0.0.0.0")  # noqa: S104 - that is what is tested


@pytest.fixture
def others() -> dict[str, str]:
    """Paths that belong to one session: path → session id."""
    return {}


@pytest.fixture
def told_codes() -> list[str]:
    """How often the console was told the first administrator's code."""
    return []


@pytest.fixture
def app(house: House, others: dict[str, str], told_codes: list[str]) -> Starlette:
    """Gate, entrance and lobby as in `app.py`, and behind them somebody who tells as whom one came in."""
    return Starlette(
        routes=[
            *lobby.routes(
                lambda: house,
                lambda: {"visits": "Visits and staff", "upload": "Upload"},
                lambda: told_codes.append("told"),
            ),
            Route("/{path:path}", tell, methods=["GET", "POST", "PUT", "DELETE", "OPTIONS"]),
            WebSocketRoute("/{path:path}", talk),
        ],
        middleware=[
            Middleware(Gate, policy="default-src 'self'"),
            Middleware(
                Entrance,
                lives=lambda: house,
                within=Within(others),
            ),
        ],
    )


@pytest.fixture
def visitor(app: Starlette) -> Visitor:
    """A browser that nobody has seen yet."""
    return Visitor(app)


@pytest.fixture
def people(home: Home) -> Home:
    """One account of each role, all with the same password."""
    for name, role, community in (
        ("boss", "administrator", None),
        ("head", "leader", None),
        ("anna", "analyst", None),
        ("wang", "worker", "C1"),
        ("hall", "presenter", None),
    ):
        accounts.add(home, name, role, community, password=PASSWORD)
    return home
