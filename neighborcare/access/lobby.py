"""The lobby: signing in and out, the own password, and the first administrator. Plain pages before Streamlit."""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable, Mapping
from html import escape

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from neighborcare.access import accounts, attempts, desk, forms, oidc, sessions
from neighborcare.access.accounts import Account
from neighborcare.access.entrance import COOKIE, FIRST, LOGIN, LOGOUT, PASSWORD, SESSION, USERS, find, onward
from neighborcare.access.forms import Sheet
from neighborcare.access.house import House
from neighborcare.access.roles import LABELS, working
from neighborcare.access.sessions import Session
from neighborcare.errors import Forbidden, UserError
from neighborcare.store.home import Home
from neighborcare.text import N_, say

Handler = Callable[[House, Request], Awaitable[Response]]
CODE = "the first administrator's code"  # what its failures are counted under

# One password is tried at a time: failures are counted in order, and 64 MiB are taken once.
_one = CapacityLimiter(1)


class TooSoon(UserError):
    """So many attempts failed that the next must wait."""

    code = "too_soon"


def routes(lives: Callable[[], House], titles: Callable[[], Mapping[str, str]]) -> list[Route]:
    """The lobby's routes for st.App; what may be reached when is the entrance's business.

    `titles` are the pages' catalogue texts by address.
    """

    async def users(house: House, request: Request) -> Response:
        return await _users(house, request, titles())

    def route(path: str, handler: Handler) -> Route:
        async def answer(request: Request) -> Response:
            return await handler(lives(), request)

        return Route(path, answer, methods=["GET", "POST"])

    return [
        route(LOGIN, login),
        route(LOGOUT, logout),
        route(PASSWORD, password),
        route(FIRST, first),
        route(USERS, users),
        *oidc.routes(lives, enter),
    ]


async def login(house: House, request: Request) -> Response:
    """Sign in by name and password."""
    sheet = forms.sheet(request, house.home)
    if request.method == "GET":
        session = await to_thread.run_sync(lambda: find(house, request.scope))
        return RedirectResponse(_landing(session, request), 303) if session else _login_page(house, sheet)
    typed = await forms.answers(request, house.home)
    if typed is None:
        return _stale(sheet, LOGIN)
    name, given = typed.get("name", ""), typed.get("password", "")
    try:
        account = await to_thread.run_sync(
            lambda: sign_in(house.home, name, given, address(request)), limiter=_one
        )
    except TooSoon as error:
        return _login_page(house, sheet, say(error, sheet.language), typed, 429)
    if account is None:
        return _login_page(house, sheet, sheet.say(N_("Name or password is not right.")), typed, 401)
    return await enter(house, request, account, forms.way(typed.get("next", "/")))


def sign_in(home: Home, name: str, given: str, caller: str) -> Account | None:
    """The account, if that is its password; counts failures. Raises TooSoon where the next attempt must wait."""
    left = attempts.wait(home, name, caller)
    if left > 0:
        raise TooSoon(
            N_("Too many attempts. Try again in {seconds} seconds."),
            remedy=N_("An administrator can unlock the account at once."),
            seconds=math.ceil(left),
        )
    account = accounts.check(home, name, given)
    if account is None:
        attempts.note(home, name, caller)
    else:
        attempts.forget(home, name)
    return account


async def enter(house: House, request: Request, account: Account, way: str) -> Response:
    """Begin a session of its own for this browser (one that it had ends) and go on."""
    token = await to_thread.run_sync(lambda: _renewed(house, request, account))
    if account.must_change:
        way = PASSWORD
    elif working(account.role) is None:
        way = USERS
    answer = onward(way)
    answer.set_cookie(
        COOKIE, token, httponly=True, samesite="strict", secure=forms.is_secure(request), path="/"
    )
    return answer


def _renewed(house: House, request: Request, account: Account) -> str:
    before = request.cookies.get(COOKIE)
    if before:
        sessions.end(house.home, sessions.identity(before))
    return sessions.start(house.home, account.name)


async def logout(house: House, request: Request) -> Response:
    """Who is signed in here, with the way out; and the way out itself."""
    session = await _session(house, request)
    if session is None:
        return RedirectResponse(LOGIN, 303)
    sheet = forms.sheet(request, house.home)
    if request.method == "GET":
        return _who_page(sheet, session)
    if await forms.answers(request, house.home) is None:
        return _stale(sheet, LOGOUT)
    await to_thread.run_sync(lambda: sessions.end(house.home, session.id))
    answer = RedirectResponse(f"{LOGIN}?lang={sheet.language}", 303)
    answer.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict", secure=forms.is_secure(request))
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


async def password(house: House, request: Request) -> Response:
    """The own password: old, new, and the new once more."""
    session = await _session(house, request)
    if session is None:
        return RedirectResponse(LOGIN, 303)
    sheet = forms.sheet(request, house.home)
    if request.method == "GET":
        return _password_page(sheet, session)
    typed = await forms.answers(request, house.home)
    if typed is None:
        return _stale(sheet, PASSWORD)
    try:
        _same_twice(typed)
        account = await to_thread.run_sync(
            lambda: _changed(house.home, session.account, typed, address(request)), limiter=_one
        )
    except UserError as error:
        return _password_page(sheet, session, escape(say(error, sheet.language)), 400)
    return await enter(house, request, account, "/")


def _changed(home: Home, name: str, typed: Mapping[str, str], caller: str) -> Account:
    if attempts.wait(home, name, caller) > 0:
        raise TooSoon(N_("Too many attempts. Wait a few minutes."))
    try:
        accounts.change_password(home, name, typed.get("old", ""), typed.get("new", ""))
    except UserError:
        attempts.note(home, name, caller)
        raise
    attempts.forget(home, name)
    return accounts.get(home, name)


async def first(house: House, request: Request) -> Response:
    """The first administrator, made by whoever can read the server's console."""
    sheet = forms.sheet(request, house.home)
    if await to_thread.run_sync(house.situation) != "no accounts":
        return RedirectResponse("/", 303)
    if request.method == "GET":
        return _first_page(sheet)
    typed = await forms.answers(request, house.home)
    if typed is None:
        return _stale(sheet, FIRST)
    try:
        _same_twice(typed)
        account = await to_thread.run_sync(lambda: _made_first(house, typed, address(request)), limiter=_one)
    except UserError as error:
        return _first_page(sheet, escape(say(error, sheet.language)), typed, 400)
    return await enter(house, request, account, USERS)


def _made_first(house: House, typed: Mapping[str, str], caller: str) -> Account:
    if attempts.wait(house.home, CODE, caller) > 0:
        raise TooSoon(N_("Too many attempts. Wait a few minutes."))
    if not house.is_code(typed.get("code", "")):
        attempts.note(house.home, CODE, caller)
        raise Forbidden(
            N_("This is not the code."),
            remedy=N_("It stands in the window in which the server was started."),
        )
    accounts.add_first(house.home, typed.get("name", ""), typed.get("new", ""))
    return accounts.get(house.home, typed.get("name", ""))


async def _users(house: House, request: Request, titles: Mapping[str, str]) -> Response:
    """The administrator's page; nobody else gets further than its door."""
    session = await _session(house, request)
    if session is None:
        return RedirectResponse(LOGIN, 303)
    sheet = forms.sheet(request, house.home)
    if session.must_change:
        return RedirectResponse(PASSWORD, 303)
    if session.role != accounts.ADMINISTRATOR:
        return sheet.page(sheet.say(N_("This page is the administrator's")), _back(sheet), status=403)
    if request.method == "GET":
        return await to_thread.run_sync(lambda: desk.Desk(sheet, house.home, session, titles).page())
    typed = await forms.answers(request, house.home)
    if typed is None:
        return _stale(sheet, USERS)
    return await to_thread.run_sync(
        lambda: desk.Desk(sheet, house.home, session, titles).change(typed), limiter=_one
    )


def address(request: Request) -> str:
    """Where the caller is, for counting his failures; nothing is kept of it but a keyed hash."""
    return request.client.host if request.client else ""


async def _session(house: House, request: Request) -> Session | None:
    """The session that the entrance named. Without the header nobody came past it."""
    named = request.headers.get(SESSION)
    return await to_thread.run_sync(lambda: sessions.find(house.home, named)) if named else None


def _landing(session: Session, request: Request) -> str:
    if session.must_change:
        return PASSWORD
    return USERS if working(session.role) is None else forms.way(request.query_params.get("next", "/"))


def _same_twice(typed: Mapping[str, str]) -> None:
    if typed.get("new") != typed.get("again"):
        raise UserError(N_("The two new passwords differ."), remedy=N_("Type the same one twice."))


def _login_page(
    house: House, sheet: Sheet, refusal: str = "", typed: Mapping[str, str] | None = None, status: int = 200
) -> Response:
    asked = typed or sheet.request.query_params
    _ = sheet.say
    way = forms.way(asked.get("next", "/"))
    ask = _(N_("No account, or the password forgotten? Ask your administrator."))
    form = sheet.form(
        LOGIN,
        forms.field(
            _(N_("Account name")), "name", value=asked.get("name", ""), fill="username", more="autofocus"
        ),
        forms.field(_(N_("Password")), "password", kind="password", fill="current-password"),
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
            *_new_password(sheet),
            button=_(N_("Save")),
        ),
        status=status,
    )


def _first_page(
    sheet: Sheet, refusal: str = "", typed: Mapping[str, str] | None = None, status: int = 200
) -> Response:
    _ = sheet.say
    asked = typed or {}
    why = _(N_("Nobody has an account yet, so nothing is shown. The administrator makes everybody else's."))
    return sheet.page(
        _(N_("Make the administrator")),
        f"<p>{why}</p>",
        forms.word(refusal, "bad") if refusal else "",
        sheet.form(
            FIRST,
            forms.field(
                _(N_("Code from the window in which the server was started")),
                "code",
                value=asked.get("code", ""),
                more='autofocus placeholder="XXXX-XXXX"',
            ),
            forms.field(_(N_("Your account's name")), "name", value=asked.get("name", ""), fill="username"),
            *_new_password(sheet),
            button=_(N_("Make the administrator")),
        ),
        status=status,
    )


def _new_password(sheet: Sheet) -> tuple[str, ...]:
    _ = sheet.say
    return (
        forms.field(
            _(N_("New password, at least 10 characters")), "new", kind="password", fill="new-password"
        ),
        forms.field(_(N_("The same once more")), "again", kind="password", fill="new-password"),
    )


def _stale(sheet: Sheet, way: str) -> Response:
    """The form is old or not ours: nothing was done."""
    _ = sheet.say
    again = f'<a class="button" href="{way}?lang={sheet.language}">{_(N_("Open the page again"))}</a>'
    return sheet.page(_(N_("This page is out of date")), again, status=403)


def _back(sheet: Sheet) -> str:
    return f'<a class="button" href="/">{sheet.say(N_("To the figures"))}</a>'
