"""The lobby's pages as HTML: plain forms that need no script and nothing from elsewhere, in both languages."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from string import Template
from urllib.parse import urlencode, urlsplit

from anyio import CapacityLimiter
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, Response

from neighborcare.access.entrance import cookie_name
from neighborcare.errors import UserError
from neighborcare.store.home import Home
from neighborcare.text import N_, translator

PAGE = Template((Path(__file__).parent / "lobby.html").read_text(encoding="utf-8"))
COOKIE = "neighborcare_form"
FIELD = "form"
LARGEST, SLOWEST = 20_000, 10.0  # bytes of a form, seconds that it may take to come
NAMES = {"zh-CN": "中文", "en": "English"}
NARROW, WIDE = "440px", "1120px"
PRODUCT = N_("NeighborCare")

# One password is tried at a time: failures are counted in order, and 64 MiB are taken once.
one_at_a_time = CapacityLimiter(1)


class TooSoon(UserError):
    """So many attempts failed that the next must wait."""

    code = "too_soon"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page being written: in which language, for which browser (`key` is what its forms prove they are ours by)."""

    request: Request
    language: str
    key: str
    proof: str

    def say(self, text: str, **values: object) -> str:
        """A catalogue text in the reader's language, safe to stand in HTML."""
        return escape(translator(self.language)(text, **values))

    def form(self, action: str, *parts: str, button: str, plain: bool = False, **hidden: str) -> str:
        """A form that posts to `action`; parts and the button's word are HTML (what `say` gives)."""
        own = "".join(
            f'<input type="hidden" name="{name}" value="{escape(value)}">'
            for name, value in {FIELD: self.proof, **hidden}.items()
        )
        mark = ' class="plain"' if plain else ""
        return (
            f'<form method="post" action="{action}?lang={self.language}">{own}{"".join(parts)}'
            f"<button{mark}>{button}</button></form>"
        )

    def page(self, title: str, *parts: str, status: int = 200, wide: bool = False) -> Response:
        """The whole page. `title` is its first line; it and the parts are HTML (what `say` gives)."""
        mark = escape(translator(self.language)(PRODUCT))
        answer = HTMLResponse(
            PAGE.substitute(
                lang=self.language,
                title=title,
                product=mark,
                width=WIDE if wide else NARROW,
                mark=f"<strong>{mark}</strong>",
                nav=self._languages(),
                body=f"<h1>{title}</h1>{''.join(parts)}",
            ),
            status,
            headers={"Cache-Control": "no-store"},
        )
        answer.set_cookie(
            cookie_name(self.request.scope, COOKIE),
            self.key,
            httponly=True,
            samesite="strict",
            secure=is_secure(self.request),
            path="/",
        )
        return answer

    def _languages(self) -> str:
        asked = {**self.request.query_params}
        return "".join(
            f'<a href="?{escape(urlencode(asked | {"lang": code}))}" lang="{code}">{name}</a>'
            for code, name in NAMES.items()
            if code != self.language
        )


def sheet(request: Request, home: Home) -> Sheet:
    """An empty page for this browser, which keeps its key from form to form."""
    key = _key(request)
    if not 20 <= len(key) <= 100:
        key = secrets.token_urlsafe(24)
    return Sheet(request, language(request), key, _proof(home, key))


async def answers(request: Request, home: Home) -> Mapping[str, str] | None:
    """What was typed; None where the form is not one that we gave this browser, too long, or too slow in coming."""
    length = request.headers.get("content-length", "")
    if not (length.isascii() and length.isdigit()) or int(length) > LARGEST:
        return None
    try:
        async with asyncio.timeout(SLOWEST), request.form(max_files=0, max_fields=20) as form:
            typed = {name: value for name, value in form.items() if isinstance(value, str)}
    except (TimeoutError, HTTPException, ClientDisconnect):
        return None
    proof = _proof(home, _key(request))
    return typed if hmac.compare_digest(typed.get(FIELD, "").encode(), proof.encode()) else None


def is_asking(request: Request) -> bool:
    """Whether the page itself is asked for, and nothing sent."""
    return request.method in {"GET", "HEAD"}


def address(request: Request) -> str:
    """Where the caller is, for counting his failures; nothing is kept of it but a keyed hash."""
    return request.client.host if request.client else ""


def stale(sheet: Sheet, way: str) -> Response:
    """The form is old or not ours: nothing was done."""
    _ = sheet.say
    again = f'<a class="button" href="{way}?lang={sheet.language}">{_(N_("Open the page again"))}</a>'
    return sheet.page(_(N_("This page is out of date")), again, status=403)


def new_password(sheet: Sheet) -> tuple[str, ...]:
    """The two fields of a new password."""
    _ = sheet.say
    return (
        field(_(N_("New password, at least 10 characters")), "new", kind="password", fill="new-password"),
        field(_(N_("The same once more")), "again", kind="password", fill="new-password"),
    )


def same_twice(typed: Mapping[str, str]) -> None:
    """Raise UserError unless the new password was typed alike twice."""
    if typed.get("new") != typed.get("again"):
        raise UserError(N_("The two new passwords differ."), remedy=N_("Type the same one twice."))


def field(
    label: str,
    name: str,
    *,
    kind: str = "text",
    value: str = "",
    fill: str = "off",
    more: str = "",
    hint: str = "",
    is_required: bool = True,
) -> str:
    """One labelled input; label, hint and `more` are HTML, the value plain text."""
    under = f'<p class="hint" id="{name}-hint">{hint}</p>' if hint else ""
    marks = [
        mark
        for mark, is_so in (("required", is_required), (f'aria-describedby="{name}-hint"', hint))
        if is_so
    ]
    return (
        f'<label for="{name}">{label}</label><input id="{name}" name="{name}" type="{kind}" '
        f'value="{escape(value)}" autocomplete="{fill}" maxlength="200" {" ".join(marks)} {more}>{under}'
    )


def choice(label: str, name: str, options: Sequence[tuple[str, str]], chosen: str = "") -> str:
    """A labelled selection of (value, word), both plain text; the label is HTML."""
    words = "".join(
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>{escape(word)}</option>'
        for value, word in options
    )
    return f'<label for="{name}">{label}</label><select id="{name}" name="{name}">{words}</select>'


def word(text: str, state: str = "") -> str:
    """A word to the reader that stands out; HTML goes in as it is. `state` is good, bad or nothing."""
    return f'<p class="word {state}" role="status">{text}</p>'


def language(request: Request) -> str:
    """As the address says, else as the browser asks; Chinese unless that is another language."""
    asked = request.query_params.get("lang")
    if asked in NAMES:
        return str(asked)
    wanted = request.headers.get("accept-language", "zh").lower()
    return "zh-CN" if wanted.startswith("zh") else "en"


def way(text: str) -> str:
    """An address of ours to go on to; "/" for anything that could lead elsewhere or in a circle."""
    is_ours = text.startswith("/") and not text.startswith("//") and "\\" not in text and text.isprintable()
    return text if is_ours and urlsplit(text).path not in {"/login", "/logout"} else "/"


def is_secure(request: Request) -> bool:
    """Whether the browser came over https (also to a server before us that says so)."""
    return request.url.scheme == "https"


def _key(request: Request) -> str:
    return request.cookies.get(cookie_name(request.scope, COOKIE), "")


def _proof(home: Home, key: str) -> str:
    return hmac.new(home.secret(), f"form {key}".encode(), hashlib.sha256).hexdigest()
