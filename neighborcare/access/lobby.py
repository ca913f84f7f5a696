"""The lobby: signing in and out, and the own password. Plain pages before Streamlit."""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable, Mapping
from html import escape

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from neighborcare.access import accounts, attempts, desk, first, forms, oidc, sessions, trail
from neighborcare.access.accounts import Account
from neighborcare.access.entrance import (
    COOKIE,
    FIRST,
    LOGIN,
    LOGOUT,
    PASSWORD,
    SESSION,
    TRAIL,
    UNPROTECTED,
    USERS,
    cookie_name,
    find,
    onward,
)
from neighborcare.access.forms import Sheet
from neighborcare.access.house import House
from neighborcare.access.roles import LABELS, working
from neighborcare.access.sessions import Session
from neighborcare.access.trail_page import TrailPage
from neighborcare.errors import UserError
from neighborcare.store.home import Home
from neighborcare.text import N_, say

Handler = Callable[[House, Request], Awaitable[Response]]


def routes(
    lives: Callable[[], House],
    titles: Callable[[], Mapping[str, str]],
    tell_code: Callable[[], None] = lambda: None,
) -> list[Route]:
    """The lobby's routes for st.App; what may be reached when is the entrance's business.

    `titles` are the pages' catalogue texts by address. `tell_code` writes the first administrator's code to the
    console, where it does not stand there yet.
    """

    async def make_first(house: House, request: Request) -> Response:
        tell_code()
        return await first.page(house, request, enter, begin)

    async def trail_of_deeds(house: House, request: Request) -> Response:
        return await _trail(house, request, titles())

    async def users(house: House, request: Request) -> Response:
        return await _users(house, request, titles())

    def route(path: str, handler: Handler) -> Route:
        async def answer(request: Request) -> Response:
            try:
                return await handler(lives(), request)
            except trail.Unnoted as error:
                sheet = forms.sheet(request, lives().home)
                return sheet.page(sheet.say(N_("This cannot be done now")), _told(sheet, error), status=503)

        return Route(path, answer, methods=["GET", "POST"])

    return [
        route(LOGIN, login),
        route(LOGOUT, logout),
        route(PASSWORD, password),
        route(FIRST, make_first),
        route(USERS, users),
        route(TRAIL, trail_of_deeds),
        route(UNPROTECTED, unprotected),
        *oidc.routes(lives, enter),
    ]


def _told(sheet: Sheet, error: UserError) -> str:
    return forms.word(escape(say(error, sheet.language)), "bad")


async def login(house: House, request: Request) -> Response:
    """Sign in by name and password."""
    sheet = forms.sheet(request, house.home)
    if forms.is_asking(request):
        session = await to_thread.run_sync(lambda: find(house, request.scope))
        return RedirectResponse(_landing(session, request), 303) if session else _login_page(house, sheet)
    typed = await forms.answers(request, house.home)
    if typed is None:
        return forms.stale(sheet, LOGIN)
    name, given = typed.get("name", ""), typed.get("password", "")
    try:
        account = await to_thread.run_sync(
            lambda: sign_in(house.home, name, given, forms.address(request)), limiter=forms.one_at_a_time
        )
    except forms.TooSoon as error:
        return _login_page(house, sheet, say(error, sheet.language), typed, 429)
    if account is None:
        return _login_page(house, sheet, sheet.say(N_("Name or password is not right.")), typed, 401)
    return await enter(house, request, account, forms.way(typed.get("next", "/")))


def sign_in(home: Home, name: str, given: str, caller: str) -> Account | None:
    """The account, if that is its password; counts failures. Raises forms.TooSoon where the next attempt must wait."""
    name = accounts.compared(name)  # however it is written, its failures are counted together
    left = attempts.wait(home, name, caller)
    if left > 0:
        raise forms.TooSoon(
            N_("Too many attempts. Try again in {seconds} seconds."),
            remedy=N_("An administrator can unlock the account at once."),
            seconds=math.ceil(left),
        )
    account = accounts.check(home, name, given)
    if account is None:
        attempts.note(home, name, caller)
        trail.failed(home, name)
    else:
        attempts.forget(home, name)
    return account


async def enter(house: House, request: Request, account: Account, way: str) -> Response:
    """Begin a session of its own for this browser (one that it had ends) and go on."""
    if account.must_change:
        way = PASSWORD
    elif working(account.role) is None:
        way = USERS
    return await begin(house, request, account, onward(way))


async def begin(house: House, request: Request, account: Account, answer: Response) -> Response:
    """The answer, which also begins a session of its own for this browser (one that it had ends)."""
    token = await to_thread.run_sync(lambda: _renewed(house, request, account))
    name = cookie_name(request.scope, COOKIE)
    answer.set_cookie(
        name, token, httponly=True, samesite="strict", secure=forms.is_secure(request), path="/"
    )
    return answer


def _renewed(house: House, request: Request, account: Account) -> str:
    before = request.cookies.get(cookie_name(request.scope, COOKIE))
    if before:
        sessions.end(house.home, sessions.identity(before))
    trail.note(house.home, account.name, "session.started", role=account.role)
    return sessions.start(house.home, account.name)


async def logout(house: House, request: Request) -> Response:
    """Who is signed in here, with the way out; and the way out itself."""
    session = await _session(house, request)
    if session is None:
        return RedirectResponse(LOGIN, 303)
    sheet = forms.sheet(request, house.home)
    if forms.is_asking(request):
        return _who_page(sheet, session)
    if await forms.answers(request, house.home) is None:
        return forms.stale(sheet, LOGOUT)
    await to_thread.run_sync(lambda: _ended(house.home, session))
    answer = RedirectResponse(f"{LOGIN}?lang={sheet.language}", 303)
    name = cookie_name(request.scope, COOKIE)
    answer.delete_cookie(name, path="/", httponly=True, samesite="strict", secure=forms.is_secure(request))
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


def _ended(home: Home, session: Session) -> None:
    sessions.end(home, session.id)
    trail.note(home, session.account, "session.ended")


async def password(house: House, request: Request) -> Response:
    """The own password: old, new, and the new once more."""
    session = await _session(house, request)
    if session is None:
        return RedirectResponse(LOGIN, 303)
    sheet = forms.sheet(request, house.home)
    if forms.is_asking(request):
        return _password_page(sheet, session)
    typed = await forms.answers(request, house.home)
    if typed is None:
        return forms.stale(sheet, PASSWORD)
    try:
        forms.same_twice(typed)
        account = await to_thread.run_sync(
            lambda: _changed(house.home, session.account, typed, forms.address(request)),
            limiter=forms.one_at_a_time,
        )
    except UserError as error:
        return _password_page(sheet, session, escape(say(error, sheet.language)), 400)
    return await enter(house, request, account, "/")


def _changed(home: Home, name: str, typed: Mapping[str, str], caller: str) -> Account:
    if attempts.wait(home, name, caller) > 0:
        raise forms.TooSoon(N_("Too many attempts. Wait a few minutes."))
    trail.ready(home)
    try:
        accounts.change_password(home, name, typed.get("old", ""), typed.get("new", ""))
    except UserError:
        attempts.note(home, name, caller)
        trail.failed(home, name)
        raise
    trail.note(home, name, "account.password")
    attempts.forget(home, name)
    return accounts.get(home, name)


async def unprotected(house: House, request: Request) -> Response:
    """What is said to somebody whose password everybody on the way could read along."""
    sheet = forms.sheet(request, house.home)
    _ = sheet.say
    why = _(N_("Passwords and residents' data would be readable on the way, so nothing opens here."))
    what = _(N_("Open the same address with https:// in front of it."))
    whom = _(
        N_(
            "Whoever runs the server starts it with a certificate, or behind a server that speaks https and says so "
            "(docs/accounts.md)."
        )
    )
    return sheet.page(
        _(N_("This connection is not encrypted")),
        forms.word(what),
        f"<p>{why}</p>",
        f'<p class="quiet">{whom}</p>',
        status=403,
    )


async def _administrator(house: House, request: Request) -> Session | Response:
    """The administrator's session; where it is none, what leads him who asks to his place."""
    session = await _session(house, request)
    if session is None:
        return RedirectResponse(LOGIN, 303)
    if session.must_change:
        return RedirectResponse(PASSWORD, 303)
    if session.role == accounts.ADMINISTRATOR:
        return session
    told = {"page": request.url.path.strip("/"), "role": session.role}
    await to_thread.run_sync(
        lambda: trail.once(house.home, session.account, session.id, "page.refused", rows=0, **told)
    )
    sheet = forms.sheet(request, house.home)
    return sheet.page(sheet.say(N_("This page is the administrator's")), _back(sheet), status=403)


async def _trail(house: House, request: Request, titles: Mapping[str, str]) -> Response:
    """The trail, page by page; what is sent asks for the file."""
    session = await _administrator(house, request)
    if isinstance(session, Response):
        return session
    sheet = forms.sheet(request, house.home)
    if forms.is_asking(request):
        page = TrailPage(sheet, house.home, session, request.query_params, titles)
        return await to_thread.run_sync(page.page)
    typed = await forms.answers(request, house.home)
    if typed is None:
        return forms.stale(sheet, TRAIL)
    return await to_thread.run_sync(TrailPage(sheet, house.home, session, typed, titles).file)


async def _users(house: House, request: Request, titles: Mapping[str, str]) -> Response:
    """The administrator's page; nobody else gets further than its door."""
    session = await _administrator(house, request)
    if isinstance(session, Response):
        return session
    sheet = forms.sheet(request, house.home)
    if forms.is_asking(request):
        return await to_thread.run_sync(lambda: desk.Desk(sheet, house.home, session, titles).page())
    typed = await forms.answers(request, house.home)
    if typed is None:
        return forms.stale(sheet, USERS)
    return await to_thread.run_sync(
        lambda: desk.Desk(sheet, house.home, session, titles).change(typed), limiter=forms.one_at_a_time
    )


async def _session(house: House, request: Request) -> Session | None:
    """The session that the entrance named. Without the header nobody came past it."""
    named = request.headers.get(SESSION)
    return await to_thread.run_sync(lambda: sessions.find(house.home, named)) if named else None


def _landing(session: Session, request: Request) -> str:
    if session.must_change:
        return PASSWORD
    return USERS if working(session.role) is None else forms.way(request.query_params.get("next", "/"))


def _login_page(
    house: House, sheet: Sheet, refusal: str = "", typed: Mapping[str, str] | None = None, status: int = 200
) -> Response:
    asked = typed or sheet.request.query_params
    _ = sheet.say
    way, known = forms.way(asked.get("next", "/")), asked.get("name", "")
    ask = _(N_("No account, or the password forgotten? Ask your administrator."))
    form = sheet.form(
        LOGIN,
        forms.field(
            _(N_("Account name")), "name", value=known, fill="username", more="" if known else "autofocus"
        ),
        forms.field(
            _(N_("Password")),
            "password",
            kind="password",
            fill="current-password",
            more="autofocus" if known else "",
        ),
        button=_(N_("Sign in")),
        next=way,
    )
    return sheet.page(
        _(N_("Sign in")),
        forms.word(refusal, "bad") if refusal else "",
        oidc.button(sheet, house.home, way),
        form,
        f'<p class="quiet">{ask}</p>',
        status=status,
    )


def _who_page(sheet: Sheet, session: Session) -> Response:
    _ = sheet.say
    role = LABELS[session.role].of(sheet.language)
    where = f" · {escape(session.community)}" if session.community else ""
    return sheet.page(
        _(N_("Your account")),
        f"<p><strong>{escape(session.account)}</strong> · {escape(role)}{where}</p>",
        _back(sheet),
        f' <a class="button" href="{PASSWORD}?lang={sheet.language}">{_(N_("Change the password"))}</a>',
        sheet.form(LOGOUT, button=_(N_("Sign out"))),
    )


def _password_page(sheet: Sheet, session: Session, refusal: str = "", status: int = 200) -> Response:
    _ = sheet.say
    once = _(N_("Your one-time password has done its work: choose your own now."))
    return sheet.page(
        _(N_("Choose a password")),
        forms.word(once) if session.must_change else "",
        forms.word(refusal, "bad") if refusal else "",
        sheet.form(
            PASSWORD,
            forms.field(_(N_("Old password")), "old", kind="password", fill="current-password"),
            *forms.new_password(sheet),
            button=_(N_("Save")),
        ),
        status=status,
    )


def _back(sheet: Sheet) -> str:
    return f'<a class="button" href="/">{sheet.say(N_("To the figures"))}</a>'
