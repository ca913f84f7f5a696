"""The entrance: behind the gate and before Streamlit, it lets in who has a session, and says within who that is.

Every route passes here: pages, websocket, uploads, media, scripts. What is not named open needs a session. Within,
one header of our own (`SESSION`) names the session; the gate takes it off whatever a client sends.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from html import escape
from typing import Protocol
from urllib.parse import quote

from anyio import to_thread
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from neighborcare.access import house, sessions
from neighborcare.access.gate import POLICY_VIOLATION
from neighborcare.access.house import House
from neighborcare.access.roles import working
from neighborcare.access.sessions import Session

SESSION = "x-neighborcare-session"
DEMONSTRATION = "demonstration"  # its value where no account is asked for
COOKIE = "neighborcare"

LOGIN, LOGOUT, PASSWORD, FIRST, USERS = "/login", "/logout", "/password", "/first", "/users"
PROVIDER, RETURNED = "/oidc/start", "/oidc/callback"
TRAIL = "/trail"  # the administrator's, as USERS is
UNPROTECTED = "/unprotected"  # what is said to whoever comes over plain http from another computer
LOBBY = frozenset({LOGIN, LOGOUT, PASSWORD, FIRST, USERS, PROVIDER, RETURNED, TRAIL, UNPROTECTED})
OPEN = frozenset({"/healthz", "/_stcore/health"})  # tell nothing but that the server lives
NO_ACTION = frozenset({"/_stcore/host-config", "/_stcore/stream", *OPEN})  # asked for by the browser alone
NOBODY = "Sign in first."  # said to programs
LOOK_EVERY = 5.0  # seconds between two looks whether an open websocket's session still lasts


class Within(Protocol):
    """What the entrance has to know of those within."""

    def owns(self, method: str, path: str, session_id: str, /) -> bool:
        """Whether what lies at that path (an upload's place, a file to fetch) is this session's own."""

    def overhear(self, session_id: str, message: bytes, /) -> None:
        """Note what a session's browser is told."""

    def may_say(self, session_id: str, message: bytes, /) -> bool:
        """Whether a session's browser may say that."""

    def is_deed(self, message: bytes, /) -> bool:
        """Whether a browser's message is something that its user did."""

    def farewell(self, address: str, /) -> bytes:
        """The message that sends an open page to that address."""


@dataclass(frozen=True, slots=True)
class Entrance:
    """ASGI middleware.

    `lives` gives the house of this process, `within` knows whose what is behind the door.
    """

    app: ASGIApp
    lives: Callable[[], House]
    within: Within

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on with the session named, or answer with the way to one."""
        is_open = scope["type"] == "http" and scope["path"] in OPEN
        if scope["type"] not in {"http", "websocket"} or is_open:
            await self.app(scope, receive, send)
            return
        home = self.lives()
        situation = await to_thread.run_sync(home.situation)
        if situation == "demonstration":
            await self._demonstration(home, scope, receive, send)
        elif not is_protected(scope):
            await self._one_page(UNPROTECTED, scope, receive, send, "Open this address with https.")
        elif situation == "accounts":
            await self._by_account(home, scope, receive, send)
        else:
            await self._one_page(FIRST, scope, receive, send, NOBODY)

    async def _demonstration(self, home: House, scope: Scope, receive: Receive, send: Send) -> None:
        if house.is_from_here(scope):
            await self._watched(home, _named(scope, DEMONSTRATION), receive, send)
        else:
            await _refuse(scope, receive, send, "The demonstration opens on its own computer only.")

    async def _one_page(self, page: str, scope: Scope, receive: Receive, send: Send, why: str) -> None:
        """There is this one page of the lobby and nothing else."""
        if scope["type"] == "http" and scope["path"] == page:
            await self.app(scope, receive, send)
        else:
            await _lead(scope, receive, send, page, why)

    async def _by_account(self, home: House, scope: Scope, receive: Receive, send: Send) -> None:
        session = await to_thread.run_sync(lambda: find(home, scope))
        path = scope["path"]
        is_lobby = scope["type"] == "http" and path in LOBBY
        if session is None:
            if is_lobby:
                await self.app(scope, receive, send)
            else:
                await _lead(scope, receive, send, f"{LOGIN}?next={quote(_asked(scope))}")
            return
        own = _named(scope, session.id)
        if is_lobby:
            await self.app(own, receive, send)
        elif session.must_change:
            await _lead(scope, receive, send, PASSWORD)
        elif working(session.role) is None:
            await _lead(scope, receive, send, USERS)
        elif not self.within.owns(scope.get("method", ""), path, session.id):
            await _refuse(scope, receive, send, "Not found", 404)
        else:
            await self._watched(home, own, receive, send)

    async def _watched(self, home: House, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on; a websocket only as long as its session lasts."""
        if scope["type"] == "http":
            await self.app(scope, receive, send)
            return
        watch = _Watch(home, Headers(scope=scope)[SESSION], self.within, receive, send)
        looking = asyncio.create_task(watch.look())
        try:
            await self.app(scope, watch.receive, watch.send)
        finally:
            looking.cancel()
            with suppress(asyncio.CancelledError):
                await looking


@dataclass(slots=True)
class _Watch:
    """One open websocket: every message needs the session still to last, and so does every look at the clock."""

    house: House
    session_id: str
    within: Within
    pass_in: Receive
    pass_out: Send
    over: asyncio.Event = field(default_factory=asyncio.Event)
    is_open: bool = False
    has_begun: bool = False  # the browser says its first word by itself, also when the line was cut

    async def receive(self) -> Message:
        """The client's next message, or that he has gone: also when his session is over."""
        waiting = asyncio.ensure_future(self.pass_in())
        ended = asyncio.ensure_future(self.over.wait())
        try:
            await asyncio.wait({waiting, ended}, return_when=asyncio.FIRST_COMPLETED)
            if waiting.done():
                message = waiting.result()
                if message["type"] != "websocket.receive" or await self._hears(message):
                    return message
                await self._close()
            return {"type": "websocket.disconnect", "code": POLICY_VIOLATION}
        finally:
            waiting.cancel()
            ended.cancel()

    async def send(self, message: Message) -> None:
        """Pass a message to the client unless the session is over."""
        if self.over.is_set():
            return
        self.is_open = message["type"] != "websocket.close"
        if not self.is_open:
            self.over.set()
        if message.get("bytes"):
            self.within.overhear(self.session_id, message["bytes"])
        await self.pass_out(message)

    async def look(self) -> None:
        """Look every few seconds; nothing is sent to a session that was revoked, even if its user does nothing."""
        while await self._lasts(is_active=False):
            await asyncio.sleep(LOOK_EVERY)
        await self._close()

    async def _hears(self, message: Message) -> bool:
        said = message.get("bytes") or b""
        if not self.within.may_say(self.session_id, said):
            return False
        is_deed = self.has_begun and self.within.is_deed(said)
        self.has_begun = True
        return await self._lasts(is_active=is_deed)

    async def _lasts(self, *, is_active: bool) -> bool:
        return await to_thread.run_sync(lambda: lasts(self.house, self.session_id, is_active=is_active))

    async def _close(self) -> None:
        if self.over.is_set():
            return
        self.over.set()
        with suppress(OSError, RuntimeError):  # he has just gone by himself
            if self.is_open:
                await self.pass_out({"type": "websocket.send", "bytes": self.within.farewell(LOGIN)})
            await self.pass_out(
                {"type": "websocket.close", "code": POLICY_VIOLATION, "reason": "session over"}
            )


def find(home: House, scope: Scope) -> Session | None:
    """The session that the request's cookie stands for, seen to be active."""
    token = HTTPConnection(scope).cookies.get(cookie_name(scope, COOKIE))
    if not token:
        return None
    is_active = scope["path"] not in NO_ACTION
    return sessions.find(home.home, sessions.identity(token), is_active=is_active)


def lasts(home: House, session_id: str, *, is_active: bool) -> bool:
    """Whether the session still lasts; the demonstration's as long as it is open."""
    if session_id == DEMONSTRATION:
        return home.situation() == "demonstration"
    found = sessions.find(home.home, session_id, is_active=is_active)
    return found is not None and not found.must_change and working(found.role) is not None


def cookie_name(scope: Scope, name: str) -> str:
    """Our cookie's name: over https one that no other host and no plain page can set (the prefix forbids it)."""
    return f"__Host-{name}" if scope.get("scheme") in {"https", "wss"} else name


def is_protected(scope: Scope) -> bool:
    """Whether nobody on the way can read along: https (also to a server before us that says so), or this computer."""
    return scope.get("scheme") in {"https", "wss"} or house.is_from_here(scope)


def _named(scope: Scope, session_id: str) -> Scope:
    return {**scope, "headers": [*scope["headers"], (SESSION.encode(), session_id.encode())]}


def _asked(scope: Scope) -> str:
    query = scope["query_string"].decode("latin-1")
    return f"{scope['path']}?{query}" if query else str(scope["path"])


async def _lead(scope: Scope, receive: Receive, send: Send, way: str, why: str = NOBODY) -> None:
    """Lead a person to a page; tell a program, and a websocket, no."""
    headers = Headers(scope=scope)
    is_page = (
        scope["type"] == "http"
        and scope["method"] in {"GET", "HEAD"}
        and "text/html" in headers.get("accept", "")
    )
    if not is_page:
        await _refuse(scope, receive, send, why, 401)
        return
    answer: Response
    if headers.get("sec-fetch-site") == "cross-site" and way.startswith(LOGIN):
        # A link from elsewhere comes without the cookie (SameSite=Strict): our own page goes on with it.
        answer = onward(way)
    else:
        answer = RedirectResponse(way, 303)
    await answer(scope, receive, send)


def onward(address: str) -> HTMLResponse:
    """A page that goes to an address of ours as our own page does, cookie and all."""
    return HTMLResponse(
        f'<!doctype html><meta http-equiv="refresh" content="0;url={escape(address)}">',
        headers={"Cache-Control": "no-store"},
    )


async def _refuse(scope: Scope, receive: Receive, send: Send, why: str, status: int = 403) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": POLICY_VIOLATION, "reason": why})
    else:
        await PlainTextResponse(why, status)(scope, receive, send)
