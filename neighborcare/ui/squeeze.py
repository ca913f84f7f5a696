"""Streamlit's own scripts and styles, compressed once and kept.

Streamlit serves them as they lie on disk (Plotly's chunk alone is 4.7 MB): on an office's network that is
most of a first visit. Their names carry a hash, so a compressed copy never goes stale.
"""

from __future__ import annotations

import gzip
from functools import lru_cache
from pathlib import Path

from anyio.to_thread import run_sync
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".json": "application/json"}
PREFIX = "/static/"
A_YEAR = "public, immutable, max-age=31536000"


class Squeeze:
    """ASGI middleware: answers GET /static/… from `folder` compressed where the browser takes gzip."""

    def __init__(self, app: ASGIApp, folder: Path) -> None:
        self.app = app
        self.folder = folder.resolve()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a compressible file; leave everything else to Streamlit."""
        file = self._file(scope)
        if file is None:
            await self.app(scope, receive, send)
            return
        headers = {"Content-Encoding": "gzip", "Vary": "Accept-Encoding", "Cache-Control": A_YEAR}
        content = await run_sync(compressed, file)
        await Response(content, media_type=TYPES[file.suffix], headers=headers)(scope, receive, send)

    def _file(self, scope: Scope) -> Path | None:
        if scope["type"] != "http" or scope["method"] != "GET" or not scope["path"].startswith(PREFIX):
            return None
        if "gzip" not in Headers(scope=scope).get("accept-encoding", ""):
            return None
        file = (self.folder / scope["path"].removeprefix(PREFIX)).resolve()
        wanted = file.suffix in TYPES and file.is_relative_to(self.folder) and file.is_file()
        return file if wanted else None


@lru_cache(maxsize=512)
def compressed(file: Path) -> bytes:
    """The file's bytes as gzip. Level 6: nine costs three times as long for one per cent."""
    return gzip.compress(file.read_bytes(), 6, mtime=0)
