"""Streamlit's scripts go out compressed, and nothing outside their folder goes out at all."""

import asyncio
import gzip
from pathlib import Path

import pytest
from starlette.responses import PlainTextResponse

from neighborcare.ui.squeeze import Squeeze

SCRIPT = "export const answer = 42;\n" * 200


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "static" / "js").mkdir(parents=True)
    (tmp_path / "static" / "js" / "a.js").write_text(SCRIPT)
    (tmp_path / "static" / "font.woff2").write_bytes(b"font")
    (tmp_path / "secret.js").write_text("secret")
    return tmp_path / "static"


def get(folder: Path, path: str, accept: bytes = b"gzip, br", method: str = "GET"):
    sent = []

    async def send(message):
        sent.append(message)

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    scope = {"type": "http", "method": method, "path": path, "headers": [(b"accept-encoding", accept)]}
    asyncio.run(Squeeze(PlainTextResponse("from Streamlit"), folder)(scope, receive, send))
    return dict(sent[0]["headers"]), sent[1]["body"]


def test_a_script_goes_out_compressed_and_unchanged(folder):
    headers, body = get(folder, "/static/js/a.js")
    assert gzip.decompress(body).decode() == SCRIPT
    assert len(body) < len(SCRIPT) / 10
    assert headers[b"content-encoding"] == b"gzip"
    assert headers[b"content-type"].startswith(b"text/javascript")
    assert b"immutable" in headers[b"cache-control"]


@pytest.mark.parametrize(
    ("path", "accept", "method"),
    [
        ("/static/js/a.js", b"identity", "GET"),
        ("/static/js/a.js", b"gzip", "POST"),
        ("/static/font.woff2", b"gzip", "GET"),
        ("/static/js/missing.js", b"gzip", "GET"),
        ("/static/../secret.js", b"gzip", "GET"),
        ("/media/a.js", b"gzip", "GET"),
    ],
)
def test_everything_else_is_left_to_streamlit(folder, path, accept, method):
    assert get(folder, path, accept, method)[1] == b"from Streamlit"
