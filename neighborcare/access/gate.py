"""The gate: what every request passes before Streamlit sees it (websocket, upload and media included).

It turns away other sites' pages, takes off identity headers that a client made up, and tells the browser
to talk to nobody else.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

# Whoever stands before us may not say by header who the visitor is: the gate alone will.
IDENTITY_HEADERS = re.compile(
    r"^(x-)?(remote|forwarded|auth-request|authenticated|webauth|streamlit)-"
    r"(user|email|groups?|name|role|preferred-username|access-token|id).*$|^x-user(-.*)?$|^(x-)?neighborcare-.*$"
)

POLICY_VIOLATION = 1008
KEPT_NOWHERE = {"Cache-Control": "no-store"}  # an export leaves no copy in a shared computer's browser


def content_policy(index_html: str, tiles: Iterable[str] = ()) -> str:
    """The Content-Security-Policy of a page with these inline scripts: all from here, nothing from elsewhere.

    Styles are inline in Streamlit (emotion). Plotly and deck.gl start workers from blobs and draw images
    from data addresses. `tiles` are the hosts of a base map that the office turned on.
    """
    inline = re.findall(r"<script>(.*?)</script>", index_html, flags=re.DOTALL)
    maps = "".join(f" {host}" for host in tiles)
    hashes = " ".join(f"'sha256-{_digest(script)}'" for script in inline)
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' 'wasm-unsafe-eval' blob: {hashes}".rstrip(),
            "style-src 'self' 'unsafe-inline'",
            f"img-src 'self' data: blob:{maps}",
            "font-src 'self' data:",
            "media-src 'self' data: blob:",
            "worker-src 'self' blob:",
            f"connect-src 'self' data: blob:{maps}",
            "frame-src 'self' data: blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'self'",
        )
    )


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


class Gate:
    """ASGI middleware. `policy` is the Content-Security-Policy that goes with every answer."""

    def __init__(self, app: ASGIApp, policy: str) -> None:
        self.app = app
        self.headers = {
            "Content-Security-Policy": policy,
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "SAMEORIGIN",
            "Referrer-Policy": "same-origin",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or pass on with the identity headers taken off and the answer's headers put on."""
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
        elif is_foreign(scope):
            await _refuse(scope, receive, send)
        else:
            own = {**scope, "headers": own_headers(scope["headers"])}
            more = KEPT_NOWHERE if own["path"].startswith("/media/") else {}
            await self.app(own, receive, self._guarded(send, self.headers | more))

    def _guarded(self, send: Send, headers: Mapping[str, str]) -> Send:
        async def put_headers_on(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(headers)
            await send(message)

        return put_headers_on


def is_foreign(scope: Scope) -> bool:
    """Whether another site's page asks: on a websocket or a changing request, an Origin that is not ours.

    No Origin means no browser page (a command line, a probe): that is not a foreign page.
    """
    if scope["type"] == "http" and scope["method"] in SAFE_METHODS:
        return False
    headers = Headers(scope=scope)
    origin = headers.get("origin")
    if origin is None:
        return False
    own = "https" if scope.get("scheme") in {"https", "wss"} else "http"
    return origin != f"{own}://{headers.get('host')}"


def own_headers(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """The request's headers without those that claim an identity."""
    # A front server may read `_` as `-`, so a name in either spelling is taken off.
    return [
        (name, value)
        for name, value in headers
        if not IDENTITY_HEADERS.match(name.decode("latin-1").lower().replace("_", "-"))
    ]


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": POLICY_VIOLATION, "reason": "foreign origin"})
    else:
        await PlainTextResponse("Requests from another site are refused.", 403)(scope, receive, send)
