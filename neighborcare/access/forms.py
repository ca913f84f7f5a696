"""The lobby's pages as HTML: plain forms that need no script and nothing from elsewhere, in both languages."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from string import Template
from urllib.parse import urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from neighborcare.store.home import Home
from neighborcare.text import N_, translator

PAGE = Template((Path(__file__).parent / "lobby.html").read_text(encoding="utf-8"))
COOKIE = "neighborcare_form"
FIELD = "form"
NAMES = {"zh-CN": "中文", "en": "English"}
NARROW, WIDE = "440px", "1120px"
PRODUCT = N_("NeighborCare")


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
            COOKIE, self.key, httponly=True, samesite="strict", secure=is_secure(self.request), path="/"
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
    key = request.cookies.get(COOKIE, "")
    if not 20 <= len(key) <= 100:
        key = secrets.token_urlsafe(24)
    return Sheet(request, language(request), key, _proof(home, key))


async def answers(request: Request, home: Home) -> Mapping[str, str] | None:
    """What was typed; None where the form is not one that we gave this browser."""
    length = request.headers.get("content-length", "")
    if not length.isdigit() or int(length) > 20_000:
        return None
    async with request.form(max_files=0, max_fields=20) as form:
        typed = {name: value for name, value in form.items() if isinstance(value, str)}
    proof = _proof(home, request.cookies.get(COOKIE, ""))
    return typed if hmac.compare_digest(typed.get(FIELD, "").encode(), proof.encode()) else None


def field(
    label: str, name: str, *, kind: str = "text", value: str = "", fill: str = "off", more: str = ""
) -> str:
    """One labelled input; the label is HTML, the value plain text."""
    return (
        f'<label for="{name}">{label}</label><input id="{name}" name="{name}" type="{kind}" '
        f'value="{escape(value)}" autocomplete="{fill}" required maxlength="200" {more}>'
    )


def choice(label: str, name: str, options: Sequence[tuple[str, str]]) -> str:
    """A labelled selection of (value, word), both plain text; the label is HTML."""
    words = "".join(f'<option value="{escape(value)}">{escape(word)}</option>' for value, word in options)
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


def _proof(home: Home, key: str) -> str:
    return hmac.new(home.secret(), f"form {key}".encode(), hashlib.sha256).hexdigest()
