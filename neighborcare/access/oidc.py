"""Signing in at the office's identity provider: the way there, the way back, and a session of our own at its end."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Awaitable, Callable, Mapping
from html import escape
from urllib.parse import urlencode

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from neighborcare.access import accounts, forms, provider, trail
from neighborcare.access.accounts import Account
from neighborcare.access.entrance import LOGIN, PROVIDER, RETURNED
from neighborcare.access.forms import Sheet
from neighborcare.access.house import House
from neighborcare.access.provider import Person
from neighborcare.errors import Forbidden, UserError
from neighborcare.store.home import Home
from neighborcare.text import N_, say

COOKIE = "neighborcare_oidc"  # what this browser was sent away with; Lax, since it comes back from elsewhere
AWAY = 600  # seconds

Enter = Callable[[House, Request, Account, str], Awaitable[Response]]


def button(sheet: Sheet, home: Home, way: str) -> str:
    """The way to the provider as HTML; nothing where the office has none."""
    try:
        found = provider.read(home)
    except UserError as error:
        return forms.word(escape(say(error, sheet.language)), "bad")
    if found is None:
        return ""
    said = sheet.say(N_("Sign in by {provider}"), provider=found.name)
    asked = escape(urlencode({"next": way, "lang": sheet.language}))
    return f'<p><a class="button" href="{PROVIDER}?{asked}">{said}</a></p>'


def routes(lives: Callable[[], House], enter: Enter) -> list[Route]:
    """The two routes; `enter` begins the session."""

    async def leave(request: Request) -> Response:
        return await _leave(lives(), request)

    async def come_back(request: Request) -> Response:
        return await _come_back(lives(), request, enter)

    return [Route(PROVIDER, leave, methods=["GET"]), Route(RETURNED, come_back, methods=["GET"])]


async def _leave(house: House, request: Request) -> Response:
    taken = {
        "state": secrets.token_urlsafe(24),
        "nonce": secrets.token_urlsafe(24),
        "verifier": secrets.token_urlsafe(48),
    }
    try:
        there = await to_thread.run_sync(lambda: provider.way(_provider(house), _returning(request), **taken))
    except UserError as error:
        return _failed(house, request, error)
    kept = taken | {"next": forms.way(request.query_params.get("next", "/")), "until": time.time() + AWAY}
    answer = RedirectResponse(there, 303)
    answer.set_cookie(
        COOKIE,
        _sealed(house.home, kept),
        max_age=AWAY,
        httponly=True,
        samesite="lax",
        secure=forms.is_secure(request),
        path=RETURNED,
    )
    return answer


async def _come_back(house: House, request: Request, enter: Enter) -> Response:
    kept = _opened(house.home, request.cookies.get(COOKIE, ""))
    state, code = request.query_params.get("state", ""), request.query_params.get("code", "")
    try:
        if not kept or not code or not hmac.compare_digest(str(kept["state"]).encode(), state.encode()):
            raise Forbidden(N_("This way back is not from here, or too old."), remedy=N_("Sign in again."))
        account = await to_thread.run_sync(lambda: _account_of(house, request, kept, code))
    except UserError as error:
        return _failed(house, request, error)
    answer = await enter(house, request, account, forms.way(str(kept["next"])))
    answer.delete_cookie(COOKIE, path=RETURNED)
    return answer


def _account_of(house: House, request: Request, kept: Mapping[str, object], code: str) -> Account:
    nonce, verifier = str(kept["nonce"]), str(kept["verifier"])
    try:
        vouched = provider.person(
            _provider(house), _returning(request), code=code, nonce=nonce, verifier=verifier
        )
    except Forbidden:
        # Once in a while for each caller: nobody counts attempts here, and nobody shall fill the disk.
        trail.once(house.home, trail.NOBODY, forms.address(request), "session.failed", kind="oidc")
        raise
    return _settled(house.home, vouched)


def _settled(home: Home, vouched: Person) -> Account:
    """The person's account, made or brought up to what the provider says now. Raises Forbidden if it is locked."""
    found = accounts.of_subject(home, vouched.subject)
    if found is None:
        trail.ready(home)
        accounts.add(home, vouched.name, vouched.role, vouched.community, subject=vouched.subject)
        made = accounts.get(home, vouched.name)
        trail.note(home, made.name, "account.added", **trail.of_account(made))
        return made
    if found.is_locked:
        trail.failed(home, found.name)
        raise Forbidden(N_("This account is locked."), remedy=N_("Ask your administrator."))
    trail.ready(home)
    accounts.settle(home, found.name, vouched.role, vouched.community)
    now = accounts.get(home, found.name)
    if (now.role, now.community) != (found.role, found.community):
        trail.note(home, now.name, "account.settled", **trail.of_account(now))
    return now


def _provider(house: House) -> provider.Provider:
    found = provider.read(house.home)
    if found is None:
        raise Forbidden(N_("This office has no identity provider."), remedy=N_("Sign in by password."))
    return found


def _returning(request: Request) -> str:
    return f"{request.url.scheme}://{request.url.netloc}{RETURNED}"


def _failed(house: House, request: Request, error: UserError) -> Response:
    sheet = forms.sheet(request, house.home)
    again = f'<a class="button" href="{LOGIN}?lang={sheet.language}">{sheet.say(N_("Sign in"))}</a>'
    return sheet.page(
        sheet.say(N_("You could not be signed in")),
        forms.word(escape(say(error, sheet.language)), "bad"),
        again,
        status=403,
    )


def _sealed(home: Home, kept: Mapping[str, object]) -> str:
    text = base64.urlsafe_b64encode(json.dumps(kept).encode()).decode()
    return f"{text}.{_seal(home, text)}"


def _opened(home: Home, cookie: str) -> Mapping[str, object]:
    """What was sealed; empty where it is not ours or too old."""
    text, _dot, seal = cookie.partition(".")
    if not hmac.compare_digest(seal.encode(), _seal(home, text).encode()):
        return {}
    kept: dict[str, object] = json.loads(base64.urlsafe_b64decode(text))
    return kept if float(str(kept["until"])) > time.time() else {}


def _seal(home: Home, text: str) -> str:
    return hmac.new(home.secret(), f"oidc {text}".encode(), hashlib.sha256).hexdigest()
