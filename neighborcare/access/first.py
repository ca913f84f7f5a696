"""The first administrator, and in one go the account with which the same person works.

Whoever can read the server's console makes them, in a browser. A small office is often one person: the administrator
sees no figures, so without an account to work with he would stand before a shut door.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from html import escape

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from neighborcare.access import accounts, attempts, forms, trail
from neighborcare.access.accounts import Account
from neighborcare.access.entrance import FIRST, LOGOUT
from neighborcare.access.forms import Sheet
from neighborcare.access.house import House
from neighborcare.access.roles import LABELS
from neighborcare.errors import Forbidden, UserError
from neighborcare.store import manifest
from neighborcare.text import N_, say

CODE = "the first administrator's code"  # what its failures are counted under
UPLOAD = "/upload"  # where an office without data begins

Begin = Callable[[House, Request, Account, Response], Awaitable[Response]]
Enter = Callable[[House, Request, Account, str], Awaitable[Response]]


async def page(house: House, request: Request, enter: Enter, begin: Begin) -> Response:
    """The page and what comes of it; `enter` and `begin` start the session of whoever was made."""
    sheet = forms.sheet(request, house.home)
    if await to_thread.run_sync(house.situation) != "no accounts":
        return RedirectResponse("/", 303)
    if forms.is_asking(request):
        return _page(house, sheet)
    typed = await forms.answers(request, house.home)
    if typed is None:
        return forms.stale(sheet, FIRST)
    try:
        forms.same_twice(typed)
        caller = forms.address(request)
        own = await to_thread.run_sync(lambda: _made(house, typed, caller), limiter=forms.one_at_a_time)
    except UserError as error:
        return _page(house, sheet, escape(say(error, sheet.language)), typed, 400)
    if own.role == accounts.ADMINISTRATOR:
        return await enter(house, request, own, "/")
    return await begin(house, request, own, _both_page(house, sheet, typed, own))


def _made(house: House, typed: Mapping[str, str], caller: str) -> Account:
    """The account that goes on: the one to work with, where one was asked for."""
    if attempts.wait(house.home, CODE, caller) > 0:
        raise forms.TooSoon(N_("Too many attempts. Wait a few minutes."))
    if not house.is_code(typed.get("code", "")):
        attempts.note(house.home, CODE, caller)
        trail.failed(house.home, CODE)
        raise Forbidden(
            N_("This is not the code."),
            remedy=N_("It stands in the window in which the server was started."),
        )
    name, own = typed.get("name", ""), typed.get("own", "").strip()
    trail.ready(house.home)
    accounts.add_first(house.home, name, typed.get("new", ""), own)
    administrator = accounts.compared(name)
    trail.note(house.home, administrator, "account.first", account=administrator)
    if own:
        made = accounts.compared(own)
        trail.note(house.home, administrator, "account.added", account=made, role=accounts.WORKING)
    return accounts.get(house.home, own or name)


def _page(
    house: House, sheet: Sheet, refusal: str = "", typed: Mapping[str, str] | None = None, status: int = 200
) -> Response:
    _ = sheet.say
    asked = typed or {}
    title, why = _why(house)
    return sheet.page(
        _(title),
        f"<p>{_(why)}</p>",
        forms.word(refusal, "bad") if refusal else "",
        sheet.form(
            FIRST,
            forms.field(
                _(N_("Code from the window in which the server was started")),
                "code",
                value=asked.get("code", ""),
                more='autofocus placeholder="XXXX-XXXX" spellcheck="false"',
                hint=_(N_("The window is closed? Start the server again; it shows a new code.")),
            ),
            forms.field(
                _(N_("Administrator's account")),
                "name",
                value=asked.get("name", ""),
                fill="username",
                hint=_(N_("Makes everybody's accounts and sees no figures.")),
            ),
            forms.field(
                _(N_("Your own account to work with")),
                "own",
                value=asked.get("own", ""),
                fill="username",
                is_required=False,
                hint=_(
                    N_(
                        "As “{role}”: loads files and sees figures. Leave it empty if somebody else does that."
                    ),
                    role=LABELS["analyst"].of(sheet.language),
                ),
            ),
            *forms.new_password(sheet),
            button=_(N_("Make the accounts")),
        ),
        status=status,
    )


def _why(house: House) -> tuple[str, str]:
    if house.has_own_data():
        return (
            N_("From now on one signs in"),
            N_(
                "There is data of your own here, all of it is kept, and nobody sees it without an account. "
                "Make the first ones now."
            ),
        )
    return (
        N_("Make the administrator"),
        N_("Nobody has an account yet, so nothing is shown. The administrator makes everybody else's."),
    )


def _both_page(house: House, sheet: Sheet, typed: Mapping[str, str], own: Account) -> Response:
    """Who was made and who is signed in now."""
    _ = sheet.say
    way, word = ("/", N_("To the figures"))
    if not manifest.current_number(house.home):
        way, word = (UPLOAD, N_("Load the first exports"))
    administrator = accounts.compared(typed.get("name", ""))
    return sheet.page(
        _(N_("You are signed in as “{name}”"), name=own.name),
        f"<p>{_(N_('This account loads files and sees figures.'))}</p>",
        forms.word(
            _(
                N_(
                    "“{name}” makes the others' accounts. Both have the password that you have just chosen; "
                    "to make accounts sign out and sign in as “{name}”."
                ),
                name=administrator,
            )
        ),
        f'<a class="button" href="{way}?lang={sheet.language}">{_(word)}</a> '
        f'<a class="button" href="{LOGOUT}?lang={sheet.language}">{_(N_("Sign out"))}</a>',
    )
